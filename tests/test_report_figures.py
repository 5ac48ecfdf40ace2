"""Every figure, verdict, year, break and name on the report page is what its mart says.

Tables and cards name their mart, column and key in data attributes (the table's part of the key,
the row's, the column's, the cell's). All of them are read from the HTML, in both languages, and
looked up in the exported database; what must be on the page, the names of codes, breaks and
sentences are asked of the marts by queries of this file, not by those that the page is made with.
"""

from __future__ import annotations

import datetime
import functools
import html
import itertools
import json
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl
from xml.etree.ElementTree import Element, TreeBuilder

import pytest
from conftest import CONTENT_CHANGED, PROJECT, Connection, Workspace, values
from rehearse import rows_of
from report import charts

PAGES = {"nb": "index.html", "en": "en.html"}
THOUSANDS = {"nb": "\u00a0", "en": ","}
ABSENT = ".."
MONTHS = {
    "nb": "januar februar mars april mai juni juli august september oktober november desember",
    "en": "January February March April May June July August September October November December",
}
WORDS, EXPORTED = (
    tomllib.loads((PROJECT / "scripts" / folder / "words.toml").read_text(encoding="utf-8"))
    for folder in ("report", "export")
)
NAMED = tomllib.loads((PROJECT / "scripts/export/values.toml").read_text(encoding="utf-8"))
EXPLORE = {"nb": "explore.html", "en": "explore-en.html"}
TOTALS = "status_code = '_T' and sex_code = '_T'"
BY_GROUP = "participants_by_measure_group"
# The month that most years have a total for.
HEADLINE = (
    f"(select month(period) from marts.{BY_GROUP} where measure_group_code = '_T' and {TOTALS} "
    "group by 1 order by count(distinct year(period)) desc, 1 limit 1)"
)
IN_MONTH = f"month(period) = {HEADLINE}"
# The measure groups that every printed division has: those that counties can show.
SHARED = (
    "measure_group_code in (select measure_group_code from marts.participants_by_county "
    "group by 1 having count(distinct county_division) = "
    "(select count(distinct county_division) from marts.participants_by_county))"
)
# By the id of what is around a table: the mart, and which of its rows must be shown.
SHOWN = {
    "everyone": (BY_GROUP, f"measure_group_code = '_T' and {TOTALS}"),
    "groups": (BY_GROUP, f"measure_group_code <> '_T' and {TOTALS}"),
    "series": ("participants_by_series", TOTALS),
    "measures": ("participants_by_measure", f"{TOTALS} and {IN_MONTH}"),
    "means": (
        "annual_means",
        f"{TOTALS} and measure_set_kind <> 'measure' and obs_status <> 'O'",
    ),
    "statuses": (
        BY_GROUP,
        "measure_group_code = '_T' and status_code <> '_T' and sex_code = '_T'",
    ),
    "sexes": (
        BY_GROUP,
        f"measure_group_code <> '_T' and status_code = '_T' and sex_code <> '_T' and {IN_MONTH}",
    ),
    "counties": (
        "participants_by_county",
        f"status_code = '_T' and {IN_MONTH} and {SHARED} "
        "and (measure_code = '_T' or not exists (from marts.participants_by_county as total "
        "where total.county_division = participants_by_county.county_division "
        "and total.measure_group_code = participants_by_county.measure_group_code "
        "and total.measure_code = '_T'))",
    ),
    "areas": (
        "participants_by_county_harmonized",
        f"status_code = '_T' and measure_code = '_T' and {IN_MONTH} and {SHARED} and "
        "target_division = (select max(target_division) from marts.area_counties) and "
        "linked_division = (select min(linked_division) from marts.area_counties)",
    ),
    "background": ("participants_by_background", IN_MONTH),
    "coverage": ("coverage", "is_published"),
    "comparability": (
        "comparability",
        "measure_set_kind in ('series', 'measure_group') and dimension = '_T' and sex_code = '_T'",
    ),
    "lives": (
        "measure_years",
        "measure_code in (select measure_code from marts.participants_by_measure) "
        "and life_state <> 'not_covered'",
    ),
}
# What a code is called, by its column; `mart` and `key` are the row's.
NAMES = {
    "measure_group_code": "select measure_group_name_{language} from marts.dim_measure_group "
    "where measure_group_code = $code",
    "measure_code": "select measure_name_{language} from marts.dim_measure "
    "where measure_code = $code",
    "series_code": "select series_name_{language} from marts.dim_series where series_code = $code",
    "status_code": "select code_name_{language} from marts.dim_code "
    "where dimension = 'status' and code = $code",
    "sex_code": "select code_name_{language} from marts.dim_code "
    "where dimension = 'sex' and code = $code",
    "county_code": "select coalesce((select code_name_{language} from marts.dim_code "
    "where dimension = 'county' and code = $code), county_name_short_nb) "
    "from marts.dim_county where county_code = $code and county_division = '{county_division}'",
    "area_code": "select distinct coalesce((select code_name_{language} from marts.dim_code "
    "where dimension = 'county' and code = $code), area_name_nb) || (select "
    "case when bool_and(coalesce(is_comparable, true)) then '' else {not_comparable} end "
    "from marts.participants_by_county_harmonized where {rows} and area_code = $code) "
    "from marts.participants_by_county_harmonized where {rows} and area_code = $code",
    "category_code": "select distinct category_name_{language} "
    "from marts.participants_by_background "
    "where dimension = '{dimension}' and category_code = $code",
    "measure_set_code": "select measure_set_name_{language} from marts.dim_measure_set "
    "where measure_set_kind = '{measure_set_kind}' and measure_set_code = $code",
}
METHOD_WORDS = ("geography_method_name", "description")
NOT_COMPARABLE = {"nb": "' (ikke sammenlignbart)'", "en": "' (not comparable)'"}
YES = {"nb": "Ja", "en": "Yes"}
VOID = ("meta", "link", "input", "br")


