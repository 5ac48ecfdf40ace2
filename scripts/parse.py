"""Split one document into its printed lines and say what kind of line each one is.

The parser knows the form of a family of text tables, not their content: a page begins with a
title and goes on with a section heading, a period, the context lines that name the population,
and one or more tables; a table is a header line and its data rows, cells separated by tabs. It
copies every line as it stands and interprets none: no label, number, year or place has a meaning
here. What fits no form is refused, every place of a document at once.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import refusals
from refusals import Rule, StagingError, StagingErrors, quoted

# What a file can carry around its lines: byte order mark, carriage return, form feed.
FILE_MARKS = "\ufeff\r\f"
MARKUP = re.compile(r"^#+ |^-{3,}$|</?b>|\*\*|\\(?=\*)")
QUOTES = re.compile(r'^"([^"]*)"$')
# Signs that some tools take for the end of a line and others do not, and where they are none.
ODD_ENDS = {
    "\r": "CARRIAGE RETURN without a line feed",
    "\f": "FORM FEED inside a line",
    "\x85": "NEXT LINE",
    "\u2028": "LINE SEPARATOR",
    "\u2029": "PARAGRAPH SEPARATOR",
}
ODD_END = re.compile(r"\r(?!\r?(?:\n|\Z))|(?<=[^\n\r\f\ufeff])\f(?=[^\n\r\f])|[\x85\u2028\u2029]")
# Digits of other scripts: engines and people read them differently.
ODD_DIGIT = re.compile(r"[^\D0-9]")
# A figure: thousands separated by a (plain, no-break, thin) space, what offices print in place of
# one (suppression_marks.csv says what it means), or blank.
SPACE = "[ \u00a0\u2009\u202f]"
DIGITS = f"[0-9]{SPACE}[0-9]{{3}}{SPACE}[0-9]{{3}}|[0-9]{{1,3}}{SPACE}[0-9]{{3}}|[0-9]{{1,7}}"
NUMBER = f"[-−–]?(?:{DIGITS})"
MARK = r"\\?\*|\.\.?|:|[-−–]"
FIGURE = rf"(?:{NUMBER}|{MARK})?"
# The alternatives are tried once: what is longer stands first.
CELL = re.compile(rf"(?:<b>{FIGURE}</b>|\*\*{NUMBER}\*\*|{FIGURE})")
LARGE = re.compile(f"[-−–]?(?:[0-9]+|[0-9]{{1,3}}(?:{SPACE}[0-9]{{3}})+)")
ROW = re.compile(rf"(?:[^\S\t]|\d)*+[^\s\d][^\t]*+(?:\t{CELL.pattern})++")
# Where tabs are lost: a figure, with decimals too, and what shows that a line can be a row.
LONE_FIGURE = re.compile(rf"[-−–]?\d(?:\d|{SPACE})*(?:,\d+)?|\\?\*")
SIGNS_OF_ROWS = re.compile(r"[\d*|<]")
TAG = re.compile(r"</?t(?:able|head|body|r|d|h)\b", re.IGNORECASE)
WIDE_SPACE = re.compile(r"\s{2,}")
# A decimal, or a year.
ONE_AFTER_COMMA = re.compile(r"(?:\d,|, )\d+[ %]*$")
ONE_FIGURE = "a space"
# Line forms that belong to no table and to no heading.
SET_ASIDE = ("blank", "ignored", "continued")

# Notes what breaks a rule: the rule, what was found, and the numbers of its line and column.
Refuse = Callable[..., None]


class Form(NamedTuple):
    """A line form that is recognized by its words (a row of line_forms.csv)."""

    line_kind: str
    pattern: re.Pattern[str]
    # What matches a line that is nearly of the form, if anything does.
    near_pattern: re.Pattern[str] | None
    reason: str


@dataclass(slots=True)
class Line:
    """One printed line: its number (from 1), kind, page, table and text exactly as printed.

    `table_no` counts the tables of the document from 1. A header and its data rows carry it, and
    so do the context lines above the header; all other lines carry None. A line of a workbook
    carries its sheet and the cell in which its figures (or its words) begin.
    """

    line_no: int
    line_kind: str
    page_no: int
    table_no: int | None
    line_text: str
    sheet_name: str = ""
    sheet_cell: str = ""

    @property
    def bare_text(self) -> str:
        """The line without the marks that the file puts around its lines."""
        return self.line_text.strip(FILE_MARKS)


class Table(NamedTuple):
    """A table being read: its header, None where it is refused, and its rows."""

    header: Line | None
    rows: list[Line]

    def fits(self, row: Line) -> bool:
        """Whether each cell of a row stands below a heading, but for blank ones at the end."""
        if self.header is None:
            return False
        headings, cells = (line.bare_text.split("\t")[1:] for line in (self.header, row))
        inside, outside = cells[: len(headings)], cells[len(headings) :]
        return not any(map(str.strip, outside or headings[len(cells) :])) and (
            not outside or all(map(str.strip, inside))
        )

    def is_torn_before(self, line: Line) -> bool:
        """Whether the line directly below its header is a header too."""
        return bool(self.header) and not self.rows and self.header.line_no + 1 == line.line_no


def plain(line: str) -> str:
    """Return a line's words without markup, quotes and outer white space, in composed letters."""
    words = unicodedata.normalize("NFC", MARKUP.sub("", line.strip(FILE_MARKS)).strip())
    return QUOTES.sub(r"\1", words) if words.startswith('"') else words


