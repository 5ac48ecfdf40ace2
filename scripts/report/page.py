"""Write the report page: self-contained HTML in Norwegian and English, made of the marts.

Every number on the page is a cell of a mart (or a count of its rows). The queries stand in
queries.sql, the words in words.toml; charts are drawn by `report.charts`.
"""

from __future__ import annotations

import gc
import pickle
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import duckdb
import machine
from export.about import About, templates, words_of
from export.marts import LANGUAGES, Mart
from rehearse import grouped, rows_of

from report import charts
from report.charts import Row

FOLDER = Path(__file__).parent
FILES = {"nb": "index.html", "en": "en.html"}
ABSENT = ".."
# A number, bounds of a suppressed one, or the sign of no figure.
NUMBER = re.compile(r"-?\d[\d\u00a0,.]*(–\d[\d\u00a0,.]*\*?)?|\.\.")


@dataclass(frozen=True)
class Keys:
    """Which row of a mart each cell of a table is: parts of its key, where they are the same.

    A part that all cells share is the table's; else it is that of rows, of columns or of cells.
    """

    table: str = ""
    rows: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)

    @classmethod
    def of(cls, lines: list[list[dict[str, str] | None]]) -> Keys:
        """Return the keys of a table from the keys of its cells, None where there is none."""
        held = [[cell or {} for cell in line] for line in lines]
        across = [list(column) for column in zip(*held, strict=True)]
        names = next((list(cell) for line in held for cell in line if cell), [])

        def is_one(name: str, cells: list[dict[str, str]]) -> bool:
            return len({cell[name] for cell in cells if cell}) <= 1

        of_table = [name for name in names if is_one(name, [one for line in held for one in line])]
        rest = [name for name in names if name not in of_table]
        of_rows = [name for name in rest if all(is_one(name, line) for line in held)]
        rest = [name for name in rest if name not in of_rows]
        of_columns = [name for name in rest if all(is_one(name, cells) for cells in across)]
        of_cells = [name for name in rest if name not in of_columns]

        def said(names: list[str], cells: list[dict[str, str]]) -> str:
            key = next(filter(None, cells), {})
            return ";".join(f"{name}={key[name]}" for name in names if name in key)

        return cls(
            said(of_table, [one for line in held for one in line]),
            [said(of_rows, line) for line in held],
            [said(of_columns, cells) for cells in across],
            [[said(of_cells, [cell]) for cell in line] for line in held],
        )


@dataclass(frozen=True)
class Table:
    """A table of the page: headings and rows of texts, the first of which names the row."""

    head: list[str]
    rows: list[list[str]]
    mart: str = ""
    column: str = ""
    keys: Keys = field(default_factory=Keys)

    @cached_property
    def numeric(self) -> list[bool]:
        """Which columns hold numbers only, and are aligned as such."""
        return [all(NUMBER.fullmatch(row[no]) for row in self.rows) for no in range(len(self.head))]

    def key_of_row(self, row: int) -> str:
        """Return the part of the key that all cells of a row share."""
        return self.keys.rows[row] if self.keys.rows else ""

    def key_of_column(self, column: int) -> str:
        """Return the part of the key that all cells of a column share; heads of rows have none."""
        place = column - len(self.head) + len(self.keys.columns)
        return self.keys.columns[place] if self.keys.columns and place >= 0 else ""

    def key_of_cell(self, row: int, column: int) -> str:
        """Return the part of the key that is the cell's own."""
        place = column - len(self.head) + len(self.keys.columns)
        return self.keys.cells[row][place] if self.keys.cells and place >= 0 else ""

    @property
    def has_unknown(self) -> bool:
        """Whether a cell says that NAV suppressed a figure."""
        return any(text.endswith("*") for row in self.rows for text in row)

    @property
    def has_absent(self) -> bool:
        """Whether a cell says that there is no figure."""
        return any(ABSENT in row for row in self.rows)


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


def write(database: Path, marts: list[Mart], language: str, folder: Path) -> None:
    """Write the page in one language: index.html (Norwegian) or en.html."""
    template = templates(FOLDER, autoescape=True).get_template("page.html")
    with duckdb.connect(database, read_only=True) as connection:
        page = Page(connection, marts, language)
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


