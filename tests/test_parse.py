"""The parser: each layout feature of the family on a small table, and each failure's message."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby
from operator import attrgetter

import pytest
from conftest import SEEDS
from parse import parse
from refusals import StagingErrors
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


def failure(text: str) -> StagingErrors:
    with pytest.raises(StagingErrors) as caught:
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
    "a footer and a line that says that a table goes on belong to no table": (
        HEAD + "forts.\n" + TABLE + "Side 3 av 20\n\n(fortsetter)\nKilde: NAV\n",
        [
            (1, None, HEAD_KINDS + " continued"),
            (1, 1, TABLE_KINDS),
            (1, None, "ignored continued ignored"),
        ],
    ),
    "a footer above the first title is no page": (
        "Side 1\nforts.\n" + HEAD + TABLE,
        [(1, None, "ignored continued " + HEAD_KINDS), (1, 1, TABLE_KINDS)],
    ),
    "tabs behind words change nothing": (
        HEAD.replace("\n\n", "\t\n\n") + "Kvinner\t\t\n\t\t\n" + TABLE,
        [(1, None, HEAD_KINDS), (1, 1, "context " + TABLE_KINDS)],
    ),
    "tabs behind rows are no cells": (
        HEAD + "\tJanuar\tFebruar\nI alt\t1 234\t*\t\nOslo\t1 230\t3\t\t\n",
        ONE_PAGE,
    ),
    "tabs behind a header are no headings": (
        HEAD + "\tJanuar\tFebruar\t\nI alt\t1 234\t*\nOslo\t1 230\t3\n",
        ONE_PAGE,
    ),
    "a row can be blank": (
        HEAD + "\tJanuar\tFebruar\nI alt\t\t\nOslo\t\t\n",
        ONE_PAGE,
    ),
    "a title can be bold, quoted, or have a star": (
        HEAD.replace("Deltakere i tiltak. Tidsserie måned", '**"Deltakere. Tidsserie måned*"**')
        + '\tJanuar\n**I alt**\t**1 234**\n"Oslo"\t1\n',
        ONE_PAGE,
    ),
    "letters can be decomposed": (
        unicodedata.normalize("NFD", HEAD + TABLE.replace("Oslo", "Ålesund")),
        ONE_PAGE,
    ),
    "prose can hold figures": (
        HEAD + "Tall for 2013, 2014 og 2015 er 2,5 % høyere.\nSe Tabell 1\n\n" + HEAD + TABLE,
        [(1, None, HEAD_KINDS + " prose prose"), (2, None, HEAD_KINDS), (2, 1, TABLE_KINDS)],
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
    [
        *("Februar 2014", "Januar - Juli 2023", "Januar 2022 - Desember 2022", "### Mai 2020"),
        *("Januar 2023 – desember 2023", "Januar–Juli 2023", "MAI 2020"),
    ],
)
def test_forms_of_the_period(period: str) -> None:
    assert outline(HEAD.replace("Januar - Februar 2017", period) + TABLE) == ONE_PAGE


@pytest.mark.parametrize(
    "figure",
    [
        *("0", "12", "1 234", "9 999 999", "9999999", "-1 852", "−145", "–3", "*", "\\*", ""),
        *(":", ".", "..", "-"),
        *("<b>1 234</b>", "<b>*</b>", "**1 234**", "1\u00a0234", "1\u2009234", "1\u202f234"),
    ],
)
def test_figures_that_are_accepted(figure: str) -> None:
    assert outline(HEAD + f"\tJanuar\nI alt\t{figure}\n")[-1] == (1, 1, "table_header data_row")


@pytest.mark.parametrize(
    "figure",
    [
        *("1 23", "12a", "1.234", "1,5", "12 34", "1  234", "1 234 56", "**", "...", "x", "<b>1"),
        *("1\t2", "**1", "****", "10 000 000", "12345678", "1\u20092\u2009345", "１２", "٣"),
    ],
)
def test_figures_that_are_not_accepted(figure: str) -> None:
    error = failure(HEAD + f"\tJanuar\nI alt\t{figure}\n")
    assert error.line_no == 8


ROWS = "".join(f"{label}\t1\t2\t3\t4\n" for label in ("I alt", "Oslo", "Viken", "Agder"))
# Rows that are none, of a table that lost its tabs.
TABS = "tabs between the cells of a row"
# A text, and of each paragraph of its message: the places, what is found, expected or to do.
FAILURES: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "no table": ("Bare tekst.\n", [("", "no table")]),
    "blank lines only": ("\ufeff\n\f\n", [("", "no table")]),
    "one cell more": (HEAD + "\tJanuar\nI alt\t1\t2\n", [("8", "2 cells in row 'I alt'")]),
    "one cell less": (
        HEAD + "\tJanuar\tFebruar\nI alt\t1\nOslo\t1\t2\nViken\t1\t2\n",
        [("8", "1 cells in row 'I alt'")],
    ),
    "a number that is none": (HEAD + "\tJanuar\tFebruar\nI alt\t1\t1 23\n", [("8/2", "'1 23'")]),
    "a decimal number": (HEAD + "\tJanuar\nI alt\t2,5\n", [("8/1", "'2,5'")]),
    "a row without a label": (HEAD + "\tJanuar\n12 \t1\n", [("8", "'12 '")]),
    "a label that is lost altogether": (HEAD + "\tJanuar\nI alt\t1\n\t1\n", [("9/1", "'1'")]),
    "rows without a header": (HEAD + "I alt\t1\nOslo\t1\n", [("7", "'I alt\\t1'")]),
    "a header without rows": (HEAD + "\tJanuar\n", [("7", "a table header without rows")]),
    "a header without rows before another": (
        HEAD + "\tJanuar\n\n\tFebruar\nI alt\t1\n",
        [("7", "a table header without rows")],
    ),
    "a header before any period": (
        "Tiltak. En måned\n\nTiltak\n\n\tJanuar\nI alt\t1\n\n\tMars\nI alt\t1\n",
        [("5", "a table header on page 1 before any period")],
    ),
    "a table on a page without a title": (
        "Tiltak\n\nFebruar 2014\n\n\tJanuar\nI alt\t1\n",
        [("1", "a table on a page without a title")],
    ),
    "text inside a table": (HEAD + "\tJanuar\nI alt\t1\nOslo\n\nBergen\t1\n", [("9", "'Oslo'")]),
    "text after a table": (
        (HEAD + TABLE + "\nNAV statistikk\n") * 2,
        [("11 22", "'NAV statistikk'"), ("11 22", "let a pattern of `ignored`")],
    ),
    # One cause, one problem.
    "many bad cells": (
        HEAD + "\tJanuar\tFebruar\n" + "Oslo\t1.234\t2,5\n" * 15,
        [("8/1 8/2 9/1 9/2 10/1 ... and 25 more", "'2,5'")],
    ),
    "a header that lost a tab": (
        HEAD + "\tJanuar\tFebruar Mars\tApril\n" + ROWS,
        [("7", "3 headings above 4 rows of 4 cells"), ("7", "so the header is wrong")],
    ),
    "a header that lost a tab, and a row too": (
        HEAD + "\tJanuar\tFebruar Mars\tApril\n" + ROWS.replace("Oslo\t1\t", "Oslo\t"),
        [("7", "3 headings above 3 rows of 4 cells"), ("9", "3 cells in row 'Oslo'")],
    ),
    "rows that do not agree": (
        HEAD + "\tJanuar\tFebruar\tMars\tApril\tMai\n" + ROWS + "Troms\t1\t2\n" * 4,
        [("8 9 10 11 12 ... and 3 more", "4 cells in row 'I alt'")],
    ),
    "a header with a blank heading lost": (
        HEAD + "\t\tJanuar\tFebruar\n" + ROWS,
        [("7", "3 headings above 4 rows of 4 cells")],
    ),
    "a header in two lines, column by column": (
        HEAD + "\tGjennom snitt\tJanuar\tFebruar\tMars\n\thittil i år\t\t\t\n" + ROWS,
        [("7", "a table header in two lines")],
    ),
    "a header in two lines, one behind the other": (
        HEAD + "\tJanuar\tFebruar\nMars\tApril\n" + ROWS,
        [("7", "a table header in two lines")],
    ),
    "a header in two lines, each with tabs": (
        HEAD + "\tJanuar\tFebruar\n\tMars\tApril\n" + ROWS,
        [("7", "a table header in two lines")],
    ),
    "tabs behind rows with blanks can be shifted cells": (
        HEAD + "\tJanuar\tFebruar\nI alt\t1\t2\nOslo\t\t2\t\nViken\t2\t3\n",
        [("9", "3 cells in row 'Oslo'")],
    ),
    # Nothing with figures becomes words.
    "a row that lost its tabs": (
        HEAD + TABLE + "Oslo 1 230 12\n" + "Viken\t1\t2\n",
        [("10", "cells separated by spaces: 'Oslo 1 230 12'"), ("10", TABS)],
    ),
    "a table that lost its tabs": (
        HEAD + " Januar Februar Mars\nI alt 1 234 17 *\n\n" + HEAD + TABLE,
        [("8", "cells separated by spaces: 'I alt 1 234 17 *'")],
    ),
    "a table of one column that lost its tabs": (
        HEAD + " Antall\nI alt 7\n\nMenn 7\n\n" + HEAD + TABLE,
        [("8 10", "cells separated by a space: 'I alt 7'")],
    ),
    "a table that lost its tabs above another": (
        HEAD + " Januar\nI alt 7\nMenn *\n" + TABLE,
        [("8 9", "cells separated by a space: 'Menn *'")],
    ),
    "wide spaces": (HEAD + "I alt      12\n", [("7", "separated by wide spaces"), ("7", TABS)]),
    "cells that stand one below the other": (HEAD + "I alt\n12\n13\n", [("8 9", "'12'")]),
    "pipes": (
        HEAD + "| | Antall |\n|---|---:|\n| I alt | 77 818 |\n",
        [("7 8 9", "separated by '|'")],
    ),
    "a pipe": (HEAD + "Tiltak | Antall\nI alt | *\n", [("8", "separated by '|'")]),
    "HTML": (
        HEAD + "<table>\n<TR><td>I alt</td>\n<td>12</td></TR>\n",
        [("7 8 9", "separated by HTML tags")],
    ),
    "semicolons": (HEAD + "Tiltak;Antall\nI alt;77 818\n", [("8", "separated by ';'")]),
    "semicolons and quotes": (HEAD + '"I alt";"77 818";\n', [("7", "separated by ';'")]),
    "commas": (HEAD + 'I alt,77 818\n"Menn, nedsatt",12,*\n', [("7 8", "separated by ','")]),
    "commas and spaces": (HEAD + "I alt, 77 818, 12\n", [("7", "separated by ','")]),
    "per cents": (HEAD + "I alt 77 818 2,5 %\n", [("7", "separated by spaces")]),
    # Signs that are not what they seem.
    "digits of other scripts": (
        HEAD + "\tJanuar\nI alt\t７７\nMenn\t٣\n",
        [
            ("8/1 9/1", "'７' is FULLWIDTH DIGIT SEVEN (U+FF17)"),
            ("8/1 9/1", "'٣' is ARABIC-INDIC DIGIT THREE (U+0663)"),
        ],
    ),
    "a year in digits of another script": (
        HEAD.replace("2017", "２０１７") + TABLE,
        [("5", "FULLWIDTH DIGIT TWO")],
    ),
    "a number that is too large": (
        HEAD + "\tJanuar\nI alt\t1 234 567 890\nMenn\t<b>12345678</b>\n",
        [("8/1 9/1", "at most seven digits"), ("8/1 9/1", "two cells that ran together")],
    ),
    "carriage returns alone": (
        (HEAD + "\tJanuar\nI alt\tx\n").replace("\n", "\r"),
        [
            ("1 2 3 4 5 ... and 2 more", "U+000D CARRIAGE RETURN without a line feed"),
            ("8/1", "'x'"),
        ],
    ),
    **{
        f"U+{ord(sign):04X} inside a line": (
            HEAD + TABLE.replace("Oslo", f"Os{sign}lo"),
            [("9", f"U+{ord(sign):04X} {name}")],
        )
        for sign, name in (
            ("\r", "CARRIAGE RETURN"),
            ("\f", "FORM FEED"),
            ("\x85", "NEXT LINE"),
            ("\u2028", "LINE SEPARATOR"),
            ("\u2029", "PARAGRAPH SEPARATOR"),
        )
    },
    # Nearly right.
    **{
        f"nearly a title: {title}": (
            HEAD + TABLE + HEAD.replace("Tidsserie måned", title) + TABLE,
            [("10", f"nearly a title: 'Deltakere i tiltak. {title}'"), ("10", "line_forms.csv")],
        )
        for title in (
            *("Tidsserie maned", "Tidserie måned", "Tidsserie, måned", "tidsserie MÅNED"),
            *("Tidsserie måned (forts.)", "Tidsserie måneder", "Tidsserie måned.", "En mnåned"),
        )
    },
    **{
        f"nearly a period: {period}": (
            HEAD.replace("Januar - Februar 2017", period) + TABLE,
            [("5", f"nearly a period: '{period}'"), ("5", "A month and a year")],
        )
        for period in (
            *("jan. - feb. 2017", "Januar til februar 2017", "Januar, 2017", "1. kvartal 2017"),
            *("Januar -- Februar 2017", "(Januar 2017)", "Januari 2017", "Januar 2017:"),
        )
    },
}


@pytest.mark.parametrize("name", FAILURES)
def test_failure_says_where_and_what(name: str) -> None:
    """Each cause is one paragraph, and nothing else is said."""
    text, expected = FAILURES[name]
    paragraphs = str(failure(text)).split("\n\n")
    assert len(paragraphs) == len({places for places, _ in expected}), paragraphs
    for places, words in expected:
        (paragraph,) = [one for one in paragraphs if places_of(one) == places]
        assert words in paragraph
        assert re.fullmatch(
            r"test\.txt.*\n  found:    .*(\n {12}.*)*\n  expected: .*\n  next:     .*", paragraph
        )


def places_of(paragraph: str) -> str:
    """Return the places of a paragraph, short: line, or line/column."""
    short = re.sub(r"line (\d+)(?:, column (\d+))?", r"@\1/\2@", paragraph)
    head, *found = short.partition("\n  expected:")[0].split("\n")
    if "places" not in head:
        found = [head, *found[1:]]
    words = [re.search(r"@([\d/]+)@(?=:|$)|(\.\.\. and \d+ more)$", line) for line in found]
    return " ".join(match[0].strip("@/").replace("/@", "") for match in words if match)


def test_every_place_of_a_document_is_told_in_one_run() -> None:
    """In the order of the lines; errors of other kinds do not hide each other."""
    bad = TABLE.replace("1 234", "1.234") + "Mentor 306 321\n"
    error = failure(HEAD + bad + HEAD.replace("måned", "maned") + bad.replace("Oslo", "12"))
    places = [(place.line_no, place.column_no) for place in error.errors]
    assert places == [(8, 1), (10, None), (11, None), (18, 1), (19, None), (20, None)]
