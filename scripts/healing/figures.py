"""Repairs of figures: what the suspects of the diagnosis, cells and rows, would be as errata."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import product
from typing import Any

from edition.rows import Labels
from rehearse import grouped

from healing.blocks import Order, label_erratum
from healing.repair import Repair

# The cells that could be wrong, the likeliest of each case first. A figure is the only one where a
# check that touches no suppressed figure names it: what is known of those must name none.
CELLS = """
    select
        case_id, suspect_rank, line_no, column_no, printed_label, printed_text, slip, is_unique,
        coalesce(replace(format('{:,}', proposed_value), ',', ' '), proposed_text) as corrected,
        slip_count = 1 as is_only_slip,
        value_count = 1 and (document_id, line_no, column_no) in (
            select (constraints.document_id, constraints.line_no, constraints.column_no)
            from diagnosis.cell_constraints as constraints
            inner join checks.int_identity_checks as checks using (check_id)
            where is_violated and not checks.is_guarded
        ) as is_only_value
    from diagnosis.suspect_cells
    where document_id = $document and proposed_text <> 'not suppressed'
    order by healed_count desc, case_id, suspect_rank
"""
# With several errors at once no figure of a cell satisfies all its checks: what a check that
# touches no suppressed figure leaves to a printed number, if it satisfies every check that holds.
OF_ONE_CHECK = """
    with constraints as (
        select * from diagnosis.cell_constraints
        where document_id = $document and is_accused
    ),

    pinned as (
        select distinct
            constraints.line_no, constraints.column_no,
            cast(ceil(lowest) as bigint) as proposed_value
        from constraints
        inner join checks.int_identity_checks as checks using (check_id)
        where is_violated and not checks.is_guarded and ceil(lowest) = floor(highest)
    )

    select
        pinned.line_no, pinned.column_no, cells.printed_label, cells.printed_text,
        replace(format('{:,}', proposed_value), ',', ' ') as corrected,
        damerau_levenshtein(
            cast(cells.obs_value as varchar), cast(proposed_value as varchar)
        ) = 1 as is_slip,
        count(*) filter (is_violated and proposed_value between lowest and highest) as healed_count
    from pinned
    inner join constraints using (line_no, column_no)
    inner join harmonized.int_cells as cells
        on
            cells.document_id = $document
            and pinned.line_no = cells.line_no
            and pinned.column_no = cells.column_no
    inner join reference.documents as documents on cells.document_id = documents.document_id
    where
        cells.obs_value <> proposed_value
        and proposed_value >= coalesce(documents.suppressed_below, 0)
    group by all
    having bool_and(is_violated or proposed_value between lowest and coalesce(highest, lowest))
    order by healed_count desc, is_slip desc, line_no, column_no, corrected
"""
SUSPECT_ROWS = """
    select slip, line_no, other_line_no, slice, is_unique
    from diagnosis.suspect_rows
    where document_id = $document
    order by healed_count desc, line_no, slip, other_line_no, slice