def _of(query: str) -> tuple[str, str]:
    """Return the mart and the column that a query says that its figures are of."""
    said = re.match(r"-- of: (\w+)\.(\S+)", query)
    return (said[1], said[2]) if said else ("", "")


class Page:
    """The page in one language."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, marts: list[Mart], language: str
    ) -> None:
        """Read what all sections share."""
        self.connection = connection
        self.marts = marts
        self.language = language
        self.words = words_of(FOLDER / "words.toml", language)
        self.said = About(connection, language)
        _, *parts = (FOLDER / "queries.sql").read_text(encoding="utf-8").split("\n-- name: ")
        self.queries = dict(part.split("\n", 1) for part in parts)
        # The mart and the column that a query's figures are of: "-- of: mart.column".
        self.sources = {name: _of(query) for name, query in self.queries.items()}
        self.known = {"language": language, "line": self.words["line"]}
        self.month = self._rows("month")[0]["month"]
        self.known["month"] = str(self.month)
        self.everyone_rows = self._rows("everyone")

    def sections(self) -> list[Section]:
        """Return the parts of the page in their order."""
        return [
            self.everyone(),
            self.over_time("groups"),
            self.over_time("series"),
            self.measures(),
            self.over_time("statuses", own_scale=False),
            self.charted("sexes", partial(charts.pairs, side="sex"), "group", "sex"),
            self.charted("counties", charts.bars, "county", "panel"),
            self.areas(),
            self.background(),
            self.coverage(),
            self.comparability(),
            self.lives(),
            self.trust(),
        ]

    # --- the parts ---------------------------------------------------------------------------

    def cards(self) -> list[Row]:
        """Return the grand total in the month that most years have, a card per year."""
        return [
            {
                "year": row["year"],
                "text": row["text"],
                "month": self._month_name(self.month),
                "mart": self.sources["everyone"][0],
                "column": self.sources["everyone"][1],
                "key": Keys.of([[row["key"]]]).table,
            }
            for row in self.everyone_rows
            if row["month"] == self.month
        ]

    def everyone(self) -> Section:
        """All participants over time."""
        rows = [row | {"month": self._month_name(row["month"])} for row in self.everyone_rows]
        by_month = sorted(rows, key=lambda row: row["period"][5:])
        most = max(rows, key=lambda row: row["high"])
        least = min(rows, key=lambda row: row["low"])
        figure = self._figure(
            "everyone",
            lambda size: charts.over_time(self.everyone_rows, size, gap=self.words["gap"]),
            self.pivot("everyone", by_month, {"month": "month"}, "year"),
            most=most["text"],
            most_when=f"{most['month']} {most['year']}",
            least=least["text"],
            least_when=f"{least['month']} {least['year']}",
        )
        return self._section("everyone", [figure])

    def over_time(self, name: str, *, own_scale: bool = True) -> Section:
        """A panel over time for each group, series or status."""
        rows = self._rows(name)
        months = [row | {"period": row["period"][:7]} for row in rows]
        months.sort(key=lambda row: row["period"])
        table = self.pivot(name, months, {"period": "month"}, "panel")
        draw = partial(charts.over_time, rows, own_scale=own_scale)
        return self._section(name, [self._figure(name, draw, table)])

    def charted(
        self,
        name: str,
        draw: Callable[[list[Row], charts.Size], charts.Spec],
        category: str,
        across: str,
        rows: list[Row] | None = None,
        tables: dict[str, Table] | None = None,
    ) -> Section:
        """Return a chart of categories for each value that the rows have in the column `figure`.

        The name is that of the part, of its query, and the beginning of the keys of its words. The
        category is the key of the word for the categories, or the column that holds it; the values
        of `across` become columns of the table. The rows are those of the query, or others that are
        given; tables stand below the charts.
        """
        rows = rows or self._rows(name)
        figures = [
            self._figure(
                name,
                partial(draw, own),
                self.pivot(name, own, {"category": own[0].get(category, category)}, across),
                figure,
                **own[0],
            )
            for (figure,), own in grouped(rows, "figure")
        ]
        return self._section(name, figures, tables, **rows[0])

    def measures(self) -> Section:
        """Every measure in the month that can be compared."""
        names = {"grp": "group", "measure": "measure", "code": "code"}
        table = self.pivot("measures", self._rows("measures"), names, "year")
        return self._section("measures", tables={"measures_table": table})

    def areas(self) -> Section:
        """Counties carried over to one division, by each method."""
        rows = self._rows("areas")
        for row in rows:
            if not row["is_comparable"]:
                row["category"] += f" ({self.words['not_comparable']})"
        draw = partial(charts.pairs, side="year")
        transfers = {"areas_table": self._table("transfers")}
        return self.charted("areas", draw, "area", "year", rows, transfers)

    def background(self) -> Section:
        """Age, immigrant background, country background and education."""
        rows = self._rows("background")
        for row in rows:
            row["dimension"] = self._heading(f"{row['figure']}_code")
        return self.charted("background", charts.bars, "dimension", "panel", rows)

    def coverage(self) -> Section:
        """Which breakdowns exist in which year, counted in months."""
        rows = self._rows("coverage")
        for row in rows:
            names = row["breakdown"].split()
            # A measure's row carries its group: it is a breakdown by measure.
            names = [name for name in names if name != "measure_group" or "measure" not in names]
            words = [self._heading(f"{name}_code") for name in names if name != "_T"]
            row["breakdown"] = " × ".join(words) or self.words["everyone_title"]
        rows.sort(key=lambda row: (row["breakdown"].count("×"), row["breakdown"]))
        table = self.pivot("coverage", rows, {"breakdown": "breakdown"}, "year")
        return self._section("coverage", tables={"coverage_table": table})

    def comparability(self) -> Section:
        """Which years of each series and group can be compared, in totals and by status."""
        rows = [
            row
            | {
                "kind": self.words[f"kind_of_{row['kind']}"],
                "text": self.words[f"verdict_{row['verdict']}"].format(
                    changed=row["changed"] is not None and self.number(row["changed"])
                ),
            }
            for row in self._rows("comparability")
        ]
        names = {"subject": "line_name", "kind": "what", "status": self._heading("status_code")}
        table = self.pivot("comparability", rows, names, "years")
        return self._section(
            "comparability",
            tables={"comparability_table": table, "comparability_notes": self._table("notes")},
        )

    def lives(self) -> Section:
        """When measures existed and when they are printed."""
        rows = self._rows("lives")
        days = [day for row in rows for day in row["printed"]]
        first, last = f"{int(min(days)[:4]) - 1}-01-01", f"{int(max(days)[:4]) + 1}-01-01"
        counted = [
            row
            | {
                "year": year,
                "text": str(sum(day.startswith(year) for day in row["printed"])),
                "key": row["key"] | {"calendar_year": year},
            }
            for row in rows
            for year in {day[:4] for day in days}
        ]
        names = {"measure_group": "group", "measure": "measure", "from": "from", "to": "to"}
        table = self.pivot("lives", counted, names, "year")
        figure = self._figure("lives", lambda size: charts.lives(rows, size, first, last), table)
        successions = self._table("successions", relation="relation")
        return self._section("lives", [figure], {"lives_table": successions})

    def trust(self) -> Section:
        """How far the figures can be trusted: identities, verdicts, errata."""
        identities = self._rows("identities")
        together = identities[-1]
        together["identity"] = self.words["together"]
        detection = self._rows("detection")
        day = max((row.pop("day") for row in detection), default="")
        errata = self._table("errata", kind="kind")
        return self._section(
            "trust",
            tables={
                "trust_identities": self._table_of("identities", identities),
                "trust_detection": self._table_of("detection", detection, error_kind="error"),
                "trust_external": self._table("external", agreement="agreement"),
                "trust_sources": self._table("sources"),
                "trust_errata": errata,
            },
            checks=self.number(together["checks"]),
            identities=len(identities) - 1,
            violated=self.number(together["verdict_violated"]),
            errata=len(errata.rows),
            day=day,
        )

    # --- what they are made of ---------------------------------------------------------------

    def _rows(self, name: str) -> list[Row]:
        """Return the rows of a query; those of figures have a `text` too."""
        rows = rows_of(self.connection, self.queries[name].format(**self.known))
        for row in rows:
            if "obs_value" in row:
                row["text"] = self.figure_text(row)
            row["key"] = self._key(name, row)
        return rows

    def _key(self, name: str, row: Row) -> dict[str, str]:
        """Return the key of the mart's row that a row of a query is, as far as the query has it."""
        mart, _ = self.sources[name]
        key = next((held.key for held in self.marts if held.name == mart), ())
        return {column: str(row[column]) for column in key if column in row}

    def number(self, value: int | Decimal) -> str:
        """Return a number as it is written in the language."""
        marks = {",": charts.THOUSANDS[self.language], ".": charts.DECIMAL[self.language]}
        return f"{value:,}".translate(str.maketrans(marks))

    def figure_text(self, row: Row) -> str:
        """Return a figure, or its bounds with an asterisk where only they are known."""
        if row["obs_value"] is not None:
            return self.number(row["obs_value"])
        return f"{self.number(row['low'])}–{self.number(row['high'])}*"

    def pivot(self, name: str, rows: Iterable[Row], names: dict[str, str], across: str) -> Table:
        """Return texts of figures as a table with a column per value of `across` (years in order).

        `names` are the columns that name a row, with their headings or the keys of these in words.
        """
        cells: dict[tuple[str, ...], dict[Any, Row]] = {}
        for row in rows:
            heads = tuple(ABSENT if row[name] is None else str(row[name]) for name in names)
            cells.setdefault(heads, {})[row[across]] = row
        columns = charts.unique(rows, across)
        if across in ("year", "years"):
            columns.sort()
        lines = [[held.get(column) for column in columns] for held in cells.values()]
        return Table(
            [*(self.words.get(head, head) for head in names.values()), *map(str, columns)],
            [
                [*heads, *(ABSENT if row is None else row["text"] for row in line)]
                for heads, line in zip(cells, lines, strict=True)
            ],
            *self.sources[name],
            Keys.of([[row and row["key"] for row in line] for line in lines]),
        )

    def _table(self, name: str, **worded: str) -> Table:
        return self._table_of(name, self._rows(name), **worded)

    def _table_of(self, name: str, rows: list[Row], **worded: str) -> Table:
        """Return rows as they are; words.toml names the columns.

        `worded` are the columns whose values have words too, with the prefix of those.
        """
        for row in rows:
            row.pop("key")

        def text(name: str, cell: object) -> str:
            if name in worded:
                return self.words[f"{worded[name]}_{cell}"]
            return self.number(cell) if isinstance(cell, int) else str(cell or "")

        return Table(
            [self.words[name] for name in (rows[0] if rows else ())],
            [[text(name, cell) for name, cell in row.items()] for row in rows],
            self.sources[name][0],
        )

    def _month_name(self, month: int) -> str:
        return self.words[f"month_{month}"]

    def _say(self, key: str, /, **what: object) -> str:
        return self.words[key].format(month=self._month_name(self.month), **what)

    def _heading(self, column: str) -> str:
        columns = (held for mart in self.marts for held in mart.columns)
        return next(held.heading(self.language) for held in columns if held.name == column)

    def _figure(
        self, name: str, draw: charts.Draw, table: Table, id: str = "", **what: object
    ) -> Figure:
        return Figure(
            id=id or name,
            title=self._say(f"{name}_figure", **what),
            alt=self._say(f"{name}_alt", **what),
            svg=charts.svgs(id or name, draw, self.language),
            table=table,
        )

    def _section(
        self,
        name: str,
        figures: list[Figure] | None = None,
        tables: dict[str, Table] | None = None,
        **what: object,
    ) -> Section:
        """Return a part: tables go by the key of their heading, `what` fills the words' braces."""
        return Section(
            name,
            self._say(f"{name}_title", **what),
            self._say(f"{name}_text", **what),
            figures or [],
            [(self._say(key, **what), table) for key, table in (tables or {}).items()],
        )


def main() -> None:
    """Write the page in both languages, as `export.files` asks."""
    marts, database, folder = map(Path, sys.argv[1:])
    for language in LANGUAGES:
        write(database, pickle.loads(marts.read_bytes()), language, folder)


if __name__ == "__main__":
    # `export.files` runs this beside itself, for drawing takes time; memory is no concern.
    gc.disable()
    machine.live_with_parent()
    raise SystemExit(machine.run(main, "the report"))
