"""Read a workbook as NAV publishes its tables: its sheets become lines like those of a text.

A workbook is one document, a sheet is a page. Which sheets hold tables, which notes and which are
not read is said by workbook_sheets.csv; any other is refused by name. On a sheet with tables stand
a title, a heading and a period one below the other. A table begins with a row of months, before
which one more heading (an average) may stand; left of the headings stand the labels. Texts directly
above a table name whom it counts. Every cell of such a sheet is read, or refused by its place:
months to come are empty, and a group beside its first measure is only compared with its total row.
No label, number or sheet has a meaning here.
"""

from __future__ import annotations

import io
import itertools
import re
import warnings
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import refusals
from parse import DIGITS, LARGE, MARK, ODD_DIGIT, Form, Line, Refuse, plain
from refusals import Rule, StagingError, StagingErrors, quoted

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

SUFFIXES = (".xlsx", ".xlsm", ".xls")
# The first bytes of .xls files and of protected ones, and a name that stands in the latter.
COMPOUND, PROTECTED = bytes.fromhex("d0cf11e0a1b11ae1"), "EncryptedPackage".encode("utf-16-le")
LAST_ROW, LAST_COLUMN, LAST_BYTE = 5_000, 26, 100_000_000
LARGEST = 9_999_999
FIGURE = re.compile(f"{DIGITS}|{MARK}")
LETTER = re.compile(r"[^\W\d]")
# What stands for a value that is refused already.
REFUSED = 0


class SheetForm(NamedTuple):
    """A kind of sheet that is recognized by its name (a row of workbook_sheets.csv)."""

    pattern: re.Pattern[str]
    reads: str


class Layout(NamedTuple):
    """What the seeds say of workbooks: forms of lines and of sheets, the months in their order."""

    forms: Sequence[Form]
    sheets: Sequence[SheetForm]
    months: Sequence[str]

    def kind(self, words: str) -> str:
        """Return the kind of a line by its words."""
        return next((form.line_kind for form in self.forms if form.pattern.search(words)), "text")

    def month(self, value: object) -> int | None:
        """Return the place of a month in the year, from 0."""
        names = [month.casefold() for month in self.months]
        word = value.casefold() if isinstance(value, str) else ""
        return names.index(word) if word in names else None

    def is_month(self, value: object, month: str = "") -> bool:
        """Whether a value names this month."""
        return isinstance(value, str) and value.casefold() == month.casefold()

    def months_of(self, period: str) -> list[str]:
        """Return the months that a period names by its first and last; none if it names none."""
        words = re.findall(r"[^\W\d]+", period)
        named = [month for month in map(self.month, words) if month is not None]
        years = [int(year) for year in re.findall(r"\d{4}", period)]
        if not named or not years:
            return []
        count = 12 * (years[-1] - years[0]) + named[-1] - named[0] + 1
        return [self.months[(named[0] + number) % 12] for number in range(count)]


class Row(NamedTuple):
    """A row of a sheet that is not blank: its number and its values by column."""

    number: int
    cells: dict[int, object]

    def cell(self, column: int) -> str:
        """Return the name of a cell, as Excel writes it."""
        return f"{_letter(column)}{self.number}"

    @property
    def words(self) -> str:
        """The texts of the row."""
        return " ".join(map(str, self.cells.values()))


class Header(NamedTuple):
    """A header row: its first column, the headings of the period, the column of the last month."""

    row: Row
    first: int
    labels: list[str]
    last: int


@dataclass
class Table:
    """A table being read: labels of its rows, and where groups are named beside measures."""

    labels: list[str] = field(default_factory=list)
    groups: dict[str, tuple[Row, int]] = field(default_factory=dict)


def read(where: str, content: bytes, layout: Layout) -> list[Line]:
    """Return the lines of a workbook, each with its sheet and the cell in which it begins.

    `where` is the file's name, for messages. A sheet that is not read is a line of its name.

    Raises:
        StagingErrors: the file is no workbook, or sheets or cells are not as described.
    """
    refused: list[StagingError] = []

    def refuse(rule: Rule, found: str, *place: str) -> None:
        refused.append(StagingError(where, found, *rule, sheet_place=", ".join(place)))

    lines: list[Line] = []
    names: dict[SheetForm, str] = {}
    values, formulas = _opened(content, refuse) or ({}, {})
    for page_no, (name, sheet) in enumerate(values.items(), 1):
        refuse_in = _placed(refuse, f"sheet {name!r}")
        form = next((form for form in layout.sheets if form.pattern.search(name.strip())), None)
        if form is None or not hasattr(sheet, "iter_rows"):
            refuse_in(refusals.SHEET_UNKNOWN, "an unknown sheet")
        elif form.reads == "nothing":
            lines.append(Line(0, "left_out", page_no, None, name, name))
        elif form in names:
            refuse_in(refusals.SHEET_TWICE, f"a second sheet, beside {names[form]!r}")
        else:
            names[form] = name
            page = Page(sheet, page_no, layout, refuse_in, lines)
            rows = _rows(sheet, formulas[name], refuse_in)
            if form.reads == "tables":
                page.read_tables(rows)
            else:
                page.read_notes(rows)
    if not refused and not any(form.reads == "tables" for form in names):
        refuse(refusals.NO_SHEET, f"the sheets {', '.join(map(repr, values))}")
    if refused:
        raise StagingErrors(refused)
    return _numbered(lines)


