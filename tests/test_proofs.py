"""Checks that fail, are accepted, or are missing: each is seen, from runs over changed inputs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import DATABASE, Connection, Workspace, values
from measure import exposure
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


def test_what_is_on_record_of_the_exposure_is_what_the_models_count(
    built: Workspace, rehearsal: Rehearsal
) -> None:
    """Of these very documents; and that bounds still move in the last round would be said."""
    counts = exposure.counted(built.folder / DATABASE, rehearsal)
    documents = exposure.digest_of_documents(built.folder / "seeds")
    recorded = "select suppressed_count, recoverable_count, documents_sha256 from marts.exposure"
    assert built.query(recorded) == [(*counts, documents)]
