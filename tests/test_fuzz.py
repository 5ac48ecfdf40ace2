"""Generated and damaged tables: staging keeps every line, invents no cell and never crashes.

A few hundred cases on every run of the tests; `make fuzz` runs ten thousand of each kind.
"""

from __future__ import annotations

import contextlib
import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from datetime import datetime

import pytest
import stage
from conftest import SEEDS, Workspace
from hypothesis import given
from hypothesis import strategies as st
from make_workbooks import STATUS_SHEET, Workbook, tilt120_of_2024
from openpyxl import load_workbook
from openpyxl.cell import MergedCell
from parse import FILE_MARKS, Line, StagingError, parse, plain
from refusals import StagingErrors
from rehearse import Rehearsal

from seeds import csv_text

FORMS = stage.read_forms(SEEDS)
DOCUMENTS = [
    path.read_text(encoding="utf-8") for path in sorted((SEEDS / "documents").glob("*.txt"))
]
LETTERS = "abcdefghijæøåABCÆØÅ"
SPACES = " \u00a0\u2009\u202f"
MINUSES = "-−–"
DIGITS = "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९"
# Signs that end a line for some tools.
ENDS = "\r\x85\u2028\u2029"
TITLES = ["Tabell. En måned", "**Tabell. En måned**", '"Tabell. Tidsserie måned"', "En måned*"]
PERIODS = ["Februar 2014", "Januar - Mai 2014", "Januar 2013 – desember 2014", "MAI 2014"]
# What stands for tabs in a text that lost them.
SEPARATORS = [" ", "   ", "\u00a0", "|", " | ", ";", "; ", ",", ", ", "</td><td>"]


@dataclass(frozen=True)
class Table:
    """A generated table: what stands above it, and rows of a label and figures (None for *)."""

    context: list[str]
    columns: list[str]
    rows: list[tuple[str, list[int | str]]]


words = (
    st.text(LETTERS + " ,()", min_size=1, max_size=12)
    .map(str.strip)
    .filter(lambda text: text and not any(form.pattern.search(text) for form in FORMS))
    .filter(
        lambda text: not any(form.near_pattern and form.near_pattern.search(text) for form in FORMS)
    )
)
labels = (
    st.text(LETTERS + " ,()-/0123456789", min_size=1, max_size=20)
    .map(str.strip)
    .filter(lambda text: any(sign in LETTERS for sign in text))
)
figures = st.one_of(st.integers(-99_999, 9_999_999), st.sampled_from(["*", ""]))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    width = draw(st.integers(1, 5))
    columns = draw(st.lists(labels, min_size=width, max_size=width))
    row = st.tuples(labels, st.lists(figures, min_size=width, max_size=width))
    return Table(
        draw(st.lists(words, max_size=3)), columns, draw(st.lists(row, min_size=1, max_size=5))
    )


@st.composite
def documents(draw: st.DrawFn, separator: str = "\t") -> tuple[list[list[Table]], str]:
    """Return pages of tables, and the text that a publisher and an extraction could make of it."""
    pages = draw(st.lists(st.lists(tables(), min_size=1, max_size=2), min_size=1, max_size=3))
    chosen = st.sampled_from
    heading, bold, escape = (
        draw(chosen(["", "# ", "### "])),
        draw(st.booleans()),
        draw(chosen("*\\")),
    )
    space, minus = draw(chosen(SPACES)), draw(chosen(MINUSES))
    title, period, form = (draw(chosen(kinds)) for kinds in (TITLES, PERIODS, ["NFC", "NFD"]))
    # Tabs behind the cells of every line.
    tail = draw(chosen(["", "", "\t"])) if separator == "\t" else ""

    def printed(figure: int | str) -> str:
        if isinstance(figure, str):
            return "\\*" if (figure, escape) == ("*", "\\") else figure
        text = f"{abs(figure):,}".replace(",", space)
        text = minus + text if figure < 0 else text
        return f"<b>{text}</b>" if bold else text

    lines = [""] * draw(st.integers(0, 3))
    for page in pages:
        lines += [heading + title, "", draw(words), "", period, ""]
        for table in page:
            for context in table.context:
                lines += [heading + context, *[""] * draw(st.integers(0, 1))]
            lines.append(separator.join(["", *table.columns]) + tail)
            for label, row in table.rows:
                lines += [""] * draw(st.integers(0, 1))
                lines.append(separator.join([label, *map(printed, row)]) + tail)
        lines += [""] * draw(st.integers(0, 4))
    end = draw(chosen(["\n", "\r\n"]))
    text = unicodedata.normalize(form, end.join(lines))
    return pages, draw(chosen(["", "\ufeff"])) + text


