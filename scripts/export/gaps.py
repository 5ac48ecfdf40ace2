"""Say of each row of figures why it has none of a year, and what a reader of it must know."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from export.about import templates, words_of
from export.cubes import Codes
from export.marts import LANGUAGES, SCHEMA, Mart

FOLDER = Path(__file__).parent
# The marts of the months that means of measure sets are of.
MONTHS = [f"'participants_by_{kind}'" for kind in ("measure", "measure_group", "series")]


def create(connection: duckdb.DuckDBPyConnection, marts: list[Mart]) -> None:
    """Create the temporary table `gaps`: mart, slice, calendar_year and reasons by language.

    It holds the marts of which `coverage` speaks: those of monthly figures.
    """
    connection.execute(_sql("gaps.sql.jinja", marts=[mart for mart in marts if mart.is_covered]))


def create_content(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the temporary table `content`: figure_id, former_year and sentences by language.

    It holds the figures whose content changed since the former year, and can be compared with it.
    """
    connection.execute((FOLDER / "content.sql").read_text(encoding="utf-8"))


def notes(connection: duckdb.DuckDBPyConnection, mart: Mart) -> dict[str, dict[Codes, str]]:
    """Return by language what is said of each slice of a mart of figures.

    `gaps` and `content` must be there.
    A slice is the codes of the key but the period. What nothing is said of is not there.
    """
    rows = connection.execute(_sql("notes.sql.jinja", mart=mart, months=MONTHS)).fetchall()
    return _by_language(rows)


def _by_language(rows: list[tuple[str, ...]]) -> dict[str, dict[Codes, str]]:
    """Return texts by language and slice, of rows of a slice and a text per language."""
    return {
        language: {tuple(row[0].split(" ")): row[no] for row in rows if row[no]}
        for no, language in enumerate(LANGUAGES, 1)
    }


def pages(connection: duckdb.DuckDBPyConnection, mart: Mart) -> dict[str, dict[Codes, str]]:
    """Return by language where the figures of each slice of a mart are printed, a line per year.

    What is in no cell by itself is not there.
    """
    if "observation_id" not in mart.column_names:
        return {language: {} for language in LANGUAGES}
    rows = connection.execute(_sql("pages.sql.jinja", mart=mart)).fetchall()
    return _by_language(rows)


def breaks(connection: duckdb.DuckDBPyConnection, mart: Mart) -> set[tuple[Codes, str]]:
    """Return the figures, as slice and period, with which a year begins that is not comparable."""
    if not mart.is_compared:
        return set()
    table, known = f"{SCHEMA}.{mart.name}", f"{mart.figure[1]} is not null"
    # A mean is compared with a mean.
    has_former = (
        f"({', '.join(mart.slice)}, former_year) in "
        f"(select ({', '.join(mart.slice)}, year(period)) from {table} where {known})"
        if mart.freq == "A"
        else "true"
    )
    rows = connection.execute(
        f"select {', '.join(mart.slice)}, year(period), min(period)::varchar "
        f"from {table} left join (select figure_id as {mart.figure_id}, former_year "
        f"from harmonized.int_figure_comparability) using ({mart.figure_id}) "
        f"where not is_comparable and {known} and {has_former} group by all"
    )
    return {(tuple(map(str, codes)), period) for *codes, _, period in rows.fetchall()}


def _sql(name: str, **what: Any) -> str:  # noqa: ANN401 - what a template is given
    words = {language: _quoted(language) for language in LANGUAGES}
    # Those of `came.sql.jinja`, by which functions say it too.
    came = {
        word: {language: words[language][word] for language in LANGUAGES}
        for word in ("predecessor", "successor")
    }
    given = {"words": words, "languages": LANGUAGES} | came | what
    return templates(FOLDER).get_template(name).render(given)


def _quoted(language: str) -> dict[str, str]:
    """Return the words of a language as they stand within quotes of SQL."""
    held = words_of(FOLDER / "words.toml", language)
    return {key: text.replace("'", "''") for key, text in held.items()}
