"""Damage is healed where figures prove how, and asked where they cannot tell.

Which repairs to believe is tested on made verdicts; one document is damaged in several ways; and
every document is read as if its errata were forgotten (scripts/measure/cold_start.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import pytest
import rehearse
import stage
from conftest import SEEDS, Workspace, copy_seeds, files_of
from edition import proposals
from edition.document import Edition, Finding, Name, Unread
from edition.proposals import rehearsed
from edition.rows import Place
from edition.seeds import Seeds
from healing.blocks import ORDER, SPELLING, WORDS, _renamed, _together
from healing.figures import _cell, _lost, _moved, _repeated
from healing.repair import (
    ASKED,
    CERTAIN,
    COURSE,
    LIKELY,
    ONLY_CELL,
    OPEN_END,
    Diagnosis,
    Repair,
    is_contradicted,
    judged,
)
from healing.rounds import (
    READ,
    Healer,
    _both,
    _finding,
    _meet,
    _of_blocks,
    _of_rows,
    _questions,
)
from healing.trial import Fault, Row, Verdict, tried
from measure import cold_start
from rehearse import Rehearsal

from seeds import read_seed

Change = Callable[[str], list[str]]
# A label, and the name that it is after damage.
DAMAGED = ("Frist", "First")
# What is wrong of a made document: a row that nobody can read, and two checks that fail.
UNREAD = Fault("", "unknown_row", "7")
SUM, STATUS = (
    Fault(name, "violated_identity", "7 1", members=frozenset({(7, 1)}))
    for name in ("sum", "statuses")
)
OTHER = Fault("sum", "violated_identity", "9 1")
# Checks that touch suppressed figures.
MARKED, BESIDE = (Fault("sum", "violated_identity", place, is_guarded=True) for place in ("3", "4"))
WRONG = Verdict(frozenset({UNREAD, SUM, STATUS}), 10)
RIGHT = Verdict(frozenset(), 12)


def repair(meaning: str, *witnesses: str, **given: object) -> Repair:
    return Repair(meaning, ({"kind": "label", "line_no": "7"},), "Damaged.", witnesses, **given)


def verdict(*faults: Fault, held: int = 12) -> Verdict:
    return Verdict(frozenset(faults), held)


def of_one(*tried: tuple[Repair, Verdict]) -> Diagnosis:
    """Return what is said of a document with one damage."""
    (said,) = judged(WRONG, tried)
    return said


def test_what_alone_heals_and_breaks_nothing_is_certain() -> None:
    said = of_one((repair("a"), RIGHT), (repair("b", "order"), verdict(OTHER, held=11)))
    assert (said.grade, said.repairs[0].meaning) == (CERTAIN, "a")
    assert (
        said.evidence
        == "With it checks of statuses and sum hold that fail without it; none is broken."
    )
    assert said.runner_up == "next best: b, which breaks other checks"


def test_what_heals_more_goes_before_what_heals_less() -> None:
    said = of_one((repair("less", "order"), verdict(STATUS)), (repair("more"), RIGHT))
    assert (said.grade, said.repairs[0].meaning) == (CERTAIN, "more")
    assert said.runner_up == "next best: less, which heals less"


def test_what_is_guessed_from_words_is_never_certain() -> None:
    words = repair("a", "order", is_likely=True)
    assert of_one((words, RIGHT), (repair("b"), WRONG)).grade == LIKELY


def test_two_readings_that_heal_the_same_are_told_by_a_witness_or_asked() -> None:
    assert of_one((repair("a"), RIGHT), (repair("b", "order"), RIGHT)).repairs[0].meaning == "b"
    asked = of_one((repair("a", "order"), RIGHT), (repair("b", "order"), RIGHT))
    assert asked.grade == ASKED
    assert [one.meaning for one in asked.repairs] == ["a", "b"]
    assert asked.errata == []


def test_one_meaning_in_two_forms_is_no_rivalry() -> None:
    """A lost row rebuilt along one dimension or another."""
    assert of_one((repair("a", "order"), RIGHT), (repair("a", "order"), RIGHT)).grade == CERTAIN


def test_a_name_needs_a_check_that_another_name_would_fail() -> None:
    """Its block adds up under any name: that proves none, and a person is asked by the reader."""
    before, named = verdict(UNREAD, SUM), repair("a", "order", blind="sum")
    assert judged(before, [(named, RIGHT)]) == []
    assert of_one((named, RIGHT)).grade == CERTAIN


def test_what_makes_a_table_readable_may_find_other_damage() -> None:
    """A few checks of many: else it is read amiss."""
    found = verdict(OTHER, held=20)
    assert of_one((repair("a", "order"), found)).repairs[0].meaning == "a"
    assert judged(WRONG, [(repair("a", "order"), verdict(OTHER, held=11))]) == []
    unread = verdict(Fault("", "unknown_column", "9"), held=20)
    assert judged(WRONG, [(repair("a", "order"), unread)]) == []
    assert judged(verdict(SUM, STATUS), [(repair("a", "order"), found)]) == []


def test_a_figure_that_could_be_another_is_asked() -> None:
    assert of_one((repair("a", "only cell", is_open=True), RIGHT)).grade == ASKED


def test_a_figure_that_one_check_asks_for_is_believed_as_a_slip_only() -> None:
    cell: Row = {"kind": "cell", "line_no": "7", "printed": "1", "corrected": "2"}
    before = verdict(SUM)
    for is_slip, grade in ((True, LIKELY), (False, ASKED)):
        one = Repair("a", (cell,), "Wrong.", ("only cell",), is_slip=is_slip)
        (said,) = judged(before, [(one, RIGHT)])
        assert (said.grade, said.is_weak) == (grade, True)


def test_where_marks_may_be_lost_a_figure_of_one_check_is_asked_and_not_told() -> None:
    """A slip beside a lost mark: what the check asks for is off by what the mark hides."""
    cell: Row = {"kind": "cell", "line_no": "7", "printed": "1", "corrected": "2"}
    given = {"untold": "a is another figure", "is_slip": True}
    one = Repair("a is 2", (cell,), "Wrong.", ("only cell",), **given)
    for before, grade, told in (
        ((SUM,), ASKED, "a is another figure"),
        ((SUM, STATUS), CERTAIN, "a is 2"),
    ):
        (said,) = judged(verdict(*before), [(one, RIGHT)], may_hide=True)
        assert (said.grade, said.repairs[0].meaning) == (grade, told)
        assert bool(said.errata) == (grade == CERTAIN)
    assert said.evidence.endswith("With it checks hold that fail without it; none is broken.")


def test_figures_that_changed_places_need_one_check_each() -> None:
    """Two cells with each other's figures, or all of a row; of prints one figure is of either."""
    cells = ("1", "2"), ("2", "1")
    exchanged = tuple(
        {
            **{"kind": "cell", "line_no": "7", "column_no": printed},
            **{"printed": printed, "corrected": corrected},
        }
        for printed, corrected in cells
    )
    others = tuple(row | {"corrected": "3"} for row in exchanged)
    prints = [Fault("print", "violated_identity", name, is_print=True) for name in ("7 1", "7 2")]
    for errata, given, before, is_weak in (
        (exchanged, {}, (SUM, STATUS), False),
        (others, {}, (SUM, STATUS), True),
        (others, {"is_slip": True}, (SUM, STATUS), False),
        (exchanged, {"is_weak": True}, (SUM, STATUS), True),
        (exchanged, {}, prints, False),
        (others, {"is_slip": True}, prints, False),
        (others[:1], {}, (*prints, SUM), False),
    ):
        one = Repair("a", errata, "Wrong.", ("only row",), **given)
        (said,) = judged(verdict(*before), [(one, RIGHT)])
        assert said.is_weak == is_weak


def a_print(column_no: int, line_no: int = 9, **given: bool) -> Fault:
    """Return that another print of a figure of line 7 disagrees with it, which stands in a line."""
    places = frozenset({(7, column_no), (line_no, column_no)})
    place = f"{line_no} {column_no} M A{column_no}"
    return Fault("print", "violated_identity", place, members=places, is_print=True, **given)


def cells(line_no: int, **columns: str) -> tuple[Row, ...]:
    """Return that figures of a row are read as others, by column (c1, c2 ...)."""
    place = {"kind": "cell", "line_no": str(line_no), "printed": "0"}
    return tuple(
        place | {"column_no": name[1:], "corrected": text} for name, text in columns.items()
    )


def exchanged_labels(line_no: int, other_line_no: int) -> tuple[Row, ...]:
    """Return that two rows have each other's labels."""
    return tuple(
        {"kind": "label", "line_no": str(line), "printed": printed, "corrected": other}
        for line, printed, other in ((line_no, "A", "B"), (other_line_no, "B", "A"))
    )


