"""Write the report page: self-contained HTML in Norwegian and English, made of the marts.

Every number on the page is a cell of a mart (or a count of its rows). Charts are drawn by
`report_charts`; words, template, style and script of the page stand in report_page/.
"""

from __future__ import annotations

import functools
import gc
import pickle
import re
import sys
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import jinja2
import report_charts as charts
from export.about import about
from export.marts import LANGUAGES, Mart

PAGE = Path(__file__).with_name("report_page")
FILES = {"nb": "index.html", "en": "en.html"}
# A longer table gets a field to search it with.
SHORT_TABLE = 20
# A table of more columns may be wider than the text.
MANY_COLUMNS = 6
Row = dict[str, Any]


@dataclass(frozen=True)
class Table:
    """A table of the page: headings and rows of texts, the first of which names the row."""

    head: list[str]
    rows: list[list[str]]

    @functools.cached_property
    def numeric(self) -> list[bool]:
        """Which columns hold numbers only, and are aligned as such."""
        return [all(NUMBER.fullmatch(row[no]) for row in self.rows) for no in range(len(self.head))]

    @property
    def has_unknown(self) -> bool:
        """Whether a cell says that NAV suppressed a figure."""
        return any(text.endswith("*") for row in self.rows for text in row)

    @property
    def has_absent(self) -> bool:
        """Whether a cell says that there is no figure."""
        return any(text == ABSENT for row in self.rows for text in row)

    @property
    def is_wide(self) -> bool:
        """Whether it needs more room than the text has."""
        return len(self.head) > MANY_COLUMNS

    @property
    def is_long(self) -> bool:
        """Whether a reader needs to search it."""
        return len(self.rows) > SHORT_TABLE


@dataclass(frozen=True)
class Figure:
    """A chart with what it shows in words and the table of its figures."""

    id: str
    title: str
    alt: str
    svg: dict[str, str]
    table: Table


@dataclass(frozen=True)
class Section:
    """A part of the page. A table stands open; a figure's table opens beside the chart."""

    id: str
    title: str
    text: str
    figures: list[Figure] = field(default_factory=list)
    tables: list[tuple[str, Table]] = field(default_factory=list)


ABSENT = ".."
# A number, bounds of a suppressed one, or the sign of no figure.
NUMBER = re.compile(r"-?\d[\d\u00a0,.]*(–\d[\d\u00a0,.]*\*?)?|\.\.")


def write(database: Path, marts: list[Mart], language: str, folder: Path) -> None:
    """Write the page in one language: index.html (Norwegian) or en.html."""
    words = tomllib.loads((PAGE / "words.toml").read_text(encoding="utf-8"))
    template = jinja2.Environment(
        loader=jinja2.FileSystemLoader(PAGE),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    ).get_template("page.html")
    with duckdb.connect(database, read_only=True) as connection:
        page = Page(connection, marts, language, words)
        text = template.render(
            language=language,
            other=next(name for name in LANGUAGES if name != language),
            files=FILES,
            said=page.said,
            words=page.words,
            cards=page.cards(),
            sections=page.sections(),
        )
    (folder / FILES[language]).write_text(text, encoding="utf-8")


