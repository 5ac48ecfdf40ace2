"""Every format of the exports says what dbt's contracts, the documents' rows and the marts say.

What is due is read from dbt's manifest, the seeds and the working database, never by what writes
the exports; what is said is read from the files. Both are facts by place and kind, so that one
comparison serves all formats, and each format has copies in which something is changed.
"""

from __future__ import annotations

import datetime
import functools
import json
import math
import re
import shutil
import tomllib
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import openpyxl
import pyarrow.parquet
import pytest
from conftest import DATABASE, PROJECT, Connection, Workspace

from seeds import read_seed

# (mart, column or "", what is said) -> the fact.
Facts = dict[tuple[str, str, str], Any]

UNIT_WORDS_NB = {
    "persons": "personer slik NAV teller dem",
    "per cent": "prosent",
}
# How a usage warning reads where it stands alone.
MAY = {
    "nb": ("Dette kan du ikke si", "Dette kan du si"),
    "en": ("This you may not say", "This you may say"),
}
UNIT_WORDS = {
    "": "",
    "persons": "persons as NAV counts them",
    "as_indicator": "the unit of the row's indicator (dim_code)",
    "per cent": "per cent",
    "share": "share of 1",
    "count": "number of things counted",
    "ordinal": "ordinal number",
}
UNIT_BY_NAME = {"no": "ordinal", "count": "count", "pct": "per cent", "share": "share"}
FIGURES = re.compile(r"(obs_value|change)(_min|_max)?")


class Column(NamedTuple):
    """A column of a contract."""

    type: str
    is_required: bool
    unit: str
    description: str
    headings: dict[str, str]
    printed_as: str


class Contract(NamedTuple):
    """What dbt's manifest promises of a mart."""

    key: list[str]
    columns: dict[str, Column]
    description: str
    titles: dict[str, str]
    warnings: list[str]
    meta: dict[str, Any]

    def described(self, language: str) -> str:
        """The description in a language; English where it has no other."""
        return self.meta.get(f"description_{language}", self.description)

    @property
    def figures(self) -> list[str]:
        """The columns of figures, where a row is one of a period with a status."""
        is_figure = {"period"} <= {*self.key} and "obs_status" in self.columns
        return [name for name in self.columns if is_figure and FIGURES.fullmatch(name)]


class Due(NamedTuple):
    """All that the exports must say."""

    contracts: dict[str, Contract]
    documents: list[dict[str, str]]
    warnings: list[dict[str, str]]
    statuses: dict[str, dict[str, str]]
    version: str
    database: Connection

    @property
    def licence(self) -> str:
        """The one licence of the documents."""
        (licence,) = {row["licence"] for row in self.documents}
        return licence

    @property
    def updated_on(self) -> str:
        """The day of the newest document."""
        return max(row["updated_on"] or row["period_to"] for row in self.documents)

    @property
    def cited(self) -> list[str]:
        """What a citation names: publishers, editions, version, dates."""
        dated = [
            f"{row['title']}: {row['updated_on']}" for row in self.documents if row["updated_on"]
        ]
        return [
            *sorted({row["publisher"] for row in self.documents}),
            *sorted({row["edition"] for row in self.documents}),
            *("KLASS 104", "KLASS 131", "07459", f"nav_tiltak {self.version}", *dated),
        ]

    def rows(self, mart: str, columns: str = "*", where: str = "true") -> list[tuple]:
        """Return rows of a mart in the order of its key."""
        # Of the mart: a column that is written as text would be sorted as text.
        key = ", ".join(f"{mart}.{column}" for column in self.contracts[mart].key)
        sql = f"select {columns} from marts.{mart} where {where} order by {key}"
        return self.database.execute(sql).fetchall()

    def sentences(self, mart: str, language: str) -> list[str]:
        """Return the usage warnings of a mart in a language."""
        may_not, may = MAY[language]
        return [
            f"{may_not}: {row[f'may_not_{language}']} {may}: {row[f'may_{language}']}"
            for row in self.warnings
            if row["warning_code"] in self.contracts[mart].warnings
        ]


CALLED = tomllib.loads((PROJECT / "scripts/export/headings.toml").read_text(encoding="utf-8"))
# How a text in a language is told apart in the heading of its column.
OF_LANGUAGE = {"nb": {"nb": "norsk", "en": "engelsk"}, "en": {"nb": "Norwegian", "en": "English"}}


def called(name: str, language: str) -> str:
    """Return what a column is called whose model gives no heading; its name where nothing does."""
    stem, _, of = name.rpartition("_")
    if name in CALLED or stem not in CALLED or of not in OF_LANGUAGE:
        held = CALLED.get(name, {language: name})
        alone = held.get("in", language)
        told = "" if alone == language else f" ({OF_LANGUAGE[language][alone]})"
        return held[language] + told
    return f"{CALLED[stem][language]} ({OF_LANGUAGE[language][of]})"


def contracts_of(manifest: dict[str, Any]) -> dict[str, Contract]:
    """Return the contracts of the marts in the order of their names."""
    nodes = {
        node["name"]: node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["schema"] == "marts"
    }
    # A heading that one mart gives to a column is the column's in all marts.
    said: dict[str, dict[str, str]] = {}
    for name in sorted(nodes):
        for column in nodes[name]["columns"].values():
            for kind, text in column["config"]["meta"].items():
                said.setdefault(column["name"], {}).setdefault(kind, text)

    def contract(node: dict[str, Any]) -> Contract:
        (key,) = [one["columns"] for one in node["constraints"] if one["type"] == "primary_key"]
        columns = {}
        for column in node["columns"].values():
            name, meta = column["name"], column["config"]["meta"]
            heard = said.get(name, {}) | meta
            heads = {one: heard.get(f"label_{one}") or called(name, one) for one in ("nb", "en")}
            columns[name] = Column(
                column["data_type"].replace(" ", ""),
                name in key or "not_null" in {one["type"] for one in column["constraints"]},
                meta.get("unit") or UNIT_BY_NAME.get(name.rpartition("_")[2], ""),
                " ".join(column["description"].split()),
                heads,
                said.get(name, {}).get("printed_as", ""),
            )
        meta, words = node["config"]["meta"], " ".join(node["description"].split())
        grain = re.split(r"\. | - |\.$", words)[0]
        titles = {one: meta.get(f"title_{one}", grain) for one in ("nb", "en")}
        return Contract(key, columns, words, titles, meta.get("warnings", []), meta)

    return {name: contract(nodes[name]) for name in sorted(nodes)}


