"""The parser: each layout feature of the family on a small table, and each failure's message."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter

import pytest
from conftest import SEEDS
from parse import StagingError, parse
from stage import read_forms

FORMS = read_forms(SEEDS)

HEAD = "Deltakere i tiltak. Tidsserie måned\n\nFylke\n\nJanuar - Februar 2017\n\n"
TABLE = "\tJanuar\tFebruar\nI alt\t1 234\t*\nOslo\t1 230\t\n"


HEAD_KINDS, TABLE_KINDS = "title section period", "table_header data_row data_row"
ONE_PAGE = [(1, None, HEAD_KINDS), (1, 1, TABLE_KINDS)]


def outline(text: str) -> list[tuple[int, int | None, str]]:
    """Return page, table and kinds of what stands together, blank lines left out.

    The lines are the text to the last sign.
    """
    lines = parse("test.txt", text, FORMS)
    assert "\n".join(line.line_text for line in lines) == text
    printed = [line for line in lines if line.line_kind != "blank"]
    return [
        (*place, " ".join(line.line_kind for line in together))
        for place, together in groupby(printed, attrgetter("page_no", "table_no"))
    ]


def failure(text: str) -> StagingError:
    with pytest.raises(StagingError) as caught:
        parse("test.txt", text, FORMS)
    return caught.value


LAYOUTS = {
    "a page with a table": (HEAD + TABLE, ONE_PAGE),
    "a page without a table is prose": (
        "Deltakere i tiltak. En måned\n\nOm tabellene\n\nFebruar 2014\n\nTall under 4 er «*».\n\n\n"
        + (HEAD + TABLE),
        [(1, None, HEAD_KINDS + " prose"), (2, None, HEAD_KINDS), (2, 1, TABLE_KINDS)],
    ),
    "what stands before the first title is a page": (
        "### Innhold i rapporten\n\nTall under 4.\n\n" + HEAD + TABLE,
        [(1, None, "section prose"), (2, None, HEAD_KINDS), (2, 1, TABLE_KINDS)],
    ),
    "a title begins a page even after a single blank line": (
        HEAD + TABLE + "\n" + HEAD + TABLE,
        [*ONE_PAGE, (2, None, HEAD_KINDS), (2, 2, TABLE_KINDS)],
    ),
    "blank lines above the first title are no page": ("\n\n\n" + HEAD + TABLE, ONE_PAGE),
    "spaces and blank lines are kept": (
        "\n\n" + HEAD + "<b>Kvinner</b>  \n\n" + TABLE + "\n\n",
        [(1, None, HEAD_KINDS), (1, 1, "context " + TABLE_KINDS)],
    ),
    "context lines belong to the table below them": (
        HEAD + TABLE + "\nKvinner, nedsatt\narbeidsevne, på tiltak\n\n" + TABLE,
        [*ONE_PAGE, (1, 2, "context context " + TABLE_KINDS)],
    ),
    "a blank line can stand inside a table": (HEAD + TABLE.replace("Oslo", "\nOslo"), ONE_PAGE),
    "a page can print its period again between tables": (
        HEAD + TABLE + "\n### Januar - Februar 2017\n\n" + TABLE,
        [*ONE_PAGE, (1, None, "period"), (1, 2, TABLE_KINDS)],
    ),
    "the day of update has a form of its own": (
        HEAD.replace("Fylke\n", "Fylke\n\nRapport oppdatert: 02.01.2025\n") + TABLE,
        [(1, None, "title section updated period"), (1, 1, TABLE_KINDS)],
    ),
    "markup does not change the kind": (
        "# Deltakere i tiltak. Tidsserie måned\n## Fylke\n---\n### Januar - Februar 2017\n"
        "#### <b>Kvinner</b>\n\tJanuar\tFebruar\n<b>I alt</b>\t<b>1 234</b>\t\\*\n",
        [(1, None, HEAD_KINDS), (1, 1, "context table_header data_row")],
    ),
    "file marks are kept and not looked at": (
        "\ufeff" + (HEAD + "\f" + HEAD + TABLE).replace("\n", "\r\n"),
        [(1, None, HEAD_KINDS), (2, None, HEAD_KINDS), (2, 1, TABLE_KINDS)],
    ),
    # 2024, line 90: its cells still stand in columns.
    "a heading can be blank where it is lost": (
        HEAD + "\t\tJanuar\nI alt\t6\t7\n",
        [(1, None, HEAD_KINDS), (1, 1, "table_header data_row")],
    ),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_layout_is_read(name: str) -> None:
    text, expected = LAYOUTS[name]
    assert outline(text) == expected


@pytest.mark.parametrize(
    "period",
    ["Februar 2014", "Januar - Juli 2023", "Januar 2022 - Desember 2022", "### Mai 2020"],
)
def test_forms_of_the_period(period: str) -> None:
    assert outline(HEAD.replace("Januar - Februar 2017", period) + TABLE) == ONE_PAGE


@pytest.mark.parametrize(
    "figure",
    [
        *("0", "12", "1 234", "12 345 678", "-1 852", "−145", "–3", "*", "\\*", ""),
        *("<b>1 234</b>", "<b>*</b>", "1\u00a0234", "1\u2009234", "1\u202f234"),
    ],
)
def test_figures_that_are_accepted(figure: str) -> None:
    assert outline(HEAD + f"\tJanuar\nI alt\t{figure}\n")[-1] == (1, 1, "table_header data_row")


@pytest.mark.parametrize(
    "figure",
    ["1 23", "12a", "1.234", "1,5", "12 34", "1  234", "1 234 56", "**", "-", "x", "<b>1", "1\t"],
)
def test_figures_that_are_not_accepted(figure: str) -> None:
    error = failure(HEAD + f"\tJanuar\nI alt\t{figure}\n")
    assert error.line_no == 8


FAILURES = {
    "no table": ("Bare tekst.\n", None, None, "no table"),
    "one cell more": (HEAD + "\tJanuar\nI alt\t1\t2\n", 8, None, "2 cells in row 'I alt'"),
    "one cell less": (HEAD + "\tJanuar\tFebruar\nI alt\t1\n", 8, None, "1 cells in row 'I alt'"),
    "a number that is none": (HEAD + "\tJanuar\tFebruar\nI alt\t1\t1 23\n", 8, 2, "'1 23'"),
    "a decimal number": (HEAD + "\tJanuar\nI alt\t2,5\n", 8, 1, "'2,5'"),
    "a row without a label": (HEAD + "\tJanuar\n12 \t1\n", 8, None, "'12 '"),
    "a label that is lost altogether": (HEAD + "\tJanuar\nI alt\t1\n\t1\n", 9, 1, "'1'"),
    "rows without a header": (HEAD + "I alt\t1\n", 7, None, "'I alt\\t1'"),
    "a header without rows": (HEAD + "\tJanuar\n", 7, None, "a table header without rows"),
    "a header without rows before another": (
        HEAD + "\tJanuar\n\tFebruar\nI alt\t1\n",
        *(7, None, "a table header without rows"),
    ),
    "a header before any period": (
        "Tiltak. En måned\n\nTiltak\n\n\tJanuar\nI alt\t1\n",
        *(5, None, "a table header on page 1 before any period"),
    ),
    "a table on a page without a title": (
        "Tiltak\n\nFebruar 2014\n\n\tJanuar\nI alt\t1\n",
        *(1, None, "a table on a page without a title"),
    ),
    "text inside a table": (HEAD + "\tJanuar\nI alt\t1\nOslo\n\nBergen\t1\n", 9, None, "'Oslo'"),
    "text after a table": (HEAD + TABLE + "\nKilde: NAV\n", 11, None, "'Kilde: NAV'"),
    "a row that lost its tabs": (HEAD + TABLE + "Oslo 1 230 12\n", 10, None, "'Oslo 1 230 12'"),
    "a table that lost its tabs": (
        HEAD + " Januar Februar Mars\nI alt 1 234 17 *\n\n" + HEAD + TABLE,
        *(8, None, "'I alt 1 234 17 *'"),
    ),
}


@pytest.mark.parametrize("name", FAILURES)
def test_failure_says_where_and_what(name: str) -> None:
    text, line_no, column_no, found = FAILURES[name]
    error = failure(text)
    assert (error.line_no, error.column_no) == (line_no, column_no)
    message = str(error)
    place = "test.txt" + (f", line {line_no}" if line_no else "")
    assert message.startswith(place + (f", column {column_no}" if column_no else "") + "\n")
    assert f"\n  found:    {found}" in message
    assert "\n  expected: " in message
    assert "\n  next:     " in message