# What was generated, for the models to read all at once.
GENERATED: list[tuple[list[list[Table]], str]] = []


@given(documents())
def test_rows_survive_the_way_to_text_and_back(document: tuple[list[list[Table]], str]) -> None:
    pages, text = document
    GENERATED.append(document)
    lines = parse("fuzz.txt", stage.decode("fuzz.txt", text.encode()), FORMS)
    assert "\n".join(line.line_text for line in lines) == text
    assert lines[-1].page_no == len(pages)
    expected = [table for page in pages for table in page]
    for table_no, table in enumerate(expected, 1):
        mine = [line for line in lines if line.table_no == table_no]
        contexts = [plain(line.line_text) for line in mine if line.line_kind == "context"]
        assert contexts == table.context
        rows = [line.bare_text.split("\t") for line in mine if line.line_kind == "data_row"]
        assert [plain(row[0]) for row in rows] == [label for label, _ in table.rows]
        width = len(table.columns)
        assert all(len(row[1:]) >= width and not any(row[1 + width :]) for row in rows)


def test_models_read_the_generated_rows(rehearsal: Rehearsal, seeded: Workspace) -> None:
    """Every generated document as one of the seeds: each cell is typed as it was generated."""
    staged = [csv_text([stage.COLUMNS])]
    expected, expected_labels = [], []
    for number, (pages, text) in enumerate(GENERATED):
        document_id = f"fuzz_{number}"
        lines = parse(document_id, text, FORMS)
        staged.append(stage.lines_text(document_id, lines))
        rows = [row for page in pages for table in page for row in table.rows]
        numbers = [line.line_no for line in lines if line.line_kind == "data_row"]
        expected_labels += [
            (document_id, line_no, label) for line_no, (label, _) in zip(numbers, rows, strict=True)
        ]
        expected += [
            (
                document_id,
                line_no,
                column_no,
                {"": "blank", "*": "mark"}.get(str(figure), "number"),
                figure if isinstance(figure, int) else None,
            )
            for line_no, (_, row) in zip(numbers, rows, strict=True)
            for column_no, figure in enumerate(row, 1)
        ]
    (seeded.seeds / stage.STAGED).write_bytes("".join(staged).encode())
    with rehearsal.run(seeded.seeds, ["stg_cells", "stg_columns", "stg_rows"]) as connection:
        cells = connection.execute(
            "select document_id, line_no, column_no, cell_kind, cell_number from staging.stg_cells "
            "semi join staging.stg_columns using (document_id, table_no, column_no)"
        ).fetchall()
        labels = connection.execute(
            "select document_id, line_no, printed_label from staging.stg_rows"
        ).fetchall()
        kept = connection.execute(
            "select document_id, string_agg(coalesce(line_text, ''), chr(10) order by line_no) "
            "from staged.lines group by document_id"
        ).fetchall()
    assert GENERATED
    assert sorted(cells, key=str) == sorted(expected, key=str)
    assert sorted(labels) == sorted(expected_labels)
    assert dict(kept) == {f"fuzz_{number}": text for number, (_, text) in enumerate(GENERATED)}


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """Return a document, real or generated, with a few places of it damaged."""
    text = draw(st.one_of(st.sampled_from(DOCUMENTS), documents().map(lambda made: made[1])))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, max(len(text) - 1, 0)))
        end = min(start + draw(st.sampled_from([0, 1, 1, 2, 30, 2_000])), len(text))
        piece = text[start:end]
        insert = draw(
            st.one_of(
                st.sampled_from(
                    ["", "\t", "\n", " ", "*", "<b>", "\\", "# ", "\r", "\ufeff", "\f", "\x00"]
                ),
                st.sampled_from(
                    [*SEPARATORS, *ENDS, "**", '"', "３", "٣", "\u030a", "Side 1", "forts."]
                ),
                st.sampled_from(
                    [*TITLES, *PERIODS, "Februar 14", "En maned", " 12 13", "1234567890"]
                ),
                st.just(piece + piece),
                st.just(piece[::-1]),
                st.text(max_size=4),
            )
        )
        text = text[:start] + insert + text[end:]
    return text