class Reader(HTMLParser):
    """Reads a page as a tree."""

    def __init__(self) -> None:
        """Begin a tree."""
        super().__init__()
        self.tree = TreeBuilder()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element; some have no end."""
        self.tree.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self.tree.end(tag)

    def handle_endtag(self, tag: str) -> None:
        """End an element."""
        self.tree.end(tag)

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        self.tree.data(data)


def text_of(element: Element) -> str:
    """Return the text of an element, its lines joined; a no-break space is no place to break."""
    lines = (part.strip(" \n") for part in element.itertext())
    return re.sub(r"[ \n]+", " ", " ".join(filter(None, lines)).replace("- ", "-"))


def key_of(*elements: Element) -> dict[str, str]:
    """Return the key that elements say, each its part."""
    parts = [part for one in elements for part in one.get("data-key", "").split(";") if part]
    return dict(part.split("=", 1) for part in parts)


def classed(element: Element, *names: str) -> list[Element]:
    """Return all elements below that have these among their classes."""
    return [one for one in element.iter() if {*names} <= {*one.get("class", "").split()}]


def of_means(marts: Connection, language: str) -> str:
    """Return what must be said of the means of twelve months."""
    means = marts.execute(
        "select year(period), obs_value from marts.annual_means where month_count = 12 and "
        f"measure_set_kind = 'measure_group' and measure_set_code = '_T' and {TOTALS} order by 1"
    ).fetchall()
    assert len(means) > 1
    said = [f"{mean:,.0f}".replace(",", THOUSANDS[language]) for _, mean in means]
    word = {"nb": " i ", "en": " in "}[language]
    return ", ".join(f"{mean}{word}{year}" for mean, (year, _) in zip(said, means, strict=True))


class Page:
    """A page, read, and the marts that it is compared with."""

    def __init__(self, text: str, language: str, marts: Connection) -> None:
        """Read a page."""
        reader = Reader()
        reader.feed(text)
        self.root = reader.tree.close()
        self.language = language
        self.marts = marts
        self.around = {child: holder for holder in self.root.iter() for child in holder}

    def place(self, element: Element) -> str:
        """Return the id of the part that an element stands in: of the figure, or of the section."""
        while element.tag not in ("figure", "section"):
            element = self.around[element]
        return element.get("id", "").removeprefix("figure-")

    def part(self, element: Element) -> str:
        """Return the id of the section that an element stands in."""
        while element.tag != "section":
            element = self.around[element]
        return element.get("id", "")

    def words(self, key: str, **what: object) -> str:
        """Return the words of the page, filled."""
        return WORDS[key][self.language].format(**what)

    def number(self, value: Any) -> str:  # noqa: ANN401 - what a mart holds
        """Return a number as the page writes it: halves to the even one."""
        return f"{round(value):,}".replace(",", THOUSANDS[self.language])

    def found(self, place: str, said: object, expected: object) -> str:
        """Return what is wrong, in words."""
        return f"{self.language}, {place}: {said}, expected {expected}"

    def wrong(self) -> list[str]:
        """Return all that is not as the marts say."""
        return [
            *self.wrong_cells(),
            *self.wrong_panels(),
            *self.wrong_drawings(),
            *self.wrong_lives(),
            *self.wrong_tiles(),
            *self.wrong_said(),
            *self.wrong_findings(),
            *self.wrong_means(),
            *self.wrong_links(),
            *self.wrong_sentences(),
            *self.wrong_lists(),
        ]

    # --- cells -----------------------------------------------------------------------------------

    def cells(self, table: Element) -> Iterator[tuple[dict[str, str], str, list[str], str]]:
        """Return the key, text, heads of the row, and head of the column of each cell."""
        head, *lines = [undrawn(line) for line in table.iter("tr")]
        # Columns of figures have keys, where these are not the cells' own.
        keyed = [no for no, one in enumerate(head) if one.get("data-key")]
        shown = keyed or [*range(1, len(head))]
        rows = [one for one in table.iter("tr")][1:]
        for row, line in zip(rows, lines, strict=True):
            heads = [text_of(cell) for no, cell in enumerate(line) if no not in shown]
            for no in shown:
                key = key_of(table, row, head[no], line[no])
                yield key, text_of(line[no]), heads, text_of(head[no])

    def wrong_cells(self) -> Iterator[str]:
        """Compare every cell that names a row of a mart with it, and all keys with the mart's."""
        shown: dict[str, set[tuple[str, ...]]] = {part: set() for part in SHOWN}
        verdicts: dict[str, set[str]] = {}
        for table in [one for one in self.root.iter("table") if one.get("data-column")]:
            mart, column, part = table.get("data-mart"), table.get("data-column"), self.part(table)
            if part not in SHOWN or SHOWN[part][0] != mart:
                yield self.found(part, f"a table of {mart}", "another mart or none")
                continue
            held = self.held(part)
            for key, text, heads, head in self.cells(table):
                place = f"{part} {key}"
                row = held.get(tuple(key.get(name, "") for name in self.keys(mart)))
                if text == ABSENT:
                    if row:
                        yield self.found(place, "no figure", row[column])
                    continue
                if row is None:
                    yield self.found(place, f"{text} of a row", "none: it is not to be shown")
                    continue
                shown[part].add(tuple(key[name] for name in self.keys(mart)))
                said: object = text
                expected = row["is_comparable"] if column == "verdict" else self.shown(row, column)
                if column == "verdict":
                    said = text.split(",")[0] == YES[self.language]
                    changed = re.search(r" [\d.,–]+ %$", text)
                    share = self.between(row["changed_pct_min"], row["changed_pct_max"])
                    if changed and share != changed[0][1:-2]:
                        yield self.found(place, text, share)
                    words = text.removesuffix(changed[0] if changed else "")
                    verdicts.setdefault(row["verdict"], set()).add(words)
                if said != expected:
                    yield self.found(place, text, expected)
                yield from self.wrong_heads(table, key, heads, head)
        words = [text for texts in verdicts.values() for text in texts]
        if len(words) != len({*words}) or len(words) != len(verdicts):
            yield self.found("comparability", verdicts, "one wording for each verdict")
        for part, keys in shown.items():
            for missing in sorted(self.held(part).keys() - keys):
                yield self.found(part, "not shown", missing)

    def between(self, low: Decimal | None, high: Decimal | None) -> str:
        """Return two shares as the page writes them, or the one that they are."""
        return "–".join(dict.fromkeys(self.decimal(end) for end in (low, high) if end is not None))

    def decimal(self, value: Decimal) -> str:
        """Return a number with one decimal as it must stand."""
        return str(value).replace(".", "," if self.language == "nb" else ".")

    def shown(self, row: dict[str, Any], column: str) -> str:
        """Return a figure of a row as it must stand: its bounds where it is not known.

        Of a year, which has a mean, with its decimal.
        """
        written = (
            self.with_decimal if "month_count" in row and column == "obs_value" else self.number
        )
        is_estimate = "area_min" in row and row["obs_status"] == "E"
        if row[column] is not None and not is_estimate:
            return written(row[column])
        ends = row["obs_value_min"], row["obs_value_max"]
        if row.get("geography_method") in self.estimating and ends != (
            of_area := (row["area_min"], row["area_max"])
        ):
            # Of an estimate, what the area itself can have.
            ends = of_area
        between = "–".join(map(written, ends))
        return f"≈ {written(row[column])} ({between})" if is_estimate else f"{between}*"

    @functools.cached_property
    def estimating(self) -> set[str]:
        """The methods that estimate."""
        sql = "select geography_method from marts.participants_by_county_harmonized"
        return {*values(self.marts, f"{sql} where obs_status = 'E'")}

    def with_decimal(self, value: Decimal) -> str:
        """Return a number of thousands with its decimal as it must stand."""
        whole, tenth = f"{value:,}".split(".")
        mark = "," if self.language == "nb" else "."
        return whole.replace(",", THOUSANDS[self.language]) + mark + tenth

    @functools.cache  # noqa: B019 - a page lives as long as its test
    def keys(self, mart: str) -> list[str]:
        """Return the columns of a mart's key that the page names."""
        return {
            BY_GROUP: ["period", "measure_group_code", "status_code", "sex_code"],
            "participants_by_series": ["period", "series_code", "status_code", "sex_code"],
            "participants_by_measure": ["period", "measure_code", "status_code", "sex_code"],
            "participants_by_county": [
                *("period", "county_division", "county_code", "measure_group_code"),
                *("measure_code", "status_code"),
            ],
            "participants_by_county_harmonized": [
                *("period", "geography_method", "target_division", "linked_division", "area_code"),
                *("measure_group_code", "measure_code", "status_code"),
            ],
            "participants_by_background": ["period", "measure_code", "dimension", "category_code"],
            "annual_means": [
                *("measure_set_kind", "measure_set_code", "period", "status_code", "sex_code"),
            ],
            "coverage": ["calendar_year", "breakdown"],
            "comparability": [
                *("measure_set_kind", "measure_set_code", "from_year", "to_year", "status_code"),
                *("sex_code", "dimension", "geography_method"),
            ],
            "measure_years": ["measure_code", "calendar_year"],
        }[mart]

    @functools.cache  # noqa: B019
    def held(self, part: str) -> dict[tuple[str, ...], dict[str, Any]]:
        """Return the rows of the mart that a part must show, by key."""
        mart, where = SHOWN[part]
        rows = rows_of(self.marts, f"from marts.{mart} where {where}")
        return {tuple(str(row[name]) for name in self.keys(mart)): row for row in rows}

    @functools.cache  # noqa: B019
    def name(self, column: str, code: str, key: tuple[tuple[str, str], ...]) -> str:
        """Return what the marts call a code."""
        held = dict(key)
        rows = " and ".join(
            f"{name} = '{held[name]}'"
            for name in ("geography_method", "target_division", "linked_division")
            if name in held
        )
        if "area_code" in held:
            rows += f" and measure_code = '_T' and status_code = '_T' and {IN_MONTH} and {SHARED}"
        sql = NAMES[column].format(
            language=self.language, rows=rows, not_comparable=NOT_COMPARABLE[self.language], **held
        )
        found = self.marts.execute(sql, {"code": code}).fetchall()
        return found[0][0].replace("- ", "-") if found else "(no such code)"

    def wrong_heads(
        self, table: Element, key: dict[str, str], heads: list[str], head: str
    ) -> Iterator[str]:
        """Compare the names that stand beside and above a cell with those of the key's codes."""
        beside = [*heads, head]
        of_table = key_of(table)
        for column, code in key.items():
            if column in of_table:
                continue
            if column in NAMES:
                wanted = self.name(column, code, tuple(key.items()))
                if wanted not in beside:
                    yield self.found(f"{self.place(table)} {code}", f"called {beside}", wanted)
            elif column in ("period", "calendar_year", "from_year", "to_year"):
                year, *month = code.split("-")[:2]
                words = [year in " ".join(beside)]
                if month and not {f"{year}-{month[0]}", year} & {*beside}:
                    words.append(False)
                elif month and f"{year}-{month[0]}" not in beside and heads[:1]:
                    names = MONTHS[self.language].split()
                    said = [name for name in heads if name in names]
                    words.append(said in ([], [names[int(month[0]) - 1]]))
                if not all(words):
                    yield self.found(f"{self.place(table)} {code}", f"said to be {beside}", code)

    # --- charts ----------------------------------------------------------------------------------

    def figures(self, *parts: str) -> Iterator[tuple[str, Element]]:
        """Return each figure of some parts with its name."""
        for figure in self.root.iter("figure"):
            if self.part(figure) in parts:
                yield self.place(figure), figure

    def wrong_panels(self) -> Iterator[str]:
        """Compare the lines, the years and the breaks of each panel with the mart."""
        for part in ("everyone", "groups", "series", "statuses"):
            column = {"series": "series_code", "statuses": "status_code"}.get(
                part, "measure_group_code"
            )
            named: dict[str, list[dict[str, Any]]] = {}
            for row in self.held(part).values():
                named.setdefault(self.name(column, row[column], ()), []).append(row)
            ((name, figure),) = self.figures(part)
            panels = classed(figure, "panel")
            titles = [text_of(title) for panel in panels for title in panel.iter("h3")]
            if (titles or [*named]) != [*dict.fromkeys(titles)] and titles:
                yield self.found(name, f"panels of {titles}", "each once")
            if sorted(titles or named) != sorted(named):
                yield self.found(name, f"panels of {titles}", sorted(named))
                continue
            highest = max(row["obs_value_max"] for rows in named.values() for row in rows)
            for panel, title in zip(panels, titles or [*named], strict=True):
                shared = highest if part == "statuses" else None
                yield from self.wrong_panel(f"{name} {title}", panel, named[title], shared)

    def content(self, kind: str, code: str, status: str, from_year: int, to_year: int) -> str:
        """Return what ended and what is new between two years, where that changed the content."""
        pair = (
            f"measure_set_kind = '{kind}' and measure_set_code = '{code}' and sex_code = '_T' and "
            f"status_code = '{status}' and from_year = {from_year} and to_year = {to_year}"
        )
        sentences = values(
            self.marts,
            f"select sentence_{self.language} from marts.content_changes where {pair} "
            f"and {CONTENT_CHANGED} and 'changed' in (select verdict from marts.comparability "
            f"where {pair} and dimension = '_T') order by content_change desc",
        )
        months = MONTHS[self.language].split()
        return re.sub(
            r"\b(\d{4})-(\d\d)\b", lambda m: f"{months[int(m[2]) - 1]} {m[1]}", " ".join(sentences)
        )

    def wrong_panel(
        self, name: str, panel: Element, rows: list[dict[str, Any]], shared: int | None
    ) -> Iterator[str]:
        """Compare a panel with the rows that it must show."""
        years = sorted({row["period"].year for row in rows})
        kind = "series" if "series_code" in rows[0] else "measure_group"
        pairs = {
            (row["from_year"], row["to_year"]): row["is_comparable"]
            for row in rows_of(
                self.marts,
                "select from_year, to_year, is_comparable from marts.comparability "
                f"where measure_set_kind = '{kind}' and dimension = '_T' and sex_code = '_T' "
                f"and measure_set_code = '{rows[0][f'{kind}_code']}' "
                f"and status_code = '{rows[0]['status_code']}'",
            )
        }
        broken = [
            year for former, year in itertools.pairwise(years) if not pairs.get((former, year))
        ]
        apart = [year for year in years[:-1] if not pairs.get((year, years[-1]))]
        # The years, with their figures in the month and the breaks before them.
        listed, breaks, contents = [], [], []
        for line in panel.iter("li"):
            if line.get("class") == "break":
                breaks.append(None)
                continue
            year = int(re.match(r"\d{4}", text_of(line))[0])
            listed.append((year, [text_of(one) for one in line.iter("b")][:1]))
            breaks = [year if one is None else one for one in breaks]
            contents += [(year, text_of(one)) for one in line.iter("small")]
            dashed = {"apart" in one.get("class") for one in line.iter("path")} - {None}
            holes = len(classed(line, "hole"))
            if (year in apart) != (True in dashed) or holes != (year in apart):
                yield self.found(f"{name} {year}", f"dashed: {dashed}", year in apart)
        (month,) = self.marts.execute(f"select {HEADLINE}").fetchone()
        held = {row["period"].year: row for row in rows if row["period"].month == month}
        wanted = [
            (year, [self.shown(held[year], "obs_value")] if year in held else []) for year in years
        ]
        if listed != wanted:
            yield self.found(name, listed, wanted)
        code, status = rows[0][f"{kind}_code"], rows[0]["status_code"]
        named = [one for one in (code, status) if one != "_T"]
        if [text_of(one) for one in panel.iter("code")] != named:
            yield self.found(name, [text_of(one) for one in panel.iter("code")], named)
        changed = [
            (year, text)
            for former, year in itertools.pairwise(years)
            if all(one in held and held[one]["obs_value"] is not None for one in (former, year))
            and (text := self.content(kind, code, status, former, year))
        ]
        if contents != changed:
            yield self.found(name, contents, changed)
        if breaks != broken:
            yield self.found(name, f"breaks drawn in {breaks}", broken)
        drawings = classed(panel, "months")
        if len(rows) == 1:
            if drawings:
                yield self.found(name, "a drawing of one figure", "none")
            return
        (drawing,) = drawings
        yield from self.wrong_axis(name, drawing, rows, shared)
        for year in years:
            own = sorted(
                (row["period"].month - 1, row["obs_value_min"], row["obs_value_max"])
                for row in rows
                if row["period"].year == year
            )
            (line,) = [one for one in drawing.iter("path") if one.get("data-year") == str(year)]
            drawn, jumps = points_of(line.get("d"))
            points = {(month, bound) for month, *bounds in own for bound in bounds}
            if drawn != points:
                odd = sorted(drawn - points)[:2]
                yield self.found(f"{name} {year}", odd, sorted(points - drawn)[:2])
            if jumps:
                yield self.found(f"{name} {year}", f"joined over months at {jumps}", "no line")
            look = line.get("class").split()
            if ("apart" in look) != (year in apart):
                yield self.found(f"{name} {year}", f"drawn {look}", f"apart: {year in apart}")
            bands = [
                one for one in classed(drawing, "band") if {*look} <= {*one.get("class").split()}
            ]
            between = {point for one in bands for point in points_of(one.get("d"))[0]}
            open_months = [month for month, low, high in own if low != high]
            if {month for month, _ in between} < {*open_months} or (bands and not open_months):
                yield self.found(f"{name} {year}", f"bands of {sorted(between)}", open_months)
            if not between <= points:
                yield self.found(f"{name} {year}", sorted(between - points)[:2], "no such bounds")
            dots = [
                one.get("d")
                for one in classed(drawing, "dot")
                if {*look} <= {*one.get("class").split()}
            ]
            at = [f"M{no} {low}h0" for no, low, high in own if no == month - 1 and low == high]
            if dots != at:
                yield self.found(f"{name} {year}", f"dots {dots}", at)

    def wrong_axis(
        self, name: str, drawing: Element, rows: list[dict[str, Any]], shared: int | None
    ) -> Iterator[str]:
        """Compare the axis of a panel with the picture in which its lines lie."""
        _, inner = drawing.iter("svg")
        *_, top = map(int, inner.get("viewbox").split())
        height, above = float(inner.get("height")), float(inner.get("y"))
        (group,) = inner.iter("g")
        if group.get("transform") != f"matrix(1 0 0 -1 0 {top})":
            yield self.found(name, group.get("transform"), "0 at the foot")
        highest = shared or max(row["obs_value_max"] for row in rows)
        if not highest <= top <= 2 * highest + 1:
            yield self.found(name, f"an axis to {top}", highest)
        lines = [float(one.get("y1")) for one in drawing.iter("line")]
        texts = [int(re.sub(r"\D", "", text_of(one))) for one in drawing.iter("text")]
        at = [above + height * (1 - text / top) for text in texts]
        if any(abs(y - wanted) > 0.01 for y, wanted in zip(lines, at, strict=True)):
            yield self.found(name, f"{texts} on the axis at {lines}", at)

    def wrong_drawings(self) -> Iterator[str]:
        """Compare what is drawn in each row of a table with the figures that stand in it."""
        # Bars of counties have one scale in all years.
        of_counties = 0.0
        for name, figure in self.figures("sexes", "counties", "areas", "background"):
            for table in figure.iter("table"):
                head, *lines = [[*line] for line in table.iter("tr")]
                shown = [no for no, one in enumerate(head) if "number" in one.get("class", "")]
                marked = [use.get("href")[1:] for one in head for use in one.iter("use")]
                (axis,) = classed(head[-1], "strip") or [None]
                numbers = [int(re.sub(r"\D", "", text_of(one))) for one in head[-1].iter("text")]
                sides = [[bounds_of(text_of(line[no])) for no in shown] for line in lines]
                highest = max(side[1] for line in sides for side in line if side)
                top = numbers[-1] if axis is not None and numbers else None
                if marked and not (numbers[0] == 0 and highest <= top):
                    yield self.found(name, f"an axis of {numbers}", highest)
                if marked != list(charts.MARKS)[: len(marked)] or len(marked) not in (
                    0,
                    len(shown),
                ):
                    yield self.found(name, f"marks {marked}", charts.MARKS)
                widest = of_counties if name.startswith("counties") else 0.0
                for line, own in zip(lines, sides, strict=True):
                    place = f"{name} {text_of(line[0])}"
                    (strip,) = classed(line[-1], "strip")
                    if marked:
                        yield from self.wrong_marks(place, strip, own, top, line)
                        continue
                    (bar,) = strip.iter("rect")
                    ends = [float(bar.get(name).rstrip("%")) for name in ("x", "width")]
                    widest = widest or ends[1] / own[0][1]
                    low, high, _ = own[0]
                    wanted = (
                        [widest * low, widest * (high - low)] if low < high else [0, widest * low]
                    )
                    of_counties = widest if name.startswith("counties") else of_counties
                    if any(
                        abs(end - other) > 0.02 for end, other in zip(ends, wanted, strict=True)
                    ):
                        yield self.found(place, f"a bar of {ends}", wanted)

    def wrong_marks(
        self,
        place: str,
        strip: Element,
        sides: list[tuple[int, int, int | None] | None],
        top: int,
        line: list[Element],
    ) -> Iterator[str]:
        """Compare the marks of a row with its figures; they are joined where it is comparable."""

        def at(value: int) -> float:
            return 3 + 94 * value / top

        known = [side[0] for side in sides if side and side[0] == side[1]]
        wanted = [
            (f"#{mark}", round(at(side[2]), 2))
            for mark, side in zip(charts.MARKS, sides, strict=False)
            if side and side[2] is not None
        ]
        drawn = [
            (use.get("href"), float(use.get("x").rstrip("%")))
            for use in strip.iter("use")
            if use.get("x")
        ]
        spans = [
            (one.get("class"), *(float(one.get(end).rstrip("%")) for end in ("x1", "x2")))
            for one in strip.iter("line")
        ]
        apart = NOT_COMPARABLE[self.language].strip("'").strip() in text_of(line[0])
        is_joined = len(known) > 1 and len(known) == len([side for side in sides if side])
        joins = [("join", at(min(known)), at(max(known)))] if is_joined and not apart else []
        bounds = [
            ("bounds", at(side[0]), at(side[1])) for side in sides if side and side[0] < side[1]
        ]
        if [mark for mark, _ in drawn] != [mark for mark, _ in wanted] or any(
            abs(x - other) > 0.011 for (_, x), (_, other) in zip(drawn, wanted, strict=True)
        ):
            yield self.found(place, f"marks at {drawn}", wanted)
        if [look for look, *_ in spans] != [look for look, *_ in joins + bounds] or any(
            abs(x - other) > 0.011
            for (_, *ends), (_, *others) in zip(spans, joins + bounds, strict=True)
            for x, other in zip(ends, others, strict=True)
        ):
            yield self.found(place, f"lines {spans}", joins + bounds)

    def wrong_lives(self) -> Iterator[str]:
        """Compare the timelines with the months in print and the days in force."""
        printed = self.marts.execute(
            "select measure_code, list_sort(list(distinct period)) "
            "from marts.participants_by_measure group by all"
        ).fetchall()
        in_force = {
            code: days
            for code, *days in self.marts.execute(
                "select measure_code, in_force_from, in_force_to from marts.dim_measure"
            ).fetchall()
        }
        first = min(days[0].year for _, days in printed) - 1

        def at(day: datetime.date) -> int:
            return (day.year - first) * 12 + day.month - 1

        ((_, figure),) = self.figures("lives")
        (table,) = figure.iter("table")
        drawn = {}
        for line in [*table.iter("tr")][1:]:
            (strip,) = classed(line, "strip")
            spans = {one.get("class"): one.get("d") for one in strip.iter("path")}
            drawn[key_of(line)["measure_code"]] = spans
        for code, days in printed:
            held = {at(day) for day in days}
            months = {
                int(start) + no
                for start, count in re.findall(r"M(\d+) 1h(\d+)", drawn[code]["print"])
                for no in range(int(count))
            }
            if months != held:
                yield self.found(f"lives {code}", f"printed in {sorted(months)}", sorted(held))
            begins, ends = in_force[code]
            wanted = None
            if begins or ends:
                start, stop = max(0, at(begins or days[0])), at(ends or days[-1]) + 1
                last = (max(days[-1].year for _, days in printed) + 2 - first) * 12
                wanted = f"M{start} 1H{min(stop, last)}" if start < min(stop, last) else None
            if drawn[code].get("force") != wanted:
                yield self.found(f"lives {code}", drawn[code].get("force"), wanted)

    def wrong_tiles(self) -> Iterator[str]:
        """Compare the map of tiles with the figures, the inhabitants and the places."""
        held = {
            row["county_code"]: row
            for row in rows_of(
                self.marts,
                "select county_code, county_name_short_nb as name, tile_row, tile_column, "
                "1000 * obs_value / county_population as rate "
                "from marts.participants_by_county "
                "inner join marts.dim_county using (county_division, county_code) "
                "inner join (select distinct county_division, county_code, county_population "
                "from marts.area_counties) using (county_division, county_code) "
                f"where tile_row is not null and status_code = '_T' and measure_code = '_T' "
                f"and {IN_MONTH} and {SHARED} order by rate",
            )
        }
        shades = []
        tiles = {key_of(tile.find("b"))["county_code"]: tile for tile in classed(self.root, "tile")}
        if tiles.keys() != held.keys():
            yield self.found("tiles", sorted(tiles), sorted(held))
        for code, row in held.items():
            tile = tiles.get(code)
            if tile is None:
                continue
            wanted = f"{row['name']} {self.decimal(round(row['rate'], 1))}"
            if text_of(tile) != wanted.replace("- ", "-"):
                yield self.found(f"tiles {code}", text_of(tile), wanted)
            place = f"grid-area: {row['tile_row']} / {row['tile_column']}"
            if tile.get("style") != place:
                yield self.found(f"tiles {code}", tile.get("style"), place)
            shades.append(tile.get("class").split()[1])
        if shades != sorted(shades) or not shades or (shades[0], shades[-1]) != ("s0", "s4"):
            yield self.found("tiles", f"shades {shades}", "from s0 to s4 as the figures grow")

    # --- numbers in words ------------------------------------------------------------------------

    def wrong_said(self) -> Iterator[str]:
        """Compare every number in the text that names its row with the mart."""
        for one in self.root.iter("b"):
            mart, column, key = one.get("data-mart"), one.get("data-column"), key_of(one)
            if not mart or column == "per_1000":
                continue
            where = " and ".join(f"{name} = '{code}'" for name, code in key.items())
            rows = rows_of(self.marts, f"from marts.{mart} where {where}")
            # In a sentence a mean is of whole people.
            for row in rows:
                row.pop("month_count", None)
            if len(rows) != 1:
                yield self.found(f"{self.place(one)} {key}", f"{len(rows)} rows", 1)
            elif column == "change_pct":
                value = rows[0]["change_pct"]
                sign = "" if self.place(one) == "findings" else "+" if value >= 0 else "\u2212"
                percent = self.words("percent", number=self.decimal(abs(value)))
                if text_of(one) != sign + percent or not rows[0]["is_comparable"]:
                    yield self.found(f"{self.place(one)} {key}", text_of(one), sign + percent)
            elif text_of(one) != (wanted := self.shown(rows[0], column)):
                yield self.found(f"{self.place(one)} {key}", text_of(one), wanted)
        # Beside each year whose change since the one above is known.
        for line in [one for one in self.root.iter("li") if one.find("svg") is not None]:
            figures = line.findall("b")
            for figure, change in itertools.pairwise(figures):
                if key_of(change)["period"] != key_of(figure)["period"]:
                    yield self.found(self.place(line), key_of(change), key_of(figure))

    def wrong_findings(self) -> Iterator[str]:
        """Choose the findings anew, by the figures and the verdicts alone, and compare them."""
        (findings,) = [one for one in self.root.iter("section") if one.get("id") == "findings"]
        said = [
            "".join(one.itertext()).replace(" " + self.words("explore"), "")
            for one in findings.iter("li")
        ]
        wanted = [one[0].upper() + one[1:] for one in self.findings()]
        if said != wanted:
            odd = [one for one in said if one not in wanted]
            yield self.found("findings", odd, [one for one in wanted if one not in said])

    def findings(self) -> Iterator[str]:
        """Return the sentences that must stand first."""
        language = self.language
        (no,) = self.marts.execute(f"select {HEADLINE}").fetchone()
        month = MONTHS[language].split()[no - 1]
        sets: dict[tuple[str, str], dict[int, int | None]] = {}
        names = {}
        for kind, mart in (("measure_group", BY_GROUP), ("series", "participants_by_series")):
            for code, name, year, value in self.marts.execute(
                f"select {kind}_code, {kind}_name_{language}, year(period), obs_value "
                f"from marts.{mart} where {TOTALS} and month(period) = {no} order by 1, 3"
            ).fetchall():
                sets.setdefault((kind, code), {})[year] = value
                names[kind, code] = name
        verdicts = {
            ((kind, code), first, last): (verdict, codes)
            for kind, code, first, last, verdict, codes in self.marts.execute(
                "select measure_set_kind, measure_set_code, from_year, to_year, "
                "if(is_comparable, 'yes', verdict), comparability_codes from marts.comparability "
                "where status_code = '_T' and sex_code = '_T' and dimension = '_T'"
            ).fetchall()
        }
        changed, broken = [], []
        for one, figures in sets.items():
            first, *_, last = [*figures, None] if len(figures) == 1 else [*figures]
            if (
                last
                and verdicts[one, first, last][0] == "yes"
                and None
                not in (
                    figures[first],
                    figures[last],
                )
            ):
                changed.append((one, first, last, figures[first], figures[last]))
            for former, year in itertools.pairwise(figures):
                if verdicts[one, former, year][0] == "broken":
                    broken.append((figures[former] or -1, one, former, year))
        # Means of twelve months rest on no choice of a month: first of all.
        means = self.marts.execute(
            "select year(period), obs_value, is_comparable from marts.annual_means where "
            "measure_set_kind = 'measure_group' and measure_set_code = '_T' and month_count = 12 "
            f"and {TOTALS} order by 1"
        ).fetchall()
        (former, before, _), (year, mean, is_comparable) = means[-2:]
        if is_comparable:
            sentence = self.words(
                "finding_mean",
                **{"from_year": former, "to_year": year},
                **{"from_value": self.number(before), "value": self.number(mean)},
            )
            yield f"{sentence} {self.content('measure_group', '_T', '_T', former, year)}".strip()
        for one, first, last, start, end in changed:
            if one[1] == "_T":
                more = "more" if end > start else "fewer"
                change = self.decimal(round(Decimal(abs(end - start)) * 100 / start, 1))
                sentence = self.words(
                    "finding_total",
                    **{"month": month, "from_year": first, "to_year": last},
                    **{"from_value": self.number(start), "value": self.number(end)},
                    more=self.words(more, change=self.words("percent", number=change)),
                )
                yield f"{sentence} {self.content(*one, '_T', first, last)}".strip()
        for finding, is_so in (
            ("doubled", lambda start, end: end > 2 * start > 0),
            ("halved", lambda start, end: 2 * end < start),
        ):
            candidates = [one for one in changed if one[0][1] != "_T" and is_so(*one[3:])]
            for one, first, last, start, end in sorted(
                candidates, key=lambda found: (-abs(found[4] - found[3]), found[0])
            )[:1]:
                sentence = self.words(
                    f"finding_{finding}",
                    **{
                        "what": self.words(f"of_{one[0]}", name=names[one]),
                        "month": month,
                        "from_year": first,
                        "to_year": last,
                    },
                    **{"from_value": self.number(start), "value": self.number(end)},
                )
                yield f"{sentence} {self.content(*one, '_T', first, last)}".strip()
        for _, one, former, year in sorted(broken, key=lambda found: (-found[0], found[1]))[:1]:
            codes = verdicts[one, former, year][1].split()
            reasons = self.marts.execute(
                f"select sentence_{language} from marts.dim_comparability_note "
                f"where applies = 'dated' and note_code in (select unnest({codes})) "
                "order by order_no"
            ).fetchall()
            yield self.words(
                "finding_broken",
                **{
                    "what": self.words(f"of_{one[0]}", name=names[one]),
                    "from_year": former,
                    "to_year": year,
                },
                reason=reasons[0][0],
            )

    def wrong_means(self) -> Iterator[str]:
        """Compare what is said of the means of each pair of years with the verdicts."""
        verdicts: dict[tuple[str, str], list[str]] = {}
        for kind, code, first, last, verdict, *changed in self.marts.execute(
            "with means as (select *, year(period) as to_year from marts.annual_means "
            f"where {TOTALS} and month_count = 12), pairs as (select later.measure_set_kind, "
            "later.measure_set_code, max(former.to_year) as from_year, later.to_year "
            "from means as later inner join means as former "
            "using (measure_set_kind, measure_set_code) where former.to_year < later.to_year "
            "group by all) select measure_set_kind, measure_set_code, from_year, to_year, verdict, "
            "changed_pct_min, changed_pct_max from pairs inner join marts.comparability "
            "using (measure_set_kind, measure_set_code, from_year, to_year) "
            f"where {TOTALS} and dimension = '_T' order by to_year"
        ).fetchall():
            said = NAMED["verdict"][verdict][self.language]
            said += f" {self.between(*changed)} %" if verdict == "changed" else ""
            verdicts.setdefault((kind, code), []).append(f"{first}–{last}: {said}")
        (section,) = [one for one in self.root.iter("section") if one.get("id") == "means"]
        for table in section.iter("table"):
            for line in [*table.iter("tr")][1:]:
                of = (key_of(line)["measure_set_kind"], key_of(line)["measure_set_code"])
                said, wanted = text_of([*line][-2]), "; ".join(verdicts.get(of, []))
                if said != wanted:
                    yield self.found(f"means {of}", said, wanted)

    def wrong_links(self) -> Iterator[str]:
        """Compare what links ask the other page for with the marts: there are such figures."""
        links = [one.get("href", "") for one in self.root.iter("a")]
        asked = [link for link in links if link.startswith("explore")]
        figures = [one for one in self.root.iter("figure") if self.place(one) != "lives"]
        linked = [one for one in figures if any("explore" in a.get("href") for a in one.iter("a"))]
        if figures != linked:
            yield self.found("links", f"{len(linked)} figures", len(figures))
        for link in asked:
            page, _, selection = link.partition("#")
            chosen = dict(parse_qsl(selection, strict_parsing=True))
            mart = chosen.pop("set")
            view = {name: chosen.pop(name) for name in ("view", "month") if name in chosen}
            unknown = chosen.keys() - {*self.keys(mart)}
            if page != EXPLORE[self.language] or unknown or view.get("view", "month") != "month":
                yield self.found("links", link, self.keys(mart))
                continue
            where = " and ".join(
                f"{name} = '{code}'" for name, code in chosen.items() if code != "*"
            )
            if not rows_of(self.marts, f"from marts.{mart} where {where} limit 1"):
                yield self.found("links", link, "figures")

    # --- words -----------------------------------------------------------------------------------

    def sentences(self) -> dict[str, list[str]]:
        """Return by place the phrases with numbers that must be said, as the marts have them."""
        language, months = self.language, MONTHS[self.language].split()

        def one(sql: str) -> tuple[Any, ...]:
            return self.marts.execute(sql).fetchall()[0]

        month = months[one(f"select {HEADLINE}")[0] - 1]
        sexed = rows_of(
            self.marts,
            f"select distinct year(period) as year from marts.{BY_GROUP} "
            f"where sex_code <> '_T' and status_code = '_T' and {IN_MONTH} order by year",
        )
        years = [str(row["year"]) for row in sexed]
        (background,) = one("select max(year(period)) from marts.participants_by_background")
        (group,) = one(
            f"select measure_group_name_{language} from marts.dim_measure_group where {SHARED}"
        )
        checks, kinds, violated = one(
            "select sum(check_count), count(distinct identity), "
            "coalesce(sum(check_count) filter (verdict = 'violated'), 0) from marts.check_summary"
        )
        errata, day = one(
            "select count(*), (select max(measured_on) from marts.detection_power) "
            "from marts.dim_erratum"
        )
        said = {
            "sexes": [f" {listed(years, self.language)} "],
            **{f"sexes-{year}": [f"{month} {year}"] for year in years},
            "trust": [
                f"{self.number(checks)} ",
                f" {kinds} ",
                f" {violated} ",
                f" {errata} ",
                f"{day}",
            ],
        }
        for (division,) in self.marts.execute(
            "select distinct county_division from marts.participants_by_county"
        ).fetchall():
            said[f"counties-{division}"] = [group, f"{month} {division}"]
        # Of counties that are gone, what the functions say.
        said["counties"] = [
            sentence
            for (sentence,) in self.marts.execute(
                f"select words_{language} from "
                '"next: use the attached database, or name it as db".told_of_areas '
                "where area_code is null"
            ).fetchall()
        ]
        for dimension in values(
            self.marts, "select distinct dimension from marts.participants_by_background"
        ):
            said[dimension] = [f"{month} {background}"]
        methods = rows_of(
            self.marts,
            "from marts.dim_geography_method "
            "where geography_method in (select geography_method "
            "from marts.participants_by_county_harmonized where target_division = "
            "(select max(target_division) from marts.area_counties))",
        )
        said["areas"] = [
            group,
            *(row[f"{words}_{language}"] for row in methods for words in METHOD_WORDS),
        ]
        tiled = values(
            self.marts,
            "select distinct county_division from marts.dim_county where tile_row is not null",
        )
        said["tiles"] = [group, *(f"{month} {of}" for of in tiled), self.number(1000), "18–66"]
        return said

    def wrong_sentences(self) -> Iterator[str]:
        """Compare the sentences of each place, and every number in them, with the marts."""
        texts: dict[str, list[str]] = {}

        def walk(element: Element, place: str) -> None:
            if element.tag in ("figure", "section"):
                place = self.place(element)
            if element.tag in ("svg", "tr", "script", "style", "header", "nav", "footer"):
                return
            # Findings, the years of panels and tiles are compared elsewhere.
            is_tile = element.get("class", "").startswith("tile ")
            if element.get("id") == "findings" or element.tag == "ol" or is_tile:
                return
            own = [element.text or "", *(child.tail or "" for child in element)]
            texts.setdefault(place, []).extend(
                filter(None, [" ".join(" ".join(own).split(" ")), element.get("aria-label")])
            )
            for child in element:
                walk(child, place)

        walk(self.root.find("body"), "")
        # What every mark of suppression is said to be.
        (below,) = values(
            self.marts,
            "select max(suppressed_below) from marts.dim_document having count(distinct "
            "suppressed_below) = 1",
        )
        said = self.sentences()
        for place, phrases in said.items():
            text = "\n".join(texts.get(place, []))
            for phrase in phrases:
                if phrase not in text:
                    yield self.found(place, "not said", phrase)
        for place, held in texts.items():
            allowed = {*digits(" ".join(said.get(place, []))), *map(str, range(below))}
            for text in held:
                for digit in digits(text):
                    if digit not in allowed:
                        yield self.found(place, f"{digit} in {text.strip()!r}", sorted(allowed))

    # --- lists -----------------------------------------------------------------------------------

    def wrong_lists(self) -> Iterator[str]:
        """Compare the tables that are lists with their marts."""
        tables = [
            one
            for one in self.root.iter("table")
            if not one.get("data-column") and "words" not in one.get("class", "")
        ]
        if [one.get("data-mart") for one in tables] != [*LISTS]:
            yield self.found("lists", [one.get("data-mart") for one in tables], [*LISTS])
        for table in tables:
            mart = table.get("data-mart")
            _, *lines = [[text_of(cell) for cell in line] for line in table.iter("tr")]
            sql = LISTS.get(mart, "select 'no such list'").format(language=self.language)
            wanted = [
                [
                    self.number(cell)
                    if isinstance(cell, int)
                    else re.sub(r"[ \n]+", " ", str(cell).replace("- ", "-"))
                    if cell is not None
                    else ""
                    for cell in row
                ]
                for row in self.marts.execute(sql).fetchall()
            ]
            named = [self.listed(mart, line) for line in lines]
            width = {len(row) for row in wanted} | {len(row) for row in named}
            if len(width) != 1 or sorted(named) != sorted(wanted):
                odd = [row for row in named if row not in wanted][:2]
                yield self.found(mart, odd, [row for row in wanted if row not in named][:2])

    def listed(self, mart: str, line: list[str]) -> list[str]:
        """Return what is compared of a row of a list: words for codes are the page's own."""
        left_out = {"measure_succession": (1,), "dim_erratum": (3,), "detection_power": (0,)}
        left_out["external_agreement"] = (4,)
        return [text for no, text in enumerate(line) if no not in left_out.get(mart, ())]