def _numbered(lines: list[Line]) -> list[Line]:
    """Number lines and tables from 1; a table begins with its context, or with its header."""
    tables = itertools.count(1)
    table_no, former = 0, ""
    for line_no, line in enumerate(lines, 1):
        line.line_no = line_no
        if line.line_kind in ("context", "table_header", "data_row"):
            if line.line_kind != "data_row" and former != "context":
                table_no = next(tables)
            line.table_no = table_no
        former = line.line_kind
    return lines


def _placed(refuse: Refuse, sheet: str) -> Refuse:
    return lambda rule, found, *place: refuse(rule, found, sheet, *place)


def _opened(
    content: bytes, refuse: Refuse
) -> tuple[dict[str, Worksheet], dict[str, Worksheet]] | None:
    """Return the sheets of a workbook twice: with the values that are kept, and with formulas."""
    # Imported here: it takes a quarter of a second, and most documents are texts.
    import openpyxl

    found = ""
    try:
        if not content:
            found = "an empty file (0 bytes)"
        elif content.startswith(COMPOUND):
            is_protected = PROTECTED in content
            found = "a file with a password" if is_protected else "a file of Excel before 2007"
        elif not content.startswith(b"PK"):
            found = f"no workbook: it begins with {content[:8]!r}"
        else:
            archive = zipfile.ZipFile(io.BytesIO(content))
            size = sum(part.file_size for part in archive.infolist())
            if "xl/workbook.xml" not in archive.namelist():
                found = "an archive of other files"
            elif size > LAST_BYTE:
                found = f"a file that unpacks to {size:,} bytes"
            elif damaged := archive.testzip():
                found = f"damaged bytes in its part {damaged}"
            else:
                with warnings.catch_warnings(action="ignore"):
                    values, formulas = (
                        openpyxl.load_workbook(io.BytesIO(content), data_only=data_only)
                        for data_only in (True, False)
                    )
                return (
                    {name: values[name] for name in values.sheetnames},
                    {name: formulas[name] for name in values.sheetnames},
                )
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        found = f"a file that is cut off or damaged ({error})"
    except Exception as error:
        # openpyxl has many ways to say that it cannot read.
        found = f"a file that cannot be read ({type(error).__name__}: {error})"
    refuse(refusals.NO_WORKBOOK, found)
    return None


def _rows(sheet: Worksheet, formulas: Worksheet, refuse: Refuse) -> list[Row]:
    """Return the rows that are not blank; refuse what is hidden, and what is no value."""
    if sheet.max_row > LAST_ROW or sheet.max_column > LAST_COLUMN:
        refuse(refusals.SHEET_SIZE, f"cells in {sheet.dimensions}")
        return []
    if sheet.sheet_state != "visible":
        refuse(refusals.HIDDEN, "a hidden sheet")
    rows = []
    for number, cells in enumerate(sheet.iter_rows(), 1):
        values: dict[int, object] = {}
        for column, cell in enumerate(cells, 1):
            value = cell.value
            if isinstance(value, str):
                value = re.sub(r"\s*[\t\r\n]\s*", " ", value).strip()
            if cell.data_type == "e":
                refuse(refusals.EXCEL_ERROR, quoted(str(value)), f"cell {cell.coordinate}")
                value = REFUSED
            elif value is None and formulas.cell(number, column).data_type == "f":
                found = f"a formula without a value: {formulas.cell(number, column).value}"
                refuse(refusals.FORMULA, found, f"cell {cell.coordinate}")
                value = REFUSED
            if value not in (None, ""):
                values[column] = value
        if values:
            rows.append(Row(number, values))
            if number in sheet.row_dimensions and sheet.row_dimensions[number].hidden:
                refuse(refusals.HIDDEN, "a hidden row", f"row {number}")
    used = {column for row in rows for column in row.cells}
    for group in sheet.column_dimensions.values():
        hidden = range(group.min or 0, (group.max or 0) + 1) if group.hidden else ()
        for column in sorted(used.intersection(hidden)):
            refuse(refusals.HIDDEN, "a hidden column", f"column {_letter(column)}")
    if not rows:
        refuse(refusals.SHEET_EMPTY, "a sheet without a value")
    return rows


