"""A document published again: what adds up is quoted and told, what does not stops the build."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

import duckdb
import pytest
import stage
from conftest import DATABASE, EXPORTED, Connection, Workspace, values
from make_editions import each_row, printed, source
from rehearse import Rehearsal, rows_of

FORMER, LATER = "tiltak_2022", "tiltak_2022_revidert"
PUBLICATION = "2022 revised 2023-05"
# The figures in which a job seeker with a mentor is counted: group, measure and status, and what
# the rows that print them end with.
FIGURES = {
    ("OPPFOLGING", "MENTOR", "jobseeker"): "mentor",
    ("OPPFOLGING", "MENTOR", "_T"): "mentor",
    ("OPPFOLGING", "_T", "jobseeker"): "oppfølging",
    ("OPPFOLGING", "_T", "_T"): "oppfølging",
    ("_T", "_T", "jobseeker"): "arbeidssøkere på tiltak",
    ("_T", "_T", "_T"): "i alt",
}


class Revision(NamedTuple):
    """So many more job seekers with a mentor in a month of 2022."""

    month: int
    more: int
    # What the edition printed, in the order of FIGURES.
    counts: tuple[int, ...]
    # What it moves besides the figures themselves: cells that differ, by mart and column.
    derived: dict[str, dict[str, int]]

    def text(self, left_out: Collection[tuple[str, str, str]] = ()) -> str:
        """Return the edition with the figures revised wherever they stand, but for some."""
        revised = {
            (end, printed(count)): printed(count + self.more)
            for (figure, end), count in zip(FIGURES.items(), self.counts, strict=True)
            if figure not in left_out
        }
        found = set()

        def raised(label: str, cells: list[str]) -> list[str]:
            for end, former in revised:
                if label.lower().endswith(end) and cells[self.month - 1] == former:
                    found.add((end, former))
                    return [
                        revised[end, former] if month == self.month else cell
                        for month, cell in enumerate(cells, 1)
                    ]
            return cells

        text = each_row(source(FORMER), raised)
        assert found == revised.keys()
        return text


INTERVAL = ("obs_value", "obs_value_min", "obs_value_max")
CHANGE = ("change", "change_min", "change_max", "change_pct")
REVISIONS = {
    # The changes are those from March 2017; that of job seekers cannot be compared.
    "raised": Revision(
        3,
        20,
        (55, 336, 5993, 17997, 16087, 80462),
        {"same_month_changes": dict.fromkeys(CHANGE, 3)},
    ),
    # A February has changes from 2014 too, and headline figures.
    "lowered": Revision(
        2,
        -30,
        (53, 321, 6347, 18285, 16076, 79450),
        {
            "same_month_changes": dict.fromkeys(CHANGE, 6),
            "headline": dict.fromkeys(
                (*INTERVAL, "share_pct", "share_min_pct", "share_max_pct"), 4
            ),
        },
    ),
}
# What says where a figure is printed: of 2022 all are quoted from the later publication.
SAYS_WHERE = {
    "participants": {"document_id", "publication", "printed_text", "erratum_id"},
    "printed_cells": {"fate"},
    "coverage": {"document_ids"},
}
# What has rows of its own for a document.
OF_DOCUMENTS = {
    *("dim_document", "dim_erratum", "printed_cells", "revisions"),
    *("identity_checks", "check_members", "check_summary", "check_coverage"),
}


def publish(workspace: Workspace, text: str) -> None:
    """Put a later publication of the edition beside it, read with the same errata."""
    for name in ("documents", "errata", "expected_checks"):
        workspace.edit_seed(
            name,
            lambda rows: [
                *rows,
                *(
                    {column: cell.replace(FORMER, LATER) for column, cell in row.items()}
                    for row in rows
                    if row["document_id"] == FORMER
                ),
            ],
        )
    workspace.register(LATER, text.encode(), edition=PUBLICATION)
    stage.write(workspace.seeds)


def only_what_is_revised_has_changed(
    connection: Connection, built: Workspace, revision: Revision
) -> None:
    """Compare every cell of every mart with a build that knows the former publication only."""
    connection.execute(f"attach '{built.folder / DATABASE}' as built (read_only)")
    keys = connection.execute(
        "select table_name, any_value(constraint_column_names) from duckdb_constraints() "
        "where database_name = 'built' and schema_name = 'marts' "
        "and constraint_type = 'PRIMARY KEY' group by all"
    ).fetchall()
    cells: dict[str, Counter[str]] = {}
    with_new_rows = set()
    for mart, key in keys:
        join = f"marts.{mart} as now full join built.marts.{mart} as was using ({', '.join(key)})"
        for row in rows_of(
            connection, f"select now, was from {join} where now is distinct from was"
        ):
            now, was = row.values()
            if was[key[0]] is None:
                assert now["document_id"] == LATER, (mart, now)
                with_new_rows.add(mart)
                continue
            for column in now:
                if now[column] != was[column] and column not in SAYS_WHERE.get(mart, ()):
                    assert now[column] is not None, (mart, was)
                    cells.setdefault(mart, Counter())[column] += 1
                    if column in (*INTERVAL, *CHANGE[:-1]):
                        # A mean moves by a twelfth; former and later are rounded to a tenth.
                        is_mean = mart == "annual_means"
                        more = float(now[column] - was[column])
                        meant = revision.more / 12 if is_mean else revision.more
                        assert abs(more - meant) <= 0.1 * is_mean, (mart, was, now)
    assert with_new_rows == OF_DOCUMENTS
    assert cells == {
        "participants": dict.fromkeys(INTERVAL, 6),
        "participants_by_measure": dict.fromkeys(INTERVAL, 2),
        "participants_by_measure_group": dict.fromkeys(INTERVAL, 4),
        # The series that is Mentor alone, of job seekers and of all.
        "participants_by_series": dict.fromkeys(INTERVAL, 2),
        # Measure, series, group and all measures, of job seekers and of all.
        "annual_means": dict.fromkeys(INTERVAL, 8),
        **revision.derived,
    }


def revisions_are_told(connection: Connection, revision: Revision) -> None:
    """`revisions` lists the six figures as former and as later, and the later ones are quoted."""
    told = connection.execute(
        "select (measure_group_code, measure_code, status_code), period, former_document_id, "
        "former_publication, former_value, document_id, publication, obs_value, revision, "
        "is_suppressed from marts.revisions"
    ).fetchall()
    assert Counter(told) == Counter(
        (figure, date(2022, revision.month, 1), FORMER, "2022", count, LATER, PUBLICATION,
         count + revision.more, revision.more, False)
        for figure, count in zip(FIGURES, revision.counts, strict=True)
    )  # fmt: skip
    assert connection.execute(
        "select distinct document_id, publication from marts.participants where year(period) = 2022"
    ).fetchall() == [(LATER, PUBLICATION)]


@pytest.mark.parametrize("name", REVISIONS)
def test_a_revision_that_adds_up_changes_what_it_revises_and_nothing_else(
    name: str, seeded: Workspace, rehearsal: Rehearsal, built: Workspace
) -> None:
    revision = REVISIONS[name]
    publish(seeded, revision.text())
    with rehearsal.run(seeded.seeds) as connection:
        assert rehearsal.failures(connection) == {}
        revisions_are_told(connection, revision)
        only_what_is_revised_has_changed(connection, built, revision)


@pytest.mark.parametrize("name", ["raised", pytest.param("lowered", marks=pytest.mark.long)])
def test_a_build_with_a_revision_passes(name: str, workspace: Workspace, built: Workspace) -> None:
    publish(workspace, REVISIONS[name].text())
    assert "6 documents, Feb 2014 to Dec 2024" in workspace.passes("scripts/build.py")
    with duckdb.connect(workspace.folder / EXPORTED, read_only=True) as connection:
        revisions_are_told(connection, REVISIONS[name])
        only_what_is_revised_has_changed(connection, built, REVISIONS[name])


# Each of them alone: one in `make test`.
@pytest.mark.parametrize(
    "figure",
    [
        pytest.param(figure, marks=pytest.mark.long if no else [])
        for no, figure in enumerate(FIGURES)
    ],
)
def test_a_revision_of_a_part_alone_is_stopped(
    figure: tuple[str, str, str], seeded: Workspace, rehearsal: Rehearsal
) -> None:
    """One of the six figures is as it was: each sum in which it stands is named."""
    publish(seeded, REVISIONS["raised"].text(left_out={figure}))
    group, measure, _ = figure
    expected = {"statuses_to_all": "persons with reduced work capacity and others add up to all"}
    if group != "_T":
        expected["measures_to_group"] = "The measures of a group add up to the group"
    if measure == "_T":
        expected["groups_to_total"] = "The measure groups add up to all measures"
    with rehearsal.run(seeded.seeds) as connection:
        violated = values(
            connection,
            "select identity from marts.identity_checks where verdict = 'violated' order by 1",
        )
        problems = rows_of(connection, "from checks.problems")
    assert violated == sorted(expected)
    assert {(row["rule"], row["document_id"]) for row in problems} == {("violated_identity", LATER)}
    said = " ".join(row["expected"] for row in problems)
    assert [words for words in expected.values() if words not in said] == []
    assert all("does not fit its parts in lines" in row["found"] for row in problems)
    assert all(row["line_no"] and row["next_step"] for row in problems)


def test_a_revision_of_one_of_two_prints_is_stopped(
    seeded: Workspace, rehearsal: Rehearsal
) -> None:
    """The total stands on every page; the last is as it was."""
    first, last = REVISIONS["raised"].text().rsplit("80 482", 1)
    publish(seeded, f"{first}80 462{last}")
    line_no = first.count("\n") + 1
    with rehearsal.run(seeded.seeds) as connection:
        (problem,) = rows_of(connection, "from checks.problems")
    assert (problem["document_id"], problem["line_no"]) == (LATER, line_no)
    assert f"is not its first print in {LATER}, line 26" in problem["found"]


@pytest.mark.long
def test_a_build_with_a_revision_of_a_part_alone_says_so(former: Workspace) -> None:
    publish(former, REVISIONS["raised"].text(left_out={("_T", "_T", "_T")}))
    said = former.fails("scripts/build.py")
    assert "2 problems in the documents or the reference seeds" in said
    assert f"violated_identity: {LATER}, line 26, column 3" in said
    assert "The measure groups add up to all measures." in said
    assert "are as they were before" in said
