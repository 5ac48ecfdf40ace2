"""Propose what a new edition needs in the reference seeds, and move what a person accepts there."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import rehearse
from build import problems_in_words
from parse import StagingError

from edition.document import Edition
from edition.profile import report
from edition.seeds import ASK, Seeds, accepted
from edition.unread import READ, Reader
from seeds import files_in, write_seed

PROJECT = Path(__file__).resolve().parents[2]
PROPOSALS = PROJECT / "proposals"
ROUNDS = 6


def propose(path: Path, dry_run: bool) -> int:
    """Profile a document, say what it lacks, and write proposals; 0 if they are all it lacks."""
    if files_in(PROPOSALS) and not dry_run:
        raise StagingError(
            PROPOSALS.name,
            "proposals that are not accepted yet",
            "no such folder",
            "accept them (make accept), or delete the folder to begin again",
        )
    edition = Edition(path, PROJECT / "seeds")
    problems, failing, verdicts = rehearsed(edition, rehearse.compiled())
    print(report(edition, verdicts))
    files = edition.seeds.files()
    asked = sum(ASK in row.values() for rows in files.values() for row in rows)
    if problems:
        print(f"\nStill wrong with all proposals: {problems_in_words(problems)}")
    elif failing:
        print(f"\nStill failing with all proposals: {', '.join(failing)}")
    if files:
        print("\n" + ("would propose:" if dry_run else f"{PROPOSALS.name}/"))
        for name, rows in files.items():
            print(f"  {name + '.csv':<20} {len(rows):>3} rows")
    if files and not dry_run:
        PROPOSALS.mkdir(exist_ok=True)
        for name, rows in files.items():
            write_seed(PROPOSALS / f"{name}.csv", rows)
    print("\nnext: " + _next_step(bool(files), asked, bool(problems or failing), dry_run))
    return 1 if problems or failing or asked else 0


def rehearsed(
    edition: Edition, rehearsal: rehearse.Rehearsal
) -> tuple[list[dict[str, Any]], list[str], dict[str, int]]:
    """Propose rows until the models read the document or nothing new turns up.

    Return what is still wrong (rows of checks.problems), the names of other failing tests, and the
    number of checks of the document by verdict.
    """
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder) / "seeds"
        shutil.copytree(edition.seeds.folder, scratch)
        registered = {row["file_name"] for row in edition.seeds.rows("documents")}
        for path in (scratch / "documents").iterdir():
            if path.name not in registered:
                path.unlink()
        for _ in range(ROUNDS):
            before = edition.seeds.count()
            edition.seeds.write(scratch)
            with rehearsal.run(scratch, READ) as connection:
                Reader(edition, connection).explain()
            if edition.seeds.count() == before:
                break
        with rehearsal.run(scratch) as connection:
            Reader(edition, connection).finish()
        edition.seeds.write(scratch)
        with rehearsal.run(scratch) as connection:
            failures = rehearsal.failures(connection)
            verdicts = Reader(edition, connection).verdicts()
    return failures.pop("no_problems", []), list(failures), verdicts


def _next_step(has_files: bool, asked: int, is_wrong: bool, dry_run: bool) -> str:
    steps = []
    if dry_run:
        steps.append("run it without --dry-run")
    elif has_files:
        steps.append(
            f"read {PROPOSALS.name}/*.csv; correct what is wrong, delete what you do not believe"
            + (f"; fill in the {asked} rows with {ASK}" if asked else "")
        )
        steps.append("make accept")
    if is_wrong:
        steps.append("correct the rest by rows of errata.csv (README, Fix an error in a document)")
    return ", then ".join([*steps, "make build"])


def accept() -> int:
    """Move the proposals into the seeds and stage the documents, all or nothing."""
    seeds = Seeds(PROJECT / "seeds")
    seeds.proposed |= accepted(PROPOSALS, seeds.folder)
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder) / "seeds"
        shutil.copytree(seeds.folder, scratch)
        seeds.write(scratch)
    seeds.write(seeds.folder)
    shutil.rmtree(PROPOSALS)
    for name, rows in seeds.files().items():
        print(f"  {name + '.csv':<20} {len(rows):>3} rows accepted")
    print("\nnext: make build, and look at `git diff seeds`")
    return 0
