"""Measure what `make edition` heals of documents that were damaged in many places at once.

A document is damaged in its text (damage.py), its known errata stay, and it is proposed as a new
edition would be. Before the healing runs it is worked out of each error, alone, whether arithmetic
can see it and whether another repair of one place would satisfy all identities as well; after it,
what became of each:

- healed: with all proposals accepted every figure of its rows is read as it was;
- asked: a person is asked about its lines;
- wrong: a proposal of its lines reads other figures than the document's;
- left: nothing is proposed, or what is proposed leaves it open.

    python -m measure.made_damage --seed 1 --trials 20 --at-once 10

adds its rows to made_damage.csv, which has one row per seed, number at once and kind, and drops
those of a former healing. `--show` prints what was not healed, and records nothing.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import duckdb
from edition.document import Edition, Finding
from edition.proposals import OF_FIGURES, rehearsed
from edition.seeds import Seeds
from healing.trial import FIGURES
from parse import Line, StagingError
from rehearse import Rehearsal, compiled
from stage import lines_of, read_layout

from measure.copies import PROJECT, record
from measure.damage import HELD_OUT, KINDS, OF_PAGES, Damage, damaged, damages, drawn
from measure.detection import _CELLS, Cell
from measure.feasible import Changed, Documents
from seeds import columns_of, read_seed, write_seed

RESULT = Path(__file__).with_name("made_damage.csv")
AT_ONCE = (1, 5, 10, 20, 40)
# Kinds of which the figures that are printed say nothing of those that are lost.
UNEXPLAINED = ("repeated row", HELD_OUT)
# Kinds of one figure, of which no row speaks: two checks have to.
ONE_CELL = ("wrong digit", "lost digit", HELD_OUT)
OUTCOMES = ("healed", "asked", "wrong", "left")
# What heals: errors are drawn after it was written, and its files are known by their digest.
ENGINE = ("scripts/healing", "scripts/edition", "models/checks", "models/diagnosis")
# A column (none if it is rebuilt), which figure it is, and what it can be.
Figure = tuple[int | None, str, int, int]
Row = dict[str, str]


class Truth(NamedTuple):
    """A document as it is: its lines, printed figures, errata, and what is read in each line."""

    document: Row
    lines: list[Line]
    cells: list[Cell]
    errata: list[Row]
    figures: dict[int, set[Figure]]

    @property
    def document_id(self) -> str:
        """Its id."""
        return self.document["document_id"]

    @property
    def file_name(self) -> str:
        """The name of its file."""
        return self.document["file_name"]

    @property
    def kept(self) -> set[int]:
        """The lines that are damaged already."""
        printed = {row["printed"] for row in self.errata if not row["line_no"]}
        return {int(row["line_no"]) for row in self.errata if row["line_no"]} | {
            line.line_no for line in self.lines if line.bare_text.split("\t")[0] in printed
        }


class Expected(NamedTuple):
    """What is to be expected of an error, alone.

    Whether arithmetic can see it, whether another repair would do as well, and whether its figures
    are not told: only sums with suppressed figures give them, or in a document that suppresses one
    check alone (the course of a row tells some of these all the same).
    """

    is_visible: bool
    is_ambiguous: bool = False
    is_silenced: bool = False


class Judged(NamedTuple):
    """An error with what was to be expected of it, and what became of it."""

    damage: Damage
    expected: Expected
    outcome: str

    @property
    def is_clear(self) -> bool:
        """Whether arithmetic can see it, no other repair would do as well, and it may be told."""
        return self.expected == Expected(is_visible=True)


class Trial(NamedTuple):
    """One damaged document: its errors, and the number of proposals by (grade, are they wrong)."""

    truth: Truth
    judged: list[Judged]
    proposals: Counter[tuple[str, bool]]


@contextmanager
def without(seeds: Path, document_id: str) -> Iterator[Path]:
    """Give a copy of the seeds in which a document is not registered; its errata stay."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "seeds"
        shutil.copytree(seeds, copy)
        for name in ("documents", "expected_checks"):
            path = copy / "reference" / f"{name}.csv"
            rows = [row for row in read_seed(path) if row["document_id"] != document_id]
            write_seed(path, rows, columns_of(path))
        yield copy


def truths(rehearsal: Rehearsal, seeds: Path) -> list[Truth]:
    """Return the documents of a folder of seeds that add up."""
    found: dict[str, dict[int, set[Figure]]] = defaultdict(lambda: defaultdict(set))
    with rehearsal.run(seeds, ("int_cells", "int_document_observations")) as connection:
        for document, line, *figure in connection.execute(FIGURES).fetchall():
            found[document][line].add(tuple(figure))
        cells = [Cell(*row) for row in connection.execute(_CELLS).fetchall()]
    errata = read_seed(seeds / "reference" / "errata.csv")
    layout = read_layout(seeds)
    return [
        Truth(
            row,
            lines_of(
                row["file_name"], (seeds / "documents" / row["file_name"]).read_bytes(), layout
            ),
            [cell for cell in cells if cell.document_id == row["document_id"]],
            [erratum for erratum in errata if erratum["document_id"] == row["document_id"]],
            found[row["document_id"]],
        )
        for row in read_seed(seeds / "reference" / "documents.csv")
    ]


