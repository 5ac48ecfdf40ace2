"""Does a message depend on what a mark hides? Documents are damaged that differ in nothing else.

A suppressed count that NAV's totals give away is moved by one within its mark, and the printed
totals with it, so that everything still adds up. Then both documents are damaged in the same way,
and what is said of them is compared: problems and suspects of a build, and, where it is asked for,
what the healing proposes and asks. It may be another where other checks fail, which arithmetic
decides; that is counted apart. All variants of a batch pass through the models in one run; each is
healed alone, in some seconds. Needs a finished build.

    python -m measure.interference [--healing]

takes every hundredth mark of each document first, then those after them, so that what is done is a
spread sample at any time. It goes on where it stopped, and replaces interference.csv: a row per
document and damage.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import NamedTuple

import duckdb
from edition.document import Edition
from edition.profile import findings
from edition.proposals import rehearsed
from failures import problems_in_words
from rehearse import PROJECT, Rehearsal, compiled, grouped, rows_of
from suspects import UNGUARDED, WANTED, told
from unchanged import inputs

from measure import exposure
from measure.copies import record
from measure.exact import Bounds, Sum, by_figure, propagated
from seeds import read_seed, write_seed

RESULT = Path(__file__).with_name("interference.csv")
DONE = PROJECT / "target" / "interference.csv"
# So many documents pass through the models at once.
VARIANTS = 60
# In so many rounds all marks are taken.
ROUNDS = 100
# A number that moves is still none that would be suppressed; so many figures move at most.
LEAST, MOST_MOVED = 9, 60
# The cells of a document's rows, the label first, by line.
Lines = dict[int, list[str]]


class Mark(NamedTuple):
    """A suppressed cell whose count can be moved by one.

    `moved` says by how much the prints (document, line, column) of its totals move with it.
    """

    document_id: str
    line_no: int
    column_no: int
    moved: dict[tuple[str, int, int], int]


class Said(NamedTuple):
    """What is said of a variant, and the lines and identities of which checks fail."""

    words: str
    failing: frozenset[tuple]


def read_as(digit: str) -> Callable[[Lines, Mark], None]:
    """The mark is misread as a digit."""

    def damage(lines: Lines, mark: Mark) -> None:
        lines[mark.line_no][mark.column_no] = digit

    return damage


def row_lost(lines: Lines, mark: Mark) -> None:
    """The row is lost."""
    del lines[mark.line_no]


def two_rows_lost(lines: Lines, mark: Mark) -> None:
    """The row is lost, and the nearest other one with a mark."""
    del lines[_nearest(lines, mark, lambda _, cell: cell == "*")]
    del lines[mark.line_no]


def row_shifted(lines: Lines, mark: Mark) -> None:
    """The row stands one column too far to the left."""
    label, _, *cells = lines[mark.line_no]
    lines[mark.line_no] = [label, *cells, ""]


def count_as_mark(lines: Lines, mark: Mark) -> None:
    """The nearest count in its column is read as a mark."""
    lines[_nearest(lines, mark, _is_still(mark))][mark.column_no] = "*"


def digit_lost(lines: Lines, mark: Mark) -> None:
    """The nearest count in its column has lost its last digit."""
    row = lines[_nearest(lines, mark, lambda no, cell: _is_still(mark)(no, cell) and len(cell) > 2)]
    number = row[mark.column_no].replace(" ", "")[:-1]
    row[mark.column_no] = f"{int(number):,}".replace(",", " ")


def beside(other: Callable[[Lines, Mark], None]) -> Callable[[Lines, Mark], None]:
    """The nearest count has lost its last digit, and the mark is damaged, too."""

    def damage(lines: Lines, mark: Mark) -> None:
        digit_lost(lines, mark)
        other(lines, mark)

    return damage


def _is_still(mark: Mark) -> Callable[[int, str], bool]:
    """Return whether a cell of the mark's column prints a number that does not move."""
    return lambda line_no, cell: (
        cell[:1].isdigit() and (mark.document_id, line_no, mark.column_no) not in mark.moved
    )