@pytest.fixture(scope="module")
def due(built: Workspace) -> Iterator[Due]:
    """Return what must be said of the exports of a build."""
    manifest = json.loads((built.folder / "target" / "manifest.json").read_bytes())
    reference = {
        name: read_seed(built.seeds / "reference" / f"{name}.csv")
        for name in ("documents", "usage_warnings", "codes")
    }
    statuses = {
        language: {
            row["code"]: row[f"name_{language}"]
            for row in reference["codes"]
            if row["dimension"] == "obs_status"
        }
        for language in ("nb", "en")
    }
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    warnings = sorted(reference["usage_warnings"], key=lambda row: int(row["order_no"]))
    with duckdb.connect(built.folder / DATABASE, read_only=True) as connection:
        yield Due(
            contracts_of(manifest),
            reference["documents"],
            warnings,
            statuses,
            project["version"],
            connection,
        )


def test_every_table_is_described_in_both_languages(due: Due) -> None:
    for name, contract in due.contracts.items():
        assert contract.described("nb") != contract.described("en"), name
        assert contract.titles["nb"] != contract.titles["en"], name


def differences(wanted: Facts, said: Facts) -> list[str]:
    """Return what is not as it must be, in words."""
    lines = []
    for place in dict.fromkeys([*wanted, *said]):
        expected, found = wanted.get(place, "(nothing)"), said.get(place, "(nothing)")
        if expected != found:
            if isinstance(expected, list) and isinstance(found, list):
                pairs = zip([*expected, "(end)"], [*found, "(end)"], strict=False)
                expected, found = next(pair for pair in pairs if pair[0] != pair[1])
            mart, column, what = place
            where = " ".join(filter(None, (mart, column)))
            lines.append(f"{where}: {what} is {found!r}, expected {expected!r}")
    return lines


def missing(words: list[str], text: str) -> list[str]:
    """Return those words that a text has not."""
    return [word for word in words if word not in text]


# --- data package ------------------------------------------------------------------------------

PACKAGE_TYPES = {"bigint": "integer", "decimal": "number"}


def package_due(due: Due, _: Path) -> Facts:
    facts: Facts = {
        ("", "", "marts"): [*due.contracts],
        ("", "", "version"): due.version,
        ("", "", "licence"): [due.licence] if due.licence != "NOASSERTION" else [],
        ("", "", "not cited"): [],
        ("", "", "sources"): [
            f"{row['publisher']}: {row['title']}, {row['edition']} ({row['file_name']})"
            for row in sorted(due.documents, key=lambda row: row["file_name"])
        ]
        + ["Statistics Norway: KLASS 104, KLASS 131, table 07459"],
    }
    for mart, held in due.contracts.items():
        facts[mart, "", "columns"] = [*held.columns]
        facts[mart, "", "key"] = held.key
        facts[mart, "", "title"] = held.titles["en"]
        facts[mart, "", "description"] = held.description
        facts[mart, "", "warnings"] = held.warnings
        for name, column in held.columns.items():
            kind = column.type.split("(")[0]
            facts[mart, name, "type"] = PACKAGE_TYPES.get(kind, kind)
            facts[mart, name, "required"] = column.is_required
            facts[mart, name, "unit"] = UNIT_WORDS[column.unit]
            facts[mart, name, "description"] = column.description
            facts[mart, name, "title"] = column.headings["en"]
            facts[mart, name, "printed as"] = column.printed_as
    return facts


def package_said(exports: Path, due: Due) -> Facts:
    package = json.loads((exports / "datapackage.json").read_bytes())
    of_marts = [one for one in package["resources"] if one["path"].startswith("csv/")]
    facts: Facts = {
        ("", "", "marts"): [resource["name"] for resource in of_marts],
        ("", "", "version"): package["version"],
        ("", "", "licence"): [licence["name"] for licence in package.get("licenses", [])],
        ("", "", "not cited"): missing(due.cited, package["description"]),
        ("", "", "sources"): [source["title"] for source in package["sources"]],
    }
    for resource in of_marts:
        mart, schema = resource["name"], resource["schema"]
        facts[mart, "", "columns"] = [field["name"] for field in schema["fields"]]
        facts[mart, "", "key"] = schema["primaryKey"]
        facts[mart, "", "title"] = resource["title"]
        facts[mart, "", "description"] = resource["description"]
        facts[mart, "", "warnings"] = resource["usageWarnings"]
        for field in schema["fields"]:
            place = mart, field["name"]
            facts[*place, "type"] = field["type"]
            facts[*place, "required"] = field.get("constraints", {}).get("required", False)
            facts[*place, "unit"] = field.get("unit", "")
            facts[*place, "description"] = field["description"]
            facts[*place, "title"] = field["title"]
            facts[*place, "printed as"] = field.get("printedAs", "")
    return facts


# --- tables: CSV, Parquet, DuckDB ----------------------------------------------------------------


def csv_due(due: Due, _: Path) -> Facts:
    facts: Facts = {}
    for mart, held in due.contracts.items():
        facts[mart, "", "columns"] = [*held.columns]
        facts[mart, "", "rows"] = telling_first(due.rows(mart, "columns(*)::varchar"))
    return facts


def telling_first(rows: list[tuple]) -> list[tuple]:
    """Return rows with those first that tell what a column holds, where they stand late."""
    late: set[int] = set()
    for column in zip(*rows, strict=True):
        told = [no for no, cell in enumerate(column) if cell is not None and not is_number(cell)]
        filled = [no for no, cell in enumerate(column) if cell is not None]
        late.update(no for no in (told or filled)[:1] if no >= 50)
    first = [rows[no] for no in sorted(late)]
    return [*first, *(row for no, row in enumerate(rows) if no not in late)]