class Read(NamedTuple):
    """What is read in each line of a damaged document, as it is and with all proposals accepted.

    `unread` are lines of which a person is told that they cannot be read. `origin` says which line
    of the undamaged document each line was.
    """

    before: dict[int, set[Figure]]
    after: dict[int, set[Figure]]
    unread: set[int]
    origin: list[int]


def proposed(
    rehearsal: Rehearsal, seeds: Path, truth: Truth, chosen: Sequence[Damage]
) -> tuple[Edition, Read]:
    """Propose a damaged document as a new one; return its edition and what is read.

    Raises:
        StagingError: it cannot be staged.
    """
    texts, origin = damaged(truth.lines, chosen)
    edition = Edition(_write(seeds, truth, texts, origin), seeds)
    edition.seeds.write(seeds)
    before = _figures(rehearsal, seeds, truth.document_id)
    outcome = rehearsed(edition, rehearsal)
    edition.seeds.write(seeds)
    unread = {row["line_no"] for row in outcome.problems if row["rule"] not in OF_FIGURES}
    after = _figures(rehearsal, seeds, truth.document_id)
    return edition, Read(before, after, unread - {None}, origin)


def _figures_of(lines: Iterable[set[Figure]], columns: Sequence[int] = ()) -> set[tuple]:
    """Return the figures of lines, wherever they stand; of some columns only, if any are named."""
    return {
        tuple(rest)
        for line in lines
        for column_no, *rest in line
        if not columns or column_no in columns
    }


def _figures(rehearsal: Rehearsal, seeds: Path, document_id: str) -> dict[int, set[Figure]]:
    read: dict[int, set[Figure]] = defaultdict(set)
    with rehearsal.run(seeds, ("int_cells", "int_document_observations")) as connection:
        for document, line, *figure in connection.execute(FIGURES).fetchall():
            if document == document_id:
                read[line].add(tuple(figure))
    return read


def judge(
    truth: Truth, chosen: Sequence[Damage], findings: Iterable[Finding], read: Read
) -> tuple[list[str], Counter[tuple[str, bool]]]:
    """Return what became of each error, and the number of proposals by (grade, is it wrong)."""
    places: dict[int, list[int]] = defaultdict(list)
    for new, line in enumerate(read.origin, start=1):
        places[line].append(new)
    all_true = _figures_of(truth.figures.values())
    # Of tables that are damaged as a whole, rows with errors of their own are not counted.
    own = {line for damage in chosen if damage.kind not in OF_PAGES for line in damage.lines}

    def are_read(lines: set[int]) -> bool:
        """Whether what was printed in some lines is read in them, or rebuilt where one is lost."""
        found = (read.after[new] for line in lines for new in places[line] or [None])
        return _figures_of(truth.figures[line] for line in lines) <= _figures_of(found)

    lost = {
        name
        for line, figures in truth.figures.items()
        if line not in places
        for _, name, *_ in figures
    }
    asked = {read.origin[number - 1] for number in read.unread}
    wrong: set[int] = set()
    counted: Counter[tuple[str, bool]] = Counter()
    for finding in findings:
        lines = {read.origin[number - 1] for number in finding.unread.lines}
        if finding.grade == "asked":
            asked |= lines
            continue
        new = [read.after[number] - read.before[number] for number in finding.unread.lines]
        is_wrong = bool(_figures_of(new, finding.unread.columns) - all_true)
        if "lost row" in finding.unread.what:
            # Which row it is: its figures, and its neighbours', can be wrong for other reasons.
            is_wrong = not {name for _, name, *_ in read.after[None]} <= lost
        counted[finding.grade, is_wrong] += 1
        wrong |= lines if is_wrong else set()
    outcomes = []
    for damage in chosen:
        lines = set(damage.lines)
        if damage.kind in OF_PAGES:
            lines = lines - own or lines
        touched = set(damage.lines) | set(damage.texts)
        if are_read(lines):
            outcomes.append("healed")
        elif touched & wrong:
            outcomes.append("wrong")
        else:
            outcomes.append("asked" if touched & asked else "left")
    return outcomes, counted


