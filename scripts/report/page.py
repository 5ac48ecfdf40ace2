"""Write the report page: self-contained HTML in Norwegian and English, made of the marts.

Every number on the page is a cell of a mart (or a count of its rows). The queries stand in
queries.sql, the words in words.toml; charts are drawn by `report.charts`.
"""

from __future__ import annotations

import gc
import json
import pickle
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
import machine
from export import gaps
from export.about import About, Warn, templates, words_of
from export.marts import LANGUAGES, Mart, values_in_words
from markupsafe import Markup
from rehearse import grouped, rows_of

from report import charts
from report.charts import Row

FOLDER = Path(__file__).parent
FILES = {"nb": "index.html", "en": "en.html"}
# The page to explore stands in the same folder.
EXPLORE = {"nb": "explore.html", "en": "explore-en.html"}
THOUSANDS = {"nb": "\u00a0", "en": ","}
DECIMAL = {"nb": ",", "en": "."}
MINUS = "\u2212"
ABSENT = ".."
TOTALS = {"status_code": "_T", "sex_code": "_T"}
# Which query has the figures of a kind of measure set, and what tells changes of one apart.
ROOM = {"measure_group": "groups", "series": "series", "measure": "measures"}
OF_CHANGE = ("measure_set_code", "status_code", "sex_code", "year")
# As many years are told apart by their look, the last first; those before look the same.
AGES = 5
# Letters of a heading that a phone has no room for.
WIDE = 12
# A month of a year, as sentences of marts write it.
MONTH = re.compile(r"\b(\d{4})-(\d\d)\b")
# A number, bounds of a suppressed one, an estimate with bounds, or the sign of no figure.
_NUMBER = r"-?\d[\d\u00a0,.]*"
_BOUNDS = rf"{_NUMBER}–({_NUMBER}|…)"
NUMBER = re.compile(rf"{_NUMBER}|{_BOUNDS}\*|≈ {_NUMBER} \({_BOUNDS}\)|\.\.")


def unique(rows: Iterable[Row], name: str) -> list[Any]:
    """Return the values of a column in the order of the rows."""
    return list(dict.fromkeys(row[name] for row in rows))


def joined(key: dict[str, str]) -> str:
    """Return a key as the page writes it."""
    return ";".join(f"{name}={code}" for name, code in key.items())


def split(key: str) -> dict[str, str]:
    """Return a key from what the page writes of it."""
    return dict(part.split("=", 1) for part in key.split(";") if part)


@dataclass(frozen=True)
class Keys:
    """Which row of a mart each cell of a table is: parts of its key, where they are the same.

    A part that all cells share is the table's; else it is that of rows, of columns or of cells.
    """

    table: str = ""
    rows: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)

    def of_first(self) -> dict[str, str]:
        """Return the key of the first cell, in the order in which its parts were found."""
        first = (*self.rows[:1], *self.columns[:1], *(line[0] for line in self.cells[:1] if line))
        return split(self.table) | {
            name: code for key in first for name, code in split(key).items()
        }

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
    """A table of the page: headings and rows of texts, the first of which names the row.

    `first` is the first column of figures: those have keys, which are the last columns but `tail`.
    What is drawn of each row stands before the column `drawn_at`, below the head `axis`. By a link
    the name of a row leads to its selection on the page to explore.
    """

    head: list[str]
    rows: list[list[str]]
    mart: str = ""
    column: str = ""
    keys: Keys = field(default_factory=Keys)
    tail: int = 0
    drawn: list[str] = field(default_factory=list)
    drawn_at: int = 0
    axis: str = ""
    marks: tuple[str, ...] = ()
    links: list[str] = field(default_factory=list)

    @cached_property
    def numeric(self) -> list[bool]:
        """Which columns hold numbers only, and are aligned as such."""
        return [all(NUMBER.fullmatch(row[no]) for row in self.rows) for no in range(len(self.head))]

    def place(self, column: int) -> int | None:
        """Return which of the columns of figures a column is, None where it is none."""
        count = len(self.keys.columns)
        place = column - (len(self.head) - self.tail - count)
        return place if 0 <= place < count else None

    def key_of_row(self, row: int) -> str:
        """Return the part of the key that all cells of a row share."""
        return self.keys.rows[row] if self.keys.rows else ""

    def key_of_column(self, column: int) -> str:
        """Return the part of the key that all cells of a column share; heads of rows have none."""
        place = self.place(column)
        return "" if place is None else self.keys.columns[place]

    def key_of_cell(self, row: int, column: int) -> str:
        """Return the part of the key that is the cell's own."""
        place = self.place(column)
        return "" if place is None else self.keys.cells[row][place]

    def mark(self, column: int) -> str:
        """Return the mark by which a column of figures is drawn; empty where it has none."""
        place = self.place(column)
        return "" if place is None else dict(enumerate(self.marks)).get(place, "")

    @property
    def is_wide_headed(self) -> bool:
        """Whether what marks mean is too wide to stand above columns on a phone."""
        return bool(self.marks) and any(
            self.mark(no) and len(name) > WIDE for no, name in enumerate(self.head)
        )

    @property
    def has_unknown(self) -> bool:
        """Whether a cell says that NAV suppressed a figure."""
        return any(text.endswith("*") for row in self.rows for text in row)

    @property
    def has_absent(self) -> bool:
        """Whether a cell says that there is no figure."""
        return any(ABSENT in row for row in self.rows)