TOGETHER = {"nb": "Til sammen", "en": "Together"}
CHECKED = ", ".join(
    f"coalesce(sum(check_count) filter (verdict = '{verdict}'), 0)::bigint"
    for verdict in ("exact", "within_bounds", "within_rounding", "not_checkable", "violated")
)
# In Norwegian where the mart has it so.
REASON = "case when '{{language}}' = 'nb' then {name}_nb else {name} end"
LISTS = {
    "dim_municipality_transfer": "select municipality_name, from_county_name_nb, "
    "to_county_name_nb, moved_on::varchar, population from marts.dim_municipality_transfer",
    "dim_comparability_note": "select note_code, sentence_{language} "
    "from marts.dim_comparability_note",
    "measure_succession": "select from_measure_name_{language}, to_measure_name_{language}, "
    "changed_from::varchar, changed_to::varchar, "
    + REASON.format(name="reason")
    + " from marts.measure_succession",
    "identity_checks": "select statement_{language}, sum(check_count)::bigint, "
    + CHECKED
    + " from marts.check_summary inner join marts.dim_identity using (identity) group by 1 "
    "union all select if('{language}' = 'nb', 'Til sammen', 'Together'), "
    "sum(check_count)::bigint, " + CHECKED + " from marts.check_summary",
    "detection_power": "select sum(error_count)::bigint, sum(visible_count)::bigint, "
    "sum(found_count)::bigint, sum(named_first_count)::bigint, sum(named_in_three_count)::bigint, "
    "sum(wrongly_unique_count)::bigint from marts.detection_power group by error_kind",
    "external_agreement": "select publisher || ': ' || title, counts_{language}, printed, "
    "obs_value, reason_{language} from marts.external_agreement",
    "dim_document": "select title || ' (' || edition || '), ' || file_name, "
    "coalesce(law_printed, '-'), table_count, row_count, cell_count, number_count, "
    "suppressed_count, blank_count from marts.dim_document",
    "dim_erratum": "select printed, corrected, file_name || case when line_no is not null then "
    "if('{language}' = 'nb', ', linje ', ', line ') || line_no else '' end, match_count, "
    + REASON.format(name="reason")
    + ", "
    + REASON.format(name="evidence")
    + " from marts.dim_erratum inner join marts.dim_document "
    "using (document_id)",
}


