"""Measure how well the checks find and name errors: damage the real documents, one error at a time.

Each error is made in a clone of its document (and of the documents that print the same period), and
all clones pass at once through the models that every build runs. What is measured is the models'
own output: whether any identity is violated, and which cell `checks.suspect_cells` names.

    python scripts/detection.py --errors 2000 --seed 1
"""

from __future__ import annotations

import argparse
import csv
import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb
from replay import replay

PROJECT = Path(__file__).resolve().parent.parent
BATCH = 500


@dataclass(frozen=True)
class Edit:
    """What an error makes of one cell: another number, or None for an asterisk."""

    line_no: int
    column_no: int
    obs_value: int | None


@dataclass(frozen=True)
class Error:
    """One error in a document: the cells that it changes (empty text for a line that it loses)."""

    kind: str
    document_id: str
    edits: tuple[Edit, ...]
    lost_lines: tuple[int, ...] = ()


@dataclass(frozen=True)
class Cell:
    """A printed figure: where it stands, what it prints, what the row label says."""

    document_id: str
    table_no: int
    line_no: int
    column_no: int
    obs_value: int | None
    suppressed_below: int


def main() -> int:
    """Run the command line."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--errors", type=int, default=2000, help="one-digit errors to make")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--kinds", default="", help="only these kinds, comma-separated")
    arguments = options.parse_args()
    rng = random.Random(arguments.seed)
    errors = make_errors(rng, arguments.errors)
    if arguments.kinds:
        errors = [error for error in errors if error.kind in arguments.kinds.split(",")]
    results: list[dict] = []
    for start in range(0, len(errors), BATCH):
        results += measure(errors[start : start + BATCH])
        print(f"{min(start + BATCH, len(errors))} of {len(errors)} errors", flush=True)
    report(results)
    return 0


def make_errors(rng: random.Random, count: int) -> list[Error]:
    with duckdb.connect(PROJECT / "nav_tiltak.duckdb", read_only=True) as connection:
        rows = connection.execute(
            "select cells.document_id, table_no, line_no, column_no, obs_value, "
            "coalesce(suppressed_below, 0) "
            "from harmonized.cells as cells inner join reference.documents using (document_id) "
            "where is_figure order by all"
        ).fetchall()
    cells = [Cell(*row) for row in rows]
    numbers = [cell for cell in cells if cell.obs_value is not None]
    return [wrong_digit(rng, cell) for cell in rng.sample(numbers, min(count, len(numbers)))]


def wrong_digit(rng: random.Random, cell: Cell) -> Error:
    """One digit of a number becomes another; the number keeps its length."""
    digits = str(abs(cell.obs_value))
    position = rng.randrange(len(digits))
    others = [d for d in "0123456789" if d != digits[position]]
    if position == 0 and len(digits) > 1:
        others.remove("0") if "0" in others else None
    changed = int(digits[:position] + rng.choice(others) + digits[position + 1 :])
    if cell.obs_value < 0:
        changed = -changed
    return Error("wrong digit", cell.document_id, (Edit(cell.line_no, cell.column_no, changed),))


def measure(errors: list[Error]) -> list[dict]:
    """Return for every error what the models found."""
    with duckdb.connect() as staging:
        pass
    edits = [
        (f"{number}", error.document_id, edit.line_no, edit.column_no, edit.obs_value)
        for number, error in enumerate(errors)
        for edit in error.edits
    ]
    folder = PROJECT / "target" / "detection"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "edits.csv").open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(
            [("variant", "document_id", "line_no", "column_no", "obs_value"), *edits]
        )
    edited = f"read_csv('{folder / 'edits.csv'}', header = true, types = {{'variant': 'varchar'}})"
    # The documents of each error: its own, and those that print the same period.
    documents = f"""(
        select distinct edits.variant, partners.document_id, edits.document_id as edited_document_id,
            partners.document_id || '#' || edits.variant as variant_id
        from {edited} as edits
        inner join built.reference.documents as own on edits.document_id = own.document_id
        inner join built.reference.documents as partners
            on own.period_from <= partners.period_to and own.period_to >= partners.period_from
    )"""
    inputs = {
        "harmonized.cells": f"""
            with edits as (select * from {edited}),
            documents as {documents},
            periods as (
                select edits.variant, min(cells.period) as first_period,
                    max(cells.period) as last_period
                from edits inner join built.harmonized.cells as cells
                    on edits.document_id = cells.document_id
                    and edits.line_no = cells.line_no and edits.column_no = cells.column_no
                group by edits.variant
            )
            select original.* replace (
                documents.variant_id as document_id,
                case when edits.variant is null then original.obs_value else edits.obs_value end
                    as obs_value,
                case when edits.variant is null then original.obs_value_min
                    else coalesce(edits.obs_value, 0) end as obs_value_min,
                case when edits.variant is null then original.obs_value_max
                    else coalesce(edits.obs_value, own.suppressed_below - 1) end as obs_value_max
            )
            from built.harmonized.cells as original
            inner join documents on original.document_id = documents.document_id
            inner join built.reference.documents as own on original.document_id = own.document_id
            inner join periods on documents.variant = periods.variant
            left join edits
                on documents.variant = edits.variant
                and original.document_id = edits.document_id
                and original.line_no = edits.line_no and original.column_no = edits.column_no
            where original.is_figure and (
                own.measure_group_code is not null
                or original.period between periods.first_period - interval 1 month
                    and periods.last_period + interval 1 month
            )
        """,
        "harmonized.coordinates": f"""
            select original.* replace (
                documents.variant_id as document_id,
                original.correction_id || '#' || documents.variant as correction_id
            )
            from built.harmonized.coordinates as original
            inner join {documents} as documents on original.document_id = documents.document_id
            where original.is_lost
        """,
        "reference.errata": f"""
            select original.* replace (
                documents.variant_id as document_id,
                original.correction_id || '#' || documents.variant as correction_id
            )
            from built.reference.errata as original
            inner join {documents} as documents on original.document_id = documents.document_id
            where original.kind = 'lost_row'
        """,
        "harmonized.tables": f"""
            select original.* replace (documents.variant_id as document_id)
            from built.harmonized.tables as original
            inner join {documents} as documents on original.document_id = documents.document_id
        """,
        "reference.documents": f"""
            select original.* replace (documents.variant_id as document_id)
            from built.reference.documents as original
            inner join {documents} as documents on original.document_id = documents.document_id
        """,
        "checks.document_pairs": f"""
            select pairs.document_id || '#' || documents.variant as document_id,
                pairs.first_document_id || '#' || documents.variant as first_document_id
            from built.checks.document_pairs as pairs
            inner join {documents} as documents on pairs.document_id = documents.document_id
        """,
    }
    with replay(PROJECT, inputs, ["suspect_cells"]) as connection:
        rows = connection.execute(
            f"""
            with edits as (select * from {edited}),
            found as (
                select distinct split_part(document_id, '#', 2) as variant
                from checks.identity_checks where verdict = 'violated'
            ),
            ranked as (
                select *, split_part(document_id, '#', 2) as variant,
                    split_part(document_id, '#', 1) as base_id,
                    row_number() over (
                        partition by split_part(document_id, '#', 2)
                        order by healed_count desc, suspect_rank
                    ) as overall_rank
                from checks.suspect_cells
            ),
            named as (
                select edits.variant, min(overall_rank) as rank, bool_or(ranked.is_unique) as is_unique,
                    any_value(ranked.proposed_value) as proposed
                from edits inner join ranked on edits.variant = ranked.variant
                    and edits.document_id = ranked.base_id
                    and edits.line_no = ranked.line_no and edits.column_no = ranked.column_no
                group by edits.variant
            ),
            unique_names as (
                select variant, bool_or(is_unique) as any_unique from ranked group by variant
            )
            select edits.variant, found.variant is not null, named.rank, coalesce(named.is_unique, false),
                coalesce(unique_names.any_unique, false), named.proposed, original.obs_value
            from edits left join found using (variant) left join named using (variant)
            left join unique_names using (variant)
            left join built.harmonized.cells as original on edits.document_id = original.document_id
                and edits.line_no = original.line_no and edits.column_no = original.column_no
            """
        ).fetchall()
        import os
        if os.environ.get("DUMP"):
            bad = [r[0] for r in rows if r[1] and (r[2] or 99) > 1][:14]
            for b in bad:
                print(errors[int(b)])
                for x in connection.execute(f"select suspect_rank, split_part(document_id,'#',1), line_no, column_no, printed_label, printed_text, proposed_text, slip, round(evidence,2), healed_count, check_count, healed_identities from checks.suspect_cells where split_part(document_id,'#',2)='{b}' order by case_id, suspect_rank limit 5").fetchall(): print("      ", x)
    return [
        {
            "kind": errors[int(variant)].kind,
            "error": errors[int(variant)],
            "found": found,
            "rank": rank,
            "unique": unique,
            "any_unique": any_unique,
            "right": proposed == value,
        }
        for variant, found, rank, unique, any_unique, proposed, value in rows
    ]


def report(results: Iterable[dict]) -> None:
    results = list(results)
    for kind in sorted({r["kind"] for r in results}):
        mine = [r for r in results if r["kind"] == kind]
        found = [r for r in mine if r["found"]]
        def pct(part, whole):
            return f"{100 * part / max(whole, 1):.1f} %"
        print(kind, len(mine), "found", pct(len(found), len(mine)),
            "unique right", pct(sum(r["unique"] for r in mine), len(mine)),
            "first of found", pct(sum(r["rank"] == 1 for r in found), len(found)),
            "top3", pct(sum((r["rank"] or 99) <= 3 for r in found), len(found)),
            "unique wrong", pct(sum(r["any_unique"] and not r["unique"] for r in found), len(found)),
            "right value", pct(sum(r["right"] for r in found), len(found)))
        bad = [r for r in found if (r["rank"] or 99) > 1][:12]
        for r in bad: print("   ", r["rank"], r["any_unique"], r["error"])
        for r in [r for r in mine if not r["found"]][:8]: print("   not found", r["error"])


if __name__ == "__main__":
    raise SystemExit(main())
