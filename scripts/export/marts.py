"""What dbt's manifest says of the marts: grain, key, columns, units, warnings. Typed nowhere else.

Two conventions of the project carry meaning here. Columns named like the primary key of a `dim_`
table, or like the one `_id` that is a table's key, refer to that table; and a suffix names the unit
(`_no`, `_count`, `_pct`). Where a name does not say it, `config.meta` of the column does.
"""

from __future__ import annotations

import datetime
import functools
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

SCHEMA = "marts"
LANGUAGES = ("nb", "en")
# "(norsk)" after the heading of a column of Norwegian texts, by the language of the heading.
IN_LANGUAGE = {
    "nb": {"nb": "norsk", "en": "engelsk"},
    "en": {"nb": "Norwegian", "en": "English"},
}
HEADINGS = Path(__file__).with_name("headings.toml")
VALUES_IN_WORDS = Path(__file__).with_name("values.toml")
UNITS = {
    "persons": {"nb": "personer slik NAV teller dem", "en": "persons as NAV counts them"},
    "as_indicator": {
        "nb": "enheten til radens statistikkvariabel (dim_code)",
        "en": "the unit of the row's indicator (dim_code)",
    },
    "per cent": {"nb": "prosent", "en": "per cent"},
    "share": {"nb": "andel av 1", "en": "share of 1"},
    "count": {"nb": "antall av det som telles", "en": "number of things counted"},
    "per_1000": {"nb": "per 1 000 innbyggere", "en": "per 1,000 inhabitants"},
    "ordinal": {"nb": "nummer i rekkefølge", "en": "ordinal number"},
}
UNIT_OF_SUFFIX = {"_no": "ordinal", "_count": "count", "_pct": "per cent", "_share": "share"}
# What a mart of figures gives: the value, beside `_min` and `_max` of it and `obs_status`.
VALUES = ("obs_value", "change")


# What stands beside it in per cent, with its bounds: a word of words.toml, and the columns.
PERCENTS = {
    "share": ("share_pct", "share_min_pct", "share_max_pct"),
    "share_of_measure": ("measure_share_pct",) * 3,
}


@dataclass(frozen=True)
class Column:
    """A described column; `unit` is a key of UNITS, empty where the column is no number.

    `label` is the heading for people by language; empty where the name has to do.
    """

    name: str
    data_type: str
    description: str
    unit: str = ""
    printed_as: str = ""
    is_required: bool = False
    label: dict[str, str] = field(default_factory=dict)

    def heading(self, language: str) -> str:
        """Return what stands above the column for people."""
        return self.label.get(language) or self.name

    def measured_in(self, language: str) -> str:
        """Return the unit in words; empty where the column is no number."""
        return UNITS[self.unit][language] if self.unit else ""