def digits(text: str) -> list[str]:
    """Return the numbers of a text, without what divides their thousands."""
    return [
        re.sub(r"[,\u00a0]", "", number) for number in re.findall(r"\d+(?:[,\u00a0]\d{3})*", text)
    ]


def undrawn(line: Element) -> list[Element]:
    """Return the cells of a row but for what is drawn."""
    return [cell for cell in line if "drawn" not in cell.get("class", "")]


def listed(texts: Sequence[str], language: str) -> str:
    """Return texts as people list them."""
    and_last = {"nb": " og ", "en": " and "}[language]
    return and_last.join(filter(None, (", ".join(texts[:-1]), texts[-1])))


def bounds_of(text: str) -> tuple[int, int, int | None] | None:
    """Return between what a figure of a table lies, and itself where it is given; None for none."""
    if text == ABSENT:
        return None
    *estimate, between = text.removeprefix("≈").split("(")
    low, *high = [int(re.sub(r"\D", "", part)) for part in between.split("–")]
    given = int(re.sub(r"\D", "", estimate[0])) if estimate else None if high else low
    return low, high[0] if high else low, given


def points_of(path: str) -> tuple[set[tuple[int, int]], list[int]]:
    """Return the points of a path (month, figure), and the months from which it leaps to others."""
    points, leaps = set(), []
    for part in path.replace("Z", "").replace("h0", "").split("M")[1:]:
        run = [tuple(map(int, point.split())) for point in part.split("L")]
        points |= {*run}
        leaps += [
            month for (month, _), (other, _) in itertools.pairwise(run) if abs(other - month) > 1
        ]
    return points, leaps


