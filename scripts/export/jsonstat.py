"""Write the marts of figures as JSON-stat 2.0 cubes, in Norwegian and English.

A cube's dimensions are the columns of the mart's key and `contents`: the figure and its bounds. A
cell that the mart does not hold is not in the cube (values are sparse); a figure that is not known
has its status and its bounds, and no value.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from export.about import Published
from export.marts import SCHEMA, UNITS, Mart

# A reader unfolds the whole cube: a mart of many dimensions is no cube for people.
MOST_CELLS = 1_000_000
TIME, GEO = "period", ("county", "area")


@dataclass(frozen=True)
class Figures:
    """The cells of a cube, which are the same in every language."""

    codes: dict[str, list[str]]
    values: dict[str, int | float]
    status: dict[str, str]


def write(published: Published, folder: Path) -> None:
    """Write a file per cube and language: <mart>.<language>.json."""
    folder.mkdir()
    for mart in published.marts:
        for part, where in parts(published, mart) if mart.figure else ():
            figures = figures_of(published, mart, where)
            for language in published.said if figures else ():
                cube = cube_of(published, mart, figures, language)
                text = json.dumps(cube, ensure_ascii=False, separators=(",", ":"))
                file = folder / f"{mart.name}{part}.{language}.json"
                file.write_text(text + "\n", encoding="utf-8")


def parts(published: Published, mart: Mart) -> list[tuple[str, str]]:
    """Return the cubes of a mart as (part of the file's name, condition of its rows).

    A mart is one cube, or one per value of the columns that it names (`config.meta.cubes_by`).
    """
    if not mart.cubes_by:
        return [("", "true")]
    columns = ", ".join(mart.cubes_by)
    return [
        (f".{'-'.join(values)}", f"[{columns}] = {[*values]}")
        for values in published.rows(
            f"select distinct {columns} from {SCHEMA}.{mart.name} order by {columns}"
        )
    ]


def figures_of(published: Published, mart: Mart, where: str) -> Figures | None:
    """Return rows of a mart as the cells of a cube; None where they are too many for one."""
    key = [f"cast({column} as varchar)" for column in mart.key]
    names = ", ".join([*key, "obs_status", *mart.figure])
    rows = published.rows(
        f"select {names} from {SCHEMA}.{mart.name} where {where} order by {', '.join(mart.key)}"
    )
    codes = {column: sorted({row[no] for row in rows}) for no, column in enumerate(mart.key)}
    if math.prod([len(mart.figure), *map(len, codes.values())]) > MOST_CELLS:
        return None
    place = [{code: no for no, code in enumerate(held)} for held in codes.values()]
    values: dict[str, int | float] = {}
    status: dict[str, str] = {}
    for row in rows:
        index = 0
        for places, code in zip(place, row, strict=False):
            index = index * len(places) + places[code]
        obs_status, *figures = row[len(mart.key) :]
        for no, figure in enumerate(figures):
            cell = str(index * len(mart.figure) + no)
            status[cell] = obs_status
            if figure is not None:
                values[cell] = figure if isinstance(figure, int) else float(figure)
    return Figures(codes, values, status)


def cube_of(published: Published, mart: Mart, figures: Figures, language: str) -> dict[str, Any]:
    """Return the cells of a cube as a JSON-stat dataset in a language."""
    dataset = published.said[language]
    described = {column.name: column for column in mart.columns}
    contents = [described[name] for name in mart.figure]
    dimension = {
        column: _dimension(
            described[column].heading(language), held, published.labels.of(mart, column, language)
        )
        for column, held in figures.codes.items()
    }
    headings = {column.name: column.heading(language) for column in contents}
    dimension["contents"] = _dimension(" / ".join(headings.values()), list(headings), headings)
    units = {column.name: {"base": UNITS[column.unit]} for column in contents}
    dimension["contents"]["category"]["unit"] = units
    roles = {
        "time": [column for column in mart.key if column == TIME],
        "geo": [column for column in mart.key if column.startswith(GEO)],
        "metric": ["contents"],
    }
    population = dataset.words["population"]
    return {
        "version": "2.0",
        "class": "dataset",
        "label": mart.title(language),
        "source": "; ".join([dataset.source, *([population] if roles["geo"] else [])]),
        "updated": f"{dataset.updated_on}T00:00:00Z",
        "note": [
            dataset.words["asked"],
            dataset.citation,
            mart.description,
            *dataset.warnings(mart),
        ],
        "id": [*mart.key, "contents"],
        "size": [*(len(held) for held in figures.codes.values()), len(contents)],
        "role": {role: columns for role, columns in roles.items() if columns},
        "dimension": dimension,
        "value": figures.values,
        "status": figures.status,
        "extension": {"status": dataset.statuses, "licence": dataset.licence},
    }


def _dimension(heading: str, codes: list[str], names: dict[str, str]) -> dict[str, Any]:
    return {
        "label": heading,
        "category": {"index": codes, "label": {code: names.get(code, code) for code in codes}},
    }