@dataclass
class Page:
    """A sheet being read into lines."""

    sheet: Worksheet
    page_no: int
    layout: Layout
    refuse: Refuse
    lines: list[Line]
    # The months of the period that stands above.
    months: list[str] = field(default_factory=list)
    header: Header | None = None
    # The table that was begun below the header; None where the next row begins one.
    table: Table | None = None
    # Texts, row by row, that no table or blank row has followed yet; those above the header.
    texts: list[Row] = field(default_factory=list)
    above: list[Row] = field(default_factory=list)
    # The number of the last row with figures.
    last_figures: int = 0

    def read_notes(self, rows: list[Row]) -> None:
        """Read a sheet without tables: the first text is its heading."""
        heading = "section"
        for row in rows:
            kind = self.layout.kind(row.words)
            if kind == "text":
                kind, heading = heading, "prose"
            self._add(kind, row.words, row.cell(min(row.cells)))

    def read_tables(self, rows: list[Row]) -> None:
        """Read a sheet with tables, row by row."""
        title_seen = False
        first_columns: dict[int, int] = {}
        for row in rows:
            if self.texts and self.texts[-1].number < row.number - 1:
                self._end_texts()
            column, value = next(iter(row.cells.items()))
            is_text = len(row.cells) == 1 and _is_text(value)
            if self._is_header(row):
                if not (title_seen and self.months):
                    texts = [line.line_text for line in self.lines if line.page_no == self.page_no]
                    missing = "period" if title_seen else "title"
                    head = quoted(" | ".join(texts)) if texts else "nothing"
                    found = f"no {missing} above the header row, but {head}"
                    self.refuse(refusals.HEAD, found, f"row {row.number}")
                    return
                self._begin_header(row)
            elif is_text and (self.header is None or column < self.header.first):
                kind = self.layout.kind(plain(str(value)))
                title_seen |= kind == "title"
                self._read_text(row, kind)
            elif self.header:
                self._read_figures(row, self.header)
            else:
                self._refuse_cell(refusals.HEADER_ROW, row, column)
                return
            if self.header and not is_text:
                first_columns[row.number] = self.header.first
        self._end_texts()
        self._end_header()
        if rows and self.header is None:
            self.refuse(refusals.HEADER_ROW, "no header row")
        self._expect_figures_apart(first_columns)

    def _add(self, kind: str, text: str, cell: str) -> None:
        name = self.sheet.title
        self.lines.append(Line(0, kind, self.page_no, None, text, name, cell))

    def _is_header(self, row: Row) -> bool:
        return sum(self.layout.month(value) is not None for value in row.cells.values()) > 1

    def _read_text(self, row: Row, kind: str) -> None:
        if kind == "text":
            if self.months:
                self.texts.append(row)
                return
            kind = "section"
        elif kind == "period":
            self.months = self.layout.months_of(row.words)
        self._end_texts()
        self._add(kind, row.words, row.cell(min(row.cells)))

    def _end_texts(self) -> None:
        """Texts that stand above no table are notes."""
        if self.texts:
            self._expect_no_row(self.texts[0])
        self._add_texts("prose", self.texts)
        self.texts = []

    def _add_texts(self, kind: str, rows: list[Row]) -> None:
        for row in rows:
            self._add(kind, row.words, row.cell(min(row.cells)))

    def _expect_no_row(self, row: Row) -> None:
        """A text directly below figures can be a row that has lost its own."""
        if 0 < self.last_figures == row.number - 1:
            self._refuse_cell(refusals.NO_FIGURES, row, min(row.cells))

    def _begin_header(self, row: Row) -> None:
        """Take a header row: its months are those of the period, in their order."""
        self._end_header()
        months = [c for c, value in row.cells.items() if self.layout.month(value) is not None]
        first, last = months[0], months[-1]
        while first > 2 and first - 1 in row.cells:
            first -= 1
        for column, value in row.cells.items():
            # Left of the headings only a text can stand, in the first column.
            is_above = column == 1 and first > 1 and _is_text(value)
            if column > last or (column < first and not is_above):
                self._refuse_cell(refusals.NO_HEADING, row, column)
        headings = [row.cells.get(column) for column in range(first, last + 1)]
        to_come = self.layout.months[self.layout.months.index(self.months[-1]) + 1 :]
        expected = [*self.months, *to_come]
        # One heading more can stand before the months: no month, and the second is not behind it.
        is_month = self.layout.month(headings[0]) is not None
        before = int(not is_month and not self.layout.is_month(headings[1], *expected[1:2]))
        if before and not _is_text(headings[0]):
            self._refuse_cell(refusals.NO_HEADING, row, first)
        pairs = itertools.zip_longest(headings[before:], expected)
        for place, (heading, month) in enumerate(pairs):
            is_needed = heading is not None or place < len(self.months)
            if is_needed and (month is None or not self.layout.is_month(heading, month)):
                rule = refusals.month_heading(month) if month else refusals.NO_HEADING
                self._refuse_cell(rule, row, first + before + place)
                break
        labels = [str(heading) for heading in headings[: before + len(self.months)]]
        self.header = Header(row, first, labels, last)
        self.above, self.texts = self.texts, []

    def _begin_table(self, header: Header) -> Table:
        """Write what stands above a table: its context and its header."""
        if 1 in header.row.cells and header.first > 1:
            self._add("context", str(header.row.cells[1]), header.row.cell(1))
        self._add_texts("context", [*self.above, *self.texts])
        self.above, self.texts = [], []
        self._add("table_header", "\t".join(["", *header.labels]), header.row.cell(header.first))
        return Table()

    def _end_table(self) -> None:
        """Expect a total row of each group that the table names."""
        table = self.table or Table()
        for group, (row, column) in table.groups.items():
            if not any(label.casefold().endswith(group.casefold()) for label in table.labels):
                self._refuse_cell(refusals.GROUP_TOTAL, row, column)
        self.table = None

    def _end_header(self) -> None:
        """Expect rows below the header."""
        self._end_table()
        if self.header and self.last_figures < self.header.row.number:
            self._refuse_cell(refusals.HEADER_ALONE, self.header.row, self.header.first)

    def _read_figures(self, row: Row, header: Header) -> None:
        """Read a row of figures: labels, a figure in each month, and nothing beside them."""
        if self.texts:
            self._expect_no_row(self.texts[0])
            self._end_table()
        table = self.table = self.table or self._begin_table(header)
        self.last_figures = row.number
        end = header.first + len(header.labels)
        labels = {column: value for column, value in row.cells.items() if column < header.first}
        strays = [column for column, value in labels.items() if not _is_text(value)]
        for column in [*strays, *(column for column in row.cells if column >= end)]:
            is_to_come = end <= column <= header.last
            self._refuse_cell(refusals.TO_COME if is_to_come else refusals.NO_HEADING, row, column)
        cells = []
        for column in range(header.first, end):
            rule, text = _figure(row.cells.get(column))
            is_told = column not in row.cells and (strays or self._is_merged(row, column))
            if rule and not is_told:
                self._refuse_cell(rule, row, column)
            cells.append(text)
        names = {c: str(value) for c, value in sorted(labels.items()) if c not in strays}
        *groups, label = names.values() or [""]
        if len(groups) > 1 or not label:
            if not strays:
                self._refuse_cell(refusals.ROW_LABEL, row, max(header.first - 1, 1))
        elif groups:
            table.groups[groups[0]] = (row, min(names))
        else:
            table.labels.append(label)
        self._add("data_row", "\t".join([label, *cells]), row.cell(header.first))

    def _is_merged(self, row: Row, column: int) -> bool:
        return row.cell(column) in self.sheet.merged_cells

    def _expect_figures_apart(self, first_columns: dict[int, int]) -> None:
        """Labels may be merged over rows; figures and headings stand in a cell each."""
        for area in self.sheet.merged_cells.ranges:
            rows = [row for row in range(area.min_row, area.max_row + 1) if row in first_columns]
            if rows and area.max_col >= first_columns[rows[0]]:
                self.refuse(refusals.MERGED, f"the merged cells {area.coord}", f"row {rows[0]}")

    def _refuse_cell(self, rule: Rule, row: Row, column: int) -> None:
        value = row.cells.get(column)
        found = "an empty cell" if value is None else quoted(_shown(value))
        self.refuse(rule, found, f"cell {row.cell(column)}")


def _letter(column: int) -> str:
    """Return the letter of a column up to Z."""
    return chr(ord("A") + column - 1)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and LETTER.search(value) is not None


def _figure(value: object) -> tuple[Rule | None, str]:
    """Return a value as the text of a figure, and the rule that it breaks."""
    text = _shown(value)
    if value is None:
        return refusals.EMPTY_CELL, ""
    if isinstance(value, str):
        if FIGURE.fullmatch(value):
            return None, value
        if ODD_DIGIT.search(value):
            return refusals.DIGITS_CELL, text
        return (refusals.LARGE_CELL if LARGE.fullmatch(value) else refusals.NO_NUMBER), text
    if isinstance(value, bool) or not isinstance(value, int | float):
        return refusals.NO_NUMBER, text
    if value != int(value):
        return refusals.DECIMALS, text
    if value < 0:
        return refusals.NEGATIVE, text
    return (None if value <= LARGEST else refusals.LARGE_CELL), text


def _shown(value: object) -> str:
    """Return a value as people see it: a whole number without decimals, a date as a date."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
