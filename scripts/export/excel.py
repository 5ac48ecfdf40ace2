"""Write the marts as one Excel workbook for people: a readme, then a sheet per mart.

Marts of figures are laid out wide, a column per period. A suppressed count is the text "*" and a
sum with suppressed parts the text "12-18", so that neither can be taken for a number; figures that
are rebuilt or estimated carry a letter after the number. Nothing that looks like a formula or a
link becomes one, and the same marts give the same bytes.
"""

from __future__ import annotations

import datetime
import io
import itertools
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from export.about import About, Published
from export.marts import SCHEMA, UNITS, Mart

SUPPRESSED_MAX = 3
# A longer list is evidence for a query, not a sheet for people; the readme says where it is.
MOST_ROWS = 5_000
NARROW, WIDE = 9, 48
# The row of the headings: title and description of the mart stand above.
HEAD = 3
Styles = dict[str, Format]


def write(published: Published, file: Path) -> None:
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
    shown = [
        mart
        for mart in published.marts
        if mart.figure or mart.count(published.connection) <= MOST_ROWS
    ]
    for language, about in published.said.items():
        sheet = _sheet(book, about.words["readme"])
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 100)
        for row, (style, first, second) in enumerate(_readme(published, shown, language)):
            sheet.write(row, 0, first, styles[style])
            sheet.write(row, 1, second, styles["wrap"])
    for mart in shown:
        sheet = _sheet(book, mart.name[:31])
        sheet.write(0, 0, mart.title("nb"), styles["strong"])
        sheet.write(1, 0, f"{mart.title('en')}. {mart.description}", styles["text"])
        (_wide if mart.figure else _long)(published, sheet, styles, mart)
    book.close()
    file.write_bytes(content.getvalue())


def _sheet(book: xlsxwriter.Workbook, name: str) -> Worksheet:
    """Return a new sheet in which every text stays a text."""
    sheet = book.add_worksheet(name)
    sheet.add_write_handler(str, lambda sheet, *cell: sheet.write_string(*cell))
    return sheet


def _styles(book: xlsxwriter.Workbook, said: About) -> Styles:
    looks: dict[str, dict[str, object]] = {
        "title": {"bold": True, "font_size": 16},
        "head": {"bold": True, "bottom": 1, "bg_color": "#E8EEF4"},
        "strong": {"bold": True},
        "text": {},
        "wrap": {"text_wrap": True, "valign": "top"},
        "day": {"num_format": "yyyy-mm-dd"},
        "number": {"num_format": "#,##0"},
        "decimal": {"num_format": "#,##0.0###"},
        "unknown": {"bg_color": "#E6E6E6", "align": "right"},
    }
    for letter in said.statuses:
        looks[letter] = {"num_format": f'#,##0" {letter}"', "italic": True}
        looks[f"{letter} decimal"] = {"num_format": f'#,##0.0" {letter}"', "italic": True}
    styles = {name: book.add_format(look) for name, look in looks.items()}
    return styles | {"A": styles["number"], "A decimal": styles["decimal"]}


def _readme(
    published: Published, shown: list[Mart], language: str
) -> Iterator[tuple[str, str, str]]:
    """Return the lines of the readme: how the first text looks, and two texts beside each other."""
    dataset = published.said[language]
    words = dataset.words
    empty = ("text", "", "")
    yield from (
        ("title", dataset.title, ""),
        ("strong", words["asked"], ""),
        empty,
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
        ("text", "", words["sum"]),
        empty,
        ("strong", words["may_not"], ""),
        *(("wrap", warning.may_not, warning.may) for warning in dataset.may_and_may_not),
        empty,
        ("strong", words["sheets"], ""),
        *(("text", mart.name, f"{mart.title(language)}. {mart.grain}.") for mart in shown),
    )
    for mart in published.marts:
        if mart not in shown:
            yield "text", f"csv/{mart.name}.csv", f"{mart.title(language)}. {words['long']}"


def _wide(published: Published, sheet: Worksheet, styles: Styles, mart: Mart) -> None:
    """Write a row per series and a column per period."""
    keys = [
        column for column in mart.columns if column.name in mart.key and column.name != "period"
    ]
    names = [published.labels.of(mart, column.name, "nb") for column in keys]
    heads = []
    for column, held in zip(keys, names, strict=True):
        heads.append(column.name)
        if held:
            sheet.set_column(len(heads), len(heads), 26)
            heads.append(column.heading("nb"))
    selected = ", ".join(column.name for column in keys)
    figures = published.rows(
        f"select {selected}, period, {', '.join(mart.figure)}, obs_status "
        f"from {SCHEMA}.{mart.name} order by {selected}, period"
    )
    periods = sorted({row[len(keys)] for row in figures})
    place = {period: len(heads) + no for no, period in enumerate(periods)}
    sheet.write_row(HEAD, 0, [*heads, *(f"{day:%Y-%m}" for day in periods)], styles["head"])
    row = HEAD
    for codes, own in itertools.groupby(figures, lambda figure: figure[: len(keys)]):
        row += 1
        texts: list[str] = []
        for code, held in zip(codes, names, strict=True):
            texts += [str(code), held.get(code, "")] if held else [str(code)]
        sheet.write_row(row, 0, texts)
        for period, figure, low, high, status in (one[len(keys) :] for one in own):
            if figure is not None:
                kind = f"{status} decimal" if isinstance(figure, Decimal) else status
                sheet.write(row, place[period], figure, styles[kind])
            elif low is not None:
                sheet.write(row, place[period], unknown(low, high), styles["unknown"])
    sheet.freeze_panes(HEAD + 1, len(heads))
    sheet.autofilter(HEAD, 0, row, len(heads) + len(periods) - 1)


def unknown(low: int | Decimal, high: int | Decimal) -> str:
    """Return what stands in the place of a figure of which only bounds are known."""
    return "*" if (low, high) == (0, SUPPRESSED_MAX) else f"{low}-{high}"


def _long(published: Published, sheet: Worksheet, styles: Styles, mart: Mart) -> None:
    """Write the rows as they are."""
    sheet.write_row(HEAD, 0, mart.column_names, styles["head"])
    for no, column in enumerate(mart.columns):
        words = column.description + (f" ({UNITS[column.unit]})" if column.unit else "")
        sheet.write_comment(HEAD, no, words)
    looks = {float: "decimal", Decimal: "decimal", datetime.date: "day"}
    rows = published.rows(mart.ordered())
    for row_no, row in enumerate(rows, HEAD + 1):
        for no, cell in enumerate(row):
            sheet.write(row_no, no, cell, styles.get(looks.get(type(cell), "")))
    for no, cells in enumerate(zip(mart.column_names, *rows, strict=True)):
        width = max(len(str(cell)) for cell in cells if cell is not None)
        sheet.set_column(no, no, min(max(width, NARROW), WIDE))
    sheet.freeze_panes(HEAD + 1, 0)
    sheet.autofilter(HEAD, 0, HEAD + max(len(rows), 1), len(mart.columns) - 1)
