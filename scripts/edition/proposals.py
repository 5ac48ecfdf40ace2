"""Propose what a new edition needs in the reference seeds, and move what a person accepts there."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rehearse
from failures import failing_test, problems_in_words
from healing.rounds import Healer
from parse import StagingError

from edition.document import Edition
from edition.profile import findings, report
from edition.seeds import ASK, Seeds, accepted
from edition.unread import CHECKED, READ, Reader, expected_checks
from seeds import files_in, write_seed

PROJECT = Path(__file__).resolve().parents[2]
PROPOSALS = PROJECT / "proposals"
ROUNDS = 30
# What follows from a figure, not from words that nobody has explained.
OF_FIGURES = ("violated_identity", "check_count")


@dataclass
class Outcome:
    """What the models and tests of the project say of the seeds with proposals laid over them.

    `problems` are rows of checks.problems, `failing` the other tests that fail, in words,
    `verdicts` the number of checks by verdict. While `asked` rows wait for a person, what follows
    from them is no problem yet: `waiting` counts it. How many there are can depend on suppressed
    counts, and is not told; nor is what else fails, while there are problems.
    """

    problems: list[dict[str, Any]]
    failing: dict[str, str]
    verdicts: dict[str, int]
    asked: int = 0
    waiting: int = 0

    @property
    def passed(self) -> bool:
        """Whether a build would pass."""
        return not (self.problems or self.failing or self.asked)

    def in_words(self) -> str:
        """Return what is still wrong; nothing if all is right."""
        words = [problems_in_words(self.problems)] if self.problems else [*self.failing.values()]
        if self.waiting:
            words.append("More may follow from what is asked: answer that first.")
        return "\n".join(words)


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
    outcome = rehearsed(edition, rehearse.compiled())
    print(report(edition, outcome.verdicts))
    if wrong := outcome.in_words():
        print(f"\nStill wrong with all proposals: {wrong}")
    _write(edition.seeds, dry_run)
    print("\nnext: " + _next_step(outcome, bool(edition.seeds.files()), dry_run))
    return 0 if outcome.passed else 1


def correct(file_names: Iterable[str]) -> None:
    """Propose errata for what does not add up in registered documents, and say what is asked.

    They are written to proposals/, if none wait there.
    """
    seeds, rehearsal = Seeds(PROJECT / "seeds"), rehearse.compiled()
    waits = bool(files_in(PROPOSALS))
    for name in file_names:
        edition = Edition(PROJECT / "seeds" / "documents" / name, PROJECT / "seeds", seeds)
        outcome = rehearsed(edition, rehearsal)
        print("\n".join(["", name, *findings(edition)]))
    if seeds.files():
        _write(seeds, dry_run=waits)
        print("\nnext: " + _next_step(outcome, has_files=True, dry_run=waits))


def _write(seeds: Seeds, dry_run: bool) -> None:
    """Write proposals to their folder, and say how many."""
    files = seeds.files()
    if files:
        print("\n" + ("would propose:" if dry_run else f"{PROPOSALS.name}/"))
    for name, rows in files.items():
        print(f"  {name + '.csv':<20} {len(rows):>3} rows")
        if not dry_run:
            PROPOSALS.mkdir(exist_ok=True)
            write_seed(PROPOSALS / f"{name}.csv", rows)


def rehearsed(edition: Edition, rehearsal: rehearse.Rehearsal) -> Outcome:
    """Propose rows until the models read the document or nothing new turns up."""
    with _scratch(edition.seeds) as scratch:
        healer = Healer(edition, rehearsal, scratch)
        for _ in range(ROUNDS):
            if not _proposes_more(edition, healer):
                break
        for asked in healer.asked.values():
            edition.findings += asked
        with rehearsal.run(scratch, CHECKED) as connection:
            Reader(edition, connection).finish()
        return _outcome(edition.seeds, scratch, rehearsal, edition.document_id)


def _proposes_more(edition: Edition, healer: Healer) -> bool:
    """Read the document with what is proposed so far; propose what is surest of the rest.

    Labels first that are known, then damage of words that figures prove. Asked is what that does
    not explain; only then are figures suspected. What was proposed of them can be withdrawn, too.
    """
    before = edition.seeds.count()
    edition.seeds.write(healer.scratch)
    with healer.rehearsal.run(healer.scratch, READ) as connection:
        reader = Reader(edition, connection)
        reader.explain()
        if edition.seeds.count() == before:
            healer.heal_words(connection)
    if edition.seeds.count() == before:
        reader.ask()
    if edition.seeds.count() == before:
        healer.heal_figures()
    return edition.seeds.count() != before


@contextmanager
def _scratch(seeds: Seeds) -> Iterator[Path]:
    """Give a copy of the seeds to write in, with the documents only that are registered."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder) / "seeds"
        shutil.copytree(seeds.folder, scratch)
        registered = {row["file_name"] for row in seeds.rows("documents")}
        for path in (scratch / "documents").iterdir():
            if path.name not in registered:
                path.unlink()
        yield scratch