def test_what_prints_alone_heal_is_never_certain() -> None:
    """Nor is it believed unless sums confirm the first print: it could be the wrong one."""
    row = Repair("a", cells(9, c1="1", c2="2"), "Wrong.", ("only row",))
    slip = Repair("a", cells(9, c1="1"), "Wrong.", ("only cell",), is_slip=True)
    first = Repair("a", cells(7, c1="1"), "Wrong.", ("only cell",))
    confirmed = {"is_confirmed": True, "is_supported": True}
    for one, before, grade in (
        (row, [a_print(1), a_print(2)], ASKED),
        (row, [a_print(1, **confirmed), a_print(2, **confirmed)], LIKELY),
        # Where all sums confirm one figure, a sum of the other will do; else it will not.
        (row, [a_print(1, **confirmed), a_print(2, is_supported=True)], LIKELY),
        (row, [a_print(1, is_supported=True), a_print(2, is_supported=True)], ASKED),
        (row, [a_print(1, **confirmed), a_print(2, **confirmed), SUM], CERTAIN),
        (slip, [a_print(1, is_supported=True)], LIKELY),
        (slip, [a_print(1)], ASKED),
        # Two others agree against the first print.
        (first, [a_print(1), a_print(1, 11)], LIKELY),
    ):
        (said,) = judged(verdict(*before), [(one, RIGHT)], may_hide=True)
        assert said.grade == grade, (one.errata, before)


def test_what_prints_alone_tell_of_a_row_is_hearsay_unless_sums_hold_with_them() -> None:
    """Of a row that moved, or two that changed places, one sum of each figure is enough."""
    shift = Repair("a", ({"kind": "shift", "line_no": "9"},), "Moved.", ("only row",))
    swap = Repair("a", exchanged_labels(9, 10), "Two rows changed places.", ("only rows",))
    supported, confirmed = {"is_supported": True}, {"is_supported": True, "is_confirmed": True}
    for one, given, grade in (
        (shift, ({}, {}), ASKED),
        (shift, ({}, supported), ASKED),
        (shift, (supported, supported), LIKELY),
        (shift, (confirmed, {}), LIKELY),
        (swap, ({}, supported), ASKED),
        (swap, (supported, supported), LIKELY),
    ):
        before = [a_print(column_no, **which) for column_no, which in enumerate(given, 1)]
        (said,) = judged(verdict(*before), [(one, RIGHT)])
        assert said.grade == grade, (one.errata, given)


def test_what_is_rounded_speaks_for_a_slip_only() -> None:
    """An average leaves a month several values: with one sum it is no proof of any.

    Another figure of that sum could be the wrong one, and a slip lead to what it asks for.
    """
    of_row = frozenset({(7, 1), (7, 2)})
    mean = Fault("mean", "violated_identity", "M", rounded=(7, 1), members=of_row)
    total = Fault("sum", "violated_identity", "7 1", members=of_row)
    for column, is_slip, grade in (
        ("c2", True, LIKELY),
        ("c2", False, ASKED),
        ("c1", False, CERTAIN),
    ):
        one = Repair("a", cells(7, **{column: "5"}), "Wrong.", ("only cell",), is_slip=is_slip)
        (said,) = judged(verdict(total, mean), [(one, RIGHT)], may_hide=True)
        assert said.grade == grade


def in_row(line_no: int, *columns: int, identity: str = "sum", beside: int = 0) -> list[Fault]:
    """Return checks of a row that fail, a column each, of another row beside it if one is given."""
    lines = {line_no, beside or line_no}
    return [
        Fault(
            identity,
            "violated_identity",
            f"{line_no} {x}",
            members=frozenset((line, x) for line in lines),
        )
        for x in columns
    ]


def test_each_of_two_that_changed_places_needs_half_of_its_own_checks() -> None:
    """A row that repeats another one makes that one right where their labels are exchanged."""
    swap = Repair("swap", exchanged_labels(7, 8), "Two rows changed places.")
    one, other = in_row(7, 1, 2), in_row(8, 1, 2)
    for left, is_believed in (([], True), (other[:1], True), (other, False), (one, False)):
        said = judged(verdict(*one, *other), [(swap, verdict(*left))])
        assert bool(said) == is_believed
    # Of what has no check of its own that fails nothing is wanted.
    assert judged(verdict(*one), [(swap, RIGHT)])


def test_of_two_cells_that_changed_places_one_may_speak_for_both() -> None:
    """Where two of its checks are healed, or more: its neighbour prints what they ask for."""
    swap = Repair(
        "swap",
        tuple(
            row | {"printed": printed}
            for row, printed in zip(cells(7, c1="1", c2="2"), ("2", "1"), strict=True)
        ),
        "Two neighbours changed places.",
        is_slip=True,
    )
    one = in_row(7, 1) + in_row(7, 1, identity="statuses") + in_row(7, 1, identity="ages")
    other = in_row(7, 2) + in_row(7, 2, identity="statuses")
    for left, is_believed in (
        (other, True),
        ([*other, one[0]], True),
        ([*other, *one[1:]], False),
        (other[:1], True),
        (one, True),
    ):
        said = judged(verdict(*one, *other), [(swap, verdict(*left))])
        assert bool(said) == is_believed, left
    # One check is half of two.
    assert not judged(verdict(*one[:2], *other), [(swap, verdict(one[1], *other))])


def test_a_row_moved_if_half_of_what_fails_is_healed_or_two_columns_where_it_ends_open() -> None:
    errata = ({"kind": "shift", "line_no": "7"},)
    failing = in_row(7, 1, 2, 3, 4, 5, beside=1)
    heading: Row = {"kind": "header", "line_no": "6", "column_no": "1"}
    for rows, witnesses, left, is_believed in (
        (errata, (), failing[3:], True),
        (errata, (), failing[2:], False),
        (errata, (OPEN_END,), failing[2:], True),
        # The end that it lost speaks for itself only.
        (errata, (OPEN_END,), failing[1:], False),
        ((*errata, heading), (), failing[2:], True),
    ):
        one = Repair("moved", rows, "The row moved.", witnesses)
        said = judged(verdict(*failing), [(one, verdict(*left))])
        assert bool(said) == is_believed, (witnesses, left)
    # A sum of the row that alone tells the end which it lost holds with it; its average need not.
    for rounded in (None, (7, 1)):
        places = frozenset({(7, 1), (7, 2)})
        of_row = Fault("statuses", "violated_identity", "7", members=places, rounded=rounded)
        for is_told_by_row in (True, False):
            one = Repair(
                "moved", errata, "The row moved.", (OPEN_END,), is_told_by_row=is_told_by_row
            )
            said = judged(verdict(of_row, *failing), [(one, verdict(*failing))])
            assert bool(said) == (bool(rounded) or not is_told_by_row)


def at(line_no: int, column_no: int, name: str, **given: object) -> Fault:
    """Return a check that fails at a cell."""
    place = frozenset({(line_no, column_no)})
    return Fault(name, "violated_identity", f"{line_no} {column_no}", members=place, **given)


CELL = Repair("a", ({"kind": "cell", "line_no": "7", "column_no": "1"},), "Wrong.")
NEIGHBOURS = Repair(
    "swap",
    tuple(
        {
            "kind": "cell",
            "line_no": "7",
            "column_no": str(x),
            "printed": str(x),
            "corrected": str(y),
        }
        for x, y in ((1, 2), (2, 1))
    ),
    "Wrong.",
)
ROWS, BELOW_IT = (
    tuple({"kind": "label", "line_no": line} for line in lines) for lines in ("78", "89")
)
CONFIRMED = {"is_print": True, "is_confirmed": True, "is_supported": True, "lines": (7,)}
BELOW = {"is_print": True, "lines": (9,)}


