"""Every figure, verdict, year, break and name on the report page is what its mart says.

Tables and cards name their mart, column and key in data attributes (the table's part of the key,
the row's, the column's, the cell's). All of them are read from the HTML, in both languages, and
looked up in the exported database; what must be on the page, the names of codes, breaks and
sentences are asked of the marts by queries of this file, not by those that the page is made with.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder

import pytest
from conftest import Connection, Workspace, values
from rehearse import rows_of
from report import charts

PAGES = {"nb": "index.html", "en": "en.html"}
THOUSANDS = {"nb": "\u00a0", "en": ","}
ABSENT = ".."
MONTHS = {
    "nb": "januar februar mars april mai juni juli august september oktober november desember",
    "en": "January February March April May June July August September October November December",
}
IN = {"nb": "i", "en": "in"}
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
# By the id of what is around a table or the cards: the mart, and which of its rows must be shown.
SHOWN = {
    "cards": (BY_GROUP, f"measure_group_code = '_T' and {TOTALS} and {IN_MONTH}"),
    "everyone": (BY_GROUP, f"measure_group_code = '_T' and {TOTALS}"),
    "groups": (BY_GROUP, f"measure_group_code <> '_T' and {TOTALS}"),
    "series": ("participants_by_series", TOTALS),
    "measures": ("participants_by_measure", f"{TOTALS} and {IN_MONTH}"),
    "statuses": (
        BY_GROUP,
        "measure_group_code = '_T' and status_code <> '_T' and sex_code = '_T'",
    ),
    "sexes": (
        BY_GROUP,
        "measure_group_code <> '_T' and status_code = '_T' and sex_code <> '_T' and "
        f"period in (select period from marts.{BY_GROUP} "
        f"where measure_group_code = '_T' and sex_code <> '_T') and {IN_MONTH}",
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
        "measure_code in (select measure_code from marts.participants_by_measure)",
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
    "where dimension = 'county' and code = $code), $code || ' ' || county_name_nb) "
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
NOT_COMPARABLE = {"nb": "' (ikke sammenlignbart)'", "en": "' (not comparable)'"}
YES = {"nb": "Ja", "en": "Yes"}
LINES = re.compile(r"M([\d.]+),([\d.]+)")
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
        while element.tag not in ("figure", "section", "dl"):
            element = self.around[element]
        if element.tag == "dl":
            return "cards"
        return element.get("id", "").removeprefix("figure-")

    def part(self, element: Element) -> str:
        """Return the id of the section that an element stands in, or `cards`."""
        while element.tag not in ("section", "dl"):
            element = self.around[element]
        return element.get("id", "cards")

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
            *self.wrong_bars(),
            *self.wrong_pairs(),
            *self.wrong_sentences(),
            *self.wrong_lists(),
        ]

    # --- cells -----------------------------------------------------------------------------------

    def cells(self, table: Element) -> Iterator[tuple[dict[str, str], str, list[str], str]]:
        """Return the key, text, heads of the row, and head of the column of each cell."""
        if table.tag == "dl":
            for card in table:
                heading, figure = card
                yield key_of(card), text_of(figure), [], text_of(heading)
            return
        head, *lines = table.iter("tr")
        # Columns of figures have keys, where these are not the cells' own.
        keyed = [no for no, one in enumerate(head) if one.get("data-key")]
        first = keyed[0] if keyed else 1
        for line in lines:
            heads = [text_of(cell) for cell in line[:first]]
            for column, cell in zip(head[first:], line[first:], strict=True):
                yield key_of(table, line, column, cell), text_of(cell), heads, text_of(column)

    def wrong_cells(self) -> Iterator[str]:
        """Compare every cell that names a row of a mart with it, and all keys with the mart's."""
        shown: dict[str, set[tuple[str, ...]]] = {part: set() for part in SHOWN}
        verdicts: dict[str, set[str]] = {}
        for table in [one for one in self.root.iter() if one.get("data-column")]:
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
                    changed = re.search(r" [\d.,]+ %$", text)
                    if changed and self.decimal(row["changed_pct_max"]) != changed[0][1:-2]:
                        yield self.found(place, text, row["changed_pct_max"])
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

    def decimal(self, value: Decimal) -> str:
        """Return a number with one decimal as it must stand."""
        return str(value).replace(".", "," if self.language == "nb" else ".")

    def shown(self, row: dict[str, Any], column: str) -> str:
        """Return a figure of a row as it must stand: its bounds where it is not known."""
        if row[column] is not None:
            return self.number(row[column])
        return f"{self.number(row['obs_value_min'])}–{self.number(row['obs_value_max'])}*"

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
            if column in of_table or (table.tag == "dl" and column != "period"):
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

    def charts(self, *parts: str) -> Iterator[tuple[str, Element, Element]]:
        """Return each drawing of the figures of some parts, with its name and its table."""
        for figure in self.root.iter("figure"):
            if self.part(figure) in parts:
                (table,) = figure.iter("table")
                for chart in classed(figure, "chart"):
                    name = f"{self.place(figure)} {chart.get('class').split()[1]}"
                    yield name, chart, table

    def wrong_panels(self) -> Iterator[str]:
        """Compare the dots, the bounds and the breaks of each panel over time with the mart."""
        for name, chart, table in self.charts("everyone", "groups", "series", "statuses"):
            part = self.part(table)
            mart, _ = SHOWN[part]
            (column,) = [
                one
                for one in self.keys(mart)
                if one
                in (
                    {"series": "series_code", "statuses": "status_code"}.get(
                        part, "measure_group_code"
                    ),
                )
            ]
            panels = [
                one for one in chart.iter("g") if one.get("class") == "mark-group role-scope cell"
            ]
            cells = [panel for group in panels for panel in group] or [
                group[0] for group in classed(chart, "role-frame")
            ]
            named = {}
            for row in self.held(part).values():
                named.setdefault(self.name(column, row[column], ()), []).append(row)
            titles = [
                text_of(title) for panel in cells for title in classed(panel, "role-title-text")
            ]
            if titles and sorted(titles) != sorted(named):
                yield self.found(name, f"panels of {titles}", sorted(named))
                continue
            for panel, title in zip(cells, titles or [*named], strict=True):
                yield from self.wrong_panel(f"{name} {title}", panel, named[title], part)

    def wrong_panel(
        self, name: str, panel: Element, rows: list[dict[str, Any]], part: str
    ) -> Iterator[str]:
        """Compare a panel with the rows that it must show."""
        known = sorted(
            (row["period"], row["obs_value"]) for row in rows if row["obs_value"] is not None
        )
        dots = sorted(places(panel, "mark-symbol"))
        first, day = days_of(panel)
        if len(dots) != len(known):
            yield self.found(name, f"{len(dots)} dots", len(known))
        elif known:
            height = float(re.match(r"M0,0h[\d.]+v([\d.]+)", panel.find("path").get("d"))[1])
            highest = max(value for _, value in known)
            lowest = min(y for _, y in dots)
            scale = highest / (height - lowest) if height > lowest else 0
            for (x, y), (period, value) in zip(dots, known, strict=True):
                if abs((period - first).days * day - x) > 0.1:
                    yield self.found(name, f"a dot at {x:.1f}", f"{period}")
                if abs((height - y) * scale - value) > 0.002 * highest + 0.01:
                    yield self.found(name, f"{(height - y) * scale:.0f} in {period}", value)
            for label, y in values_of(panel):
                if abs(height - y - label / scale) > 1.01:
                    yield self.found(name, f"{label} on the axis at {y}", height - label / scale)
        (bounds,) = [
            one
            for one in classed(panel, "mark-rule", "role-mark")
            if re.search(r"layer_3_marks", one.get("class"))
        ]
        if len(bounds) != len(rows) - len(known):
            yield self.found(name, f"{len(bounds)} figures of bounds", len(rows) - len(known))
        drawn = sorted(
            x
            for one in panel.iter("line")
            if one.get("stroke-dasharray")
            for x, _ in [place_of(one)]
        )
        breaks = (
            [(start - first).days * day for start in self.breaks(rows)] if part == "series" else []
        )
        if len(drawn) != len(breaks) or any(
            abs(x - wanted) > 0.1 for x, wanted in zip(drawn, breaks, strict=True)
        ):
            years = [(first + datetime.timedelta(x / day)).year for x in drawn]
            wanted = [start.year for start in self.breaks(rows)] if part == "series" else []
            yield self.found(name, f"breaks drawn in {years}", wanted)

    def breaks(self, rows: list[dict[str, Any]]) -> list[datetime.date]:
        """Return the first months of the years that cannot be compared with the one before."""
        years = sorted({row["period"].year for row in rows})
        code = rows[0]["series_code"]
        broken = values(
            self.marts,
            "select to_year from marts.comparability where measure_set_kind = 'series' "
            f"and measure_set_code = '{code}' and dimension = '_T' and status_code = '_T' "
            "and sex_code = '_T' and not is_comparable "
            f"and (from_year, to_year) in (select unnest({years[:-1]}), unnest({years[1:]}))"
            if years[1:]
            else "select 1 where false",
        )
        return [
            min(row["period"] for row in rows if row["period"].year == year)
            for year in sorted(broken)
        ]

    def wrong_bars(self) -> Iterator[str]:
        """Compare the figures at the ends of bars, and their names, with the table beside."""
        for name, chart, table in self.charts("counties", "background"):
            head, *lines = [[text_of(cell) for cell in line] for line in table.iter("tr")]
            titles = [text_of(one) for one in classed(chart, "role-title-text")]
            if titles != head[1:]:
                yield self.found(name, f"panels of {titles}", head[1:])
            (labels,) = [
                [text_of(text) for text in one.iter("text")]
                for one in classed(chart, "mark-text", "role-axis-label")
            ]
            if labels != [line[0] for line in lines]:
                yield self.found(name, f"bars of {labels}", [line[0] for line in lines])
            drawn = [
                [text_of(text) for text in one.iter("text")]
                for one in classed(chart, "mark-text", "role-mark")
            ]
            columns = [
                [line[no] for line in lines if line[no] != ABSENT] for no in range(1, len(head))
            ]
            for panel, figures, wanted in zip(head[1:], drawn, columns, strict=True):
                if figures != wanted:
                    yield self.found(f"{name} {panel}", figures, wanted)

    def wrong_pairs(self) -> Iterator[str]:
        """Compare the marks on the lines of pairs with the table beside."""
        for name, chart, table in self.charts("sexes", "areas"):
            head, *lines = [[text_of(cell) for cell in line] for line in table.iter("tr")]
            legend = [text_of(one) for one in classed(chart, "role-legend-label")]
            if [text for text in legend if text] != head[1:]:
                yield self.found(name, f"marks of {legend}", head[1:])
            *_, names = [
                [text_of(text) for text in one.iter("text")]
                for one in classed(chart, "mark-text", "role-axis-label")
            ]
            if names != [line[0] for line in lines]:
                yield self.found(name, f"lines of {names}", [line[0] for line in lines])
            wanted = sorted(
                (no, int(re.sub(r"\D", "", text)))
                for no, line in enumerate(lines)
                for text in line[1:]
                if re.fullmatch(r"[\d,\s]+", text)
            )
            points = places(chart, "mark-symbol", "role-mark")
            rows = sorted({y for _, y in points})
            axis = values_of(chart)
            (low, left), (high, right) = axis[0], axis[-1]
            drawn = sorted(
                (rows.index(y), round(low + (x - left) * (high - low) / (right - left)))
                for x, y in points
            )
            if len(drawn) != len(wanted) or any(
                abs(one[1] - other[1]) > 0.01 * high
                for one, other in zip(drawn, wanted, strict=True)
            ):
                yield self.found(name, f"marks at {drawn}", wanted)

    # --- words -----------------------------------------------------------------------------------

    def sentences(self) -> dict[str, list[str]]:
        """Return by place the phrases with numbers that must be said, as the marts have them."""
        language, months = self.language, MONTHS[self.language].split()

        def one(sql: str) -> tuple[Any, ...]:
            return self.marts.execute(sql).fetchall()[0]

        month = months[one(f"select {HEADLINE}")[0] - 1]
        total = f"from marts.{BY_GROUP} where measure_group_code = '_T' and {TOTALS}"
        ends = [
            one(
                f"select obs_value, month(period), year(period) {total} "
                f"order by obs_value {order} limit 1"
            )
            for order in ("desc", "asc")
        ]
        (year,) = one(
            f"select max(year(period)) from marts.{BY_GROUP} "
            "where sex_code <> '_T' and measure_group_code = '_T'"
        )
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
            "everyone": [
                f"{self.number(value)} {IN[language]} {months[month - 1]} {of}"
                for value, month, of in ends
            ],
            "sexes": [f"{month} {year}", f" {year}"],
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
        for dimension in values(
            self.marts, "select distinct dimension from marts.participants_by_background"
        ):
            said[dimension] = [f"{month} {background}"]
        for row in rows_of(
            self.marts,
            "from marts.dim_geography_method "
            "where geography_method in (select geography_method "
            "from marts.participants_by_county_harmonized where target_division = "
            "(select max(target_division) from marts.area_counties))",
        ):
            said[f"areas-{row['geography_method']}"] = [
                f"{group}. {row[f'geography_method_name_{language}']}: "
                f"{row[f'description_{language}']}"
            ]
        return said

    def wrong_sentences(self) -> Iterator[str]:
        """Compare the sentences of each place, and every number in them, with the marts."""
        texts: dict[str, list[str]] = {}

        def walk(element: Element, place: str) -> None:
            if element.tag in ("figure", "section"):
                place = self.place(element)
            if element.tag in ("svg", "tr", "script", "style", "header", "nav", "footer"):
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