@dataclass(frozen=True)
class Said:
    """A number in the running text, with the mart, the column and the key that it is of."""

    text: str
    mart: str
    column: str
    key: str

    def __html__(self) -> Markup:
        """Return it as an element that names what it is of."""
        of = f'data-mart="{self.mart}" data-column="{self.column}" data-key="{self.key}"'
        return Markup(f"<b {of}>{self.text}</b>")


@dataclass(frozen=True)
class Year:
    """A year of a panel: how it is drawn, its figure in the month that is compared, its change.

    The change is that since the year before in the panel, with what of the content changed between
    them; a year can be broken off from that.
    """

    year: int
    look: str
    figure: Said | None
    change: Said | None
    content: str | None
    is_broken: bool


@dataclass(frozen=True)
class Panel:
    """The months of a group, series or status, with its code: a line per year."""

    title: str
    code: str
    years: list[Year]
    svg: str
    explore: str


@dataclass(frozen=True)
class Figure:
    """What is drawn: panels with a table of their figures, or tables with a drawing in each row.

    Of several tables, each with its name and what it is, a reader chooses one. Tiles have a name, a
    figure, a place (row and column) and a shade.
    """

    id: str
    title: str
    alt: str
    tables: list[Table]
    panels: list[Panel] = field(default_factory=list)
    choices: list[tuple[str, str]] = field(default_factory=list)
    tiles: list[Row] = field(default_factory=list)
    explore: str = ""


@dataclass(frozen=True)
class Section:
    """A part of the page, with what may not be said of it. A table stands open."""

    id: str
    title: str
    text: str
    warnings: list[Warn]
    figures: list[Figure] = field(default_factory=list)
    tables: list[tuple[str, Table]] = field(default_factory=list)


def write(database: Path, marts: list[Mart], language: str, folder: Path) -> None:
    """Write the page in one language: index.html (Norwegian) or en.html."""
    template = templates(FOLDER, autoescape=True).get_template("page.html")
    with duckdb.connect(database, read_only=True) as connection:
        gaps.create_content(connection)
        page = Page(connection, marts, language)
        # Macros see what is global.
        template.globals["also"] = page.also
        text = template.render(
            language=language,
            other=page.known["other"],
            files=FILES,
            said=page.said,
            words=page.words,
            dot=charts.dot,
            described=page.described(),
            initials=[page.month_name(month)[0] for month in range(1, charts.MONTHS + 1)],
            month=page.month,
            grid=[no / len(page.span) for no in range(1, len(page.span))],
            held=page.held(),
            findings=page.findings(),
            sections=page.sections(),
        )
    (folder / FILES[language]).write_text(text, encoding="utf-8")


def _of(query: str) -> tuple[str, str, list[str]]:
    """Return what a query says of its figures: mart, column, and what may not be said of them."""
    of = re.match(r"-- of: (\w+)\.(\S+)", query)
    warned = re.search(r"^-- warned: (.*)$", query, re.MULTILINE)
    return (*(of.groups() if of else ("", "")), warned[1].split() if warned else [])


