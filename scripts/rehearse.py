"""Rehearse the build in memory: what the models and tests of the project say of other seeds.

dbt compiles the models once; their SQL then runs on an empty in-memory database in well under a
second, as often as seeds change. Nothing is written: no database, no export.
"""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Seed:
    """A seed: where it is loaded, its file below seeds/, and its columns that are not text."""

    relation: str
    schema: str
    file: Path
    column_types: dict[str, str]


@dataclass(frozen=True)
class Query:
    """A compiled model, or a compiled test whose rows are failures."""

    relation: str
    schema: str
    name: str
    sql: str
    is_test: bool
    parents: frozenset[str]


@dataclass(frozen=True)
class Rehearsal:
    """The compiled project: its seeds, and its models and tests in an order that can be run."""

    seeds: tuple[Seed, ...]
    queries: tuple[Query, ...]

    def run(self, seeds: Path, wanted: Collection[str] = ()) -> duckdb.DuckDBPyConnection:
        """Load the seeds of a folder and build all models (or some, with what they are made from).

        Args:
            seeds: a folder like the project's seeds/, with its staged seed up to date.
            wanted: names of the models to build; all of them when it is empty.

        Returns:
            A connection to the in-memory database; the caller closes it.
        """
        connection = duckdb.connect(":memory:", config={"threads": 2})
        for seed in self.seeds:
            _load(connection, seed, seeds / seed.file)
        needed = self._with_parents(wanted)
        for query in self.queries:
            if not query.is_test and (not wanted or query.name in needed):
                connection.execute(f"create schema if not exists {query.schema}")
                connection.execute(f"create table {query.relation} as {query.sql}")
        return connection

    def _with_parents(self, wanted: Collection[str]) -> set[str]:
        needed = set(wanted)
        for query in reversed(self.queries):
            if query.name in needed:
                needed |= query.parents
        return needed

    def failures(self, connection: duckdb.DuckDBPyConnection) -> dict[str, list[dict[str, Any]]]:
        """Return the failing rows of every dbt test that fails, by the test's name."""
        rows = {
            query.name: rows_of(connection, query.sql) for query in self.queries if query.is_test
        }
        return {name: failing for name, failing in rows.items() if failing}


def compiled() -> Rehearsal:
    """Compile the models and data tests of this project with dbt."""
    # Imported here: dbt takes seconds to load, and staging does not need it.
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    former = os.environ.get("NAV_TILTAK_DATABASE")
    os.environ["NAV_TILTAK_DATABASE"] = ":memory:"
    try:
        with tempfile.TemporaryDirectory() as target:
            options = [
                *("--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)),
                *("--target-path", target),
            ]
            quiet = ["--quiet", "--log-level", "none", "--log-level-file", "none"]
            parsed = dbtRunner().invoke([*quiet, "parse", *options])
            if not parsed.success:
                raise RuntimeError(f"dbt cannot parse the project: {parsed.exception}")
            outcome = dbtRunner(manifest=parsed.result).invoke([*quiet, "compile", *options])
            DuckDBConnectionManager.close_all_connections()
            if not outcome.success:
                raise RuntimeError(f"dbt cannot compile the project: {outcome.exception}")
    finally:
        if former is None:
            del os.environ["NAV_TILTAK_DATABASE"]
        else:
            os.environ["NAV_TILTAK_DATABASE"] = former
    nodes = [result.node for result in outcome.result.results]
    seeds = [node for node in parsed.result.nodes.values() if node.resource_type == "seed"]
    return Rehearsal(
        tuple(
            Seed(
                node.relation_name,
                node.schema,
                Path(node.original_file_path).relative_to("seeds"),
                dict(node.config.column_types),
            )
            for node in seeds
        ),
        tuple(
            Query(
                node.relation_name or "",
                node.schema,
                node.name,
                node.compiled_code,
                node.resource_type == "test",
                frozenset(parent.split(".")[-1] for parent in node.depends_on.nodes),
            )
            for node in nodes
            if node.resource_type in ("model", "test")
        ),
    )


def _load(connection: duckdb.DuckDBPyConnection, seed: Seed, path: Path) -> None:
    """Load a seed as dbt does: typed, and nothing between two commas is NULL."""
    with path.open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    types = {column: seed.column_types.get(column, "varchar") for column in columns}
    connection.execute(f"create schema if not exists {seed.schema}")
    connection.execute(
        f"create table {seed.relation} as select * from read_csv($path, header = true, "
        f"auto_detect = false, delim = ',', quote = '\"', escape = '\"', new_line = '\\n', "
        f"columns = {types!r})",
        {"path": str(path)},
    )


def rows_of(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    """Return the rows of a query, each a dictionary by column."""
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
