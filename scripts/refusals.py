"""What cannot be staged, in words: where, what was found, what was expected and what to do next."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

# So many places of one rule are shown; the others are counted.
SHOWN = 5
# So much of a line is quoted.
QUOTED = 100


class StagingError(Exception):
    """A place that cannot be staged: says where, what was found, expected and to do next."""

    def __init__(
        self,
        where: str,
        found: str,
        expected: str,
        next_step: str,
        line_no: int | None = None,
        column_no: int | None = None,
        sheet_place: str = "",
    ) -> None:
        """Keep the parts; `str()` joins them into the message for a person.

        `sheet_place` says sheet and cell of a workbook, in place of line and column.
        """
        self.errors = [self]
        self.where, self.found = where, found
        self.expected, self.next_step = expected, next_step
        self.line_no, self.column_no = line_no, column_no
        self.sheet_place = sheet_place
        super().__init__(in_words([self]))

    @property
    def place(self) -> str:
        """The sheet and cell, or the line and column, where they are known."""
        if self.sheet_place:
            return self.sheet_place
        numbers = (("line", self.line_no), ("column", self.column_no))
        return ", ".join(f"{name} {number}" for name, number in numbers if number is not None)


class StagingErrors(StagingError):
    """All places that cannot be staged, told by rule: one paragraph for what has one remedy."""

    def __init__(self, errors: Iterable[StagingError]) -> None:
        """Keep the places of all errors, line by line."""
        self.errors = [place for error in errors for place in error.errors]
        first = self.errors[0]
        self.line_no, self.column_no = first.line_no, first.column_no
        Exception.__init__(self, in_words(self.errors))


def in_words(errors: Iterable[StagingError]) -> str:
    """Return a paragraph for each rule (what is expected, and to do next) of each file."""
    rules: dict[tuple[str, str, str], list[StagingError]] = {}
    for error in errors:
        rules.setdefault((error.where, error.expected, error.next_step), []).append(error)
    paragraphs = []
    for (where, expected, next_step), places in rules.items():
        if len(places) == 1:
            head, found = places[0].place, [places[0].found]
        else:
            head = f"{len(places)} places"
            found = [f"{error.place}: {error.found}" for error in places[:SHOWN]]
            found += [f"... and {len(places) - SHOWN} more"] if len(places) > SHOWN else []
        parts = (
            ", ".join(filter(None, (where, head))),
            "found:    " + "\n            ".join(found),
            f"expected: {expected}",
            f"next:     {next_step}",
        )
        paragraphs.append("\n  ".join(parts))
    return "\n\n".join(paragraphs)


def quoted(text: str) -> str:
    """Return a text in quotes, cut where it is long."""
    return repr(text if len(text) <= QUOTED else text[: QUOTED - 4] + " ...")


class Rule(NamedTuple):
    """What is expected of a text, and what to do where it is otherwise."""

    expected: str
    next_step: str


IF_NO_ROW = "if it is no row of a table, let a pattern of `ignored` in line_forms.csv match it"
LINE_END = Rule(
    "lines that end with a line feed, or carriage return and line feed",
    "convert the line ends of the file to line feeds, or put a space for the sign inside a line",
)
DIGITS = Rule("digits from 0 to 9 (ASCII)", "write the digits as 0 to 9")
LARGE = Rule(
    "a number of at most seven digits: no measure has ten million participants",
    "look for two cells that ran together, and restore the tab between them",
)
FIGURE = Rule(
    "a whole number with a space between thousands (1 234), a mark (* : . .. -) or nothing",
    "compare the cell with its source and correct the document",
)
LABEL = Rule("a row label with at least one letter", "restore the label in the document")
HEADING = Rule(
    "a column heading: a line that begins with a tab is a table header",
    "if this is a data row, restore its label",
)
TABS = Rule(
    "tabs between the cells of a row, and nothing else",
    f"restore the tabs of these lines, and of their table's header; {IF_NO_ROW}",
)
NO_TITLE = Rule(
    "a title line, as line_forms.csv describes it, at the top of every page with a table",
    "check that this is a table of the family; compare the page's head with other pages",
)
NO_PERIOD = Rule(
    "title, section heading and period above a page's first table",
    "compare the page's head with those of the other pages",
)
NO_HEADER = Rule(
    "a table header (a line that begins with a tab) above the page's first row",
    "restore the header line in the document",
)
NO_ROWS = Rule(
    "at least one data row below a table header",
    "the document may be cut off here: compare it with its source",
)
TORN_HEADER = Rule(
    "one line of column headings above the rows",
    "join the lines to one header, a tab before each heading",
)
TEXT_BELOW = Rule(
    "a table header below a line of text",
    "if the line is part of a row, join them and keep the tabs; if it is a heading, its table's "
    "header line is lost; if it is a footer, let a pattern of `ignored` in line_forms.csv match it",
)
HEADER_WIDTH = Rule(
    "as many headings in a header as its rows have cells: most rows agree, so the header is wrong",
    "look for a lost or doubled tab in the header",
)
NO_TABLE = Rule(
    "at least one line of tab-separated column headings with rows below it",
    "check that this is the text of a NAV table whose tabs were kept",
)


def row_width(width: int) -> Rule:
    """Return what is expected of a row below a header of so many columns."""
    return Rule(
        f"{width}, as many as the table's header has columns",
        "look for a lost or doubled tab in this line or in the header above it",
    )


def near_miss(line_kind: str, reason: str) -> Rule:
    """Return what is expected of a line that is nearly of a form (a row of line_forms.csv)."""
    return Rule(
        f"a {line_kind} as line_forms.csv describes it: {reason}",
        f"correct the line; if it is right, let a pattern of `{line_kind}` in line_forms.csv match "
        "it; if it is neither title nor heading, let one of `ignored`",
    )


# Workbooks. An original stays as it was published: a copy that is corrected says so.
ASK_NAV = (
    "look at the cell in Excel; where NAV published it so, ask NAV, or register a corrected copy "
    "and say in its note (documents.csv) what was corrected"
)
NO_WORKBOOK = Rule(
    "a workbook of Excel 2007 or later (.xlsx)",
    "download the file again; save an older or protected one anew as .xlsx, without a password",
)
SHEET_UNKNOWN = Rule(
    "a sheet that workbook_sheets.csv describes",
    "describe it there: a pattern of its name, what it reads (tables, notes, nothing), the reason",
)
SHEET_TWICE = Rule(
    "one sheet of a description in workbook_sheets.csv",
    "see which of the two is NAV's; describe the other by a pattern of its own, to read nothing",
)
NO_SHEET = Rule(
    "at least one sheet with tables that workbook_sheets.csv describes",
    "check that this is one of NAV's workbooks; describe its sheets of tables there",
)
SHEET_EMPTY = Rule(
    "title, heading, period and a table",
    "download the file again; if NAV published an empty sheet, let it read nothing",
)
SHEET_SIZE = Rule(
    "a sheet that ends before column Z and row 5000, as all of NAV's do",
    "delete what stands far from the table (in Excel Ctrl+End goes there), in a copy that says so",
)
HIDDEN = Rule(
    "nothing hidden: what is out of sight may be meant to be withdrawn",
    "ask NAV whether it counts; show it, or delete it, in a copy that says so",
)
HEAD = Rule(
    "a title, then a period, as line_forms.csv describes them, above a sheet's first table",
    "look at the sheet's head: the file's name is no proof of what it holds",
)
HEADER_ROW = Rule(
    "a header row above the figures: two months or more, as column_labels.csv names them",
    "look at the sheet's headings; dates and other words are no months",
)
HEADER_ALONE = Rule(
    "at least one row with figures below a header row",
    "download the file again: its sheet may end too early",
)
NO_HEADING = Rule(
    "a figure below a heading, and labels left of the first heading",
    "see whether the header row is moved, or the figure stands beside the table",
)
TO_COME = Rule("no figure in a month after the period above the table", ASK_NAV)
EMPTY_CELL = Rule("a figure in each month of the period: empty is neither zero nor *", ASK_NAV)
NO_FIGURES = Rule(
    "a row of figures; a heading or a note has a blank row, or a table, on its other side",
    "see what the row is; if it is a note, let a pattern of `ignored` in line_forms.csv match it",
)
ROW_LABEL = Rule("a label: one measure, and at most its group before it", ASK_NAV)
GROUP_TOTAL = Rule(
    "a total row of each group that a block names",
    "see how the block is divided: a group that is not summed cannot be proved",
)
MERGED = Rule("a cell for each figure and heading", ASK_NAV)
FORMULA = Rule("a value kept with the formula", ASK_NAV)
EXCEL_ERROR = Rule("a figure, not an error of Excel", ASK_NAV)
DIGITS_CELL, LARGE_CELL = Rule(DIGITS.expected, ASK_NAV), Rule(LARGE.expected, ASK_NAV)
NO_NUMBER = Rule("a whole number, or a mark (* : . .. -)", ASK_NAV)
DECIMALS = Rule("a whole number: people are counted, and means are rounded as printed", ASK_NAV)
NEGATIVE = Rule("a count of people, which is never below zero", ASK_NAV)


def month_heading(label: str) -> Rule:
    """Return what is expected of the heading of a month, by its place in the period."""
    return Rule(
        f"the month {label!r}, by the period and the headings before it",
        "see whether a column is missing, doubled or misspelt, or the period is another's",
    )
