"""What is said of the data set as a whole, in each language: source, licence, citation, warnings.

Editions, dates and licence come from the documents, the warnings from their list; only the
sentences around them stand here.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

import duckdb

from export.marts import SCHEMA, Mart

NAME = "nav_tiltak"
PYPROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"
LICENCES = {"CC-BY-4.0": ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")}
TITLES = {
    "nb": "Deltakere i arbeidsmarkedstiltak i Norge, {first}-{last}",
    "en": "Participants in labour market measures in Norway, {first}-{last}",
}
CITATIONS = {
    "nb": (
        "{publisher}: Deltakere i arbeidsrettede tiltak, utgavene {editions}, slik de først ble "
        "publisert ({licence}). Avskriften er kontrollert og harmonisert i {name} {version}."
    ),
    "en": (
        "{publisher}: Participants in labour market measures, the editions {editions}, as first "
        "published ({licence}). Transcription checked and harmonized by {name} {version}."
    ),
}
DATES = {
    "nb": (
        "Dokumentene oppgir sjelden når de ble publisert: {updated}. De er brukt slik de ble "
        "funnet; når de ble hentet fra nav.no, er ikke kjent."
    ),
    "en": (
        "The documents seldom state when they were published: {updated}. They are used as they "
        "were found; the day on which they were retrieved from nav.no is not known."
    ),
}


@dataclass(frozen=True)
class Warn:
    """Something that the figures do not say, and what can be said instead."""

    code: str
    may_not: str
    may: str


@dataclass(frozen=True)
class About:
    """The data set in one language."""

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


def about(connection: duckdb.DuckDBPyConnection, language: str) -> About:
    """Return what is said of the data set of a database in a language."""
    version = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]["version"]
    publisher, licence, editions, first, last, source, updated_on, updated = connection.execute(
        "select string_agg(distinct publisher, ', '), min(licence), "
        "string_agg(distinct edition, ', ' order by edition), "
        "cast(min(year(period_from)) as varchar), cast(max(year(period_to)) as varchar), "
        "string_agg(publisher || ': ' || title || ' (' || edition || ')', '; ' "
        "order by edition, document_id), "
        "cast(max(coalesce(updated_on, period_to)) as varchar), "
        "coalesce(string_agg(title || ': ' || updated_on, '; ' order by document_id) "
        "filter (updated_on is not null), '-') "
        f"from {SCHEMA}.dim_document"
    ).fetchall()[0]
    licence_name, licence_url = LICENCES[licence]
    return About(
        version=version,
        title=TITLES[language].format(first=first, last=last),
        citation=CITATIONS[language].format(
            publisher=publisher,
            editions=editions,
            licence=licence_name,
            name=NAME,
            version=version,
        ),
        dates=DATES[language].format(updated=updated),
        source=source,
        updated_on=updated_on,
        licence=licence,
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
