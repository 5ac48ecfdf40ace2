"""What is said of the data set as a whole, in each language: source, licence, citation, warnings.

Editions, dates and licence come from the documents, the warnings from their list; the sentences
around them stand in words.toml.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
from rehearse import rows_of

from export.marts import LANGUAGES, SCHEMA, Labels, Mart

NAME = "nav_tiltak"
PYPROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"
LICENCES = {"CC-BY-4.0": ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")}


class Warn(NamedTuple):
    """Something that the figures do not say, and what can be said instead."""

    code: str
    may_not: str
    may: str


@dataclass(frozen=True)
class About:
    """The data set in one language."""

    words: dict[str, str]
    version: str
    title: str
    citation: str
    dates: str
    source: str
    updated_on: str
    licence: str
    licence_name: str
    licence_url: str
    statuses: dict[str, str]
    may_and_may_not: tuple[Warn, ...]

    def warnings(self, mart: Mart) -> list[str]:
        """Return the usage warnings of a mart as sentences."""
        return [
            f"{warning.may_not} {warning.may}"
            for warning in self.may_and_may_not
            if warning.code in mart.warnings
        ]


class Published:
    """The marts of a database, the names of their codes, and what is said of it all."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, marts: list[Mart]) -> None:
        """Read what all files need."""
        self.connection = connection
        self.marts = marts
        self.labels = Labels(connection)
        self.said = {language: about(connection, language) for language in LANGUAGES}

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return self.connection.execute(sql).fetchall()


def words_of(file: Path, language: str) -> dict[str, str]:
    """Return the words of a language from a file that gives each in every language."""
    words = tomllib.loads(file.read_text(encoding="utf-8"))
    return {key: texts[language] for key, texts in words.items()}


def about(connection: duckdb.DuckDBPyConnection, language: str) -> About:
    """Return what is said of the data set of a database in a language."""
    version = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]["version"]
    words = words_of(Path(__file__).with_name("words.toml"), language)
    (held,) = rows_of(connection, _DOCUMENTS)
    licence_name, licence_url = LICENCES[held["licence"]]
    said = held | {"licence": licence_name, "name": NAME, "version": version}
    return About(
        words=words,
        version=version,
        title=words["title"].format(**said),
        citation=words["citation"].format(**said),
        dates=words["dates"].format(**said),
        source=held["source"],
        updated_on=held["updated_on"],
        licence=held["licence"],
        licence_name=licence_name,
        licence_url=licence_url,
        statuses=dict(
            connection.execute(
                f"select code, code_name_{language} from {SCHEMA}.dim_code "
                "where dimension = 'obs_status' order by code"
            ).fetchall()
        ),
        may_and_may_not=tuple(
            Warn(*row)
            for row in connection.execute(
                f"select warning_code, may_not_{language}, may_{language} "
                f"from {SCHEMA}.dim_usage_warning order by order_no"
            ).fetchall()
        ),
    )


_DOCUMENTS = f"""
    select
        string_agg(distinct publisher, ', ') as publisher,
        min(licence) as licence,
        string_agg(distinct edition, ', ' order by edition) as editions,
        min(year(period_from)) as first,
        max(year(period_to)) as last,
        string_agg(
            publisher || ': ' || title || ' (' || edition || ')', '; ' order by edition, document_id
        ) as source,
        max(coalesce(updated_on, period_to))::varchar as updated_on,
        coalesce(
            string_agg(title || ': ' || updated_on, '; ' order by document_id)
                filter (updated_on is not null),
            '-'
        ) as updated
    from {SCHEMA}.dim_document
"""