class Page:
    """The page in one language."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, marts: list[Mart], language: str
    ) -> None:
        """Read what all sections share."""
        self.connection = connection
        self.marts = marts
        self.language = language
        self.words = words_of(FOLDER / "words.toml", language) | {
            f"{column}_{value}": words[language]
            for column, values in values_in_words().items()
            for value, words in values.items()
        }
        self.said = About(connection, language)
        _, *parts = (FOLDER / "queries.sql").read_text(encoding="utf-8").split("\n-- name: ")
        self.queries = dict(part.split("\n", 1) for part in parts)
        self.sources = {name: _of(query) for name, query in self.queries.items()}
        other = next(name for name in LANGUAGES if name != language)
        self.known = {"language": language, "other": other, "line": self.words["line"]}
        self.month = self._rows("month")[0]["month"]
        self.known["month"] = str(self.month)
        self.changes = {
            (row["measure_set_kind"], *(row[name] for name in OF_CHANGE), row["from_year"]): row
            for row in self._rows("changes")
        }
        self.others = {row["name"]: row["also"] for row in self._rows("others")}
        self.measure_lives = self._rows("lives")
        printed = {int(day[:4]) for row in self.measure_lives for day in row["printed"]}
        # A year before the first print and one after the last.
        self.span = range(min(printed) - 1, max(printed) + 2)
        self.printed_years = sorted(printed)
        self.years = [row["year"] for row in self._rows("years")]

    def sections(self) -> list[Section]:
        """Return the parts of the page in their order."""
        return [
            self.over_time("everyone"),
            self.over_time("groups"),
            self.over_time("series"),
            self.over_time("statuses", own_scale=False),
            self.charted("sexes", "sex"),
            self.counties(),
            self.areas(),
            self.charted("background", "panel"),
            self.measures(),
            self.means(),
            self.coverage(),
            self.comparability(),
            self.lives(),
            self.trust(),
        ]

    # --- the parts ---------------------------------------------------------------------------

    def held(self) -> str:
        """Say which years and months there are, and of which groups alone."""
        years = []
        for year in self.said.years:
            whole = self.words["held_year" if year["month_count"] > 1 else "held_month"]
            month = self.month_name(year["begins"].month)
            years.append(whole.format(**year, month=month) + self.said.only(year))
        return self.said.words["held"].format(years=self.said.listed(years))

    def findings(self) -> list[Markup]:
        """Return what the figures say first, in sentences: queries.sql chooses."""
        sentences = []
        for row in self._rows("findings"):
            sets = self.sources[ROOM[row["measure_set_kind"]]][0]
            key = {f"{row['measure_set_kind']}_code": row["measure_set_code"]} | TOTALS
            is_mean = row["finding"] == "mean"
            mart, of = sets, key
            if is_mean:
                mart = self.sources["means"][0]
                of = {name: row[name] for name in ("measure_set_kind", "measure_set_code")} | TOTALS
            figures = {
                # Of a mean, whole people.
                name: Said(self.number(round(row[name])), mart, "obs_value", joined(period | of))
                for name, period in (
                    ("from_value", {"period": str(row["from_period"])}),
                    ("value", {"period": str(row["period"])}),
                )
                if row[name] is not None
            }
            if row["change_pct"] is not None:
                more = "more" if row["change_pct"] > 0 else "fewer"
                figures["more"] = Markup(self.words[more]).format(
                    change=self._change(row | {"change_pct": abs(row["change_pct"])}, signed=False)
                )
            what = self.words[f"of_{row['measure_set_kind']}"].format(name=row["name"])
            sentence = Markup(self.words[f"finding_{row['finding']}"]).format(
                month=self.month_name(self.month),
                **row | figures | {"reason": row["reason"] or "", "what": what},
            )
            sentence = (sentence[0].upper() + sentence[1:]).strip()
            # Beside a figure of a year the page to explore says its mean.
            view = {} if is_mean else {"view": "month", "month": str(self.month)}
            address = self._explore(sets, key | view)
            sentence += Markup(' <a href="{}">{}</a>').format(address, self.words["explore"])
            if row["content"]:
                sentence += Markup(" <small>{}</small>").format(row["content"])
            sentences.append(sentence)
        return sentences

    def over_time(self, name: str, *, own_scale: bool = True) -> Section:
        """A panel for all, or for each group, series or status: months across, a line per year."""
        rows = self._rows(name)
        most = max((row["high"] for row in rows), default=0)
        panels = [
            self._panel(name, title, own, max(row["high"] for row in own) if own_scale else most)
            for (title,), own in grouped(rows, "panel")
        ]
        if len(panels) > 1:
            listed = [row | {"period": row["period"][:7]} for row in rows]
            listed.sort(key=lambda row: row["period"])
            table = self.pivot(name, listed, {"period": "month"}, "panel")
        else:
            listed = [row | {"month": self.month_name(row["month"])} for row in rows]
            listed.sort(key=lambda row: row["period"][5:])
            table = self.pivot(name, listed, {"month": "month"}, "year")
        return self._section(name, [self._figure(name, [table], panels=panels)])

    def charted(self, name: str, across: str, *, is_scale_shared: bool = False) -> Section:
        """Return a table for each value of `figure`, a drawing in each row, a column per value.

        The name is that of the part, of its query, and the beginning of the keys of its words;
        `across` becomes columns, and `heading` is the column whose name heads the rows.
        """
        rows = self._rows(name)
        most = max(row["high"] for row in rows) if is_scale_shared else 0
        figures = []
        for (figure,), own in grouped(rows, "figure"):
            heading = self._heading(own[0]["heading"])
            table = self.pivot(name, own, {"category": heading}, across)
            table = self._drawn(table, own, across, most)
            what = own[0] | {"heading": heading}
            figures.append(self._figure(name, [table], figure, **what))
        return self._section(name, figures, **rows[0])

    def counties(self) -> Section:
        """Counties in their own division: on a map of tiles by inhabitants, and in tables."""
        section = self.charted("counties", "panel", is_scale_shared=True)
        # Of those that no figures are by, what to ask for instead.
        gone = (county.sentence for county in self.said.gone)
        section = replace(section, text=" ".join([section.text, *gone]))
        if not (rows := self._rows("tiles")):
            return section
        mart, column, _ = self.sources["tiles"]
        tiles = [
            row | {"figure": Said(row["text"], mart, column, joined(row["key"]))} for row in rows
        ]
        key = {name: text for name, text in rows[0]["key"].items() if name != "county_code"}
        figure = Figure(
            id="tiles",
            title=self._say("tiles_figure", **rows[0]),
            alt=self._say("tiles_alt"),
            tables=[],
            tiles=tiles,
            explore=self._explore(mart, key | {"county_code": "*"}),
        )
        return replace(section, figures=[figure, *section.figures])

    def areas(self) -> Section:
        """Counties carried over to one division, by the method that a reader chooses."""
        rows = self._rows("areas")
        for row in rows:
            if not row["is_comparable"]:
                row["category"] += f" ({self.words['not_comparable']})"
        tables, choices = [], []
        for (method, description, _), own in grouped(
            rows, "method", "description", "geography_method"
        ):
            table = self.pivot("areas", own, {"category": "area"}, "year")
            tables.append(self._drawn(table, own, "year"))
            choices.append((method, description))
        figure = self._figure("areas", tables, choices=choices, **rows[0])
        return self._section("areas", [figure], {"areas_table": self._table("transfers")})

    def measures(self) -> Section:
        """Every measure in the month that can be compared."""
        tail = {"grp": "group", "code": "code"}
        table = self.pivot("measures", self._rows("measures"), {"measure": "measure"}, "year", tail)
        table = self._linked(table, "measure")
        return self._section("measures", tables={"measures_table": table})

    def means(self) -> Section:
        """The mean of the twelve months, of each group and series."""
        rows = [
            row | {"compared": "; ".join(f"{one['years']}: {self.verdict(one)}" for one in pairs)}
            for _, own in grouped(self._rows("means"), "kind", "code")
            for pairs in [[one for one in own if one["verdict"]]]
            for row in self.kinds(own)
        ]
        names = {"subject": "line_name", "kind": "what"}
        tail = {"compared": "comparability_title", "code": "code"}
        table = self._linked(self.pivot("means", rows, names, "year", tail))
        return self._section("means", tables={"means_table": table})

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
            row | {"text": self.verdict(row)} for row in self.kinds(self._rows("comparability"))
        ]
        names = {"subject": "line_name", "kind": "what", "status": self._heading("status_code")}
        table = self.pivot("comparability", rows, names, "years")
        return self._section(
            "comparability",
            tables={"comparability_table": table, "comparability_notes": self._table("notes")},
        )

    def kinds(self, rows: list[Row]) -> list[Row]:
        """Return rows with their kind of measure set in a word."""
        return [row | {"kind": self.words[f"kind_of_{row['kind']}"]} for row in rows]

    def verdict(self, row: Row) -> str:
        """Say in short whether the two years of a row can be compared."""
        verdict = self.words[f"verdict_{row['verdict']}"]
        if row["verdict"] != "changed":
            return verdict
        ends = dict.fromkeys([row["changed_min"], row["changed_max"]])
        changed = "–".join(self.number(end) for end in ends if end is not None)
        return f"{verdict} {changed} %"

    def lives(self) -> Section:
        """When measures existed and when they are printed."""
        rows = [
            row
            | {
                "year": str(year),
                # No edition of the year could print it: that is no zero.
                "text": ABSENT
                if year in (row["uncovered"] or [])
                else str(sum(day.startswith(str(year)) for day in row["printed"])),
                "key": row["key"] | {"calendar_year": str(year)},
            }
            for row in self.measure_lives
            for year in self.printed_years
        ]
        tail = {"from": "from", "to": "to", "measure_group": "group"}
        table = self.pivot("lives", rows, {"measure": "measure"}, "year", tail)
        drawn = [
            charts.timeline(row["from"] or "", row["to"] or "", row["printed"], self.span)
            for row in self.measure_lives
        ]
        table = replace(
            table, drawn=drawn, drawn_at=1, axis=charts.years(self.span, self.printed_years)
        )
        successions = self._table("successions", relation="relation")
        figure = self._figure("lives", [table])
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
                "trust_detection": self._table_of("detection", detection, error_kind="error_kind"),
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

    def described(self) -> str:
        """Return what schema.org asks of a data set, as JSON-LD: no more than is known of it."""
        held = self._rows("described")[0]
        described = {
            "@context": "https://schema.org",
            "@type": "Dataset",
            "name": self.said.title,
            "description": self.words["lead"],
            "version": self.said.version,
            "inLanguage": self.language,
            "temporalCoverage": f"{held['begins']}/{held['ends']}",
            "spatialCoverage": self.words["country"],
            "variableMeasured": held["variables"],
            "citation": self.said.citation,
            "isBasedOn": [{"@type": "CreativeWork"} | document for document in held["documents"]],
        }
        if self.said.licence_url:
            described["license"] = self.said.licence_url
        # Nothing in it may end the element that it stands in.
        return json.dumps(described, ensure_ascii=False).replace("<", "\\u003c")

    # --- what they are made of ---------------------------------------------------------------

    def _rows(self, name: str) -> list[Row]:
        """Return the rows of a query; those of figures have a `text` too."""
        rows = rows_of(self.connection, self.queries[name].format(**self.known))
        for row in rows:
            if "obs_value" in row:
                row["text"] = self.figure_text(row)
                # What has no highest is drawn to its lowest.
                if row.get("high", 0) is None:
                    row["high"] = row["low"]
            if row.get("content"):
                row["content"] = MONTH.sub(self._month_in_words, row["content"])
            row["key"] = self._key(name, row)
        return rows

    def _month_in_words(self, month: re.Match[str]) -> str:
        return f"{self.month_name(int(month[2]))} {month[1]}"

    def _key(self, name: str, row: Row) -> dict[str, str]:
        """Return the key of the mart's row that a row of a query is, as far as the query has it."""
        key = self._key_of(self.sources[name][0])
        return {column: str(row[column]) for column in key if column in row}

    def _key_of(self, mart: str) -> tuple[str, ...]:
        """Return the key of a mart."""
        return next((held.key for held in self.marts if held.name == mart), ())

    def number(self, value: int | Decimal) -> str:
        """Return a number as it is written in the language."""
        marks = {",": THOUSANDS[self.language], ".": DECIMAL[self.language]}
        return f"{value:,}".translate(str.maketrans(marks))

    def figure_text(self, row: Row) -> str:
        """Return a figure, or its bounds with an asterisk; with an estimate those of its area."""
        value, is_estimated = row["obs_value"], row.get("is_estimated", False)
        if value is not None and not is_estimated:
            return self.number(value)
        ends = [row["low"], row["high"]]
        between = "–".join("…" if end is None else self.number(end) for end in ends)
        return f"{between}*" if value is None else f"≈ {self.number(value)} ({between})"

    def pivot(
        self,
        name: str,
        rows: Iterable[Row],
        names: dict[str, str],
        across: str,
        tail: dict[str, str] | None = None,
    ) -> Table:
        """Return texts of figures as a table with a column per value of `across` (years in order).

        `names` are the columns that name a row, with their headings or the keys of these in words;
        so is the tail, what else names it and stands behind the figures.
        """
        tail = tail or {}
        cells: dict[tuple[str, ...], dict[Any, Row]] = {}
        for row in rows:
            heads = tuple(
                ABSENT if row[name] is None else str(row[name]) for name in [*names, *tail]
            )
            cells.setdefault(heads, {})[row[across]] = row
        columns = unique(rows, across)
        if across in ("year", "years"):
            columns.sort()
        lines = [[held.get(column) for column in columns] for held in cells.values()]
        behind, before = len(tail), len(names)
        headings = [self.words.get(head, head) for head in (names | tail).values()]
        return Table(
            [*headings[:before], *map(str, columns), *headings[before:]],
            [
                [
                    *heads[:before],
                    *(ABSENT if row is None else row["text"] for row in line),
                    *heads[before:],
                ]
                for heads, line in zip(cells, lines, strict=True)
            ],
            *self.sources[name][:2],
            Keys.of([[row and row["key"] for row in line] for line in lines]),
            behind,
        )

    def _linked(self, table: Table, kind: str = "") -> Table:
        """Return a table of measure sets, of a kind or of that in its key, with links."""
        links = []
        for row in table.keys.rows:
            key = split(table.keys.table) | split(row)
            of = kind or key["measure_set_kind"]
            code = key[f"{kind or 'measure_set'}_code"]
            chosen = {f"{of}_code": code} | TOTALS
            links.append(self._explore(self.sources[ROOM[of]][0], chosen))
        return replace(table, links=links)

    def _drawn(self, table: Table, rows: list[Row], across: str, most: int = 0) -> Table:
        """Return a table with a drawing in each row: a bar of one column, marks of several.

        The scale is of its own figures, or goes to `most` if that is more. Marks are joined but
        where a row says that it cannot be compared.
        """
        columns = sorted(unique(rows, across)) if across == "year" else unique(rows, across)
        lines = [{row[across]: row for row in own} for _, own in grouped(rows, "category")]
        sides = [
            [
                charts.Bounds(row["low"], row["high"], row["obs_value"])
                if row and (row["obs_value"] is not None or row["low"] < row["high"])
                else None
                for row in line
            ]
            for line in ([held.get(column) for column in columns] for held in lines)
        ]
        steps = charts.ticks(max(most, *(row["high"] for row in rows)), 2)
        top = steps[-1]
        if len(columns) == 1:
            drawn = [charts.bar(line[0], top) for line in sides]
            return replace(table, drawn=drawn, drawn_at=2)
        joined = [all(row.get("is_comparable", True) for row in held.values()) for held in lines]
        drawn = [
            charts.marks(line, top, is_joined=is_joined)
            for line, is_joined in zip(sides, joined, strict=True)
        ]
        return replace(
            table,
            drawn=drawn,
            drawn_at=1 + len(columns),
            axis=charts.scale(steps, self.number),
            marks=charts.MARKS,
        )

    def _panel(self, name: str, title: str, rows: list[Row], most: int) -> Panel:
        """Return a panel: the figures of a month of each year, and all months drawn."""
        mart, column, _ = self.sources[name]
        years = sorted({row["year"] for row in rows})
        key = {name: text for name, text in rows[0]["key"].items() if name != "period"}
        kind = "series" if "series_code" in key else "measure_group"
        change = {
            (former, year): self.changes.get(
                (kind, key[f"{kind}_code"], key["status_code"], key["sex_code"], year, former)
            )
            for former in years
            for year in years
        }
        shown = {row["year"]: row for row in rows if row["month"] == self.month}
        looks, listed = {}, []
        for former, year in zip([None, *years], years, strict=False):
            age = min(self.years.index(year), AGES - 1)
            to_last = change[year, years[-1]]
            is_apart = year != years[-1] and not (to_last and to_last["is_comparable"])
            looks[year] = f"y{age}" + (" apart" if is_apart else "")
            since, row = former and change[former, year], shown.get(year)
            figure = row and Said(row["text"], mart, column, joined(row["key"]))
            is_known = since and since["change_pct"] is not None
            listed.append(
                Year(
                    year,
                    looks[year],
                    figure,
                    self._change(since) if is_known else None,
                    since["content"] if is_known else None,
                    bool(former) and not (since and since["is_comparable"]),
                )
            )
        size = charts.WHOLE if name == "everyone" else charts.PANEL
        drawn = charts.months(rows, looks, most, self.number, self.month, size)
        code = "".join(
            key[column]
            for column in ("series_code", "measure_group_code", "status_code")
            if key.get(column, "_T") != "_T"
        )
        return Panel(title, code, listed, drawn if rows[1:] else "", self._explore(mart, key))

    def also(self, row: list[str]) -> str:
        """Return codes and other names of the measures, groups and series that a row names."""
        return " ".join(self.others[text] for text in row if text in self.others)

    def _change(self, row: Row, *, signed: bool = True) -> Said:
        """Return a change in per cent, as a number that names what it is of."""
        text = self.words["percent"].format(number=self.number(row["change_pct"]))
        if signed:
            text = text.replace("-", MINUS) if row["change_pct"] < 0 else f"+{text}"
        mart, column, _ = self.sources["changes"]
        return Said(text, mart, column, joined(self._key("changes", row)))

    def _explore(self, mart: str, key: dict[str, str]) -> str:
        """Return the address of what is selected by a key, or the beginning of one."""
        chosen = "&".join(f"{name}={quote(code, safe='*')}" for name, code in key.items())
        return f"{EXPLORE[self.language]}#set={mart}&{chosen}"

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

    def month_name(self, month: int) -> str:
        """Return the name of a month."""
        return self.words[f"month_{month}"]

    def _say(self, key: str, /, **what: object) -> str:
        said = {
            name: self.said.listed(held) if isinstance(held, list) else held
            for name, held in what.items()
        }
        return self.words[key].format(month=self.month_name(self.month), **said)

    def _heading(self, column: str) -> str:
        columns = (held for mart in self.marts for held in mart.columns)
        return next(held.heading(self.language) for held in columns if held.name == column)

    def _figure(
        self,
        name: str,
        tables: list[Table],
        id: str = "",
        *,
        panels: list[Panel] | None = None,
        choices: list[tuple[str, str]] | None = None,
        **what: object,
    ) -> Figure:
        mart = self.sources[name][0]
        held = tables[0].keys.of_first()
        of_all = split(tables[0].keys.table)
        # Of what differs within the table, but for months, one may be all there is: the last. The
        # others are those of the first cell.
        differs = [part for part in held if part not in of_all and part != "period"]
        chosen = {name: code for name, code in held.items() if name in of_all or name in differs}
        chosen |= {differs[-1]: "*"} if differs else {}
        return Figure(
            id=id or name,
            title=self._say(f"{name}_figure", **what),
            alt=self._say(f"{name}_alt", **what),
            tables=tables,
            panels=panels or [],
            choices=choices or [],
            explore=self._explore(mart, chosen) if mart.startswith("participants") else "",
        )

    def _section(
        self,
        name: str,
        figures: list[Figure] | None = None,
        tables: dict[str, Table] | None = None,
        **what: object,
    ) -> Section:
        """Return a part: tables go by the key of their heading, `what` fills the words' braces."""
        _, _, warned = self.sources.get(name, ("", "", ()))
        return Section(
            name,
            self._say(f"{name}_title", **what),
            self._say(f"{name}_text", **what),
            [warning for warning in self.said.may_and_may_not if warning.code in warned],
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