"""
DIGITS = ("wrong digit", "lost digit", "added digit", "swapped digits")
SLIP = "one slip of a digit leads from the one to the other"
ONLY_ROW = "no other row explains what does not add up"
ONLY_CELL = "no other cell explains what does not add up"
# So many cells of a case are tried.
LIKELIEST = 3
Query = Callable[[str], list[dict[str, Any]]]
Rows = list[dict[str, Any]]


def figure_repairs(
    query: Query, labels: Labels, rows: Rows, order: Order, along: Iterable[str]
) -> list[Repair]:
    """Return the repairs of cells and rows that the diagnosis suspects.

    Args:
        query: of a database in which the diagnosis was made.
        labels: what is known of labels.
        rows: the rows of the document's tables (edition.rows.ROWS).
        order: in which order rows stand.
        along: the dimensions along which a lost row could be rebuilt.
    """
    by_line = {row["line_no"]: row for row in rows}
    repairs: list[Repair] = []
    for suspect in query(SUSPECT_ROWS):
        repairs += _of_row(suspect, by_line, labels, order, along)
    cells = query(CELLS)
    repairs += [_cell(cell) for cell in cells if cell["suspect_rank"] <= LIKELIEST]
    repairs += [
        _reading(cell, "Another figure stands in the cell.", (SLIP,) * cell["is_slip"])
        for cell in query(OF_ONE_CHECK)
    ]
    # A row that is wrong throughout: each of its cells is named by its own checks.
    for (line_no,), mine in grouped(cells, "line_no"):
        sure = [cell for cell in mine if cell["suspect_rank"] == 1 and cell["is_only_value"]]
        if len(sure) > 1:
            repairs.append(
                Repair(
                    f"line {line_no} reads {', '.join(cell['corrected'] for cell in sure)}",
                    tuple(row for cell in sure for row in _cell(cell).errata),
                    "The row prints other figures than its own.",
                )
            )
    return repairs


def _cell(cell: dict[str, Any]) -> Repair:
    slip = cell["slip"] in DIGITS
    witnesses = [ONLY_CELL] * cell["is_unique"]
    if slip and cell["is_only_slip"]:
        witnesses.append(SLIP)
    return _reading(
        cell,
        f"{cell['slip'].capitalize()}." if slip else "Another figure stands in the cell.",
        tuple(witnesses),
        is_open=not cell["is_only_value"] and not (slip and cell["is_only_slip"]),
    )


def _reading(
    cell: dict[str, Any], reason: str, witnesses: tuple[str, ...], is_open: bool = False
) -> Repair:
    """A cell is read as another figure."""
    erratum = {
        "kind": "cell",
        "line_no": str(cell["line_no"]),
        "column_no": str(cell["column_no"]),
        "printed": cell["printed_text"],
        "corrected": cell["corrected"],
    }
    # What checks with marks leave open is not told: it could say what they stand for.
    figure = "another figure" if is_open else cell["corrected"]
    meaning = f"line {cell['line_no']}, column {cell['column_no']} is {figure}"
    return Repair(
        meaning, (erratum,), reason, witnesses, is_slip=SLIP in witnesses, is_open=is_open
    )


def _of_row(
    suspect: dict[str, Any],
    rows: dict[int, dict[str, Any]],
    labels: Labels,
    order: Order,
    along: Iterable[str],
) -> Iterator[Repair]:
    row, other = rows.get(suspect["line_no"]), rows.get(suspect["other_line_no"])
    witnesses = (ONLY_ROW,) * suspect["is_unique"]
    if suspect["slip"] == "swapped rows" and row and other:
        errata = (label_erratum(row, other["row_label"]), label_erratum(other, row["row_label"]))
        meaning = f"lines {row['line_no']} and {other['line_no']} have each other's figures"
        reason = "Two rows changed places under their labels."
        yield Repair(meaning, errata, reason, witnesses)
    elif suspect["slip"].startswith("shifted") and row:
        shift = "1" if suspect["slip"] == "shifted left" else "-1"
        errata = (label_erratum(row, shift) | {"kind": "shift"},)
        meaning = f"line {row['line_no']} is {suspect['slip']}"
        yield Repair(meaning, errata, "The row stands one column beside its place.", witnesses)
    elif suspect["slip"] == "lost row":
        yield from _lost(suspect, rows, labels, order, along)


def _lost(
    suspect: dict[str, Any],
    rows: dict[int, dict[str, Any]],
    labels: Labels,
    order: Order,
    along: Iterable[str],
) -> Iterator[Repair]:
    """The lost row stands below the last row of its table that other tables print above it."""
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
        if name.code in codes and name.dimension == dimension
    ]
    for name, dimension in product(names[:1], along):
        above = [row for row in beside if (row["code"], name.code) in order.pairs] or beside[:1]
        erratum = label_erratum(above[-1], name.label)
        yield Repair(
            f"a row {name.label!r} is lost below line {above[-1]['line_no']}",
            (erratum | {"kind": "lost_row", "rebuild_along": dimension},),
            "The row was lost.",
            (ONLY_ROW,) * suspect["is_unique"],
        )