@pytest.mark.parametrize(
    ("repair", "healed", "left", "expected"),
    [
        # Of a figure as many checks, or more, but not fewer.
        (CELL, [at(7, 1, "a")], [], False),
        (CELL, [at(7, 1, "a")], [at(9, 1, "b")], False),
        (CELL, [at(7, 1, "a")], [at(7, 1, "b")], True),
        (CELL, [at(7, 1, "a"), at(7, 1, "b")], [at(7, 1, "c")], False),
        (CELL, [], [at(7, 1, "c")], True),
        # What is rounded tells its parts roughly, and itself exactly.
        (CELL, [at(7, 1, "a")], [at(7, 1, "b", is_rough=True)], False),
        (CELL, [at(7, 1, "a")], [at(7, 1, "b", rounded=(7, 2))], False),
        (CELL, [at(7, 1, "a")], [at(7, 1, "b", rounded=(7, 1))], True),
        (CELL, [at(7, 1, "a", rounded=(7, 2)), at(7, 1, "b")], [at(7, 1, "c")], True),
        # A print that sums confirm speaks twice of another one, and it says nothing of the first.
        (CELL, [at(7, 1, "a"), at(7, 1, "b")], [at(7, 1, "c", **CONFIRMED)], True),
        (CELL, [at(7, 1, "a"), at(7, 1, "b")], [at(7, 1, "c", **CONFIRMED | BELOW)], False),
        (CELL, [at(7, 1, "a")], [at(7, 1, "c", **BELOW)], True),
        (CELL, [at(7, 1, "a", **CONFIRMED)], [at(7, 1, "c")], False),
        # A sum that fails in six columns more of its row speaks of another row; a print does not.
        (CELL, [at(7, 1, "a")], [at(7, x, "b") for x in range(1, 7)], True),
        (CELL, [at(7, 1, "a")], [at(7, x, "b") for x in range(1, 8)], False),
        (CELL, [at(7, 1, "a")], [at(7, x, "b", **BELOW) for x in range(1, 8)], True),
        # Nor one by no more than marks could add up to; that at the figure itself is as may be.
        (CELL, [at(7, 1, "a")], [at(7, x, "b", is_slight=x == 7) for x in range(1, 8)], True),
        (CELL, [at(7, 1, "a")], [at(7, x, "b", is_slight=x == 1) for x in range(1, 8)], False),
        # Where two sums fail so it is the row.
        (CELL, [at(7, 1, "a")], [at(7, x, y) for y in "bc" for x in range(1, 8)], True),
        (replace(CELL, errata=ROWS), [], [at(8, x, "b") for x in range(1, 8)], True),
        # Nor where the other repair of two changes that row.
        (
            replace(CELL, errata=(*CELL.errata, *BELOW_IT), parts=(CELL.errata, BELOW_IT)),
            [at(7, 1, "a"), at(7, 1, "c")],
            [fault for x in range(1, 8) for fault in in_row(7, x, identity="b", beside=8)],
            True,
        ),
        # Of two that changed places many checks of the one speak for the other, if it is a draw.
        (NEIGHBOURS, [at(7, 1, x) for x in "abc"], [at(7, 2, "d")], True),
        (NEIGHBOURS, [at(7, 1, "a"), at(7, 2, "b")], [at(7, 2, "d")], True),
        (NEIGHBOURS, [at(7, 2, "d"), *(at(7, 1, x) for x in "abc")], [at(7, 2, "e")], False),
        # Two rows are looked at as one; two repairs at once each for itself.
        (replace(CELL, errata=ROWS), [at(7, 1, "a"), at(8, 1, "a")], [at(8, 1, "b")], False),
        (replace(CELL, errata=ROWS), [at(7, 1, "a")], [at(8, 1, "b")], True),
        (
            replace(CELL, errata=ROWS, parts=(ROWS[:1], ROWS[1:])),
            [at(7, 1, "a"), at(8, 1, "a")],
            [at(8, 1, "b")],
            True,
        ),
        # Nor does the one speak for the other.
        (
            replace(CELL, errata=(), parts=(CELL.errata, ROWS)),
            [at(7, 1, "a"), *(at(8, x, "b") for x in (1, 2, 3, 4))],
            [at(7, 1, "c")],
            True,
        ),
        # A row that moved, or was lost, is judged by its checks together.
        (replace(CELL, errata=({"kind": "shift", "line_no": "7"},)), [], [at(7, 1, "b")], False),
    ],
)
def test_a_figure_is_contradicted_by_as_many_checks_as_it_heals(
    repair: Repair, healed: list[Fault], left: list[Fault], *, expected: bool
) -> None:
    assert is_contradicted(repair, verdict(*healed, *left), verdict(*left)) == expected


def test_what_one_check_alone_told_falls_with_what_is_withdrawn_of_its_tables(
    seeded: Workspace,
) -> None:
    """Of the figures of tables that are explained no more; it may be believed anew."""
    said = {
        line: Diagnosis(
            LIKELY,
            (replace(CELL, errata=cells(line, c1="5")),),
            "",
            "",
            is_weak=is_weak,
            healed=frozenset({replace(at(line, 1, "a"), lines=(line,))}),
        )
        for line, is_weak in ((7, False), (8, True), (9, True), (10, False))
    }
    seeds = Seeds(SEEDS)
    for one in said.values():
        seeds.propose_erratum("d", one.errata[0])
    healer = Healer.__new__(Healer)
    healer.table_of, healer.withdrawn = {7: 1, 8: 1, 9: 2, 10: 1}, []
    healer.scratch = seeded.seeds
    healer.believed = [*said.values()]
    findings = [_finding(one) for one in said.values()]
    healer.edition = SimpleNamespace(document_id="d", seeds=seeds, findings=findings)
    healer._contradicted = lambda: [said[7]]
    seeds.write(healer.scratch)
    assert healer._withdraws()
    seeds.write(healer.scratch)
    written = read_seed(seeded.seeds / "reference" / "errata.csv")
    rows = {row["erratum_id"]: row["line_no"] for row in written if row["document_id"] == "d"}
    assert rows == {"d-01": "9", "d-02": "10"}
    assert [finding.unread.lines for finding in findings] == [(9,), (10,)]
    assert [healer._was_withdrawn(one) for one in said.values()] == [True, False, False, False]
    healer._together = list
    assert healer._kept([*said.values()]) == [said[10]]
    # What was looked at once is believed.
    assert not healer.believed
    # Nor does a copy keep what was withdrawn last.
    seeds.without_errata("d", [row for one in said.values() for row in one.errata]).write(
        healer.scratch
    )
    written = read_seed(seeded.seeds / "reference" / "errata.csv")
    assert "d" not in {row["document_id"] for row in written}


def test_a_lost_row_is_believed_if_sums_of_its_table_and_others_ask_for_it() -> None:
    """It is worked out so that the ones hold; one of the others could do so by chance."""
    own, others = in_row(7, 1, 2), in_row(7, 1, 2, identity="statuses")
    errata: tuple[Row, ...] = ({"kind": "lost_row", "line_no": "6"},)
    one = Repair("lost", errata, "The row was lost.", own_sums=frozenset({"sum"}))
    for left, grade in (
        ([], LIKELY),
        (own[:1], ASKED),
        (own, ASKED),
        (others[:1], ASKED),
        (others, ASKED),
    ):
        (said,) = judged(verdict(*own, *others), [(one, verdict(*left))])
        assert said.grade == grade, left
    # One that fails by no more than marks could add up to does not count: they decide whether.
    for slight, firm in ((own, others), (others, own)):
        first = replace(slight[0], is_slight=True)
        (said,) = judged(verdict(first, slight[1], *firm), [(one, RIGHT)])
        assert said.grade == ASKED


def test_what_differs_from_its_first_print_still_where_it_moves_is_neither_healed_nor_broken() -> (
    None
):
    """Two rows changed places; a figure of one is misread where it is printed first."""
    swap = Repair("swap", exchanged_labels(9, 10), "Two rows changed places.")
    third, there, here = (replace(a_print(2, line), lines=(line, 7)) for line in (20, 9, 10))
    elsewhere = replace(a_print(3, 10), lines=(10, 7))
    sums = in_row(9, 1), in_row(10, 1)
    for former, latter, is_believed in (
        (there, here, True),
        (there, elsewhere, False),
        (third, here, False),
    ):
        said = judged(verdict(*sums[0], *sums[1], former), [(swap, verdict(latter))])
        assert bool(said) == is_believed
        assert all(said[0].healed == {*sums[0], *sums[1]} for _ in said)


def test_an_average_that_is_written_with_its_months_speaks_for_nothing() -> None:
    of_row = frozenset({(7, 1), (7, 2)})
    mean = Fault("mean", "violated_identity", "M", rounded=(7, 1), members=of_row)
    total = Fault("sum", "violated_identity", "2", members=frozenset({(7, 2), (8, 2)}))
    throughout = Repair("7", cells(7, c1="4", c2="4"), "Wrong.", ("repeats 8",), is_slip=True)
    twin = Repair("8", cells(8, c1="4", c2="4"), "Wrong.", ("repeats 7",), is_slip=True)
    for repairs in ((throughout, twin), (twin, throughout)):
        after = {"7": RIGHT, "8": verdict(mean, held=11)}
        (said,) = judged(
            verdict(mean, total, held=10), [(one, after[one.meaning]) for one in repairs]
        )
        assert said.grade == ASKED
    # Alone it is as good as a month.
    alone, month = (
        Repair(name, cells(7, **{name: "4"}), "Wrong.", ("only cell",), is_slip=True)
        for name in ("c1", "c2")
    )
    (said,) = judged(verdict(mean), [(alone, RIGHT), (month, RIGHT)])
    assert said.grade == ASKED


def test_of_two_that_heal_as_much_the_one_with_which_its_row_adds_up_is_believed() -> None:
    of_row = Fault("statuses", "violated_identity", "7", members=frozenset({(7, 1), (7, 2)}))
    column = Fault("sum", "violated_identity", "1", members=frozenset({(7, 1), (9, 1)}))
    common = in_row(7, 2, 3, identity="ages", beside=9)
    moved, other = (
        Repair(name, ({"kind": "shift", "line_no": "7"},), "Moved.", (OPEN_END,))
        for name in ("moved", "other")
    )
    tried_ = [(other, verdict(of_row, held=10)), (moved, verdict(column, held=10))]
    (said,) = judged(verdict(of_row, column, *common, held=8), tried_)
    assert (said.grade, said.repairs[0].meaning) == (LIKELY, "moved")


