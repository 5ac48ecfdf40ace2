"""A build is only left out where nothing that it reads or writes has changed since the last one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import rehearse
import unchanged
from conftest import PRINTED, Workspace


@pytest.fixture(scope="module")
def project(built: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of a project as a build left it."""
    folder = tmp_path_factory.mktemp("unchanged") / "project"
    shutil.copytree(built.folder, folder)
    return folder


def appended(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b" ")


def written(path: Path) -> None:
    path.write_bytes(b"")


CHANGES = {
    "seeds/reference/measures.csv": appended,
    "seeds/documents/tiltak_2022.txt": appended,
    "seeds/staged/lines.csv": Path.unlink,
    "seeds/documents/new.txt": written,
    "models/marts/participants.sql": appended,
    "models/marts/_marts.yml": appended,
    "models/marts/new.sql": written,
    "macros/figures.sql": appended,
    "tests/generic/sound_interval.sql": appended,
    "tests/new.yml": written,
    "profiles.yml": appended,
    "pyproject.toml": appended,
    "scripts/export/files.py": appended,
    "scripts/report/words.toml": appended,
    "dbt_project.yml": appended,
    "requirements.txt": appended,
    "exports/csv/participants.csv": appended,
    "exports/report/en.html": Path.unlink,
    "exports/new.csv": written,
    "exports/nav_tiltak.duckdb": appended,
    "nav_tiltak.duckdb": Path.unlink,
    "nav_tiltak.duckdb.wal": written,
    "target/built.json": written,
}


def test_nothing_is_done_where_nothing_has_changed(built: Workspace) -> None:
    said = built.passes("scripts/unchanged.py")
    assert "nothing has changed" in said
    # The summary of the build is said again.
    printed = (built.folder / PRINTED).read_text(encoding="utf-8")
    assert said.endswith(printed[printed.index("\nread ") :])


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_seen_and_named(project: Path, name: str) -> None:
    path = project / name
    former = path.read_bytes() if path.exists() else None
    CHANGES[name](path)
    assert unchanged.compare(project)[0] == name
    if former is None:
        path.unlink()
    else:
        path.write_bytes(former)
    assert unchanged.compare(project)[0] == ""


def test_a_touched_file_has_not_changed(project: Path) -> None:
    (project / "seeds" / "reference" / "measures.csv").touch()
    assert unchanged.compare(project)[0] == ""


def test_other_versions_and_settings_build_anew(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("sys.version", "4.0")
        assert unchanged.compare(project)[0] == "Python"
    with monkeypatch.context() as patch:
        patch.setattr("sys.path", [])
        assert unchanged.compare(project)[0] == "the installed packages"
    monkeypatch.setenv("DBT_TARGET", "other")
    assert unchanged.compare(project)[0] == "the settings of dbt in the environment"


def test_a_failing_build_leaves_the_record_of_the_last_good_one(project: Path) -> None:
    """Its inputs differ from the record: the next build is not left out."""
    workspace = Workspace(project)
    document = project / "seeds" / "documents" / "new.txt"
    document.write_text("no table", encoding="utf-8")
    assert workspace.run("scripts/build.py").returncode == 1
    assert workspace.run("scripts/unchanged.py").returncode == 1
    document.unlink()
    assert workspace.run("scripts/unchanged.py").returncode == 0


COMPILED_ANEW = {
    "dbt_project.yml": appended,
    "macros/dimensions.sql": appended,
    "models/marts/figures/participants.sql": appended,
    "seeds/_seeds.yml": appended,
    "seeds/reference/measures.csv": lambda path: path.write_bytes(b"new_" + path.read_bytes()),
    "tests/no_problems.sql": appended,
    "target/compiled.json": lambda path: path.write_bytes(b"{}"),
}


@pytest.mark.parametrize("name", [None, "seeds/reference/codes.csv", *COMPILED_ANEW])
def test_models_are_compiled_anew_where_one_has_changed(
    project: Path, monkeypatch: pytest.MonkeyPatch, name: str | None
) -> None:
    """A row more of a seed is no reason."""
    monkeypatch.setattr(rehearse, "PROJECT", project)
    monkeypatch.setattr(rehearse, "COMPILED", project / "target" / "compiled.json")
    model = rehearse.Query("model", "marts.one", "one", "select 1", frozenset({"other"}), "")
    compiled = iter([rehearse.Rehearsal((model,)), rehearse.Rehearsal(())])
    monkeypatch.setattr(rehearse, "_compile", lambda: next(compiled))
    (project / "target" / "compiled.json").unlink(missing_ok=True)
    first = rehearse.compiled()
    path = project / (name or "target/built.json")
    former = path.read_bytes()
    (COMPILED_ANEW.get(name) or appended)(path)
    again = rehearse.compiled()
    path.write_bytes(former)
    assert first.queries == (model,)
    assert again.queries == (() if name in COMPILED_ANEW else (model,))
