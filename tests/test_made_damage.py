"""Damage that is made on purpose is what it says, and what becomes of it is judged rightly."""

from __future__ import annotations

import random
from collections import defaultdict

import duckdb
import pytest
from conftest import DATABASE, SEEDS, Workspace
from edition.document import Finding, Unread
from measure import made_damage
from measure.damage import KINDS, OF_PAGES, Damage, damaged, damages, drawn
from measure.feasible import Documents
from measure.made_damage import Read, Truth, judge, staged, truths
from rehearse import Rehearsal

DOCUMENT = "tiltak_2022"


@pytest.fixture(scope="module")
def truth(rehearsal: Rehearsal) -> Truth:
    (found,) = (one for one in truths(rehearsal, SEEDS) if one.document_id == DOCUMENT)
    return found


@pytest.fixture(scope="module")
def made(truth: Truth) -> dict[str, list[Damage]]:
    return damages(random.Random(1), truth.lines, truth.cells, truth.kept)


def test_a_document_without_damage_is_as_it_is(truth: Truth) -> None:
    texts, origin = damaged(truth.lines, [])
    assert "\n".join(texts).encode() == (SEEDS / "documents" / truth.file_name).read_bytes()
    assert origin == [line.line_no for line in truth.lines]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_changes_the_lines_that_it_names(
    kind: str, truth: Truth, made: dict[str, list[Damage]]
) -> None:
    assert made[kind]
    before = {line.line_no: line.line_text for line in truth.lines}
    for damage in made[kind][:50]:
        texts, origin = damaged(truth.lines, [damage])
        kept = [(line, text) for line, text in zip(origin, texts, strict=True)]
        changed = {line for line, text in kept if text != before[line]} | before.keys() - origin
        assert changed == {
            line for line, others in damage.texts.items() if others != (before[line],)
        }
        assert changed or origin != sorted(origin)
        assert not (set(damage.texts) | set(damage.lines)) & truth.kept or kind in OF_PAGES


def test_errors_of_one_document_are_of_mixed_kinds_and_lines_of_their_own(
    made: dict[str, list[Damage]],
) -> None:
    chosen = drawn(random.Random(1), made, 40)
    lines = [line for damage in chosen for line in damage.texts]
    assert len(chosen) == 40
    assert len(lines) == len(set(lines))
    assert len({damage.kind for damage in chosen}) > 8
    assert all(sum(damage.kind == kind for damage in chosen) <= 1 for kind in OF_PAGES)
    assert drawn(random.Random(1), made, 40) == chosen


def test_no_error_is_made_for_which_staging_refuses_the_document(truth: Truth) -> None:
    """A table that has lost all of its rows: all but the last of them can be lost."""
    rows = defaultdict(list)
    for line in truth.lines:
        if line.line_kind == "data_row":
            rows[line.table_no].append(Damage("lost row", (line.line_no,), {line.line_no: ()}))
    of_table = min(rows.values(), key=len)
    assert staged(truth, of_table) == of_table[:-1]


def test_what_could_as_well_be_another_figure_has_a_rival(built: Workspace) -> None:
    """All of a measure are of one status: its row and that of the status are in the same checks."""
    with duckdb.connect(built.folder / DATABASE, read_only=True) as connection:
        clean = Documents(connection)
    for line_no, column_no, value, has_rival in ((43, 2, 12_437, False), (183, 11, 9_409, True)):
        edits = [((DOCUMENT, line_no, column_no), value, False)]
        assert clean.see(edits)
        assert clean.has_rival(edits) == has_rival


def test_either_of_two_rows_can_be_wrong_where_nothing_else_tells(
    built: Workspace, rehearsal: Rehearsal, truth: Truth
) -> None:
    """All of two measures are of one status: the sums hold whichever rows changed places."""
    with duckdb.connect(built.folder / DATABASE, read_only=True) as connection:
        clean = Documents(connection)
    for (line_no, other_line_no), is_either in (((350, 351), True), ((43, 44), False)):
        of = {
            line: {cell.column_no: cell for cell in truth.cells if cell.line_no == line}
            for line in (line_no, other_line_no)
        }
        edits = tuple(
            (of[line][column], of[other][column].obs_value, False)
            for line, other in ((line_no, other_line_no), (other_line_no, line_no))
            for column in of[line]
        )
        damage = Damage("swapped rows", (line_no, other_line_no), {}, edits=edits)
        expected = made_damage.expected_of(rehearsal, clean, truth, damage)
        assert expected.is_visible
        assert expected.is_ambiguous == is_either


