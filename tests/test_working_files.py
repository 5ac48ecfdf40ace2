"""No file that a build leaves holds a sum beside a total with marks, or a bound narrower than one.

What is looked at is every table of the working database, whatever its columns are called: of a
build that passes, and of one that fails.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import pytest
import stage
from conftest import DATABASE, Connection, Workspace
from make_editions import source
from rehearse import Rehearsal

DOCUMENT = "tiltak_2022"

NUMERIC = re.compile(r"(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|DECIMAL.*)$")
# Numbers that are no figures: places, how many there are of something, years, and by how much a
# figure counts in another.
NO_FIGURE = re.compile(r"\w*(_no|_count|_year)|tolerance|weight|divisor")
KEYS = (("observation_id",), ("document_id", "line_no", "column_no"))
# What dbt writes of the project, and the record of the last build.
WRITTEN = {
    *("catalog.json", "graph.gpickle", "graph_summary.json", "index.html", "manifest.json"),
    *("partial_parse.msgpack", "perf_info.json", "run_results.json", "semantic_manifest.json"),
    *("built.json", "compiled", "compiled.json", "run"),
}


def tables(connection: Connection, catalog: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Return the tables of models in a database, each with its columns and their types."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for schema, table, column, kind in connection.execute(
        "select schema_name, table_name, column_name, data_type from duckdb_columns() "
        f"where database_name = '{catalog}' and not internal "
        "and schema_name not in ('reference', 'staged') order by all"
    ).fetchall():
        found[f"{catalog}.{schema}.{table}"][column] = kind
    yield from found.items()


def told(connection: Connection, catalog: str) -> set[tuple[str, str]]:
    """Return the columns of a working database that say what its marks hide, each with its table.

    Of a check with a mark no number may stand anywhere, and of a suppressed figure only the ends of
    its mark.
    """
    marks = (
        "(select distinct {}, obs_value_max as most "
        f"from {catalog}.harmonized.int_cells where reading = 'suppressed') as marks"
    )
    members = f"{catalog}.checks.int_check_members"
    hidden = f"(select check_id from {members} where obs_value is null) as hidden"
    said = set()
    for table, columns in tables(connection, catalog):
        if table.split(".")[1] == "diagnosis":
            said.add((table, "*"))
        figures = [
            name
            for name, kind in columns.items()
            if NUMERIC.match(kind) and not NO_FIGURE.fullmatch(name)
        ]
        key = next((key for key in KEYS if {*key} <= columns.keys()), None)
        for figure in figures:
            found = []
            if "check_id" in columns and "observation_id" not in columns:
                found.append(f"semi join {hidden} using (check_id) where told.{figure} is not null")
            if key:
                found.append(
                    f"inner join {marks.format(', '.join(key))} using ({', '.join(key)}) "
                    f"where told.{figure} not in (0, marks.most)"
                )
            if any(
                connection.execute(f"select 1 from {table} as told {where} limit 1").fetchall()
                for where in found
            ):
                said.add((table, figure))
    return said


@pytest.fixture(scope="module")
def working(built: Workspace) -> Iterator[Connection]:
    """Return a copy in memory of the working database of a build that passed."""
    with Workspace.in_memory(built.folder / DATABASE) as connection:
        yield connection


def test_a_build_that_passes_leaves_no_sum_beside_marks(working: Connection) -> None:
    assert told(working, "memory") == set()


LEAKS = {
    "sums of checks": (
        "create table checks.sums as select check_id, sum(obs_value) filter (side = 'part') as n "
        "from checks.int_check_members group by all",
        {("checks.sums", "n")},
    ),
    "a bound of a figure": (
        "create table harmonized.bounds as select observation_id, 2 as most "
        "from harmonized.int_observations where obs_value is null",
        {("harmonized.bounds", "most")},
    ),
    "a number in a place": (
        "update staging.stg_cells set cell_number = 1 where cell_kind = 'mark'",
        {("staging.stg_cells", "cell_number")},
    ),
    "diagnosis": (
        "create schema diagnosis; create table diagnosis.bounds as select 1 as n",
        {("diagnosis.bounds", "*")},
    ),
}


@pytest.fixture
def sabotaged(working: Connection) -> Iterator[Connection]:
    """Return the working database for a test to put a leak in; it is as before after it."""
    working.execute("begin")
    yield working
    working.execute("rollback")


@pytest.mark.parametrize("leak", LEAKS)
def test_a_sum_or_a_bound_is_found(sabotaged: Connection, leak: str) -> None:
    made, expected = LEAKS[leak]
    sabotaged.execute(made)
    assert told(sabotaged, "memory") == {(f"memory.{table}", column) for table, column in expected}


def damaged(seeded: Workspace) -> None:
    """Print 9 for every mark of a row that stands once, and stage that."""
    row = next(re.finditer(r"(?m)^AMO Kurs, Forsøk\t.*$", source(DOCUMENT)))[0]
    text = source(DOCUMENT).replace(row, row.replace("*", "9"), 1)
    seeded.register(DOCUMENT, text.encode())
    stage.write(seeded.seeds)


def test_a_build_that_fails_leaves_none(seeded: Workspace, rehearsal: Rehearsal) -> None:
    damaged(seeded)
    with rehearsal.run(seeded.seeds) as connection:
        assert connection.execute("select count(*) from checks.problems").fetchall() != [(0,)]
        # Diagnosis is compiled for memory here.
        connection.execute("drop schema diagnosis cascade")
        assert told(connection, "memory") == set()


@pytest.mark.long
def test_what_a_failed_build_leaves_in_target_tells_nothing(former: Workspace) -> None:
    damaged(former)
    former.fails("scripts/build.py")
    target = former.folder / "target"
    assert {path.name for path in target.iterdir()} <= WRITTEN
    assert not list(target.rglob("*.duckdb"))
