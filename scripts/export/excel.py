"""Write the marts as one Excel workbook for people: readmes, contents, then what they read first.

A cube of figures is laid out wide, a column per period: what people choose by in Norwegian on the
left, which stays on the screen; then what must be known of the row; the same in English and in
codes on the right. A suppressed count is the text "*" and a sum with suppressed parts the text
"12-18", so that neither can be taken for a number; figures that are rebuilt or estimated carry a
letter after the number, which the note of the row names too. A line stands before a figure whose
year cannot be compared with the one before. Each sheet is one named table from the first row on,
called in words; the table in it goes by the mart, for those who compute with it.
Nothing that looks like a formula or a link becomes one, and the same marts give the same bytes.
"""

from __future__ import annotations

import datetime
import functools
import io
import itertools
import re
import textwrap
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from export import gaps
from export.about import OF_MONTHS, About, Published
from export.cubes import TIME, Codes, Cube, Figure, in_order
from export.marts import LANGUAGES, SCHEMA, Column, Mart, in_reading_order, values_in_words
from export.questions import Question, questions

SUPPRESSED_MAX = 3
# A longer list is evidence for a query, not a sheet for people; the contents say where it is.
MOST_ROWS = 5_000
# Widths in signs. The columns that stay on the screen leave room for a year of months; a month has
# room for the filter's arrow.
NARROW, HEAD, TEXT, WIDE, STAYING, MONTH, NOTE = 9, 16, 32, 60, 92, 11, 90
CONTENTS = (32, 46, 36, 36, 70, 70, 110, 110)
README = (46, 100)
LINE = 15  # points
TITLE = 24
LONGEST_NAME = 31
A4 = 9
# The columns whose codes are names of dimensions.
OF_COLUMNS = ("breakdown", "dimension", "measure_set_kind", "rebuild_along")
Styles = dict[str, Format]


class Sheet(NamedTuple):
    """A sheet of a mart, of a cube of it, or of a question, and what the contents say of it.

    `table` is the name of the table in it.
    """

    name: str
    table: str
    mart: Mart
    cube: Cube | None = None
    question: Question | None = None

    def title(self, language: str) -> str:
        """Return the title in a language."""
        return (self.question or self.cube or self.mart).title(language)


def write(published: Published, cubes: list[Cube], file: Path) -> None:
    """Write the workbook."""
    file.parent.mkdir(parents=True)
    said = published.said["en"]
    # Made in memory: xlsxwriter and zipfile each have a way of their own to meet a full disk.
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(content, options)
    book.set_properties(
        {
            "title": said.title,
            "comments": said.citation,
            "created": datetime.datetime.fromisoformat(said.updated_on),
        }
    )
    styles = _styles(book, said)
    gaps.create(published.connection, published.marts)
    gaps.create_content(published.connection)
    sheets = list(sheets_of(published, cubes))
    for about in published.said.values():
        sheet = _sheet(book, about.words["readme"])
        sheet.hide_gridlines(2)
        _columns(sheet, [*README])
        for row, (style, first, second) in enumerate(_readme(about, sheets)):
            if style == "link":
                sheet.write(row, 0, first, styles["wrap"])
                sheet.write_url(row, 1, f"internal:'{second}'!A1", styles["link"], second)
                _height(sheet, row, list(zip(README, (first, second), strict=True)))
                continue
            if first and not second:
                # A heading, or what is said of all: across both columns.
                sheet.merge_range(row, 0, row, 1, first, styles[style])
                _height(sheet, row, [(sum(README), first)], TITLE if style == "title" else LINE)
                continue
            sheet.write(row, 0, first, styles[style])
            sheet.write(row, 1, second, styles["wrap"])
            _height(sheet, row, list(zip(README, (first, second), strict=True)))
        _printed(sheet, 0)
    _contents(published, _sheet(book, _both(published, "contents")), styles, sheets)
    for one in sheets:
        sheet = _sheet(book, one.name)
        if one.question:
            write_question(sheet, styles, one.question)
        else:
            (_wide if one.cube else _long)(published, sheet, styles, one)
        sheet.set_header(f"&L{one.title('nb').replace('&', '&&')}")
        sheet.set_footer("&L&A&R&P / &N")
    book.close()
    file.write_bytes(content.getvalue())


