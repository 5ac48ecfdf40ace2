"""Repairs of figures: what the suspects of the diagnosis, cells and rows, would be as errata."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Any

from edition.document import Name
from edition.labels import same
from edition.rows import Labels
from rehearse import grouped

from healing import suspected
from healing.blocks import Order, label_erratum
from healing.repair import COURSE, ONLY_CELL, ONLY_ROW, OPEN_END, Repair

DIGITS = ("wrong digit", "lost digit", "added digit", "swapped digits")
SLIP = "one slip of a digit leads from the one to the other"
OTHER = "Another figure stands in the cell."
MOVED = "The row stands one column beside its place."
# So many cells of a case are tried.
LIKELIEST = 3
Query = Callable[[str], list[dict[str, Any]]]
Rows = list[dict[str, Any]]


def figure_repairs(
    query: Query,
    labels: Labels,
    rows: Rows,
    order: Order,
    along: Iterable[str],
    sums: Mapping[str, str],
) -> list[Repair]:
    """Return the repairs of cells and rows that the diagnosis suspects.

    Args:
        query: of a database in which the diagnosis was made.
        labels: what is known of labels.
        rows: the rows of the document's tables (edition.rows.ROWS).
        order: in which order rows stand.
        along: the dimensions along which a lost row could be rebuilt.
        sums: the identity that adds up along each dimension.
    """
    by_line = {row["line_no"]: row for row in rows}
    repairs: list[Repair] = []
    ends = dict(grouped(query(suspected.ENDS), "line_no", "is_first"))
    queries = (
        suspected.SUSPECT_ROWS,
        suspected.LOST_IN_FORCE,
        suspected.ROWS_OF_SOME,
        suspected.LOST_BESIDE,
    )
    for suspect in (suspect for sql in queries for suspect in query(sql)):
        repairs += _of_row(suspect, by_line, labels, order, along, sums)
        if suspect["slip"].startswith("shifted"):
            is_first = suspect["slip"] == "shifted left"
            for end in ends.get((suspect["line_no"], is_first), []):
                repairs += _moved(suspect, by_line[suspect["line_no"]], end)
    repairs += [_exchanged(cell) for cell in query(suspected.NEIGHBOURS)]
    for _, row in grouped(query(suspected.REPEATED), "line_no"):
        repairs += _repeated(row)
    cells = query(suspected.CELLS)
    named = Counter(cell["line_no"] for cell in cells if cell["suspect_rank"] == 1)
    readings = [
        _cell(cell, is_alone=named[cell["line_no"]] == 1)
        for cell in cells
        if cell["suspect_rank"] <= LIKELIEST
    ]
    readings += [
        _reading(cell, OTHER, (SLIP,) * cell["is_slip"], is_average=cell["is_average"])
        for cell in query(suspected.OF_ONE_CHECK)
    ]
    readings += [
        _reading(cell, OTHER, (SLIP, COURSE), is_average=cell["is_average"])
        for cell in query(suspected.OF_COURSE)
    ]
    unread = {str(row["line_no"]) for row in query(suspected.UNREAD)}
    repairs += [
        replace(reading, is_open=reading.is_open or reading.errata[0]["line_no"] in unread)
        for reading in readings
    ]
    # A row that is wrong throughout: each of its cells is named by its own checks.
    for (line_no,), mine in grouped(cells, "line_no"):
        sure = [cell for cell in mine if cell["suspect_rank"] == 1 and cell["is_only_value"]]
        # Their likelihood, by which they come, depends on what marks hide.
        sure.sort(key=lambda cell: cell["column_no"])
        if len(sure) > 1:
            repairs.append(
                Repair(
                    f"line {line_no} reads {', '.join(cell['corrected'] for cell in sure)}",
                    tuple(row for cell in sure for row in _cell(cell).errata),
                    "The row prints other figures than its own.",
                    is_average=any(cell["is_average"] for cell in sure),
                    untold=f"line {line_no} reads other figures",
                )
            )
    return repairs


def _cell(cell: dict[str, Any], *, is_alone: bool = True) -> Repair:
    """A cell is read as its checks ask, of two figures as the one that a slip explains.

    Not so where others of its row are wrong, too: it is the row then.
    """
    slip = cell["slip"] in DIGITS
    witnesses = [ONLY_CELL] * cell["is_unique"]
    if slip and cell["is_only_slip"]:
        witnesses.append(SLIP)
    return _reading(
        cell,
        OTHER,
        tuple(witnesses),
        is_open=not cell["is_only_value"] and not (slip and cell["is_only_slip"] and is_alone),
        is_loose=not cell["is_only_value"],
        is_average=cell["is_average"],
    )


def _reading(
    cell: dict[str, Any],
    reason: str,
    witnesses: tuple[str, ...],
    *,
    is_open: bool = False,
    is_loose: bool = False,
    is_average: bool = False,
) -> Repair:
    """A cell is read as another figure."""
    erratum = {
        "kind": "cell",
        "line_no": str(cell["line_no"]),
        "column_no": str(cell["column_no"]),
        "printed": cell["printed_text"],
        "corrected": cell["corrected"],
    }
    place = f"line {cell['line_no']}, column {cell['column_no']} is"
    untold = f"{place} another figure"
    # What checks with marks leave is not told, open or not: it could say what they stand for.
    return Repair(
        untold if is_open or is_loose else f"{place} {cell['corrected']}",
        (erratum,),
        reason,
        witnesses,
        is_slip=SLIP in witnesses,
        is_open=is_open,
        is_loose=is_loose,
        is_average=is_average,
        untold=untold,
    )


def _exchanged(cell: dict[str, Any]) -> Repair:
    """Two neighbours of a row have each other's figures."""
    place = {"kind": "cell", "line_no": str(cell["line_no"])}
    here = {"printed": cell["printed_text"], "corrected": cell["next_text"]}
    beside = {"printed": cell["next_text"], "corrected": cell["printed_text"]}
    column_no = cell["column_no"]
    columns = f"columns {column_no} and {column_no + 1}"
    return Repair(
        f"line {cell['line_no']}, {columns} have each other's figures",
        (
            place | {"column_no": str(column_no)} | here,
            place | {"column_no": str(column_no + 1)} | beside,
        ),
        "Two neighbours changed places.",
        is_slip=True,
    )


