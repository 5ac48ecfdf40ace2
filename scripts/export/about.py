"""What is said of the data set as a whole, in each language: source, licence, citation, warnings.

Editions, dates and licence come from the documents, the warnings from their list; the sentences
around them stand in words.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import jinja2
from rehearse import rows_of

from export.marts import LANGUAGES, SCHEMA, Labels, Mart, in_reading_order

NAME = "nav_tiltak"
PYPROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"
# The page of a licence that a document states; by SPDX, which has a word for none.
LICENCES = {"CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/", "NOASSERTION": ""}

MONTHS_OF_YEAR = 12

# The warning against adding up months.
OF_MONTHS = "STOCK_EOM"


class Warn(NamedTuple):
    """Something that the figures do not say, and what can be said instead."""

    code: str
    may_not: str
    may: str


class Gone(NamedTuple):
    """A county that no figures are by: its name with its years, and what to ask for instead.

    `parts` are the codes of that, divided by spaces.
    """

    code: str
    name: str
    parts: str
    sentence: str


class About:
    """What is said of the data set of a database in one language."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, language: str) -> None:
        """Read it from the documents, the project and the words of the language."""
        ask = connection.execute
        (held,) = rows_of(connection, _DOCUMENTS)
        pyproject = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))
        self.words = words_of(Path(__file__).with_name("words.toml"), language)
        self.version = pyproject["project"]["version"]
        self.source, self.updated_on = held["source"], held["updated_on"]
        self.licence = held["licence"]
        self.licence_url = LICENCES[self.licence]
        stated = f"{self.licence}, {self.licence_url}"
        self.licence_text = stated if self.licence_url else self.words["no_licence"]
        self.licence_known = "" if self.licence_url else self.words["licence_known"]
        said = held | {"name": NAME, "version": self.version}
        self.title, self.citation, self.dates = (
            self.words[key].format(**said) for key in ("title", "citation", "dates")
        )
        statuses = ask(
            f"select code, code_name_{language} from {SCHEMA}.dim_code "
            "where dimension = 'obs_status' order by order_no"
        )
        self.statuses: dict[str, str] = dict(statuses.fetchall())
        warnings = ask(
            f"select warning_code, may_not_{language}, may_{language} "
            f"from {SCHEMA}.dim_usage_warning order by order_no"
        )
        self.may_and_may_not = [Warn(*row) for row in warnings.fetchall()]
        means = ask(
            f"select year(period), obs_value from {SCHEMA}.annual_means "
            "where measure_set_kind = 'measure_group' and measure_set_code = '_T' "
            "and status_code = '_T' and sex_code = '_T' and obs_value is not null order by period"
        )
        self.means = means.fetchall()
        # As functions tell it.
        template = templates(Path(__file__).parent).get_template("gone.sql.jinja")
        county_gone = {language: self.words["county_gone"].replace("'", "''")}
        gone = ask(template.render(languages=[language], county_gone=county_gone)).fetchall()
        self.gone = sorted(Gone(*row[1:]) for row in gone)
        self.years = rows_of(connection, _YEARS.format(language=language))
        self.held = self.words["held"].format(years=self.listed([*map(self._months, self.years)]))

    def listed(self, things: Sequence[object]) -> str:
        """Return things as people list them: with a word before the last."""
        *most, last = map(str, things)
        return f"{', '.join(most)} {self.words['and']} {last}" if most else last

    def only(self, year: dict[str, Any]) -> str:
        """Return of which measure groups alone a year has figures; nothing where of all."""
        return self.words["held_groups"].format(**year) if year["groups"] else ""

    def _months(self, year: dict[str, Any]) -> str:
        ends = dict.fromkeys(f"{end:%Y-%m}" for end in (year["begins"], year["ends"]))
        key = "held_all" if year["month_count"] == MONTHS_OF_YEAR else "held_months"
        months = f" {self.words['to']} ".join(ends)
        return self.words[key].format(**year, months=months) + self.only(year)

    def may_with_means(self) -> list[Warn]:
        """Return the warnings, with the means of twelve months beside that against their sums."""
        means = ", ".join(
            self.words["mean_of_year"].format(
                mean=f"{round(mean):,}".replace(",", self.words["thousands"]), year=year
            )
            for year, mean in self.means
        )
        told = f" {self.words['means'].format(means=means)}" if means else ""
        return [
            one._replace(may=one.may + told) if one.code == OF_MONTHS else one
            for one in self.may_and_may_not
        ]

    def warnings(self, mart: Mart) -> list[str]:
        """Return the usage warnings of a mart as sentences."""
        may_not, may = self.words["you_may_not"], self.words["you_may"]
        return [
            f"{may_not}: {warning.may_not} {may}: {warning.may}"
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
        self.said = {language: About(connection, language) for language in LANGUAGES}
        # What a dimension is called, by its name: "age" is the column age_code. Those that people
        # meet first stand first.
        self.headings = {
            language: {
                column.name.removesuffix("_code"): column.heading(language)
                for mart in in_reading_order(marts)
                for column in mart.columns
                if column.name.endswith("_code")
            }
            for language in LANGUAGES
        }

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return self.connection.execute(sql).fetchall()


def words_of(file: Path, language: str) -> dict[str, str]:
    """Return the words of a language from a file that gives each in every language."""
    words = tomllib.loads(file.read_text(encoding="utf-8"))
    return {key: texts[language] for key, texts in words.items()}


def templates(folder: Path, *, autoescape: bool = False) -> jinja2.Environment:
    """Return the templates of a folder, which stop at what they are not given."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=autoescape,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )


# Of each year that has figures how many months, from which to which, and the groups that alone have
# them.
_YEARS = f"""
    select
        held.year, held.month_count, held.begins, held.ends,
        string_agg(
            groups.measure_group_name_{{language}}, ', ' order by groups.measure_group_code
        ) as groups
    from (
        select
            year(period) as year, count(distinct period) as month_count,
            min(period) as begins, max(period) as ends
        from {SCHEMA}.participants
        where freq = 'M' and indicator = 'participants'
        group by all
    ) as held
    left join (
        select calendar_year, any_value(measure_group_codes) as codes
        from {SCHEMA}.coverage
        where is_published
        group by all
        having count(*) = count(measure_group_codes)
    ) as parts on held.year = parts.calendar_year
    left join {SCHEMA}.dim_measure_group as groups
        on list_contains(string_split(parts.codes, ' '), groups.measure_group_code)
    group by all
    order by held.year
"""

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
