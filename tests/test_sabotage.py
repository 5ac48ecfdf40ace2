"""Every dbt test finds what it is there for: sabotages.toml has a change for each, both ways."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import rehearse
from conftest import DATABASE, Connection, Workspace
from rehearse import Rehearsal, rows_of

SABOTAGES = tomllib.loads((Path(__file__).parent / "sabotages.toml").read_text(encoding="utf-8"))[
    "sabotage"
]
KINDS = ("test", "decision")
WORDS = {
    "{more}": ", ".join(
        f"{end} = {end} + 1000" for end in ("obs_value", "obs_value_min", "obs_value_max")
    ),
    "{first}": "observation_id = (select min(observation_id) from marts.participants where "
    "obs_status = 'A' and freq = 'M' and indicator = 'participants' and",
}


@pytest.fixture(scope="module")
def tables(built: Workspace) -> Iterator[Connection]:
    """Return all built tables in memory, without the constraints that would refuse a change."""
    with Workspace.in_memory(built.folder / DATABASE) as connection:
        yield connection


@pytest.fixture
def sabotaged(tables: Connection) -> Iterator[Connection]:
    """Return the tables for a test to change; they are as before after it."""
    tables.execute("begin")
    yield tables
    tables.execute("rollback")


@pytest.fixture(scope="module")
def data_tests(rehearsal: Rehearsal) -> dict[str, str]:
    """Return the SQL of every dbt test by its name."""
    return {query.name: query.sql for query in rehearsal.queries if query.kind in KINDS}


def test_every_dbt_test_has_a_sabotage_and_every_sabotage_a_test(
    data_tests: dict[str, str],
) -> None:
    assert {sabotage["test"] for sabotage in SABOTAGES} == data_tests.keys()


def test_nothing_is_found_in_what_was_built(tables: Connection, data_tests: dict[str, str]) -> None:
    assert [name for name, sql in data_tests.items() if rows_of(tables, sql)] == []


@pytest.mark.parametrize(
    "sabotage", SABOTAGES, ids=[f"{number}-{one['test']}" for number, one in enumerate(SABOTAGES)]
)
def test_the_sabotage_is_found(
    sabotaged: Connection, data_tests: dict[str, str], sabotage: dict
) -> None:
    sql = data_tests[sabotage["test"]]
    if "edit" in sabotage:
        before, after = sabotage["edit"]
        assert before in sql
        sql = sql.replace(before, after)
    else:
        change = sabotage["change"]
        for word, meaning in WORDS.items():
            change = change.replace(word, meaning)
        told = sabotaged.execute(change)
        if told.description and told.description[0][0] == "Count":
            assert told.fetchone() != (0,), "the sabotage changes nothing"
    assert rows_of(sabotaged, sql)


def test_a_sabotage_changes_the_same_rows_each_time() -> None:
    """Without an order it is the engine that picks a row, on each machine another."""
    changes = [sabotage.get("change", "") for sabotage in SABOTAGES]
    assert [
        change
        for change in changes
        if re.search(r"\blimit\b", change) and not re.search(r"\border by\b", change)
    ] == []


def test_every_dbt_test_says_in_words_what_must_hold(tmp_path: Path) -> None:
    """A failing build prints it above the rows."""
    options = ("--target-path", str(tmp_path), "--vars", rehearse.NOT_BUILT)
    manifest = rehearse.dbt("parse", *options).result
    tests = [node for node in manifest.nodes.values() if node.resource_type == "test"]
    said = {node.name: rehearse.demand(node, manifest) for node in tests}
    assert [name for name, words in said.items() if len(words) < 40 or "--" in words] == []
    assert said["series_add_up"].startswith("Nothing is lost: in every month, status and sex")
