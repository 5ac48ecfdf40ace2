"""Say which rows and cells would explain violated identities: the suspects of a failed build.

They are worked out in memory by the models of models/diagnosis, and nothing of it is kept. By hand
(`make suspects`) what mends them is also tried and proposed as errata, as `make edition` does.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import machine
import rehearse

BUILDING = rehearse.PROJECT / "target" / "build" / "nav_tiltak.duckdb"
SHOWN = 10

_ROWS = """
    select
        document_id || ', '
        || case slip
            when 'lost row' then format(
                'lines {} to {}: a row seems to be lost ({}); it would print {}',
                line_no, other_line_no, slice, proposed_text
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
    order by healed_count desc, document_id, line_no, slip, other_line_no, slice
"""

# Rows first: while a row is wrong as a whole, cells of its document are suspected in vain.
_CELLS = """
    select
        document_id || ', ' || coalesce(
            'sheet ''' || sheet_name || ''', cell '
            || chr(ascii(sheet_cell) + column_no - 1) || substr(sheet_cell, 2),
            'line ' || line_no || ', column ' || column_no
        )
        || ' ''' || printed_label || ''': ' || printed_text || ' should be '
        || coalesce(replace(format('{:,}', proposed_value), ',', ' '), proposed_text)
        || ' (' || slip || '); heals ' || healed_count || ' checks and keeps '
        || (check_count - healed_count)
        || case when is_unique then ', as no other cell does' else '' end
    from diagnosis.suspect_cells
    left join staging.stg_lines using (document_id, line_no)
    where
        suspect_rank <= 3
        and document_id not in (select document_id from diagnosis.suspect_rows)
    order by healed_count desc, case_id, suspect_rank
"""


def in_words(database: Path) -> str:
    """Return the suspects of a working database, likeliest first; nothing if there are none."""
    words = []
    try:
        wanted = ("suspect_cells", "suspect_rows", "stg_lines")
        with rehearse.compiled().diagnose(database, wanted) as diagnosed:
            for kind, query in (("rows", _ROWS), ("cells", _CELLS)):
                found = diagnosed.execute(query).fetchall()
                if found:
                    words.append(f"{kind} whose correction would make these figures add up:")
                    words += [f"  {suspect}" for (suspect,) in found[:SHOWN]]
                if len(found) > SHOWN:
                    words.append(f"  ... and {len(found) - SHOWN} more")
    except duckdb.CatalogException:
        # The build stopped before it had made what the search needs.
        return ""
    return "\n".join([*words, ""])


def main() -> int:
    """Print the suspects of the last build, if it failed, and propose errata."""
    machine.take()
    if not BUILDING.exists():
        print("The last build did not fail: there are no suspects.")
        return 0
    # Imported here: what compares labels is not installed where only builds are run.
    from edition.proposals import correct

    nothing = "No row or cell alone explains why the last build failed: see what it said."
    print(in_words(BUILDING).strip() or nothing)
    correct(_damaged())
    return 0


def _damaged() -> list[str]:
    """Return the files of the documents in which the last build found a problem."""
    try:
        with duckdb.connect(BUILDING, read_only=True) as connection:
            rows = connection.execute(
                "select file_name from reference.documents "
                "where document_id in (select document_id from checks.problems) order by all"
            ).fetchall()
    except duckdb.CatalogException:
        return []
    return [name for (name,) in rows]


if __name__ == "__main__":
    raise SystemExit(machine.run(main))