def trial(rehearsal: Rehearsal, clean: Documents, truth: Truth, name: str, count: int) -> Trial:
    """Damage a document in so many places, drawn by a name, and see what is healed."""
    rng = random.Random(name)
    chosen = staged(truth, drawn(rng, damages(rng, truth.lines, truth.cells, truth.kept), count))
    expected = [expected_of(rehearsal, clean, truth, damage) for damage in chosen]
    with without(PROJECT / "seeds", truth.document_id) as seeds:
        edition, read = proposed(rehearsal, seeds, truth, chosen)
        outcomes, counted = judge(truth, chosen, edition.findings, read)
    rows = zip(chosen, expected, outcomes, strict=True)
    judged = [Judged(*row) for row in rows]
    return Trial(truth, judged, counted)


def staged(truth: Truth, made: Iterable[Damage]) -> list[Damage]:
    """Return errors but those for which staging refuses the document: they are mended first.

    So is a table of which the only row is lost.
    """
    layout = read_layout(PROJECT / "seeds")
    kept: list[Damage] = []
    for damage in made:
        texts, _ = damaged(truth.lines, [*kept, damage])
        try:
            lines_of(truth.file_name, "\n".join(texts).encode(), layout)
        except StagingError:
            continue
        kept.append(damage)
    return kept


def expected_of(rehearsal: Rehearsal, clean: Documents, truth: Truth, damage: Damage) -> Expected:
    """Return what is to be expected of an error."""
    if damage.edits:
        edits = [
            ((truth.document_id, cell.line_no, cell.column_no), value, is_lost)
            for cell, value, is_lost in damage.edits
        ]
        is_seen = clean.see(edits)
        # A row that prints the same could be wrong as well.
        is_either = not clean.see([*edits, *_of_alike(truth, damage)])
        # What no slip explains is told where a sum tells it; so is the end that a moved row lost.
        if damage.kind == "shifted row":
            untold = [edit for edit in edits[:1] if edit[0][2] == 1]
        else:
            untold = edits if damage.kind in UNEXPLAINED else []
        is_silenced = (
            clean.are_marks(edits)
            or clean.are_silent(untold)
            or (
                damage.kind in ONE_CELL
                and clean.are_alone(edits, is_slip=damage.kind not in UNEXPLAINED)
            )
        )
        if damage.kind != "repeated row":
            return Expected(is_seen, is_either or clean.has_rival(edits), is_silenced)
        # Of a row that prints another's figures each has to be found, and which of the two it is.
        is_either = is_either or not clean.see([*edits, *_of_twin(truth, damage)])
        has_rival = is_either or any(clean.has_rival([edit]) for edit in edits)
        return Expected(is_seen, has_rival, is_silenced)
    if damage.texts and not damage.moved and len(damage.lines) == 1:
        # No list knows a damaged label: it is seen, and its words say which it is.
        return Expected(is_visible=True)
    with without(PROJECT / "seeds", truth.document_id) as seeds:
        return Expected(_is_seen(rehearsal, seeds, truth, damage))


def _of_alike(truth: Truth, damage: Damage) -> Iterator[Changed]:
    """All rows that print what a damaged row should are damaged alike."""
    rows: dict[int, dict[int, int | None]] = defaultdict(dict)
    for cell in truth.cells:
        rows[cell.line_no][cell.column_no] = cell.obs_value
    for cell, value, is_lost in damage.edits:
        for line_no, row in rows.items():
            if line_no not in damage.lines and row == rows[cell.line_no]:
                yield (truth.document_id, line_no, cell.column_no), value, is_lost


def _of_twin(truth: Truth, damage: Damage) -> Iterator[Changed]:
    """The row whose figures another one prints has that one's."""
    own = {edit.cell.column_no: edit.cell for edit in damage.edits}
    printed = {edit.cell.column_no: edit.obs_value for edit in damage.edits}
    rows: dict[int, dict[int, Cell]] = defaultdict(dict)
    for cell in truth.cells:
        if cell.table_no == damage.edits[0].cell.table_no and cell.column_no in own:
            rows[cell.line_no][cell.column_no] = cell
    for row in rows.values():
        if {column_no: cell.obs_value for column_no, cell in row.items()} == printed:
            for column_no, cell in row.items():
                yield (truth.document_id, cell.line_no, column_no), own[column_no].obs_value, False
            return


def _write(seeds: Path, truth: Truth, texts: Sequence[str], origin: Sequence[int]) -> Path:
    """Write a document's lines, and its errata at the lines where they stand now."""
    place = {str(line): new for new, line in reversed(list(enumerate(origin, start=1)))}
    path = seeds / "reference" / "errata.csv"
    rows = [
        row | {"line_no": place.get(row["line_no"], "")}
        if row["document_id"] == truth.document_id
        else row
        for row in read_seed(path)
    ]
    write_seed(path, rows, columns_of(path))
    file = seeds / "documents" / truth.file_name
    file.write_text("\n".join(texts), encoding="utf-8", newline="")
    return file


