"""Repairs of tables without a total row, which says whom a table counts: it was lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from healing.blocks import label_erratum
from healing.repair import Repair

# Whom a context or a total row names; nothing for everybody.
PEOPLE = """
    with people as (
        select
            printed_text,
            concat_ws(' ', measure_group_code, measure_code, status_code, sex_code) as people
        from reference.populations
    )
"""
# The first row of each table without a total, and whom the context above it names.
TABLES = f"""
    {PEOPLE}
    select
        min(rows.line_no) as line_no, min_by(printed_label, rows.line_no) as printed_label,
        any_value(people) as people
    from harmonized.int_tables as tables
    inner join staging.stg_rows as rows using (document_id, table_no)
    left join people on context = printed_text
    where document_id = $document and total_line_no is null
    group by table_no
    order by table_no
"""
# Whom tables count, and by which label: the commonest of the document first, then those of other
# documents, then what no table prints above itself.
TOTALS = f"""
    {PEOPLE}
    select
        printed_text as total_label, people,
        coalesce(bool_or(document_id = $document), false) as is_own
    from people
    left join harmonized.int_tables on printed_text = total_label
    where
        total_label is not null
        or printed_text not in (
            select context from harmonized.int_tables where context is not null
        )
    group by all
    order by count(*) filter (document_id = $document) desc, count(document_id) desc, total_label
"""
Query = Callable[[str], list[dict[str, Any]]]


def total_repairs(query: Query, along: Iterable[str]) -> list[Repair]:
    """Return the repairs of lost total rows: a table counts whom its context names, or another.

    Args:
        query: of a database in which the document is read.
        along: the dimensions along which a lost row could be rebuilt.
    """
    totals: dict[str, dict[str, Any]] = {}
    for total in query(TOTALS):
        totals.setdefault(total["people"], total)
    return [
        Repair(
            f"the total row {total['total_label']!r} is lost beside line {table['line_no']}",
            (
                label_erratum(table, total["total_label"])
                | {"kind": "lost_row", "rebuild_along": dimension},
            ),
            "The total row of the table was lost.",
        )
        for table in query(TABLES)
        for total in totals.values()
        if (total["people"] == table["people"] if table["people"] else total["is_own"])
        for dimension in along
    ]
