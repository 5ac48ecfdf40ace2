"""Rehearse the build in memory: what the models and tests of the project say of other seeds.

dbt compiles the models once; their SQL then runs on an empty in-memory database in well under a
second, as often as seeds change. Nothing is written: no database, no export.

Everything in the models is kept apart by document_id, so a variant of a document is a clone of it
under another document_id (`clones`): thousands of them pass through the same SQL in one run. The
relation checks.int_document_pairs says which documents are compared with each other, and is the one
relation that a caller replaces so that a variant meets the right partners.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import tempfile
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from unchanged import digests

from seeds import columns_of

PROJECT = Path(__file__).resolve().parent.parent
# What no build makes or tests: models that diagnose, and tests of decisions on these documents.
NOT_BUILT = "{with_diagnosis: true, with_decisions: true}"
# What it was compiled to, and all that this depends on beside the headers of the seeds.
COMPILED = PROJECT / "target" / "compiled.json"
COMPILED_FROM = (
    *("*.yml", "requirements.txt", "macros/**/*", "models/**/*", "seeds/**/*.yml"),
    *("tests/**/*.sql", "tests/**/*.yml", "scripts/rehearse.py"),
)
QUIET = ("--quiet", "--log-level", "none", "--log-level-file", "none")


@dataclass(frozen=True)
class Query:
    """A seed, a compiled model, or a compiled test (of data or decisions) whose rows are failures.

    The query of a seed reads its file below a folder that stands in it as $seeds; `demand` is what
    a test demands, in words.
    """

    kind: str
    relation: str
    name: str
    sql: str
    parents: frozenset[str] = frozenset()
    demand: str = ""

    @property
    def is_diagnosis(self) -> bool:
        """Whether it is built only when it is wanted, and never into a file."""
        return self.relation.startswith("diagnosis.")


@dataclass(frozen=True)
class Rehearsal:
    """The compiled project: its seeds, models and tests in an order that can be run."""

    queries: tuple[Query, ...]

    def run(
        self,
        seeds: Path,
        wanted: Collection[str] = (),
        database: Path | str = ":memory:",
        inputs: Mapping[str, str] | None = None,
    ) -> duckdb.DuckDBPyConnection:
        """Load the seeds of a folder and build all models (or some, with what they are made from).

        The folder is like the project's seeds/, with its staged seed up to date. `inputs` are the
        queries by the relation that each replaces; $seed in that of a seed stands for the seed as
        it is read. The caller closes the connection to the database.
        """
        folder = str(seeds).replace("'", "''")
        read = {seed.relation: seed.sql.replace("$seeds", folder) for seed in self._of("seed")}
        for relation, sql in (inputs or {}).items():
            read[relation] = sql.replace("$seed", f"({read.get(relation, '')})")
        return self._build(duckdb.connect(database, config={"threads": 2}), wanted, read)

    def replay(
        self, project: Path, inputs: Mapping[str, str], wanted: Collection[str]
    ) -> duckdb.DuckDBPyConnection:
        """Build models in memory from the seeds of a built project, some relations replaced.

        `inputs` are the queries by the relation ("schema.name" of a seed or model) that each
        replaces; they read the built database under the catalog name `built`. What only a replaced
        model is made from is not built. The caller closes the connection.
        """
        held = {seed.relation for seed in self._of("seed")} - inputs.keys()
        return self._build(_beside(project / "nav_tiltak.duckdb"), wanted, inputs, held)

    def rebuilt(self, project: Path, changed: Mapping[str, str]) -> duckdb.DuckDBPyConnection:
        """Build again, in memory, what follows from changed seeds or models of a built project.

        Args:
            project: a folder in which the project was built.
            changed: relation -> query that makes it now.

        Returns:
            A connection to the in-memory database, where all else is as it was built; the caller
            closes it.
        """
        made = self._of("seed", "model")
        moved = {query.name for query in made if query.relation in changed}
        for query in made:
            if not query.parents.isdisjoint(moved):
                moved.add(query.name)
        held = {
            query.relation for query in made if query.name not in moved and not query.is_diagnosis
        }
        return self._build(_beside(project / "nav_tiltak.duckdb"), (), changed, held)

    def diagnose(
        self, database: Path, wanted: Collection[str], inputs: Mapping[str, str] | None = None
    ) -> duckdb.DuckDBPyConnection:
        """Build models of the diagnosis in memory, on what a build, finished or failed, has left.

        `inputs` are the queries by the relation that each replaces; $made in one stands for the
        relation as its model makes it.

        Raises:
            duckdb.Error: the build stopped before it had made what they need.
        """
        held = {made.relation for made in self._of("seed", "model") if not made.is_diagnosis}
        return self._build(_beside(database), wanted, inputs or {}, held)

    def _of(self, *kinds: str) -> list[Query]:
        return [query for query in self.queries if query.kind in kinds]

    def _build(
        self,
        connection: duckdb.DuckDBPyConnection,
        wanted: Collection[str],
        inputs: Mapping[str, str],
        held: Collection[str] = (),
    ) -> duckdb.DuckDBPyConnection:
        """Load all seeds, and build what is wanted with all that it is made from.

        Queries of `inputs` replace relations; `held` are those that are read as they were built.
        """
        made = self._of("seed", "model")
        needed = set(wanted) or {query.name for query in made if not query.is_diagnosis}
        for query in reversed(made):
            is_made = "$made" in inputs.get(query.relation, "$made")
            if query.name in needed and is_made and query.relation not in held:
                needed |= query.parents
        for schema in {query.relation.split(".")[0] for query in made}:
            connection.execute(f"create schema if not exists {schema}")
        for query in made:
            if query.relation in held and (query.name in needed or query.kind == "seed"):
                connection.execute(f"create view {query.relation} as from built.{query.relation}")
            elif query.name in needed or query.kind == "seed":
                sql = inputs.get(query.relation, query.sql).replace("$made", f"({query.sql})")
                connection.execute(f"create table {query.relation} as {sql}")
        return connection

    def failures(
        self, connection: duckdb.DuckDBPyConnection, *kinds: str
    ) -> dict[str, list[dict[str, Any]]]:
        """Return the failing rows of the tests that fail, by name: of data, or of these kinds."""
        rows = {test.name: rows_of(connection, test.sql) for test in self._of(*kinds or ("test",))}
        return {name: failing for name, failing in rows.items() if failing}


def _beside(database: Path) -> duckdb.DuckDBPyConnection:
    """Return an empty database in memory that reads a built one as `built`."""
    connection = duckdb.connect(":memory:", config={"threads": 2})
    connection.execute(f"attach '{database}' as built (read_only)")
    return connection


def dbt(*command: str, manifest: Any = None, finished: Callable[[], None] | None = None) -> Any:  # noqa: ANN401 - dbt has no public types
    """Run a dbt command on this project in this process, and let go of its database.

    `manifest` is the project as `parse` returned it; `finished` is called for every node that is
    done. Nodes that fail are in the result of what dbt returns: None if nothing could be run.
    """
    # Imported here: dbt takes seconds to load, and not all that rehearses needs it.
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    def heard(event: Any) -> None:  # noqa: ANN401
        if finished and event.info.name == "NodeFinished":
            finished()

    # The documentation is made of what these two write, and nothing else is.
    json = "--write-json" if command[0] in ("parse", "docs") else "--no-write-json"
    folders = ("--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT))
    outcome = dbtRunner(manifest=manifest, callbacks=[heard]).invoke(
        [*QUIET, json, *command, *folders]
    )
    DuckDBConnectionManager.close_all_connections()
    if isinstance(outcome.exception, KeyboardInterrupt):
        # dbt makes a result of what the keyboard asks of the whole command.
        raise outcome.exception
    return outcome


def compiled() -> Rehearsal:
    """Return the compiled project; it is compiled once, until a file that dbt reads changes."""
    key = digests(PROJECT, COMPILED_FROM) | {
        path.name: ",".join(columns_of(path)) for path in (PROJECT / "seeds").glob("*/*.csv")
    }
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        kept = json.loads(COMPILED.read_bytes())
        if kept["from"] == key:
            return Rehearsal(
                tuple(Query(*row[:4], frozenset(row[4]), row[5]) for row in kept["queries"])
            )
    rehearsal = _compile()
    rows = [
        (query.kind, query.relation, query.name, query.sql, sorted(query.parents), query.demand)
        for query in rehearsal.queries
    ]
    # Where it cannot be kept, it is compiled again.
    with contextlib.suppress(OSError):
        COMPILED.parent.mkdir(exist_ok=True)
        partial = COMPILED.with_suffix(f".{os.getpid()}.partial")
        partial.write_text(json.dumps({"from": key, "queries": rows}, indent=1), "utf-8")
        partial.replace(COMPILED)
    return rehearsal


def _compile() -> Rehearsal:
    """Compile the models (those of the diagnosis too) and data tests of this project with dbt."""
    manifest = None
    environment = dict(os.environ)
    os.environ["NAV_TILTAK_DATABASE"] = ":memory:"
    try:
        with tempfile.TemporaryDirectory() as target:
            options = ("--target-path", target, "--vars", NOT_BUILT)
            for command in ("parse", "compile"):
                outcome = dbt(command, *options, manifest=manifest)
                if not outcome.success:
                    raise RuntimeError(f"dbt cannot {command} the project: {outcome.exception}")
                manifest = manifest or outcome.result
    finally:
        os.environ.clear()
        os.environ.update(environment)
    nodes = [result.node for result in outcome.result.results]
    models = [
        Query(
            "decision" if "decisions" in node.fqn else node.resource_type,
            f"{node.schema}.{node.name}",
            node.name,
            node.compiled_code,
            frozenset(parent.split(".")[-1] for parent in node.depends_on.nodes),
            demand(node, manifest) if node.resource_type == "test" else "",
        )
        for node in nodes
        if node.resource_type in ("model", "test")
    ]
    return Rehearsal((*seeds_of(manifest), *models))


def demand(test: Any, manifest: Any) -> str:  # noqa: ANN401 - dbt has no public types
    """Return what a data test demands: the comment above its SQL, or what describes its kind."""
    comment = re.match(r"(?:--[^\n]*\n)+", test.raw_code)
    if comment:
        return re.sub(r"\n?-- ?", " ", comment[0]).strip()
    return manifest.macros[f"macro.nav_tiltak.test_{test.test_metadata.name}"].description


def seeds_of(manifest: Any) -> list[Query]:  # noqa: ANN401
    """Return the seeds of a dbt manifest, loaded as dbt does: nothing between commas is NULL."""
    seeds = []
    for node in manifest.nodes.values():
        if node.resource_type == "seed":
            # An archive may hold a seed that no YAML describes: its columns are text.
            types = {
                column: node.config.column_types.get(column, "string").replace("string", "varchar")
                for column in columns_of(PROJECT / node.original_file_path)
            }
            sql = (
                f"from read_csv('$seeds/{node.original_file_path.removeprefix('seeds/')}', "
                "header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', "
                f"new_line = '\\n', columns = {types!r})"
            )
            seeds.append(Query("seed", f"{node.schema}.{node.name}", node.name, sql))
    return seeds


def rows_of(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    """Return the rows of a query, each a dictionary by column."""
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def grouped(
    rows: Iterable[dict[str, Any]], *names: str
) -> Iterable[tuple[tuple[Any, ...], list[dict[str, Any]]]]:
    """Return rows by their values in some columns, in the order in which these come."""
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(tuple(row[name] for name in names), []).append(row)
    return groups.items()


def clones(relation: str, variants: str, replace: str = "", where: str = "true") -> str:
    """Return a query for an input: each row of a relation once for every variant of its document.

    The relation ("schema.name" of the built database) has a column document_id; `variants` have
    that of the cloned document, and variant_id. `replace` are further columns to replace, as in
    `select * replace (...)`; `where` says which rows of `original` and `variants` to keep.
    """
    replaced = "variants.variant_id as document_id" + (f", {replace}" if replace else "")
    return (
        f"select original.* replace ({replaced}) from built.{relation} as original "
        f"inner join {variants} as variants on original.document_id = variants.document_id "
        f"where {where}"
    )
