"""Split one document into its printed lines and say what kind of line each one is.

The parser knows the form of a family of text tables, not their content: a page begins with a
title and goes on with a section heading, a period, the context lines that name the population,
and one or more tables; a table is a header line and its data rows, cells separated by tabs. It
copies every line as it stands and interprets none: no label, number, year or place has a meaning
here. What fits no form stops the run with `StagingError`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

# What a file can carry around its lines: byte order mark, carriage return, form feed.
FILE_MARKS = "\ufeff\r\f"
MARKUP = re.compile(r"^#+ |^-{3,}$|</?b>|\\(?=\*)")
# A figure: thousands separated by a (plain, no-break, thin) space, suppressed (*), or blank.
FIGURE = r"(?:[-−–]?\d{1,3}(?:(?:[ \u00a0\u2009\u202f]\d{3})+|\d*)|\\?\*)?"
CELL = re.compile(rf"(?:{FIGURE}|<b>{FIGURE}</b>)")
ROW = re.compile(rf"(?:[^\S\t]|\d)*+[^\s\d][^\t]*+(?:\t{CELL.pattern})+")
# Three figures and more at the end of a line without tabs: a table row that lost its tabs.
LOST_TABS = re.compile(r"(?:\s(?:[-−–]?\d+|\*)){3,}$")


class StagingError(Exception):
    """A document that cannot be staged: says where, what was found, expected and to do next."""

    def __init__(
        self,
        where: str,
        found: str,
        expected: str,
        next_step: str,
        line_no: int | None = None,
        column_no: int | None = None,
    ) -> None:
        """Keep the parts; `str()` joins them into the message for a person."""
        place = where
        if line_no is not None:
            place += f", line {line_no}"
        if column_no is not None:
            place += f", column {column_no}"
        super().__init__(
            f"{place}\n  found:    {found}\n  expected: {expected}\n  next:     {next_step}"
        )
        self.line_no = line_no
        self.column_no = column_no


class Form(NamedTuple):
    """A line form that is recognized by its words (a row of line_forms.csv)."""

    line_kind: str
    pattern: re.Pattern[str]


@dataclass(slots=True)
class Line:
    """One printed line: its number (from 1), kind, page, table and text exactly as printed.

    `table_no` counts the tables of the document from 1. A header and its data rows carry it, and
    so do the context lines above the header; all other lines carry None.
    """

    line_no: int
    line_kind: str
    page_no: int
    table_no: int | None
    line_text: str

    @property
    def bare_text(self) -> str:
        """The line without the marks that the file puts around its lines."""
        return self.line_text.strip(FILE_MARKS)


def plain(line: str) -> str:
    """Return a line's words without markup and outer white space."""
    return MARKUP.sub("", line.strip(FILE_MARKS)).strip()


def parse(where: str, text: str, forms: Sequence[Form]) -> list[Line]:
    """Return every line of a document with its kind, page and table.

    Joined with line feeds the lines are the text: a carriage return before the line feed, a byte
    order mark and form feeds stay in them and are not looked at. The word forms (title, period,
    ...) are tried in their order. `where` is the file's name, for messages.

    Raises:
        StagingError: a line fits no form, or stands where its form has no place.
    """
    lines = [
        Line(number, _form(line.strip(FILE_MARKS), forms), 1, None, line)
        for number, line in enumerate(text.split("\n"), 1)
    ]
    pages = _pages(lines)
    table_no = 0
    for page_no, page in enumerate(pages, 1):
        for line in page:
            line.page_no = page_no
        if any(line.line_kind in ("table_header", "data_row") for line in page):
            table_no = _place_tables(where, page, table_no)
        else:
            _place_prose(where, page)
    if table_no == 0:
        raise StagingError(
            where,
            "no table",
            "at least one line of tab-separated column headings with rows below it",
            "check that this is the text of a NAV table whose tabs were kept",
        )
    return lines


def _form(line: str, forms: Sequence[Form]) -> str:
    """Return the form of a line by itself: header, row, blank, a word form, or text."""
    if "\t" in line:
        return "table_header" if line[0] == "\t" else "data_row"
    words = line and plain(line)
    if not words:
        return "blank"
    return next((form.line_kind for form in forms if form.pattern.search(words)), "text")


def _pages(lines: list[Line]) -> list[list[Line]]:
    """Cut the lines where a title stands; what precedes the first title is a page if it speaks."""
    starts = [index for index, line in enumerate(lines) if line.line_kind == "title"]
    if not starts or any(line.line_kind != "blank" for line in lines[: starts[0]]):
        starts.insert(0, 0)
    starts[0] = 0
    return [lines[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True)]


