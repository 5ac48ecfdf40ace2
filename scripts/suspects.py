"""Say which rows and cells would explain violated identities: the suspects.

They are worked out in memory by the models of models/diagnosis, and nothing of it is kept. Checks
that touch suppressed figures (guarded) are no witnesses: which cells and figures would mend them
can depend on what is suppressed. Of these only rows are told that stand in several of those that
fail. By hand (`make suspects`) what mends them is also tried and proposed as errata, as `make
edition` does.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import machine
import rehearse
import stage

SEEDS = rehearse.PROJECT / "seeds"
SHOWN = 10

_ROWS = """
    select
        document_id || ', '
        || case slip
            when 'lost row' then format(
                'lines {} to {}: a row seems to be lost ({})', line_no, other_line_no, slice
            )
            when 'swapped rows' then format(
                'lines {} and {}: the rows "{}" and "{}" seem to have changed places',
                line_no, other_line_no, printed_label, other_label
            )
            else format('line {}: the row "{}" ', line_no, printed_label) || case slip
                when 'shifted left' then 'seems to stand one column too far left'
                when 'shifted right' then 'seems to stand one column too far right'
                when 'repeated row' then 'prints the figures of line ' || other_line_no
                else 'is wrong in several columns'
            end
        end
        || '; that explains ' || healed_count || ' checks'
        || case when is_unique then ', as no other row does' else '' end
        || coalesce(' (sheet ''' || sheet_name || ''', cell ' || sheet_cell || ')', '')
    from diagnosis.suspect_rows
    left join staging.stg_lines using (document_id, line_no)
    where document_id like $document
    order by healed_count desc, document_id, line_no, slip, other_line_no, slice
"""

# Rows first: while a row is wrong as a whole, cells of its document are suspected in vain. Where
# one check alone speaks for a figure a lost mark could be in it: it is told in documents without
# marks.
CELLS = """
    select
        document_id || ', ' || coalesce(
            'sheet ''' || sheet_name || ''', cell '
            || chr(ascii(sheet_cell) + column_no - 1) || substr(sheet_cell, 2),
            'line ' || line_no || ', column ' || column_no
        )
        || ' ''' || printed_label || ''': ' || printed_text
        || case
            when
                healed_count = 1
                and proposed_value is not null
                and document_id in (select document_id from harmonized.int_suppression_marks)
                then ' seems to be wrong'
            else
                ' should be '
                || coalesce(replace(format('{:,}', proposed_value), ',', ' '), proposed_text)
                || ' (' || slip || ')'
        end
        || '; heals ' || healed_count
        || case when healed_count = 1 then ' check' else ' checks' end || ' and keeps '
        || (check_count - healed_count)
        || case when is_unique then ', as no other cell does' else '' end
    from diagnosis.suspect_cells
    left join staging.stg_lines using (document_id, line_no)
    where
        document_id like $document
        and suspect_rank <= 3
        and document_id not in (select document_id from diagnosis.suspect_rows)
    order by healed_count desc, suspect_rank, document_id, line_no, column_no
"""

# What the blocks of guarded checks that fail have in common, whatever the months.
CROSSINGS = """
    with failing as (
        select
            check_id,
            document_id,
            concat_ws(' ', identity, coalesce(line_no, first_part_line_no)) as block
        from checks.int_identity_checks
        where verdict = 'violated' and document_id like $document
        -- Beside others of its block it is not told whether a guarded check fails.
        qualify bool_and(is_guarded) over (partition by document_id, block)
    )

    select
        document_id || ', ' || coalesce(
            'sheet ''' || sheet_name || ''', row ' || regexp_extract(sheet_cell, '\\d+'),
            'line ' || line_no
        )
        || coalesce(' ''' || any_value(printed_label) || '''', '')
    from checks.int_check_members
    inner join failing using (check_id, document_id)
    left join staging.stg_lines using (document_id, line_no)
    group by document_id, line_no, sheet_name, sheet_cell
    having count(distinct block) > 1
    order by document_id, line_no
"""
_SAID = {
    _ROWS: "rows whose correction would make these figures add up:",
    CELLS: "cells whose correction would make these figures add up:",
    CROSSINGS: "rows that stand in several of the blocks that touch suppressed figures:",
}
_DAMAGED = """
    select file_name from reference.documents
    where document_id in (select document_id from checks.problems)
    order by all
"""
WANTED = (
    *("suspect_cells", "suspect_rows", "stg_lines", "int_identity_checks", "int_check_members"),
    "int_suppression_marks",
)
# A guarded check is no witness.
UNGUARDED = {"diagnosis.check_sums": "select * from $made where not is_guarded"}


def in_words(database: Path) -> str:
    """Return the suspects of a working database, likeliest first; nothing if there are none."""
    try:
        with rehearse.compiled().diagnose(database, WANTED, UNGUARDED) as diagnosed:
            return told(diagnosed)
    except duckdb.CatalogException:
        # The build stopped before it had made what the search needs.
        return ""


def told(diagnosed: duckdb.DuckDBPyConnection, document: str = "%") -> str:
    """Return the suspects in documents (like this) that models of the diagnosis have made."""
    words = []
    for query, what in _SAID.items():
        found = diagnosed.execute(query, {"document": document}).fetchall()
        words += [what, *(f"  {suspect}" for (suspect,) in found[:SHOWN])] if found else []
        if len(found) > SHOWN:
            words.append(f"  ... and {len(found) - SHOWN} more")
    return "\n".join([*words, ""])


def main() -> int:
    """Print the suspects in the documents as they are now, and propose errata."""
    machine.take()
    stage.check(SEEDS)
    rehearsal = rehearse.compiled()
    with rehearsal.run(SEEDS, ("problems",)) as connection:
        damaged = connection.execute(_DAMAGED).fetchall()
    if not damaged:
        print("No document has a problem: there are no suspects.")
        return 0
    # Imported here: what compares labels is not installed where only builds are run.
    from edition.proposals import correct

    with rehearsal.run(SEEDS, WANTED, inputs=UNGUARDED) as connection:
        said = told(connection).strip()
    print(said or "No row or cell alone explains what is wrong: see what the build said.")
    correct([name for (name,) in damaged])
    return 0


if __name__ == "__main__":
    raise SystemExit(machine.run(main))