@dataclass(frozen=True)
class Mart:
    """A published table."""

    name: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    titles: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    cubes_by: tuple[str, ...] = ()
    # What a line of figures belongs to, besides what its key says.
    grouped_by: tuple[str, ...] = ()
    freq: str = "M"
    has_px: bool = False
    # How the names of a sheet and of its table begin; what people read first, in its order.
    sheet: str = ""
    table: str = ""
    reading_order: int | None = None

    def described(self, language: str) -> str:
        """Return the description in a language; in English where it has no other."""
        return self.descriptions.get(language, self.description)

    def title(self, language: str = "en") -> str:
        """Return the title in a language; the grain, in English, where it has none."""
        return self.titles.get(language) or self.grain

    @property
    def grain(self) -> str:
        """The first sentence of the description: what one row is."""
        return self.description.split(". ")[0].split(" - ")[0].rstrip(".")

    @property
    def types(self) -> dict[str, str]:
        """The types of the columns by their names."""
        return {column.name: column.data_type for column in self.columns}

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of the columns in their order."""
        return tuple(column.name for column in self.columns)

    @property
    def figure(self) -> tuple[str, ...]:
        """The columns of a value and its bounds; empty where rows are no figures of a period."""
        held = set(self.column_names)
        for value in VALUES:
            columns = (value, f"{value}_min", f"{value}_max")
            if "period" in self.key and {*columns, "obs_status"} <= held:
                return columns
        return ()

    @property
    def percent(self) -> tuple[str, ...]:
        """What per cent stand beside the figure: a word for them, the column, and its bounds.

        Empty where there are none. Of a measure it has none where the figure is suppressed.
        """
        for word, columns in PERCENTS.items():
            if self.figure and {*columns} <= set(self.column_names):
                return (word, *columns)
        return ()

    @property
    def slice(self) -> tuple[str, ...]:
        """The key without the period: what is the same along a line of figures."""
        return tuple(column for column in self.key if column != "period")

    @property
    def figure_id(self) -> str:
        """The column by which `figure_parts` and the verdicts on years name a figure."""
        return next(name for name in ("figure_id", "observation_id") if name in self.column_names)

    @property
    def is_compared(self) -> bool:
        """Whether a figure says if its year can be compared with the one before."""
        return "is_comparable" in self.column_names

    @property
    def is_covered(self) -> bool:
        """Whether it has figures of months, of which `coverage` says in which years they are."""
        held = {"measure_group_code", "series_code"} & {*self.column_names}
        return bool(self.figure and held) and self.freq == "M" and "indicator" not in self.key

    def shown_period(self, period: datetime.date) -> str:
        """Return a period as people read it: 2017-02, or 2017 where it is a year."""
        return f"{period:%Y}" if self.freq == "A" else f"{period:%Y-%m}"

    def count(self, connection: duckdb.DuckDBPyConnection) -> int:
        """Return the number of rows."""
        return connection.execute(f"select count(*) from {SCHEMA}.{self.name}").fetchone()[0]

    def ordered(self) -> str:
        """Return the query of all rows in the order of the key."""
        return f"select * from {SCHEMA}.{self.name} order by {', '.join(self.key)}"


def marts_of(manifest: Any) -> list[Mart]:  # noqa: ANN401 - dbt's manifest has no public type
    """Return the marts of a dbt manifest in the order of their names."""
    nodes = [
        node
        for node in sorted(manifest.nodes.values(), key=lambda node: node.name)
        if node.resource_type == "model" and node.schema == SCHEMA
    ]
    # A column name means the same everywhere: its heading in one mart is its heading in all.
    said: dict[str, dict[str, str]] = {}
    for node in nodes:
        for column in node.columns.values():
            held = {key: text for key, text in column.config.meta.items() if key != "unit"}
            said[column.name] = held | said.get(column.name, {})
    return [_mart(node, said) for node in nodes]


def _mart(node: Any, said: dict[str, dict[str, str]]) -> Mart:  # noqa: ANN401
    key = next(tuple(rule.columns) for rule in node.constraints if rule.type == "primary_key")
    columns = []
    for column in node.columns.values():
        meta = said[column.name] | column.config.meta
        units = (unit for suffix, unit in UNIT_OF_SUFFIX.items() if column.name.endswith(suffix))
        rules = {rule.type for rule in column.constraints}
        columns.append(
            Column(
                name=column.name,
                data_type=column.data_type.replace("string", "varchar"),
                description=" ".join(column.description.split()),
                unit=meta.get("unit", next(units, "")),
                printed_as=meta.get("printed_as", ""),
                is_required=column.name in key or "not_null" in rules,
                label=_by_language(meta, "label") or _heading(column.name),
            )
        )
    meta = node.config.meta
    return Mart(
        name=node.name,
        description=" ".join(node.description.split()),
        key=key,
        columns=tuple(columns),
        titles=_by_language(meta, "title"),
        descriptions=_by_language(meta, "description"),
        warnings=tuple(meta.get("warnings", ())),
        cubes_by=tuple(meta.get("cubes_by", ())),
        grouped_by=tuple(meta.get("grouped_by", ())),
        freq=meta.get("freq", "M"),
        has_px=meta.get("has_px", False),
        sheet=meta.get("sheet", meta.get("title_nb", node.name)),
        table=meta.get("table", node.name),
        reading_order=meta.get("reading_order"),
    )


@functools.cache
def headings() -> dict[str, dict[str, str]]:
    """Return what columns are called that have no heading in their model."""
    return tomllib.loads(HEADINGS.read_text(encoding="utf-8"))


@functools.cache
def values_in_words() -> dict[str, dict[str, dict[str, str]]]:
    """Return what values are called that no table names: by column, value and language."""
    return tomllib.loads(VALUES_IN_WORDS.read_text(encoding="utf-8"))


def _heading(name: str) -> dict[str, str]:
    """Return by language what a column is called, or the rest of its name with a language.

    Of a column that is in one language alone, the heading in another says which.
    """
    stem, _, of = name.rpartition("_")
    if name in headings() or of not in LANGUAGES:
        held = headings().get(name, {})
        alone = held.get("in")
        return {
            language: held[language]
            + (f" ({IN_LANGUAGE[language][alone]})" if alone not in (None, language) else "")
            for language in LANGUAGES
            if held
        }
    held = headings().get(stem, {})
    return {
        language: f"{held[language]} ({IN_LANGUAGE[language][of]})"
        for language in LANGUAGES
        if held
    }


def in_reading_order(marts: list[Mart]) -> list[Mart]:
    """Return what people read first, the other figures, and then what stands behind them."""
    return sorted(marts, key=lambda mart: (mart.reading_order or len(marts), not mart.figure))


def _by_language(meta: dict[str, str], name: str) -> dict[str, str]:
    keys = {language: f"{name}_{language}" for language in LANGUAGES}
    return {language: meta[key] for language, key in keys.items() if key in meta}


def decimals_of(column: Column) -> int:
    """Return the number of decimals of a column's values."""
    scale = re.fullmatch(r"decimal\(\d+, ?(\d+)\)", column.data_type)
    return int(scale[1]) if scale else 0