def _is_seen(rehearsal: Rehearsal, seeds: Path, truth: Truth, damage: Damage) -> bool:
    """Return whether something cannot be read or does not add up of a document with one error."""
    texts, origin = damaged(truth.lines, [damage])
    _write(seeds, truth, texts, origin)
    content = (seeds / "documents" / truth.file_name).read_bytes()
    laid_over = Seeds(seeds)
    laid_over.propose("documents", truth.document | {"sha256": sha256(content).hexdigest()})
    try:
        laid_over.write(seeds)
    except StagingError:
        return True
    wanted = ("problems_in_reading", "int_identity_checks")
    with rehearsal.run(seeds, wanted) as connection:
        return bool(connection.execute(_FAULTS, [truth.document_id] * 2).fetchall())


_FAULTS = """
    select 1 from checks.problems_in_reading where document_id = ?
    union all
    select 1 from checks.int_identity_checks where verdict = 'violated' and document_id = ?
"""


def engine() -> str:
    """Return the digest of the files that heal."""
    digest = sha256()
    for folder in ENGINE:
        for path in sorted((PROJECT / folder).rglob("*")):
            if path.suffix in (".py", ".sql"):
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def table(trials: Sequence[Trial], seed: int, count: int) -> list[dict[str, object]]:
    """Return what became of errors by kind; of _T: of all, with the proposals by grade."""
    judged = [one for trial in trials for one in trial.judged]
    proposals = sum((trial.proposals for trial in trials), Counter())
    rows = []
    for kind in ("_T", *KINDS):
        mine = [one for one in judged if kind in ("_T", one.damage.kind)]
        clear = Counter(one.outcome for one in mine if one.is_clear)
        row = {"engine": engine(), "seed_no": seed, "at_once": count, "error_kind": kind}
        row |= {"error_count": len(mine), "trial_count": len(trials)}
        seen = [one.expected for one in mine if one.expected.is_visible]
        row["invisible_count"] = len(mine) - len(seen)
        row["ambiguous_count"] = sum(one.is_ambiguous for one in seen)
        row["silenced_count"] = sum(one.is_silenced and not one.is_ambiguous for one in seen)
        row |= {f"{outcome}_count": clear[outcome] for outcome in OUTCOMES}
        for grade in ("certain", "likely"):
            of_all = kind == "_T"
            row[f"{grade}_count"] = (
                sum(proposals[grade, x] for x in (True, False)) if of_all else ""
            )
            row[f"wrong_{grade}_count"] = proposals[grade, True] if of_all else ""
        rows.append(row)
    return rows


_SHARED: dict[str, object] = {}


def _share(rehearsal: Rehearsal, found: Sequence[Truth]) -> None:
    """Give a process what all its trials need."""
    with duckdb.connect(PROJECT / "nav_tiltak.duckdb", read_only=True) as connection:
        clean = Documents(connection)
    _SHARED.update(rehearsal=rehearsal, truths=found, clean=clean)


def _trial(number: int, seed: int, count: int) -> Trial:
    truth = _SHARED["truths"][number % len(_SHARED["truths"])]
    return trial(_SHARED["rehearsal"], _SHARED["clean"], truth, f"{seed} {count} {number}", count)


def main() -> None:
    """Run the command line."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--seed", type=int, default=1, help="of the random choice of errors")
    options.add_argument("--trials", type=int, default=20, help="damaged documents for each number")
    options.add_argument("--at-once", type=int, nargs="*", default=AT_ONCE, help="errors in each")
    options.add_argument("--show", action="store_true", help="print what is not healed")
    given = options.parse_args()
    rehearsal = compiled()
    found = truths(rehearsal, PROJECT / "seeds")
    with ProcessPoolExecutor(initializer=_share, initargs=(rehearsal, found)) as pool:
        for count in given.at_once:
            made = [
                pool.submit(_trial, number, given.seed, count) for number in range(given.trials)
            ]
            trials = [one.result() for one in made]
            rows = table(trials, given.seed, count)
            for row in rows:
                print(", ".join(f"{name} {value}" for name, value in row.items()), flush=True)
            if given.show:
                _show(trials)
            else:
                former = read_seed(RESULT) if RESULT.exists() else []
                former = [row for row in former if row["engine"] == engine()]
                record(RESULT, [*former, *rows], "duckdb", "dbt-core")


def _show(trials: Sequence[Trial]) -> None:
    for one in trials:
        for judged in one.judged:
            if judged.outcome != "healed":
                print(
                    one.truth.document_id,
                    judged.damage.kind,
                    judged.damage.lines[:2],
                    judged.outcome,
                    "clear" if judged.is_clear else judged.expected,
                    [text[:70] for texts in judged.damage.texts.values() for text in texts],
                )


if __name__ == "__main__":
    main()
