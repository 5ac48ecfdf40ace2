"""Measure how well the checks find and name errors: damage the real documents, one error at a time.

Each error is made in clones of its document and of the documents that print the same period, and
all clones pass together through the models that every build runs. What is measured is the models'
own output: whether an identity is violated, and which cell diagnosis.suspect_cells names, or which
row diagnosis.suspect_rows. Which errors arithmetic can see at all is worked out apart
(feasible.py).

    python -m measure.detection --errors 1000 --seed 1 --measured-on 2026-11-21

makes so many wrong digits and a fifth as many errors of every other kind, prints what was found,
and writes the same per document to seeds/reference/measured_detection.csv, which the next
build publishes; without a date it writes nothing. Needs a finished build.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb
from rehearse import Rehearsal, compiled

from measure.feasible import Documents

PROJECT = Path(__file__).resolve().parents[2]
RECORD = PROJECT / "seeds" / "reference" / "measured_detection.csv"
# So many changed cells pass through the models in one run.
BATCH = 500
SHARE_OF_OTHER_KINDS = 5


class Cell(NamedTuple):
    """A printed figure: where it stands and what it prints (None: an asterisk)."""

    document_id: str
    table_no: int
    line_no: int
    column_no: int
    obs_value: int | None
    suppressed_below: int


class Edit(NamedTuple):
    """A cell that an error changes: to another number, to an asterisk (None), or away (is_lost)."""

    cell: Cell
    obs_value: int | None
    is_lost: bool = False


class Found(NamedTuple):
    """What the models said of one error, and whether arithmetic can see it."""

    kind: str
    document_id: str
    is_visible: bool
    is_found: bool
    rank: int | None
    is_named_uniquely: bool
    is_other_named_uniquely: bool
    is_value_right: bool


def errors_of_documents(
    rng: random.Random, cells: list[Cell], count: int
) -> list[tuple[str, list[Edit]]]:
    """Return errors of every kind, each as the edits that make it."""
    rows: dict[tuple[str, int], list[Cell]] = defaultdict(list)
    for cell in cells:
        rows[cell.document_id, cell.line_no].append(cell)
    numbers = [cell for cell in cells if cell.obs_value is not None]
    suppressing = [cell for cell in cells if cell.suppressed_below]

    def beside(cell: Cell) -> Cell | None:
        """The next cell of the row."""
        row = rows[cell.document_id, cell.line_no]
        place = row.index(cell) + 1
        return row[place] if place < len(row) else None

    def row_below(cell: Cell) -> list[Cell] | None:
        row = rows.get((cell.document_id, cell.line_no + 1))
        return row if row and row[0].table_no == cell.table_no else None

    def wrong_digit(cell: Cell) -> list[Edit]:
        digits = str(abs(cell.obs_value))
        place = rng.randrange(len(digits))
        others = set("0123456789") - {digits[place]} - ({"0"} if len(digits) > 1 > place else set())
        changed = int(digits[:place] + rng.choice(sorted(others)) + digits[place + 1 :])
        return [Edit(cell, -changed if cell.obs_value < 0 else changed)]

    def lost_digit(cell: Cell) -> list[Edit] | None:
        digits = str(abs(cell.obs_value))
        place = rng.randrange(len(digits))
        shorter = digits[:place] + digits[place + 1 :]
        if not shorter or shorter[0] == "0":
            return None
        return [Edit(cell, int(shorter) * (-1 if cell.obs_value < 0 else 1))]

    def swapped_neighbours(cell: Cell) -> list[Edit] | None:
        other = beside(cell)
        if other is None or other.obs_value == cell.obs_value:
            return None
        return [Edit(cell, other.obs_value), Edit(other, cell.obs_value)]

    def number_to_asterisk(cell: Cell) -> list[Edit] | None:
        return [Edit(cell, None)] if cell.obs_value is not None else None

    def asterisk_to_number(cell: Cell) -> list[Edit] | None:
        return [Edit(cell, rng.randrange(4, 100))] if cell.obs_value is None else None

    def swapped_rows(cell: Cell) -> list[Edit] | None:
        row, below = rows[cell.document_id, cell.line_no], row_below(cell)
        if below is None or [c.obs_value for c in row] == [c.obs_value for c in below]:
            return None
        pairs = list(zip(row, below, strict=False))
        return [
            *(Edit(upper, lower.obs_value) for upper, lower in pairs),
            *(Edit(lower, upper.obs_value) for upper, lower in pairs),
        ]

    def lost_row(cell: Cell) -> list[Edit]:
        return [Edit(lost, None, True) for lost in rows[cell.document_id, cell.line_no]]

    def shifted_row(cell: Cell) -> list[Edit] | None:
        row = rows[cell.document_id, cell.line_no]
        values = [c.obs_value for c in row]
        shifted = [*values[1:], values[-1]]
        return None if values == shifted else list(map(Edit, row, shifted))

    def repeated_row(cell: Cell) -> list[Edit] | None:
        row, below = rows[cell.document_id, cell.line_no], row_below(cell)
        if below is None or [c.obs_value for c in row] == [c.obs_value for c in below]:
            return None
        return [Edit(lower, upper.obs_value) for upper, lower in zip(row, below, strict=False)]

    kinds: list[tuple[str, Callable[[Cell], list[Edit] | None], list[Cell]]] = [
        ("wrong digit", wrong_digit, numbers),
        ("lost digit", lost_digit, numbers),
        ("swapped neighbours", swapped_neighbours, cells),
        ("number to asterisk", number_to_asterisk, suppressing),
        ("asterisk to number", asterisk_to_number, suppressing),
        ("swapped rows", swapped_rows, cells),
        ("lost row", lost_row, cells),
        ("shifted row", shifted_row, cells),
        ("repeated row", repeated_row, cells),
    ]
    errors = []
    for kind, make, victims in kinds:
        wanted = count if kind == "wrong digit" else count // SHARE_OF_OTHER_KINDS
        made = [edits for cell in rng.sample(victims, len(victims)) if (edits := make(cell))]
        # Cells of one row make the same error of the row.
        once = {tuple(edits): edits for edits in made}
        errors += [(kind, edits) for edits in list(once.values())[:wanted]]
    return errors


def replayed(
    errors: list[tuple[str, list[Edit]]], project: Path, rehearsal: Rehearsal
) -> tuple[duckdb.DuckDBPyConnection, str]:
    """Return the suspects of all errors, made in one run, and the file of the edits.

    An error's documents have its number after their name: document_id#number.
    """
    folder = project / "target" / "detection"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "edits.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("error_no", "document_id", "line_no", "column_no", "obs_value", "is_lost"))
        for number, (_, edits) in enumerate(errors):
            for cell, obs_value, is_lost in edits:
                place = (cell.document_id, cell.line_no, cell.column_no)
                writer.writerow((number, *place, obs_value, is_lost))
    inputs = {
        relation: (_CLONES + query).replace("$edits", str(path))
        for relation, query in _INPUTS.items()
    }
    return rehearsal.replay(project, inputs, ["suspect_cells", "suspect_rows"]), str(path)


def measure(
    errors: list[tuple[str, list[Edit]]], clean: Documents, project: Path, rehearsal: Rehearsal
) -> list[Found]:
    """Return what the models say of each error, all of them in one run."""
    connection, edits_path = replayed(errors, project, rehearsal)
    with connection:
        rows = connection.execute(_RESULT.replace("$edits", edits_path)).fetchall()
    return [
        Found(
            errors[number][0],
            errors[number][1][0].cell.document_id,
            clean.see(
                ((cell.document_id, cell.line_no, cell.column_no), value, is_lost)
                for cell, value, is_lost in errors[number][1]
            ),
            *said,
        )
        for number, *said in rows
    ]


# The documents of each error, each under a name of its own: the damaged one and those that print
# the same period; of long series only the months around the error, as no check reaches further.
_CLONES = """
    with edits as (
        select * from read_csv('$edits', header = true, types = {'obs_value': 'integer'})
    ),

    clones as (
        select distinct
            edits.error_no,
            partners.document_id,
            partners.document_id || '#' || cast(edits.error_no as varchar) as clone_id
        from edits
        inner join built.reference.documents as damaged
            on edits.document_id = damaged.document_id
        inner join built.reference.documents as partners
            on
                damaged.period_from <= partners.period_to
                and damaged.period_to >= partners.period_from
    ),

    reach as (
        select
            edits.error_no,
            min(cells.period) - interval 1 month as first_period,
            max(cells.period) + interval 1 month as last_period
        from edits
        inner join built.harmonized.int_cells as cells
            on
                edits.document_id = cells.document_id
                and edits.line_no = cells.line_no
                and edits.column_no = cells.column_no
        group by edits.error_no
    )
