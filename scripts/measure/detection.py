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
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import duckdb
from rehearse import Rehearsal, clones, compiled
from stage import PROJECT

from measure.feasible import Documents
from seeds import write_seed

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


Error = tuple[str, list[Edit]]


def errors_of_documents(rng: random.Random, cells: list[Cell], count: int) -> list[Error]:
    """Return errors of every kind, each as the edits that make it."""
    rows: dict[tuple[str, int], list[Cell]] = defaultdict(list)
    for cell in cells:
        rows[cell.document_id, cell.line_no].append(cell)
    numbers = [cell for cell in cells if cell.obs_value is not None]
    suppressing = [cell for cell in cells if cell.suppressed_below]

    def wrong_digit(cell: Cell) -> list[Edit]:
        before, digit, after = _divided(rng, cell)
        others = set("0123456789") - {digit} - ({"0"} if after and not before else set())
        return _renumbered(cell, before + rng.choice(sorted(others)) + after)

    def lost_digit(cell: Cell) -> list[Edit]:
        before, _, after = _divided(rng, cell)
        left = before + after
        return _renumbered(cell, left) if left and left[0] != "0" else []

    # Of each kind: where it can be made, and how it is at a cell, its row and the row below it.
    # There are no edits where the document would print the same, or nothing can be damaged.
    kinds: dict[str, tuple[list[Cell], Callable[..., list[Edit]]]] = {
        "wrong digit": (numbers, lambda cell, row, below: wrong_digit(cell)),
        "lost digit": (numbers, lambda cell, row, below: lost_digit(cell)),
        "swapped neighbours": (
            cells,
            lambda cell, row, below: _swapped([cell], row[row.index(cell) + 1 :][:1]),
        ),
        "number to asterisk": (
            suppressing,
            lambda cell, row, below: [Edit(cell, None)] if cell.obs_value is not None else [],
        ),
        "asterisk to number": (
            suppressing,
            lambda cell, row, below: (
                [Edit(cell, rng.randrange(4, 100))] if cell.obs_value is None else []
            ),
        ),
        "swapped rows": (cells, lambda cell, row, below: _swapped(row, below)),
        "lost row": (cells, lambda cell, row, below: [Edit(lost, None, True) for lost in row]),
        "shifted row": (cells, lambda cell, row, below: _printed(row, [*row[1:], row[-1]])),
        "repeated row": (cells, lambda cell, row, below: _printed(below, row)),
    }
    errors = []
    for kind, (victims, make) in kinds.items():
        # Cells of one row make the same error of the row, which is made once.
        made: dict[tuple[Edit, ...], list[Edit]] = {}
        for cell in rng.sample(victims, len(victims)):
            row, below = (rows.get((cell.document_id, cell.line_no + no), []) for no in (0, 1))
            in_table = [other for other in below if other.table_no == cell.table_no]
            if edits := make(cell, row, in_table):
                made.setdefault(tuple(edits), edits)
        wanted = count if kind == "wrong digit" else count // SHARE_OF_OTHER_KINDS
        errors += [(kind, edits) for edits in list(made.values())[:wanted]]
    return errors


def _divided(rng: random.Random, cell: Cell) -> tuple[str, str, str]:
    """Return the digits of a number: those before one that is drawn, this one, and the rest."""
    digits = str(abs(cell.obs_value))
    place = rng.randrange(len(digits))
    return digits[:place], digits[place], digits[place + 1 :]


def _renumbered(cell: Cell, digits: str) -> list[Edit]:
    return [Edit(cell, -int(digits) if cell.obs_value < 0 else int(digits))]


def _printed(cells: list[Cell], others: list[Cell]) -> list[Edit]:
    """Return the edits by which cells print what others do; none where they do already."""
    if [cell.obs_value for cell in cells] == [other.obs_value for other in others]:
        return []
    return [Edit(cell, other.obs_value) for cell, other in zip(cells, others, strict=False)]


def _swapped(cells: list[Cell], others: list[Cell]) -> list[Edit]:
    return _printed(cells, others) + _printed(others, cells)


def replayed(
    errors: list[Error], project: Path, rehearsal: Rehearsal
) -> tuple[duckdb.DuckDBPyConnection, str]:
    """Return the suspects of all errors, made in one run, and the list of edits as values.

    An error's documents have its number after their name: document_id#number.
    """
    edits = ", ".join(
        f"({number}, '{cell.document_id}', {cell.line_no}, {cell.column_no}, "
        f"{'null' if value is None else value}::integer, {is_lost})"
        for number, (_, edits) in enumerate(errors)
        for cell, value, is_lost in edits
    )
    inputs = {
        relation: _CLONES.replace("$edits", edits) + query for relation, query in _INPUTS.items()
    }
    return rehearsal.replay(project, inputs, ["suspect_cells", "suspect_rows"]), edits


