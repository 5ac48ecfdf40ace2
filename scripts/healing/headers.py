"""Repairs of column headings: a heading that was torn out of its header, or lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from rehearse import grouped

from healing.repair import Repair
from healing.trial import Row

# The headings of every table, with the words above it; and its rows, with what their last cell is.
HEADERS = """
    select
        table_no, columns.line_no, columns.column_no, columns.printed_column, columns.column_count,
        stg_tables.printed_context
    from staging.stg_columns as columns
    inner join staging.stg_tables using (document_id, table_no)
    where document_id = $document
    order by table_no, columns.column_no
"""
ROWS_OF_TABLES = """
    select table_no, line_no, printed_label, max_by(printed_text, column_no) = '' as is_open
    from staging.stg_rows
    inner join staging.stg_cells using (document_id, table_no, line_no)
    where document_id = $document
    group by all
    order by line_no
"""
Query = Callable[[str], list[dict[str, Any]]]


def header_repairs(query: Query) -> list[Repair]:
    """Return the repairs of headers that lack one heading which their sister tables print."""
    tables = {table: rows for (table,), rows in grouped(query(HEADERS), "table_no")}
    rows = {table: rows for (table,), rows in grouped(query(ROWS_OF_TABLES), "table_no")}
    headers = Counter(tuple(row["printed_column"] for row in one) for one in tables.values())
    repairs: list[Repair] = []
    for table_no, columns in tables.items():
        printed = [row["printed_column"] for row in columns]
        for sister, _ in headers.most_common():
            lacking = _lacking(printed, sister)
            if lacking is not None:
                repairs += _restored(columns, rows[table_no], lacking, sister[lacking - 1])
                break
    return repairs


def _lacking(printed: list[str], sister: tuple[str, ...]) -> int | None:
    """Return the column of the one heading of a sister that a header lacks; None if not one."""
    left = [heading for heading in printed if heading]
    if "" in sister or len(left) != len(sister) - 1 or len(printed) != len(sister):
        return None
    for place in range(len(sister)):
        if [*sister[:place], *sister[place + 1 :]] == left:
            return place + 1
    return None


def _restored(
    columns: list[dict[str, Any]], rows: list[dict[str, Any]], column_no: int, heading: str
) -> Iterator[Repair]:
    """The heading is put back; rows that end in an empty cell may have moved with their header."""
    line = {"line_no": str(columns[0]["line_no"])}
    put_back = line | {"kind": "header", "column_no": str(column_no), "corrected": heading}
    errata: list[Row] = [put_back]
    witnesses = ["other tables print the heading there"]
    context = columns[0]["printed_context"]
    is_above = f" {context}".endswith(f" {heading}")
    if is_above:
        others = context.removesuffix(heading).strip()
        errata.insert(0, line | {"kind": "context", "printed": context, "corrected": others})
        witnesses.append("it stands above the header")
    if columns[column_no - 1]["printed_column"] != "":
        if column_no > 1:
            return
        first = columns[0]["printed_column"]
        errata.append(line | {"kind": "shift", "printed": first, "corrected": "1"})
    moved = [
        {
            "kind": "shift",
            "line_no": str(row["line_no"]),
            "printed": row["printed_label"],
            "corrected": "1",
        }
        for row in rows
        if row["is_open"]
    ]
    for shifts in ([], moved, *([row] for row in moved if len(moved) > 1)):
        yield Repair(
            f"{heading!r} in column {column_no}, {len(shifts)} rows moved",
            (*errata, *shifts),
            "The header lost a heading"
            + (", which stands above it" if is_above else "")
            + ("; what lost its first cell stands one column too far left." if shifts else "."),
            tuple(witnesses),
            is_shown=is_above,
        )
        if not moved:
            return
