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

import duckdb

from export.about import About, about
from export.marts import LANGUAGES, SCHEMA, UNITS, Column, Labels, Mart

# A reader unfolds the whole cube: a mart of many dimensions is no cube for people.
MOST_CELLS = 1_000_000
TIME, GEO = "period", ("county", "area")


@dataclass(frozen=True)
class Figures:
    """The cells of a cube, which are the same in every language."""

    codes: dict[str, list[str]]
    values: dict[str, int | float]
    status: dict[str, str]


def write(
    connection: duckdb.DuckDBPyConnection, marts: list[Mart], labels: Labels, folder: Path
) -> None:
    """Write a file per cube and language: <mart>.<language>.json."""
    folder.mkdir()
    datasets = {language: about(connection, language) for language in LANGUAGES}
    for mart in marts:
        if not mart.figure:
            continue
        for part, where in parts(connection, mart):
            figures = figures_of(connection, mart, where)
            if not figures:
                continue
            for language, dataset in datasets.items():
                cube = cube_of(mart, figures, labels, dataset, language)
                text = json.dumps(cube, ensure_ascii=False, separators=(",", ":"))
                file = folder / f"{mart.name}{part}.{language}.json"
                file.write_text(text + "\n", encoding="utf-8")


def parts(connection: duckdb.DuckDBPyConnection, mart: Mart) -> list[tuple[str, str]]:
    """Return the cubes of a mart as (part of the file's name, condition of its rows).

    A mart is one cube, or one per value of the columns that it names (`config.meta.cubes_by`).
    """
    if not mart.cubes_by:
        return [("", "true")]
    columns = ", ".join(mart.cubes_by)
    return [
        (
            "." + "-".join(values),
            " and ".join(
                f"{name} = '{value}'" for name, value in zip(mart.cubes_by, values, strict=True)
            ),
        )
        for values in connection.execute(
            f"select distinct {columns} from {SCHEMA}.{mart.name} order by {columns}"
        ).fetchall()
    ]


def figures_of(connection: duckdb.DuckDBPyConnection, mart: Mart, where: str) -> Figures | None:
    """Return rows of a mart as the cells of a cube; None where they are too many for one."""
    contents = _contents(mart)
    key = [f"cast({column} as varchar)" for column in mart.key]
    names = ", ".join([*key, "obs_status", *(column.name for column in contents)])
    rows = connection.execute(
        f"select {names} from {SCHEMA}.{mart.name} where {where} order by {', '.join(mart.key)}"
    ).fetchall()
    codes = {column: sorted({row[no] for row in rows}) for no, column in enumerate(mart.key)}
    if math.prod([len(contents), *map(len, codes.values())]) > MOST_CELLS:
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
            cell = str(index * len(contents) + no)
            status[cell] = obs_status
            if figure is not None:
                values[cell] = figure if isinstance(figure, int) else float(figure)
    return Figures(codes, values, status)


def _contents(mart: Mart) -> list[Column]:
    return [column for column in mart.columns if column.name in mart.figure]


def cube_of(
    mart: Mart, figures: Figures, labels: Labels, dataset: About, language: str
) -> dict[str, Any]:
    """Return the cells of a cube as a JSON-stat dataset in a language."""
    contents = _contents(mart)
    described = {column.name: column for column in mart.columns}
    dimension = {
        column: _dimension(
            described[column].heading(language), held, labels.of(mart, column, language)
        )
        for column, held in figures.codes.items()
    }
    dimension["contents"] = {
        "label": " / ".join(column.heading(language) for column in contents),
        "category": {
            "index": [column.name for column in contents],
            "label": {column.name: column.heading(language) for column in contents},
            "unit": {column.name: {"base": UNITS[column.unit]} for column in contents},
        },
    }
    roles = {
        "time": [column for column in mart.key if column == TIME],
        "geo": [column for column in mart.key if column.startswith(GEO)],
        "metric": ["contents"],
    }
    return {
        "version": "2.0",
        "class": "dataset",
        "label": mart.title(language),
        "source": dataset.source,
        "updated": f"{dataset.updated_on}T00:00:00Z",
        "note": [dataset.citation, mart.description, *dataset.warnings(mart)],
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