def measure(
    errors: list[Error], clean: Documents, project: Path, rehearsal: Rehearsal
) -> list[Found]:
    """Return what the models say of each error, all of them in one run."""
    connection, edits = replayed(errors, project, rehearsal)
    with connection:
        rows = connection.execute(_RESULT.replace("$edits", edits)).fetchall()
    found = []
    for number, *said in rows:
        kind, made = errors[number]
        is_visible = clean.see(
            ((cell.document_id, cell.line_no, cell.column_no), value, is_lost)
            for cell, value, is_lost in made
        )
        found.append(Found(kind, made[0].cell.document_id, is_visible, *said))
    return found


_EDITS = """
    with edits (error_no, document_id, line_no, column_no, obs_value, is_lost) as (values $edits),
"""

# The documents of each error, each under a name of its own: the damaged one and those that print
# the same period; of long series only the months around the error, as no check reaches further.
_CLONES = f"""{_EDITS}
    variants as (
        select distinct
            edits.error_no,
            partners.document_id,
            partners.document_id || '#' || edits.error_no as variant_id
        from edits
        inner join built.reference.documents as damaged using (document_id)
        inner join built.reference.documents as partners
            on
                damaged.period_from <= partners.period_to
                and damaged.period_to >= partners.period_from
    ),

    reach as (
        select
            error_no,
            min(period) - interval 1 month as first_period,
            max(period) + interval 1 month as last_period
        from edits
        inner join built.harmonized.int_cells using (document_id, line_no, column_no)
        group by error_no
    )
"""

_NUMBERED = "original.erratum_id || '#' || variants.error_no as erratum_id"
_INPUTS = {
    "harmonized.int_tables": clones("harmonized.int_tables", "variants"),
    "reference.documents": clones("reference.documents", "variants"),
    "harmonized.int_lost_cells": clones("harmonized.int_lost_cells", "variants", _NUMBERED),
    "reference.errata": clones(
        "reference.errata", "variants", _NUMBERED, where="original.kind = 'lost_row'"
    ),
    "checks.int_document_pairs": """
        select later.variant_id as document_id, first.variant_id as first_document_id
        from built.checks.int_document_pairs as pairs
        inner join variants as later using (document_id)
        inner join variants as first
            on pairs.first_document_id = first.document_id and later.error_no = first.error_no
    """,
    "harmonized.int_cells": """
        select cells.* replace (
            variants.variant_id as document_id,
            if(edits.error_no is null, cells.obs_value, edits.obs_value) as obs_value,
            if(edits.error_no is null, cells.obs_value_min, coalesce(edits.obs_value, 0))
                as obs_value_min,
            if(
                edits.error_no is null,
                cells.obs_value_max,
                coalesce(edits.obs_value, documents.suppressed_below - 1)
            ) as obs_value_max
        )
        from built.harmonized.int_cells as cells
        inner join variants using (document_id)
        inner join built.reference.documents as documents using (document_id)
        inner join reach using (error_no)
        left join edits using (error_no, document_id, line_no, column_no)
        where
            cells.is_figure
            and not coalesce(edits.is_lost, false)
            and (
                documents.measure_group_code is not null
                or cells.period between reach.first_period and reach.last_period
            )
    """,
}


def _of_errors(relation: str) -> str:
    """Return suspects by the number of the error and the document in which it is made."""
    return (
        "(select split_part(document_id, '#', 2)::integer as error_no, "
        f"* replace (split_part(document_id, '#', 1) as document_id) from diagnosis.{relation})"
    )