@pytest.fixture(scope="module")
def pages(built: Workspace) -> dict[str, str]:
    """Return the page in each language."""
    folder = built.folder / "exports" / "report"
    return {name: (folder / file).read_text(encoding="utf-8") for name, file in PAGES.items()}


@pytest.mark.parametrize("language", PAGES)
def test_means_are_said_where_sums_of_months_are_not_to_be(
    language: str, pages: dict[str, str], marts: Connection
) -> None:
    """Beside the warning against adding up months stand the means of the years that have twelve."""
    page = Page(pages[language], language, marts)
    (row,) = [
        line
        for line in page.root.iter("tr")
        if text_of(line).startswith(
            *values(
                marts,
                f"select may_not_{language} from marts.dim_usage_warning "
                "where warning_code = 'STOCK_EOM'",
            )
        )
    ]
    assert text_of(row).endswith(f": {of_means(marts, language)}.")


@pytest.mark.parametrize("language", PAGES)
def test_the_page_says_which_years_and_groups_it_holds(
    language: str, pages: dict[str, str], marts: Connection
) -> None:
    """Each year by its months; of one without a total of all groups, the groups that it has."""
    words = {key: text[language] for key, text in WORDS.items()}
    said = {key: text[language] for key, text in EXPORTED.items()}
    years = []
    for year, months, codes in marts.execute(
        "select year(period), list(distinct month(period)), list(distinct measure_group_code) "
        "from marts.participants where freq = 'M' and indicator = 'participants' "
        "group by all order by 1"
    ).fetchall():
        month = words[f"month_{min(months)}"]
        whole = words["held_year" if len(months) > 1 else "held_month"]
        groups = ", ".join(
            name
            for (name,) in marts.execute(
                f"select measure_group_name_{language} from marts.dim_measure_group "
                f"where measure_group_code in {(*codes, '')} order by measure_group_code"
            ).fetchall()
        )
        only = "" if "_T" in codes else said["held_groups"].format(groups=groups)
        years.append(whole.format(year=year, month=month, month_count=len(months)) + only)
    assert (
        f'<p class="lead">{said["held"].format(years=listed(years, language))}</p>'
        in pages[language]
    )


