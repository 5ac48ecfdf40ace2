"""Repairs of row labels: what a block, its sister tables and the words of a label leave them to be.

A row is to be repaired if its label has no meaning in its block, or one that another row of it has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any

from edition.document import Name
from edition.labels import same
from edition.rows import Labels, Place, blocks

from healing.repair import Repair
from healing.trial import Row

Rows = list[dict[str, Any]]
# Witnesses, in words.
WORDS = "the label has lost the first words of the name"
SPELLING = "the label is the name but for damage that extraction does"
ORDER = "the row stands where other tables print it"
MERGED = "the label is two names that ran together"


class Order:
    """In which order rows stand in the blocks of all documents."""

    def __init__(self, rows: Rows) -> None:
        """Take the rows of tables of all documents."""
        self.pairs = {
            pair
            for block in blocks(rows)
            for pair in combinations([row["code"] for row in block if row["code"]], 2)
        }

    def has(self, code: str, place: Place) -> bool:
        """Whether a code stands at a place of its block in some table, and nowhere otherwise."""
        above = [row["code"] for row in place.above if row["code"] not in (None, code)]
        below = [row["code"] for row in place.below if row["code"] not in (None, code)]
        known = [(other, code) for other in above] + [(code, other) for other in below]
        reverse = {(second, first) for first, second in known}
        return not self.pairs.isdisjoint(known) and self.pairs.isdisjoint(reverse)


def label_repairs(
    labels: Labels, mine: Rows, order: Order, along: Iterable[str], blind: Mapping[str, str]
) -> list[Repair]:
    """Return the repairs of row labels.

    Args:
        labels: what is known of labels.
        mine: the rows of the document's tables (edition.rows.ROWS).
        order: in which order rows stand.
        along: the dimensions along which a lost row could be rebuilt.
        blind: for what rows are, the identity in which they are parts: it holds under any name.
    """
    repairs: list[Repair] = []
    renamed: dict[str, list[tuple[int, Repair]]] = defaultdict(list)
    for block in blocks(mine):
        codes = [row["code"] for row in block]
        for index, row in enumerate(block):
            place = Place(row, block[:index], block[index + 1 :])
            if row["code"] is None:
                repairs += _merged(place, labels, order, along)
            if row["code"] is None or codes.count(row["code"]) > 1:
                # Of two rows with one label either can be the other one.
                block_no = block[0]["line_no"]
                for label, repair in _renamed(
                    place, labels, order, blind.get(row["row_dimension"], "")
                ):
                    renamed[label].append((block_no, repair))
    for label, singles in renamed.items():
        repairs += [*(repair for _, repair in singles), *_together(label, singles)]
    return repairs


def _together(label: str, repairs: list[tuple[int, Repair]]) -> Iterator[Repair]:
    """One name is damaged in several blocks, and adds up only where it is read in all of them."""
    by_block: dict[int, list[Repair]] = defaultdict(list)
    for block_no, repair in repairs:
        by_block[block_no].append(repair)
    if len(by_block) < 2:
        return
    for choose in (max, min):
        chosen = [choose(rivals, key=_weight) for rivals in by_block.values()]
        errata = tuple(row for one in chosen for row in one.errata)
        common = set.intersection(*(set(repair.witnesses) for repair in chosen))
        yield Repair(
            f"{label!r} in lines {', '.join(row['line_no'] for row in errata)}",
            errata,
            chosen[0].reason,
            tuple(witness for witness in (SPELLING, WORDS, ORDER) if witness in common),
            is_likely=any(one.is_likely for one in chosen),
            blind=max(one.blind for one in chosen),
        )


def _weight(repair: Repair) -> int:
    return len(repair.witnesses)


def _renamed(
    place: Place, labels: Labels, order: Order, blind: str
) -> Iterator[tuple[str, Repair]]:
    """A row is of a code that its block lacks: its name ends as the label, or stands elsewhere.

    A damaged label can be its name in a block of another group: where pages are out of order.
    """
    row = place.row
    printed = row["printed_label"]
    names = labels.of(row["row_dimension"])
    damaged = {name.code for name in labels.damaged(printed, names) if row["code"] is None}
    for name in _one_per_code(names):
        if name.dimension == "measure_group" or not labels.is_in_use(name):
            continue
        is_damaged = name.code in damaged and name.code not in place.held
        if name.code == row["code"] or not (is_damaged or labels.fits(name, [place])):
            continue
        is_tail = name.label.casefold().endswith(f" {printed.casefold()}")
        is_in_order = order.has(name.code, place)
        is_printed = (name.dimension, name.code) in labels.printed
        if not (is_damaged or is_tail or (is_in_order and is_printed)):
            continue
        witnesses = [SPELLING] * is_damaged + [WORDS] * is_tail + [ORDER] * is_in_order
        reason = "The label is that of another row of its block."
        if is_damaged:
            reason = "The label is damaged."
        elif is_tail:
            reason = "The label lost its first words."
        repair = Repair(
            f"line {row['line_no']} is {name.label!r}",
            (label_erratum(row, name.label),),
            reason,
            tuple(witnesses),
            is_likely=is_damaged or is_tail,
            blind="" if is_tail else blind,
        )
        yield name.label, repair


def _merged(place: Place, labels: Labels, order: Order, along: Iterable[str]) -> Iterator[Repair]:
    """Two labels ran together: those below moved up by one row, down to a row that is lost."""
    row = place.row
    names = [name for name in labels.of(row["row_dimension"]) if labels.fits(name, [place])]
    words = row["printed_label"].split()
    splits = [
        (first, second)
        for cut in range(1, len(words))
        for first in names
        if same(" ".join(words[:cut]), first.label)
        for second in names
        if same(" ".join(words[cut:]), second.label) and second.code != first.code
    ]
    moved = [row]
    for below in place.below:
        if below["table_no"] != row["table_no"] or below["dimension"] == "measure_group":
            break
        moved.append(below)
    for first, second in splits:
        texts = [first.label, second.label, *(below["printed_label"] for below in moved[1:])]
        for count in range(1, len(moved) + 1):
            relabelled = [
                label_erratum(line, text)
                for line, text in zip(moved[:count], texts, strict=False)
                if line["printed_label"] != text
            ]
            last = moved[count - 1]
            for dimension in along:
                lost = label_erratum(last, texts[count]) | {
                    "kind": "lost_row",
                    "rebuild_along": dimension,
                }
                yield Repair(
                    f"{first.label!r} and {second.label!r}, and {texts[count]!r} is lost",
                    (*relabelled, lost),
                    "Two labels ran together; the labels below moved up by one row, and the last "
                    "row was lost.",
                    (MERGED, *([ORDER] if order.has(first.code, place) else [])),
                    is_likely=True,
                )


def label_erratum(row: dict[str, Any], corrected: str) -> Row:
    """Return the erratum by which a row bears another label."""
    return {
        "kind": "label",
        "line_no": str(row["line_no"]),
        "printed": row["printed_label"],
        "corrected": corrected,
    }


def _one_per_code(names: Iterable[Name]) -> Iterable[Name]:
    """Return the first name of each code: the label that NAV prints."""
    return {(name.dimension, name.code): name for name in reversed(list(names))}.values()
