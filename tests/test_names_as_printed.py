"""Norwegian names and county codes are those that the documents print, read without the parser."""

from __future__ import annotations

import itertools
import re

import approved_seeds
import pytest
from conftest import SEEDS

Row = dict[str, str]
HELD = approved_seeds.read()
# A label is a cell of a table or a line of words; with letters only, as damage is in the errata.
LINES = {
    row["document_id"]: re.sub(
        r"</?b>", "", (SEEDS / "documents" / row["file_name"]).read_text(encoding="utf-8")
    ).split("\n")
    for row in HELD["documents"]
}


def letters(text: str) -> str:
    """Return the letters and digits of a text, all small."""
    return "".join(filter(str.isalnum, text.lower()))


PRINTED = {letters(cell) for lines in LINES.values() for line in lines for cell in line.split("\t")}
READ = {letters(row["corrected"]) for row in HELD["errata"]}
NAMED = {
    "measures": HELD["measures"],
    "measure_groups": HELD["measure_groups"],
    "codes": [row for row in HELD["codes"] if row["source"].startswith("NAV's tables")],
}


def as_printed(row: Row) -> str:
    """Return a name as documents print it: without what was added to it."""
    is_more = "with an addition" in row.get("source", "")
    return row["name_nb"].partition(", ")[0] if is_more else row["name_nb"]


def is_printed(name: str) -> bool:
    return letters(name) in PRINTED | READ


@pytest.mark.parametrize("seed", NAMED)
def test_names_are_printed(seed: str) -> None:
    assert [row["name_nb"] for row in NAMED[seed] if not is_printed(as_printed(row))] == []
    assert not any(is_printed(f"{row['name_nb']} og annet") for row in NAMED[seed])


def test_what_one_language_adds_to_a_name_the_other_adds_too() -> None:
    """A remark after a comma, as that Norway is in Europe, is not for English readers alone."""

    def unlike(rows: list[Row]) -> list[str]:
        added = ("Norge medregnet", "Norway included")
        return [
            row["code"]
            for row in rows
            if (added[0] in row["name_nb"]) != (added[1] in row["name_en"])
        ]

    europe = next(row for row in HELD["codes"] if row["code"] == "europe")
    assert unlike(HELD["codes"]) == []
    assert unlike([europe | {"name_nb": as_printed(europe)}]) == ["europe"]


def named_unlike(rows: list[Row]) -> list[tuple[str, str, str]]:
    """Return names in one language that stand beside several in the other."""
    return [
        (one, other, row[one])
        for one, other in (("name_nb", "name_en"), ("name_en", "name_nb"))
        for row in rows
        if any(row[one] == also[one] and row[other] != also[other] for also in rows)
    ]


def test_one_concept_has_one_name_in_each_language() -> None:
    named = [row for seed in ("measures", "measure_groups", "series") for row in HELD[seed]]
    assert named_unlike(named) == []
    assert named_unlike([*named, named[0] | {"name_en": "Another"}])


def codes_of(name: str, dimension: str) -> set[str]:
    """Return the codes of a dimension that bear a name."""
    if dimension in ("measure", "measure_group"):
        return {
            row[f"{dimension}_code"]
            for row in HELD[f"{dimension}s"]
            if letters(row["name_nb"]) == letters(name)
        }
    # What is printed without an addition is the name too.
    return {
        row["code"]
        for row in HELD["codes"]
        if row["dimension"] == dimension and letters(as_printed(row)) == letters(name)
    }


def strangers(rows: list[Row]) -> list[str]:
    """Return labels that are the name of a code, and stand for another."""
    return [
        row["printed_label"]
        for row in rows
        if (codes := codes_of(row["printed_label"], row["dimension"])) and row["code"] not in codes
    ]


def test_a_label_that_is_a_name_stands_for_the_code_that_bears_it() -> None:
    """So labels that changed places are seen, though the block adds up with them."""
    rows = HELD["row_labels"]
    named = [row for row in rows if codes_of(row["printed_label"], row["dimension"])]
    assert strangers(rows) == []
    # Each code has a label that is its name, but counties, whose names have years.
    coded = {
        (row["dimension"], row["code"])
        for row in rows
        if row["dimension"] != "county" and row["code"] != "_T"
    }
    assert coded - {(row["dimension"], row["code"]) for row in named} == set()
    for upper, lower in itertools.pairwise(named):
        if upper["dimension"] == lower["dimension"] and upper["code"] != lower["code"]:
            exchanged = [upper | {"code": lower["code"]}, lower | {"code": upper["code"]}]
            assert len(strangers(exchanged)) == 2


COUNTIES = {row["county_code"]: row for row in HELD["counties"]}
NUMBERED = [
    (document, *match.groups())
    for document in HELD["documents"]
    for line in LINES[document["document_id"]]
    if (match := re.match(r"(\d\d) ([A-ZÆØÅ][^\t]+)\t", line))
]


def wrong_county(document: Row, code: str, name: str) -> bool:
    """Whether a county's number and first name are not those of a county of that time."""
    county = COUNTIES.get(code)
    day = document["period_from"]
    return (
        county is None
        or county["name_nb"] != name.split(" - ")[0].strip()
        or not county["valid_from"] <= day < (county["valid_to"] or "9")
    )


def test_counties_have_the_numbers_that_are_printed_before_their_names() -> None:
    assert len({code for _, code, _ in NUMBERED}) == 15
    assert [
        (code, name) for document, code, name in NUMBERED if wrong_county(document, code, name)
    ] == []
    numbers = sorted({code for _, code, _ in NUMBERED})
    following = dict(zip(numbers, [*numbers[1:], numbers[0]], strict=True))
    assert all(wrong_county(document, following[code], name) for document, code, name in NUMBERED)
    assert all(
        wrong_county(document | {"period_from": "2017-01-01"}, code, name)
        for document, code, name in NUMBERED
        if COUNTIES[code]["valid_from"]
    )