def _repeated(row: Rows) -> Iterator[Repair]:
    """A row prints the figures of another one in place of its own.

    What is rounded is the average of the others; if sums ask for another one more is wrong.
    """
    first = row[0]
    counts = [int(cell["corrected"].replace(" ", "")) for cell in row if not cell["is_rounded"]]
    if len(row) < 2:
        return
    average = (2 * sum(counts) + len(counts)) // (2 * len(counts)) if counts else 0
    if counts and any(
        cell["is_rounded"] and not cell["least"] <= average <= cell["most"] for cell in row
    ):
        return
    printed = f"{average:,}".replace(",", " ")
    if counts:
        row = [cell | {"corrected": printed} if cell["is_rounded"] else cell for cell in row]
    is_open = not all(cell["is_told"] for cell in row)
    figures = ", ".join(cell["corrected"] for cell in row)
    untold = f"line {first['line_no']} reads other figures"
    yield Repair(
        untold if is_open else f"line {first['line_no']} reads {figures}",
        tuple(erratum for cell in row for erratum in _reading(cell, "", ()).errata),
        "The row prints the figures of another row in place of its own.",
        (f"it prints the same as line {first['other_line_no']}",),
        is_slip=True,
        is_open=is_open,
        untold=untold,
    )


def _of_row(
    suspect: dict[str, Any],
    rows: dict[int, dict[str, Any]],
    labels: Labels,
    order: Order,
    along: Iterable[str],
    sums: Mapping[str, str],
) -> Iterator[Repair]:
    row, other = rows.get(suspect["line_no"]), rows.get(suspect["other_line_no"])
    witnesses = (ONLY_ROW,) * suspect["is_unique"]
    if suspect["slip"] == "swapped rows" and row and other:
        errata = (label_erratum(row, other["row_label"]), label_erratum(other, row["row_label"]))
        meaning = f"lines {row['line_no']} and {other['line_no']} have each other's figures"
        reason = "Two rows changed places under their labels."
        yield Repair(meaning, errata, reason, witnesses)
    elif suspect["slip"].startswith("shifted") and row:
        meaning = f"line {row['line_no']} is {suspect['slip']}"
        yield Repair(meaning, (_shift(suspect, row),), MOVED, witnesses)
    elif suspect["slip"] == "lost row":
        yield from _lost(suspect, rows, labels, order, along, sums)


