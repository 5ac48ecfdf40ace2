"""The evidence of an erratum is true: what it says of lines is read again from the text itself."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

import approved_seeds
import pytest
from conftest import SEEDS

Row = dict[str, str]
Cells = list[str]
SEED = approved_seeds.read()
TEXTS = {
    row["document_id"]: [
        [" ".join(cell.split()) for cell in line.split("\t")]
        for line in re.sub(
            r"</?b>|(?<=\d) (?=\d{3}\b)",
            "",
            (SEEDS / "documents" / row["file_name"]).read_text(encoding="utf-8"),
        ).split("\n")
    ]
    for row in SEED["documents"]
}
# How a label of a document is read, wherever it stands or in one line.
LABELS = {
    (row["document_id"], row["printed"], row["line_no"]): row["corrected"]
    for row in SEED["errata"]
    if row["kind"] == "label"
}


def line(erratum: Row, number: str, document_id: str = "") -> Cells:
    """Return the cells of a line, the label first; an empty one below the last line."""
    text = TEXTS[document_id or erratum["document_id"]]
    return text[int(number) - 1] if int(number) <= len(text) else [""]


def places(erratum: Row) -> list[int]:
    """Return the numbers of the lines that an erratum corrects."""
    if erratum["line_no"]:
        return [int(erratum["line_no"])]
    text = TEXTS[erratum["document_id"]]
    return [number for number, cells in enumerate(text, 1) if cells[0] == erratum["printed"]]


def label(erratum: Row, number: int) -> str:
    """Return the label of a line as it is read, small; empty where no row of a block is."""
    cells = line(erratum, str(number))
    document = erratum["document_id"]
    read = LABELS.get((document, cells[0], str(number))) or LABELS.get((document, cells[0], ""))
    words = (read or cells[0]).lower()
    return "" if len(cells) == 1 or words.startswith("i alt") else words


def alphabet(words: str) -> list[int]:
    """Return the place of a label in the Norwegian alphabet; marks and spaces come first."""
    return ["abcdefghijklmnopqrstuvwxyzæøå".find(letter) for letter in words]


def in_alphabet(erratum: Row, _: re.Match[str]) -> bool:
    """Whether the row stands between its neighbours, as it is read."""
    here = alphabet(erratum["corrected"].lower())
    for number in places(erratum):
        upper, lower = (label(erratum, number + step) for step in (-1, 1))
        if alphabet(upper) > here or (lower and here > alphabet(lower)):
            return False
    return bool(places(erratum))


def stands_there(erratum: Row, found: re.Match[str]) -> bool:
    return found[1].lower() in " ".join(line(erratum, found[2])).lower()


def same_figures(erratum: Row, found: re.Match[str]) -> bool:
    figures = line(erratum, found[1])[1:]
    return any(line(erratum, str(number))[1:] == figures for number in places(erratum))


def same_total(erratum: Row, found: re.Match[str]) -> bool:
    total = line(erratum, found[1])[1:2]
    return any(line(erratum, str(number))[1:2] == total for number in places(erratum))


def suppressed(erratum: Row, _: re.Match[str]) -> bool:
    return all(set(line(erratum, str(number))[1:]) == {"*"} for number in places(erratum))


def suppressed_there(erratum: Row, found: re.Match[str]) -> bool:
    here = suppressed(erratum, found) and set(line(erratum, found[1])[1:]) == {"*"}
    return here and "*" not in line(erratum, found[2])


def difference(erratum: Row, found: re.Match[str]) -> bool:
    (place,) = places(erratum)
    lines = (line(erratum, number)[1:] for number in (str(place), found[1], found[2]))
    return all(
        both.isdigit() and int(both) - int(women) == int(printed)
        for printed, both, women in itertools.zip_longest(*lines, fillvalue="")
    )


def mean_first(erratum: Row, found: re.Match[str]) -> bool:
    """Whether the first figure of a line is the mean of the others, as far as marks allow."""
    if len(cells := line(erratum, found[1])) == 1:
        return False
    first, *months = cells[1:]
    least, most = (sum(int(month) if month != "*" else mark for month in months) for mark in (0, 3))
    return least / 12 - 0.5 <= int(first) <= most / 12 + 0.5


def has_the_label(erratum: Row, found: re.Match[str]) -> bool:
    numbers = re.findall(r"\d+", found[0])
    return all(line(erratum, number)[0] == erratum["corrected"] for number in numbers)


def has_thirteen(erratum: Row, found: re.Match[str]) -> bool:
    return len(line(erratum, found[1])) == 14


def in_2014(erratum: Row, found: re.Match[str]) -> bool:
    return line(erratum, found[1], "tiltak_2014_02")[0] == erratum["corrected"]


# What an evidence says, and how it is read again. A piece of one may be read in two ways.
CLAIMS: dict[str, Callable[[Row, re.Match[str]], bool]] = {
    r'"([^"]+)"[^"(;]* \(?line (\d+)': stands_there,
    r'"([^"]+)" \(line (\d+)\)': stands_there,
    r'(?:are those of|equal|same figures under) "[^"]+" (?:in |\()line (\d+)': same_figures,
    r'same total stands under "[^"]+" in line (\d+)': same_total,
    r"place in the alphabet": in_alphabet,
    r"Every cell is suppressed": suppressed,
    r"suppressed in this row and .*\(line (\d+)\), none .*\(line (\d+)\)": suppressed_there,
    r"printed whole in line \d+": has_the_label,
    r"printed for each status \(lines [\d, ]+\)": has_the_label,
    r"printed for both sexes \(line \d+\) and for women \(line \d+\)": has_the_label,
    r"line (\d+)\) has thirteen figures": has_thirteen,
    r"both sexes \(line (\d+)\) less women \(line (\d+)\)": difference,
    r"The first figure of line (\d+) is the rounded mean": mean_first,
    r"the 2014 edition prints the row in this place \(line (\d+)\)": in_2014,
}


def untrue(erratum: Row) -> list[str]:
    """Return what an erratum's evidence says and its lines do not."""
    return [
        found[0]
        for pattern, holds in CLAIMS.items()
        for found in re.finditer(pattern, erratum["evidence"])
        if not holds(erratum, found)
    ]


CLAIMING = [
    row for row in SEED["errata"] if any(re.search(words, row["evidence"]) for words in CLAIMS)
]


def test_every_evidence_is_true() -> None:
    assert {row["erratum_id"]: words for row in CLAIMING if (words := untrue(row))} == {}
    assert len(CLAIMING) > 45


@pytest.mark.parametrize("pattern", CLAIMS)
def test_each_claim_is_made(pattern: str) -> None:
    assert any(re.search(pattern, row["evidence"]) for row in CLAIMING)


def test_an_evidence_of_another_line_is_untrue() -> None:
    told = [row for row in CLAIMING if re.search(r"lines? \d", row["evidence"])]
    assert len(told) > 15
    for row in told:
        other = re.sub(
            r"(?<=line )\d+|(?<=lines )\d+",
            lambda number: str(int(number[0]) + 1),
            row["evidence"],
            count=1,
        )
        assert untrue(row | {"evidence": other}), row["erratum_id"]


def test_a_label_at_another_place_and_a_number_that_is_suppressed_are_untrue() -> None:
    labels = [row for row in CLAIMING if "place in the alphabet" in row["evidence"]]
    assert len(labels) > 20
    for row in labels:
        assert untrue(row | {"corrected": "A"}) or untrue(row | {"corrected": "Å"})
    printed = [row for row in labels if not suppressed(row, re.match("", ""))]
    assert len(printed) > 20
    for row in printed:
        assert untrue(row | {"evidence": "Every cell is suppressed."})
