"""Checks that fail, are accepted, or are missing: each is seen, from runs over changed inputs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import DATABASE, Connection, Workspace, values
from measure import exact, exposure
from rehearse import Rehearsal

Replay = Callable[..., Connection]
ACCEPTED = "reference.accepted_discrepancies"
# One more participant in the first printed number of one document: all its checks are off by one.
A_THOUSAND_MORE = {
    "staging.stg_cells": """
        with first_number as (
            select document_id, line_no, column_no
            from built.staging.stg_cells
            where document_id = 'tiltak_2022' and cell_kind = 'number'
            order by line_no, column_no
            limit 1
        )
        select
            cells.* replace (
                case when first_number.line_no is null then cells.printed_text
                    else cast(cells.cell_number + 1000 as varchar) end as printed_text
            )
        from built.staging.stg_cells as cells
        left join first_number using (document_id, line_no, column_no)
    """
}


def accepting(rows: list[tuple[str, str, int]]) -> dict[str, str]:
    """Return the input that accepts (document, check, deviation)."""
    values = ", ".join(str((*row, "A reason.")) for row in rows)
    return {ACCEPTED: f"from (values {values}) as t (document_id, check_id, deviation, reason)"}


@pytest.fixture(scope="module")
def replay(built: Workspace, rehearsal: Rehearsal) -> Replay:
    """Return what runs the models that find problems (and others) over changed inputs."""
    return lambda inputs, *wanted: rehearsal.replay(built.folder, inputs, ["problems", *wanted])


@pytest.fixture(scope="module")
def violations(replay: Replay) -> list[tuple[str, str, int]]:
    """Return the checks that one misread number breaks."""
    with replay(A_THOUSAND_MORE) as connection:
        rows = connection.execute(
            "select document_id, check_id, deviation from diagnosis.check_sums "
            "where verdict = 'violated' order by check_id"
        ).fetchall()
        assert rules(connection) == {"violated_identity"}
    assert len(rows) > 1
    return rows


def rules(connection: Connection) -> set[str]:
    """Return the rules that are broken."""
    return set(values(connection, "select rule from checks.problems"))


def test_accepted_discrepancies_are_no_problem(
    replay: Replay, violations: list[tuple[str, str, int]]
) -> None:
    with replay(A_THOUSAND_MORE | accepting(violations), "identity_checks") as connection:
        assert rules(connection) == set()
        shown = connection.execute(
            "select document_id, check_id, deviation from marts.identity_checks "
            "where verdict = 'accepted' order by check_id"
        ).fetchall()
    assert shown == violations


def test_only_the_very_discrepancy_is_accepted(
    replay: Replay, violations: list[tuple[str, str, int]]
) -> None:
    other = [(document, check, deviation + 1) for document, check, deviation in violations]
    with replay(A_THOUSAND_MORE | accepting(other)) as connection:
        assert rules(connection) == {"violated_identity", "unused_acceptance"}


def test_an_accepted_discrepancy_that_does_not_occur_is_a_problem(
    replay: Replay, violations: list[tuple[str, str, int]]
) -> None:
    with replay(accepting([*violations, ("tiltak_2022", "no such check", 1)])) as connection:
        assert rules(connection) == {"unused_acceptance"}
        found = values(connection, "select found from checks.problems")
    assert len(found) == len(violations) + 1
    assert any(words.endswith("there is no such check") for words in found)


def test_a_mark_that_meets_no_figure_is_a_problem(replay: Replay) -> None:
    outliers = "built.reference.outliers"
    inputs = {"reference.outliers": f"select * replace ('1' as printed) from {outliers}"}
    with replay(inputs) as connection:
        assert rules(connection) == {"unused_outlier"}
        counts = f"select count(*) from checks.problems union select count(*) from {outliers}"
        assert len(values(connection, counts)) == 1


def test_outliers_are_marked_where_they_are_published(built: Workspace) -> None:
    marked = built.query(
        "select document_id, line_no, column_no, printed_text from marts.participants "
        "where outlier_reason is not null order by document_id, line_no"
    )
    assert marked == built.query(
        "select document_id, line_no, column_no, printed from reference.outliers "
        "order by document_id, line_no",
        DATABASE,
    )


def test_coverage_counts_every_printed_number_once(built: Workspace) -> None:
    totals = built.query(
        "select sum(number_count), sum(in_none_count + in_one_count + in_two_count "
        "+ in_more_count), sum(in_none_count) from marts.check_coverage "
        "where counted = 'printed_cells'"
    )
    assert totals == [(14661, 14661, 0)]
    # Row "Ukjent" of 2024, January: a month of an average, a part of the country's total.
    assert built.query(
        "select count(*) from marts.check_members "
        "semi join (from marts.identity_checks where not is_by_construction) using (check_id) "
        "where document_id = 'arbeidspraksis_demografi_2024' and line_no = 120 and column_no = 2"
    ) == [(2,)]


def test_a_number_in_no_check_is_seen(replay: Replay) -> None:
    inputs = {
        "reference.identities": "select * from built.reference.identities "
        "where identity not in ('statuses_to_all', 'counties_to_country')"
    }
    with replay(inputs, "check_coverage") as connection:
        coverage = connection.execute(
            "select document_id, in_none_count from marts.check_coverage "
            "where counted = 'printed_cells'"
        ).fetchall()
    uncovered = dict(coverage)
    assert uncovered["tiltaksgruppe_fylke_2017"] > 6000
    assert uncovered["tiltak_2014_02"] == 0


def test_summary_counts_every_check_once(built: Workspace) -> None:
    summary = "select document_id, identity, verdict, check_count from marts.check_summary"
    counted = (
        "select document_id, identity, verdict, count(*) from marts.identity_checks group by all"
    )
    assert sorted(built.query(summary)) == sorted(built.query(counted))


@pytest.fixture(scope="module")
def known(built: Workspace) -> exposure.Known:
    """Return what the documents print of the suppressed figures."""
    return exposure.known(built.folder / DATABASE)


def test_what_is_on_record_of_the_exposure_is_what_propagation_counts(
    built: Workspace, known: exposure.Known
) -> None:
    """Of these very documents."""
    counts = exposure.counted(known, exact.propagated(known.bounds, known.sums))
    documents = exposure.digest_of_documents(built.folder / "seeds")
    recorded = "select suppressed_count, recoverable_count, documents_sha256 from marts.exposure"
    assert built.query(recorded) == [(*counts, documents)]


needs_solver = pytest.mark.skipif(
    not exposure.SOLVER.exists(), reason="the solver (requirements-exposure.txt) is not installed"
)


@needs_solver
def test_exposure_is_what_others_counted(known: exposure.Known) -> None:
    """Exactly, and with the rule that a row of zeros is left out: worked out independently too."""
    methods = exposure.by_method(known)
    counts = {method: exposure.counted(known, bounds) for method, bounds in methods.items()}
    assert counts.pop("one_subtraction")[1] < 1468
    assert counts == {
        "bound_propagation": (2176, 1468),
        "exact": (2176, 1470),
        "exact_no_zero_rows": (2176, 1474),
    }
    table = [row.split() for row in exposure.in_words(known, methods).splitlines()]
    totals = [row for row in table if row[0] == "all"]
    assert [row[1:4] for row in totals] == [
        [method, "2176", str(exposure.counted(known, bounds)[1])]
        for method, bounds in methods.items()
    ]


@needs_solver
def test_the_solver_sees_what_no_sum_alone_says() -> None:
    """Two marks of a square are one number; that they add up to 1 to 5 makes it 1 or 2."""
    marks = dict.fromkeys("abcd", (0, 3))
    square = [exact.Sum({one: 1, other: 1}, 3, 3) for one, other in ("ab", "cd", "ac", "bd")]
    leak = exact.Sum({"a": 1, "d": 1}, 1, 5)
    assert exact.propagated(marks, [*square, leak]) == marks
    assert exposure.exactly(marks, square) == marks
    assert exposure.exactly(marks, [*square, leak]) == dict.fromkeys("abcd", (1, 2))
    assert exposure.exactly(marks, [*square, exact.Sum({"a": 1, "d": 1}, 3, 3)]) is None