def references(mart: Mart, marts: list[Mart]) -> list[tuple[tuple[str, ...], str]]:
    """Return the foreign keys of a mart as (columns, the table that they refer to)."""
    return [
        (other.key, other.name)
        for other in marts
        if other.name != mart.name
        and (other.name.startswith("dim_") or (other.key[0].endswith("_id") and not other.key[1:]))
        and set(other.key) <= set(mart.column_names)
        and set(other.key) != set(mart.key)
    ]


class Labels:
    """The names of the codes in a database's marts; each list is read once."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Find out which columns have codes with names."""
        self.connection = connection
        self.dimensions: dict[str, list[str]] = dict(
            connection.execute(
                "select replace(table_name, 'dim_', ''), list(column_name) "
                "from information_schema.columns "
                f"where table_schema = '{SCHEMA}' and starts_with(table_name, 'dim_') group by 1"
            ).fetchall()
        )
        listed = connection.execute(f"select distinct dimension from {SCHEMA}.dim_code").fetchall()
        self.listed = {dimension for (dimension,) in listed}
        self.read: dict[tuple[str, str, str], dict[str, str]] = {}

    def of(self, mart: Mart, column: str, language: str) -> dict[str, str]:
        """Return the names of the codes that a mart holds in a column; empty where they have none.

        A mart that carries the names in a column of its own (`county_code`, `county_name_nb`) is
        asked first, then the table of the column's codes (`dim_county`), then `dim_code`. Several
        names of one code in a mart, which has it from several divisions, are joined by " / ". The
        codes stand in the order of their list, and in their own where it has none.
        """
        wanted = mart.name, column, language
        if wanted not in self.read:
            names = self._names(mart, column, language)
            query = (
                "select code, string_agg(distinct name, ' / ' order by name) "
                f"from ({names}) left join ({self._places(mart, column)}) using (code) "
                "group by code order by min(order_no), code"
            )
            self.read[wanted] = dict(self.connection.execute(query).fetchall()) if names else {}
        return self.read[wanted]

    def _names(self, mart: Mart, column: str, language: str) -> str | None:
        stem = column.removesuffix("_code")
        table = f"{SCHEMA}.{mart.name}"
        own = [f"{stem}_name_{suffix}" for suffix in (language, "nb")]
        named = next((name for name in own if name in mart.column_names), None)
        if named:
            return f"select distinct {column} as code, {named} as name from {table}"
        held = self.dimensions.get(stem, [])
        if column in held and {*own} & {*held}:
            name = next(name for name in own if name in held)
            # Only the names of the divisions that the mart holds.
            keys = {column, f"{stem}_division"}
            shared = ", ".join(sorted(keys.intersection(held, mart.column_names)))
            return (
                f"select {column} as code, {name} as name from {SCHEMA}.dim_{stem} "
                f"where ({shared}) in (select ({shared}) from {table})"
            )
        if stem in self.listed and stem not in self.dimensions:
            return (
                f"select code, code_name_{language} as name from {SCHEMA}.dim_code "
                f"where dimension = '{stem}' "
                f"and code in (select cast({column} as varchar) from {table})"
            )
        return None

    def _places(self, mart: Mart, column: str) -> str:
        """Return the SQL of the places of codes in their list, as (code, order_no)."""
        stem = column.removesuffix("_code")
        table = f"{SCHEMA}.{mart.name}"
        if "order_no" in (held := self.dimensions.get(stem, [])):
            return f"select {column} as code, order_no from {SCHEMA}.dim_{stem}"
        codes = f"select distinct code, (dimension, order_no) as order_no from {SCHEMA}.dim_code"
        if "dimension" in mart.column_names and column != "dimension":
            return f"{codes} where dimension in (select dimension from {table})"
        # Of what has a list of its own, only what is in no list stands among the codes.
        return f"{codes} where dimension = '{stem}' and {not held}"
