"""`make release-diff` names what changed between two folders of exports, and nothing else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import Workspace
from export import release_diff


@pytest.fixture
def changed(built: Workspace, tmp_path: Path) -> Path:
    """Return a copy of the exports to change, in a folder that somebody named."""
    folder = tmp_path / "o'brien's exports"
    shutil.copytree(built.folder / "exports" / "parquet", folder / "parquet")
    shutil.copy(built.folder / "exports" / "datapackage.json", folder)
    return folder


def rewrite(folder: Path, table: str, query: str) -> None:
    """Replace a table's Parquet file by a query on itself, named `held`."""
    file = str(folder / "parquet" / f"{table}.parquet").replace("'", "''")
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


def test_of_a_number_that_became_a_mark_nothing_is_told(
    built: Workspace, changed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor of bounds that moved: how far they moved is the number."""
    first = "select min(observation_id) from held where obs_value between 100 and 999"
    one = f"observation_id = ({first})"
    marked = f"case when {one} then {{}} else {{}} end as {{}}"
    values = {"obs_value": "null", "obs_value_min": "0", "obs_value_max": "3"}
    texts = {"obs_status": "'Q'", "printed_text": "'*'"}
    replaced = [marked.format(value, column, column) for column, value in (values | texts).items()]
    rewrite(changed, "participants", f"select * replace ({', '.join(replaced)}) from held")
    rewrite(
        changed,
        "participants_by_series",
        "select * replace (if(obs_status = 'Q', obs_value_min + 171, obs_value_min) "
        "as obs_value_min) from held",
    )
    release_diff.main([str(built.folder / "exports"), str(changed)])
    said = capsys.readouterr().out.splitlines()
    quoted = [line.split(": ")[1] for line in said if " of " in line]
    assert sorted(quoted[:5]) == [
        "4 or more → *",
        "A → Q",
        "a number → 0",
        "a number → 3",
        "a number → NULL",
    ]
    assert len(quoted) == 10
    assert all(line.startswith("a number → ") for line in quoted[5:])


def test_nor_of_shares_and_sentences_that_follow_from_it(
    built: Workspace, changed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A table without a figure and its status has intervals, too: what had one end has two."""
    one = "persons_min = persons_max and persons_min > 9"
    ends = {"persons_min": "0", "persons_max": "13", "pct_min": "0.0", "pct_max": "99.0"}
    texts = {"least_pct": "0.0", "sentence_en": "'Measures with 0.00–99.00 per cent are new.'"}
    replaced = [
        f"case when {one} then {value} else {column} end as {column}"
        for column, value in (ends | texts).items()
    ]
    rewrite(changed, "content_changes", f"select * replace ({', '.join(replaced)}) from held")
    release_diff.main([str(built.folder / "exports"), str(changed)])
    said = capsys.readouterr().out.splitlines()
    quoted = {line.split()[0]: line.split(": ")[1] for line in said if " of " in line}
    assert quoted.keys() == ends.keys() | texts.keys()
    assert quoted.pop("sentence_en").startswith("another text → Measures with 0.00")
    assert all(line.startswith("a number → ") for line in quoted.values())


def test_nor_of_a_sentence_that_says_an_interval_now(
    built: Workspace, changed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of several shares in a sentence the columns beside it hold some."""
    one = "changed_pct_min = changed_pct_max and sentence_en similar to '.*[0-9].*'"
    text = f"case when {one} then 'New: 0.00–99.00 per cent.' else sentence_en end as sentence_en"
    rewrite(changed, "comparability", f"select * replace ({text}) from held")
    release_diff.main([str(built.folder / "exports"), str(changed)])
    said = capsys.readouterr().out.splitlines()
    quoted = {line.split(": ", 1)[1] for line in said if " of " in line}
    assert quoted == {"another text → New: 0.00–99.00 per cent."}


SERIES = "select * replace ({}) from held"
# What is changed in the values, what in the schema, and all that must be said of it.
CHANGES: dict[str, tuple[str, dict[str, Any], list[str]]] = {
    "a value is lost": (
        SERIES.format("case when order_no > 1 then reason end as reason"),
        {},
        ["reason: 1 values changed", "  reason of assessment: The whole group of assessment"],
    ),
    "a value comes where there was none": (
        SERIES.format(
            "case order_no when 1 then 'other' else parent_series_code end as parent_series_code"
        ),
        {},
        [
            "parent_series_code: 1 values changed",
            "  parent_series_code of assessment: NULL → other",
        ],
    ),
    "a text is empty where there was none": (
        SERIES.format(
            "case order_no when 1 then '' else parent_series_code end as parent_series_code"
        ),
        {},
        ["parent_series_code: 1 values changed", "  parent_series_code of assessment: NULL → ''"],
    ),
    "a type is another, and the data package does not tell": (
        SERIES.format("order_no::bigint as order_no"),
        {},
        ["column order_no: type integer → bigint"],
    ),
    "a code has become a number": (
        SERIES.format("order_no::varchar as order_no"),
        {},
        ["column order_no: type integer → varchar"],
    ),
    "a column is no longer required": (
        "from held",
        {"fields": {"series_code": {"constraints": {}}}},
        ["column series_code: required yes → no"],
    ),
    "a unit is another": (
        "from held",
        {"fields": {"order_no": {"unit": "per cent"}}},
        ["column order_no: unit ordinal number → per cent"],
    ),
    "a key is another": (
        "from held",
        {"primaryKey": ["order_no"]},
        ["key: series_code → order_no"],
    ),
    "a key is no key of the former table": (
        "from held",
        {"primaryKey": ["source"]},
        [
            "key: series_code → source",
            "rows: not compared, for the former table has another key",
        ],
    ),
    "a column of the key is another in name": (
        "select * rename (series_code as code) from held",
        {"primaryKey": ["code"], "fields": {"series_code": {"name": "code"}}},
        [
            "column series_code: removed",
            "column code: added",
            "key: series_code → code",
            "rows: not compared, for the former table has another key",
        ],
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_change_is_named(
    name: str, built: Workspace, changed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    query, schema, expected = CHANGES[name]
    rewrite(changed, "dim_series", query)
    package = json.loads((changed / "datapackage.json").read_text(encoding="utf-8"))
    (held,) = [one["schema"] for one in package["resources"] if one["name"] == "dim_series"]
    held["primaryKey"] = schema.get("primaryKey", held["primaryKey"])
    for field in held["fields"]:
        field.update(schema.get("fields", {}).get(field["name"], {}))
    (changed / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    release_diff.main([str(built.folder / "exports"), str(changed)])
    table, *lines = capsys.readouterr().out.splitlines()
    assert table == "dim_series"
    assert [line[: len(one) + 2] for one, line in zip(expected, lines, strict=True)] == [
        f"  {one}" for one in expected
    ]