def sheets_of(published: Published, cubes: list[Cube]) -> Iterator[Sheet]:
    """Return what is a sheet, in the order in which people read it."""
    asked = questions(published)
    for mart in in_reading_order(published.marts):
        of_mart = [question for question in asked if question.mart == mart.name]
        for question in of_mart:
            yield Sheet(question.title("nb"), question.name, mart, question=question)
        if any(question.is_instead for question in of_mart):
            continue
        held = [cube for cube in cubes if cube.mart is mart]
        if not held and mart.count(published.connection) <= MOST_ROWS:
            yield Sheet(mart.sheet[:LONGEST_NAME], mart.name, mart)
        for cube, named in zip(held, _told_apart(held), strict=True):
            values = f" ({', '.join(named)})" if mart.sheet and named else fitted(named)
            # What tells it from its sisters stands at the end.
            name = mart.sheet[: LONGEST_NAME - len(values)] + values
            table = ".".join(filter(None, (mart.table, cube.part)))
            yield Sheet(name[:LONGEST_NAME], table, mart, cube)


def fitted(values: list[str]) -> str:
    """Return the names of values as the name of a sheet: the longest is cut where it is too long.

    What tells it from its sisters is short: a year.
    """
    over = len(", ".join(values)) - LONGEST_NAME
    if over <= 0:
        return ", ".join(values)
    longest = max(values, key=len)
    cut = longest[: -over - 1].rstrip() + "…"
    return ", ".join(cut if value == longest else value for value in values)


def _told_apart(cubes: list[Cube]) -> list[list[str]]:
    """Return the names of the values by which cubes of a mart are told apart, as few as can be."""
    named = [
        [cube.names(column, "nb")[code] for column, code in cube.common.items()] for cube in cubes
    ]
    enough = (
        few
        for count in range(max(map(len, named), default=0) + 1)
        if len(set(map(tuple, few := [names[:count] for names in named]))) == len(cubes)
    )
    return next(enough, named)


def _both(published: Published, word: str) -> str:
    """Return a word in both languages."""
    return " - ".join(about.words[word] for about in published.said.values())


def _sheet(book: xlsxwriter.Workbook, name: str) -> Worksheet:
    """Return a new sheet in which every text stays a text."""
    sheet = book.add_worksheet(name)
    sheet.add_write_handler(str, lambda sheet, *cell: sheet.write_string(*cell))
    return sheet


def _columns(sheet: Worksheet, widths: list[int]) -> None:
    for no, width in enumerate(widths):
        sheet.set_column(no, no, width)


def _height(sheet: Worksheet, row: int, texts: list[tuple[int, str]], line: float = LINE) -> None:
    """Make a row as high as its texts need: (width of the column, text); a line is so many points.

    A width is that of digits, which are wider than most letters: a line too many is no harm.
    """
    lines = max(_lines(text, width) for width, text in texts)
    if lines * line > LINE:
        sheet.set_row(row, lines * line)


@functools.cache
def _lines(text: str, width: int) -> int:
    if len(text) <= width and "\n" not in text:
        return 1
    return sum(len(textwrap.wrap(line, width)) or 1 for line in text.split("\n"))