def place_of(mark: Element) -> tuple[float, float]:
    """Return where a mark stands in its panel."""
    x, y = re.match(r"translate\(([-\d.]+),([-\d.]+)\)", mark.get("transform")).groups()
    return float(x), float(y)


def places(element: Element, *names: str) -> list[tuple[float, float]]:
    """Return where the marks of a kind stand; those of a legend are no figures."""
    return [place_of(mark) for group in classed(element, "role-mark", *names) for mark in group]


def days_of(panel: Element) -> tuple[datetime.date, float]:
    """Return the first day of a panel's axis of years, and how far a day is drawn from the next."""
    for labels in classed(panel, "mark-text", "role-axis-label"):
        years = [
            (int(text_of(one).removeprefix("'")), place_of(one)[0])
            for one in labels
            if re.fullmatch(r"'\d\d|20\d\d", text_of(one))
        ]
        if len(years) == len(labels) > 1:
            days = [datetime.date(year % 100 + 2000, 1, 1) for year, _ in years]
            return days[0], (years[-1][1] - years[0][1]) / (days[-1] - days[0]).days
    raise AssertionError("a panel without years")


def values_of(panel: Element) -> list[tuple[int, float]]:
    """Return the numbers of a panel's axis of figures, and where their lines stand."""
    for axis in classed(panel, "mark-group", "role-axis"):
        texts = [text_of(one) for one in axis.iter("text")]
        lines = [line for other in classed(panel, "role-axis-grid") for line in other]
        if texts and all(re.fullmatch(r"[\d,\s]+", text) for text in texts) and "0" in texts:
            numbers = [int(re.sub(r"\D", "", text)) for text in texts]
            is_across = [place_of(one)[0] for one in axis.iter("text")]
            if len({*is_across}) > 1:
                return list(zip(numbers, is_across, strict=True))
            return list(zip(numbers, [place_of(line)[1] for line in lines], strict=True))
    return []


