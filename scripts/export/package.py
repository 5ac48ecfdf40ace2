"""Describe the exports: a Data Package (v2) of all CSV files, a codebook, and a readme.

All of it is read from the manifest's metadata (`marts`), the marts' own codes and the files as
they were written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rehearse import rows_of
from unchanged import digest_of_file

from export.about import NAME, About, Published, templates
from export.cubes import Cube, too_large
from export.marts import SCHEMA, UNITS, Column, Mart, references
from export.tidy import Table, only_year, questions, tables

TYPES = {
    "varchar": "string",
    "integer": "integer",
    "bigint": "integer",
    "date": "date",
    "boolean": "boolean",
}
# Codes are listed in a field where they are few; the others have a table that the field refers to.
MOST_CATEGORIES = 12
FOLDER = Path(__file__).parent
DOCUMENTS = f"from {SCHEMA}.dim_document order by edition, document_id"
Names = dict[tuple[str, str], dict[str, str]]
EMPTY = "no value: not known (see the bounds and obs_status) or not applicable"


def write(published: Published, cubes: list[Cube], folder: Path) -> None:
    """Write datapackage.json, codebook.md, SOURCES.md and README.md beside the CSV files."""
    marts, names = published.marts, _names(published)
    text = json.dumps(_package(published, folder, names), ensure_ascii=False, indent=1) + "\n"
    (folder / "datapackage.json").write_text(text, encoding="utf-8")
    for name in ("codebook.md", "SOURCES.md", "README.md"):
        text = (
            templates(FOLDER)
            .get_template(f"{name}.jinja")
            .render(
                published.said,
                marts=marts,
                rows={mart.name: mart.count(published.connection) for mart in marts},
                columns={mart.name: list(_columns(mart, marts, names)) for mart in marts},
                documents=rows_of(published.connection, DOCUMENTS),
                questions=questions(published),
                only_year=only_year(published, "en"),
                too_large=too_large(published, cubes),
                examples=(FOLDER / "examples.md").read_text(encoding="utf-8"),
            )
        )
        (folder / name).write_text(text, encoding="utf-8")


def _names(published: Published) -> Names:
    """Return the names of the codes of each column (by mart and column) that has a few."""
    found = {
        (mart.name, column.name): published.labels.of(mart, column.name, "en")
        for mart in published.marts
        for column in mart.columns
        if column.data_type == "varchar"
    }
    return {column: names for column, names in found.items() if 0 < len(names) <= MOST_CATEGORIES}


def _package(published: Published, folder: Path, names: Names) -> dict[str, Any]:
    dataset, marts = published.said["en"], published.marts
    sources = published.rows(
        "select publisher || ': ' || title || ', ' || edition || ' (' || file_name || ')' "
        f"from {SCHEMA}.dim_document order by file_name"
    )
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": NAME.replace("_", "-"),
        "title": dataset.title,
        "description": f"{dataset.words['asked']} {dataset.citation} {dataset.dates} "
        f"{dataset.licence_known}".strip(),
        "version": dataset.version,
        **_licences(dataset),
        "sources": [
            *({"title": source} for (source,) in sources),
            {"title": dataset.words["population"]},
        ],
        "resources": [
            *(_resource(mart, marts, folder, names) for mart in marts),
            *(_tidy_resource(published, table, folder) for table in tables(published)),
        ],
    }


def _licences(dataset: About) -> dict[str, Any]:
    """Return the licence if one is stated: the standard has no word for none."""
    stated = {"name": dataset.licence, "path": dataset.licence_url}
    return {"licenses": [stated]} if dataset.licence_url else {}


def _resource(mart: Mart, marts: list[Mart], folder: Path, names: Names) -> dict[str, Any]:
    fields = [_field(column, names.get((mart.name, column.name), {})) for column in mart.columns]
    foreign = [
        {"fields": list(key), "reference": {"resource": other, "fields": list(key)}}
        for key, other in references(mart, marts)
    ]
    return {
        "name": mart.name,
        "title": mart.title(),
        "titleNorwegian": mart.title("nb"),
        "description": mart.description,
        **_file(folder, f"csv/{mart.name}.csv"),
        "schema": _schema(fields, list(mart.key)) | {"foreignKeys": foreign},
        "usageWarnings": list(mart.warnings),
    }


def _tidy_resource(published: Published, table: Table, folder: Path) -> dict[str, Any]:
    """Describe a table for one chart: its columns in the language of the file."""
    words = published.said[table.language].words
    titles = {
        language: about.words[f"tidy_{table.name}"] for language, about in published.said.items()
    }
    (mart,) = (mart for mart in published.marts if mart.name == table.mart)
    fields = []
    for name, kind, *_ in published.rows(f"describe {table.query}"):
        of_figure = name in ("value", "low", "high")
        unit = table.unit if of_figure else "count" if kind in ("INTEGER", "BIGINT") else ""
        described = {
            "name": name,
            "type": TYPES.get(kind.lower(), "number"),
            "description": words[f"tidy_column_{name}"],
            "unit": unit and UNITS[unit][table.language],
            "constraints": {"required": True} if name in table.key else {},
        }
        fields.append({key: said for key, said in described.items() if said})
    return {
        "name": f"tidy-{table.name}-{table.language}".replace("_", "-"),
        "title": titles["en"],
        "titleNorwegian": titles["nb"],
        "description": f"{titles[table.language]} ({table.mart})",
        **_file(folder, f"tidy/{table.file}"),
        "schema": _schema(fields, table.key),
        "usageWarnings": list(mart.warnings),
    }


def _file(folder: Path, path: str) -> dict[str, Any]:
    """Return what is said of a CSV file: its form, size and digest."""
    return {
        "path": path,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": (folder / path).stat().st_size,
        "hash": f"sha256:{digest_of_file(folder / path)}",
    }


def _schema(fields: list[dict[str, Any]], key: list[str]) -> dict[str, Any]:
    return {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": fields,
        "missingValues": [{"value": "", "label": EMPTY}],
        "primaryKey": key,
    }


def _field(column: Column, names: dict[str, str]) -> dict[str, Any]:
    constraints = {"required": True} if column.is_required else {}
    described = {
        "name": column.name,
        "type": TYPES.get(column.data_type.lower(), "number"),
        "title": column.heading("en"),
        "description": column.description,
        "unit": column.measured_in("en"),
        "printedAs": column.printed_as,
        "categories": [{"value": code, "label": name} for code, name in names.items()],
        "constraints": constraints | ({"enum": list(names)} if names else {}),
    }
    return {name: said for name, said in described.items() if said or name == "description"}


def _columns(mart: Mart, marts: list[Mart], names: Names) -> Iterator[tuple[str, ...]]:
    """Return the rows of the codebook for the columns of a mart."""
    refers = {name: other for key, other in references(mart, marts) for name in key}
    for column in mart.columns:
        words = column.description
        codes = names.get((mart.name, column.name), {})
        if column.name in refers:
            words += f" → {refers[column.name]}"
        elif codes:
            words += f" Codes: {'; '.join(f'`{code}` {name}' for code, name in codes.items())}."
        bold = "**" if column.name in mart.key else ""
        kind = column.data_type + ("" if column.is_required else ", can be empty")
        yield f"{bold}{column.name}{bold}", kind, column.measured_in("en"), words, column.printed_as
