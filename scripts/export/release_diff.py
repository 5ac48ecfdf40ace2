"""Say what changed between two folders of exports: schema, rows and values, table by table.

Tables, columns and keys are those of the folders' data packages, values those of the Parquet
files. Prints nothing but published values.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

SHOWN = 5


@dataclass
class Difference:
    """What changed in one table; empty where nothing did."""

    table: str
    schema: list[str] = field(default_factory=list)
    added: int = 0
    removed: int = 0
    changed: dict[str, int] = field(default_factory=dict)
    examples: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return bool(self.schema or self.added or self.removed or self.changed)

    def lines(self) -> list[str]:
        """Return the difference in words."""
        words = [f"{self.table}", *(f"  {line}" for line in self.schema)]
        if self.added or self.removed:
            words.append(f"  rows: {self.added:,} added, {self.removed:,} removed")
        words += [f"  {column}: {count:,} values changed" for column, count in self.changed.items()]
        return words + [f"    {example}" for example in self.examples]


def compare(old: Path, new: Path, shown: int = SHOWN) -> list[Difference]:
    """Return what changed in each table of two folders of exports.

    Args:
        old: the former exports.
        new: the exports that follow.
        shown: how many changed rows are quoted per column.
    """
    before, after = _tables(old), _tables(new)
    found = [Difference(name, ["table removed"]) for name in before if name not in after]
    for name, schema in after.items():
        if name not in before:
            found.append(Difference(name, ["table added"]))
        else:
            found.append(_compare_table(name, before[name], schema, old, new, shown))
    return [difference for difference in found if difference]


def _tables(folder: Path) -> dict[str, dict[str, Any]]:
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return {resource["name"]: resource["schema"] for resource in package["resources"]}


def _compare_table(
    name: str, before: dict[str, Any], after: dict[str, Any], old: Path, new: Path, shown: int
) -> Difference:
    difference = Difference(name)
    types = [
        {described["name"]: described["type"] for described in schema["fields"]}
        for schema in (before, after)
    ]
    for column in types[0] | types[1]:
        former, present = (held.get(column) for held in types)
        if former != present:
            difference.schema.append(
                f"column {column}: "
                + ("added" if not former else "removed" if not present else f"{former} → {present}")
            )
    key = after["primaryKey"]
    if before["primaryKey"] != key:
        difference.schema.append(f"key: {', '.join(before['primaryKey'])} → {', '.join(key)}")
        if not set(key) <= set(types[0]):
            return difference
    files = [folder / "parquet" / f"{name}.parquet" for folder in (old, new)]
    with duckdb.connect() as connection:
        for side, file in zip(("before", "after"), files, strict=True):
            connection.execute(f"create view {side} as from read_parquet('{file}')")
        same = " and ".join(f"before.{column} = after.{column}" for column in key)
        difference.removed, difference.added = (
            connection.execute(
                f"select count(*) from {side} anti join {other} on {same}"
            ).fetchone()[0]
            for side, other in (("before", "after"), ("after", "before"))
        )
        words = ", ' ', ".join(f"after.{column}" for column in key)
        for column in types[1]:
            if column in key or column not in types[0]:
                continue
            changed = (
                f"from before inner join after on {same} "
                f"where before.{column} is distinct from after.{column}"
            )
            count = connection.execute(f"select count(*) {changed}").fetchone()[0]
            if not count:
                continue
            difference.changed[column] = count
            difference.examples += [
                f"{column} of {row}: {former} → {present}"
                for row, former, present in connection.execute(
                    f"select concat({words}), coalesce(before.{column}::varchar, 'empty'), "
                    f"coalesce(after.{column}::varchar, 'empty') {changed} "
                    f"order by {', '.join(f'after.{part}' for part in key)} limit {shown}"
                ).fetchall()
            ]
    return difference


def main(arguments: list[str] | None = None) -> int:
    """Print what changed; 0 also when something did: a change is not an error."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("old", type=Path, help="the former folder of exports")
    parser.add_argument("new", type=Path, help="the folder that follows it")
    parser.add_argument("--shown", type=int, default=SHOWN, help="changed rows quoted per column")
    given = parser.parse_args(arguments)
    for folder in (given.old, given.new):
        if not (folder / "datapackage.json").exists():
            parser.error(f"{folder} holds no exports: there is no datapackage.json")
    found = compare(given.old, given.new, given.shown)
    print("\n".join(line for difference in found for line in difference.lines()) or "no difference")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
