"""Write the marts of a working database as files: CSV, Parquet and a DuckDB database.

Names, order of columns, keys and descriptions come from dbt's manifest, so that nothing is typed
twice. Rows are ordered by the mart's primary key: the same database gives the same bytes (the
DuckDB file: the same content).
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

SCHEMA = "marts"
# Readable by DuckDB 1.2 and later.
STORAGE_VERSION = "v1.2.0"


@dataclass(frozen=True)
class Mart:
    """A published table: its name, description, key and described columns."""

    name: str
    description: str
    key: tuple[str, ...]
    columns: dict[str, str]


def marts_of(manifest: Any) -> list[Mart]:  # noqa: ANN401 - dbt's manifest has no public type
    """Return the marts of a dbt manifest in the order of their names."""
    nodes = [
        node
        for node in manifest.nodes.values()
        if node.resource_type == "model" and node.schema == SCHEMA
    ]
    return [
        Mart(
            node.name,
            node.description.strip(),
            next(
                tuple(constraint.columns)
                for constraint in node.constraints
                if constraint.type == "primary_key"
            ),
            {column.name: column.description.strip() for column in node.columns.values()},
        )
        for node in sorted(nodes, key=lambda node: node.name)
    ]


def export(database: Path, marts: list[Mart], folder: Path) -> None:
    """Write all marts into a folder, replacing its former content only when all are written.

    Args:
        database: the working database.
        marts: what to write (see `marts_of`).
        folder: the folder of the exports; made if it does not exist.
    """
    partial = folder.with_name(folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    for part in ("csv", "parquet"):
        (partial / part).mkdir(parents=True)
    with duckdb.connect(database, read_only=True) as connection:
        connection.execute(
            f"attach '{partial / 'nav_tiltak.duckdb'}' as exported "
            f"(read_write, storage_version '{STORAGE_VERSION}')"
        )
        connection.execute(f"create schema exported.{SCHEMA}")
        for mart in marts:
            _write(connection, mart, partial)
        connection.execute("detach exported")
    replace_folder(partial, folder)


def _write(connection: duckdb.DuckDBPyConnection, mart: Mart, folder: Path) -> None:
    ordered = f"select * from {SCHEMA}.{mart.name} order by {', '.join(mart.key)}"
    connection.execute(
        f"copy ({ordered}) to '{folder / 'csv' / mart.name}.csv' (format csv, header true)"
    )
    connection.execute(
        f"copy ({ordered}) to '{folder / 'parquet' / mart.name}.parquet' "
        "(format parquet, compression zstd)"
    )
    target = f"exported.{SCHEMA}.{mart.name}"
    connection.execute(f"create table {target} as {ordered}")
    connection.execute(f"comment on table {target} is {_quoted(mart.description)}")
    for column, description in mart.columns.items():
        connection.execute(f"comment on column {target}.{column} is {_quoted(description)}")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def replace_folder(partial: Path, folder: Path) -> None:
    """Put a finished folder in the place of the former one."""
    former = folder.with_name(folder.name + ".former")
    shutil.rmtree(former, ignore_errors=True)
    if folder.exists():
        folder.rename(former)
    partial.rename(folder)
    shutil.rmtree(former, ignore_errors=True)