def test_a_lost_row_is_ambiguous_unless_sums_give_it_back(built: Workspace) -> None:
    with duckdb.connect(built.folder / DATABASE, read_only=True) as connection:
        clean = Documents(connection)
    lost = {
        line_no: [(place, None, True) for place in clean.bounds if place[:2] == (DOCUMENT, line_no)]
        for line_no in (157, 295)
    }
    assert not clean.has_rival(lost[157])
    # It is all asterisks.
    assert clean.has_rival(lost[295])


def test_what_may_not_be_told_beside_marks_is_counted_apart(built: Workspace) -> None:
    """A part of one digit could be a misread mark, unless another print tells the figure."""
    with duckdb.connect(built.folder / DATABASE, read_only=True) as connection:
        clean = Documents(connection)
    for place, printed, is_silent in (
        # Its statuses have a part of 4, its counties a mark.
        (("tiltaksgruppe_fylke_2017", 36, 1), 673, True),
        # A total off by what a mark could hide; other tables print it.
        ((DOCUMENT, 26, 1), 77_819, False),
    ):
        assert clean.see([(place, printed, False)])
        assert clean.are_silent([(place, printed, False)]) == is_silent
    # A number below the threshold is taken for the mark; a change may be one below zero.
    for place, printed, is_mark in (
        ((DOCUMENT, 130, 3), 1, True),
        ((DOCUMENT, 130, 3), 17, False),
        (("tiltak_2014_02", 26, 2), -9_931, False),
    ):
        assert clean.are_marks([(place, printed, False)]) == is_mark


def test_an_average_tells_beside_a_sum_what_a_slip_explains_only(built: Workspace) -> None:
    """In a document that suppresses: it leaves several figures, one of them what a mark hides."""
    with duckdb.connect(built.folder / DATABASE, read_only=True) as connection:
        clean = Documents(connection)
    month, twice = ("arbeidspraksis_demografi_2024", 155, 6), (DOCUMENT, 329, 7)
    for place, is_slip, is_alone in (
        (month, True, False),
        (month, False, True),
        (twice, False, False),
        (("tiltak_2014_02", 47, 3), False, False),
    ):
        assert clean.are_alone([(place, 956, False)], is_slip=is_slip) == is_alone


def test_what_became_of_an_error_is_told_apart(truth: Truth) -> None:
    """By the figures that are read in its lines, and by what is said of them."""
    damage = Damage(
        "wrong digit", (43,), {43: (truth.lines[42].line_text.replace("12 431", "12"),)}
    )
    figures = truth.figures[43]
    other = {(1, "another", 1, 1)}

    def outcome(read: set, grade: str = "") -> tuple[str, int]:
        findings = [Finding(Unread("cell", "12", (43,)), [], grade, "")] if grade else []
        _, origin = damaged(truth.lines, [damage])
        found = Read(defaultdict(set), defaultdict(set, {43: read}), set(), origin)
        (said,), counted = judge(truth, [damage], findings, found)
        return said, counted["certain", True]

    assert outcome(figures, "certain") == ("healed", 0)
    assert outcome(other, "certain") == ("wrong", 1)
    assert outcome(other, "asked") == ("asked", 0)
    assert outcome(other) == ("left", 0)


def test_of_a_table_that_is_damaged_rows_with_errors_of_their_own_are_not_counted(
    truth: Truth,
) -> None:
    header, order = (Damage(kind, (43, 44), {}) for kind in ("torn header", "page out of order"))
    row = Damage("wrong digit", (44,), {})
    right, wrong = truth.figures[43], {(1, "another", 1, 1)}
    _, origin = damaged(truth.lines, [])
    for read, expected in (
        ({43: right, 44: wrong}, ["healed", "healed", "left"]),
        ({43: wrong, 44: truth.figures[44]}, ["left", "left", "healed"]),
    ):
        found = Read(defaultdict(set), defaultdict(set, read), set(), origin)
        assert judge(truth, [header, order, row], [], found)[0] == expected


@pytest.mark.long
def test_a_damaged_document_is_healed(built: Workspace, rehearsal: Rehearsal, truth: Truth) -> None:
    """As the record was made: three errors of a document, drawn by name."""
    with duckdb.connect(built.folder / DATABASE, read_only=True) as connection:
        clean = Documents(connection)
    one = made_damage.trial(rehearsal, clean, truth, "1 3 3", 3)
    clear = [said.outcome for said in one.judged if said.is_clear]
    assert set(clear) == {"healed"}
    assert one.proposals["certain", True] == one.proposals["likely", True] == 0
    rows = made_damage.table([one], 1, 3)
    assert [row["error_count"] for row in rows if row["error_kind"] == "_T"] == [3]
    assert sum(row["healed_count"] for row in rows[1:]) == rows[0]["healed_count"] == len(clear)