@pytest.mark.parametrize("language", PAGES)
def test_page_says_what_the_marts_say(
    language: str, pages: dict[str, str], marts: Connection
) -> None:
    assert Page(pages[language], language, marts).wrong() == []


def test_lives_show_the_days_in_force_and_none_of_the_register(
    pages: dict[str, str], marts: Connection
) -> None:
    in_force = values(
        marts,
        "select day::varchar from (unpivot marts.dim_measure on in_force_from, in_force_to "
        "into name side value day)",
    )
    for page in pages.values():
        start = page.index('id="figure-lives"')
        shown = re.findall(r">(\d{4}-\d\d-\d\d)<", page[start : page.index("</figure>", start)])
        assert sorted(shown) == sorted(in_force)


@pytest.mark.parametrize(
    ("begins", "ends", "bar"),
    [
        ("", "", None),
        ("2015-06-01", "", "M29 1H60"),
        ("", "2016-12-31", "M13 1H48"),
        ("2015-06-01", "2016-12-31", "M29 1H48"),
        ("2010-01-01", "2030-01-01", "M0 1H84"),
        ("", "2012-01-01", None),
    ],
)
def test_a_bar_goes_where_a_measure_is_known_to_be_in_force(
    begins: str, ends: str, bar: str | None
) -> None:
    """To the first or last print where one end is not known; none where neither is."""
    printed = ["2014-02-01", "2017-12-01"]
    drawn = charts.timeline(begins, ends, printed, range(2013, 2020))
    assert re.findall(r'class="force" d="([^"]*)"', drawn) == ([bar] if bar else [])
    assert re.findall(r'class="print" d="([^"]*)"', drawn) == ["M13 1h1M59 1h1"]