# An error of a row is named by its row, any other by one of its cells.
_RESULT = f"""{_EDITS}
    errors as (
        select
            error_no,
            document_id,
            min(line_no) as first_line_no,
            max(line_no) as last_line_no,
            bool_or(is_lost) as is_lost,
            count(*) > 2 as is_of_rows
        from edits
        group by all
    ),

    violated as (
        select document_id from diagnosis.check_sums where verdict = 'violated'
        union all
        select document_id from diagnosis.cell_constraints where is_violated
        union all
        -- Of a count below the threshold the build says that it cannot be read.
        select concat(document_id, '#', edits.error_no)
        from edits
        inner join built.harmonized.int_cells using (document_id, line_no, column_no)
        inner join built.reference.indicators as indicators using (indicator)
        inner join built.reference.documents as documents using (document_id)
        where indicators.is_count and edits.obs_value < documents.suppressed_below
    ),

    judged as (
        select
            error_no,
            row_number() over (
                partition by error_no
                order by healed_count desc, suspect_rank, document_id, line_no, column_no
            ) as overall_rank,
            is_unique,
            edits.error_no is not null as is_damaged,
            proposed_value is not distinct from original.obs_value as is_value_right
        from {_of_errors("suspect_cells")}
        left join edits using (error_no, document_id, line_no, column_no)
        left join built.harmonized.int_cells as original using (document_id, line_no, column_no)
        where error_no in (select error_no from errors where not is_of_rows)
        union all
        select
            error_no,
            row_number() over (
                partition by error_no
                order by
                    healed_count desc, suspects.document_id, line_no, slip, other_line_no, slice
            ) as overall_rank,
            is_unique,
            suspects.document_id = errors.document_id
            and case slip
                when 'lost row'
                    then is_lost and first_line_no between line_no - 1 and other_line_no + 1
                when 'swapped rows'
                    then line_no = first_line_no and other_line_no = last_line_no
                else line_no between first_line_no and last_line_no and not is_lost
            end as is_damaged,
            slip <> 'wrong row' as is_value_right
        from {_of_errors("suspect_rows")} as suspects
        inner join errors using (error_no)
        where is_of_rows or is_unique
        qualify is_of_rows or not is_damaged
    )

    select
        error_no,
        error_no in (select split_part(document_id, '#', 2)::integer from violated),
        min(overall_rank) filter (is_damaged),
        coalesce(bool_or(is_damaged and is_unique), false),
        coalesce(bool_or(not is_damaged and is_unique), false),
        coalesce(bool_or(is_damaged and is_value_right), false)
    from errors
    left join judged using (error_no)
    group by error_no
    order by error_no
"""


def table(results: list[Found], seed: int, measured_on: date | None) -> list[dict[str, object]]:
    """Return the counts per kind of error and document (_T: all documents)."""
    groups: dict[tuple[str, str], list[Found]] = defaultdict(list)
    for result in results:
        for document_id in ("_T", result.document_id):
            groups[result.kind, document_id].append(result)
    rows = []
    for (kind, document_id), group in sorted(groups.items()):
        found = [result for result in group if result.is_found]
        counted = {
            "error_count": group,
            "visible_count": [result.is_visible for result in group],
            "found_count": found,
            "named_uniquely_count": [result.is_named_uniquely for result in found],
            "named_first_count": [result.rank == 1 for result in found],
            "named_in_three_count": [(result.rank or 9) <= 3 for result in found],
            "right_value_count": [result.is_value_right for result in found],
            "wrongly_unique_count": [
                result.is_other_named_uniquely and not result.is_named_uniquely for result in found
            ],
        }
        rows.append(
            {"error_kind": kind, "document_id": document_id}
            | {name: sum(map(bool, held)) for name, held in counted.items()}
            | {"seed_no": seed, "measured_on": measured_on}
        )
    return rows


def draw(errors: int, seed: int, project: Path = PROJECT) -> tuple[list[Error], Documents]:
    """Return errors of the documents of a finished build, and these documents."""
    with duckdb.connect(project / "nav_tiltak.duckdb", read_only=True) as connection:
        cells = [Cell(*row) for row in connection.execute(_CELLS).fetchall()]
        return errors_of_documents(random.Random(seed), cells, errors), Documents(connection)


def batches(errors: list[Error]) -> Iterator[list[Error]]:
    """Divide errors so that each run changes few enough cells for the memory of a laptop."""
    batch: list[Error] = []
    for error in errors:
        if batch and sum(len(edits) for _, edits in [*batch, error]) > BATCH:
            yield batch
            batch = []
        batch.append(error)
    yield batch


_CELLS = """
    select
        document_id, table_no, line_no, column_no, obs_value, coalesce(suppressed_below, 0)
    from harmonized.int_cells as cells
    inner join reference.documents as documents using (document_id)
    where is_figure
    order by document_id, line_no, column_no
"""


def main() -> None:
    """Run the command line."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--errors", type=int, default=1000, help="wrong digits to make")
    options.add_argument("--seed", type=int, default=1, help="of the random choice of errors")
    options.add_argument(
        "--measured-on", type=date.fromisoformat, help="today; record the results in the seed"
    )
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
        write_seed(RECORD, [row for row in rows if row["document_id"] != "_T"])


if __name__ == "__main__":
    main()
