"""What hides behind a mark changes nothing of what is said.

A hidden count is moved within its mark, and NAV's printed totals with it, so that everything still
adds up. Then both documents are damaged in the same way: what is said of them is the same
(scripts/measure/interference.py; `make interference` does so with every mark). Where other checks
fail it can be another: that follows from NAV's totals.
"""

from __future__ import annotations

from itertools import product

import pytest
from conftest import DATABASE, Workspace
from measure import interference
from measure.interference import DAMAGES, Mark
from rehearse import Rehearsal

# Documents, one mark of so many of which is damaged, and how.
SAMPLES = [
    (
        "tiltak_2022",
        160,
        (
            *("read as 9", "row lost", "two rows lost", "count as mark", "digit lost"),
            *("read as 9, digit lost", "row lost, digit lost"),
        ),
    ),
    *(
        pytest.param(document_id, one_of, DAMAGES, marks=pytest.mark.long)
        for document_id, one_of in (
            ("tiltak_2022", 15),
            ("tiltak_kjonn_2017", 60),
            ("tiltaksgruppe_fylke_2017", 80),
        )
    ),
]


@pytest.fixture(scope="module")
def marks(built: Workspace) -> list[Mark]:
    """Return the marks that can be moved."""
    return interference.marks(built.folder / DATABASE)


@pytest.mark.parametrize(("document_id", "one_of", "damages"), SAMPLES)
def test_nothing_that_is_said_depends_on_what_a_mark_hides(
    document_id: str,
    one_of: int,
    damages: tuple[str, ...],
    marks: list[Mark],
    built: Workspace,
    rehearsal: Rehearsal,
) -> None:
    chosen = [mark for mark in marks if mark.document_id == document_id][::one_of]
    pairs = [(mark, damage) for mark in chosen for damage in ("none", *damages)]
    said = [
        one
        for batch in interference.batches(pairs)
        for one in interference.compared(rehearsal, built.seeds, batch)
    ]
    kinds = [interference.judged(first, second) for _, _, first, second in said]
    for (mark, damage, first, second), kind in zip(said, kinds, strict=True):
        assert kind != "different", (mark, damage)
        if damage == "none":
            assert not first.failing | second.failing
    # Nearly always the same checks fail, and mostly some do.
    assert kinds.count("same") > 0.8 * len(kinds)
    assert sum(bool(first.failing) for *_, first, _ in said) > 0.5 * len(kinds)


@pytest.mark.parametrize(
    ("document_id", "some", "damages"),
    [
        # Of how many sums marks could make up what a lost row lacks follows from what they hide,
        # and whether another row is the next best.
        ("tiltak_kjonn_2017", slice(5, 6), ("row lost",)),
        *(
            pytest.param(document_id, some, damages, marks=pytest.mark.long)
            for document_id, some, damages in (
                ("tiltak_kjonn_2017", slice(5, 6), ("two rows lost", "row lost, digit lost")),
                ("tiltak_2022", slice(None, None, 60), ("read as 9", "row lost", "count as mark")),
            )
        ),
    ],
)
def test_nor_does_what_the_healing_proposes_and_asks(
    document_id: str,
    some: slice,
    damages: tuple[str, ...],
    marks: list[Mark],
    built: Workspace,
    rehearsal: Rehearsal,
) -> None:
    chosen = [mark for mark in marks if mark.document_id == document_id][some]
    pairs = list(product(chosen, damages))
    said = list(interference.compared(rehearsal, built.seeds, pairs, is_healed=True))
    assert {interference.judged(first, second) for *_, first, second in said} == {"same"}
    told = ("errata.csv", "compare its lines with the source")
    assert any(word in first.words for word in told for _, _, first, _ in said)


# What would be told if no check were guarded: sizes and months, or the suspects only.
OPEN = "select made.* replace (false as is_guarded$more) from $made as made"
LEAKS = {
    "sizes": (
        "checks.int_identity_checks",
        OPEN.replace("$more", ", sums.deviation as deviation")
        + " inner join diagnosis.check_sums as sums using (check_id)",
    ),
    "suspects": ("diagnosis.check_sums", "select * from $made"),
}


@pytest.mark.parametrize("leak", ["sizes", pytest.param("suspects", marks=pytest.mark.long)])
def test_what_depends_on_it_is_found(
    leak: str,
    marks: list[Mark],
    built: Workspace,
    rehearsal: Rehearsal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    relation, query = LEAKS[leak]
    made = interference._inputs
    monkeypatch.setattr(interference, "_inputs", lambda *given: made(*given) | {relation: query})
    monkeypatch.setattr(interference, "UNGUARDED", {})
    chosen = [mark for mark in marks if mark.document_id == "tiltak_2022"][::40]
    pairs = [(mark, damage) for mark in chosen for damage in ("read as 9", "row lost")]
    kinds = {
        interference.judged(first, second)
        for _, _, first, second in interference.compared(rehearsal, built.seeds, pairs)
    }
    assert "different" in kinds
