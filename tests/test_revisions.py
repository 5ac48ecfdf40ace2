"""A document published again: what adds up is quoted and told, what does not stops the build."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest
import stage
from conftest import DATABASE, EXPORTED, SEEDS, Connection, Workspace, copy_seeds, values
from export import release_diff
from make_editions import each_row, pages, printed, source
from measure import exposure, interference
from rehearse import Rehearsal, rows_of

from seeds import read_seed

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
    # The changes are those from March 2017, of job seekers and of all.
    "raised": Revision(
        3,
        20,
        (55, 336, 5993, 17997, 16087, 80462),
        {"same_month_changes": dict.fromkeys(CHANGE, 6)},
    ),
    # A February has changes from 2014 too, and headline figures.
    "lowered": Revision(
        2,
        -30,
        (53, 321, 6347, 18285, 16076, 79450),
        {
            "same_month_changes": dict.fromkeys(CHANGE, 12),
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


def publish(workspace: Workspace, text: str, **changed: str) -> None:
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
    workspace.register(LATER, text.encode(), edition=PUBLICATION, **changed)
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
    # What ended or began is a share of the figures: of the sets that hold what was revised.
    for mart in ("comparability", "content_changes"):
        shares = cells.pop(mart, Counter())
        assert all("pct" in column or "sentence" in column for column in shares), (mart, shares)
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
        "printed_change, adoption, is_suppressed from marts.revisions"
    ).fetchall()
    assert Counter(told) == Counter(
        (figure, date(2022, revision.month, 1), FORMER, "2022", count, LATER, PUBLICATION,
         count + revision.more, revision.more, f"{count} → {count + revision.more}", "adopted",
         False)
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
        assert is_feasible(connection)


@pytest.mark.parametrize("precedence", ["1", pytest.param("", marks=pytest.mark.long)])
def test_a_publication_that_goes_first_by_hand_is_quoted_whole(
    precedence: str, seeded: Workspace, rehearsal: Rehearsal
) -> None:
    """The former one, where it has a number; a figure of the other does not add up beside it."""
    publish(seeded, REVISIONS["raised"].text())
    seeded.edit_document(FORMER, precedence=precedence)
    goes_first, other = (FORMER, LATER) if precedence else (LATER, FORMER)
    wanted = ("participants", "revisions", "int_check_members", "int_identity_checks")
    with rehearsal.run(seeded.seeds, wanted) as connection:
        assert values(
            connection,
            "select distinct document_id from marts.participants where year(period) = 2022",
        ) == [goes_first]
        assert values(connection, "select adoption from marts.revisions") == [
            "another_goes_first" if precedence else "adopted"
        ] * len(FIGURES)
        assert is_feasible(connection)
        connection.execute(
            "update harmonized.int_observations as quoted "
            "set obs_value_min = others.obs_value_min, obs_value_max = others.obs_value_max "
            "from harmonized.int_document_observations as others "
            "where quoted.observation_id = others.observation_id and others.document_id = $1 "
            "and quoted.measure_code = 'MENTOR' and quoted.status_code = 'jobseeker'",
            [other],
        )
        assert not is_feasible(connection)


# The models in memory in `make test`, above and below.
@pytest.mark.long
@pytest.mark.parametrize("name", ["raised", "lowered"])
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
    assert f"violated_identity: {LATER}, line 26 " in said
    assert "The measure groups add up to all measures." in said
    assert "are as they were before" in said


# Marks that come and go, and publications that revise a part. Five cells of May 2022 more or less:
# what the rows that print them end with, the former cell, and the later one.
MONTH = 5
TIGHTENED = {
    ("utvidet oppfølging i opplæring", "4"): "*",
    ("utvidet oppfølging i opplæring", "240"): "239",
    ("oppfølging", "575"): "574",
    ("andre på tiltak", "2 288"): "2 287",
    ("oppfølging", "17 480"): "17 479",
    ("i alt", "79 651"): "79 650",
}
ONE_MARK_MORE = {"number_count": "2294", "suppressed_count": "286"}
# Five job seekers of one measure of a group counted in another.
SHIFTED = {("mentor", "51"): "46", ("jobbstøtte", "238"): "243"}
ONE = (
    "where measure_code = 'UTVOPPFOPL' and status_code = 'other' and period = '2022-05-01' "
    "and sex_code = '_T'"
)


def edited(text: str, changed: dict[tuple[str, str], str]) -> str:
    """Return a text with cells of a month changed, by the end of their label and their print."""

    def cells_of(label: str, cells: list[str]) -> list[str]:
        month = MONTH - 1
        for (end, former), later in changed.items():
            if label.lower().endswith(end) and len(cells) == 12 and cells[month] == former:
                return [*cells[:month], later, *cells[month + 1 :]]
        return cells

    return each_row(text, cells_of)


def part_of(text: str) -> str:
    """Return the pages of a text that print the measures of job seekers, its labels mended."""
    for row in read_seed(SEEDS / "reference" / "errata.csv"):
        if row["document_id"] == FORMER and row["kind"] == "label":
            text = text.replace(f"\n{row['printed']}\t", f"\n{row['corrected']}\t")
    kept = r"\nTiltak og hovedgrupper\n\n[^\n]*\n\nArbeidssøkere"
    return "".join(page for page in pages(text) if re.search(kept, page))


def rules(connection: Connection) -> set[str]:
    """Return the rules that are broken, but for the pinned counts of a document that is a part."""
    found = set(values(connection, "select rule from checks.problems"))
    return found - {"document_count", "check_count", "unused_erratum"}


def test_a_mark_that_becomes_a_number_is_that_number(
    seeded: Workspace, rehearsal: Rehearsal
) -> None:
    """Each document prints what it prints, and what is quoted is what the later one says."""
    seeded.register(FORMER, edited(source(FORMER), TIGHTENED).encode(), **ONE_MARK_MORE)
    publish(seeded, source(FORMER), number_count="2295", suppressed_count="285")
    with rehearsal.run(seeded.seeds) as connection:
        assert rules(connection) == set()
        assert rehearsal.failures(connection) == {}
        assert connection.execute(
            f"select obs_value, document_id from marts.participants {ONE}"
        ).fetchall() == [(4, LATER)]
        assert connection.execute(
            "select former_value, obs_value, revision, printed_change, adoption, is_suppressed "
            f"from marts.revisions {ONE}"
        ).fetchall() == [(None, 4, None, "* → 4", "adopted", True)]
        assert prints_of(connection) == [(FORMER, "*", None), (LATER, "4", 4)]
        assert is_feasible(connection)


def is_feasible(connection: Connection) -> bool:
    """Return whether there are numbers behind the marks with which all that is quoted adds up.

    The checks are those of each document, and the figures those that are quoted: an exact solver
    says so. Without one the test is skipped, after all that it says without.
    """
    if not exposure.SOLVER.exists():
        pytest.skip("the solver (requirements-exposure.txt) is not installed")
    known = exposure.known_of(connection)
    revised = set(
        values(
            connection,
            "select observation_id from harmonized.int_observations where year(period) = 2022",
        )
    )
    sums = [one for one in known.sums if not revised.isdisjoint(one.weights)]
    bounds = {name: known.bounds[name] for one in sums for name in one.weights}
    return exposure.exactly(bounds, sums) is not None


def test_what_does_not_add_up_is_not_feasible(built: Workspace) -> None:
    with Workspace.in_memory(built.folder / DATABASE) as connection:
        assert is_feasible(connection)
        # A mark that another publication made a number, beside the totals of the former.
        connection.execute(
            "update harmonized.int_observations set obs_value_min = 8, obs_value_max = 8 "
            "where document_id = 'tiltak_2022' and obs_value is null and status_code <> '_T'"
        )
        assert not is_feasible(connection)


# Two measures of a group of which a month prints the job seekers and all, and a mark beside them;
# with the places of the job seekers.
BESIDE_MARKS = """
    with tied as (
        select
            measure_group_code, period,
            any_value((line_no, column_no)) filter (status_code = 'jobseeker') as place
        from marts.participants_by_measure
        inner join marts.participants using (
            period, measure_group_code, measure_code, status_code, sex_code, observation_id
        )
        where document_id = $document and sex_code = '_T'
        group by measure_group_code, measure_code, period
        having
            count(*) = 4
            and count(*) filter (participants.obs_value is null) = 1
            and min(participants.obs_value) filter (status_code = 'jobseeker') > 5
    )

    select min(place), max(place)
    from tied
    group by measure_group_code, period
    having count(*) > 1
    order by all
