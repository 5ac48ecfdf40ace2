"""Write the cubes of figures as JSON-stat 2.0, in Norwegian and English.

A cube's dimensions are the columns of the mart's key and `contents`: the figure and its bounds. A
cell that the mart does not hold is not in the cube (values are sparse); a figure that is not known
has its status and its bounds, and no value.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from export.cubes import TIME, Cube
from export.marts import decimals_of

GEO = ("county", "area")


@dataclass(frozen=True)
class Cells:
    """The cells of a cube by their number, which are the same in every language."""

    values: dict[str, int | float]
    status: dict[str, str]


def write(cubes: list[Cube], folder: Path) -> None:
    """Write a file per cube and language: <mart>.<part>.<language>.json."""
    folder.mkdir()
    for cube in cubes:
        cells = cells_of(cube)
        for language in cube.published.said:
            said = dataset_of(cube, cells, language)
            text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
            file = folder / f"{cube.name}.{language}.json"
            file.write_text(text + "\n", encoding="utf-8")


def cells_of(cube: Cube) -> Cells:
    """Return the cells that the cube holds."""
    place = [{code: no for no, code in enumerate(held)} for held in cube.codes.values()]
    values: dict[str, int | float] = {}
    status: dict[str, str] = {}
    for codes, (obs_status, *figures) in cube.figures.items():
        index = 0
        for places, code in zip(place, codes, strict=True):
            index = index * len(places) + places[code]
        for no, figure in enumerate(figures):
            cell = str(index * len(figures) + no)
            status[cell] = obs_status
            if figure is not None:
                values[cell] = figure if isinstance(figure, int) else float(figure)
    return Cells(values, status)


def dataset_of(cube: Cube, cells: Cells, language: str) -> dict[str, Any]:
    """Return a cube as a JSON-stat dataset in a language."""
    mart, dataset = cube.mart, cube.published.said[language]
    described = {column.name: column for column in mart.columns}
    contents = [described[name] for name in mart.figure]
    dimension = {
        column: _dimension(described[column].heading(language), cube.names(column, language))
        for column in mart.key
    }
    headings = {column.name: column.heading(language) for column in contents}
    dimension["contents"] = _dimension(" / ".join(headings.values()), headings)
    dimension["contents"]["category"]["unit"] = {
        column.name: {"base": column.measured_in(language), "decimals": decimals_of(column)}
        for column in contents
    }
    roles = {
        "time": [column for column in mart.key if column == TIME],
        "geo": [column for column in mart.key if column.startswith(GEO)],
        "metric": ["contents"],
    }
    population = dataset.words["population"]
    return {
        "version": "2.0",
        "class": "dataset",
        "label": cube.title(language),
        "source": "; ".join([dataset.source, *([population] if roles["geo"] else [])]),
        "updated": f"{dataset.updated_on}T00:00:00Z",
        "note": [
            dataset.words["asked"],
            dataset.citation,
            mart.described(language),
            *dataset.warnings(mart),
        ],
        "id": [*mart.key, "contents"],
        "size": [*(len(held) for held in cube.codes.values()), len(contents)],
        "role": {role: columns for role, columns in roles.items() if columns},
        "dimension": dimension,
        "value": cells.values,
        "status": cells.status,
        "extension": {
            "status": dataset.statuses,
            "licence": dataset.licence,
            "version": dataset.version,
        },
    }


def _dimension(heading: str, names: dict[str, str]) -> dict[str, Any]:
    return {"label": heading, "category": {"index": [*names], "label": names}}