@pytest.fixture(scope="module")
def pages(built: Workspace) -> dict[str, str]:
    """Return the page in each language."""
    folder = built.folder / "exports" / "report"
    return {name: (folder / file).read_text(encoding="utf-8") for name, file in PAGES.items()}


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
        (None, None, None),
        ("2015-06-01", None, ("2015-06-01", "2017-12-01")),
        (None, "2016-12-31", ("2014-02-01", "2016-12-31")),
        ("2015-06-01", "2016-12-31", ("2015-06-01", "2016-12-31")),
        ("2018-01-01", None, None),
    ],
)
def test_a_bar_goes_where_a_measure_is_known_to_be_in_force(
    begins: str | None, ends: str | None, bar: tuple[str, str] | None
) -> None:
    """To the first or last print where one end is not known; none where neither is."""
    printed = ["2014-02-01", "2017-12-01"]
    row = {"measure": "one", "measure_group": "all", "from": begins, "to": ends, "printed": printed}
    (panel,) = charts.lives([row], charts.WIDE, "2013-01-01", "2019-01-01")["vconcat"]
    bars = [(one["from"], one["to"]) for one in panel["data"]["values"] if "from" in one]
    assert bars == ([bar] if bar else [])


def replaced(before: str, after: str) -> Callable[[str], str]:
    """Return what changes the first place where an expression matches in a page."""

    def change(page: str) -> str:
        changed = re.sub(before, after, page, count=1, flags=re.DOTALL)
        assert changed != page
        return changed

    return change


