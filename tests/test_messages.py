"""What messages may say: where figures do not add up, and never by how much a suppressed one does.

A document is damaged where it prints marks, and the problems that the models find are read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
import stage
from conftest import SEEDS, Workspace
from failures import failing_test
from rehearse import Rehearsal, rows_of
from suspects import CELLS, CROSSINGS, UNGUARDED, WANTED, told

DOCUMENT = "tiltak_2022"
TEXT = (SEEDS / "documents" / f"{DOCUMENT}.txt").read_text(encoding="utf-8")
# Months, as an unguarded violation lists them, and sizes.
MONTHS = re.compile(r"\d{4}-\d\d/")
SIZED = re.compile(r"\d{4}-\d\d/\d+ [+-]")
MARKS = re.compile(r"^[^\t\n]+(?:\t\*){12}\n", re.MULTILINE)


def mark_as(digit: str) -> Callable[[str], str]:
    """The first mark of a row of marks is read as a digit."""
    row = MARKS.search(TEXT)[0]
    return lambda text: text.replace(row, row.replace("\t*", f"\t{digit}", 1), 1)


def without_rows(count: int) -> Callable[[str], str]:
    """Rows of marks are lost."""
    return lambda text: MARKS.sub("", text, count=count)


def count_as_mark(text: str) -> str:
    """A count of a block with marks is read as a mark."""
    return text.replace("\nMentor\t40\t", "\nMentor\t*\t", 1)


def number_beside_marks(text: str) -> str:
    """A number of a block with marks loses a digit."""
    return text.replace("\nAMO Kurs\t1 825\t", "\nAMO Kurs\t1 82\t", 1).replace(
        "1 82\t", "182\t", 1
    )


@pytest.mark.parametrize(
    "damage",
    [
        *(pytest.param(mark_as(digit), id=f"mark as {digit}") for digit in "49"),
        pytest.param(without_rows(2), id="two rows lost"),
        pytest.param(count_as_mark, id="count as mark"),
        pytest.param(number_beside_marks, id="number beside marks"),
    ],
)
def test_nothing_is_said_of_sizes_beside_marks(
    damage: Callable[[str], str], seeded: Workspace, rehearsal: Rehearsal
) -> None:
    damaged = damage(TEXT)
    assert damaged != TEXT
    seeded.register(DOCUMENT, damaged.encode())
    stage.write(seeded.seeds)
    with rehearsal.run(seeded.seeds, ("problems",)) as connection:
        problems = rows_of(
            connection, "from checks.problems where rule in ('violated_identity', 'small_number')"
        )
    assert problems
    for problem in problems:
        assert not MONTHS.search(problem["found"]), problem["found"]
    if damage is count_as_mark or damage is number_beside_marks:
        assert any("months and sizes are not told" in problem["found"] for problem in problems)


def test_a_lost_row_of_marks_tells_no_month(seeded: Workspace, rehearsal: Rehearsal) -> None:
    """While marks of a document are lost no month is told: a mark could be part of what is off."""
    row = "Tilskudd til sommerjobb\t*\t*\t*\t*\t*\t141\t110\t4\t*\t*\t*\t*\n"
    assert row in TEXT
    seeded.register(DOCUMENT, TEXT.replace(row, "", 1).encode())
    stage.write(seeded.seeds)
    with rehearsal.run(seeded.seeds, ("problems",)) as connection:
        found = [
            problem["found"]
            for problem in rows_of(connection, "from checks.problems")
            if problem["rule"] == "violated_identity"
        ]
    assert found
    assert not any(MONTHS.search(words) for words in found)


def test_sizes_are_told_of_documents_without_marks_only(
    seeded: Workspace, rehearsal: Rehearsal
) -> None:
    """A row of marks is lost beside a row of numbers: one size would hold both."""
    both = re.findall(r"^Midlertidig .*\nTilskudd til sommerjobb\t\*.*\n", TEXT, re.MULTILINE)[0]
    unmarked = "tiltak_2014_02"
    text = (SEEDS / "documents" / f"{unmarked}.txt").read_text(encoding="utf-8")
    assert "\nOppfølging\t12 479\t" in text
    seeded.register(DOCUMENT, TEXT.replace(both, "", 1).encode())
    seeded.register(unmarked, text.replace("\t12 479\t", "\t12 497\t", 1).encode())
    stage.write(seeded.seeds)
    with rehearsal.run(seeded.seeds, ("problems", "int_identity_checks")) as connection:
        found = connection.execute(
            "select document_id, found from checks.problems where rule = 'violated_identity'"
        ).fetchall()
        sized = connection.execute(
            "select distinct document_id from checks.int_identity_checks "
            "where verdict = 'violated' and deviation is not null"
        ).fetchall()
    assert sized == [(unmarked,)]
    assert {document_id for document_id, words in found if SIZED.search(words)} == {unmarked}
    assert {document_id for document_id, words in found if MONTHS.search(words)} == {unmarked}


def test_rows_are_told_of_blocks_of_which_all_that_fails_is_guarded() -> None:
    """Beside another check of its block that fails, whether a guarded one does is not told."""
    with duckdb.connect() as connection:
        connection.execute("""
            create schema checks;
            create schema staging;
            create table staging.stg_lines as
            select 'd' as document_id, 1 as line_no, null as sheet_name, null as sheet_cell;
            create table checks.int_identity_checks as
            select * from (values
                ('a', 'sum', 10, true), ('b', 'sexes', 20, true), ('c', 'statuses', 30, true)
            ) as checks (check_id, identity, line_no, is_guarded)
            cross join (select 'd' as document_id, 'violated' as verdict, 11 as first_part_line_no);
            create table checks.int_check_members as
            select
                document_id, check_id, 10 * unnest(range(1, 4)) as line_no,
                'I alt' as printed_label
            from checks.int_identity_checks
        """)
        connection.execute(
            "delete from checks.int_check_members where check_id = 'c' and line_no < 30"
        )
        told = connection.execute(CROSSINGS, {"document": "%"}).fetchall()
        assert told == [(f"d, line {line_no} 'I alt'",) for line_no in (10, 20, 30)]
        connection.execute(
            "insert into checks.int_identity_checks "
            "values ('e', 'sexes', 20, false, 'd', 'violated', 11)"
        )
        # The block of line 20 is told otherwise.
        told = connection.execute(CROSSINGS, {"document": "%"}).fetchall()
        assert told == [("d, line 30 'I alt'",)]


def test_beside_a_row_of_marks_that_cannot_be_read_no_size_is_told(
    seeded: Workspace, rehearsal: Rehearsal
) -> None:
    """Labels ran together over marks, and a row of numbers is lost: one size would hold both."""
    lines = ("160", "161")
    seeded.edit_seed(
        "errata",
        lambda rows: [
            row
            for row in rows
            if (row["document_id"], row["line_no"] in lines) != ("tiltak_kjonn_2017", True)
        ],
    )
    with rehearsal.run(seeded.seeds, ("problems",)) as connection:
        found = dict(
            connection.execute("select line_no, found from checks.problems order by all").fetchall()
        )
    assert "Resultatbasert finansiering Supported Employment" in found[160]
    assert "lines 156 to 161; its document suppresses figures" in found[69]


@pytest.mark.long
@pytest.mark.parametrize("is_beside_marks", [False, True])
def test_of_a_lost_row_is_told_whom_it_counts_and_no_figure(
    is_beside_marks: bool, seeded: Workspace, rehearsal: Rehearsal, tmp_path: Path
) -> None:
    """Nothing beside a lost row of marks: how many checks it explains would tell them."""
    document_id = "tiltaksgruppe_fylke_2017"
    text = (SEEDS / "documents" / f"{document_id}.txt").read_text(encoding="utf-8")
    numbers = "Sør-Trøndelag 26 23 23 29 26 36 26 37 30 24 24 24\n".replace(" ", "\t")
    marks = "Nord-Trøndelag 5 7 5 7 8 * * * * * 5 4\n".replace(" ", "\t")
    assert numbers + marks in text
    left = marks * (not is_beside_marks)
    seeded.register(document_id, text.replace(numbers + marks, left).encode())
    stage.write(seeded.seeds)
    database = tmp_path / "memory.duckdb"
    rehearsal.run(seeded.seeds, WANTED, database=database).close()
    with rehearsal.diagnose(database, WANTED, UNGUARDED) as connection:
        said = told(connection)
    rows = [line for line in said.split("\n") if "a row seems to be lost" in line]
    assert [", 16); that explains" in line for line in rows] == [True] * (not is_beside_marks)


def test_a_figure_for_which_one_check_speaks_is_told_without_marks_only() -> None:
    """A lost mark could be in it. That a number should be a mark is told."""
    with duckdb.connect() as connection:
        connection.execute(
            "create schema diagnosis; create schema staging; create schema harmonized;"
            "create table harmonized.int_suppression_marks as select 'marked' as document_id;"
            "create table staging.stg_lines as select * from (values "
            "('marked', 1, null, null), ('unmarked', 1, null, null)) "
            "as t (document_id, line_no, sheet_name, sheet_cell);"
            "create table diagnosis.suspect_rows (document_id varchar);"
            "create table diagnosis.suspect_cells as select *, 'wrong digit' as slip, "
            "1 as line_no, 'Mentor' as printed_label, '15' as printed_text, "
            "3 as check_count, true as is_unique "
            "from (values ('marked', 1, 1, 75, null), ('marked', 2, 2, 76, null), "
            "('marked', 3, 1, null, '*'), ('unmarked', 4, 1, 77, null)) "
            "as t (document_id, column_no, healed_count, proposed_value, proposed_text);"
            "alter table diagnosis.suspect_cells add column suspect_rank integer default 1"
        )
        said = sorted(words for (words,) in connection.execute(CELLS, {"document": "%"}).fetchall())
    assert [words.split("'Mentor': ")[1].split(";")[0] for words in said] == [
        "15 seems to be wrong",
        "15 should be 76 (wrong digit)",
        "15 should be * (wrong digit)",
        "15 should be 77 (wrong digit)",
    ]


def test_rows_of_a_test_show_no_figures() -> None:
    row = {"found": "a total", "document_id": "d", "line_no": 7, "total_min": 9, "parts": 6.5}
    told = failing_test("adds_up", "It adds up.", [row])
    assert "a total, document_id d, line_no 7" in told
    assert "9" not in told.replace("line_no 7", "")
    assert "6.5" not in told


def test_rows_of_a_test_are_not_counted_and_stand_in_order() -> None:
    rows = [{"found": f"a total of {name}", "line_no": 7} for name in "gfedcba"]
    told = failing_test("adds_up", "It adds up.", rows)
    assert told == failing_test("adds_up", "It adds up.", [*rows[::-1], rows[0]])
    assert "a total of a" in told
    assert "a total of g" not in told
    assert "more" not in told
