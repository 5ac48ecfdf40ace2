"""Damage documents on purpose: many errors at once, in text, as an extraction makes them.

Errors of figures are those of detection.py, written into the lines; errors of words and pages are
made here. What is damaged is known, so what the healing makes of it can be judged.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from parse import NUMBER, Line

from measure.detection import Cell, Edit, Error, errors_of_documents

Texts = dict[int, tuple[str, ...]]
# Letters as an extraction takes one for another: of this script, and of another.
LOOK_ALIKES = {"o": "о", "a": "а", "e": "е", "p": "р", "l": "I", "u": "v", "b": "h"}
OF_FIGURES = (
    *("wrong digit", "lost digit", "swapped neighbours"),
    *("swapped rows", "lost row", "shifted row", "repeated row"),
)
OF_WORDS = ("glued label", "broken label", "look-alike letter")
# Such an error is made once a document: it changes how whole tables are read.
OF_PAGES = ("lost heading", "torn header", "page out of order")
# No rule of the healing was made for it: a figure printed in the cell below it, too.
HELD_OUT = "copied figure"
KINDS = (*OF_FIGURES, *OF_WORDS, *OF_PAGES, HELD_OUT)


class Damage(NamedTuple):
    """An error of a document.

    Attributes:
        kind: one of KINDS.
        lines: the rows whose figures it can change, by the lines of the document as it is.
        texts: what stands in place of lines; nothing where one is lost.
        moved: (first, middle, last) where lines from middle to last stand before those from first.
        edits: what it does to figures, as detection.py says it; none if it is of words or pages.
    """

    kind: str
    lines: tuple[int, ...]
    texts: Texts
    moved: tuple[int, int, int] | None = None
    edits: tuple[Edit, ...] = ()


def damages(
    rng: random.Random, lines: Sequence[Line], cells: Sequence[Cell], kept: Iterable[int]
) -> dict[str, list[Damage]]:
    """Return errors of every kind that can be made in a document, in a random order.

    Args:
        rng: draws them.
        lines: of the document.
        cells: its printed figures.
        kept: numbers of lines that must stay as they are.
    """
    whole = set(kept)
    rows = {
        line.line_no: line
        for line in lines
        if line.line_kind == "data_row" and line.line_no not in whole
    }
    mine = [cell for cell in cells if cell.line_no in rows]
    errors = errors_of_documents(rng, mine, 5 * len(mine)) + list(_copied(mine))
    made: dict[str, list[Damage]] = {kind: [] for kind in KINDS}
    for kind, edits in errors:
        if kind in made:
            made[kind].append(_of_figures(kind, edits, rows))
    for kind, change in _WORDS.items():
        made[kind] = [
            Damage(kind, (number,), {number: (text,)})
            for number, line in rows.items()
            if (text := _relabelled(rng, line.line_text, change))
        ]
    made["lost heading"] = list(_lost_headings(lines, whole))
    made["torn header"] = list(_torn_headers(lines, whole))
    made["page out of order"] = list(_moved_pages(lines))
    for found in made.values():
        rng.shuffle(found)
    return made


def drawn(rng: random.Random, made: Mapping[str, list[Damage]], count: int) -> list[Damage]:
    """Return so many errors of mixed kinds, no two of them in one line; fewer if no more fit."""
    chosen: list[Damage] = []
    touched: set[int] = set()
    left = {kind: iter(found) for kind, found in made.items()}
    while len(chosen) < count and left:
        kind = rng.choice(sorted(left))
        for damage in left[kind]:
            lines = {*damage.texts, *(edit.cell.line_no for edit in damage.edits)}
            if touched.isdisjoint(lines):
                chosen.append(damage)
                touched |= lines
                break
        else:
            del left[kind]
            continue
        if kind in OF_PAGES:
            del left[kind]
    return chosen


def damaged(lines: Sequence[Line], chosen: Iterable[Damage]) -> tuple[list[str], list[int]]:
    """Return the lines of a document with errors, and of each the line that it was."""
    texts: Texts = {line.line_no: (line.line_text,) for line in lines}
    order = list(texts)
    for damage in chosen:
        texts |= damage.texts
        if damage.moved:
            first, middle, last = (order.index(number) for number in damage.moved)
            order[first:last] = order[middle:last] + order[first:middle]
    printed = [(number, text) for number in order for text in texts[number]]
    return [text for _, text in printed], [number for number, _ in printed]


def _copied(cells: Iterable[Cell]) -> Iterator[Error]:
    """A cell prints the figure of the cell above it."""
    by_place = {(cell.table_no, cell.line_no, cell.column_no): cell for cell in cells}
    for (table_no, line_no, column_no), cell in by_place.items():
        above = by_place.get((table_no, line_no - 1, column_no))
        if above and above.obs_value != cell.obs_value:
            yield HELD_OUT, [Edit(cell, above.obs_value)]


def _of_figures(kind: str, edits: Sequence[Edit], rows: Mapping[int, Line]) -> Damage:
    changed: dict[int, list[Edit]] = defaultdict(list)
    for edit in edits:
        changed[edit.cell.line_no].append(edit)
    texts: Texts = {}
    for number, found in changed.items():
        parts = rows[number].line_text.split("\t")
        for edit in found:
            parts[edit.cell.column_no] = _printed(parts[edit.cell.column_no], edit.obs_value)
        texts[number] = () if found[0].is_lost else ("\t".join(parts),)
    # Of whole rows, what is no figure goes with them: blanks and per cents.
    if kind in ("swapped rows", "repeated row"):
        for number in changed:
            (other,) = set(changed) - {number} if len(changed) > 1 else {number - 1}
            label = rows[number].line_text.split("\t", 1)[0]
            if other in rows:
                texts[number] = ("\t".join([label, rows[other].line_text.split("\t", 1)[1]]),)
    return Damage(kind, tuple(changed), texts, edits=tuple(edits))


def _printed(cell: str, value: int | None) -> str:
    """Return a cell with another figure, its signs around the figure kept."""
    figure = "*" if value is None else f"{value:,}".replace(",", " ")
    number = re.search(NUMBER, cell) or re.search(r"\\?\*", cell)
    return cell[: number.start()] + figure + cell[number.end() :] if number else figure


def _relabelled(
    rng: random.Random, text: str, change: Callable[[random.Random, str], str]
) -> str | None:
    """Return a row with a damaged label; None where the damage finds no place."""
    label, *cells = text.split("\t")
    other = change(rng, label)
    return "\t".join([other, *cells]) if other != label else None


def _glued(rng: random.Random, label: str) -> str:
    return _at(rng, label, r"(?<=[^\W\d]) (?=[^\W\d])", "")


def _broken(rng: random.Random, label: str) -> str:
    return _at(rng, label, r"(?<=[^\W\d]{3})(?=[^\W\d]{3})", " ")


def _look_alike(rng: random.Random, label: str) -> str:
    places = [match.start() for match in re.finditer(r"[^\W\d_]", re.sub(r"<[^>]*>", _dots, label))]
    places = [place for place in places if label[place] in LOOK_ALIKES]
    if not places:
        return label
    place = rng.choice(places)
    return label[:place] + LOOK_ALIKES[label[place]] + label[place + 1 :]


def _dots(tag: re.Match[str]) -> str:
    """Return as many dots as a mark-up has signs: no letter of it is damaged."""
    return "." * len(tag[0])


def _at(rng: random.Random, label: str, form: str, put: str) -> str:
    """Return a label with something put in place of one match of a form, mark-up aside."""
    found = list(re.finditer(form, re.sub(r"<[^>]*>", _dots, label)))
    if not found:
        return label
    start, end = rng.choice(found).span()
    return label[:start] + put + label[end:]


_WORDS = dict(zip(OF_WORDS, (_glued, _broken, _look_alike), strict=True))


def _tables(lines: Sequence[Line]) -> dict[int, list[int]]:
    """Return the rows of each table, by their lines."""
    tables: dict[int, list[int]] = defaultdict(list)
    for line in lines:
        if line.line_kind == "data_row":
            tables[line.table_no].append(line.line_no)
    return tables


def _lost_headings(lines: Sequence[Line], kept: set[int]) -> Iterator[Damage]:
    """What stands over one table is lost."""
    tables = _tables(lines)
    mended = {line.table_no for line in lines if line.line_no in kept}
    for line in lines:
        if line.line_kind == "context" and line.table_no in tables.keys() - mended:
            yield Damage("lost heading", tuple(tables[line.table_no]), {line.line_no: ()})


def _torn_headers(lines: Sequence[Line], kept: set[int]) -> Iterator[Damage]:
    """The first heading of a header stands in a line of its own above it."""
    tables = _tables(lines)
    for line in lines:
        if line.line_kind != "table_header" or line.line_no in kept:
            continue
        corner, first, *others = line.line_text.split("\t")
        texts = (first, "", "\t".join([corner, "", *others]))
        yield Damage("torn header", tuple(tables[line.table_no]), {line.line_no: texts})


def _moved_pages(lines: Sequence[Line]) -> Iterator[Damage]:
    """A page stands before the one that it follows."""
    pages: dict[int, list[int]] = defaultdict(list)
    for line in lines:
        pages[line.page_no].append(line.line_no)
    rows = {line.line_no for line in lines if line.line_kind == "data_row"}
    for page_no in sorted(pages):
        page, following = pages[page_no], pages.get(page_no + 1, [])
        if rows.isdisjoint(page) or rows.isdisjoint(following) or page_no + 2 not in pages:
            continue
        both = tuple(number for number in page + following if number in rows)
        last = pages[page_no + 2][0]
        yield Damage("page out of order", both, {}, (page[0], following[0], last))
