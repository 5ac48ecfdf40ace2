"""Say what changed between two folders of exports: schema, rows and values, table by table.

Tables, columns and keys are those of the folders' data packages, types and values those of the
Parquet files. Values are compared as text: what a reader of a file sees. Prints nothing but
published values.
"""

from __future__ import annotations

import argparse
import filecmp
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
            files = [folder / "parquet" / f"{name}.parquet" for folder in (old, new)]
            if before[name] == after[name] and filecmp.cmp(*files, shallow=False):
                continue
            with duckdb.connect() as connection:
                types = [
                    _view(connection, side, file)
                    for side, file in zip(("before", "after"), files, strict=True)
                ]
                lines = [
                    *_columns(before[name], after[name], *types),
                    *_rows(connection, before[name], after[name]),
                ]
        if lines:
            yield from (name, *(f"  {line}" for line in lines))


def _view(connection: duckdb.DuckDBPyConnection, side: str, file: Path) -> dict[str, str]:
    """Make a view of a table's values as text, and return the types of its columns."""
    path = str(file).replace("'", "''")
    connection.execute(f"create view {side} as select columns(*)::varchar from '{path}'")
    described = connection.execute(f"describe from '{path}'").fetchall()
    return {column: kind.lower() for column, kind, *_ in described}


def _tables(folder: Path) -> dict[str, dict[str, Any]]:
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return {resource["name"]: resource["schema"] for resource in package["resources"]}


def _columns(
    old: dict[str, Any], new: dict[str, Any], was: dict[str, str], now: dict[str, str]
) -> Iterator[str]:
    """Return which columns came, went, or are of another type or unit, or required or not."""
    former, present = (
        {
            field["name"]: (
                ("type", types.get(field["name"], field["type"])),
                ("unit", field.get("unit", "none")),
                ("required", "yes" if field.get("constraints", {}).get("required") else "no"),
            )
            for field in schema["fields"]
        }
        for schema, types in ((old, was), (new, now))
    )
    for column in former | present:
        if column not in former or column not in present:
            yield f"column {column}: {'removed' if column in former else 'added'}"
            continue
        for (what, before), (_, after) in zip(former[column], present[column], strict=True):
            if before != after:
                yield f"column {column}: {what} {before} → {after}"
    if old["primaryKey"] != new["primaryKey"]:
        yield f"key: {', '.join(old['primaryKey'])} → {', '.join(new['primaryKey'])}"


def _rows(
    connection: duckdb.DuckDBPyConnection, old: dict[str, Any], new: dict[str, Any]
) -> Iterator[str]:
    """Return what changed from the view `before` to the view `after`, whose schemas are given."""
    former, present = ([field["name"] for field in schema["fields"]] for schema in (old, new))
    key = new["primaryKey"]
    keys = ", ".join(key)
    if (
        not {*key} <= {*former}
        or connection.execute(
            f"select 1 from before group by {keys} having count(*) > 1 limit 1"
        ).fetchall()
    ):
        yield "rows: not compared, for the former table has another key"
        return
    added, removed = connection.execute(
        f"select (select count(*) from after anti join before using ({keys})), "
        f"(select count(*) from before anti join after using ({keys}))"
    ).fetchall()[0]
    if added or removed:
        yield f"rows: {added:,} added, {removed:,} removed"
    examples = []
    for column in (name for name in present if name in former and name not in key):
        rows = connection.execute(
            f"select concat_ws(' ', {keys}), before.{column}, after.{column}, count(*) over () "
            f"from before inner join after using ({keys}) "
            f"where before.{column} is distinct from after.{column} "
            f"order by {keys} limit {SHOWN}"
        ).fetchall()
        if rows:
            yield f"{column}: {rows[0][-1]:,} values changed"
        examples += [
            f"  {column} of {row}: {_shown(was)} → {_shown(now)}" for row, was, now, _ in rows
        ]
    yield from examples


def _shown(cell: str | None) -> str:
    """Return a value as it is quoted: NULL is no text that a cell could hold."""
    return "NULL" if cell is None else cell or "''"


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
