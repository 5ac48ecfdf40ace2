"""Write the marts as one Excel workbook for people: a readme, then a sheet per mart.

Marts of figures are laid out wide, a column per period. A suppressed count is the text "*" and a
sum with suppressed parts the text "12-18", so that neither can be taken for a number; figures that
are rebuilt or estimated carry a letter after the number. Nothing that looks like a formula or a
link becomes one, and the same marts give the same bytes.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter

from export.about import About, about
from export.marts import LANGUAGES, SCHEMA, UNITS, Labels, Mart

SUPPRESSED_MAX = 3
# A longer list is evidence for a query, not a sheet for people; the readme says where it is.
MOST_ROWS = 5_000
NARROW, WIDE = 9, 48
# The row of the headings: title and description of the mart stand above.
HEAD = 3


def write(
    connection: duckdb.DuckDBPyConnection, marts: list[Mart], labels: Labels, file: Path
) -> None:
    """Write the workbook."""
    file.parent.mkdir(parents=True)
    said = {language: about(connection, language) for language in LANGUAGES}
    book = xlsxwriter.Workbook(
        str(file),
        {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties(
        {
            "title": said["en"].title,
            "comments": said["en"].citation,
            "created": datetime.datetime.fromisoformat(said["en"].updated_on),
        }
    )
    styles = _styles(book, said["en"])
    shown = [mart for mart in marts if mart.figure or mart.count(connection) <= MOST_ROWS]
    for language, dataset in said.items():
        _readme(book, styles, marts, shown, dataset, language)
    for mart in shown:
        sheet = book.add_worksheet(mart.name[:31])
        sheet.write_string(0, 0, mart.title("nb"), styles["strong"])
        sheet.write_string(1, 0, f"{mart.title('en')}. {mart.description}", styles["text"])
        if mart.figure:
            _wide(connection, sheet, styles, mart, labels)
        else:
            _long(connection, sheet, styles, mart)
    book.close()


def _styles(book: xlsxwriter.Workbook, said: About) -> dict[str, Any]:
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
    book: xlsxwriter.Workbook,
    styles: dict[str, Any],
    marts: list[Mart],
    shown: list[Mart],
    dataset: About,
    language: str,
) -> None:
    words = dataset.words
    sheet = book.add_worksheet(words["readme"])
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 100)
    empty = ("text", "", "")
    lines: list[tuple[str, str, str]] = [
        ("title", dataset.title, ""),
        empty,
        ("strong", words["cite"], dataset.citation),
        ("strong", words["head_dates"], dataset.dates),
        ("strong", words["licence"], f"{dataset.licence_name}, {dataset.licence_url}"),
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
        *(
            ("text", f"csv/{mart.name}.csv", f"{mart.title(language)}. {words['long']}")
            for mart in marts
            if mart not in shown
        ),
    ]
    for row, (style, first, second) in enumerate(lines):
        sheet.write_string(row, 0, first, styles[style])
        sheet.write_string(row, 1, second, styles["wrap"])


def _wide(
    connection: duckdb.DuckDBPyConnection,
    sheet: Any,  # noqa: ANN401 - XlsxWriter has no public types
    styles: dict[str, Any],
    mart: Mart,
    labels: Labels,
) -> None:
    """Write a row per series and a column per period."""
    keys = [
        column for column in mart.columns if column.name in mart.key and column.name != "period"
    ]
    names = [labels.of(mart, column.name, "nb") for column in keys]
    heads = []
    for column, held in zip(keys, names, strict=True):
        heads.append(column.name)
        if held:
            sheet.set_column(len(heads), len(heads), 26)
            heads.append(column.heading("nb"))
    selected = ", ".join(column.name for column in keys)
    figures = connection.execute(
        f"select {selected}, period, {', '.join(mart.figure)}, obs_status "
        f"from {SCHEMA}.{mart.name} order by {selected}, period"
    ).fetchall()
    periods = sorted({row[len(keys)] for row in figures})
    place = {period: len(heads) + no for no, period in enumerate(periods)}
    for no, head in enumerate([*heads, *(f"{period:%Y-%m}" for period in periods)]):
        sheet.write_string(HEAD, no, head, styles["head"])
    rows: dict[tuple[Any, ...], int] = {}
    for *series, period, figure, low, high, status in figures:
        codes = tuple(series)
        if codes not in rows:
            rows[codes] = HEAD + 1 + len(rows)
            texts: list[str] = []
            for code, held in zip(codes, names, strict=True):
                texts += [str(code), held.get(code, "")] if held else [str(code)]
            for no, text in enumerate(texts):
                sheet.write_string(rows[codes], no, text)
        row, at = rows[codes], place[period]
        if figure is not None:
            kind = f"{status} decimal" if isinstance(figure, Decimal) else status
            sheet.write_number(row, at, figure, styles[kind])
        elif low is not None:
            sheet.write_string(row, at, unknown(low, high), styles["unknown"])
    sheet.freeze_panes(HEAD + 1, len(heads))
    sheet.autofilter(HEAD, 0, HEAD + len(rows), len(heads) + len(periods) - 1)


def unknown(low: int | Decimal, high: int | Decimal) -> str:
    """Return what stands in the place of a figure of which only bounds are known."""
    return "*" if (low, high) == (0, SUPPRESSED_MAX) else f"{low}-{high}"


def _long(
    connection: duckdb.DuckDBPyConnection,
    sheet: Any,  # noqa: ANN401
    styles: dict[str, Any],
    mart: Mart,
) -> None:
    """Write the rows as they are."""
    for no, column in enumerate(mart.columns):
        sheet.write_string(HEAD, no, column.name, styles["head"])
        words = column.description + (f" ({UNITS[column.unit]})" if column.unit else "")
        sheet.write_comment(HEAD, no, words)
    rows = connection.execute(mart.ordered()).fetchall()
    widths = [len(column.name) for column in mart.columns]
    for row_no, row in enumerate(rows, HEAD + 1):
        for no, cell in enumerate(row):
            if cell is None:
                continue
            if isinstance(cell, bool):
                sheet.write_boolean(row_no, no, cell)
            elif isinstance(cell, int):
                sheet.write_number(row_no, no, cell)
            elif isinstance(cell, float | Decimal):
                sheet.write_number(row_no, no, cell, styles["decimal"])
            elif isinstance(cell, datetime.date):
                sheet.write_datetime(row_no, no, cell, styles["day"])
            else:
                sheet.write_string(row_no, no, str(cell))
            widths[no] = max(widths[no], len(str(cell)))
    for no, width in enumerate(widths):
        sheet.set_column(no, no, min(max(width, NARROW), WIDE))
    sheet.freeze_panes(HEAD + 1, 0)
    sheet.autofilter(HEAD, 0, HEAD + max(len(rows), 1), len(mart.columns) - 1)