"""


def test_what_is_adopted_does_not_depend_on_what_a_mark_hides(
    seeded: Workspace, rehearsal: Rehearsal, built: Workspace
) -> None:
    """One job seeker more of one measure and less of another; a part prints neither all nor marks.

    The bounds of the marks leave room for it where the hidden counts do.
    """
    with duckdb.connect(built.folder / DATABASE, read_only=True) as connection:
        pairs = connection.execute(BESIDE_MARKS, {"document": FORMER}).fetchall()
    lines = [line.split("\t") for line in source(FORMER).split("\n")]
    for pair in pairs:
        for (line_no, column_no), more in zip(pair, (1, -1), strict=True):
            cells = lines[line_no - 1]
            cells[column_no] = printed(int(cells[column_no].replace(" ", "")) + more)
    publish(seeded, part_of("\n".join("\t".join(cells) for cells in lines)))
    with rehearsal.run(seeded.seeds, ["revisions"]) as connection:
        adopted = values(connection, "select adoption from marts.revisions")
    assert len(adopted) == 2 * len(pairs) >= 10
    assert set(adopted) == {"rest_not_revised"}


def prints_of(connection: Connection) -> list[tuple]:
    """Return document, print and reading of the figure that is marked."""
    return connection.execute(
        "select cells.document_id, printed_text, cells.obs_value from marts.printed_cells as cells "
        f"semi join (from marts.participants {ONE}) using (observation_id) order by all"
    ).fetchall()


@pytest.mark.parametrize("decision", [None, "keep"])
def test_a_number_that_becomes_a_mark_stops_the_build_until_somebody_decides(
    decision: str | None, seeded: Workspace, rehearsal: Rehearsal
) -> None:
    publish(seeded, edited(source(FORMER), TIGHTENED), **ONE_MARK_MORE)
    if decision:
        decide(seeded, decision)
    with rehearsal.run(seeded.seeds, [] if decision else ["problems"]) as connection:
        problems = rows_of(connection, "from checks.problems")
        if not decision:
            (problem,) = problems
            assert (problem["rule"], problem["document_id"]) == ("later_mark", LATER)
            assert problem["found"] == f"a mark where '{FORMER}' prints a number, in 1 place"
            return
        assert problems == []
        assert rehearsal.failures(connection) == {}
        assert connection.execute(
            f"select obs_value, obs_value_max, document_id from marts.participants {ONE}"
        ).fetchall() == [(None, 3, LATER)]
        assert connection.execute(
            "select former_value, obs_value, revision, printed_change, adoption, is_suppressed "
            f"from marts.revisions {ONE}"
        ).fetchall() == [(None, None, None, "4 or more → *", "adopted", True)]
        # NAV printed both.
        assert prints_of(connection) == [(FORMER, "4", 4), (LATER, "*", None)]
        assert is_feasible(connection)


def decide(seeded: Workspace, decision: str) -> None:
    """Say what becomes of the former document."""
    row = {"document_id": FORMER, "decision": decision, "reason": "NAV says so."}
    row |= {"decided_by": "A person", "decided_on": "2026-11-26"}
    if decision == "withhold":
        row |= {"period_from": "2022-01-01", "period_to": "2022-12-01"}
    seeded.edit_seed("suppression_decisions", lambda rows: [*rows, row])


def test_a_document_that_is_withheld_is_not_registered(
    seeded: Workspace, rehearsal: Rehearsal
) -> None:
    """While it is, the build stops; without it nothing of it is anywhere."""
    publish(seeded, edited(source(FORMER), TIGHTENED), **ONE_MARK_MORE)
    decide(seeded, "withhold")
    with rehearsal.run(seeded.seeds, ["problems"]) as connection:
        assert rules(connection) == {"withheld_document"}
    (seeded.seeds / "documents" / f"{FORMER}.txt").unlink()
    for name in ("documents", "errata", "expected_checks", "outliers", "measured_detection"):
        seeded.edit_seed(name, lambda rows: [row for row in rows if row["document_id"] != FORMER])
    stage.write(seeded.seeds)
    with rehearsal.run(seeded.seeds) as connection:
        assert rules(connection) == set()
        assert connection.execute("select count(*) from marts.revisions").fetchone() == (0,)
        # Only that it is withheld is said, when and why: of its year, and of no other.
        assert connection.execute(
            "select distinct calendar_year, coverage_state = 'withheld', is_published, "
            "withheld_by_decision from marts.coverage where withheld_by_decision is not null "
            "order by all"
        ).fetchall() == [
            (2022, False, True, f"{FORMER} (2026-11-26): NAV says so."),
            (2022, True, False, f"{FORMER} (2026-11-26): NAV says so."),
        ]
        for table in values(
            connection,
            "select schema_name || '.' || table_name from duckdb_columns() "
            "where column_name = 'document_id' and schema_name <> 'reference'",
        ):
            assert (
                values(connection, f"select 1 from {table} where document_id = '{FORMER}' limit 1")
                == []
            ), table


# A row of marks that the edition does not print for others: it can only stand for zeros.
ZEROS = "AMO Kurs, Forsøk" + "\t*" * 12
BEFORE = "\nHøyere utdanning\t7\t6\t*\t"
# A row of marks that stand for somebody.
SOMEBODY = "\nUtdanning" + "\t*" * 12


@pytest.mark.parametrize("is_zero", [True, False])
@pytest.mark.long
def test_a_full_revision_may_leave_out_a_row_of_zeros(
    is_zero: bool, seeded: Workspace, rehearsal: Rehearsal
) -> None:
    """A row of zeros that is not printed contradicts nothing; a row of others does."""
    text = source(FORMER)
    assert text.count(BEFORE) == text.count(SOMEBODY) == 1
    with_row = {"row_count": "216", "cell_count": "2592", "suppressed_count": "297"}
    if is_zero:
        seeded.register(FORMER, text.replace(BEFORE, f"\n{ZEROS}{BEFORE}").encode(), **with_row)
        without = {"row_count": "215", "cell_count": "2580", "suppressed_count": "285"}
    else:
        text = text.replace(SOMEBODY, "")
        without = {"row_count": "214", "cell_count": "2568", "suppressed_count": "273"}
    publish(seeded, text, **without)
    with rehearsal.run(seeded.seeds) as connection:
        assert rules(connection) == (set() if is_zero else {"violated_identity"})
        if is_zero:
            assert rehearsal.failures(connection) == {}
            # The former print is what is known of it.
            assert connection.execute(
                "select distinct document_id, obs_value, obs_value_max from marts.participants "
                "where measure_code = 'FORSAMOGRU' and status_code = 'other' "
                "and year(period) = 2022"
            ).fetchall() == [(FORMER, None, 3)]
            assert is_feasible(connection)


@pytest.mark.parametrize("order", [-1, pytest.param(1, marks=pytest.mark.long)])
def test_a_part_that_shifts_people_is_not_adopted(
    order: int, seeded: Workspace, rehearsal: Rehearsal
) -> None:
    """It adds up, but not with the tables of all statuses. The order of documents is nothing."""
    text = edited(part_of(source(FORMER)), SHIFTED)
    assert text != part_of(source(FORMER))
    publish(seeded, text)
    seeded.edit_seed("documents", lambda rows: rows[::order])
    with rehearsal.run(seeded.seeds) as connection:
        assert rules(connection) == set()
        # The pinned counts are those of the whole document.
        assert set(rehearsal.failures(connection)) == {"no_problems", "proof_is_counted_again"}
        assert connection.execute(
            "select measure_code, status_code, printed_change, adoption from marts.revisions "
            "order by all"
        ).fetchall() == [
            ("INDJOBSTOT", "jobseeker", "238 → 243", "rest_not_revised"),
            ("MENTOR", "jobseeker", "51 → 46", "rest_not_revised"),
        ]
        assert values(
            connection,
            "select obs_value from marts.participants where measure_code = 'MENTOR' "
            "and status_code = 'jobseeker' and period = '2022-05-01'",
        ) == [51]
        assert is_feasible(connection)


def exported(connection: Connection, built: Workspace, folder: Path) -> Path:
    """Write the marts as files that are compared: tables, and what describes them."""
    (folder / "parquet").mkdir(parents=True)
    shutil.copy(built.folder / "exports" / "datapackage.json", folder)
    for name in release_diff._tables(folder):
        connection.execute(f"copy marts.{name} to '{folder}/parquet/{name}.parquet'")
    return folder


def with_moved(text: str, moved: Collection[tuple[str, int, int]], step: int) -> str:
    """Return a text of the edition with the prints of some totals moved."""
    lines = [line.split("\t") for line in text.split("\n")]
    for _, line_no, column_no in moved:
        cells = lines[line_no - 1]
        cells[column_no] = printed(int(cells[column_no].replace(" ", "")) + step)
    return "\n".join("\t".join(cells) for cells in lines)


@pytest.mark.long
@pytest.mark.parametrize("number", [0, 100])
def test_what_is_told_of_a_revision_does_not_depend_on_what_a_mark_hides(
    number: int, tmp_path: Path, rehearsal: Rehearsal, built: Workspace
) -> None:
    """A hidden count is moved in both publications, and its totals: no other word is said."""
    mark = [
        mark
        for mark in interference.marks(built.folder / DATABASE)
        if {document for document, *_ in mark.moved} == {FORMER}
    ][number]
    (step,) = set(mark.moved.values())
    told = []
    for steps in (0, step):
        folders = []
        for name, texts in {
            "former": [source(FORMER)],
            "later": [source(FORMER), REVISIONS["raised"].text()],
        }.items():
            seeded = copy_seeds(tmp_path / f"{name}_{steps}_seeds")
            first, *later = (with_moved(text, mark.moved, steps) for text in texts)
            seeded.register(FORMER, first.encode())
            stage.write(seeded.seeds)
            for text in later:
                publish(seeded, text)
            with rehearsal.run(seeded.seeds) as connection:
                assert rules(connection) == set()
                folders.append(exported(connection, built, tmp_path / f"{name}_{steps}"))
        told.append(list(release_diff.compare(*folders)))
    # What is quoted of both publications is what NAV prints, or a sum and per cent of it.
    quoted = [
        [re.sub(r"-?[\d.]+ → -?[\d.]+$", "a number → a number", line) for line in lines]
        for lines in told
    ]
    assert quoted[0] == quoted[1]
    assert len(quoted[0]) > 20