def is_number(text: str) -> bool:
    """Return whether a text reads as a number."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def csv_said(exports: Path, _: Due) -> Facts:
    facts: Facts = {}
    with duckdb.connect() as connection:
        for file in sorted((exports / "csv").iterdir()):
            read = connection.execute(
                f"from read_csv('{file}', all_varchar = true, header = true, nullstr = '', "
                "allow_quoted_nulls = false, delim = ',', quote = '\"', escape = '\"')"
            )
            facts[file.stem, "", "columns"] = [column[0] for column in read.description]
            facts[file.stem, "", "rows"] = read.fetchall()
    return facts


ARROW_TYPES = {
    "integer": "int32",
    "bigint": "int64",
    "date": "timestamp[us]",
    "boolean": "bool",
    "decimal": "double",
}


def computable(cell: object) -> object:
    """Return a value as pandas computes with it: no decimal, no day."""
    if isinstance(cell, Decimal):
        return float(cell)
    if isinstance(cell, datetime.date):
        return datetime.datetime.combine(cell, datetime.time())
    return cell


def parquet_due(due: Due, _: Path) -> Facts:
    facts: Facts = {}
    for mart, held in due.contracts.items():
        facts[mart, "", "columns"] = [*held.columns]
        facts[mart, "", "key"] = held.key
        facts[mart, "", "title"] = held.titles["en"]
        facts[mart, "", "description"] = held.description
        facts[mart, "", "licence"] = due.licence
        facts[mart, "", "version"] = due.version
        facts[mart, "", "row_order"] = "by the primary key"
        facts[mart, "", "rows"] = [tuple(map(computable, row)) for row in due.rows(mart)]
        for name, column in held.columns.items():
            kind = column.type.split("(")[0]
            facts[mart, name, "type"] = ARROW_TYPES.get(kind, kind)
            facts[mart, name, "description"] = column.description
            facts[mart, name, "unit"] = column.unit
    return facts


def parquet_said(exports: Path, _: Due) -> Facts:
    facts: Facts = {}
    for file in sorted((exports / "parquet").iterdir()):
        mart, table = file.stem, pyarrow.parquet.read_table(file)
        metadata = {key.decode(): text.decode() for key, text in table.schema.metadata.items()}
        facts[mart, "", "columns"] = table.column_names
        facts[mart, "", "key"] = metadata["primary_key"].split(", ")
        for what in ("title", "description", "licence", "version", "row_order"):
            facts[mart, "", what] = metadata[what]
        columns = [column.to_pylist() for column in table.columns]
        facts[mart, "", "rows"] = list(zip(*columns, strict=True))
        described = json.loads(metadata["columns"])
        for field in table.schema:
            facts[mart, field.name, "type"] = str(field.type)
            for what in ("description", "unit"):
                facts[mart, field.name, what] = described[field.name][what]
    return facts


def database_due(due: Due, _: Path) -> Facts:
    facts: Facts = {}
    for mart, held in due.contracts.items():
        facts[mart, "", "columns"] = [*held.columns]
        facts[mart, "", "comment"] = held.description
        facts[mart, "", "rows"] = due.rows(mart)
        for name, column in held.columns.items():
            unit = f" Unit: {column.unit}." if column.unit else ""
            facts[mart, name, "type"] = column.type.replace("string", "varchar")
            facts[mart, name, "comment"] = column.description + unit
            facts[mart, name, "required"] = column.is_required
    return facts


def database_said(exports: Path, _: Due) -> Facts:
    facts: Facts = {}
    with duckdb.connect(exports / DATABASE, read_only=True) as connection:
        for mart, comment in connection.execute(
            "select table_name, comment from duckdb_tables() where schema_name = 'marts'"
        ).fetchall():
            read = connection.execute(f"from marts.{mart}")
            facts[mart, "", "columns"] = [column[0] for column in read.description]
            facts[mart, "", "comment"] = comment
            facts[mart, "", "rows"] = read.fetchall()
        for mart, name, kind, comment, is_nullable in connection.execute(
            "select table_name, column_name, data_type, comment, is_nullable "
            "from duckdb_columns() where schema_name = 'marts'"
        ).fetchall():
            facts[mart, name, "type"] = kind.lower()
            facts[mart, name, "comment"] = comment
            facts[mart, name, "required"] = not is_nullable
    return facts


# --- Excel ---------------------------------------------------------------------------------------

# A table begins in the first row. Which rows and cells are too many for a sheet.
HEADINGS, MOST_ROWS, MOST_CELLS = 1, 5_000, 1_000_000
# The head of a column of shares.
SHARE = re.compile(r"\d{4}-\d\d, ")
LETTER = re.compile(r'" ([A-Z])"$')


class Part(NamedTuple):
    """A cube of a mart: the values that its rows have in common, and its dimensions."""

    mart: str
    common: dict[str, str]
    dimensions: dict[str, list[str]]

    @property
    def name(self) -> str:
        """The values as they stand in the name of a file."""
        return "-".join(self.common.values())

    @property
    def where(self) -> str:
        """The condition of its rows."""
        return " and ".join(["true", *(f"{key} = '{code}'" for key, code in self.common.items())])


def parts_of(due: Due, mart: str) -> list[Part]:
    """Return the cubes of a mart of figures; none where it is too large for one."""
    held = due.contracts[mart]
    if not held.figures:
        return []
    by = held.meta.get("cubes_by", [])
    values = due.database.execute(
        f"select distinct {', '.join(by) or 1} from marts.{mart} order by all"
    ).fetchall()
    parts = []
    for row in values:
        part = Part(mart, dict(zip(by, row, strict=False)), {})
        for key in held.key:
            codes = due.database.execute(
                f"select distinct {key}::varchar from marts.{mart} where {part.where}"
            ).fetchall()
            part.dimensions[key] = in_order(due, mart, key, {code for (code,) in codes})
        cells = math.prod([len(held.figures), *map(len, part.dimensions.values())])
        parts += [part] * (cells <= MOST_CELLS)
    return parts


def in_order(due: Due, mart: str, key: str, codes: set[str]) -> list[str]:
    """Return codes in the order of their list, dimension by dimension; the total first."""
    stem, lists = key.removesuffix("_code"), due.contracts
    listed: list[str] = []
    if f"dim_{stem}" in lists:
        if "order_no" in lists[f"dim_{stem}"].columns:
            listed = [code for _, code in sorted(due.rows(f"dim_{stem}", f"order_no, {key}"))]
    elif held := sorted(due.rows("dim_code", "dimension, order_no, code")):
        own = {stem}
        if key == "category_code":
            own = {dimension for (dimension,) in due.rows(mart, "dimension")}
        listed = [code for dimension, _, code in held if dimension in own]
    # A kind of measure set stands where people meet its column first.
    if key in ("measure_set_kind", "dimension"):
        listed = [
            column.removesuffix("_code")
            for mart in sorted(lists, key=lambda mart: reading_order(lists[mart]))
            for column in lists[mart].columns
        ]
    return sorted(
        codes,
        key=lambda code: (code != "_T", listed.index(code) if code in listed else 999, code),
    )


def names_of(due: Due, part: Part, key: str, language: str) -> dict[str, str]:
    """Return the names of a dimension's codes, as the mart or the lists of codes have them."""
    stem, mart = key.removesuffix("_code"), part.mart
    own = due.contracts[mart].columns
    dim = due.contracts.get(f"dim_{stem}")
    for name in (f"{stem}_name_{language}", f"{stem}_name_nb"):
        if name in own:
            rows = due.rows(mart, f"{key}, {name}", part.where)
            break
        if dim and {name, key} <= {*dim.columns}:
            division = f"{stem}_division"
            also = f" and {division} in (select {division} from marts.{mart} where {part.where})"
            rows = due.rows(f"dim_{stem}", f"{key}, {name}", "true" + also * (division in own))
            break
    else:
        rows = due.rows("dim_code", f"code, code_name_{language}", f"dimension = '{stem}'")
    names: dict[str, set[str]] = {}
    for code, name in rows:
        names.setdefault(code, set()).add(name)
    for one in due.contracts.values():
        for name, column in one.columns.items():
            if name.endswith("_code"):
                names.setdefault(name.removesuffix("_code"), {column.headings[language]})
    is_year = due.contracts[mart].meta.get("freq") == "A"
    return {
        code: " / ".join(sorted(names.get(code, ())))
        or (code[: 4 if is_year else 7] if re.fullmatch(r"\d{4}-\d\d-\d\d", code) else code)
        for code in part.dimensions[key]
    }