class Page:
    """The page in one language."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        marts: list[Mart],
        language: str,
        words: dict[str, dict[str, str]],
    ) -> None:
        """Read what all sections share."""
        self.connection = connection
        self.marts = {mart.name: mart for mart in marts}
        self.language = language
        self.words = {key: texts[language] for key, texts in words.items()}
        self.said = about(connection, language)
        self.month = self._value(
            # The month that most years have a grand total for: what can be compared.
            "select month(period) from marts.participants_by_measure_group "
            "where measure_group_code = '_T' and status_code = '_T' and sex_code = '_T' "
            "group by month(period) order by count(*) desc, month(period) limit 1"
        )
        self.month_name = self.words[f"month_{self.month}"]

    def sections(self) -> list[Section]:
        """Return the parts of the page in their order."""
        makers: list[Callable[[], Section]] = [
            self.everyone,
            self.groups,
            self.series,
            self.measures,
            self.statuses,
            self.sexes,
            self.counties,
            self.areas,
            self.background,
            self.coverage,
            self.comparability,
            self.lives,
            self.trust,
        ]
        return [make() for make in makers]

    # --- reading -----------------------------------------------------------------------------

    def _rows(self, query: str, **parameters: object) -> list[Row]:
        cursor = self.connection.execute(
            query.replace("{language}", self.language), parameters or None
        )
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _value(self, query: str) -> Any:  # noqa: ANN401
        return next(iter(self._rows(query)[0].values()))

    def number(self, value: int) -> str:
        """Return a number as it is written in the language."""
        return f"{value:,}".replace(",", charts.THOUSANDS[self.language])

    def figure_text(self, row: Row) -> str:
        """Return a figure, or its bounds with an asterisk where only they are known."""
        if row["obs_value"] is not None:
            return self.number(row["obs_value"])
        return f"{self.number(row['low'])}–{self.number(row['high'])}*"

    def pivot(self, rows: Iterable[Row], names: dict[str, str], across: str) -> Table:
        """Return figures as a table with a column per value of `across`.

        Args:
            rows: figures.
            names: the columns that name a row, with their headings.
            across: the column whose values become columns, as they come (years in order).
        """
        rows = list(rows)
        columns = list(dict.fromkeys(row[across] for row in rows))
        if across == "year":
            columns.sort()
        cells: dict[tuple[str, ...], dict[Any, str]] = {}
        for row in rows:
            key = tuple(str(row[name]) for name in names)
            cells.setdefault(key, {})[row[across]] = self.figure_text(row)
        return Table(
            [*names.values(), *(str(column) for column in columns)],
            [
                [*key, *(held.get(column, ABSENT) for column in columns)]
                for key, held in cells.items()
            ],
        )

    def _say(self, key: str, **what: object) -> str:
        return self.words[key].format(month=self.month_name, **what)

    def _figure(
        self,
        name: str,
        draw: charts.Draw,
        table: Table,
        part: str = "",
        **what: object,
    ) -> Figure:
        return Figure(
            id=f"{name}{part}",
            title=self._say(f"{name}_figure", **what),
            alt=self._say(f"{name}_alt", **what),
            svg=charts.svgs(f"{name}{part}", draw, self.language),
            table=table,
        )

    # --- the parts ---------------------------------------------------------------------------

    def cards(self) -> list[Row]:
        """Return the grand total in the month that most years have, a card per year."""
        rows = self._rows(
            "select year(period) as year, obs_value, obs_value_min as low, obs_value_max as high, "
            "observation_id from marts.participants_by_measure_group "
            "where measure_group_code = '_T' and status_code = '_T' and sex_code = '_T' "
            "and month(period) = $month order by period",
            month=self.month,
        )
        return [
            {"year": row["year"], "text": self.figure_text(row), "month": self.month_name}
            for row in rows
        ]

    def everyone(self) -> Section:
        """All participants over time."""
        rows = self._rows(
            "select cast(period as varchar) as period, obs_value, obs_value_min as low, "
            "obs_value_max as high from marts.participants_by_measure_group "
            "where measure_group_code = '_T' and status_code = '_T' and sex_code = '_T' "
            "order by period"
        )
        for row in rows:
            row["year"] = row["period"][:4]
            row["month"] = self.words[f"month_{int(row['period'][5:7])}"]
        by_month = sorted(rows, key=lambda row: row["period"][5:7])
        most = max(rows, key=lambda row: row["high"])
        least = min(rows, key=lambda row: row["low"])
        figure = self._figure(
            "everyone",
            lambda size: charts.over_time(rows, size, words={"gap": self.words["gap"]}),
            self.pivot(by_month, {"month": self.words["month"]}, "year"),
            most=self.figure_text(most),
            most_when=f"{most['month']} {most['year']}",
            least=self.figure_text(least),
            least_when=f"{least['month']} {least['year']}",
        )
        return self._section("everyone", [figure])

    def groups(self) -> Section:
        """Measure groups over time."""
        rows = self._rows(
            "select cast(period as varchar) as period, measure_group_name_{language} as grp, "
            "obs_value, obs_value_min as low, obs_value_max as high "
            "from marts.participants_by_measure_group "
            "where measure_group_code <> '_T' and status_code = '_T' and sex_code = '_T' "
            "order by max(obs_value_max) over (partition by measure_group_code) desc, "
            "measure_group_code, period"
        )
        table = self.pivot(
            sorted(
                (row | {"period": row["period"][:7]} for row in rows),
                key=lambda row: row["period"],
            ),
            {"period": self.words["month"]},
            "grp",
        )
        figure = self._figure("groups", lambda size: charts.over_time(rows, size, "grp"), table)
        return self._section("groups", [figure])

    def series(self) -> Section:
        """Harmonized series over time, with a dashed line where a year does not continue."""
        rows = self._rows(
            "select cast(figures.period as varchar) as period, "
            "figures.series_name_{language} as series, figures.obs_value, "
            "figures.obs_value_min as low, figures.obs_value_max as high, figures.is_comparable "
            "from marts.participants_by_series as figures "
            "inner join marts.dim_series as series on figures.series_code = series.series_code "
            "where figures.status_code = '_T' and figures.sex_code = '_T' "
            "order by series.order_no, period"
        )
        starts: dict[tuple[str, str], str] = {}
        for row in rows:
            if not row["is_comparable"]:
                starts.setdefault((row["series"], row["period"][:4]), row["period"])
        breaks = [{"series": series, "on": period} for (series, _), period in starts.items()]
        table = self.pivot(
            sorted(
                (row | {"period": row["period"][:7]} for row in rows),
                key=lambda row: row["period"],
            ),
            {"period": self.words["month"]},
            "series",
        )
        figure = self._figure(
            "series",
            lambda size: charts.over_time(rows, size, "series", breaks=breaks),
            table,
        )
        return self._section("series", [figure])

    def measures(self) -> Section:
        """Every measure in the month that can be compared."""
        rows = self._rows(
            "select measures.measure_group_name_{language} as grp, "
            "figures.measure_name_{language} as measure, figures.measure_code as code, "
            "cast(year(figures.period) as varchar) as year, figures.obs_value, "
            "figures.obs_value_min as low, figures.obs_value_max as high "
            "from marts.participants_by_measure as figures "
            "inner join (select distinct measure_group_code, measure_group_name_{language} "
            "from marts.participants_by_measure_group) as measures "
            "on figures.measure_group_code = measures.measure_group_code "
            "where figures.status_code = '_T' and figures.sex_code = '_T' "
            "and month(figures.period) = $month "
            "order by grp, measure, year",
            month=self.month,
        )
        table = self.pivot(
            rows,
            {
                "grp": self.words["group"],
                "measure": self.words["measure"],
                "code": self.words["code"],
            },
            "year",
        )
        return self._section("measures", tables=[(self._say("measures_table"), table)])

    def statuses(self) -> Section:
        """Labour market statuses over time."""
        rows = self._rows(
            "select cast(figures.period as varchar) as period, codes.name_{language} as status, "
            "figures.obs_value, figures.obs_value_min as low, figures.obs_value_max as high "
            "from marts.participants_by_measure_group as figures "
            "inner join marts.dim_code as codes "
            "on codes.dimension = 'status' and figures.status_code = codes.code "
            "where figures.measure_group_code = '_T' and figures.status_code <> '_T' "
            "and figures.sex_code = '_T' "
            "order by max(figures.obs_value_max) over (partition by figures.status_code) desc, "
            "status, period"
        )
        table = self.pivot(
            sorted(
                (row | {"period": row["period"][:7]} for row in rows),
                key=lambda row: row["period"],
            ),
            {"period": self.words["month"]},
            "status",
        )
        figure = self._figure(
            "statuses",
            lambda size: charts.over_time(
                rows, size, "status", own_scale=False, columns=3 if size.is_wide else 1
            ),
            table,
        )
        return self._section("statuses", [figure])

    def sexes(self) -> Section:
        """Women and men per measure group, in the years that have them."""
        rows = self._rows(
            "select figures.measure_group_name_{language} as grp, codes.name_{language} as sex, "
            "year(figures.period) as year, figures.obs_value, figures.obs_value_min as low, "
            "figures.obs_value_max as high "
            "from marts.participants_by_measure_group as figures "
            "inner join marts.dim_code as codes "
            "on codes.dimension = 'sex' and figures.sex_code = codes.code "
            "where figures.sex_code <> '_T' and figures.status_code = '_T' "
            "and figures.measure_group_code <> '_T' and month(figures.period) = $month "
            "order by max(figures.obs_value_max) over (partition by figures.measure_group_code) "
            "desc, grp, codes.code",
            month=self.month,
        )
        year = max(row["year"] for row in rows)
        figure = self._figure(
            "sexes",
            lambda size: charts.pairs(rows, size, "grp", "sex"),
            self.pivot(rows, {"grp": self.words["group"]}, "sex"),
            year=year,
        )
        return self._section("sexes", [figure], year=year)

    def counties(self) -> Section:
        """Counties as printed, in each division."""
        # The group that every division of counties has, by measure where no total is printed.
        rows = self._rows(
            "with figures as ("
            "select *, count(*) filter (measure_code = '_T') "
            "over (partition by county_division, measure_group_code) as total_count "
            "from marts.participants_by_county "
            "where status_code = '_T' and month(period) = $month), "
            "shared as ("
            "select measure_group_code from figures group by measure_group_code "
            "having count(distinct county_division) = "
            "(select count(distinct county_division) from figures)) "
            "select figures.county_division as division, "
            "coalesce(residuals.name_{language}, "
            "figures.county_code || ' ' || figures.county_name_nb) as county, "
            "figures.obs_value, figures.obs_value_min as low, figures.obs_value_max as high, "
            "groups.name_{language} as grp, case when figures.measure_code = '_T' "
            "then groups.name_{language} else measures.name_{language} end as panel "
            "from figures "
            "inner join marts.dim_measure_group as groups "
            "on figures.measure_group_code = groups.measure_group_code "
            "inner join marts.dim_measure as measures "
            "on figures.measure_code = measures.measure_code "
            "left join marts.dim_code as residuals "
            "on residuals.dimension = 'county' and figures.county_code = residuals.code "
            "where figures.measure_group_code in (from shared) "
            "and (figures.measure_code = '_T') = (figures.total_count > 0) "
            "order by division, figures.county_code, figures.measure_code",
            month=self.month,
        )
        for row in rows:
            row["text"] = self.figure_text(row)
        figures = []
        for division in sorted({row["division"] for row in rows}):
            own = [row for row in rows if row["division"] == division]
            what = {"year": division, "grp": own[0]["grp"]}
            figures.append(
                self._figure(
                    "counties",
                    lambda size, own=own: charts.bars(own, size, "county", "panel"),
                    self.pivot(own, {"county": self.words["county"]}, "panel"),
                    part=f"-{division}",
                    **what,
                )
            )
        return self._section("counties", figures)

    def areas(self) -> Section:
        """Counties carried over to one division, by each method."""
        rows = self._rows(
            "with figures as ("
            "select *, year(period) as year from marts.participants_by_county_harmonized "
            "where measure_code = '_T' and status_code = '_T' and month(period) = $month "
            "and target_division = (select max(target_division) from marts.area_counties)), "
            # The groups that every year with counties has.
            "shared as ("
            "select measure_group_code from figures group by measure_group_code "
            "having count(distinct year) = (select count(distinct year) from figures)) "
            "select figures.geography_method as method, methods.name_{language} as method_name, "
            "methods.description_{language} as description, "
            "coalesce(residuals.name_{language}, figures.area_name_nb) as area, "
            "cast(figures.year as varchar) as year, figures.obs_value, "
            "figures.obs_value_min as low, figures.obs_value_max as high, "
            "groups.name_{language} as grp, figures.is_comparable "
            "from figures "
            "inner join shared on figures.measure_group_code = shared.measure_group_code "
            "inner join marts.dim_geography_method as methods "
            "on figures.geography_method = methods.geography_method "
            "inner join marts.dim_measure_group as groups "
            "on figures.measure_group_code = groups.measure_group_code "
            "left join marts.dim_code as residuals "
            "on residuals.dimension = 'county' and figures.area_code = residuals.code "
            "order by methods.order_no, figures.area_code, year",
            month=self.month,
        )
        # Estimates have a decimal that nobody should read; the table of the exports keeps it.
        for row in rows:
            for name in ("obs_value", "low", "high"):
                row[name] = None if row[name] is None else round(row[name])
        broken = {(row["method"], row["area"]) for row in rows if not row["is_comparable"]}
        for row in rows:
            if (row["method"], row["area"]) in broken:
                row["area"] += f" ({self.words['not_comparable']})"
        figures = []
        for method in dict.fromkeys(row["method"] for row in rows):
            own = [row for row in rows if row["method"] == method]
            figures.append(
                self._figure(
                    "areas",
                    lambda size, own=own: charts.pairs(own, size, "area", "year"),
                    self.pivot(own, {"area": self.words["area"]}, "year"),
                    part=f"-{method}",
                    grp=own[0]["grp"],
                    method=own[0]["method_name"],
                    description=own[0]["description"],
                )
            )
        moved = self._rows(
            "select municipality_name as name, from_county_name_nb as former, "
            "to_county_name_nb as later, cast(moved_on as varchar) as moved_on, population "
            "from marts.dim_municipality_transfer order by municipality_code"
        )
        heads = ("municipality", "left", "came_to", "moved_on", "population")
        transfers = Table(
            [self.words[name] for name in heads],
            [
                [self.number(cell) if isinstance(cell, int) else cell for cell in row.values()]
                for row in moved
            ],
        )
        return self._section("areas", figures, [(self._say("areas_table"), transfers)])

    def comparability(self) -> Section:
        """Which years of each series and group can be compared, in totals and by status."""
        rows = self._rows(
            "select measure_set_name_{language} as subject, measure_set_kind, measure_set_code, dimension, "
            "cast(from_year as varchar) || '–' || cast(to_year as varchar) as years, verdict "
            "from marts.comparability "
            "where measure_set_kind in ('series', 'measure_group') and dimension in ('_T', 'status') "
            "order by measure_set_kind desc, subject, measure_set_code, dimension, years"
        )
        columns = sorted({row["years"] for row in rows})
        held: dict[tuple[str, str, str], dict[str, str]] = {}
        for row in rows:
            key = (
                row["subject"],
                self.words[f"kind_of_{row['measure_set_kind']}"],
                self.words[f"dimension_{row['dimension']}"],
            )
            held.setdefault(key, {})[row["years"]] = self.words[f"verdict_{row['verdict']}"]
        table = Table(
            [*(self.words[name] for name in ("line_name", "what", "breakdown")), *columns],
            [
                [*key, *(cells.get(years, ABSENT) for years in columns)]
                for key, cells in held.items()
            ],
        )
        notes = self._rows(
            "select note_code, sentence_{language} as sentence "
            "from marts.dim_comparability_note order by order_no"
        )
        said = Table(
            [self.words["code"], self.words["note"]],
            [[row["note_code"], row["sentence"]] for row in notes],
        )
        return self._section(
            "comparability",
            tables=[
                (self._say("comparability_table"), table),
                (self._say("comparability_notes"), said),
            ],
        )

    def background(self) -> Section:
        """Age, immigrant background, country background and education."""
        rows = self._rows(
            "select figures.dimension, figures.category_name_{language} as category, "
            "measures.name_{language} as measure, year(figures.period) as year, "
            "figures.obs_value, figures.obs_value_min as low, figures.obs_value_max as high "
            "from marts.participants_by_background as figures "
            "inner join marts.dim_measure as measures "
            "on figures.measure_code = measures.measure_code "
            "inner join marts.participants as places "
            "on figures.observation_id = places.observation_id "
            # As printed: ages from the youngest, education from the shortest.
            "where month(figures.period) = $month order by places.document_id, places.line_no",
            month=self.month,
        )
        figures = []
        for dimension in dict.fromkeys(row["dimension"] for row in rows):
            own = [
                row | {"text": self.figure_text(row)}
                for row in rows
                if row["dimension"] == dimension
            ]
            figures.append(
                Figure(
                    id=dimension,
                    title=self._say(
                        "background_figure",
                        dimension=self._heading(f"{dimension}_code"),
                        year=own[0]["year"],
                    ),
                    alt=self._say("background_alt", dimension=self._heading(f"{dimension}_code")),
                    svg=charts.svgs(
                        dimension,
                        lambda size, own=own: charts.bars(own, size, "category", "measure"),
                        self.language,
                    ),
                    table=self.pivot(
                        own, {"category": self._heading(f"{dimension}_code")}, "measure"
                    ),
                )
            )
        return self._section("background", figures)

    def coverage(self) -> Section:
        """Which breakdowns exist in which year, counted in months."""
        dimensions = [
            column.name.removesuffix("_code")
            for column in self.marts["participants"].columns
            if column.name.endswith("_code")
        ]
        # A measure's row carries its group: it is a breakdown by measure.
        broken_down = ", ".join(
            f"case when {dimension}_code <> '_T'"
            + (" and measure_code = '_T'" if dimension == "measure_group" else "")
            + f" then '{dimension}' end"
            for dimension in dimensions
        )
        rows = self._rows(
            f"select concat_ws(' ', {broken_down}) as breakdown, year(period) as year, "
            "count(distinct period) as obs_value from marts.participants "
            "where indicator = 'participants' and freq = 'M' "
            "group by breakdown, year "
            "order by len(string_split(breakdown, ' ')), breakdown, year"
        )
        for row in rows:
            words = [self._heading(f"{name}_code") for name in row["breakdown"].split()]
            row["breakdown"] = " × ".join(words) or self.words["everyone_title"]
        rows.sort(key=lambda row: (row["breakdown"].count("×"), row["breakdown"]))
        table = self.pivot(rows, {"breakdown": self.words["breakdown"]}, "year")
        return self._section("coverage", tables=[(self._say("coverage_table"), table)])

    def trust(self) -> Section:
        """How far the figures can be trusted: identities, verdicts, corrections."""
        verdicts = [
            verdict
            for verdict in (
                "exact",
                "within_bounds",
                "within_rounding",
                "not_checkable",
                "violated",
            )
        ]
        rows = self._rows(
            "select identities.statement_{language} as statement, checks.verdict, "
            "count(*) as obs_value from marts.identity_checks as checks "
            "inner join marts.dim_identity as identities "
            "on checks.identity = identities.identity "
            "group by statement, checks.verdict order by sum(count(*)) over "
            "(partition by statement) desc, statement"
        )
        held: dict[str, dict[str, int]] = {}
        for row in rows:
            held.setdefault(row["statement"], {})[row["verdict"]] = row["obs_value"]
        everything = {
            verdict: sum(counts.get(verdict, 0) for counts in held.values()) for verdict in verdicts
        }
        identities = Table(
            [self.words["identity"], self.words["checks"]]
            + [self.words[f"verdict_{verdict}"] for verdict in verdicts],
            [
                [name, self.number(sum(counts.values()))]
                + [self.number(counts.get(verdict, 0)) for verdict in verdicts]
                for name, counts in [*held.items(), (self.words["together"], everything)]
            ],
        )
        documents = self._rows(
            "select title || ' (' || edition || '), ' || file_name as title, "
            "coalesce(law_printed, '-') as law, table_count, row_count, cell_count, "
            "number_count, suppressed_count, "
            "blank_count from marts.dim_document order by period_from, precedence"
        )
        sources = Table(
            [
                self.words[name]
                for name in (
                    "document",
                    "law",
                    "tables",
                    "rows",
                    "cells",
                    "numbers",
                    "suppressed",
                    "blank",
                )
            ],
            [
                [self.number(cell) if isinstance(cell, int) else cell for cell in row.values()]
                for row in documents
            ],
        )
        measured = self._rows(
            "select error_kind, sum(error_count) as errors_made, "
            "sum(visible_count) as errors_visible, sum(found_count) as errors_found, "
            "sum(named_first_count) as errors_first, "
            "sum(named_in_three_count) as errors_in_three, "
            "sum(wrongly_unique_count) as errors_wrong, "
            "cast(max(measured_on) as varchar) as day "
            "from marts.detection_power group by error_kind "
            "order by errors_made desc, error_kind"
        )
        day = max((row.pop("day") for row in measured), default="")
        detection = Table(
            [self.words[name] for name in measured[0]] if measured else [],
            [
                [self.words[f"error_{row['error_kind'].replace(' ', '_')}"]]
                + [self.number(count) for name, count in row.items() if name != "error_kind"]
                for row in measured
            ],
        )
        corrections = self._rows(
            "select corrections.printed, coalesce(corrections.corrected, '') as corrected, "
            "documents.file_name || coalesce(', ' || $line || ' ' || corrections.line_no, '') "
            "as place, corrections.kind, corrections.match_count, corrections.reason, "
            "corrections.evidence "
            "from marts.dim_erratum as corrections inner join marts.dim_document as documents "
            "on corrections.document_id = documents.document_id order by corrections.erratum_id",
            line=self.words["line"],
        )
        headings = ("printed", "read_as", "place", "kind", "places", "reason", "evidence")
        repaired = Table(
            [self.words[name] for name in headings],
            [
                [
                    str(cell) if name != "kind" else self.words[f"kind_{cell}"]
                    for name, cell in zip(headings, row.values(), strict=True)
                ]
                for row in corrections
            ],
        )
        return self._section(
            "trust",
            tables=[
                (self._say("trust_identities"), identities),
                (self._say("trust_detection", day=day), detection),
                (self._say("trust_sources"), sources),
                (self._say("trust_corrections", count=len(corrections)), repaired),
            ],
            checks=self.number(sum(everything.values())),
            identities=len(held),
            violated=self.number(everything["violated"]),
            corrections=len(corrections),
        )

    def lives(self) -> Section:
        """When measures existed and when they are printed."""
        rows = self._rows(
            "select measures.name_{language} as measure, groups.name_{language} as measure_group, "
            "cast(measures.registered_from as varchar) as from, "
            "cast(measures.registered_to as varchar) as to, "
            "list_sort(list(distinct cast(figures.period as varchar))) as printed "
            "from marts.dim_measure as measures "
            "inner join marts.dim_measure_group as groups "
            "on measures.measure_group_code = groups.measure_group_code "
            "inner join marts.participants_by_measure as figures "
            "on measures.measure_code = figures.measure_code "
            "group by measures.measure_code, measure, measure_group, measures.registered_from, "
            "measures.registered_to order by measure_group, "
            "min(figures.period), max(figures.period), measure"
        )
        days = [day for row in rows for day in row["printed"]]
        first, last = f"{int(min(days)[:4]) - 1}-01-01", f"{int(max(days)[:4]) + 1}-01-01"
        years = sorted({day[:4] for day in days})
        table = Table(
            [
                self.words["group"],
                self.words["measure"],
                self.words["from"],
                self.words["to"],
                *years,
            ],
            [
                [row["measure_group"], row["measure"], row["from"] or ABSENT, row["to"] or ABSENT]
                + [str(sum(day.startswith(year) for day in row["printed"])) for year in years]
                for row in rows
            ],
        )
        figure = self._figure("lives", lambda size: charts.lives(rows, size, first, last), table)
        successions = self._rows(
            "select from_measure_name_{language} as former, relation, "
            "coalesce(to_measure_name_{language}, '') as later, "
            "coalesce(cast(changed_on as varchar), '') as changed_on, reason "
            "from marts.measure_succession order by from_measure_code, to_measure_code"
        )
        heads = ("former", "relation", "later", "changed_on", "reason")
        succession = Table(
            [self.words[name] for name in heads],
            [
                [
                    self.words[f"relation_{cell}"] if name == "relation" else cell
                    for name, cell in row.items()
                ]
                for row in successions
            ],
        )
        return self._section("lives", [figure], [(self._say("lives_table"), succession)])

    def _heading(self, column: str) -> str:
        for mart in self.marts.values():
            for held in mart.columns:
                if held.name == column:
                    return held.heading(self.language)
        return column

    def _section(
        self,
        name: str,
        figures: list[Figure] | None = None,
        tables: list[tuple[str, Table]] | None = None,
        **what: object,
    ) -> Section:
        return Section(
            name,
            self._say(f"{name}_title", **what),
            self._say(f"{name}_text", **what),
            figures or [],
            tables or [],
        )


if __name__ == "__main__":
    # `export.py` runs a process per language, for drawing takes time. Memory is no concern in it.
    gc.disable()
    write(Path(sys.argv[1]), pickle.load(sys.stdin.buffer), sys.argv[2], Path(sys.argv[3]))