def test_a_row_that_sums_tell_is_weak_where_another_row_of_them_is_wrong_by_itself() -> None:
    one = Repair("a", cells(7, c1="4", c2="5"), "Wrong.", ("repeats 8",), is_slip=True)
    sums = [
        Fault("sum", "violated_identity", str(x), members=frozenset({(7, x), (9, x)}))
        for x in (1, 2)
    ]
    for line_no, is_weak in ((9, True), (11, False)):
        others = in_row(line_no, 3, identity="mean")
        (said,) = judged(verdict(*sums, *others), [(one, verdict(*others))])
        assert said.is_weak == is_weak
    # Not so what prints tell, nor neighbours that changed places.
    others = in_row(9, 3, identity="mean")
    prints = [a_print(x, is_confirmed=True, is_supported=True) for x in (1, 2)]
    swap = Repair(
        "a",
        tuple(
            row | {"printed": printed}
            for row, printed in zip(cells(7, c1="4", c2="5"), ("5", "4"), strict=True)
        ),
        "Two neighbours changed places.",
        is_slip=True,
    )
    for repair_, before in ((one, prints), (swap, sums)):
        (said,) = judged(verdict(*before, *others), [(repair_, verdict(*others))])
        assert not said.is_weak


def test_a_figure_that_the_course_of_its_row_tells_is_told_beside_marks() -> None:
    """One check asks for it, of a row without marks; that it is a slip is not enough."""
    (cell,) = cells(7, c1="2")
    mean = Fault("mean", "violated_identity", "M", rounded=(7, 9), is_guarded=True)
    for witnesses, grade in ((("slip",), ASKED), (("slip", COURSE), LIKELY)):
        one = Repair("a is 2", (cell,), "Wrong.", witnesses, is_slip=True)
        (said,) = judged(verdict(mean), [(one, RIGHT)], may_hide=True)
        assert said.grade == grade


def test_a_figure_of_a_row_that_fails_throughout_is_asked() -> None:
    """It is the row then; where another check of the figure fails there alone, it is the figure."""
    figure = Repair("a", cells(7, c1="5"), "Wrong.", ("only cell",))
    throughout = in_row(7, 1, 2, 3, 4), in_row(7, 1, 2, 3, 4, identity="statuses")
    alone = in_row(7, 1, identity="statuses")
    for rows, grade in ((throughout, ASKED), ((throughout[0], alone), CERTAIN)):
        before = [fault for row in rows for fault in row]
        after = [fault for fault in before if (7, 1) not in fault.members]
        (said,) = judged(verdict(*before), [(figure, verdict(*after))])
        assert said.grade == grade


def test_of_a_row_that_another_table_prints_two_columns_more_make_it_the_row() -> None:
    """Its heading may be lost: the other table counts others, and a figure is like by chance."""
    slip = Repair("a", cells(9, c1="1"), "Wrong.", ("only cell",), is_slip=True)
    confirmed = {"is_confirmed": True, "is_supported": True}
    for columns, grade in (((1, 2), LIKELY), ((1, 2, 3), ASKED)):
        first, *others = (a_print(column_no, **confirmed) for column_no in columns)
        (said,) = judged(verdict(first, *others), [(slip, verdict(*others))])
        assert said.grade == grade


def test_a_figure_that_one_check_alone_tells_is_never_certain() -> None:
    """Two that changed places need one each; of a row that moved, its end needs two as well."""
    shift: Row = {"kind": "shift", "line_no": "7", "printed": "A", "corrected": "1"}
    one, other = cells(7, c1="2", c2="1")
    neighbours = one | {"printed": "1"}, other | {"printed": "2"}
    moved_round = tuple(
        row | {"printed": printed}
        for row, printed in zip(cells(7, c1="2", c2="3", c3="1"), "123", strict=True)
    )
    for errata, given, grade in (
        ((one,), {}, LIKELY),
        (moved_round, {}, LIKELY),
        (neighbours, {}, CERTAIN),
        ((shift, one), {}, CERTAIN),
        ((shift, one), {"is_likely": True}, LIKELY),
    ):
        repair = Repair("a", errata, "Wrong.", ("only row",), is_slip=True, **given)
        (said,) = judged(verdict(*in_row(7, 1, 2, 3)), [(repair, RIGHT)])
        assert said.grade == grade, errata
    marked = Fault("sum", "violated_identity", "7 2", members={(7, 2)}, is_guarded=True)
    swap = Repair("a", neighbours, "Wrong.", ("only row",), is_slip=True)
    (said,) = judged(verdict(*in_row(7, 1), marked), [(swap, RIGHT)])
    assert said.grade == LIKELY
    # Nor where the second check is of rounded figures, or could have a mark in it.
    place, one = frozenset({(7, 1)}), Repair("a", (one,), "Wrong.", ("only cell",))
    for given, grade in (
        ({}, CERTAIN),
        ({"is_rough": True}, LIKELY),
        ({"is_guarded": True}, LIKELY),
    ):
        second = Fault("statuses", "violated_identity", "7 1", members=place, **given)
        (said,) = judged(verdict(*in_row(7, 1), second), [(one, RIGHT)])
        assert said.grade == grade
    suspect = {"slip": "shifted left", "line_no": 7, "is_unique": True}
    end = {"column_no": 3, "is_first": True, "printed_text": "5", "corrected": "4"}
    for is_told_twice in (True, False):
        told = end | {"is_weak": False, "is_told_twice": is_told_twice, "is_course": True}
        told["is_told_by_row"] = False
        for is_open in (True, False):
            row = {"line_no": 7, "printed_label": "A"}
            (repair,) = _moved(suspect, row, told | {"is_open": is_open})
            assert repair.is_likely != is_told_twice
            # The course of a row speaks for it only where it ends open.
            assert (COURSE in repair.witnesses) == is_open


def test_a_damaged_label_may_stand_in_a_block_of_another_group() -> None:
    """If a check says that it is its name, and its block does not hold the name already."""
    labels = SimpleNamespace(
        of=lambda _: [Name("First", "measure", "A")],
        damaged=lambda label, names: [name for name in names if (label, name.label) == DAMAGED],
        is_in_use=lambda _: True,
        fits=lambda *_: False,
        printed=set(),
    )
    order = SimpleNamespace(has=lambda *_: False)
    row = {"line_no": 7, "row_dimension": "measure", "code": None, "printed_label": DAMAGED[0]}
    for given, above, is_told in (
        ({}, [], True),
        ({}, [{"code": "A"}], False),
        ({"code": "B"}, [], False),
        ({"printed_label": "Second"}, [], False),
    ):
        told = [one for _, one in _renamed(Place(row | given, above, []), labels, order, "sum")]
        assert [(one.is_likely, one.blind, one.witnesses) for one in told] == (
            [(True, "sum", (SPELLING,))] if is_told else []
        )


def test_one_name_in_several_blocks_is_as_sure_as_in_the_least_sure_of_them() -> None:
    """That words tell it in one makes it likely; that they do in all, that no check need to."""
    for blocks, is_likely, blind, common in (
        (((SPELLING, ORDER), (SPELLING, ORDER)), True, "sum", (SPELLING, ORDER)),
        (((WORDS,), (WORDS,)), True, "", (WORDS,)),
        (((ORDER,), (ORDER,)), False, "sum", (ORDER,)),
        (((WORDS, ORDER), (ORDER,)), True, "sum", (ORDER,)),
        (((ORDER,), (SPELLING, ORDER)), True, "sum", (ORDER,)),
    ):
        repairs = [
            repair(
                "a",
                *witnesses,
                is_likely=witnesses != (ORDER,),
                blind="" if WORDS in witnesses else "sum",
            )
            for witnesses in blocks
        ]
        for one in _together("a", [*enumerate(repairs)]):
            assert (one.is_likely, one.blind, one.witnesses) == (is_likely, blind, common)


def test_a_row_is_not_lost_whose_label_an_unread_one_can_bear() -> None:
    """Its figures are what the sums lack; a person is asked what the label means."""
    names = [Name("Alpha", "measure", "A"), Name("First", "measure", "A")]
    labels = SimpleNamespace(
        of=lambda _: names,
        damaged=lambda label, names: [name for name in names if (label, name.label) == DAMAGED],
    )
    order = SimpleNamespace(pairs=set())
    suspect = {"slice": "A", "line_no": 6, "other_line_no": 7, "is_unique": True, "is_sole": False}
    suspect["healed_identities"] = "sum"
    row = {"line_no": 6, "row_dimension": "measure", "code": "B", "printed_label": "Beta"}
    row["is_total"] = False
    for label, given, is_lost in (
        ("Gamma", {}, True),
        # Damaged, under another of its names, or the same but for capitals, where it does not fit.
        (DAMAGED[0], {}, False),
        ("ALPHA", {}, False),
        # A row that is read, and one that is no category.
        ("ALPHA", {"code": "C"}, True),
        ("ALPHA", {"is_total": True}, True),
    ):
        other = row | {"line_no": 9, "code": None, "printed_label": label} | given
        rows = {6: row, 9: other}
        found = [*_lost(suspect, rows, labels, order, ["measure"], {"measure": "sum"})]
        assert bool(found) == is_lost, (label, given)


