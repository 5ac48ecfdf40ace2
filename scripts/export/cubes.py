"""The marts of figures as cubes: what JSON-stat, PC-Axis and the workbook have in common.

A cube is a mart of figures, or the part of it that has common values in the columns that the mart
names (`config.meta.cubes_by`). Its dimensions are the columns of the key; codes stand in the order
of their list, or in their own where it has none, the total (_T) first.
"""

from __future__ import annotations

import datetime
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from export.about import Published
from export.marts import SCHEMA, Mart, in_reading_order

# A reader unfolds the whole cube: a mart of many dimensions is no cube for people.
MOST_CELLS = 1_000_000
TIME, TOTAL = "period", "_T"
Codes = tuple[str, ...]
# The status of a figure, its value, and the bounds of the value.
Figure = tuple[str, Any, Any, Any]


@dataclass(frozen=True)
class Cube:
    """A mart of figures, or a part of it: the figures by the codes of the mart's key."""

    published: Published
    mart: Mart
    common: dict[str, str]
    figures: dict[Codes, Figure]

    @property
    def part(self) -> str:
        """The common values, as they stand in the name of a file; empty where there are none."""
        return "-".join(self.common.values())

    @property
    def name(self) -> str:
        """The name of the cube: of the mart, and of the part."""
        return ".".join([self.mart.name, *([self.part] if self.part else [])])

    @cached_property
    def codes(self) -> dict[str, list[str]]:
        """The codes of each dimension in their order."""
        held = zip(*self.figures, strict=True)
        return {
            column: in_order(self.published, self.mart, column, set(codes))
            for column, codes in zip(self.mart.key, held, strict=True)
        }

    @property
    def told_apart_by(self) -> list[str]:
        """The dimensions but the period that say what a row is: what its title does not say of all.

        One of a single code does not, unless the code is a part: all of a part is no total.
        """
        held = [key for key in self.mart.slice if key not in self.common]
        return [key for key in held if self.codes[key] != [TOTAL]] or held

    @property
    def size(self) -> int:
        """The number of its cells: figures and bounds, also those that it does not hold."""
        return math.prod([len(self.mart.figure), *map(len, self.codes.values())])

    def title(self, language: str) -> str:
        """Return the title of the mart, with the common values: of a code, what it is a code of."""
        heads = {column.name: column.heading(language).lower() for column in self.mart.columns}
        told = []
        for column, code in self.common.items():
            name = self.names(column, language)[code]
            told.append(f"{heads[column]}: {name}" if name == code else name)
        return self.mart.title(language) + (f" ({', '.join(told)})" if told else "")

    def names(self, column: str, language: str) -> dict[str, str]:
        """Return the names of the codes of a dimension: the period as people read it."""
        held = named(self.published, self.mart, column, language)
        return {code: held.get(code) or self._shown(column, code) for code in self.codes[column]}

    def _shown(self, column: str, code: str) -> str:
        if self.mart.types[column] == "date":
            return self.mart.shown_period(datetime.date.fromisoformat(code))
        return code


def named(published: Published, mart: Mart, column: str, language: str) -> dict[str, str]:
    """Return what codes of a column are called: also one that is itself a dimension's name."""
    return published.headings[language] | published.labels.of(mart, column, language)


def in_order(published: Published, mart: Mart, column: str, codes: Iterable[str]) -> list[str]:
    """Return codes of a column as people read them: the total first, then as they are listed."""
    listed = named(published, mart, column, next(iter(published.said)))
    places = {code: no for no, code in enumerate(listed)}
    return sorted(codes, key=lambda code: (code != TOTAL, places.get(code, len(places)), code))


def cubes_of(published: Published) -> list[Cube]:
    """Return the cubes of all marts of figures, in the order in which people read them."""
    return [
        cube
        for mart in in_reading_order(published.marts)
        if mart.figure
        for cube in _cubes(published, mart)
        if cube.size <= MOST_CELLS
    ]


def too_large(published: Published, cubes: list[Cube]) -> list[Mart]:
    """Return the marts of figures that the cubes do not hold, or not whole."""
    held = Counter[str]()
    for cube in cubes:
        held[cube.mart.name] += len(cube.figures)
    return [
        mart
        for mart in published.marts
        if mart.figure and mart.count(published.connection) > held[mart.name]
    ]


def _cubes(published: Published, mart: Mart) -> list[Cube]:
    """Return the cubes of a mart: one for each combination of the values that divide it."""
    key = [f"cast({column} as varchar)" for column in mart.key]
    rows = published.rows(
        f"select {', '.join([*key, 'obs_status', *mart.figure])} "
        f"from {SCHEMA}.{mart.name} order by {', '.join(mart.key)}"
    )
    no = len(key)
    divided = [mart.key.index(column) for column in mart.cubes_by]
    parts: dict[Codes, dict[Codes, Figure]] = {}
    for row in rows:
        parts.setdefault(tuple(row[at] for at in divided), {})[row[:no]] = row[no:]
    return [
        Cube(published, mart, dict(zip(mart.cubes_by, values, strict=True)), figures)
        for values, figures in sorted(parts.items())
    ]
