"""What the end-to-end tests share: a copy of the project in a folder of its own."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
import rehearse
from hypothesis import settings
from measure import copies

from seeds import columns_of, read_seed, write_seed

# Generated cases are the same on every run; `make test-all` draws a thousand new ones of each kind,
# `make fuzz` ten thousand.
settings.register_profile("suite", max_examples=75, derandomize=True, database=None, deadline=None)
settings.register_profile("long", max_examples=1_000, database=None, deadline=None)
settings.register_profile("fuzz", max_examples=10_000, database=None, deadline=None)
settings.load_profile("suite")

PROJECT = Path(__file__).resolve().parent.parent
SEEDS = PROJECT / "seeds"
# The database of a build, and the one that it exports.
DATABASE = "nav_tiltak.duckdb"
EXPORTED = f"exports/{DATABASE}"
# What the shared build says when it has ended; and what dbt has read, for the next to read again.
PRINTED = "printed.txt"
PARSED = "target/partial_parse.msgpack"
Connection = duckdb.DuckDBPyConnection
# What reads the exports in an environment apart: another DuckDB, polars (requirements-readers.txt).
READERS = PROJECT / ".venv-readers" / "bin" / "python"


def pytest_addoption(parser: pytest.Parser) -> None:
    """A machine that has every tool says so: there a skipped test fails."""
    parser.addoption("--no-skips", action="store_true", help="a test that is skipped fails")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Make a skip a failure where none is allowed."""
    report = yield
    if report.skipped and item.config.getoption("--no-skips"):
        report.outcome = "failed"
        report.longrepr = f"nothing may be skipped here: {report.longrepr[2]}"
    return report


def values(connection: Connection, sql: str) -> list[Any]:
    """Return the first column of a query."""
    return [row[0] for row in connection.execute(sql).fetchall()]


def digest(content: bytes) -> str:
    """Return the hash by which a document is registered."""
    return hashlib.sha256(content).hexdigest()