def parse(where: str, text: str, forms: Sequence[Form]) -> list[Line]:
    """Return every line of a document with its kind, page and table.

    Joined with line feeds the lines are the text: a carriage return before the line feed, a byte
    order mark and form feeds stay in them and are not looked at. The word forms (title, period,
    ...) are tried in their order. `where` is the file's name, for messages.

    Raises:
        StagingErrors: lines fit no form, or stand where their form has no place.
    """
    refused: list[StagingError] = []

    def refuse(
        rule: Rule, found: str, line_no: int | None = None, column_no: int | None = None
    ) -> None:
        refused.append(StagingError(where, found, *rule, line_no, column_no))

    if any(sign in text for sign in ODD_ENDS):
        text = _with_plain_ends(text, refuse)
    lines = [
        Line(number, _kind(line.strip(FILE_MARKS), forms), 1, None, line)
        for number, line in enumerate(text.split("\n"), 1)
    ]
    for line in lines:
        if line.line_kind not in ("data_row", "blank"):
            _look_at_words(line, forms, refuse)
    table_no = 0
    for page_no, page in enumerate(_pages(lines), 1):
        for line in page:
            line.page_no = page_no
        _refuse_rows_without_tabs(page, refuse)
        if any(line.line_kind in ("table_header", "data_row") for line in page):
            table_no = _place_tables(page, table_no, refuse)
        else:
            _place_prose(page, refuse)
    if table_no == 0 and not refused:
        refuse(refusals.NO_TABLE, "no table")
    if refused:
        raise StagingErrors(sorted(refused, key=lambda error: error.line_no or 0))
    return lines


def _with_plain_ends(text: str, refuse: Refuse) -> str:
    """Refuse signs that end a line for some tools only, and return the text without them.

    Where they are the line ends of the file they become line feeds, and spaces where they are not.
    """
    odd = list(ODD_END.finditer(text))
    plain_text = ODD_END.sub("\n" if len(odd) > text.count("\n") else " ", text)
    line_no, start = 1, 0
    for sign in odd:
        line_no += plain_text.count("\n", start, sign.start())
        start = sign.start()
        refuse(refusals.LINE_END, f"U+{ord(sign[0]):04X} {ODD_ENDS[sign[0]]}", line_no)
    return plain_text


def _kind(line: str, forms: Sequence[Form]) -> str:
    """Return the kind of a line by itself: header, row, blank, a word form, or text.

    Words with tabs behind them are a row of blank cells or text: that is seen by their place.
    """
    otherwise = "text"
    if "\t" in line:
        if line[0] == "\t":
            return "table_header" if line.strip() else "blank"
        if "\t" in line.rstrip():
            return "data_row"
        otherwise = "row_or_text"
    words = line and plain(line)
    if not words:
        return "blank"
    return next((form.line_kind for form in forms if form.pattern.search(words)), otherwise)