"""

_INPUTS = {
    "harmonized.int_cells": """
        select original.* replace (
            clones.clone_id as document_id,
            case when edits.error_no is null then original.obs_value else edits.obs_value end
                as obs_value,
            case when edits.error_no is null then original.obs_value_min
                else coalesce(edits.obs_value, 0) end as obs_value_min,
            case when edits.error_no is null then original.obs_value_max
                else coalesce(edits.obs_value, documents.suppressed_below - 1) end as obs_value_max
        )
        from built.harmonized.int_cells as original
        inner join clones on original.document_id = clones.document_id
        inner join built.reference.documents as documents
            on original.document_id = documents.document_id
        inner join reach on clones.error_no = reach.error_no
        left join edits
            on
                clones.error_no = edits.error_no
                and original.document_id = edits.document_id
                and original.line_no = edits.line_no
                and original.column_no = edits.column_no
        where
            original.is_figure
            and not coalesce(edits.is_lost, false)
            and (
                documents.measure_group_code is not null
                or original.period between reach.first_period and reach.last_period
            )
    """,
    "harmonized.int_lost_cells": """
        select original.* replace (
            clones.clone_id as document_id,
            original.erratum_id || '#' || cast(clones.error_no as varchar) as erratum_id
        )
        from built.harmonized.int_lost_cells as original
        inner join clones on original.document_id = clones.document_id
    """,
    "reference.errata": """
        select original.* replace (
            clones.clone_id as document_id,
            original.erratum_id || '#' || cast(clones.error_no as varchar) as erratum_id
        )
        from built.reference.errata as original
        inner join clones on original.document_id = clones.document_id
        where original.kind = 'lost_row'
    """,
    "harmonized.int_tables": """
        select original.* replace (clones.clone_id as document_id)
        from built.harmonized.int_tables as original
        inner join clones on original.document_id = clones.document_id
    """,
    "reference.documents": """
        select original.* replace (clones.clone_id as document_id)
        from built.reference.documents as original
        inner join clones on original.document_id = clones.document_id
    """,
    "checks.int_document_pairs": """
        select
            later.clone_id as document_id,
            first.clone_id as first_document_id
        from built.checks.int_document_pairs as pairs
        inner join clones as later on pairs.document_id = later.document_id
        inner join clones as first
            on
                pairs.first_document_id = first.document_id
                and later.error_no = first.error_no
    """,
}

# An error of a row is named by its row, any other by one of its cells.
_RESULT = """
    with edits as (
        select * from read_csv('$edits', header = true, types = {'obs_value': 'integer'})
    ),

    errors as (
        select
            error_no,
            document_id,
            min(line_no) as first_line_no,
            max(line_no) as last_line_no,
            bool_or(is_lost) as is_lost,
            count(*) > 2 as is_of_rows
        from edits
        group by error_no, document_id
    ),

    violated as (
        select distinct cast(split_part(document_id, '#', 2) as bigint) as error_no
        from (
            select document_id from checks.int_identity_checks
            where verdict = 'violated'
            union all
            select document_id from diagnosis.cell_constraints
            where is_violated
        )
    ),

    cells as (
        select
            errors.error_no,
            row_number() over (
                partition by errors.error_no
                order by
                    suspects.healed_count desc, suspects.suspect_rank, suspects.document_id,
                    suspects.line_no, suspects.column_no
            ) as overall_rank,
            suspects.is_unique,
            edits.error_no is not null as is_damaged,
            suspects.proposed_value is not distinct from original.obs_value as is_value_right
        from diagnosis.suspect_cells as suspects
        inner join errors
            on
                cast(split_part(suspects.document_id, '#', 2) as bigint) = errors.error_no
                and not errors.is_of_rows
        left join edits
            on
                errors.error_no = edits.error_no
                and split_part(suspects.document_id, '#', 1) = edits.document_id
                and suspects.line_no = edits.line_no
                and suspects.column_no = edits.column_no
        left join built.harmonized.int_cells as original
            on
                edits.document_id = original.document_id
                and edits.line_no = original.line_no
                and edits.column_no = original.column_no
    ),

    rows as (
        select
            errors.error_no,
            row_number() over (
                partition by errors.error_no
                order by
                    suspects.healed_count desc, suspects.document_id, suspects.line_no,
                    suspects.slip, suspects.other_line_no, suspects.slice
            ) as overall_rank,
            suspects.is_unique,
            split_part(suspects.document_id, '#', 1) = errors.document_id
            and case
                when suspects.slip = 'lost row'
                    then
                        errors.is_lost
                        and errors.first_line_no
                        between suspects.line_no - 1 and suspects.other_line_no + 1
                when suspects.slip = 'swapped rows'
                    then
                        suspects.line_no = errors.first_line_no
                        and suspects.other_line_no = errors.last_line_no
                else
                    suspects.line_no between errors.first_line_no and errors.last_line_no
                    and not errors.is_lost
            end as is_damaged,
            suspects.slip <> 'wrong row' as is_value_right
        from diagnosis.suspect_rows as suspects
        inner join errors
            on cast(split_part(suspects.document_id, '#', 2) as bigint) = errors.error_no
        where errors.is_of_rows or suspects.is_unique
    ),

    judged as (
        select cells.*, true as is_ranked from cells
        union all
        select rows.*, errors.is_of_rows from rows
        inner join errors on rows.error_no = errors.error_no
        where errors.is_of_rows or not rows.is_damaged
    )

    select
        errors.error_no,
        violated.error_no is not null as is_found,
        min(case when judged.is_damaged then judged.overall_rank end) as best_rank,
        coalesce(bool_or(judged.is_damaged and judged.is_unique), false),
        coalesce(bool_or(not judged.is_damaged and judged.is_unique), false),
        coalesce(bool_or(judged.is_damaged and judged.is_value_right), false)
    from errors
    left join violated on errors.error_no = violated.error_no
    left join judged on errors.error_no = judged.error_no
    group by errors.error_no, violated.error_no
    order by errors.error_no
