"""`make release-diff` names what changed between two folders of exports, and nothing else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest
from conftest import Workspace
from export import release_diff


@pytest.fixture
def changed(built: Workspace, tmp_path: Path) -> Path:
    """Return a copy of the exports to change."""
    shutil.copytree(built.folder / "exports" / "parquet", tmp_path / "parquet")
    shutil.copy(built.folder / "exports" / "datapackage.json", tmp_path)
    return tmp_path


def rewrite(folder: Path, table: str, query: str) -> None:
    """Replace a table's Parquet file by a query on itself, named `held`."""
    file = folder / "parquet" / f"{table}.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"create table held as from '{file}'")
        connection.execute(f"copy ({query}) to '{file}' (format parquet)")


def test_same_exports_do_not_differ(
    built: Workspace, changed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is found where nothing changed."""
    assert release_diff.main([str(built.folder / "exports"), str(changed)]) == 0
    assert capsys.readouterr().out == "no difference\n"


def test_values_rows_and_columns_are_named(
    built: Workspace, changed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A changed value, a lost row and a new column are each named with their place."""
    rewrite(
        changed,
        "participants_by_measure_group",
        "select * replace (case when obs_value = 75412 then 75413 else obs_value end "
        "as obs_value) from held where obs_value is distinct from 82871",
    )
    rewrite(changed, "dim_county", "select *, 1 as area from held")
    package = json.loads((changed / "datapackage.json").read_text(encoding="utf-8"))
    (county,) = [part for part in package["resources"] if part["name"] == "dim_county"]
    county["schema"]["fields"].append({"name": "area", "type": "integer"})
    package["resources"] = [
        part for part in package["resources"] if part["name"] != "check_summary"
    ]
    (changed / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    release_diff.main([str(built.folder / "exports"), str(changed)])
    assert capsys.readouterr().out.splitlines() == [
        "check_summary",
        "  table removed",
        "dim_county",
        "  column area: added",
        "participants_by_measure_group",
        "  rows: 0 added, 1 removed",
        "  obs_value: 1 values changed",
        "    obs_value of 2014-02-01 _T _T _T: 75412 → 75413",
    ]
