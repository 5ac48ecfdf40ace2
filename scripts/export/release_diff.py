"""Say what changed between two folders of exports: schema, rows and values, table by table.

Tables, columns and keys are those of the folders' data packages, values those of the Parquet
files. Prints nothing but published values.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

# So many changed rows are quoted per column.
SHOWN = 5


def compare(old: Path, new: Path) -> Iterator[str]:
    """Return what changed between two folders of exports in words: a table, and lines below it."""
    before, after = _tables(old), _tables(new)
    for name in [*(name for name in before if name not in after), *after]:
        if name not in after:
            lines = ["table removed"]
        elif name not in before:
            lines = ["table added"]
        else:
            with duckdb.connect() as connection:
                for side, folder in (("before", old), ("after", new)):
                    file = folder / "parquet" / f"{name}.parquet"
                    connection.execute(f"create view {side} as from read_parquet('{file}')")
                lines = list(_changes(connection, before[name], after[name]))
        if lines:
            yield from (name, *(f"  {line}" for line in lines))


def _tables(folder: Path) -> dict[str, dict[str, Any]]:
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return {resource["name"]: resource["schema"] for resource in package["resources"]}


def _changes(
    connection: duckdb.DuckDBPyConnection, old: dict[str, Any], new: dict[str, Any]
) -> Iterator[str]:
    """Return what changed from the view `before` to the view `after`, whose schemas are given."""
    former, present = (
        {column["name"]: column["type"] for column in schema["fields"]} for schema in (old, new)
    )
    for column in former | present:
        if column not in former or column not in present:
            yield f"column {column}: {'removed' if column in former else 'added'}"
        elif former[column] != present[column]:
            yield f"column {column}: {former[column]} → {present[column]}"
    key = new["primaryKey"]
    if old["primaryKey"] != key:
        yield f"key: {', '.join(old['primaryKey'])} → {', '.join(key)}"
        if not set(key) <= former.keys():
            return
    keys = ", ".join(key)
    added, removed = connection.execute(
        f"select (select count(*) from after anti join before using ({keys})), "
        f"(select count(*) from before anti join after using ({keys}))"
    ).fetchall()[0]
    if added or removed:
        yield f"rows: {added:,} added, {removed:,} removed"
    examples = []
    for column in (name for name in present if name in former and name not in key):
        rows = connection.execute(
            f"select concat_ws(' ', {keys}), coalesce(before.{column}::varchar, 'empty'), "
            f"coalesce(after.{column}::varchar, 'empty'), count(*) over () "
            f"from before inner join after using ({keys}) "
            f"where before.{column} is distinct from after.{column} "
            f"order by {keys} limit {SHOWN}"
        ).fetchall()
        if rows:
            yield f"{column}: {rows[0][-1]:,} values changed"
        examples += [f"  {column} of {row}: {was} → {now}" for row, was, now, _ in rows]
    yield from examples


def main(arguments: list[str] | None = None) -> int:
    """Print what changed; 0 also when something did: a change is not an error."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("old", type=Path, help="the former folder of exports")
    parser.add_argument("new", type=Path, help="the folder that follows it")
    given = parser.parse_args(arguments)
    for folder in (given.old, given.new):
        if not (folder / "datapackage.json").exists():
            parser.error(f"{folder} holds no exports: there is no datapackage.json")
    print("\n".join(compare(given.old, given.new)) or "no difference")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