def _place_prose(where: str, page: list[Line]) -> None:
    """Name the text lines of a page without a table: the first is its heading, the rest prose."""
    heading = "section"
    for line in page:
        if line.line_kind != "text":
            continue
        if LOST_TABS.search(line.bare_text):
            raise StagingError(
                where,
                repr(line.bare_text),
                "prose, as this page has no table: a line of figures needs tabs between its cells",
                "restore the tabs of this line (and of its table) in the document",
                line.line_no,
            )
        line.line_kind, heading = heading, "prose"


def _place_tables(where: str, page: list[Line], table_no: int) -> int:
    """Name the text lines of a page with tables, number its tables and check their shape.

    Returns:
        The number of the page's last table.
    """
    period_seen = False
    context: list[Line] = []
    # The header, or the row of it, that stands above.
    previous: Line | None = None
    width = 0
    if not any(line.line_kind == "title" for line in page):
        raise StagingError(
            where,
            "a table on a page without a title",
            "a title line, as line_forms.csv describes it, at the top of every page with a table",
            "check that this is a table of the family; compare the page's head with other pages",
            next(line.line_no for line in page if line.line_kind != "blank"),
        )
    for line in page:
        if line.line_kind == "data_row":
            _expect_header_after(where, context, line)
            if previous is None:
                raise StagingError(
                    where,
                    repr(line.bare_text),
                    "a table header (a line that begins with a tab) above the page's first row",
                    "restore the header line in the document",
                    line.line_no,
                )
            _check_row(where, line, width)
            line.table_no = table_no
            previous = line
        elif line.line_kind == "text":
            line.line_kind = "context" if period_seen else "section"
            if period_seen:
                context.append(line)
        elif line.line_kind == "period":
            _expect_header_after(where, context, line)
            period_seen = True
        elif line.line_kind == "table_header":
            if not period_seen:
                raise StagingError(
                    where,
                    f"a table header on page {line.page_no} before any period",
                    "title, section heading and period above a page's first table",
                    "compare the page's head with those of the other pages",
                    line.line_no,
                )
            _expect_rows_before(where, previous, line)
            table_no += 1
            width = _header_width(where, line)
            for above in [*context, line]:
                above.table_no = table_no
            context = []
            previous = line
    _expect_header_after(where, context, page[-1])
    _expect_rows_before(where, previous, page[-1])
    return table_no


def _expect_header_after(where: str, context: list[Line], line: Line) -> None:
    """Context lines stand above a table header; anywhere else they are text inside a table."""
    if context:
        raise StagingError(
            where,
            repr(context[0].bare_text),
            f"a table header below it; line {line.line_no} is not one",
            "if the line is part of a row, join them and keep the tabs; "
            "if it is a heading, its table's header line is lost",
            context[0].line_no,
        )


def _expect_rows_before(where: str, previous: Line | None, line: Line) -> None:
    if previous is not None and previous.line_kind == "table_header":
        raise StagingError(
            where,
            "a table header without rows",
            f"at least one data row between it and line {line.line_no}",
            "the document may be cut off here: compare it with its source",
            previous.line_no,
        )


def _header_width(where: str, line: Line) -> int:
    cells = line.bare_text.split("\t")[1:]
    for column_no, cell in enumerate(cells, 1):
        if CELL.fullmatch(cell) and plain(cell):
            raise StagingError(
                where,
                repr(cell),
                "a column heading: a line that begins with a tab is a table header",
                "if this is a data row, restore its label",
                line.line_no,
                column_no,
            )
    return len(cells)


def _check_row(where: str, line: Line, width: int) -> None:
    """Every cell is a figure, * or blank, and there are as many as the header has columns."""
    text = line.bare_text
    is_row = ROW.fullmatch(text)
    if is_row and text.count("\t") == width:
        return
    label, *cells = text.split("\t")
    if not is_row:
        for column_no, cell in enumerate(cells, 1):
            if not CELL.fullmatch(cell):
                raise StagingError(
                    where,
                    repr(cell),
                    "a whole number with a space between thousands (1 234), * or nothing",
                    "compare the cell with its source and correct the document",
                    line.line_no,
                    column_no,
                )
        raise StagingError(
            where,
            repr(label),
            "a row label with at least one letter",
            "restore the label in the document",
            line.line_no,
        )
    raise StagingError(
        where,
        f"{len(cells)} cells in row {label!r}",
        f"{width}, as many as the table's header has columns",
        "look for a lost or doubled tab in this line or in the header above it",
        line.line_no,
    )