def _nearest(lines: Lines, mark: Mark, wanted: Callable[[int, str], bool]) -> int:
    """Return the line of the nearest other row whose cell in the mark's column is wanted."""
    found = (
        line_no
        for line_no, cells in lines.items()
        if line_no != mark.line_no
        and mark.column_no < len(cells)
        and wanted(line_no, cells[mark.column_no])
    )
    return min(found, key=lambda line_no: abs(line_no - mark.line_no))


DAMAGES: dict[str, Callable[[Lines, Mark], None]] = {
    "none": lambda lines, mark: None,
    **{f"read as {digit}": read_as(digit) for digit in "0123456789"},
    "row lost": row_lost,
    "two rows lost": two_rows_lost,
    "row shifted": row_shifted,
    "count as mark": count_as_mark,
    "digit lost": digit_lost,
    # What an error beside the mark is told by would hold what the mark hides.
    "read as 9, digit lost": beside(read_as("9")),
    "row lost, digit lost": beside(row_lost),
}


def marks(database: Path) -> list[Mark]:
    """Return the suppressed cells of a finished build that totals give away, in document order.

    Those are left out of which no move was found with which everything still adds up.
    """
    known = exposure.known(database)
    with duckdb.connect(database, read_only=True) as connection:
        prints: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
        for name, *place in connection.execute(
            "select observation_id, document_id, line_no, column_no from harmonized.int_cells "
            "where is_figure order by all"
        ).fetchall():
            prints[name].append(tuple(place))
        # A mean or a per cent would not follow by as much.
        fixed = {name for (name,) in connection.execute(_FIXED).fetchall()}
    bounds = propagated(known.bounds, known.sums)
    # Figures that can move by so much: a mark within its bounds, a number that stays one.
    can_move = {
        step: {
            name
            for name, (low, high) in bounds.items()
            if prints[name]
            and name not in fixed
            and low == high
            and (
                known.bounds[name][0] <= low + step <= known.bounds[name][1]
                if name in known.hidden
                else low >= LEAST
            )
        }
        for step in (1, -1)
    }
    of_figure, found = by_figure(known.sums), []
    for name in sorted(known.hidden, key=lambda name: prints[name]):
        for step in (1, -1):
            if moved := _moved(name, can_move[step], known.sums, of_figure, bounds):
                places = [place for one in moved - known.hidden.keys() for place in prints[one]]
                found.append(Mark(*prints[name][0], dict.fromkeys(sorted(places), step)))
                break
    return found


_FIXED = """
    select observation_id
    from checks.int_check_members
    inner join checks.int_identity_checks using (check_id)
    where kind in ('mean', 'percent')
"""


def _moved(
    name: str, can_move: set[str], sums: list[Sum], of_figure: dict[str, list[int]], bounds: Bounds
) -> set[str]:
    """Return the figures that move with one so that all sums hold; none where that fails.

    All move by as much: a total with one of its parts, the finest first.
    """
    moved: set[str] = set()
    waiting = {name}
    while waiting:
        moved |= waiting
        if not waiting <= can_move or len(moved) > MOST_MOVED:
            return set()
        touched = {number for one in moved for number in of_figure[one]}
        waiting, partless = set(), []
        for number in sorted(touched):
            total, parts = _divided(sums[number])
            count = len(parts & moved)
            if count > 1:
                return set()
            if count and total not in moved:
                waiting.add(total)
            elif not count:
                partless.append((bounds[total][0], total, parts))
        if not waiting and partless:
            parts = min(partless, key=lambda one: one[:2])[2] & can_move
            if not parts:
                return set()
            waiting = {min(parts, key=lambda one: (len(of_figure[one]), one))}
    return moved


