"""Run the project's own models in memory over changed inputs, many variants at once.

Everything in the models is kept apart by document_id, so a variant of a document is a clone of it
under another document_id: thousands of them pass through the same SQL in one run. The relation
checks.document_pairs says which documents are compared with each other, and is the one relation
that a caller replaces so that a variant meets the right partners.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb

CATALOG = "nav_tiltak"


def replay(
    project: Path, inputs: Mapping[str, str], wanted: Iterable[str]
) -> duckdb.DuckDBPyConnection:
    """Build models in memory from the inputs of a built project.

    Args:
        project: folder in which the project was built (its database and target/manifest.json).
        inputs: relation ("schema.name" of a seed or model) -> query that replaces it. The query
            reads the built database under the catalog name `built`. A replaced model is not built.
        wanted: names of the models to build, with all that they are made from.

    Returns:
        A connection whose current catalog holds the relations, named as in the project.
    """
    nodes = {
        node["name"]: node
        for node in json.loads((project / "target" / "manifest.json").read_bytes())[
            "nodes"
        ].values()
        if node["resource_type"] in ("model", "seed")
    }
    connection = duckdb.connect()
    connection.execute(f"attach '{project / f'{CATALOG}.duckdb'}' as built (read_only)")
    connection.execute(f"attach ':memory:' as {CATALOG}")
    connection.execute(f"use {CATALOG}")
    for schema in sorted({node["schema"] for node in nodes.values()}):
        connection.execute(f"create schema {schema}")
    done: set[str] = set()

    def build(name: str) -> None:
        if name in done:
            return
        done.add(name)
        node = nodes[name]
        relation = f"{node['schema']}.{name}"
        if relation in inputs:
            query = inputs[relation]
        elif node["resource_type"] == "seed":
            query = f"select * from built.{relation}"
        else:
            for parent in node["depends_on"]["nodes"]:
                build(parent.split(".")[-1])
            query = node["compiled_code"]
        connection.execute(f"create table {relation} as {query}")

    for name in wanted:
        build(name)
    return connection


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