def title_of(due: Due, part: Part, language: str) -> str:
    """Return the title of a cube."""
    names = {key: names_of(due, part, key, language)[code] for key, code in part.common.items()}
    heads = {key: due.contracts[part.mart].columns[key].headings[language] for key in names}
    common = ", ".join(
        f"{heads[key].lower()}: {name}" if name == part.common[key] else name
        for key, name in names.items()
    )
    return due.contracts[part.mart].titles[language] + (f" ({common})" if common else "")


# The sheets of questions, each with the mart that it stands before (test_questions.py reads them);
# changes stand in place of their mart.
QUESTIONS = {
    "changes": "same_month_changes",
    "changes_of_areas": "participants_by_county_harmonized",
    "printed": "printed_cells",
}
REPLACED = {"same_month_changes"}


def sheets_of(due: Due) -> list[tuple[str, str, Part | None]]:
    """Return the sheets in their order: name of the table, mart, and the cube if it is one."""
    sheets: list[tuple[str, str, Part | None]] = []
    for mart in sorted(due.contracts, key=lambda mart: reading_order(due.contracts[mart])):
        parts, meta = parts_of(due, mart), due.contracts[mart].meta
        stem = meta.get("table", mart)
        sheets += [(question, mart, None) for question, of in QUESTIONS.items() if of == mart]
        if mart in REPLACED:
            continue
        sheets += [
            (re.sub(r"\W", "_", ".".join(filter(None, (stem, one.name)))), mart, one)
            for one in parts
        ]
        if not parts and len(due.rows(mart, "1")) <= MOST_ROWS:
            sheets.append((mart, mart, None))
    return sheets


def reading_order(held: Contract) -> tuple[int, bool]:
    return held.meta.get("reading_order", 99), not held.figures


def excel_due(due: Due, _: Path) -> Facts:
    facts: Facts = {("", "", "created"): due.updated_on, ("", "", "not said"): []}
    sheets = sheets_of(due)
    shown = REPLACED | {mart for sheet, mart, _ in sheets if sheet not in QUESTIONS}
    words = tomllib.loads((PROJECT / "scripts/export/words.toml").read_text(encoding="utf-8"))
    contents = [
        (
            *(sheet, f"csv/{mart}.csv"),
            *(
                words[f"sheet_{sheet}"][one]
                if sheet in QUESTIONS
                else title_of(due, part, one)
                if part
                else held.titles[one]
                for one in ("nb", "en")
            ),
            *(
                words[f"row_{sheet}"][one]
                if sheet in QUESTIONS
                else row_of(held, part, one)
                if part
                else held.described(one)
                for one in ("nb", "en")
            ),
            *(
                "\n".join(
                    row[f"may_not_{one}"]
                    for row in due.warnings
                    if row["warning_code"] in held.warnings
                )
                for one in ("nb", "en")
            ),
        )
        for sheet, mart, part in sheets
        for held in [due.contracts[mart]]
    ]
    contents += [
        (
            *("", f"csv/{mart}.csv"),
            *(held.titles[one] for one in ("nb", "en")),
            *(held.described(one) for one in ("nb", "en")),
            *("For lang for et ark: ligger bare som fil.", "Too long for a sheet: a file only."),
        )
        for mart, held in due.contracts.items()
        if mart not in shown
    ]
    facts["", "", "contents"] = contents
    for sheet, mart, part in sheets:
        held = due.contracts[mart]
        if sheet in QUESTIONS:
            continue
        if not part:
            facts[sheet, "", "columns"] = [
                " / ".join(dict.fromkeys(column.headings.values()))
                for column in held.columns.values()
            ]
            facts[sheet, "", "rows"] = [
                [cell if cell is not None else "" for cell in row]
                for row in due.rows(mart, "columns(*)::varchar")
            ]
            for name, column in held.columns.items():
                unit = f" ({UNIT_WORDS[column.unit]})" if column.unit else ""
                heads = dict.fromkeys(one for one in column.headings.values() if one != name)
                facts[sheet, name, "comment"] = (
                    " / ".join(heads) + ": " * bool(heads) + column.description + unit
                )
            continue
        keys = [key for key in held.key if key != "period"]
        above = held.meta.get("grouped_by", [])
        for key in above:
            codes = due.rows(mart, key, part.where)
            part.dimensions[key] = in_order(due, mart, key, {code for (code,) in codes})
        keys = [*above, *keys]
        chosen = [key for key in keys if key in above or key in told_apart(held, part)]
        names = {
            (key, one): names_of(due, part, key, one)
            for key in (*above, *held.key)
            for one in ("nb", "en")
        }
        translated = [key for key in chosen if names[key, "nb"] != names[key, "en"]]
        # Where a figure is printed is said of what can be in one cell.
        is_printed = "observation_id" in held.columns
        facts[sheet, "", "columns"] = [
            *(held.columns[key].headings["nb"] for key in chosen),
            *names["period", "nb"].values(),
            *(
                f"{month}, {' - '.join(percent)}"
                for column, percent in PERCENTS.items()
                if column in held.columns
                for month in names["period", "nb"].values()
            ),
            *(head for head in NOTES[0] if is_printed or head == NOTES[0][-1]),
            *(f"{held.columns[key].headings['en']} (en)" for key in translated),
            *(head for head in NOTES[1] if is_printed or head == NOTES[1][-1]),
            *keys,
        ]
        rows = due.rows(
            mart,
            f"[{', '.join(f'{key}::varchar' for key in keys)}], period::varchar, obs_status, "
            f"{held.figures[1]} is not null",
            part.where,
        )
        codes = sorted(
            {tuple(row[0]) for row in rows},
            key=lambda codes, order=[part.dimensions[key] for key in keys]: [
                held.index(code) for held, code in zip(order, codes, strict=True)
            ],
        )
        facts[sheet, "", "rows"] = [
            (
                *(names[key, "nb"][row[keys.index(key)]] for key in chosen),
                *(names[key, "en"][row[keys.index(key)]] for key in translated),
                *row,
            )
            for row in codes
        ]
        facts[sheet, "", "letters"] = sorted(
            (" ".join(codes), names["period", "nb"][period], status)
            for codes, period, status, is_shown in rows
            if is_shown
        )
    return facts