def _divided(known: Sum) -> tuple[str, set[str]]:
    """Return the total of a sum and its parts."""
    (total,) = (name for name, weight in known.weights.items() if weight < 0)
    return total, known.weights.keys() - {total}


class Variant(NamedTuple):
    """A document, with totals as printed or moved, and damaged."""

    mark: Mark
    moved: dict[tuple[str, int, int], int]
    damage: str

    def edits(self, texts: dict[str, Lines]) -> dict[tuple[str, int], str | None]:
        """Return the rows that it prints otherwise, by document and line; nothing for a lost one.

        Raises:
            ValueError: there is nothing in the document that could be damaged so.
        """
        touched = {document for document, *_ in self.moved} | {self.mark.document_id}
        lines = {
            document: {line_no: list(cells) for line_no, cells in texts[document].items()}
            for document in touched
        }
        for (document, line_no, column_no), step in self.moved.items():
            cells = lines[document][line_no]
            number = int(cells[column_no].replace(" ", "")) + step
            cells[column_no] = f"{number:,}".replace(",", " ")
        DAMAGES[self.damage](lines[self.mark.document_id], self.mark)
        return {
            (document, line_no): "\t".join(now) if (now := lines[document].get(line_no)) else None
            for document in touched
            for line_no, cells in texts[document].items()
            if lines[document].get(line_no) != cells
        }


def compared(
    rehearsal: Rehearsal, seeds: Path, pairs: Sequence[tuple[Mark, str]], *, is_healed: bool = False
) -> Iterator[tuple[Mark, str, Said, Said]]:
    """Yield what is said of each mark's two documents, both damaged: as printed, and moved.

    What cannot be damaged so is left out.

    Args:
        rehearsal: the compiled project.
        seeds: a folder like seeds/, staged.
        pairs: marks, each with the name of a damage.
        is_healed: whether the healing is asked, too, where the same checks fail.
    """
    texts = _texts(seeds)
    made: list[tuple[Variant, dict[tuple[str, int], str | None]]] = []
    for mark, damage in pairs:
        two = [Variant(mark, moved, damage) for moved in ({}, mark.moved)]
        try:
            made += [(variant, variant.edits(texts)) for variant in two]
        except ValueError:
            continue
    said = _said(rehearsal, seeds, made)
    for number in range(0, len(made), 2):
        mark, _, damage = made[number][0]
        two = said[number : number + 2]
        if is_healed and two[0].failing and two[0].failing == two[1].failing:
            healed = [
                _healed(rehearsal, seeds, mark.document_id, edits)
                for _, edits in made[number : number + 2]
            ]
            two = [
                Said(one.words + words, one.failing) for one, words in zip(two, healed, strict=True)
            ]
        yield mark, damage, *two