def test_a_row_prints_another_one_if_two_figures_of_it_are_asked_for() -> None:
    """Of one alone it is the figure."""
    cell = {"line_no": 7, "other_line_no": 6, "printed_text": "1", "is_rounded": False}
    row = [cell | {"column_no": x, "corrected": "2", "is_told": True} for x in (1, 2)]
    assert [len(list(_repeated(row[:count]))) for count in (1, 2)] == [0, 1]


def test_a_row_prints_another_one_if_its_average_is_what_sums_ask_for() -> None:
    cell = {"line_no": 7, "other_line_no": 6, "printed_text": "1", "is_told": True}
    months = [cell | {"column_no": x, "corrected": "2", "is_rounded": False} for x in (2, 3)]
    for least, most, expected in ((1, 3, ["2", "2", "2"]), (3, 5, [])):
        given = {"column_no": 1, "corrected": "3", "is_rounded": True, "least": least, "most": most}
        found = [
            row["corrected"] for one in _repeated([cell | given, *months]) for row in one.errata
        ]
        assert found == expected


def test_an_average_is_believed_where_all_else_of_its_row_adds_up() -> None:
    """It is worked out from figures that can be wrong themselves."""
    average = Repair("a", cells(7, c1="5"), "Wrong.", ("only cell",), is_average=True)
    mean = Fault(
        "mean", "violated_identity", "M", rounded=(7, 1), members=frozenset({(7, 1), (7, 2)})
    )
    for left, grade in (([], CERTAIN), (in_row(7, 2), ASKED), (in_row(8, 2), CERTAIN)):
        before = verdict(*in_row(7, 1), mean, *left)
        (said,) = judged(before, [(average, verdict(*left))], may_hide=True)
        assert said.grade == grade


def test_of_repairs_that_do_the_same_the_one_that_changes_less_is_believed() -> None:
    """A heading is put back, or it and a row that moves for nothing."""
    heading, row = cells(7, c1="5"), cells(8, c1="5")
    less = Repair("less", heading, "Torn.", ("order",))
    more, other = (Repair("more", errata, "Torn.", ("order",)) for errata in (heading + row, row))
    assert of_one((more, RIGHT), (less, RIGHT)).repairs[0].meaning == "less"
    assert of_one((more, RIGHT), (less, RIGHT)).grade == CERTAIN
    assert of_one((other, RIGHT), (less, RIGHT)).grade == ASKED


def test_a_row_that_moved_may_find_another_print_wrong() -> None:
    """What agreed with the row in the wrong place does no longer; a sum holds with what is read."""
    shift = Repair("shift", ({"kind": "shift", "line_no": "7"},), "Moved.", ("order",))
    before = in_row(7, 1, 2, 3, 4)
    for found, is_believed in ((a_print(5, is_supported=True), True), (a_print(5), False)):
        assert bool(judged(verdict(*before), [(shift, verdict(found))])) == is_believed
    found = a_print(5, is_supported=True)
    (said,) = judged(verdict(*before), [(shift, verdict(found))])
    assert said.grade == LIKELY
    # More than a few are too many.
    assert not judged(verdict(*before[:3]), [(shift, verdict(found))])


def test_a_heading_beside_its_place_is_put_back_whatever_else_is_wrong() -> None:
    before, after = verdict(UNREAD, held=10), verdict(SUM, STATUS, OTHER, held=11)
    for is_shown, is_believed in ((True, True), (False, False)):
        one = repair("a", "it stands above the header", is_shown=is_shown)
        assert bool(judged(before, [(one, after)])) == is_believed


def test_two_repairs_that_read_the_same_are_no_rivals() -> None:
    """A row that moved, or all of its figures: what is read is one."""
    for other, grade in ((5, CERTAIN), (6, ASKED)):
        tried = [
            (repair("a", "order"), Verdict(frozenset(), 12, reading=5)),
            (repair("b", "order"), Verdict(frozenset(), 12, reading=other)),
        ]
        assert of_one(*tried).grade == grade


def test_two_repairs_at_once_are_no_surer_than_each() -> None:
    one, sure = repair("a", "order", is_likely=True, is_average=True), repair("b", "order")
    for pair in (_both(one, sure), _both(sure, one)):
        assert (pair.is_likely, pair.is_average) == (True, True)
    # More errors than one explain more than they should: it is never certain.
    assert _both(sure, sure).is_likely


def test_what_is_believed_beside_others_is_judged_there() -> None:
    """Alone it breaks nothing; beside them it finds other damage in what it makes readable."""
    healer = Healer.__new__(Healer)
    healer.may_hide = False
    sure, before = of_one((repair("a", "order"), RIGHT)), verdict(UNREAD, SUM, held=10)
    assert sure.grade == CERTAIN
    assert healer._beside(sure, before, RIGHT) is sure
    found = healer._beside(sure, before, verdict(OTHER, held=20))
    assert found is not None
    assert (found.grade, "none is broken" in found.evidence) == (LIKELY, False)
    assert healer._beside(sure, before, verdict(OTHER, held=10)) is None


def test_what_breaks_other_checks_is_never_certain() -> None:
    """Though it makes a table readable of which most adds up."""
    shift = repair("a", "order")
    assert of_one((shift, RIGHT)).grade == CERTAIN
    assert of_one((shift, verdict(OTHER, held=20))).grade == LIKELY


def test_what_marks_leave_open_is_likely_where_nothing_else_heals_as_much() -> None:
    """A slip tells one of the figures that they leave: likeness, no proof."""
    loose = repair("a", "only cell", is_loose=True)
    assert of_one((loose, RIGHT), (repair("b"), verdict(SUM))).grade == LIKELY
    assert of_one((loose, RIGHT), (repair("b"), RIGHT)).grade == ASKED


def test_what_marks_leave_to_a_figure_is_not_told_though_one_slip_alone_explains_it() -> None:
    """Less what is printed it would be what a mark, misread as a number, stands for."""
    cell = {"line_no": 135, "column_no": 3, "printed_text": "32", "corrected": "33"}
    cell |= {"slip": "wrong digit", "is_unique": False, "is_only_slip": True, "is_average": False}
    for is_only_value, told in ((True, "33"), (False, "another figure")):
        one = _cell(cell | {"is_only_value": is_only_value})
        assert one.meaning == f"line 135, column 3 is {told}"
        assert one.errata[0]["corrected"] == "33"


def test_what_else_would_mend_it_is_not_told_where_a_check_fails_that_touches_a_mark() -> None:
    """Nor that nothing else would: which repairs satisfy such checks follows from the mark."""
    tried = [(repair("a", ONLY_CELL), verdict()), (repair("b"), verdict(OTHER, held=11))]
    for before, is_told in ((WRONG, True), (verdict(*WRONG.faults, MARKED), False)):
        (said,) = judged(before, tried)
        assert (said.grade, bool(said.runner_up)) == (CERTAIN, is_told)
        assert ("No other cell explains" in said.evidence) == is_told
        assert "none is broken" in said.evidence


def test_checks_that_touch_a_mark_are_no_witnesses_of_what_is_asked() -> None:
    """Neither of what they heal, nor of what they break, nor of how many hold."""
    tried = [
        (repair("heals a mark's check"), Verdict(frozenset({STATUS, BESIDE}), 30, 5)),
        (repair("heals another"), Verdict(frozenset({MARKED, BESIDE}), 10, 6)),
        (repair("breaks a mark's check"), Verdict(frozenset({MARKED, BESIDE, OTHER}), 10, 6)),
        (repair("breaks a mark's check only"), Verdict(frozenset({MARKED, BESIDE}), 9, 6)),
    ]
    (asked,) = _questions(Verdict(frozenset({STATUS, MARKED}), 9, 5), tried)
    assert asked.grade == ASKED
    assert asked.proposal == (
        "compare with the source which it is: heals another; or breaks a mark's check only"
    )


def test_of_a_block_that_does_not_add_up_its_lines_are_asked() -> None:
    """Where no line of it is asked for another reason."""
    block = {"printed_label": "I alt", "line_nos": [3, 4, 9], "statement_en": "Parts add up."}
    (asked,) = _of_blocks([block], [])
    assert asked.unread == Unread("block", "I alt", (3, 4, 9))
    assert (asked.grade, asked.proposal) == (
        ASKED,
        "compare its lines with the source: Parts add up.",
    )
    assert _of_blocks([block], [asked]) == []


def test_a_check_is_the_same_wherever_it_is_printed() -> None:
    """Rows that change their labels move their checks: what fails before and after is not new."""
    here, there = (Fault("sum", "violated_identity", "M A", (line, 8)) for line in (7, 9))
    said = judged(verdict(here, SUM), [(repair("a"), verdict(there))])
    assert [one.grade for one in said] == [LIKELY]