# The heads of what stands beside figures in per cent, after the month.
PERCENTS = {
    "share_pct": (
        "andel av tiltaksgruppen; for tiltaksgrupper av alle deltakere (%)",
        "share of the measure group; for measure groups of all participants (%)",
    ),
    "measure_share_pct": ("andel av alle på tiltaket (%)", "share of all on the measure (%)"),
}

# The heads of what is said of a row; test_exports.py reads it.
NOTES = (
    ("Trykt i, på side", "Brudd, endret innhold, bokstaver og tomme celler"),
    ("Printed in, on page (en)", "Breaks, changed content, letters and empty cells (en)"),
)
ROW = {
    "nb": "En rad per kombinasjon av {}, og en kolonne per {}.",
    "en": "A row per combination of {}, and a column per {}.",
}


def told_apart(held: Contract, part: Part) -> list[str]:
    """Return the keys that differ by row, or hold a part of what there is for all rows."""
    return [
        key
        for key in held.key
        if key != "period" and not {key} & {*part.common} and part.dimensions[key] != ["_T"]
    ]


def row_of(held: Contract, part: Part, language: str) -> str:
    """Return what a row of a sheet of months is: by what it is told apart."""
    keys = told_apart(held, part)
    heads = [held.columns[key].headings[language] for key in (*keys, "period")]
    return ROW[language].format(" × ".join(heads[:-1]), heads[-1].lower())


@functools.cache
def workbook_of(exports: Path) -> openpyxl.Workbook:
    """Return the workbook, once read: to write it anew takes as long as to read it."""
    return openpyxl.load_workbook(exports / "excel" / "nav_tiltak.xlsx")


def excel_said(exports: Path, due: Due) -> Facts:
    book = workbook_of(exports)
    workbook_of.cache_clear()
    facts: Facts = {("", "", "created"): f"{book.properties.created:%Y-%m-%d}"}
    facts["", "", "not said"] = missing(due.cited, book.properties.description or "")
    unsaid: list[str] = []
    for language, sheet in zip(("nb", "en"), book.sheetnames, strict=False):
        lines = [line[:2] for line in book[sheet].iter_rows(values_only=True)]
        text = "\n".join(f"{first}\t{second}" for first, second in lines)
        warnings = [(row[f"may_not_{language}"], row[f"may_{language}"]) for row in due.warnings]
        letters = [("", f"    {code}   {name}") for code, name in due.statuses[language].items()]
        unsaid += [*missing(due.cited, text), *(say for say in warnings if say not in lines)]
        unsaid += [
            say
            for say in letters
            if (say[0] or "", say[1]) not in {(first or "", second) for first, second in lines}
        ]
    dates = [word for word in due.cited if word.endswith(tuple("0123456789"))]
    facts["", "", "not said"] = [
        *unsaid,
        *(word for word in facts["", "", "not said"] if word not in dates),
    ]
    contents = book.worksheets[2]
    tables = {f"'{page.title}'!A1": next(iter(page.tables)) for page in book.worksheets[3:]}
    # A sheet goes by its table: to that the link of its name leads.
    facts["", "", "contents"] = [
        (
            tables[line[0].hyperlink.location] if line[0].hyperlink else line[0].value or "",
            *(cell.value or "" for cell in line[1:]),
        )
        for line in contents.iter_rows(min_row=2)
    ]
    cubes = {sheet: (mart, part) for sheet, mart, part in sheets_of(due)}
    for page in book.worksheets[3:]:
        (sheet,) = page.tables
        mart, part = cubes.get(sheet, ("", None))
        if not mart:
            facts[sheet, "", "columns"] = "a sheet that nobody knows"
        if not mart or sheet in QUESTIONS:
            continue
        held = due.contracts[mart]
        head, *lines = [*page.iter_rows(min_row=HEADINGS)]
        names = [cell.value for cell in head]
        facts[sheet, "", "columns"] = names
        if not part:
            # A table has one row at least, and that of an empty mart is empty.
            lines = [line for line in lines if any(cell.value is not None for cell in line)]
            # What codes mean stands beside them, without a comment.
            own = [no for no, cell in enumerate(head) if cell.comment]
            facts[sheet, "", "columns"] = [names[no] for no in own]
            facts[sheet, "", "rows"] = [
                [
                    as_text(line[no].value, column.type)
                    for no, column in zip(own, held.columns.values(), strict=True)
                ]
                for line in lines
            ]
            for no, name in zip(own, held.columns, strict=True):
                facts[sheet, name, "comment"] = head[no].comment.text
            continue
        months = [no for no, name in enumerate(names) if re.fullmatch(r"\d{4}(-\d\d)?", name)]
        codes = [
            no
            for no, name in enumerate(names)
            if name in (*held.meta.get("grouped_by", ()), *held.key)
        ]
        facts[sheet, "", "rows"] = [
            tuple(
                cell.value
                for no, cell in enumerate(line)
                if no not in months
                and names[no] not in sum(NOTES, ())
                and not SHARE.match(names[no])
            )
            for line in lines
        ]
        facts[sheet, "", "letters"] = sorted(
            (" ".join(line[no].value for no in codes), names[no], letter_of(line[no]))
            for line in lines
            for no in months
            if line[no].value is not None
        )
    return facts