def _healed(
    rehearsal: Rehearsal, seeds: Path, document_id: str, edits: dict[tuple[str, int], str | None]
) -> str:
    """Return what the healing says of a document, would write, and leaves wrong."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "seeds"
        shutil.copytree(seeds, copy)
        registered = copy / "reference" / "documents.csv"
        documents = read_seed(registered)
        for row in documents:
            path = copy / "documents" / row["file_name"]
            lines = path.read_bytes().decode().split("\n")
            for (document, line_no), text in edits.items():
                if document == row["document_id"]:
                    # Where a row is lost the others keep their numbers.
                    lines[line_no - 1] = text or ""
            path.write_bytes("\n".join(lines).encode())
            row["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
        write_seed(registered, documents)
        (file_name,) = (row["file_name"] for row in documents if row["document_id"] == document_id)
        edition = Edition(copy / "documents" / file_name, copy)
        outcome = rehearsed(edition, rehearsal)
        errata = (",".join(row.values()) for row in edition.seeds.proposed["errata"])
        return "\n".join([*findings(edition), *errata, outcome.in_words()])


def _texts(seeds: Path) -> dict[str, Lines]:
    """Return the cells of all rows of the staged documents."""
    texts: dict[str, Lines] = defaultdict(dict)
    with duckdb.connect() as connection:
        for document, line_no, text in connection.execute(
            "select document_id, line_no, line_text "
            f"from read_csv('{seeds}/staged/lines.csv', header = true, all_varchar = true, "
            "delim = ',', quote = '\"', escape = '\"', new_line = '\\n') "
            "where line_kind = 'data_row' order by document_id, line_no::integer"
        ).fetchall():
            texts[document][int(line_no)] = text.split("\t")
    return texts


def _said(
    rehearsal: Rehearsal,
    seeds: Path,
    made: Sequence[tuple[Variant, dict[tuple[str, int], str | None]]],
) -> list[Said]:
    """Return what is said of each variant, all made in one run of the models."""
    if not made:
        return []
    with tempfile.TemporaryDirectory() as folder:
        # Models are compiled for a database of this name.
        database = Path(folder) / "memory.duckdb"
        inputs = _inputs(seeds, made)
        wanted = ("problems", *WANTED)
        built = rehearsal.run(seeds, wanted, database=database, inputs=inputs)
        with built as connection:
            problems = rows_of(connection, _PROBLEMS)
            failing = defaultdict(set)
            for number, *check in connection.execute(_FAILING).fetchall():
                failing[number].add(tuple(check))
        by_variant = {int(number): rows for (number,), rows in grouped(problems, "number")}
        said = []
        with rehearsal.diagnose(database, WANTED, UNGUARDED) as diagnosed:
            for number in range(len(made)):
                words = problems_in_words(by_variant.get(number, []))
                words += told(diagnosed, f"%#{number}")
                said.append(Said(words.replace(f"#{number}", ""), frozenset(failing[number])))
    return said


_VARIANT = "split_part(document_id, '#', 2)::integer"
_PROBLEMS = f"""
    select {_VARIANT} as number, problems.*
    from checks.problems as problems
    where document_id like '%#%'
    order by number, rule_no, document_id, line_no, column_no, found
"""
_FAILING = f"""
    select distinct
        {_VARIANT}, split_part(document_id, '#', 1), identity,
        coalesce(line_no, first_part_line_no)
    from checks.int_identity_checks
    where verdict = 'violated' and document_id like '%#%'
