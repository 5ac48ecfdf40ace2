"""What hides behind a mark changes nothing of what is said.

A hidden count is changed within its mark, and NAV's printed totals with it, so that everything
still adds up. Then both documents are damaged in the same way: the messages are the same.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
import stage
from conftest import DATABASE, Workspace
from failures import failing_test, problems_in_words
from make_editions import printed
from measure import exposure
from measure.exact import propagated
from rehearse import Rehearsal

DOCUMENT = "tiltak_2022"
# Of so many marks messages are compared; of one and another in `make test`.
MARKS = 8
Lines = list[list[str]]
Damage = Callable[[Lines, int, int], None]


def read_as(digit: str) -> Damage:
    """The mark is misread as a digit."""

    def damage(lines: Lines, line: int, column: int) -> None:
        lines[line][column] = digit

    return damage


def lost(lines: Lines, line: int, column: int) -> None:
    """The row is lost."""
    del lines[line]


def shifted(lines: Lines, line: int, column: int) -> None:
    """The row stands one column too far to the left."""
    lines[line][1:] = [*lines[line][2:], ""]


def ten_times(lines: Lines, line: int, column: int) -> None:
    """The nearest number above it has a digit too much."""
    above = next(no for no in range(line - 1, 0, -1) if lines[no][column][:1].isdigit())
    lines[above][column] += "0"


DAMAGES: dict[str, Damage] = {
    **{f"read as {digit}": read_as(digit) for digit in "0123456789"},
    "row lost": lost,
    "row shifted": shifted,
    "a number beside it ten times": ten_times,
}


def cells(built: Workspace) -> list[tuple[tuple[int, int], int, dict[tuple[int, int], int]]]:
    """Return marks of the document, with by how much each can move and the prints that move along.

    A mark can move where its only value is not at the end of the mark; all totals that it is in are
    printed numbers.
    """
    known = exposure.known(built.folder / DATABASE)
    bounds = propagated(known.bounds, known.sums)
    totals: dict[str, set[str]] = {}
    for one in known.sums:
        (total,) = (name for name, weight in one.weights.items() if weight < 0)
        for part in one.weights.keys() - {total}:
            totals.setdefault(part, set()).add(total)
    prints: dict[str, list[tuple[int, int]]] = {}
    for name, line, column in built.query(
        "select observation_id, line_no, column_no from harmonized.int_cells "
        f"where document_id = '{DOCUMENT}' and is_figure order by all",
        DATABASE,
    ):
        prints.setdefault(name, []).append((line, column))
    found = []
    for name in sorted(set(known.hidden) & set(prints)):
        above, waiting = set(), [name]
        while waiting:
            for total in totals.get(waiting.pop(), set()) - above:
                above.add(total)
                waiting.append(total)
        low, high = bounds[name]
        if low == high and len(prints[name]) == 1 and not above & set(known.hidden):
            step = 1 if low < 3 else -1
            moved = {place: step for total in above for place in prints[total]}
            found.append((prints[name][0], step, moved))
    return found


def said(
    workspace: Workspace, rehearsal: Rehearsal, lines: Lines, damage: Damage, line: int, column: int
) -> str:
    """Return all that is said of a damaged document: problems, and rows of failing tests."""
    copy = [list(cells) for cells in lines]
    damage(copy, line, column)
    text = "\n".join("\t".join(cells) for cells in copy)
    workspace.register(DOCUMENT, text.encode())
    stage.write(workspace.seeds)
    with rehearsal.run(workspace.seeds) as connection:
        failing = rehearsal.failures(connection)
    problems = failing.pop("no_problems", [])
    return "\n".join(
        [
            problems_in_words(problems),
            *(failing_test(name, "", rows) for name, rows in sorted(failing.items())),
        ]
    )


@pytest.mark.parametrize(
    ("name", "number"),
    [
        pytest.param(
            name,
            number,
            marks=[] if (name, number) in (("read as 9", 0), ("row lost", 1)) else pytest.mark.long,
        )
        for name in DAMAGES
        for number in range(MARKS)
    ],
)
def test_messages_do_not_tell_what_a_mark_hides(
    name: str, number: int, built: Workspace, seeded: Workspace, rehearsal: Rehearsal
) -> None:
    places = cells(built)
    (line, column), _, moved = places[number * len(places) // MARKS]
    text = (seeded.seeds / "documents" / f"{DOCUMENT}.txt").read_text(encoding="utf-8")
    lines = [row.split("\t") for row in text.split("\n")]
    assert lines[line - 1][column] == "*"
    other = [list(row) for row in lines]
    for (at, cell), step in moved.items():
        other[at - 1][cell] = printed(int(lines[at - 1][cell].replace(" ", "")) + step)
    damage = DAMAGES[name]
    first, second = (
        said(seeded, rehearsal, each, damage, line - 1, column) for each in (lines, other)
    )
    assert "problem" in first
    assert first == second