def kept_or_refused(content: bytes) -> list[Line]:
    """Return the lines of a content, which are its bytes; none where it is refused with reasons."""
    try:
        lines = parse("fuzz.txt", stage.decode("fuzz.txt", content), FORMS)
    except StagingError as error:
        for message in str(error).split("\n\nfuzz.txt"):
            assert all(f"\n  {part}:" in message for part in ("found", "expected", "next"))
        assert str(error).startswith("fuzz.txt")
        return []
    assert "\n".join(line.line_text for line in lines).encode() == content
    for line in lines:
        assert not set(line.bare_text) & set(ENDS), line
        if line.line_kind in ("section", "context", "prose", "blank"):
            assert not all(map(FIGURE.fullmatch, ["", "", *line.bare_text.split()][-2:])), line
    return lines


# As plain as can be: another way to see a figure than the parser's.
FIGURE = re.compile(r"[-−–]?[0-9]+|\*")


def refused_lines(text: str) -> set[int | None]:
    """Return the lines that are named where a text is refused, which it must be."""
    with pytest.raises(StagingErrors) as caught:
        parse("fuzz.txt", text, FORMS)
    return {error.line_no for error in caught.value.errors}


@given(st.data(), st.sampled_from(SEPARATORS))
def test_rows_without_tabs_are_never_words(data: st.DataObject, separator: str) -> None:
    """Every row of two figures and more is named, whatever stands for its tabs."""
    pages, text = data.draw(documents(separator))
    lines = text.split("\n")
    rows = [row for page in pages for table in page for row in table.rows]
    if not any(len([figure for figure in row if figure != ""]) > 1 for _, row in rows):
        return
    named = refused_lines(text)
    number = 0
    for label, row in rows:
        start = unicodedata.normalize("NFC", f"{label}{separator}")
        while not unicodedata.normalize("NFC", lines[number]).startswith(start):
            number += 1
        number += 1
        if len([figure for figure in row if figure != ""]) > 1:
            assert number in named, lines[number - 1]


@given(documents(), st.data())
def test_digits_of_other_scripts_are_named(
    document: tuple[list[list[Table]], str], data: st.DataObject
) -> None:
    """In any cell, with its line and column, and nothing else is."""
    _, text = document
    lines = text.split("\n")
    cells = [
        (number, column_no)
        for number, line in enumerate(lines)
        if "\t" in line.strip()
        for column_no, cell in enumerate(line.split("\t"))
        if column_no and re.search(r"\d", cell) and not line.startswith("\t")
    ]
    if not cells:
        return
    number, column_no = data.draw(st.sampled_from(cells))
    digits = data.draw(st.sampled_from(DIGITS))
    parts = lines[number].split("\t")
    parts[column_no] = parts[column_no].translate(str.maketrans("0123456789", digits))
    lines[number] = "\t".join(parts)
    with pytest.raises(StagingErrors) as caught:
        parse("fuzz.txt", "\n".join(lines), FORMS)
    (error,) = caught.value.errors
    assert (error.line_no, error.column_no) == (number + 1, column_no)
    assert "digits from 0 to 9" in error.expected


@given(documents(), st.data(), st.sampled_from(ENDS))
def test_ends_of_lines_that_are_none_are_named(
    document: tuple[list[list[Table]], str], data: st.DataObject, sign: str
) -> None:
    """Inside a word, once: nothing else is said."""
    _, text = document
    places = [match.start() for match in re.finditer(rf"(?<=[{LETTERS}])(?=[{LETTERS}])", text)]
    if not places:
        return
    place = data.draw(st.sampled_from(places))
    assert text.count("\n", 0, place) + 1 in refused_lines(text[:place] + sign + text[place:])