def as_text(cell: object, kind: str) -> str:
    """Return a cell of a sheet as DuckDB writes a value of its type."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if kind == "date":
        return f"{cell:%Y-%m-%d}"
    if kind.startswith("decimal"):
        return f"{cell:.{kind.rstrip(')').split(',')[1]}f}"
    return str(cell)


def letter_of(cell: Any) -> str:  # noqa: ANN401 - a cell of openpyxl
    """Return the status that a cell of a sheet shows: none of a number as printed."""
    if isinstance(cell.value, str):
        return "Q"
    letter = LETTER.search(cell.number_format)
    return letter[1] if letter else "A"


# --- JSON-stat -----------------------------------------------------------------------------------


def jsonstat_due(due: Due, _: Path) -> Facts:
    facts: Facts = {}
    for part, language in [
        (part, language)
        for mart in due.contracts
        for part in parts_of(due, mart)
        for language in ("nb", "en")
    ]:
        held = due.contracts[part.mart]
        cube = ".".join(filter(None, (part.mart, part.name, language, "json")))
        facts |= {
            (cube, "", "label"): title_of(due, part, language),
            (cube, "", "updated"): f"{due.updated_on}T00:00:00Z",
            (cube, "", "licence"): due.licence,
            (cube, "", "version"): due.version,
            (cube, "", "not cited"): [],
            (cube, "", "notes"): [held.described(language), *due.sentences(part.mart, language)],
            (cube, "", "meaning of the letters"): due.statuses[language],
            (cube, "", "columns"): [*held.key, "contents"],
            (cube, "", "figures"): held.figures,
        }
        for name in held.key:
            facts[cube, name, "label"] = held.columns[name].headings[language]
            facts[cube, name, "names"] = [*names_of(due, part, name, language).items()]
        units = UNIT_WORDS if language == "en" else UNIT_WORDS_NB
        for name in held.figures:
            facts[cube, name, "label"] = held.columns[name].headings[language]
            facts[cube, name, "unit"] = units[held.columns[name].unit]
        keys = ", ".join(f"{name}::varchar" for name in held.key)
        facts[cube, "", "statuses"] = sorted(
            due.rows(part.mart, f"[{keys}], obs_status", part.where)
        )
    return facts


def jsonstat_said(exports: Path, due: Due) -> Facts:
    facts: Facts = {}
    for file in sorted((exports / "jsonstat").iterdir()):
        said, cube = json.loads(file.read_bytes()), file.name
        *keys, contents = said["id"]
        # What readers are asked comes first (test_exports).
        _, citation, *notes = said["note"]
        cited = [word for word in due.cited if ": " not in word]
        facts |= {
            (cube, "", "label"): said["label"],
            (cube, "", "updated"): said["updated"],
            (cube, "", "licence"): said["extension"]["licence"],
            (cube, "", "version"): said["extension"]["version"],
            (cube, "", "not cited"): missing(cited, citation),
            (cube, "", "notes"): notes,
            (cube, "", "meaning of the letters"): said["extension"]["status"],
            (cube, "", "columns"): said["id"],
            (cube, "", "figures"): said["dimension"][contents]["category"]["index"],
        }
        for name in keys:
            facts[cube, name, "label"] = said["dimension"][name]["label"]
            labels = said["dimension"][name]["category"]["label"]
            facts[cube, name, "names"] = [
                (code, labels[code]) for code in said["dimension"][name]["category"]["index"]
            ]
        category = said["dimension"][contents]["category"]
        for name in category["index"]:
            facts[cube, name, "label"] = category["label"][name]
            facts[cube, name, "unit"] = category["unit"][name]["base"]
        sizes = said["size"]
        found: dict[tuple[str, ...], set[str]] = {}
        for cell, letter in said["status"].items():
            place = int(cell)
            codes = []
            for name, size in zip(reversed(said["id"]), reversed(sizes), strict=True):
                place, at = divmod(place, size)
                codes.append(said["dimension"][name]["category"]["index"][at])
            found.setdefault(tuple(reversed(codes[1:])), set()).add(letter)
        facts[cube, "", "statuses"] = sorted(
            ([*codes], " ".join(sorted(letters))) for codes, letters in found.items()
        )
    return facts


# --- codebook and readme -------------------------------------------------------------------------

CODEBOOK_TYPES = {"string": "varchar"}


def codebook_due(due: Due, _: Path) -> Facts:
    facts: Facts = {("", "", "marts"): [*due.contracts], ("", "", "not cited"): []}
    facts["", "", "warnings"] = [
        [row["warning_code"], row["may_not_en"], row["may_en"]] for row in due.warnings
    ]
    for mart, held in due.contracts.items():
        facts[mart, "", "columns"] = [*held.columns]
        facts[mart, "", "key"] = held.key
        facts[mart, "", "keys in bold"] = [name for name in held.columns if name in held.key]
        facts[mart, "", "warnings"] = held.warnings
        facts[mart, "", "description"] = f"{held.titles['en']}. {held.description}"
        facts[mart, "", "number of rows"] = (
            due.rows(mart, "count(*) over ()")[0][0]
            if (due.database.execute(f"select count(*) from marts.{mart}").fetchone()[0])
            else 0
        )
        for name, column in held.columns.items():
            facts[mart, name, "type"] = CODEBOOK_TYPES.get(column.type, column.type)
            facts[mart, name, "required"] = column.is_required
            facts[mart, name, "unit"] = UNIT_WORDS[column.unit]
            facts[mart, name, "description"] = column.description
            facts[mart, name, "printed as"] = column.printed_as
    return facts


def lines_of(table: str) -> list[list[str]]:
    """Return the cells of the lines of a Markdown table, head first, its rule left out."""
    lines = [line for line in table.splitlines() if line.startswith("| ")]
    return [
        [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        for line in lines
    ]


def codebook_said(exports: Path, due: Due) -> Facts:
    text = (exports / "codebook.md").read_text(encoding="utf-8")
    top, *parts = re.split(r"(?m)^## ", text)
    *parts, last = parts
    names = [part.split("\n", 1)[0] for part in parts]
    cited = [word for word in due.cited if ": " not in word]
    facts: Facts = {("", "", "marts"): names, ("", "", "not cited"): missing(cited, top)}
    facts["", "", "warnings"] = lines_of(last)[1:]
    for mart, part in zip(names, parts, strict=True):
        rows, key = re.search(r"Rows: ([\d,]+)\. Key: (.+)\.", part).groups()
        minded = re.search(r"Mind: (.+)\.", part)
        facts[mart, "", "number of rows"] = int(rows.replace(",", ""))
        facts[mart, "", "key"] = key.strip("`").split("`, `")
        facts[mart, "", "warnings"] = minded[1].split(", ") if minded else []
        facts[mart, "", "description"] = part.split("\n")[2]
        _, *lines = lines_of(part)
        columns = [line[0].strip("*") for line in lines]
        facts[mart, "", "columns"] = columns
        facts[mart, "", "keys in bold"] = [
            line[0].strip("*") for line in lines if line[0].startswith("**")
        ]
        for name, (_, kind, unit, words, printed_as) in zip(columns, lines, strict=True):
            facts[mart, name, "type"] = kind.removesuffix(", can be empty").replace(" ", "")
            facts[mart, name, "required"] = not kind.endswith(", can be empty")
            facts[mart, name, "unit"] = unit
            # Behind the description stand the codes, or the table that has them.
            facts[mart, name, "description"] = re.split(r" → \w+$| Codes: ", words)[0]
            facts[mart, name, "printed as"] = printed_as
    return facts


def readme_due(due: Due, _: Path) -> Facts:
    facts: Facts = {
        ("", "", "tables"): [[mart, held.titles["en"]] for mart, held in due.contracts.items()]
    }
    for language in ("nb", "en"):
        facts["", language, "not cited"] = []
        facts["", language, "warnings"] = [
            [row[f"may_not_{language}"], row[f"may_{language}"]] for row in due.warnings
        ]
    return facts


def readme_said(exports: Path, due: Due) -> Facts:
    text = (exports / "README.md").read_text(encoding="utf-8")
    nb, en = re.split(r"(?m)^# ", text)[1:3]
    en, *parts = en.split("\n## ")
    (tables,) = [part for part in parts if part.startswith("Tables\n")]
    facts: Facts = {}
    for language, part in (("nb", nb), ("en", en)):
        facts["", language, "not cited"] = missing(due.cited, part)
        facts["", language, "warnings"] = lines_of(part)[1:]
    facts["", "", "tables"] = [
        [mart, words[: len(due.contracts[mart].titles["en"])] if mart in due.contracts else words]
        for mart, words in lines_of(tables)[1:]
    ]
    return facts


class Format(NamedTuple):
    """A format: its files, what they must say, and what they say."""

    place: str
    due: Callable[[Due, Path], Facts]
    said: Callable[[Path, Due], Facts]


FORMATS = {
    "data package": Format("datapackage.json", package_due, package_said),
    "CSV": Format("csv", csv_due, csv_said),
    "Parquet": Format("parquet", parquet_due, parquet_said),
    "DuckDB": Format(DATABASE, database_due, database_said),
    "Excel": Format("excel", excel_due, excel_said),
    "JSON-stat": Format("jsonstat", jsonstat_due, jsonstat_said),
    "codebook": Format("codebook.md", codebook_due, codebook_said),
    "readme": Format("README.md", readme_due, readme_said),
}


@pytest.mark.parametrize("name", FORMATS)
def test_format_says_what_is_due(
    name: str, built: Workspace, due: Due, wanted: Callable[[str], Facts]
) -> None:
    assert differences(wanted(name), FORMATS[name].said(built.folder / "exports", due)) == []


# --- what must be found --------------------------------------------------------------------------


def text_of(name: str, before: str, after: str) -> Callable[[Path], None]:
    """Return what changes the first of a text in a file."""

    def change(exports: Path) -> None:
        text = (exports / name).read_text(encoding="utf-8")
        assert before in text
        (exports / name).write_text(text.replace(before, after, 1), encoding="utf-8")

    return change


def json_of(name: str, change: Callable[[Any], object]) -> Callable[[Path], None]:
    """Return what changes a JSON file."""

    def changed(exports: Path) -> None:
        held = json.loads((exports / name).read_bytes())
        before = json.dumps(held)
        change(held)
        assert json.dumps(held) != before
        (exports / name).write_text(json.dumps(held), encoding="utf-8")

    return changed


def each_field(package: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Return all fields of a data package."""
    for resource in package["resources"]:
        yield from resource["schema"]["fields"]