def test_two_repairs_of_one_place_are_no_pair() -> None:
    """What a row prints in its place that was shifted, or has another's label, is told by that."""
    cell, other = (
        Repair("", ({"kind": "cell", "line_no": line, "column_no": "1"},), "") for line in "78"
    )
    beside = Repair("", ({"kind": "cell", "line_no": "7", "column_no": "2"},), "")
    shift, label = (
        Repair("", ({"kind": kind, "line_no": "7"},), "") for kind in ("shift", "label")
    )
    meeting = (cell, cell), (cell, shift), (shift, beside), (cell, label)
    assert all(_meet(*pair) for pair in meeting)
    assert not any(_meet(cell, one) for one in (other, beside))


def test_a_row_is_asked_once() -> None:
    """Where most does not add up, not cell by cell; a cell or two are asked for themselves."""
    asked = [
        Finding(Unread("cell", "5", (line,), (column,)), [], ASKED, "which?")
        for line, columns in ((7, (3, 1, 2)), (9, (1, 2)))
        for column in columns
    ]
    rows = {finding.unread.lines: finding for finding in _of_rows(asked)}
    assert len(_of_rows(asked)) == 3
    assert rows[7,].unread.columns == (1, 2, 3)
    assert rows[7,].proposal == "compare the row with the source: it is wrong"
    assert rows[9,].proposal == "which?"


# A registered document, damaged in several ways at once.

DOCUMENT = "tiltak_2022"


def damaged(seeded: Workspace, changes: dict[int, tuple[str, str]], *lost: int) -> Edition:
    """Register the document with parts of lines (from 1) replaced, and lines taken out."""
    path = seeded.seeds / "documents" / f"{DOCUMENT}.txt"
    lines = path.read_text(encoding="utf-8").split("\n")
    for line_no, (printed, other) in changes.items():
        assert printed in lines[line_no - 1]
        lines[line_no - 1] = lines[line_no - 1].replace(printed, other, 1)
    kept = [line for line_no, line in enumerate(lines, 1) if line_no not in lost]
    seeded.register(DOCUMENT, "\n".join(kept).encode())
    stage.write(seeded.seeds)
    return Edition(path, seeded.seeds)


def proposed(edition: Edition) -> set[tuple[str, ...]]:
    names = ("kind", "line_no", "column_no", "printed", "corrected", "rebuild_along")
    return {tuple(row[name] for name in names) for row in edition.seeds.proposed["errata"]}


@pytest.fixture(scope="module")
def healed(tmp_path_factory: pytest.TempPathFactory, rehearsal: Rehearsal) -> Edition:
    """Return the document with errors of several kinds."""
    changes = {
        43: ("12 431", "12 437"),
        # Labels that are exchanged; those of the last two rows are of one status only.
        152: ("Midlertidig", "Varig"),
        154: ("Varig", "Midlertidig"),
        182: ("ordinær", "skjermet"),
        183: ("skjermet", "ordinær"),
        # A row of asterisks, which one status prints only.
        295: ("Kvalifisering i arbeidsmarkedsbedrift", "Kurs og mer"),
    }
    edition = damaged(copy_seeds(tmp_path_factory.mktemp("healed")), changes, 157)
    rehearsed(edition, rehearsal)
    return edition


@pytest.mark.long
def test_errors_of_several_kinds_are_healed_at_once(healed: Edition) -> None:
    one, other = "Midlertidig lønnstilskudd", "Varig lønnstilskudd"
    assert proposed(healed) == {
        ("cell", "43", "2", "12 437", "12 431", ""),
        ("label", "152", "", other, one, ""),
        ("label", "154", "", one, other, ""),
        ("label", "294", "", "Kurs og mer", "Kvalifisering i arbeidsmarkedsbedrift", ""),
        ("lost_row", "156", "", "Digital oppfølging/jobbkubb", "Individuell jobbstøtte", "measure"),
    }
    grades = {finding.unread.lines: finding.grade for finding in healed.findings}
    assert grades[152, 154] == grades[294,] == CERTAIN
    # Of the two checks of the figure one has a mark.
    assert grades[43,] == LIKELY
    assert grades[156,] in (CERTAIN, LIKELY)


@pytest.mark.long
def test_what_figures_cannot_tell_is_asked(healed: Edition) -> None:
    """Two rows of one status print what all statuses print: either pair can be exchanged."""
    (asked,) = (finding for finding in healed.findings if finding.unread.lines == (181, 182))
    assert asked.grade == ASKED
    assert "lines 181 and 182 have each other's figures; or lines 349 and 350" in asked.proposal