def files_of(folder: Path) -> dict[str, str]:
    """Return the hash of every file by name, but for databases, the lock and what Python keeps."""
    return {
        str(path.relative_to(folder)): digest(path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix not in (".duckdb", ".pyc") and path.name != ".lock"
    }


# Of a row of `content_changes`: it is enough for the verdict that the content changed.
CONTENT_CHANGED = (
    "exists (select 1 from read_csv("
    f"'{PROJECT / 'seeds/reference/content_change_kinds.csv'}') as kinds "
    "where kinds.verdict = 'changed' and kinds.content_change = content_changes.content_change "
    "and content_changes.pct_max >= kinds.least_pct)"
)


@dataclass(frozen=True)
class Workspace:
    """A copy of the project that a test may build and damage."""

    folder: Path

    @property
    def seeds(self) -> Path:
        """Return the folder of its seeds."""
        return self.folder / "seeds"

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a Python script of the project as a user would, and return what it prints."""
        return copies.run(self.folder, *command)

    def passes(self, *command: str) -> str:
        """Run what must do its work, and return what it prints."""
        outcome = self.run(*command)
        assert outcome.returncode == 0, outcome.stdout + outcome.stderr
        return outcome.stdout

    def fails(self, *command: str) -> str:
        """Run what must fail and say why, and return its message on one line."""
        outcome = self.run(*command)
        assert outcome.returncode == 1, outcome.stdout + outcome.stderr
        assert "Traceback" not in outcome.stderr
        return " ".join(outcome.stderr.split())

    def query(self, sql: str, database: str = EXPORTED) -> list[tuple]:
        """Return the rows of a query on the exported (or another) database."""
        with duckdb.connect(self.folder / database, read_only=True) as connection:
            return connection.execute(sql).fetchall()

    @staticmethod
    def in_memory(database: Path) -> Connection:
        """Return a copy in memory of all tables of a built database, without their constraints."""
        connection = duckdb.connect()
        connection.execute(f"attach '{database}' as built (read_only)")
        for schema, table in connection.execute(
            "select '\"' || schema_name || '\"', table_name from duckdb_tables() "
            "where database_name = 'built' and schema_name <> 'main'"
        ).fetchall():
            connection.execute(f"create schema if not exists {schema}")
            connection.execute(f"create table {schema}.{table} as from built.{schema}.{table}")
        return connection

    def edit_seed(
        self, name: str, edit: Callable[[list[dict[str, str]]], list[dict[str, str]]]
    ) -> None:
        """Rewrite a reference seed with other rows."""
        path = self.seeds / "reference" / f"{name}.csv"
        write_seed(path, edit(read_seed(path)), columns_of(path))

    def edit_document(self, document_id: str, /, **changed: str) -> None:
        """Rewrite the registration of a document."""
        self.edit_seed(
            "documents",
            lambda rows: [
                row | (changed if row["document_id"] == document_id else {}) for row in rows
            ],
        )

    def register(self, document_id: str, content: bytes, **changed: str) -> None:
        """Replace a document by another content and register its hash."""
        (self.seeds / "documents" / f"{document_id}.txt").write_bytes(content)
        self.edit_document(document_id, sha256=digest(content), **changed)


def copy_project(folder: Path) -> Workspace:
    """Copy the project without what builds and tools made of it, but for the compiled models."""
    rehearse.compiled()
    copies.copy_project(folder)
    (folder / "target").mkdir()
    shutil.copy(rehearse.COMPILED, folder / "target")
    return Workspace(folder)


def copy_seeds(folder: Path, seeds: Path = SEEDS) -> Workspace:
    """Copy the seeds alone: enough for staging, and for the models in memory."""
    shutil.copytree(seeds, folder / "seeds")
    return Workspace(folder)


@pytest.fixture
def seeded(tmp_path: Path) -> Workspace:
    """Return a fresh copy of the seeds."""
    return copy_seeds(tmp_path / "seeded")


@pytest.fixture(scope="session")
def common(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that the processes which share the tests have in common."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if os.environ.get("PYTEST_XDIST_WORKER") else folder


@pytest.fixture
def workspace(tmp_path: Path, common: Path) -> Workspace:
    """Return a fresh copy of the project that nothing was built in.

    Where the shared build has ended, with what dbt has read of the project: it takes seconds.
    """
    workspace = copy_project(tmp_path / "project")
    if (common / "built" / PRINTED).exists():
        shutil.copy(common / "built" / PARSED, workspace.folder / PARSED)
    return workspace


@pytest.fixture
def former(workspace: Workspace) -> Iterator[Workspace]:
    """Return a project with results of a former build, which must be as they were after the test.

    A part of them would be a new file below exports/, or another database.
    """
    places = [workspace.folder / "exports" / "csv" / "figures.csv", workspace.folder / DATABASE]
    for path in places:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("former", encoding="utf-8")
    yield workspace
    exports = [path for path in (workspace.folder / "exports").rglob("*") if path.is_file()]
    assert [*exports, workspace.folder / DATABASE] == places
    assert {path.read_text(encoding="utf-8") for path in places} == {"former"}


@pytest.fixture(scope="session")
def built(common: Path) -> Workspace:
    """Return a copy of the project after one build; for tests that only read it.

    The processes that share the tests share it: the first builds, the others wait.
    """
    workspace = Workspace(common / "built")
    printed = workspace.folder / PRINTED
    with (common / "built.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not printed.exists():
            copy_project(workspace.folder)
            printed.write_text(workspace.passes("scripts/build.py"), encoding="utf-8")
    return workspace


@pytest.fixture(scope="session")
def marts(built: Workspace) -> Iterator[Connection]:
    """Return a connection to the exported database."""
    with duckdb.connect(built.folder / EXPORTED, read_only=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def rehearsal() -> rehearse.Rehearsal:
    """Return the compiled project, to run in memory on other seeds."""
    return rehearse.compiled()