"""


def table(results: list[Found], seed: int, measured_on: str) -> list[dict[str, object]]:
    """Return the counts per kind of error and document (_T: all documents)."""
    groups: dict[tuple[str, str], list[Found]] = defaultdict(list)
    for result in results:
        groups[result.kind, "_T"].append(result)
        groups[result.kind, result.document_id].append(result)
    rows = []
    for (kind, document_id), group in sorted(groups.items()):
        found = [result for result in group if result.is_found]
        rows.append(
            {
                "error_kind": kind,
                "document_id": document_id,
                "error_count": len(group),
                "visible_count": sum(result.is_visible for result in group),
                "found_count": len(found),
                "named_uniquely_count": sum(result.is_named_uniquely for result in found),
                "named_first_count": sum(result.rank == 1 for result in found),
                "named_in_three_count": sum((result.rank or 9) <= 3 for result in found),
                "right_value_count": sum(result.is_value_right for result in found),
                "wrongly_unique_count": sum(
                    result.is_other_named_uniquely and not result.is_named_uniquely
                    for result in found
                ),
                "seed_no": seed,
                "measured_on": measured_on,
            }
        )
    return rows


def draw(
    errors: int, seed: int, project: Path = PROJECT
) -> tuple[list[tuple[str, list[Edit]]], Documents]:
    """Return errors of the documents of a finished build, and these documents."""
    with duckdb.connect(project / "nav_tiltak.duckdb", read_only=True) as connection:
        cells = [Cell(*row) for row in connection.execute(_CELLS).fetchall()]
        return errors_of_documents(random.Random(seed), cells, errors), Documents(connection)


def batches(errors: list[tuple[str, list[Edit]]]) -> Iterator[list[tuple[str, list[Edit]]]]:
    """Divide errors so that each run changes few enough cells for the memory of a laptop."""
    batch: list[tuple[str, list[Edit]]] = []
    for error in errors:
        if sum(len(edits) for _, edits in [*batch, error]) > BATCH and batch:
            yield batch
            batch = []
        batch.append(error)
    yield batch


_CELLS = """
    select
        cells.document_id, cells.table_no, cells.line_no, cells.column_no, cells.obs_value,
        coalesce(documents.suppressed_below, 0)
    from harmonized.int_cells as cells
    inner join reference.documents as documents on cells.document_id = documents.document_id
    where cells.is_figure
    order by cells.document_id, cells.line_no, cells.column_no
"""


def main() -> int:
    """Run the command line."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--errors", type=int, default=1000, help="wrong digits to make")
    options.add_argument("--seed", type=int, default=1, help="of the random choice of errors")
    options.add_argument("--measured-on", default="", help="today; record the results in the seed")
    arguments = options.parse_args()
    errors, clean = draw(arguments.errors, arguments.seed)
    rehearsal = compiled()
    results: list[Found] = []
    for batch in batches(errors):
        results += measure(batch, clean, PROJECT, rehearsal)
        print(f"{len(results):,} of {len(errors):,} errors measured", flush=True)
    rows = table(results, arguments.seed, arguments.measured_on)
    for row in rows:
        if row["document_id"] == "_T":
            print(", ".join(f"{name} {value}" for name, value in row.items()))
    if arguments.measured_on:
        with RECORD.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(row for row in rows if row["document_id"] != "_T")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
