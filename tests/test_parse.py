"""The parser: each layout feature of the family on a small table, and each failure's message."""

from __future__ import annotations

import pytest
from conftest import SEEDS
from parse import Line, StagingError, parse
from stage import read_forms

FORMS = read_forms(SEEDS)

HEAD = "Deltakere i tiltak. Tidsserie måned\n\nFylke\n\nJanuar - Februar 2017\n\n"
TABLE = "\tJanuar\tFebruar\nI alt\t1 234\t*\nOslo\t1 230\t\n"


def kinds(text: str) -> list[tuple[str, int, int | None]]:
    """Return kind, page and table of every line that is not blank."""
    return [
        (line.line_kind, line.page_no, line.table_no)
        for line in parse("test.txt", text, FORMS)
        if line.line_kind != "blank"
    ]


def lines_of(text: str, line_kind: str) -> list[Line]:
    return [line for line in parse("test.txt", text, FORMS) if line.line_kind == line_kind]


def failure(text: str) -> StagingError:
    with pytest.raises(StagingError) as caught:
        parse("test.txt", text, FORMS)
    return caught.value


def test_page_with_a_table() -> None:
    assert kinds(HEAD + TABLE) == [
        ("title", 1, None),
        ("section", 1, None),
        ("period", 1, None),
        ("table_header", 1, 1),
        ("data_row", 1, 1),
        ("data_row", 1, 1),
    ]


def test_every_line_is_kept_as_printed() -> None:
    text = "\n\n" + HEAD + "<b>Kvinner</b>  \n\n" + TABLE + "\n\n"
    assert "\n".join(line.line_text for line in parse("test.txt", text, FORMS)) == text


def test_page_without_a_table_is_prose() -> None:
    prose = "Deltakere i tiltak. En måned\n\nOm tabellene\n\nFebruar 2014\n\nTall under 4 er «*».\n"
    assert kinds(prose + "\n\n" + HEAD + TABLE)[:4] == [
        ("title", 1, None),
        ("section", 1, None),
        ("period", 1, None),
        ("prose", 1, None),
    ]


def test_what_stands_before_the_first_title_is_a_page() -> None:
    assert kinds("### Innhold i rapporten\n\nTall under 4.\n\n" + HEAD + TABLE)[:3] == [
        ("section", 1, None),
        ("prose", 1, None),
        ("title", 2, None),
    ]


def test_a_title_begins_a_page_even_after_a_single_blank_line() -> None:
    assert [line.page_no for line in lines_of(HEAD + TABLE + "\n" + HEAD + TABLE, "title")] == [
        1,
        2,
    ]


def test_blank_lines_above_the_first_title_are_no_page() -> None:
    assert [line.page_no for line in lines_of("\n\n\n" + HEAD + TABLE, "title")] == [1]


def test_context_lines_belong_to_the_table_below_them() -> None:
    text = HEAD + TABLE + "\nKvinner, nedsatt\narbeidsevne, på tiltak\n\n" + TABLE
    contexts = lines_of(text, "context")
    assert [(line.line_text, line.table_no) for line in contexts] == [
        ("Kvinner, nedsatt", 2),
        ("arbeidsevne, på tiltak", 2),
    ]


def test_a_blank_line_can_stand_inside_a_table() -> None:
    text = HEAD + TABLE.replace("Oslo", "\nOslo")
    assert [line.table_no for line in lines_of(text, "data_row")] == [1, 1]


def test_a_page_can_print_its_period_again_between_tables() -> None:
    text = HEAD + TABLE + "\n### Januar - Februar 2017\n\n" + TABLE
    assert [line.table_no for line in lines_of(text, "table_header")] == [1, 2]


def test_day_of_update_has_a_form_of_its_own() -> None:
    text = HEAD.replace("Fylke\n", "Fylke\n\nRapport oppdatert: 02.01.2025\n") + TABLE
    assert [line.line_text for line in lines_of(text, "updated")] == [
        "Rapport oppdatert: 02.01.2025"
    ]


@pytest.mark.parametrize(
    "period",
    ["Februar 2014", "Januar - Juli 2023", "Januar 2022 - Desember 2022", "### Mai 2020"],
)
def test_forms_of_the_period(period: str) -> None:
    text = HEAD.replace("Januar - Februar 2017", period) + TABLE
    assert [line.line_text for line in lines_of(text, "period")] == [period]


def test_markup_does_not_change_the_kind() -> None:
    marked = (
        "# Deltakere i tiltak. Tidsserie måned\n## Fylke\n---\n### Januar - Februar 2017\n"
        "#### <b>Kvinner</b>\n\tJanuar\tFebruar\n<b>I alt</b>\t<b>1 234</b>\t\\*\n"
    )
    assert [kind for kind, _, _ in kinds(marked)] == [
        *("title", "section", "period", "context", "table_header", "data_row")
    ]


@pytest.mark.parametrize(
    "figure",
    [
        *("0", "12", "1 234", "12 345 678", "-1 852", "−145", "–3", "*", "\\*", ""),
        *("<b>1 234</b>", "<b>*</b>", "1\u00a0234", "1\u2009234", "1\u202f234"),
    ],
)
def test_figures_that_are_accepted(figure: str) -> None:
    assert lines_of(HEAD + f"\tJanuar\nI alt\t{figure}\n", "data_row")


@pytest.mark.parametrize(
    "figure",
    ["1 23", "12a", "1.234", "1,5", "12 34", "1  234", "1 234 56", "**", "-", "x", "<b>1", "1\t"],
)
def test_figures_that_are_not_accepted(figure: str) -> None:
    error = failure(HEAD + f"\tJanuar\nI alt\t{figure}\n")
    assert error.line_no == 8


def test_file_marks_are_kept_and_not_looked_at() -> None:
    text = "\ufeff" + (HEAD + "\f" + HEAD + TABLE).replace("\n", "\r\n")
    assert [kind for kind, _, _ in kinds(text)] == [
        *("title", "section", "period", "title", "section", "period"),
        *("table_header", "data_row", "data_row"),
    ]
    assert "\n".join(line.line_text for line in parse("test.txt", text, FORMS)) == text


def test_negative_first_column_header_is_blank_where_it_is_lost() -> None:
    """A header can have a blank heading (2024, line 90): its cells still stand in columns."""
    assert lines_of(HEAD + "\t\tJanuar\nI alt\t6\t7\n", "table_header")


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