def test_months_are_joined_only_where_they_follow_and_bounds_are_a_band() -> None:
    rows = [
        {"year": 2001, "month": month, "obs_value": low if low == high else None}
        | {"low": low, "high": high}
        for month, low, high in ((1, 5, 5), (2, 6, 6), (4, 7, 7), (6, 3, 9), (7, 2, 2))
    ]
    drawn = charts.months(rows, {2001: "y0"}, 9, str, 2, charts.PANEL)
    assert re.findall(r'data-year="2001" d="([^"]*)"', drawn) == ["M0 5L1 6M3 7h0M5 3L6 2M5 9L6 2"]
    assert re.findall(r'class="band y0" d="([^"]*)"', drawn) == ["M5 3L6 2L6 2L5 9Z"]
    assert re.findall(r'class="dot y0" d="([^"]*)"', drawn) == ["M1 6h0"]


@pytest.mark.parametrize(
    ("most", "count", "steps"),
    [
        (85110, 5, [0, 20000, 40000, 60000, 80000, 100000]),
        (100000, 5, [0, 20000, 40000, 60000, 80000, 100000]),
        (9, 3, [0, 5, 10]),
        (3, 3, [0, 1, 2, 3]),
        (0, 3, [0, 1]),
    ],
)
def test_axis_has_round_numbers_up_to_the_largest(most: int, count: int, steps: list[int]) -> None:
    assert charts.ticks(most, count) == steps


@pytest.mark.parametrize("language", PAGES)
def test_data_set_is_described_truly(
    language: str, pages: dict[str, str], marts: Connection
) -> None:
    """JSON-LD says what the documents say: no licence, address or publisher that is not known."""
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', pages[language])
    described = json.loads(text)
    documents = rows_of(marts, "from marts.dim_document order by period_from, precedence")
    assert described.pop("isBasedOn") == [
        {
            "@type": "CreativeWork",
            "name": f"{row['title']} ({row['edition']})",
            "publisher": {"@type": "Organization", "name": row["publisher"]},
        }
        for row in documents
    ]
    first, last = (min(row["period_from"] for row in documents), documents[-1]["period_to"])
    assert described["temporalCoverage"] == f"{first:%Y-%m}/{last:%Y-%m}"
    pyproject = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    assert described["version"] == pyproject["project"]["version"]
    (title,) = re.findall(r"<title>(.*?)</title>", pages[language])
    assert described["name"] == html.unescape(title)
    assert described["citation"] in html.unescape(pages[language].split("</head>")[1])
    assert described["inLanguage"] == language
    assert described["variableMeasured"] == values(
        marts,
        f"select code_name_{language} from marts.dim_code where dimension = 'indicator' "
        "order by code",
    )
    assert {*described} == {
        *("@context", "@type", "name", "description", "version", "inLanguage"),
        *("temporalCoverage", "spatialCoverage", "variableMeasured", "citation"),
    }