@pytest.mark.long
def test_what_is_proposed_of_a_registered_document_is_accepted(
    seeded: Workspace,
    rehearsal: Rehearsal,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """As `make suspects` does; proposals that wait are left alone."""
    monkeypatch.setattr(proposals, "PROJECT", seeded.folder)
    monkeypatch.setattr(proposals, "PROPOSALS", seeded.folder / "proposals")
    monkeypatch.setattr(rehearse, "compiled", lambda: rehearsal)
    damaged(seeded, {43: ("12 431", "12 437")})
    proposals.correct([f"{DOCUMENT}.txt"])
    assert "line 43, column 2 is 12 431" in capsys.readouterr().out
    waiting = files_of(seeded.folder / "proposals")
    proposals.correct([f"{DOCUMENT}.txt"])
    assert "would propose:" in capsys.readouterr().out
    assert files_of(seeded.folder / "proposals") == waiting
    assert proposals.accept() == 0
    (row,) = (
        row
        for row in read_seed(seeded.seeds / "reference" / "errata.csv")
        if row["line_no"] == "43"
    )
    assert (row["document_id"], row["corrected"]) == (DOCUMENT, "12 431")


def moved(row: str) -> list[str]:
    """Return a row that lost its first figure: the others stand one column too far left."""
    label, _, *cells = row.split("\t")
    return ["\t".join([label, *cells, ""])]


def pushed(row: str) -> list[str]:
    """Return a row that lost its first figure and ends in its last one twice."""
    label, _, *cells = row.split("\t")
    return ["\t".join([label, *cells, cells[-1]])]


def torn(header: str) -> list[str]:
    """Return a header whose first heading stands in a line of its own above it."""
    corner, first, *others = header.split("\t")
    return [first, "", "\t".join([corner, "", *others])]


def lost(_row: str) -> list[str]:
    return []


def exchanged(column_no: int) -> Change:
    """Return what exchanges a figure of a row and the next."""

    def change(row: str) -> list[str]:
        cells = row.split("\t")
        cells[column_no : column_no + 2] = cells[column_no : column_no + 2][::-1]
        return ["\t".join(cells)]

    return change


def reading(printed: str, other: str) -> Change:
    """Return what prints something else in a row."""
    return lambda row: [row.replace(printed, other, 1)]


def like(document_id: str, line_no: int) -> Change:
    """Return what prints the figures of another row."""
    lines = (SEEDS / "documents" / f"{document_id}.txt").read_text(encoding="utf-8").split("\n")
    figures = lines[line_no - 1].split("\t")[1:]
    return lambda row: ["\t".join([row.split("\t")[0], *figures])]


def behind(document_id: str, first: int, middle: int, last: int) -> dict[int, Change]:
    """Return what prints a page behind the next one: from `middle` to before `last`."""
    lines = (SEEDS / "documents" / f"{document_id}.txt").read_text(encoding="utf-8").split("\n")
    page = lines[first - 1 : middle - 1]
    return {line_no: lost for line_no in range(first, middle)} | {
        last - 1: lambda row: [row, *page]
    }


# Lines of a document that are damaged, and the kind, line and correction of what is proposed.
STRUCTURE = {
    "a figure that the error of another one told is withdrawn, and told anew": (
        "tiltak_2014_02",
        {
            62: pushed,
            63: reading("172", "17"),
            96: like("tiltak_2014_02", 97),
            97: like("tiltak_2014_02", 96),
        },
        {
            ("shift", "62", "1"),
            ("cell", "62", "231"),
            ("cell", "63", "172"),
            ("label", "96", "Oppfølging"),
            ("label", "97", "Avklaringstiltak"),
        },
    ),
    "a label is damaged, and the pages behind it changed places": (
        "tiltak_2022",
        {230: reading("Midlertidig", "Midlerti dig")} | behind("tiltak_2022", 234, 261, 277),
        {("label", "230", "Midlertidig lønnstilskudd")},
    ),
    "a month is one slip from a figure that the course of its row asks for": (
        "arbeidspraksis_demografi_2024",
        {56: reading("486\t495", "486\t895"), 61: like("arbeidspraksis_demografi_2024", 60)},
        set(),
    ),
    "a slip of a digit is one of four figures that marks leave": (
        "tiltaksgruppe_fylke_2017",
        {214: reading("5\t5\t5\t6\t5", "5\t17\t5\t6\t5")},
        set(),
    ),
    "two rows changed places, an error of their sums makes two others do better": (
        "tiltaksgruppe_fylke_2017",
        {
            214: reading("5\t5\t6\t5", "5\t9\t6\t5"),
            678: like("tiltaksgruppe_fylke_2017", 679),
            679: like("tiltaksgruppe_fylke_2017", 678),
        },
        set(),
    ),
    "two rows of a group repeat others": (
        "tiltak_2014_02",
        {
            137: reading("303", "30"),
            181: like("tiltak_2014_02", 180),
            195: like("tiltak_2014_02", 194),
        },
        {("cell", "137", "303")},
    ),
    "a row repeats another one of its group, none is lost": (
        "tiltak_2014_02",
        {144: like("tiltak_2014_02", 143), 148: lost},
        set(),
    ),
    "two neighbours of a row changed places": (
        "tiltak_2022",
        {247: exchanged(6)},
        {("cell", "247", "244"), ("cell", "247", "254")},
    ),
    "and another figure of their column is wrong": (
        "tiltak_2014_02",
        {137: reading("303", "30"), 139: exchanged(2)},
        {("cell", "137", "303"), ("cell", "139", "13"), ("cell", "139", "40")},
    ),
    "the average of a row and its first month did": (
        "arbeidspraksis_demografi_2024",
        {200: exchanged(1)},
        {("cell", "200", "197"), ("cell", "200", "174")},
    ),
    "neighbours of a total did, which another table prints, above rows that are asked": (
        "arbeidspraksis_demografi_2024",
        {139: exchanged(5), 190: like("arbeidspraksis_demografi_2024", 191)},
        {("cell", "139", "7 704"), ("cell", "139", "7 640")},
    ),
    "a total lost its first figure, which another table prints": (
        "tiltak_2014_02",
        {115: moved},
        {("shift", "115", "1"), ("cell", "115", "75 412")},
    ),
    "a total prints the figures of another, and another table its own, beside a figure": (
        "tiltak_kjonn_2017",
        {180: like("tiltak_kjonn_2017", 64), 193: reading("\t470\t", "\t64\t")},
        {("cell", "193", "470")}
        | {
            ("cell", "180", figure)
            for figure in (
                *("18 344", "18 900", "19 386", "19 163", "18 855", "15 181"),
                *("10 738", "14 165", "16 054", "17 231", "17 534", "16 857"),
            )
        },
    ),
    "a row prints the figures of the one above it": (
        "tiltak_2022",
        {90: like("tiltak_2022", 89)},
        {
            ("cell", "90", figure)
            for figure in ["28", "33", "32", "30", "31", "29", "25", "26", "27", "27", "31", "29"]
        },
    ),
    "a table lost its total row, which another table prints": (
        "arbeidspraksis_demografi_2024",
        {132: lost, 134: reading("2 082", "2 028")},
        {("lost_row", "132", "I alt arbeidstrening"), ("cell", "133", "2 082")},
    ),
    "a total row is misread, which is printed in two spellings": (
        "arbeidspraksis_demografi_2024",
        {47: reading("I alt Andre", "I aIt Andre")},
        {("label", "", "I alt andre på tiltak")},
    ),
    "a header is torn where two rows of its table changed places": (
        "arbeidspraksis_demografi_2024",
        {
            19: torn,
            21: like("arbeidspraksis_demografi_2024", 22),
            22: like("arbeidspraksis_demografi_2024", 21),
        },
        {
            ("context", "21", ""),
            ("header", "21", "Gjennom snitt hittil i år"),
            ("label", "23", "Arbeidstrening"),
            ("label", "24", "Arbeidsforberedende trening"),
        },
    ),
    "a slip in a figure that another table prints, where marks may be lost": (
        "tiltak_2022",
        {300: reading("11 590", "1 150"), 396: reading("5\t7\t7", "5\t188\t7")},
        {("cell", "300", "11 590")},
    ),
    "a row is lost where another moved, and other tables of its block print none": (
        "tiltaksgruppe_fylke_2017",
        {346: pushed, 350: lost},
        set(),
    ),
    "a row lost its first figure": (
        "tiltak_2022",
        {83: moved},
        {("shift", "83", "1"), ("cell", "83", "11 545")},
    ),
    "two rows of one table did, and the average is the mean of the months": (
        "arbeidspraksis_demografi_2024",
        {79: moved, 95: moved},
        {
            *(("shift", "79", "1"), ("cell", "79", "438")),
            *(("shift", "95", "1"), ("cell", "95", "425")),
        },
    ),
    "a row lost its first figure, which is the same as its second": (
        "tiltaksgruppe_fylke_2017",
        {847: pushed},
        {("shift", "847", "1"), ("cell", "847", "213")},
    ),
    "a row lost its first figure, which marks leave to be its second": (
        "tiltaksgruppe_fylke_2017",
        {995: pushed},
        set(),
    ),
    "the one measure of its group is lost that no table prints, and one of two of another": (
        "tiltak_2014_02",
        {141: lost, 175: lost},
        {("lost_row", "172", "Arbeidsrettet rehabilitering (døgn)")},
    ),
    "a figure is wrong where it is printed first, and a part of one of its sums by as much": (
        "arbeidspraksis_demografi_2024",
        {21: reading("7 629", "7 729"), 197: reading("3 950", "4 050")},
        # Six others print it right.
        set(),
    ),
    "a row ends in two marks, which are those of another row": (
        "tiltak_kjonn_2017",
        {711: like("tiltak_kjonn_2017", 710)},
        set(),
    ),
    "a per cent is misread, which another table prints": (
        "tiltak_2014_02",
        {95: reading("<b>11</b>", "<b>1</b>")},
        {("cell", "95", "11")},
    ),
    "a header is torn, a total row is lost, and each table has a wrong figure": (
        "tiltak_2014_02",
        {72: lost, 76: reading("159", "195"), 94: torn, 96: reading("197", "179")},
        {
            ("lost_row", "72", "I alt nedsatt arbeidsevne, på tiltak"),
            ("cell", "75", "159"),
            ("context", "95", "Andre på tiltak"),
            ("header", "95", "Antall"),
            ("cell", "97", "197"),
        },
    ),
    "two neighbours did in a row of which a sum fails throughout": (
        "tiltaksgruppe_fylke_2017",
        {330: exchanged(7), 340: like("tiltaksgruppe_fylke_2017", 341)},
        {("cell", "330", "76"), ("cell", "330", "95")},
    ),
    "a table lost a total row that no other table prints": (
        "tiltaksgruppe_fylke_2017",
        {744: lost},
        {("lost_row", "744", "I alt andre på tiltak, avklaringstiltak")},
    ),
    "a row prints the figures of another, beside a wrong figure of one of its sums": (
        "tiltak_2022",
        {90: like("tiltak_2022", 89), 49: reading("116\t", "179\t")},
        {("cell", "49", "116")}
        | {
            ("cell", "90", figure)
            for figure in ["28", "33", "32", "30", "31", "29", "25", "26", "27", "27", "31", "29"]
        },
    ),
    "two neighbours of a total did, which five others print, and not all of its sums hold": (
        "arbeidspraksis_demografi_2024",
        {206: exchanged(4), 190: like("arbeidspraksis_demografi_2024", 191)},
        {("cell", "206", "5 791"), ("cell", "206", "6 517")},
    ),
    "a figure that another table prints is misread, beside a table that cannot be read": (
        "tiltak_2014_02",
        {92: lost, 94: torn, 95: lost, 116: reading("2 382", "382")},
        {("cell", "116", "2 382"), ("context", "95", ""), ("header", "95", "Antall")},
    ),
    "a row moved, another error is in the column of the figure that it lost": (
        "tiltak_2014_02",
        {137: pushed, 139: reading("221", "22")},
        {("shift", "137", "1"), ("cell", "137", "539"), ("cell", "139", "221")},
    ),
    "a total moved that another table prints, and two of its sums ask for other figures": (
        "tiltak_2014_02",
        {40: pushed, 47: like("tiltak_2014_02", 46), 145: like("tiltak_2014_02", 144)},
        {("shift", "40", "1"), ("cell", "40", "12 479")},
    ),
    "a slip in a row that adds up with it, in columns in which more is wrong": (
        "tiltak_2014_02",
        {167: reading("1 432", "132"), 168: reading("\t2 331\t\t2 331", "\t2 331\t100\t2 231")},
        {("cell", "167", "1 432")},
    ),
    "a month lost a digit for which the course of its row asks, and its column does not add up": (
        "arbeidspraksis_demografi_2024",
        {56: reading("486\t495", "486\t95"), 61: like("arbeidspraksis_demografi_2024", 60)},
        {("cell", "56", "495")},
    ),
    "an average is misread that its months tell, where its column does not add up": (
        "arbeidspraksis_demografi_2024",
        {55: reading("970\t915", "70\t915"), 61: like("arbeidspraksis_demografi_2024", 60)},
        {("cell", "55", "970")},
    ),
    "a row moved of which nothing but its average adds up, and its figures run on": (
        "arbeidspraksis_demografi_2024",
        {61: like("arbeidspraksis_demografi_2024", 60), 65: pushed},
        {("shift", "65", "1"), ("cell", "65", "525")},
    ),
    "and in a row with numbers that could be marks": (
        "arbeidspraksis_demografi_2024",
        {177: like("arbeidspraksis_demografi_2024", 176), 180: pushed},
        set(),
    ),
    "a row prints the figures of one that is misread, and another row moved": (
        "arbeidspraksis_demografi_2024",
        {
            142: reading("1 295", "295"),
            143: like("arbeidspraksis_demografi_2024", 142),
            146: pushed,
        },
        {
            *(("cell", "142", "1 295"), ("shift", "146", "1"), ("cell", "146", "217")),
            *(
                ("cell", "143", figure)
                for figure in (
                    *("1 739", "1 717", "1 721", "1 690", "1 709", "1 734"),
                    *("1 749", "1 747", "1 787", "1 793", "1 799"),
                )
            ),
        },
    ),
    "a figure is wrong where it is printed first, and as wrong in a row of other figures": (
        "tiltak_2014_02",
        {
            79: reading("10 519", "267"),
            121: like("tiltak_2014_02", 122),
            122: like("tiltak_2014_02", 121),
            196: reading("\t<b>10 519</b>\t\t<b>10 519</b>", "\t<b>10 519</b>\t\t<b>1 059</b>"),
        },
        # Not that line 196 reads 267, too.
        {("cell", "121", figure) for figure in ("548", "267", "281")} | {("cell", "122", "0")},
    ),
    "two rows of one table are lost": (
        "tiltaksgruppe_fylke_2017",
        {918: lost, 921: lost},
        {("lost_row", "917", "Aust-Agder"), ("lost_row", "919", "Hordaland")},
    ),
    "a row is lost, and nobody knows the label of a row in another table": (
        "tiltaksgruppe_fylke_2017",
        {375: lost, 646: reading("Ukjent", "Qwxz")},
        {("lost_row", "374", "Rogaland")},
    ),
    "and in its own table": (
        "tiltaksgruppe_fylke_2017",
        {375: lost, 385: reading("Ukjent", "Qwxz")},
        # Once all is read.
        {("lost_row", "374", "Rogaland"), ("label", "384", "Ukjent")},
    ),
    "two rows of a total's table changed places where a table cannot be read": (
        "tiltaksgruppe_fylke_2017",
        {
            174: like("tiltaksgruppe_fylke_2017", 175),
            175: like("tiltaksgruppe_fylke_2017", 174),
            727: torn,
            918: pushed,
        },
        # Not that its only part did.
        {("shift", "920", "1"), ("cell", "920", "303")},
    ),
    "a heading stands below the words above its table": (
        "tiltak_kjonn_2017",
        {517: torn},
        {
            ("context", "519", "Kvinner, nedsatt arbeidsevne, på tiltak"),
            ("header", "519", "Januar"),
        },
    ),
}


@pytest.mark.long
def test_a_fault_says_how_it_tells_and_where_its_document_prints_it(
    seeded: Workspace, rehearsal: Rehearsal
) -> None:
    """An average is in sums of rounded figures; another print may stand in another document."""
    stage.write(seeded.seeds)

    def faults(document_id: str, line_no: str, printed: str, corrected: str) -> frozenset[Fault]:
        cell = {"kind": "cell", "line_no": line_no, "column_no": "1", "printed": printed}
        wrong = [cell | {"corrected": corrected}]
        return tried(rehearsal, seeded.seeds, document_id, [wrong])[0].faults

    average = faults("arbeidspraksis_demografi_2024", "79", "438", "838")
    assert {fault.is_rough: fault.rounded for fault in average} == {True: None, False: (79, 1)}
    # The first print stands in line 70 of another document.
    total = faults("tiltaksgruppe_fylke_2017", "28", "18 344", "18 444")
    assert [fault.members for fault in total if fault.is_print] == [{(28, 1)}]


# Of each set of changes: in how many groups and statuses sums of counties, and in how many groups
# sums of statuses, could lack what cannot be read; and whether a row is said to be lost.
@pytest.mark.long
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({375: lost}, (0, 0, True)),
        # A row of another table: whatever is summed across tables could lack it.
        ({375: lost, 646: reading("Ukjent", "Qwxz")}, (1, 9, True)),
        ({375: lost, 385: reading("Ukjent", "Qwxz")}, (1, 9, False)),
    ],
)
def test_a_check_says_nothing_that_could_lack_what_cannot_be_read(
    changes: dict[int, Change],
    expected: tuple[int, int, bool],
    seeded: Workspace,
    rehearsal: Rehearsal,
) -> None:
    document_id = "tiltaksgruppe_fylke_2017"
    path = seeded.seeds / "documents" / f"{document_id}.txt"
    lines = path.read_text(encoding="utf-8").split("\n")
    for line_no, change in sorted(changes.items(), reverse=True):
        lines[line_no - 1 : line_no] = change(lines[line_no - 1])
    seeded.register(document_id, "\n".join(lines).encode())
    stage.write(seeded.seeds)
    wanted = ("incomplete_checks", "suspect_lost_rows", "int_identity_checks")
    with rehearsal.run(seeded.seeds, wanted) as connection:
        counted = dict(
            connection.execute(
                "select identity, count(distinct (measure_group_code, status_code)) "
                "from diagnosis.incomplete_checks "
                "inner join checks.int_identity_checks using (check_id) group by identity"
            ).fetchall()
        )
        lost_rows = connection.execute("from diagnosis.suspect_lost_rows").fetchall()
    # Nor does the healing, which tries with what they lack, put one beside a row that is unread.
    with rehearsal.run(seeded.seeds, wanted, inputs=READ) as connection:
        healed = connection.execute("from diagnosis.suspect_lost_rows").fetchall()
    assert bool(healed) == expected[2]
    assert (
        counted.get("counties_to_country", 0),
        counted.get("statuses_to_all", 0),
        bool(lost_rows),
    ) == expected, counted