def _outcome(
    seeds: Seeds, scratch: Path, rehearsal: rehearse.Rehearsal, document_id: str
) -> Outcome:
    """Run models and tests on the seeds with proposals laid over them."""
    seeds.write(scratch)
    with rehearsal.run(scratch) as connection:
        failing = rehearsal.failures(connection)
        verdicts = rehearse.rows_of(
            connection,
            "select verdict, count(*) as check_count from checks.int_identity_checks "
            f"where document_id = '{document_id}' group by all order by check_count desc",
        )
    problems = failing.pop("no_problems", [])
    demands = {query.name: query.demand for query in rehearsal.queries}
    outcome = Outcome(
        problems,
        {name: failing_test(name, demands[name], rows) for name, rows in failing.items()},
        {row["verdict"]: row["check_count"] for row in verdicts},
        seeds.asked(),
    )
    if seeds.is_unread():
        outcome.problems = [row for row in problems if row["rule"] not in OF_FIGURES]
        outcome.waiting = len(problems) - len(outcome.problems) + len(outcome.failing)
        outcome.failing = {}
    return outcome


def _next_step(outcome: Outcome, has_files: bool, dry_run: bool) -> str:
    steps = []
    if dry_run:
        steps.append("run it without --dry-run")
    elif has_files:
        asked = f"; fill in the {outcome.asked} rows with {ASK}" if outcome.asked else ""
        steps.append(
            f"read {PROPOSALS.name}/*.csv; correct what is wrong, delete what you do not "
            f"believe{asked}"
        )
        steps.append("make accept")
    if outcome.problems or outcome.failing:
        steps.insert(-1, "correct the rest by rows of errata.csv (docs/editions.md)")
    return ", then ".join([*steps, "make build"])


def accept(*, anyway: bool = False) -> int:
    """Move the proposals into the seeds and stage the documents, all or nothing.

    They are rehearsed first, as they are now: what would stop a build is accepted `anyway` only.
    """
    seeds = Seeds(PROJECT / "seeds")
    seeds.proposed |= accepted(PROPOSALS, seeds.folder)
    documents = [row["document_id"] for row in seeds.proposed["documents"]]
    rehearsal = rehearse.compiled()
    with _scratch(seeds) as scratch:
        seeds.write(scratch)
        known = {row["document_id"] for row in seeds.rows("expected_checks")}
        if not known.issuperset(documents):
            # What was asked is answered: only now can the checks be counted.
            with rehearsal.run(scratch) as connection:
                expected_checks(seeds, connection)
        outcome = _outcome(seeds, scratch, rehearsal, next(iter(documents), ""))
    if not (outcome.passed or anyway):
        print(outcome.in_words())
        print(
            f"\nNothing is accepted: a build would stop.\nnext: correct {PROPOSALS.name}/*.csv, or "
            "make accept OPTIONS=--anyway and correct the seeds"
        )
        return 1
    seeds.write(seeds.folder)
    shutil.rmtree(PROPOSALS)
    for name, rows in seeds.files().items():
        print(f"  {name + '.csv':<20} {len(rows):>3} rows accepted")
    print("\nnext: make build, and look at `git diff seeds`")
    return 0
