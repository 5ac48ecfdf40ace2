"""The functions of the exported database, and the views that they read."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from export.about import templates, words_of
from export.marts import LANGUAGES

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
# A function with what is said of it above.
SAID = re.compile(r"((?:^-- .*\n)+)create macro (\w+)\([^)]*\) as( table)?$", re.MULTILINE)


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Create views and functions in the database in use, which holds the marts.

    A function is described by the comment above it.
    """
    connection.execute(sql("views.sql.jinja"))
    functions = "\n".join(map(sql, ("functions.sql.jinja", "explain.sql.jinja")))
    connection.execute(functions)
    for said, name, of_table in SAID.findall(functions):
        words = " ".join(said.replace("-- ", "").split()).replace("'", "''")
        connection.execute(f"comment on macro{of_table} {name} is '{words}'")


def sql(name: str) -> str:
    """Return a template as SQL; neither it nor what it reads names a catalog."""
    words = {language: words_of(FOLDER / "words.toml", language) for language in LANGUAGES}
    return (
        templates(FOLDER)
        .get_template(name)
        .render(
            schema=SCHEMA,
            totals=TOTALS,
            folded=folded,
            **{
                name: {language: words[language][name] for language in LANGUAGES}
                for name in ("no_row", "only_groups")
            },
        )
    )


def folded(text: str) -> str:
    """Return the SQL of a text in lower case and letters without accents, æ and ø as ae and o."""
    plain = f"strip_accents(lower(trim({text})))"
    return f"replace(replace({plain}, 'ø', 'o'), 'æ', 'ae')"