def _look_at_words(line: Line, forms: Sequence[Form], refuse: Refuse) -> None:
    """Refuse digits of other scripts, and what is nearly of a form; take it for that afterwards."""
    if digit := ODD_DIGIT.search(line.line_text):
        _refuse_digit(line.bare_text, digit[0], refuse, line.line_no)
    if line.line_kind == "text":
        words = plain(line.line_text)
        for form in forms:
            if form.near_pattern and form.near_pattern.search(words):
                rule = refusals.near_miss(form.line_kind, form.reason)
                refuse(rule, f"nearly a {form.line_kind}: {quoted(words)}", line.line_no)
                line.line_kind = form.line_kind
                return


def _refuse_digit(text: str, digit: str, refuse: Refuse, *place: int) -> None:
    name = unicodedata.name(digit, "a digit of another script")
    refuse(refusals.DIGITS, f"{quoted(text)}: {digit!r} is {name} (U+{ord(digit):04X})", *place)


def _pages(lines: list[Line]) -> list[list[Line]]:
    """Cut the lines where a title stands; what precedes the first title is a page if it speaks."""
    starts = [index for index, line in enumerate(lines) if line.line_kind == "title"]
    if not starts or any(line.line_kind not in SET_ASIDE for line in lines[: starts[0]]):
        starts.insert(0, 0)
    starts[0] = 0
    return [lines[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True)]


def _refuse_rows_without_tabs(page: list[Line], refuse: Refuse) -> None:
    """Refuse text lines that look like rows. One with a single figure needs another beside it."""
    lines = [line for line in page if line.line_kind != "blank"]
    found = [_separator(line.bare_text) if line.line_kind == "text" else "" for line in lines]
    beside = zip(["", *found], [*found[1:], ""], strict=False)
    for line, separator, near in zip(lines, found, beside, strict=False):
        if separator and (separator != ONE_FIGURE or any(near)):
            words = f"cells separated by {separator}: {quoted(line.bare_text)}"
            refuse(refusals.TABS, words, line.line_no)
            line.line_kind = "prose"


def _separator(text: str) -> str:
    """Return what stands between the cells of a line that looks like a row without tabs."""
    if not SIGNS_OF_ROWS.search(text):
        return ""
    text = MARKUP.sub("", text)
    if TAG.search(text):
        return "HTML tags"
    if text.count("|") > 1 or _figures_at_end(text.split("|")):
        return "'|'"
    if _figures_at_end(text.split(";")):
        return "';'"
    if _figures_at_end(text.split(",")) > bool(ONE_AFTER_COMMA.search(text)):
        return "','"
    if _figures_at_end(WIDE_SPACE.split(text.strip())):
        return "wide spaces"
    figures = _figures_at_end(["", *text.split()])
    return "spaces" if figures > 1 else ONE_FIGURE if figures else ""


def _figures_at_end(cells: list[str]) -> int:
    """Return how many figures stand behind the first cell, after the last that is none."""
    count = 0
    for cell in reversed(cells[1:]):
        bare = cell.strip(' "%')
        if bare and not LONE_FIGURE.fullmatch(bare):
            break
        count += bare != ""
    return count


def _place_prose(page: list[Line], refuse: Refuse) -> None:
    """Name the text lines of a page without a table: the first is its heading, the rest prose."""
    heading = "section"
    for line in page:
        if line.line_kind in ("text", "row_or_text"):
            line.line_kind, heading = heading, "prose"


