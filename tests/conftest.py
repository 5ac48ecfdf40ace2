"""What the end-to-end tests share: a copy of the project in a folder of its own."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
import rehearse
import stage
from hypothesis import settings
from measure import copies

# Generated cases are the same on every run; `make fuzz` draws ten thousand new ones.
settings.register_profile("suite", max_examples=150, derandomize=True, database=None, deadline=None)
settings.register_profile("fuzz", max_examples=10_000, database=None, deadline=None)
settings.load_profile("suite")

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Workspace:
    """A copy of the project that a test may build and damage."""

    folder: Path

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a Python script of the project as a user would, and return what it prints."""
        return copies.run(self.folder, *command)

    def query(self, sql: str, database: str = "exports/nav_tiltak.duckdb") -> list[tuple]:
        """Return the rows of a query on the exported (or another) database."""
        with duckdb.connect(self.folder / database, read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def edit_seed(
        self, name: str, edit: Callable[[list[dict[str, str]]], list[dict[str, str]]]
    ) -> None:
        """Rewrite a reference seed with other rows."""
        path = self.folder / "seeds" / "reference" / f"{name}.csv"
        stage.write_seed(path, edit(stage.read_seed(path)), stage.columns_of(path))

    def files(self) -> dict[str, bytes]:
        """Return every exported file but the database, by name."""
        exports = self.folder / "exports"
        return {
            str(path.relative_to(exports)): path.read_bytes()
            for path in sorted(exports.rglob("*"))
            if path.is_file() and path.suffix != ".duckdb"
        }


def copy_project(folder: Path) -> Workspace:
    """Copy the project without what builds and tools made of it."""
    copies.copy_project(folder)
    return Workspace(folder)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Return a fresh copy of the project that nothing was built in."""
    return copy_project(tmp_path / "project")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Return a copy of the project after one build; for tests that only read it."""
    workspace = copy_project(tmp_path_factory.mktemp("built") / "project")
    outcome = workspace.run("scripts/build.py")
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    (workspace.folder / "printed.txt").write_text(outcome.stdout, encoding="utf-8")
    yield workspace


@pytest.fixture(scope="session")
def rehearsal() -> rehearse.Rehearsal:
    """Return the compiled project, to run in memory on other seeds."""
    return rehearse.compiled()