"""


def _inputs(
    seeds: Path, made: Sequence[tuple[Variant, dict[tuple[str, int], str | None]]]
) -> dict[str, str]:
    """Return the queries that make each variant of the documents of a publication."""
    documents = read_seed(seeds / "reference" / "documents.csv")
    published = {one["document_id"]: one["updated_on"] or one["edition"] for one in documents}
    clones, pairs, rows = [], ["('', '')"], ["(-1, '', 0, '')"]
    for number, (variant, edits) in enumerate(made):
        mine = [one for one in published if published[one] == published[variant.mark.document_id]]
        clones += [f"({number}, '{one}')" for one in mine]
        pairs += [
            f"('{later}#{number}', '{first}#{number}')"
            for later in mine
            for first in mine
            if later != first and (later, first) in _ordered(documents)
        ]
        rows += [
            f"({number}, '{document}', {line_no}, "
            + ("null)" if text is None else "'" + text.replace("'", "''") + "')")
            for (document, line_no), text in edits.items()
        ]
    cloned = (
        f"with variants (number, document_id) as (values {', '.join(clones)}), "
        f"edits (number, document_id, line_no, now) as (values {', '.join(rows)}) "
        "select original.* replace (original.document_id || '#' || number as document_id$more) "
        "from $seed as original inner join variants using (document_id)"
    )
    lines = cloned.replace("$more", ", coalesce(now, line_text) as line_text") + (
        " left join edits using (number, document_id, line_no) "
        "where edits.number is null or now is not null"
    )
    numbered = cloned.replace("$more", ", erratum_id || '#' || number as erratum_id")
    plain = cloned.replace("$more", "")
    return {
        "staged.lines": lines,
        "reference.documents": plain,
        "reference.expected_checks": plain,
        "reference.suppression_marks": (
            f"{plain} union all by name from $seed where document_id = '_T'"
        ),
        "reference.errata": f"{numbered} union all by name from $seed where document_id is null",
        "checks.int_document_pairs": (
            f"select * from (values {', '.join(pairs)}) as pairs (document_id, first_document_id)"
        ),
    }


def _ordered(documents: list[dict[str, str]]) -> set[tuple[str, str]]:
    """Return two documents of which the second goes first: by precedence, then by name."""
    ranked = sorted(documents, key=lambda one: (one["precedence"] or "9", one["document_id"]))
    names = [one["document_id"] for one in ranked]
    return {(later, first) for no, later in enumerate(names) for first in names[:no]}


def batches(pairs: Sequence[tuple[Mark, str]]) -> Iterator[Sequence[tuple[Mark, str]]]:
    """Yield so many pairs as pass through the models at once."""
    for start in range(0, len(pairs), VARIANTS // 2):
        yield pairs[start : start + VARIANTS // 2]


def main() -> int:
    """Compare what is said of every mark that totals give away; 0 where it is always the same."""
    rehearsal, seeds, is_healed = compiled(), PROJECT / "seeds", "--healing" in sys.argv
    # What a build reads, this tool too: another state is measured from the start.
    state = [is_healed, *sorted(inputs(PROJECT).items())]
    changes = hashlib.sha256(repr(state).encode()).hexdigest()
    rows = [row for row in (read_seed(DONE) if DONE.exists() else []) if row["changes"] == changes]
    done = {(row["document_id"], row["round_no"]) for row in rows}
    mine: dict[str, list[Mark]] = defaultdict(list)
    for mark in marks(PROJECT / "nav_tiltak.duckdb"):
        mine[mark.document_id].append(mark)
    for round_no, document_id in product(range(ROUNDS), mine):
        if (document_id, str(round_no)) in done:
            continue
        pairs = list(product(mine[document_id][round_no::ROUNDS], DAMAGES))
        counts = {damage: Counter(dict.fromkeys(KINDS, 0)) for damage in DAMAGES}
        for batch in batches(pairs):
            for mark, damage, first, second in compared(
                rehearsal, seeds, batch, is_healed=is_healed
            ):
                kind = judged(first, second)
                counts[damage][kind] += 1
                if kind == "different":
                    print(f"{document_id}, line {mark.line_no}, {damage}: another message")
        place = {"document_id": document_id, "round_no": str(round_no), "changes": changes}
        rows += [
            place | {"damage": damage} | {f"{kind}_count": str(of[kind]) for kind in KINDS}
            for damage, of in counts.items()
        ]
        DONE.parent.mkdir(exist_ok=True)
        write_seed(DONE, rows)
        print(f"round {round_no + 1} of {ROUNDS}, {document_id}: {len(pairs)}", flush=True)
        record(RESULT, summed(rows), "duckdb", "dbt-core")
    return int(any(int(row["different_count"]) for row in rows))


def summed(rows: Sequence[dict[str, str]]) -> list[dict[str, object]]:
    """Return what rounds counted, by document and damage."""
    return [
        {"document_id": document_id, "damage": damage}
        | {f"{kind}_count": sum(int(row[f"{kind}_count"]) for row in mine) for kind in KINDS}
        for (document_id, damage), mine in grouped(rows, "document_id", "damage")
    ]


# The same words; others, where other checks fail; others, and the same checks fail.
KINDS = ("same", "other_checks", "different")


def judged(first: Said, second: Said) -> str:
    """Return which of KINDS two messages are."""
    if first.words == second.words:
        return "same"
    return "other_checks" if first.failing != second.failing else "different"


if __name__ == "__main__":
    raise SystemExit(main())