def _shift(suspect: dict[str, Any], row: dict[str, Any]) -> dict[str, str]:
    shift = "1" if suspect["slip"] == "shifted left" else "-1"
    return label_erratum(row, shift) | {"kind": "shift"}


def _moved(suspect: dict[str, Any], row: dict[str, Any], end: dict[str, Any]) -> Iterator[Repair]:
    """The row is shifted, and the figure that it lost at one end is what its checks leave to it."""
    lost = {
        "kind": "cell",
        "line_no": str(row["line_no"]),
        "column_no": str(end["column_no"]),
        "printed": end["printed_text"],
        "corrected": end["corrected"],
    }
    where = "first" if end["is_first"] else "last"
    place = f"line {row['line_no']} is {suspect['slip']}, its {where} figure is"
    witnesses = (ONLY_ROW,) * suspect["is_unique"] + (OPEN_END,) * end["is_open"]
    # That a row which ends open runs on as others do speaks for its average, too.
    witnesses += (COURSE,) * (end["is_open"] and end["is_course"])
    yield Repair(
        f"{place} {end['corrected']}",
        (_shift(suspect, row), lost),
        MOVED,
        witnesses,
        is_slip=end["is_open"],
        is_likely=not end["is_told_twice"],
        is_weak=end["is_weak"],
        is_told_by_row=end["is_told_by_row"],
        untold=f"{place} another one",
    )


def _lost(
    suspect: dict[str, Any],
    rows: dict[int, dict[str, Any]],
    labels: Labels,
    order: Order,
    along: Iterable[str],
    sums: Mapping[str, str],
) -> Iterator[Repair]:
    """The lost row stands below the last row of its table that other tables print above it.

    Nothing prints it: it is likely, no more, and weak unless its own table and other sums lack it,
    if it stood in others. One whose label a row without a meaning can bear, damaged, is not lost.
    """
    codes = suspect["slice"].split(", ")
    beside = [
        row
        for line, row in sorted(rows.items())
        if suspect["line_no"] <= line <= suspect["other_line_no"]
    ]
    dimensions = {row["row_dimension"] for row in beside}
    names = [
        name
        for dimension in dimensions
        for name in labels.of(dimension)
        if name.code in codes and name.dimension in (dimension, "measure_group")
    ]
    own = frozenset(sums[dimension] for dimension in dimensions if dimension in sums)
    is_told = not own.isdisjoint(suspect["healed_identities"].split(", "))
    # Of a measure its group is told, too; alone it is the row that closes the group.
    names.sort(key=lambda name: name.dimension == "measure_group")
    code = [(name.dimension, name.code) for name in names[:1]]
    of_code = [name for name in names if (name.dimension, name.code) in code]
    if any(_can_be(row, of_code, labels) for row in rows.values()):
        return
    for name, dimension in product(names[:1], along):
        above = [row for row in beside if (row["code"], name.code) in order.pairs] or beside[:1]
        erratum = label_erratum(above[-1], name.label)
        yield Repair(
            f"a row {name.label!r} is lost below line {above[-1]['line_no']}",
            (erratum | {"kind": "lost_row", "rebuild_along": dimension},),
            "The row was lost.",
            (ONLY_ROW,) * suspect["is_unique"],
            is_loose=True,
            is_weak=not own or (suspect["is_sole"] and not is_told),
            own_sums=frozenset() if suspect["is_sole"] else own,
        )


def _can_be(row: dict[str, Any], names: Iterable[Name], labels: Labels) -> bool:
    """Whether the label of a row without a meaning is one of some names, or a damaged one."""
    label = row["printed_label"]
    is_unread = row["code"] is None and not row["is_total"]
    return is_unread and any(
        same(label, name.label) or labels.damaged(label, [name]) for name in names
    )