@pytest.mark.long
@pytest.mark.parametrize("name", STRUCTURE)
def test_rows_and_headers_that_moved_are_put_back_or_asked(
    name: str, seeded: Workspace, rehearsal: Rehearsal
) -> None:
    document_id, changes, expected = STRUCTURE[name]
    path = seeded.seeds / "documents" / f"{document_id}.txt"
    lines = path.read_text(encoding="utf-8").split("\n")
    for line_no, change in changes.items():
        lines[line_no - 1] = "\n".join(change(lines[line_no - 1]) or [lost.__name__])
    text = "\n".join(lines).replace(f"{lost.__name__}\n", "")
    seeded.register(document_id, text.encode())
    moved_by = text.count("\n") + 1 - len(lines)
    seeded.edit_seed(
        "errata", lambda rows: [_below(row, document_id, min(changes), moved_by) for row in rows]
    )
    stage.write(seeded.seeds)
    edition = Edition(path, seeded.seeds)
    rehearsed(edition, rehearsal)
    rows = edition.seeds.proposed["errata"]
    assert {(row["kind"], row["line_no"], row["corrected"]) for row in rows} == expected
    asked = {line for finding in edition.findings for line in finding.unread.lines}
    # What a torn line moved down is not counted after it.
    assert expected or (asked and asked >= (set() if moved_by else {*changes}))


def _below(row: Row, document_id: str, line_no: int, moved_by: int) -> Row:
    """Return an erratum of a line below another where that stands now."""
    is_below = row["document_id"] == document_id and int(row["line_no"] or 0) > line_no
    return row | {"line_no": str(int(row["line_no"]) + moved_by)} if is_below else row


# From a text of which nothing is known but that it is read like the others.


@pytest.mark.long
@pytest.mark.parametrize("row", read_seed(cold_start.RESULT), ids=lambda row: row["document_id"])
def test_a_document_is_healed_as_is_on_record(row: Row, rehearsal: Rehearsal) -> None:
    counted, outcome = cold_start.start(row["document_id"], rehearsal, SEEDS)
    assert {name: str(count) for name, count in counted._asdict().items()}.items() <= row.items()
    assert outcome.passed


def test_the_record_says_of_every_erratum_what_became_of_it() -> None:
    rows = read_seed(cold_start.RESULT)
    errata = [row["document_id"] for row in read_seed(SEEDS / "reference" / "errata.csv")]
    documents = read_seed(SEEDS / "reference" / "documents.csv")
    assert [row["document_id"] for row in rows] == [row["document_id"] for row in documents]
    for row in rows:
        counts = {name: int(row[f"{name}_count"]) for name in ("exact", "equivalent", "asked")}
        assert sum(counts.values()) + int(row["missed_count"]) == int(row["errata_count"])
        assert int(row["errata_count"]) == errata.count(row["document_id"])
        assert row["wrong_count"] == "0"