@given(damaged())
def test_damage_is_refused_or_kept_but_never_crashes(text: str) -> None:
    widths: dict[int | None, int] = {}
    for line in kept_or_refused(text.encode()):
        tabs = line.line_text.strip(FILE_MARKS).count("\t")
        if line.line_kind == "table_header":
            widths[line.table_no] = tabs
        elif line.line_kind == "data_row":
            # As many cells as columns, blank ones at an end aside: none is invented, none is lost.
            width = widths[line.table_no]
            cells = line.line_text.strip(FILE_MARKS).split("\t")[1:]
            assert tabs == width or not any(map(str.strip, cells[width:]))
        else:
            # Behind words there can be tabs, never a cell.
            assert "\t" not in line.line_text.strip()


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_or_kept(content: bytes) -> None:
    kept_or_refused(content)


# What a cell of a sheet can hold instead, and where: headings, figures, labels, beside and below.
VALUES = (
    *(None, 0, 3, 17, 1848, -6, 1848.0, 0.25, 10**9, True, "*", "1 848", "17", "１７", "..", "-"),
    *("", " ", "Januar", "Mai", "Januar 2024 - Mai 2024", "En måned", "I alt", "Kilde: NAV"),
    *("Avklaring", datetime(2024, 1, 1), "=C8+C9", "#REF!", "x\ty", "x\ny"),
)
EDITS = ("put", "insert_rows", "delete_rows", "insert_cols", "delete_cols", "merge_cells")
LAYOUT = stage.read_layout(SEEDS)
FIGURE_OF_SHEET = re.compile(r"[0-9]{1,3}( ?[0-9]{3})*|\*")
_BYTES = io.BytesIO()
tilt120_of_2024().save(_BYTES)
with zipfile.ZipFile(_BYTES) as _archive:
    PARTS = {part: _archive.read(part) for part in _archive.namelist()}


def edited(data: st.DataObject) -> Workbook:
    """Return a made workbook with one to four cells, rows or columns changed."""
    workbook = tilt120_of_2024()
    sheet = workbook[STATUS_SHEET]
    for _ in range(data.draw(st.integers(1, 4))):
        edit, row, column = data.draw(
            st.tuples(st.sampled_from(EDITS), st.integers(1, 23), st.integers(1, 17))
        )
        if edit == "put":
            cell = sheet.cell(row, column)
            if not isinstance(cell, MergedCell):
                cell.value = data.draw(st.sampled_from(VALUES))
        elif edit == "merge_cells":
            end = {"end_row": row + row % 2, "end_column": column + 1 - row % 2}
            sheet.merge_cells(start_row=row, start_column=column, **end)
        else:
            getattr(sheet, edit)(row if edit.endswith("rows") else column)
    return workbook


@given(st.data())
def test_a_workbook_is_refused_or_each_figure_stands_in_its_cell(data: st.DataObject) -> None:
    content = io.BytesIO()
    edited(data).save(content)
    try:
        lines = stage.lines_of("fuzz.xlsx", content.getvalue(), LAYOUT)
    except StagingErrors as refused:
        assert all(error.sheet_place for error in refused.errors)
        return
    sheet = load_workbook(content)[STATUS_SHEET]
    printed = {
        cell.coordinate: str(cell.value).removesuffix(".0")
        for row in sheet.iter_rows()
        for cell in row
    }
    held = {
        place: text
        for place, text in printed.items()
        if FIGURE_OF_SHEET.fullmatch(text.strip()) or isinstance(sheet[place].value, int | float)
    }
    read = {}
    for line in lines:
        if line.sheet_name == STATUS_SHEET and line.line_kind == "data_row":
            first, row = ord(line.sheet_cell[0]), line.sheet_cell[1:]
            for place, text in enumerate(line.line_text.split("\t")[1:]):
                assert read.setdefault(f"{chr(first + place)}{row}", text) is text
    # Other marks are figures where they stand among them.
    assert held.items() <= read.items() <= printed.items()


@given(st.sampled_from(sorted(PARTS)), st.integers(0, 10**6), st.integers(0, 255))
def test_a_damaged_workbook_is_refused_or_read_but_never_crashes(
    name: str, place: int, value: int
) -> None:
    """One byte of a part differs, and the archive around it is whole."""
    damaged = io.BytesIO()
    with zipfile.ZipFile(damaged, "w") as archive:
        for part, content in PARTS.items():
            changed = bytearray(content)
            if part == name:
                changed[place % len(changed)] = value
            archive.writestr(part, bytes(changed))
    with contextlib.suppress(StagingError):
        stage.lines_of("fuzz.xlsx", damaged.getvalue(), LAYOUT)