def unit_changed(package: dict[str, Any]) -> None:
    next(one for one in each_field(package) if one.get("unit"))["unit"] = "per cent"


def lines_swapped(exports: Path) -> None:
    path = exports / "csv" / "dim_county.csv"
    head, first, second, *rest = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([head, second, first, *rest]), encoding="utf-8")


def parquet_with(change: Callable[[Any], Any]) -> Callable[[Path], None]:
    """Return what changes the Parquet file of the counties: a table of pyarrow to another."""

    def changed(exports: Path) -> None:
        path = exports / "parquet" / "dim_county.parquet"
        pyarrow.parquet.write_table(change(pyarrow.parquet.read_table(path)), path)

    return changed


def described(old: bytes, new: bytes) -> Callable[[Any], Any]:
    """Return what changes words in the metadata of a table of pyarrow."""

    def change(table: Any) -> Any:  # noqa: ANN401
        metadata = {key: text.replace(old, new, 1) for key, text in table.schema.metadata.items()}
        assert metadata != table.schema.metadata
        return table.replace_schema_metadata(metadata)

    return change


def sql(statement: str) -> Callable[[Path], None]:
    """Return what changes the exported database."""

    def change(exports: Path) -> None:
        with duckdb.connect(exports / DATABASE) as connection:
            connection.execute(statement)

    return change


def sheet_with(*changes: Callable[[openpyxl.Workbook], None]) -> Callable[[Path], None]:
    """Return what changes the workbook: all at once, for it takes seconds to read."""

    def changed(exports: Path) -> None:
        for change in changes:
            change(workbook_of(exports))

    return changed


def sheet_of(book: openpyxl.Workbook, table: str) -> Any:  # noqa: ANN401 - a sheet of openpyxl
    """Return the sheet of a table."""
    return next(page for page in book.worksheets if table in page.tables)


def letter_lost(book: openpyxl.Workbook) -> None:
    for line in sheet_of(book, "participants_by_measure").iter_rows(min_row=HEADINGS + 1):
        for cell in line:
            if LETTER.search(cell.number_format):
                cell.number_format = "#,##0"
                return


def day_changed(book: openpyxl.Workbook) -> None:
    book.properties.created = book.properties.created.replace(year=2020)


def warning_turned(book: openpyxl.Workbook) -> None:
    for line in book.worksheets[1].iter_rows():
        if line[0].value and line[0].value.startswith("That nobody"):
            line[0].value, line[1].value = line[1].value, line[0].value


def lists_swapped(book: openpyxl.Workbook) -> None:
    first, second = (list(sheet_of(book, "dim_county")[HEADINGS + no]) for no in (1, 2))
    for one, other in zip(first, second, strict=True):
        one.value, other.value = other.value, one.value


def unit_of_sheet_lost(book: openpyxl.Workbook) -> None:
    for cell in filter(lambda one: one.comment, sheet_of(book, "dim_document")[HEADINGS]):
        cell.comment.text = cell.comment.text.split(" (number of")[0]


def link_changed(book: openpyxl.Workbook) -> None:
    other = sheet_of(book, "participants_by_measure")
    book.worksheets[2]["A2"].hyperlink.location = f"'{other.title}'!A1"


def name_changed(book: openpyxl.Workbook) -> None:
    sheet_of(book, "headline")["A2"].value = "All"


