"""Rehearse the build in memory: what the models and tests of the project say of other seeds.

dbt compiles the models once; their SQL then runs on an empty in-memory database in well under a
second, as often as seeds change. Nothing is written: no database, no export.

Everything in the models is kept apart by document_id, so a variant of a document is a clone of it
under another document_id (`clones`): thousands of them pass through the same SQL in one run. The
relation checks.int_document_pairs says which documents are compared with each other, and is the one
relation that a caller replaces so that a variant meets the right partners.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import stage

PROJECT = Path(__file__).resolve().parent.parent
# Models that are built only when they are wanted, and never into a file.
DIAGNOSIS = "diagnosis"


@dataclass(frozen=True)
class Seed:
    """A seed: where it is loaded, its file below seeds/, and its columns that are not text."""

    relation: str
    schema: str
    name: str
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
        connection = self._empty()
        for seed in self.seeds:
            _load(connection, seed, seeds / seed.file)
        self._build(connection, wanted, {})
        return connection

    def replay(
        self, project: Path, inputs: Mapping[str, str], wanted: Collection[str]
    ) -> duckdb.DuckDBPyConnection:
        """Build models from the seeds of a built project, some relations replaced by queries.

        Args:
            project: a folder in which the project was built.
            inputs: relation ("schema.name" of a seed or model) -> query that replaces it. The query
                reads the built database under the catalog name `built`. What only a replaced model
                is made from is not built.
            wanted: names of the models to build, with all that they are made from.

        Returns:
            A connection to the in-memory database; the caller closes it.
        """
        connection = self._empty()
        connection.execute(f"attach '{project / 'nav_tiltak.duckdb'}' as built (read_only)")
        for seed in self.seeds:
            relation = f"{seed.schema}.{seed.name}"
            query = inputs.get(relation, f"select * from built.{relation}")
            connection.execute(f"create table {seed.relation} as {query}")
        self._build(connection, wanted, inputs)
        return connection

    def diagnose(self, database: Path, wanted: Collection[str]) -> duckdb.DuckDBPyConnection:
        """Build models of the diagnosis in memory, on what a build left in its database.

        Args:
            database: the database of a build, finished or failed.
            wanted: names of the models to build.

        Returns:
            A connection to the in-memory database; the caller closes it.

        Raises:
            duckdb.Error: the build stopped before it had made what they need.
        """
        connection = self._empty()
        connection.execute(f"attach '{database}' as built (read_only)")
        for part in (*self.seeds, *self.queries):
            if part.relation and part.schema != DIAGNOSIS and part.name in self._needed(wanted):
                connection.execute(
                    f"create view {part.schema}.{part.name} as "
                    f"select * from built.{part.schema}.{part.name}"
                )
        for query in self.queries:
            if query.schema == DIAGNOSIS and query.name in self._needed(wanted):
                connection.execute(f"create table {query.relation} as {query.sql}")
        return connection

    def _needed(self, wanted: Collection[str], inputs: Collection[str] = ()) -> set[str]:
        """Return the names of models (all that a build makes, if none is wanted) and their parents.

        Args:
            wanted: names of models.
            inputs: relations whose parents are not needed.
        """
        needed = set(wanted) or {query.name for query in self.queries if query.schema != DIAGNOSIS}
        for query in reversed(self.queries):
            if query.name in needed and f"{query.schema}.{query.name}" not in inputs:
                needed |= query.parents
        return needed

    def _empty(self) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect(":memory:", config={"threads": 2})
        for schema in {part.schema for part in (*self.seeds, *self.queries)}:
            connection.execute(f"create schema if not exists {schema}")
        return connection

    def _build(
        self,
        connection: duckdb.DuckDBPyConnection,
        wanted: Collection[str],
        inputs: Mapping[str, str],
    ) -> None:
        needed = self._needed(wanted, inputs)
        for query in self.queries:
            if not query.is_test and query.name in needed:
                sql = inputs.get(f"{query.schema}.{query.name}", query.sql)
                connection.execute(f"create table {query.relation} as {sql}")

    def failures(self, connection: duckdb.DuckDBPyConnection) -> dict[str, list[dict[str, Any]]]:
        """Return the failing rows of every dbt test that fails, by the test's name."""
        rows = {
            query.name: rows_of(connection, query.sql) for query in self.queries if query.is_test
        }
        return {name: failing for name, failing in rows.items() if failing}


def compiled() -> Rehearsal:
    """Compile the models (those of the diagnosis too) and data tests of this project with dbt."""
    # Imported here: dbt takes seconds to load, and staging does not need it.
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    former = os.environ.get("NAV_TILTAK_DATABASE")
    os.environ["NAV_TILTAK_DATABASE"] = ":memory:"
    try:
        with tempfile.TemporaryDirectory() as target:
            options = [
                *("--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)),
                *("--target-path", target, "--vars", "{with_diagnosis: true}"),
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
    return Rehearsal(
        seeds_of(parsed.result),
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


def seeds_of(manifest: Any) -> tuple[Seed, ...]:  # noqa: ANN401 - dbt has no public types
    """Return the seeds of a dbt manifest."""
    return tuple(
        Seed(
            node.relation_name,
            node.schema,
            node.name,
            Path(node.original_file_path).relative_to("seeds"),
            dict(node.config.column_types),
        )
        for node in manifest.nodes.values()
        if node.resource_type == "seed"
    )


def load_seeds(database: Path, manifest: Any, seeds: Path) -> None:  # noqa: ANN401
    """Load the seeds of a folder into a database file, read by the engine."""
    with duckdb.connect(database) as connection:
        for seed in seeds_of(manifest):
            connection.execute(f"create schema if not exists {seed.schema}")
            _load(connection, seed, seeds / seed.file)


def _load(connection: duckdb.DuckDBPyConnection, seed: Seed, path: Path) -> None:
    """Load a seed as dbt does: typed, and nothing between two commas is NULL."""
    types = {
        column: seed.column_types.get(column, "string").replace("string", "varchar")
        for column in stage.columns_of(path)
    }
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


def clones(relation: str, variants: str, replace: str = "", where: str = "true") -> str:
    """Return a query for an input: each row of a relation once for every variant of its document.

    Args:
        relation: "schema.name" in the built database; it has a column document_id.
        variants: a relation with the columns variant_id and document_id (of the cloned document).
        replace: further columns to replace, as in `select * replace (...)`.
        where: which rows of `original` and `variants` to keep.
    """
    replaced = "variants.variant_id as document_id" + (f", {replace}" if replace else "")
    return (
        f"select original.* replace ({replaced}) from built.{relation} as original "
        f"inner join {variants} as variants on original.document_id = variants.document_id "
        f"where {where}"
    )