def _printed(sheet: Worksheet, staying: int) -> None:
    """Print a sheet as wide as the paper, with its headings on every page."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    if staying:
        sheet.repeat_rows(0)
        sheet.repeat_columns(0, staying - 1)


def _table(
    sheet: Worksheet, styles: Styles, name: str, heads: list[str], rows: int, staying: int
) -> None:
    """Make a table of the sheet, with headings in the first row, of which some columns stay."""
    columns = [{"header": head, "header_format": styles["head"]} for head in heads]
    place = (0, 0, max(rows, 1), len(heads) - 1)
    # A name of a table holds letters, digits and underscores.
    options = {"name": re.sub(r"\W", "_", name), "columns": columns, "style": "Table Style Light 1"}
    sheet.add_table(*place, options)
    sheet.freeze_panes(1, staying)
    _printed(sheet, staying)


def _styles(book: xlsxwriter.Workbook, said: About) -> Styles:
    looks: dict[str, dict[str, object]] = {
        "title": {"bold": True, "font_size": 16, "text_wrap": True},
        "head": {"bold": True, "bottom": 1, "bg_color": "#E8EEF4", "text_wrap": True},
        "link": {"font_color": "#0645AD", "underline": True},
        "strong": {"bold": True, "text_wrap": True},
        "text": {},
        "wrap": {"text_wrap": True},
        "day": {"num_format": "yyyy-mm-dd"},
        "number": {"num_format": "#,##0"},
        "decimal": {"num_format": "#,##0.0###"},
        "percent": {"num_format": "0.0"},
        "unknown": {"bg_color": "#E6E6E6", "align": "right"},
    }
    for letter in said.statuses:
        looks[letter] = {"num_format": f'#,##0" {letter}"', "italic": True}
        looks[f"{letter} decimal"] = {"num_format": f'#,##0.0" {letter}"', "italic": True}
    looks |= {"A": looks["number"], "A decimal": looks["decimal"]}
    broken = {"left": 5, "left_color": "#C00000"}
    looks |= {f"{name} broken": look | broken for name, look in looks.items()}
    return {name: book.add_format({"valign": "top"} | look) for name, look in looks.items()}


def _readme(dataset: About, sheets: list[Sheet]) -> Iterator[tuple[str, str, str]]:
    """Return the lines of the readme: how the first text looks, and two texts beside each other.

    A link is a question and the sheet that answers it.
    """
    words = dataset.words
    empty = ("text", "", "")
    yield from (
        ("title", dataset.title, ""),
        ("strong", words["asked"], ""),
        empty,
        ("strong", words["questions"], ""),
        *(("link", question, name) for question, name in _asks(dataset, sheets)),
        empty,
        *(
            ("strong", "" if no else words["head_gone"], county.sentence)
            for no, county in enumerate(dataset.gone)
        ),
        empty,
        ("strong", words["head_held"], dataset.held),
        ("strong", words["cite"], dataset.citation),
        ("strong", words["head_dates"], dataset.dates),
        ("strong", words["licence"], dataset.licence_text),
        ("text", "", dataset.licence_known),
        empty,
        ("strong", words["cells"], words["star"]),
        ("text", "", words["bounds"]),
        ("text", "", words["mark"]),
        *(("text", "", f"    {code}   {name}") for code, name in dataset.statuses.items()),
        ("text", "", words["empty"]),
        ("text", "", words["break"]),
        ("text", "", words["stocks"]),
        ("text", "", words["sum"]),
        ("text", "", words["between_years"]),
        ("text", "", words["where_printed"]),
        empty,
        ("strong", words["may_not"], ""),
        *(("wrap", warning.may_not, warning.may) for warning in dataset.may_and_may_not),
    )


def _asks(dataset: About, sheets: list[Sheet]) -> Iterator[tuple[str, str]]:
    """Return what people ask, once, beside each of the sheets that answer it."""
    for name, same in itertools.groupby(
        sheets, key=lambda one: one.question.name if one.question else one.mart.name
    ):
        if question := dataset.words.get(f"asks_{name}"):
            yield question, next(same).name
            yield from (("", one.name) for one in same)


def _contents(published: Published, sheet: Worksheet, styles: Styles, sheets: list[Sheet]) -> None:
    """Write what each sheet holds, with a link to it, and the tables that are files only."""
    said = published.said
    heads = [
        *(_both(published, word) for word in ("sheet", "file")),
        *(about.words["title_of_table"] for about in said.values()),
        *(about.words["one_row"] for about in said.values()),
        *(about.words["mind"] for about in said.values()),
    ]
    held = {one.mart.name for one in sheets if not one.question or one.question.is_instead}
    files = [mart for mart in published.marts if mart.name not in held]
    _table(sheet, styles, "contents", heads, len(sheets) + len(files), 1)
    _columns(sheet, [*CONTENTS])
    lines: list[tuple[Sheet | None, Mart]] = [
        *((one, one.mart) for one in sheets),
        *((None, mart) for mart in files),
    ]
    for row, (one, mart) in enumerate(lines, 1):
        if one:
            sheet.write_url(row, 0, f"internal:'{one.name}'!A1", styles["link"], one.name)
        texts = [
            f"csv/{mart.name}.csv",
            *((one or mart).title(language) for language in said),
            *(_held(about, language, one, mart) for language, about in said.items()),
            *(_mind(about, mart) if one else about.words["long"] for about in said.values()),
        ]
        for no, text in enumerate(texts, 1):
            sheet.write(row, no, text, styles["wrap"])
        _height(sheet, row, list(zip(CONTENTS[1:], texts, strict=True)))


def _held(about: About, language: str, one: Sheet | None, mart: Mart) -> str:
    """Return what a row of a sheet is: of a cube, which has a column per period, by its keys."""
    if one and one.question:
        return one.question.one_row(language)
    if not one or not one.cube:
        return mart.described(language)
    heads = {column.name: column.heading(language) for column in mart.columns}
    keys = [heads[key] for key in one.cube.told_apart_by]
    return about.words["sheet_row"].format(keys=" × ".join(keys), period=heads[TIME].lower())


def _mind(about: About, mart: Mart) -> str:
    """Return what may not be said of a mart, in words."""
    held = [one.may_not for one in about.may_and_may_not if one.code in mart.warnings]
    return "\n".join(held)


def _wide(published: Published, sheet: Worksheet, styles: Styles, one: Sheet) -> None:
    """Write a row per series and a column per period, with a note on each row.

    What all rows have in common is said in the contents: of it there is the column of the code.
    Per cent, where the mart has them, stand in columns of their own after the periods.
    """
    mart, cube = one.mart, one.cube
    described = {column.name: column for column in mart.columns}
    keys = mart.slice
    breaks = gaps.breaks(published.connection, mart)
    # What is said of a row, each with its heading: where it is printed, and what must be known.
    remarks = {
        word: said
        for word, said in {
            "row_pages": gaps.pages(published.connection, mart),
            "row_note": gaps.notes(published.connection, mart),
        }.items()
        if said["nb"] or word == "row_note"
    }
    names = {
        language: {key: cube.names(key, language) for key in keys}
        | {key: published.labels.of(mart, key, language) for key in mart.grouped_by}
        for language in LANGUAGES
    }
    groups = {
        codes[len(mart.grouped_by) :]: codes[: len(mart.grouped_by)]
        for codes in published.rows(
            f"select distinct {', '.join((*mart.grouped_by, *_as_texts(keys)))} "
            f"from {SCHEMA}.{mart.name}"
        )
    }
    chosen = [*mart.grouped_by, *cube.told_apart_by]
    translated = [key for key in chosen if names["nb"][key] != names["en"][key]]
    months = cube.names(TIME, "nb")
    percent = _both(published, mart.percent[0]) if mart.percent else ""
    percents = _percents(published, mart)
    heads = [
        *(described[key].heading("nb") for key in chosen),
        *months.values(),
        *(f"{month}, {percent}" for month in months.values() if percent),
        *(published.said["nb"].words[word] for word in remarks),
        *(f"{described[key].heading('en')} (en)" for key in translated),
        *(f"{published.said['en'].words[word]} (en)" for word in remarks),
        *mart.grouped_by,
        *keys,
    ]
    first = len(chosen)
    after = first + len(months) * (2 if percent else 1)
    place = {period: first + no for no, period in enumerate(months)}
    months_at = {no: period for period, no in place.items()}
    figures: dict[Codes, dict[int, Figure]] = {}
    at = mart.key.index(TIME)
    for codes, figure in cube.figures.items():
        figures.setdefault(codes[:at] + codes[at + 1 :], {})[place[codes[at]]] = figure
    places = [
        {code: no for no, code in enumerate(in_order(published, mart, key, set(held)))}
        for key, held in zip(
            (*mart.grouped_by, *keys),
            zip(*((*groups[codes], *codes) for codes in figures), strict=True),
            strict=True,
        )
    ]
    rows = sorted(
        figures,
        key=lambda codes: [
            held[code] for held, code in zip(places, (*groups[codes], *codes), strict=True)
        ],
    )
    _table(sheet, styles, one.table, heads, len(rows), first)
    if OF_MONTHS in mart.warnings:
        said = "\n".join(
            about.words[word]
            for about in published.said.values()
            for word in ("not_added", "bounds")
        )
        for no in range(first, first + len(months)):
            sheet.write_comment(0, no, said)
    # On paper there is room for one language.
    sheet.print_area(0, 0, len(rows), after + len(remarks) - 1)
    columns = [*range(first), *range(after, len(heads))]
    texts = []
    for codes in rows:
        held = dict(zip((*mart.grouped_by, *keys), (*groups[codes], *codes), strict=True))
        texts.append(
            [
                *(names["nb"][key][held[key]] for key in chosen),
                *(remark["nb"].get(codes, "") for remark in remarks.values()),
                *(names["en"][key][held[key]] for key in translated),
                *(remark["en"].get(codes, "") for remark in remarks.values()),
                *held.values(),
            ]
        )
    widths = [MONTH] * len(heads)
    widths[first + len(months) : after] = [HEAD] * (after - first - len(months))
    noted = {
        start + no
        for start in (after, after + len(remarks) + len(translated))
        for no in range(len(remarks))
    }
    for held in figures.values():
        for no, (_, figure, low, high) in held.items():
            if figure is None and (low, high) != (None, None):
                widths[no] = max(widths[no], len(unknown(low, high)) + 1)
    for no, *column in zip(columns, *texts, strict=True):
        most = max(NARROW, STAYING // first) if no < first else NOTE if no in noted else WIDE
        widths[no] = min(max(map(len, [heads[no], *column])) + 2, most)
    _columns(sheet, widths)
    for row, (codes, words) in enumerate(zip(rows, texts, strict=True), 1):
        for no, text in zip(columns, words, strict=True):
            sheet.write_string(row, no, text, styles["wrap"])
        _height(sheet, row, [(widths[no], text) for no, text in zip(columns, words, strict=True)])
        line = figures[codes]
        # Estimates and means have decimals, and then in all of the row.
        has_decimals = any(figure is not None and figure % 1 for _, figure, _, _ in line.values())
        for no, figure in line.items():
            if figure[1:] == (None, None, None):
                continue
            is_broken = (codes, months_at[no]) in breaks
            _figure(sheet, styles, (row, no), figure, has_decimals, is_broken)
            if beside := percents.get((codes, months_at[no])):
                of, low, high = beside
                look = styles["unknown" if of is None else "percent"]
                sheet.write(row, no + len(months), between(low, high) if of is None else of, look)


def _put(sheet: Worksheet, row: int, no: int, cell: object, look: Format) -> None:
    """Write a cell; texts, which are most, without asking the library what they are."""
    if isinstance(cell, str):
        sheet.write_string(row, no, cell, look)
    else:
        sheet.write(row, no, cell, look)


def _figure(
    sheet: Worksheet,
    styles: Styles,
    place: tuple[int, int],
    figure: Figure,
    has_decimals: bool,
    is_broken: bool = False,
) -> None:
    """Write a figure, or its bounds where only these are known, into a place (row, column)."""
    status, value, low, high = figure
    kind = "unknown" if value is None else status + " decimal" * has_decimals
    look = styles[kind + " broken" * is_broken]
    if value is None:
        sheet.write(*place, unknown(low, high), look)
    else:
        sheet.write(*place, value if has_decimals else int(value), look)


def unknown(low: int | Decimal | None, high: int | Decimal | None) -> str:
    """Return what stands for a figure of which only bounds are known, or one of them."""
    if (low, high) == (0, SUPPRESSED_MAX):
        return "*"
    return between(low, high)


def between(low: int | Decimal | None, high: int | Decimal | None) -> str:
    """Return two bounds, of which one can be unknown, with the decimal comma of Norwegian."""
    ends = [
        ".." if end is None else str(end if end % 1 else int(end)).replace(".", ",")
        for end in (low, high)
    ]
    # A minus and a dash look the same.
    return (" – " if min(low or 0, high or 0) < 0 else "-").join(ends)


def _as_texts(columns: Iterable[str]) -> list[str]:
    return [f"cast({column} as varchar)" for column in columns]


def _percents(published: Published, mart: Mart) -> dict[tuple[Codes, str], tuple[Any, ...]]:
    """Return the per cent beside figures, with their bounds, by slice and period."""
    if not mart.percent:
        return {}
    _, *columns = mart.percent
    rows = published.rows(
        f"select {', '.join((*_as_texts((*mart.slice, TIME)), *columns))} "
        f"from {SCHEMA}.{mart.name} where {columns[1]} is not null"
    )
    at = len(mart.slice)
    return {(row[:at], row[at]): row[at + 1 :] for row in rows}


def write_question(sheet: Worksheet, styles: Styles, question: Question) -> None:
    """Write the rows of a question: what they are of and their figures, then English and codes."""
    columns, own = question.columns, question.rows["nb"]
    both = list(zip(own, question.rows["en"], strict=True))
    told = [no for no, name in enumerate(columns) if question.heading(name, "nb")]
    translated = [no for no in told if any(row[no] != other[no] for row, other in both)]
    codes = [no for no in range(len(columns)) if no not in told]
    heads = [
        *(question.heading(columns[no], "nb") for no in told),
        *(f"{question.heading(columns[no], 'en')} (en)" for no in translated),
        *(columns[no] for no in codes),
    ]
    lines = [
        [*(row[no] for no in told), *(other[no] for no in translated), *(row[no] for no in codes)]
        for row, other in both
    ]
    _table(sheet, styles, question.name, heads, len(lines), 1)
    # On paper there is room for one language.
    sheet.print_area(0, 0, len(lines), len(told) - 1)
    wide = [max((_width(line[no]) for line in lines), default=0) for no in range(len(heads))]
    widths = [
        max(min(len(head) + 3, HEAD), min(width, TEXT if width <= NOTE else NOTE))
        for head, width in zip(heads, wide, strict=True)
    ]
    _columns(sheet, widths)
    _height(sheet, 0, list(zip(widths, heads, strict=True)))
    looks = {str: "wrap", Decimal: "percent", datetime.date: "day"}
    for row, line in enumerate(lines, 1):
        for no, cell in enumerate(line):
            if not isinstance(cell, dict):
                _put(sheet, row, no, cell, styles[looks.get(type(cell), "text")])
            elif cell["low"] is not None or cell["high"] is not None:
                value = cell["value"]
                has_decimals = value is not None and value % 1 != 0
                _figure(sheet, styles, (row, no), tuple(cell.values()), has_decimals)
        texts = zip(widths, line, strict=True)
        _height(sheet, row, [(width, text) for width, text in texts if isinstance(text, str)])


def _width(cell: object) -> int:
    """Return the width of a cell in signs."""
    if isinstance(cell, dict):
        held = cell["value"]
        return len(f"{held:,} I" if held is not None else unknown(cell["low"], cell["high"])) + 2
    return len(str(cell or "")) + 2


def _long(published: Published, sheet: Worksheet, styles: Styles, one: Sheet) -> None:
    """Write the rows as they are, and what their codes mean in a column beside each of codes."""
    mart = one.mart
    columns, heads = [], []
    for column in mart.columns:
        columns.append(column.name)
        heads.append(_both_heads(column))
        if named := _in_words(published, mart, column):
            columns.append(named)
            words = published.said["nb"].words["in_words"], published.said["en"].words["in_words"]
            heads.append(_both_heads(column, *words))
    rows = published.rows(
        f"select {', '.join(columns)} from {SCHEMA}.{mart.name} order by {', '.join(mart.key)}"
    )
    _table(sheet, styles, one.table, heads, len(rows), 1)
    described = {column.name: column for column in mart.columns}
    for no, name in enumerate(columns):
        if name in described:
            sheet.write_comment(0, no, _comment(described[name]))
    widths = [
        min(max(HEAD, *(len(str(cell)) + 2 for cell in cells if cell is not None)), WIDE)
        for cells in zip([head[:HEAD] for head in heads], *rows, strict=True)
    ]
    _columns(sheet, widths)
    _height(sheet, 0, list(zip(widths, heads, strict=True)))
    looks = {float: "decimal", Decimal: "decimal", datetime.date: "day", str: "wrap"}
    for row_no, row in enumerate(rows, 1):
        for no, cell in enumerate(row):
            _put(sheet, row_no, no, cell, styles[looks.get(type(cell), "text")])
        _height(sheet, row_no, list(zip(widths, map(str, row), strict=True)))


def _both_heads(column: Column, *words: str) -> str:
    """Return the heading of a column in both languages, or once where they are alike."""
    heads = [column.heading(language) for language in LANGUAGES]
    if words:
        heads = [word.format(head=head) for word, head in zip(words, heads, strict=True)]
    return " / ".join(dict.fromkeys(heads))


def _in_words(published: Published, mart: Mart, column: Column) -> str | None:
    """Return the SQL of what a column's codes mean; None where it has none, or a name beside it.

    Codes can stand in a list, divided by spaces.
    """
    stem = re.sub(r"_code$", "", column.name)
    if column.data_type != "varchar" or f"{stem}_name_nb" in mart.column_names:
        return None
    said = []
    for language in LANGUAGES:
        if not (names := _names(published, mart, column.name, language)):
            return None
        pairs = ", ".join(f"{_quoted(code)}: {_quoted(name)}" for code, name in names.items())
        held = (
            f"[coalesce(map {{{pairs}}}[code], code) for code in string_split({column.name}, ' ')]"
        )
        said.append(f"array_to_string({held}, '{' × ' if column.name in OF_COLUMNS else ', '}')")
    return f"nullif(concat_ws(' / ', {said[0]}, nullif({said[1]}, {said[0]})), '')"


def _names(published: Published, mart: Mart, column: str, language: str) -> dict[str, str]:
    """Return the names of the codes of a column, or of the lists of codes in it."""
    if named := values_in_words().get(column):
        return {value: words[language] for value, words in named.items()}
    if column in OF_COLUMNS:
        return published.headings[language] | {"_T": published.said[language].words["total"]}
    if names := published.labels.of(mart, column, language):
        return names
    # From_measure_codes are codes of measures.
    stem = re.sub(r"_(code|id)s?$", "", column)
    lists = [other for other in published.marts if other.name.startswith("dim_")]
    for other in sorted(lists, key=lambda other: -len(other.name)):
        thing = other.name.removeprefix("dim_")
        name = {f"{thing}_name_{language}", "title"} & {*other.column_names}
        is_key = other.name == mart.name or other.key[1:]
        if stem != column and f"_{stem}".endswith(f"_{thing}") and name and not is_key:
            query = f"select {other.key[0]}, {name.pop()} from {SCHEMA}.{other.name} order by 1"
            return dict(published.rows(query))
    return {}


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _comment(column: Column) -> str:
    """Return what is said of a column: its headings where it has them, description and unit."""
    heads = " / ".join(dict.fromkeys(column.label.values()))
    unit = f" ({column.measured_in('en')})" if column.unit else ""
    return (f"{heads}: " if heads else "") + column.description + unit