CUBE = "jsonstat/participants_by_series.nb.json"
SABOTAGES: list[tuple[str, str, Callable[[Path], None], str | list[str]]] = [
    (
        *("data package", "nothing is required any more"),
        json_of(
            "datapackage.json",
            lambda held: [
                one.get("constraints", {}).pop("required", 0) for one in each_field(held)
            ],
        ),
        "required is False, expected True",
    ),
    (
        *("data package", "a unit is another"),
        json_of("datapackage.json", unit_changed),
        "unit is 'per cent', expected",
    ),
    (
        *("data package", "a type is another"),
        text_of("datapackage.json", '"type": "integer"', '"type": "number"'),
        "type is 'number', expected 'integer'",
    ),
    (
        *("data package", "a warning is lost"),
        json_of("datapackage.json", lambda held: held["resources"][0]["usageWarnings"].pop()),
        "warnings is '(end)', expected",
    ),
    (
        *("data package", "columns stand in another order"),
        json_of(
            "datapackage.json", lambda held: held["resources"][0]["schema"]["fields"].reverse()
        ),
        "columns is",
    ),
    (
        *("data package", "the version is another"),
        json_of("datapackage.json", lambda held: held.update(version="9")),
        "version is '9'",
    ),
    (
        *("data package", "the licence is another"),
        json_of("datapackage.json", lambda held: held.update(licenses=[{"name": "CC0-1.0"}])),
        "licence is 'CC0-1.0'",
    ),
    ("CSV", "rows stand in another order", lines_swapped, "dim_county: rows is"),
    (
        *("CSV", "a zero in front is lost"),
        text_of("csv/dim_county.csv", "2017,01,", "2017,1,"),
        "expected ('2017', '01'",
    ),
    (
        *("Parquet", "rows stand in another order"),
        parquet_with(lambda table: table.take([1, 0, *range(2, table.num_rows)])),
        "dim_county: rows is",
    ),
    (
        *("Parquet", "a type is another"),
        parquet_with(
            lambda table: table.set_column(
                *(table.column_names.index("valid_from"), "valid_from"),
                table["valid_from"].cast("date32"),
            )
        ),
        "valid_from: type is 'date32[",
    ),
    (
        *("Parquet", "the licence is another"),
        parquet_with(described(b"NOASSERTION", b"CC0-1.0")),
        "licence is 'CC0-1.0'",
    ),
    (
        *("DuckDB", "a comment is another"),
        sql("comment on column marts.participants.obs_value is 'The figure. Unit: share.'"),
        "participants obs_value: comment is 'The figure. Unit: share.'",
    ),
    (
        *("DuckDB", "a type is another"),
        sql("alter table marts.dim_county alter source type integer using 1"),
        "source: type is 'integer', expected 'varchar'",
    ),
    (
        *("DuckDB", "a column is no longer required"),
        sql("alter table marts.dim_county alter source drop not null"),
        "source: required is False, expected True",
    ),
    (
        *("DuckDB", "rows stand in another order"),
        sql(
            "create or replace table marts.dim_county as from marts.dim_county "
            "order by county_code desc"
        ),
        "dim_county: rows is",
    ),
    (
        *("Excel", "a letter, the date, a warning, the order of rows, a unit, a link and a name"),
        sheet_with(
            *(letter_lost, day_changed, warning_turned, lists_swapped, unit_of_sheet_lost),
            *(link_changed, name_changed),
        ),
        [
            *("contents is ('participants_by_measure', 'csv/headline", "headline: rows is ('All'"),
            *("letters is", "created is '2020", "That nobody took part", "dim_county: rows is"),
            "(number of things counted)",
        ],
    ),
    (
        *("JSON-stat", "a status letter is another"),
        json_of(CUBE, lambda held: held["status"].update({next(iter(held["status"])): "E"})),
        "statuses is",
    ),
    (
        *("JSON-stat", "the date is another"),
        json_of(CUBE, lambda held: held.update(updated="2014-02-01T00:00:00Z")),
        "updated is '2014-02-01",
    ),
    (
        *("JSON-stat", "a warning is lost"),
        json_of(CUBE, lambda held: held["note"].pop()),
        "notes is '(end)', expected",
    ),
    (
        *("JSON-stat", "a unit is another"),
        text_of(CUBE, "personer slik NAV teller dem", "andel av 1"),
        "unit is 'andel av 1'",
    ),
    (
        *("JSON-stat", "the licence is another"),
        text_of(CUBE, '"NOASSERTION"', '"CC0-1.0"'),
        "licence is 'CC0-1.0'",
    ),
    (
        *("JSON-stat", "the version is lost"),
        json_of(CUBE, lambda held: held["extension"].update(version="")),
        "version is ''",
    ),
    (
        *("JSON-stat", "a cube has vanished"),
        lambda exports: (exports / CUBE).unlink(),
        "label is '(nothing)', expected 'Deltakere etter harmonisert serie",
    ),
    (
        *("JSON-stat", "a Norwegian cube is described in English"),
        json_of(CUBE, lambda held: held["note"].insert(2, "One row per") or held["note"].pop(3)),
        "notes is 'One row per', expected 'En rad per",
    ),
    (
        *("codebook", "a column can be empty"),
        text_of("codebook.md", "| varchar |", "| varchar, can be empty |"),
        "required is False, expected True",
    ),
    (
        *("codebook", "a unit is another"),
        text_of("codebook.md", "persons as NAV counts them", "per cent"),
        "unit is 'per cent'",
    ),
    (
        *("codebook", "a warning of a table is lost"),
        text_of("codebook.md", "Mind: STOCK_EOM, ", "Mind: "),
        "warnings is",
    ),
    (
        *("readme", "a warning is turned round"),
        text_of("README.md", "That nobody took part", "That somebody took part"),
        "en: warnings is",
    ),
    (
        *("readme", "a date is another"),
        text_of("README.md", ": 2025-01-02", ": 2024-01-02"),
        "not cited is",
    ),
]


@pytest.fixture(scope="module")
def wanted(built: Workspace, due: Due) -> Callable[[str], Facts]:
    """Return what is due by format, worked out once."""
    held: dict[str, Facts] = {}

    def facts(name: str) -> Facts:
        if name not in held:
            held[name] = FORMATS[name].due(due, built.folder / "exports")
        return held[name]

    return facts


@pytest.mark.parametrize(
    "sabotage", SABOTAGES, ids=[f"{name}: {what}" for name, what, *_ in SABOTAGES]
)
def test_what_is_changed_in_a_format_is_found(
    sabotage: tuple[str, str, Callable[[Path], None], str | list[str]],
    built: Workspace,
    due: Due,
    wanted: Callable[[str], Facts],
    tmp_path: Path,
) -> None:
    name, _, change, expected = sabotage
    place = FORMATS[name].place
    if (built.folder / "exports" / place).is_dir():
        shutil.copytree(built.folder / "exports" / place, tmp_path / place)
    else:
        shutil.copy(built.folder / "exports" / place, tmp_path)
    change(tmp_path)
    found = differences(wanted(name), FORMATS[name].said(tmp_path, due))
    for words in [expected] if isinstance(expected, str) else expected:
        assert any(words in line for line in found), (words, found[:5])