def replaced(before: str, after: str) -> Callable[[str], str]:
    """Return what changes the first place where an expression matches in a page."""

    def change(page: str) -> str:
        changed = re.sub(before, after, page, count=1, flags=re.DOTALL)
        assert changed != page
        return changed

    return change


def names_swapped(page: str) -> str:
    """Give two panels of the chart of series each other's title."""
    start = page.index('id="figure-series"')
    head, chart = page[:start], page[start:]
    first, second = re.findall(r">(Assessment|Mentor)</a></h3>", chart)
    chart = chart.replace(f">{first}</a></h3>", ">*</a></h3>", 1)
    chart = chart.replace(f">{second}</a></h3>", f">{first}</a></h3>", 1)
    return head + chart.replace(">*</a></h3>", f">{second}</a></h3>", 1)


# What is changed in the English page, and what must be said of it: parts of one line.
SABOTAGES: dict[str, tuple[Callable[[str], str], str]] = {
    "a number of a finding is another": (
        replaced(r'(id="findings".*?<b [^>]*>)79,450', r"\g<1>79,451"),
        "79,451, expected 79,450",
    ),
    "a finding is lost": (
        replaced(r"<li>The measure group Wage subsidies more than doubled.*?</li>", ""),
        "findings: … expected … 'The measure group Wage subsidies more than doubled",
    ),
    "a finding is of another reason": (
        replaced(r"(cannot be said\. )Qualification", r"\1Disqualification"),
        "Disqualification … expected",
    ),
    "a verdict on two means is another": (
        replaced(r'(id="means".*?2017–2022: )Yes, content changed', r"\1Yes, same measures"),
        "means … Yes, same measures … expected 2017–2022: Yes, content changed 4.85–4.86 %",
    ),
    "a fall is a rise": (
        lambda page: page.replace("\u221242.0\u00a0%", "+42.0\u00a0%"),
        "+42.0\u00a0%, expected \u221242.0\u00a0%",
    ),
    "the year of a panel is another": (
        replaced(r'(id="figure-everyone".*?</svg>) 2014 <b', r"\1 2015 <b"),
        "everyone Total … (2015, ['75,",
    ),
    "a figure of a panel is another": (
        replaced(r'(id="figure-everyone".*?<b [^>]*>)75,412', r"\g<1>75,413"),
        "75,413, expected 75,412",
    ),
    "a figure of a table is another": (
        replaced(
            r'(<table data-mart="participants_by_series".*?<td class="number">)[\d,]+', r"\g<1>7"
        ),
        "'series_code': 'assessment'}: 7, expected",
    ),
    "what is suppressed is zero": (
        replaced(r'number unknown"( data-key="[^"]*")?>0–3\*', r'number">0'),
        "0, expected 0–3*",
    ),
    "every break is said to be a merger": (
        lambda page: page.replace("No, broken", "Yes, merged"),
        "Yes, merged, expected False",
    ),
    "a break is not drawn": (
        replaced(r'(id="figure-series".*?)<li class="break">[^<]*</li>', r"\1"),
        "breaks drawn in [], expected [2022]",
    ),
    "what is new in a group is not said": (
        replaced(r'(id="figure-groups".*?>Follow-up<.*?)<small>[^<]*</small>', r"\1"),
        "groups Follow-up: [] … Measures that are new since 2017 … per cent of the participants",
    ),
    "a year is dashed that can be compared": (
        replaced(r'(id="figure-everyone".*?class="y\d)(" data-year="2017")', r"\1 apart\2"),
        "everyone Total 2017: drawn … apart: False",
    ),
    "areas are of another division": (
        lambda page: page.replace("target_division=2024", "target_division=2017"),
        "none: it is not to be shown",
    ),
    "an area has another name": (
        replaced(r'(data-key="area_code=11">.*?>)Rogaland<', r"\g<1>Vestland<"),
        "11: called ['Vestland'",
    ),
    "an area is comparable that is not": (
        replaced(r" \(not comparable\)</th>", "</th>"),
        "(not comparable)",
    ),
    "a column bears another name": (
        replaced(r'(data-key="series_code=mentor"[^>]*>)Mentor', r"\g<1>Assessment"),
        "mentor: called",
    ),
    "a panel bears the title of another series": (names_swapped, "series Mentor 2017: [(0,"),
    "a line runs through another figure": (
        replaced(r'(id="figure-groups".*?data-year="2017" d="M0 )\d+', r"\g<1>1"),
        "groups Work practice 2017: [(0, 1)]",
    ),
    "an axis bears another number": (
        replaced(r'(id="figure-everyone".*?<text [^>]*>)20,000', r"\g<1>30,000"),
        "everyone Total: [0, 30000, … on the axis",
    ),
    "a bar is shorter": (
        replaced(r'(id="figure-counties-2017".*?Oslo</th>.*?width=")[\d.]+', r"\g<1>9.99"),
        "counties-2017 Oslo: a bar of [0.0, 9.99]",
    ),
    "a mark of a pair is moved": (
        replaced(r'(id="figure-sexes-2017".*?href="#circle" x=")[\d.]+%', r"\g<1>1.00%"),
        "sexes … marks at [('#circle', 1.0)",
    ),
    "years that can be compared are not joined": (
        replaced(r'(id="figure-areas".*?)<line class="join"[^>]*/>', r"\1"),
        "areas Oslo: lines [], expected [('join'",
    ),
    "a measure is printed a month later": (
        replaced(r'(id="figure-lives".*?class="print" d="M)\d+', r"\g<1>14"),
        "lives … printed in [14",
    ),
    "a tile has another figure": (
        replaced(r'(class="tile [^>]*>Oslo <b [^>]*>)[\d.]+', r"\g<1>9.9"),
        "tiles 03: Oslo 9.9, expected Oslo 5.6",
    ),
    "a tile lies elsewhere": (
        replaced(r'(grid-area: )6 / 3(">Oslo)', r"\g<1>6 / 5\2"),
        "tiles 03: grid-area: 6 / 5",
    ),
    "a tile has another shade": (
        replaced(r'tile s\d("[^>]*>Oslo)', r"tile s4\1"),
        "tiles: shades",
    ),
    "a link asks for what is not there": (
        replaced(r"(participants_by_series&amp;series_code=)mentor", r"\1nothing"),
        "series_code=nothing … expected figures",
    ),
    "a month of a row is another": (
        replaced(r'(<tr data-key="period=2017-03-01"><th scope="row">)2017-03', r"\g<1>2017-04"),
        "2017-03-01: said to be",
    ),
    "a number of checks is another": (
        replaced(r"9,\d+ checks", "9,999 checks"),
        "trust: not said",
    ),
    "a number stands in a sentence that no mart has": (
        replaced(r"Each panel has its own scale\.", "Each of 12 panels has its own scale."),
        "groups: 12 in",
    ),
    "a correction is lost": (
        replaced(r'(<table data-mart="dim_erratum">.*?<tbody>\s*)<tr.*?</tr>', r"\1"),
        "en, dim_erratum",
    ),
    "a row is lost": (
        replaced(r'<tr data-key="period=2017-05-01">.*?</tr>', ""),
        "not shown … 2017-05-01",
    ),
    "a chart is drawn with the table of another": (
        replaced(
            r'(id="figure-groups".*?<table data-mart=")participants_by_measure_group', r"\1headline"
        ),
        "a table of headline",
    ),
}


# These change what others are looked up by.
APART = ("areas are of another division", "a chart is drawn with the table of another")


@pytest.fixture(scope="module")
def found(pages: dict[str, str], marts: Connection) -> dict[str, list[str]]:
    """Return what is found of each change: a page takes seconds, so that one has most of them."""
    page = pages["en"]
    for name, (change, _) in SABOTAGES.items():
        if name not in APART:
            page = change(page)
    together = Page(page, "en", marts).wrong()
    return dict.fromkeys(SABOTAGES, together) | {
        name: Page(SABOTAGES[name][0](pages["en"]), "en", marts).wrong() for name in APART
    }


@pytest.mark.parametrize("name", SABOTAGES)
def test_what_is_changed_on_the_page_is_found(name: str, found: dict[str, list[str]]) -> None:
    _, expected = SABOTAGES[name]
    parts = expected.split(" … ")
    assert any(all(part in line for part in parts) for line in found[name]), found[name]
