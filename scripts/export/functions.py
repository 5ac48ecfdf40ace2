"""The functions of the exported database, and what they read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import duckdb

from export.about import OF_MONTHS, templates, words_of
from export.marts import LANGUAGES, Mart

FOLDER = Path(__file__).parent
# What DuckDB says does not exist where a function finds no database: so it says what to do.
SCHEMA = '"next: use the attached database, or name it as db"'
# By what a figure of a measure set is told from others, besides its month.
TOTALS = (
    "status_code",
    "sex_code",
    "geography_method",
    "target_division",
    "linked_division",
    "area_code",
)
# Of which rows that are added up have one only.
ONE_OF = ("indicator", "dimension", "county_division", *TOTALS[2:5])
LOOKUPS = (
    "lookup.sql.jinja",
    "covered.sql.jinja",
    "changes.sql.jinja",
    "told.sql.jinja",
    "parts_held.sql.jinja",
)
TEMPLATES = ("functions.sql.jinja", "area_series.sql.jinja", "parts.sql.jinja", "explain.sql.jinja")
# Of a series that is one of the parts of another: that other.
PARENT = "parent_series_code"
# What they say, in each language.
SENTENCES = (
    *(
        "against",
        "lacks_month",
        "no_row",
        "other_months",
        "only_groups",
        "predecessor",
        "successor",
        "this_area",
        "county_alone",
    ),
    *("county_gone", "two_bounds", "rebuilt", "asked_by", "same_area", "nearly_same_area"),
    "not_same_area",
    "same_name",
    "total",
    "area_before",
    "moved_out_before",
    "moved_in_before",
    "as_estimate",
)
# A function with what is said of it above.
SAID = re.compile(r"((?:^-- .*\n)+)create macro (\w+)\([^)]*\) as( table)?$", re.MULTILINE)


def create(connection: duckdb.DuckDBPyConnection, marts: list[Mart]) -> None:
    """Create functions, and what they read, in the database in use, which holds the marts.

    A function is described by the comment above it; a kind of thing has the heading of its column.
    """
    kinds = {
        column.name.removesuffix("_code"): " ".join(map(column.heading, LANGUAGES))
        for mart in marts
        for column in mart.columns
        if column.label
    }
    dimensions = {
        language: {
            column.name.removesuffix("_code"): column.heading(language).lower()
            for mart in marts
            if mart.name == "participants"
            for column in mart.columns
            if column.name.endswith("_code")
        }
        for language in LANGUAGES
    }
    added = {name for mart in marts if "is_leaf" in mart.column_names for name in mart.column_names}
    parts_by = sorted(name for name in added - {PARENT} if name.endswith("_code"))
    for name in LOOKUPS:
        connection.execute(sql(name, kinds, dimensions))
    functions = "\n".join(sql(name, kinds, dimensions, parts_by) for name in TEMPLATES)
    connection.execute(functions)
    for said, name, of_table in SAID.findall(functions):
        words = " ".join(said.replace("-- ", "").split()).replace("'", "''")
        connection.execute(f"comment on macro{of_table} {name} is '{words}'")


def sql(
    name: str,
    kinds: dict[str, str],
    dimensions: dict[str, dict[str, str]],
    parts_by: Sequence[str] = (),
) -> str:
    """Return a template as SQL; neither it nor what it reads names a catalog.

    `dimensions` is what dimensions are called in each language, `parts_by` the columns by which
    figures that can be added up are divided.
    """
    words = {language: words_of(FOLDER / "words.toml", language) for language in LANGUAGES}
    # also-sex-F: what else the code F of sex is called.
    also = [
        (
            *key.split("-", 2)[1:],
            ", ".join(words[language][key] for language in LANGUAGES).split(", "),
        )
        for key in words["nb"]
        if key.startswith("also-")
    ]
    return (
        templates(FOLDER)
        .get_template(name)
        .render(
            schema=SCHEMA,
            languages=LANGUAGES,
            totals=TOTALS,
            of_months=OF_MONTHS,
            folded=folded,
            singular=singular,
            kinds=kinds,
            dimensions=dimensions,
            also=also,
            parts_by=list(parts_by),
            one_of=list(ONE_OF),
            parent=PARENT,
            **{
                name: {language: words[language][name] for language in LANGUAGES}
                for name in SENTENCES
            },
        )
    )


def folded(text: str) -> str:
    """Return the SQL of a text in lower case and letters without accents, æ and ø as ae and o."""
    plain = f"strip_accents(lower(trim({text})))"
    return f"replace(replace({plain}, 'ø', 'o'), 'æ', 'ae')"


def singular(text: str) -> str:
    """Return the SQL of a folded text without the ends of English plurals: subsidies as subsidy."""
    of_ies = rf"regexp_replace({folded(text)}, 'ies\b', 'y', 'g')"
    return rf"regexp_replace({of_ies}, '(\w{{3}})s\b', '\1', 'g')"
