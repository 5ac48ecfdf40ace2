"""What failed, in words: problems of documents and seeds, and rows of tests.

What has one remedy is told once, with its places: a damaged page breaks one rule in many lines.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from rehearse import grouped

# So many rules, places of a rule and rows of a test are shown; the others are counted.
SHOWN_RULES, SHOWN_PLACES, SHOWN_ROWS = 20, 5, 5
WIDTH = 96
# After rows of a test that do not say themselves what to do.
NEXT = (
    "if a document or a seed was added or edited, look there first (git diff seeds); if not, a "
    "model no longer does what the test demands"
)
# What is a number in a row of a test, and no figure.
PLACES = ("line_no", "column_no", "page_no", "table_no", "calendar_year", "from_year", "to_year")
Row = Mapping[str, Any]


def problems_in_words(rows: list[dict[str, Any]]) -> str:
    """Return rows of checks.problems: what is wrong, where, and what to do next."""
    words = [f"{len(rows)} problem{'s'[: len(rows) > 1]} in the documents or the reference seeds"]
    rules = list(grouped(rows, "rule", "document_id", "expected", "next_step"))
    for (rule, document_id, expected, next_step), places in rules[:SHOWN_RULES]:
        # Only the first place stands in the heading if there are several.
        head = _place(places[0]) if len(places) == 1 else document_id
        found = [place["found"] for place in places]
        if len(places) > 1:
            found = [
                ": ".join(filter(None, (_place(place, of_document=False), place["found"])))
                for place in places[:SHOWN_PLACES]
            ] + _more(places, SHOWN_PLACES)
        words += [
            "",
            f"  {rule}: {head or 'reference seeds'}"
            + (f", {len(places)} places" if len(places) > 1 else ""),
            *(line for one in found for line in wrapped("found:" if one is found[0] else "", one)),
            *wrapped("expected:", expected),
            *wrapped("next:", next_step),
        ]
    return "\n".join([*words, *_more(rules, SHOWN_RULES, "rules"), ""])


def failing_test(name: str, demanded: str, rows: list[dict[str, Any]]) -> str:
    """Return a failing test: what it demands, its rows, and what to do next.

    Numbers of figures are not shown, nor how many rows there are: beside a total they could give a
    suppressed figure away.
    """
    shown = sorted(
        ", ".join(
            str(cell) if key == "found" else f"{key} {cell}"
            for key, cell in row.items()
            if isinstance(cell, str | date) or key in PLACES
        )
        for row in rows
    )[:SHOWN_ROWS]
    return "\n".join(
        [
            f"test {name} fails",
            *wrapped("expected:", demanded),
            *(line for one in shown for line in wrapped("found:" if one is shown[0] else "", one)),
            *wrapped("next:", NEXT),
        ]
    )


def _place(row: Row, *, of_document: bool = True) -> str:
    numbers = (("", "document_id"), ("line", "line_no"), ("column", "column_no"))
    if row["sheet_place"]:
        numbers = (("", "document_id"), ("", "sheet_place"))
    return ", ".join(
        f"{name} {row[key]}".strip()
        for name, key in numbers[0 if of_document else 1 :]
        if row[key] is not None
    )


def _more(rows: Iterable[object], shown: int, what: str = "") -> list[str]:
    more = len(list(rows)) - shown
    return [" ".join(filter(None, ("  ... and", str(more), "more", what)))] if more > 0 else []


def wrapped(name: str, text: object) -> list[str]:
    """Return a text under a name, wrapped."""
    indents = {"initial_indent": f"    {name:<10}", "subsequent_indent": " " * 14}
    return textwrap.wrap(str(text), WIDTH, **indents)