def breaks_inverted(page: str) -> str:
    """Draw a break in the panels of the first chart of series that have none, and in no other."""
    start = page.index('class="chart wide"', page.index('id="figure-series"'))
    end = page.index("</svg>", start)
    (dashed, *_) = re.findall(r"<line [^>]*stroke-dasharray[^>]*/>", page[start:end])
    opened = r'(<g class="mark-rule role-mark child_layer_4_marks"[^>/]*)'

    def inverted(group: re.Match[str]) -> str:
        return f"{group[1]}></g>" if group[2] else f"{group[1]}>{dashed}</g>"

    chart = re.sub(rf"{opened}(?:/>|>(.*?)</g>)", inverted, page[start:end])
    assert chart != page[start:end]
    return page[:start] + chart + page[end:]


def names_swapped(page: str) -> str:
    """Give two panels of the chart of series each other's title."""
    start = page.index('class="chart wide"', page.index('id="figure-series"'))
    head, chart = page[:start], page[start:]
    first, second = re.findall(r">(Assessment|Mentor)</t", chart)[:2]
    assert first != second
    chart = chart.replace(f">{first}</t", ">*</t", 1).replace(f">{second}</t", f">{first}</t", 1)
    return head + chart.replace(">*</t", f">{second}</t", 1)


# What is changed in the English page, and what must be said of it: parts of one line.
SABOTAGES: dict[str, tuple[Callable[[str], str], str]] = {
    "the lowest figure is another": (
        lambda page: page.replace("64,777 in July 2017", "75,412 in February 2014"),
        "everyone: not said, expected 64,777 in July 2017",
    ),
    "a card is another": (replaced(r"<dd>75,412", "<dd>75,413"), "75,413, expected 75,412"),
    "the year of a card is another": (
        replaced(r"<dt>2014</dt>", "<dt>2015</dt>"),
        "cards 2014-02-01: said to be ['2015']",
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
    "breaks are drawn where nothing is broken": (breaks_inverted, "breaks drawn in [], expected ["),
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
    "a panel bears the title of another series": (
        names_swapped,
        "series wide Mentor: … in 2017-01-01",
    ),
    "a dot is drawn too high": (
        replaced(
            r'(id="figure-groups".*?mark-symbol[^>]*><path transform="translate\([\d.]+),[\d.]+',
            r"\1,1",
        ),
        "groups wide … in 2014-02-01, expected",
    ),
    "a bar bears another figure": (
        replaced(r'(id="figure-age".*?child_layer_2_marks">.*?<text[^>]*>)[\d,]+', r"\g<1>1"),
        "age wide",
    ),
    "a mark of a pair is moved": (
        replaced(
            r'(id="figure-sexes".*?mark-symbol role-mark[^>]*><path transform="translate\()[\d.]+',
            r"\g<1>1",
        ),
        "sexes wide: marks at",
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