def _place_tables(page: list[Line], table_no: int, refuse: Refuse) -> int:
    """Name the text lines of a page with tables, number its tables and check their shape.

    Returns:
        The number of the page's last table.
    """
    if not any(line.line_kind == "title" for line in page):
        first = next(line for line in page if line.line_kind not in SET_ASIDE)
        refuse(refusals.NO_TITLE, "a table on a page without a title", first.line_no)
    period_seen = False
    context: list[Line] = []
    table: Table | None = None
    for line in page:
        kind = line.line_kind
        if kind == "row_or_text":
            kind = line.line_kind = "data_row" if table and table.fits(line) else "text"
        if kind == "text":
            line.line_kind = "context" if period_seen else "section"
            if period_seen:
                context.append(line)
        elif kind == "period":
            _refuse_context(context, line, refuse)
            period_seen = True
        elif kind == "data_row":
            if context:
                _refuse_context(context, line, refuse)
            if table is None:
                refuse(refusals.NO_HEADER, quoted(line.bare_text), line.line_no)
                table = Table(None, [])
            line.table_no = table_no
            table.rows.append(line)
        elif kind == "table_header" and _is_header(line, refuse):
            if not period_seen:
                found = f"a table header on page {line.page_no} before any period"
                refuse(refusals.NO_PERIOD, found, line.line_no)
                period_seen = True
            if table and table.is_torn_before(line):
                refuse(refusals.TORN_HEADER, "a table header in two lines", line.line_no - 1)
                table = Table(None, [])
                continue
            if table:
                _check_table(table, refuse)
            table_no += 1
            table = Table(line, [])
            for above in [*context, line]:
                above.table_no = table_no
            context.clear()
    _refuse_context(context, page[-1], refuse)
    if table:
        _check_table(table, refuse)
    return table_no


def _refuse_context(context: list[Line], line: Line, refuse: Refuse) -> None:
    """Context lines stand above a table header; anywhere else they are text inside a table."""
    if context:
        found = f"{quoted(context[0].bare_text)}; line {line.line_no} below it is no table header"
        refuse(refusals.TEXT_BELOW, found, context[0].line_no)
        context.clear()


def _is_header(line: Line, refuse: Refuse) -> bool:
    """Whether a line that begins with a tab has headings; a row whose label is lost has figures."""
    for column_no, cell in enumerate(line.bare_text.split("\t")[1:], 1):
        if CELL.fullmatch(cell) and plain(cell):
            refuse(refusals.HEADING, quoted(cell), line.line_no, column_no)
            return False
    return True


def _check_table(table: Table, refuse: Refuse) -> None:
    """Every cell is a figure, a mark or blank, and there are as many as the header has columns.

    Where most rows agree among themselves the header is wrong, or a part of it stands below it.
    """
    header, rows = table.header, table.rows
    if header is None:
        for row in rows:
            _are_figures(row, refuse)
        return
    if not rows:
        refuse(refusals.NO_ROWS, "a table header without rows", header.line_no)
        return
    width = header.bare_text.count("\t")
    counts = [row.bare_text.count("\t") for row in rows]
    common = width
    if counts.count(width) < len(rows):
        counts = [
            width if table.fits(row) else count for row, count in zip(rows, counts, strict=True)
        ]
        ((likely, times),) = Counter(counts).most_common(1)
        if times > 1 and times * 2 > len(rows):
            common = likely
        if common == width + 1 + counts[0] and not re.search(r"[\d*]", rows[0].bare_text):
            refuse(refusals.TORN_HEADER, "a table header in two lines", header.line_no)
            rows, counts = rows[1:], counts[1:]
        elif common != width:
            found = f"{width} headings above {times} rows of {common} cells"
            refuse(refusals.HEADER_WIDTH, found, header.line_no)
    for row, count in zip(rows, counts, strict=True):
        if _are_figures(row, refuse) and count != common:
            label = row.bare_text.partition("\t")[0]
            found = f"{count} cells in row {quoted(label)}"
            refuse(refusals.row_width(common), found, row.line_no)


def _are_figures(row: Line, refuse: Refuse) -> bool:
    """Whether a row has a label, and in each cell a figure, mark or nothing; refuse the others."""
    if ROW.fullmatch(row.bare_text):
        return True
    label, *cells = row.bare_text.split("\t")
    bad = [(number, cell) for number, cell in enumerate(cells, 1) if not CELL.fullmatch(cell)]
    for column_no, cell in bad:
        if digit := ODD_DIGIT.search(cell):
            _refuse_digit(cell, digit[0], refuse, row.line_no, column_no)
        else:
            rule = refusals.LARGE if LARGE.fullmatch(plain(cell)) else refusals.FIGURE
            refuse(rule, quoted(cell), row.line_no, column_no)
    if not bad:
        refuse(refusals.LABEL, quoted(label), row.line_no)
    return False
