"""Say what changed between two folders of exports: schema, rows and values, table by table.

Tables, columns and keys are those of the folders' data packages, types and values those of the
Parquet files. Values are compared as text: what a reader of a file sees. Prints nothing but
published values; where a figure is suppressed that was not, or has bounds that moved, the former
numbers of its row are not told: beside the bounds they could say what the mark stands for.
"""

from __future__ import annotations

import argparse
import filecmp
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

# So many changed rows are quoted per column.
SHOWN = 5
# What changed, and how it is told here; `release` says the same in sentences.
LINES = {
    "table_added": "table added",
    "table_removed": "table removed",
    "column_added": "column {column}: added",
    "column_removed": "column {column}: removed",
    "column_type": "column {column}: type {was} → {now}",
    "column_unit": "column {column}: unit {was} → {now}",
    "column_required": "column {column}: required {was} → {now}",
    "key": "key: {was} → {now}",
    "not_compared": "rows: not compared, for the former table has another key",
    "rows": "rows: {added:,} added, {removed:,} removed",
    "values": "{column}: {count:,} values changed",
    "example": "  {column} of {row}: {was} → {now}",
}


class Change(NamedTuple):
    """One thing that changed: its kind (a key of LINES), and what is said of it."""

    kind: str
    said: dict[str, Any]


def change(kind: str, **said: Any) -> Change:  # noqa: ANN401
    """Return a change of a kind."""
    return Change(kind, said)


def compare(old: Path, new: Path) -> Iterator[str]:
    """Return what changed between two folders of exports in words: a table, and lines below it."""
    for name, changes in changed_tables(old, new):
        yield from (name, *(f"  {LINES[kind].format(**said)}" for kind, said in changes))


def changed_tables(old: Path, new: Path) -> Iterator[tuple[str, list[Change]]]:
    """Return what changed between two folders of exports, by the names of the tables."""
    before, after = _tables(old), _tables(new)
    for name in [*(name for name in before if name not in after), *after]:
        if name not in after:
            changes = [change("table_removed")]
        elif name not in before:
            changes = [change("table_added")]
        else:
            files = [folder / "parquet" / f"{name}.parquet" for folder in (old, new)]
            if before[name] == after[name] and filecmp.cmp(*files, shallow=False):
                continue
            with duckdb.connect() as connection:
                types = [
                    _view(connection, side, file)
                    for side, file in zip(("before", "after"), files, strict=True)
                ]
                changes = [
                    *_columns(before[name], after[name], *types),
                    *_rows(connection, before[name], after[name], types[1]),
                ]
        if changes:
            yield name, changes


def _view(connection: duckdb.DuckDBPyConnection, side: str, file: Path) -> dict[str, str]:
    """Make a view of a table's values as text, and return the types of its columns."""
    path = str(file).replace("'", "''")
    described = connection.execute(f"describe from '{path}'").fetchall()
    types = {column: kind.lower() for column, kind, *_ in described}
    # A time of Parquet is a day, and a decimal is the number that it is.
    same = {"timestamp": "date", "decimal": "double"}
    texts = (
        f"{column}::{same.get(kind.split('(')[0], kind)}::varchar as {column}"
        for column, kind in types.items()
    )
    connection.execute(f"create view {side} as select {', '.join(texts)} from '{path}'")
    return types


def _tables(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the schemas of the marts; a table for one chart repeats figures of theirs."""
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return {
        resource["name"]: resource["schema"]
        for resource in package["resources"]
        if resource["path"] == f"csv/{resource['name']}.csv"
    }


def _columns(
    old: dict[str, Any], new: dict[str, Any], was: dict[str, str], now: dict[str, str]
) -> Iterator[Change]:
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
            yield change(f"column_{'removed' if column in former else 'added'}", column=column)
            continue
        for (what, before), (_, after) in zip(former[column], present[column], strict=True):
            if before != after:
                yield change(f"column_{what}", column=column, was=before, now=after)
    if old["primaryKey"] != new["primaryKey"]:
        yield change("key", was=", ".join(old["primaryKey"]), now=", ".join(new["primaryKey"]))


def _is_hidden(types: dict[str, str]) -> str:
    """Return the condition that a row holds a figure that is known by its bounds only, or a mark.

    `types` are those of the columns of `after`.
    """
    figures = [name for name in types if f"{name}_max" in types]
    texts = [name for name, kind in types.items() if kind == "varchar"]
    # Where no status says so, what has two ends does.
    ends = [name.removesuffix("_min") for name in types if name.endswith("_min")]
    open_ended = [] if "obs_status" in types else [end for end in ends if f"{end}_max" in types]
    return " or ".join(
        [
            *(f"(after.{name} is null and after.{name}_max is not null)" for name in figures),
            *(f"coalesce(after.{name} like '%*', false)" for name in texts),
            *(f"coalesce(regexp_matches(after.{name}, '\\d–\\d'), false)" for name in texts),
            *(f"after.{end}_min is distinct from after.{end}_max" for end in open_ended),
            *("after.parts_sum is null" for name in types if name == "parts_sum"),
            # Of what can be any count a bound is missing too.
            *("coalesce(after.obs_status = 'Q', false)" for name in types if name == "obs_status"),
            *("after.reading = 'suppressed'" for name in types if name == "reading"),
            "false",
        ]
    )


def _rows(
    connection: duckdb.DuckDBPyConnection,
    old: dict[str, Any],
    new: dict[str, Any],
    types: dict[str, str],
) -> Iterator[Change]:
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
        yield change("not_compared")
        return
    added, removed = connection.execute(
        f"select (select count(*) from after anti join before using ({keys})), "
        f"(select count(*) from before anti join after using ({keys}))"
    ).fetchall()[0]
    if added or removed:
        yield change("rows", added=added, removed=removed)
    examples = []
    # What a mark's bounds stop short of was no mark.
    has_marks = "obs_value_max" in types
    least = "try_cast(after.obs_value_max as integer) + 1" if has_marks else "null"
    hidden = _is_hidden({name: kind for name, kind in types.items() if name in former})
    for column in (name for name in present if name in former and name not in key):
        rows = connection.execute(
            f"select concat_ws(' ', {keys}), before.{column}, after.{column}, {hidden}, {least}, "
            "count(*) over () "
            f"from before inner join after using ({keys}) "
            f"where before.{column} is distinct from after.{column} "
            f"order by {keys} limit {SHOWN}"
        ).fetchall()
        if rows:
            yield change("values", column=column, count=rows[0][-1])
        examples += [
            change(
                "example",
                column=column,
                row=row,
                was=_former(was, is_hidden, now == "*" and least),
                now=_shown(now),
            )
            for row, was, now, is_hidden, least, _ in rows
        ]
    yield from examples


def _former(cell: str | None, is_hidden: bool, least: int | None) -> str:
    """Return a former value as it is quoted: where the row is hidden now, without numbers."""
    if is_hidden and cell and re.fullmatch(r"(.* → )?-?[\d ]+(\.\d+)?", cell):
        return f"{least} or more" if least else "a number"
    # A code's digits follow a letter or a low line.
    if is_hidden and cell and re.search(r"\b\d", cell):
        return "another text"
    return _shown(cell)


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
