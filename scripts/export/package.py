"""Describe the exports: a Data Package (v2) of the CSV files, a codebook, and a readme.

All of it is read from the manifest's metadata (`marts`), the marts' own codes and the files as
they were written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

from export.about import NAME, About, about
from export.marts import SCHEMA, UNITS, Column, Labels, Mart, references

TYPES = {
    "varchar": "string",
    "integer": "integer",
    "bigint": "integer",
    "date": "date",
    "boolean": "boolean",
}
# Codes are listed in a field where they are few; the others have a table that the field refers to.
MOST_CATEGORIES = 12
EXAMPLES = Path(__file__).with_name("examples.md")
Names = dict[tuple[str, str], dict[str, str]]
FILES = (
    ("`report/index.html`, `report/en.html`", "who wants to look first"),
    ("`excel/nav_tiltak.xlsx`", "people: months as columns, readme, notes"),
    ("`csv/`, `datapackage.json`", "every tool; types, keys and codes in the data package"),
    ("`parquet/`", "R (arrow), Python (pandas, polars), DuckDB; described inside"),
    ("`jsonstat/`", "who reads PxWeb: R (rjstat), Python (pyjstat); Norwegian and English"),
    ("`nav_tiltak.duckdb`", "SQL: schema `marts`; `from series('…')`, `from explain('…')`"),
    ("`codebook.md`", "every table and column: unit, codes, mistakes to avoid"),
    ("`docs/index.html`", "how each table is made"),
    ("`measured/`", "speed: beside other ways, at scale, on Spark; dated"),
    ("`sha256sums`", "`sha256sum --check sha256sums`"),
)
EMPTY = "no value: not known (see the bounds and obs_status) or not applicable"


def write(
    connection: duckdb.DuckDBPyConnection, marts: list[Mart], labels: Labels, folder: Path
) -> None:
    """Write datapackage.json, codebook.md and README.md beside the CSV files of a folder."""
    dataset = about(connection, "en")
    names = _names(labels, marts)
    package = _package(connection, marts, folder, dataset, names)
    texts = {
        "datapackage.json": json.dumps(package, ensure_ascii=False, indent=1) + "\n",
        "codebook.md": _codebook(connection, marts, dataset, names),
        "README.md": _readme(marts, dataset, about(connection, "nb")),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


def _names(labels: Labels, marts: list[Mart]) -> Names:
    """Return the names of the codes of each column (by mart and column) that has a few."""
    found = {
        (mart.name, column.name): labels.of(mart, column.name, "en")
        for mart in marts
        for column in mart.columns
        if column.data_type == "varchar"
    }
    return {column: names for column, names in found.items() if 0 < len(names) <= MOST_CATEGORIES}


def _package(
    connection: duckdb.DuckDBPyConnection,
    marts: list[Mart],
    folder: Path,
    dataset: About,
    names: Names,
) -> dict[str, Any]:
    sources = connection.execute(
        f"select publisher, title, edition, file_name from {SCHEMA}.dim_document order by file_name"
    ).fetchall()
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": NAME.replace("_", "-"),
        "title": dataset.title,
        "description": f"{dataset.citation} {dataset.dates}",
        "version": dataset.version,
        "licenses": [{"name": dataset.licence, "path": dataset.licence_url}],
        "sources": [
            {"title": f"{publisher}: {title}, {edition} ({file_name})"}
            for publisher, title, edition, file_name in sources
        ],
        "resources": [_resource(mart, marts, folder, names) for mart in marts],
    }


def _resource(mart: Mart, marts: list[Mart], folder: Path, names: Names) -> dict[str, Any]:
    path = f"csv/{mart.name}.csv"
    content = (folder / path).read_bytes()
    return {
        "name": mart.name,
        "title": mart.title(),
        "description": mart.description,
        "path": path,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
            "fields": [
                _field(column, names.get((mart.name, column.name), {})) for column in mart.columns
            ],
            "missingValues": [{"value": "", "label": EMPTY}],
            "primaryKey": list(mart.key),
            "foreignKeys": [
                {"fields": list(key), "reference": {"resource": other, "fields": list(key)}}
                for key, other in references(mart, marts)
            ],
        },
        "usageWarnings": list(mart.warnings),
    }


def _field(column: Column, names: dict[str, str]) -> dict[str, Any]:
    kind = TYPES.get(column.data_type.lower(), "number")
    described: dict[str, Any] = {
        "name": column.name,
        "type": kind,
        "title": column.heading("en"),
        "description": column.description,
    }
    if column.unit:
        described["unit"] = UNITS[column.unit]
    if column.printed_as:
        described["printedAs"] = column.printed_as
    constraints: dict[str, Any] = {}
    if column.is_required:
        constraints["required"] = True
    if names:
        described["categories"] = [{"value": code, "label": name} for code, name in names.items()]
        constraints["enum"] = list(names)
    if constraints:
        described["constraints"] = constraints
    return described


def _codebook(
    connection: duckdb.DuckDBPyConnection, marts: list[Mart], dataset: About, names: Names
) -> str:
    lines = [
        f"# Codebook: {dataset.title}",
        "",
        dataset.citation,
        "",
        "Which column do I use, in which unit, why is it empty, can I compare these two? Each",
        "table says what one row is, what identifies it, and which mistakes to avoid; the mistakes",
        "are explained at the end. Codes stand with their column where they are few, otherwise in",
        "the table that the arrow names.",
        "",
        *_table(
            "table | what it holds",
            ((f"[{mart.name}](#{mart.name})", f"{mart.title()}: {mart.grain}") for mart in marts),
        ),
    ]
    for mart in marts:
        refers = {name: other for key, other in references(mart, marts) for name in key}
        lines += [
            f"## {mart.name}",
            "",
            f"{mart.title()}. {mart.description}",
            "",
            f"Rows: {mart.count(connection):,}. "
            f"Key: {', '.join(f'`{name}`' for name in mart.key)}.",
            "",
        ]
        if mart.warnings:
            lines += [f"Mind: {', '.join(mart.warnings)}.", ""]
        rows = []
        for column in mart.columns:
            words = column.description
            codes = names.get((mart.name, column.name), {})
            if column.name in refers:
                words += f" → {refers[column.name]}"
            elif codes:
                listed = "; ".join(f"`{code}` {name}" for code, name in codes.items())
                words += f" Codes: {listed}."
            empty = "" if column.is_required else ", can be empty"
            bold = "**" if column.name in mart.key else ""
            name, unit = f"{bold}{column.name}{bold}", UNITS.get(column.unit, "")
            rows.append((name, f"{column.data_type}{empty}", unit, words, column.printed_as))
        lines += _table("column | type | unit | description | printed as", rows)
    lines += [
        "## Mistakes to avoid",
        "",
        *_table(
            "warning | what the figures do not say | what can be said instead",
            ((one.code, one.may_not, one.may) for one in dataset.may_and_may_not),
        ),
    ]
    return "\n".join(lines)


def _table(head: str, rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Return the lines of a Markdown table and a blank one."""
    cells = ([cell.replace("|", "\\|") for cell in row] for row in rows)
    return [
        f"| {head} |",
        "|" + "---|" * (head.count("|") + 1),
        *(f"| {' | '.join(row)} |" for row in cells),
        "",
    ]


def _readme(marts: list[Mart], english: About, norwegian: About) -> str:
    lines = []
    for dataset, cite, head in (
        (norwegian, "Slik siterer du", "Dette kan du ikke si | Dette kan du si"),
        (english, "How to cite", "This you may not say | This you may say"),
    ):
        lines += [
            f"# {dataset.title}",
            "",
            f"**{cite}:** {dataset.citation} {dataset.dates}",
            "",
            *_table(head, ((one.may_not, one.may) for one in dataset.may_and_may_not)),
        ]
    lines += [
        "## Files",
        "",
        *_table("file | for whom", FILES),
        "## Tables",
        "",
        *_table(
            "table | what it holds",
            ((mart.name, f"{mart.title()}: {mart.grain}") for mart in marts),
        ),
        "## Examples",
        "",
        EXAMPLES.read_text(encoding="utf-8"),
    ]
    return "\n".join(lines)
