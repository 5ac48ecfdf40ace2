"""Other marks than `*`: what a row of suppression_marks says of one is what it can be."""

from __future__ import annotations

import pytest
import stage
from conftest import Connection, Workspace
from make_editions import each_row, printed, source
from rehearse import Rehearsal, rows_of

DOCUMENT, MONTH = "tiltak_2022", "2022-05-01"
# A measure of job seekers in May that is withheld to protect another one, and what it was.
LABEL, WITHHELD = "Mentor", 51
SLICE = "measure_code = 'MENTOR' and status_code = 'jobseeker' and sex_code = '_T'"


def printing(seeded: Workspace, mark: str, kind: str | None, *, withheld: bool) -> None:
    """Let the edition of 2022 print a mark for `*`, or beside it in place of one larger count."""
    found = []

    def cells_of(label: str, cells: list[str]) -> list[str]:
        if not withheld:
            return [mark if cell == "*" else cell for cell in cells]
        if label == LABEL and len(cells) == 12 and cells[4] == str(WITHHELD):
            found.append(label)
            return [*cells[:4], mark, *cells[5:]]
        return cells

    text = each_row(source(DOCUMENT), cells_of)
    assert len(found) == withheld
    counts = {"number_count": "2294", "suppressed_count": "286"} if withheld else {}
    seeded.register(DOCUMENT, text.encode(), **counts)
    if kind:
        row = {"mark": mark, "document_id": DOCUMENT, "kind": kind, "reason": "So it is printed."}
        seeded.edit_seed("suppression_marks", lambda rows: [*rows, row | {"source": "The test."}])
    stage.write(seeded.seeds)


def same_marts(connection: Connection, built: Workspace, but: tuple[str, ...]) -> None:
    """All published cells are those of the build, but of these columns."""
    connection.execute(f"attach '{built.folder / 'nav_tiltak.duckdb'}' as built (read_only)")
    for (mart,) in connection.execute(
        "select table_name from duckdb_tables() "
        "where database_name = 'memory' and schema_name = 'marts'"
    ).fetchall():
        columns = ", ".join(
            f'"{name}"'
            for (name, *_) in connection.execute(f"describe marts.{mart}").fetchall()
            if name not in but
        )
        found = connection.execute(
            f"select count(*) from (select {columns} from marts.{mart} "
            f"except all select {columns} from built.marts.{mart})"
        ).fetchone()
        assert found == (0,), mart


@pytest.mark.long
@pytest.mark.parametrize("mark", [":", "..", ".", "-"])
def test_another_mark_of_small_counts_is_read_as_the_asterisk(
    mark: str, seeded: Workspace, rehearsal: Rehearsal, built: Workspace
) -> None:
    printing(seeded, mark, "primary", withheld=False)
    with rehearsal.run(seeded.seeds) as connection:
        assert connection.execute("select count(*) from checks.problems").fetchone() == (0,)
        assert rehearsal.failures(connection) == {}
        same_marts(connection, built, ("printed_text", "printed_total", "sha256"))


def test_a_mark_without_a_row_is_named(seeded: Workspace, rehearsal: Rehearsal) -> None:
    printing(seeded, "..", None, withheld=True)
    with rehearsal.run(seeded.seeds, ["problems"]) as connection:
        unread = rows_of(connection, "from checks.problems where rule = 'unread_cell'")
    assert [(row["document_id"], row["column_no"], row["found"]) for row in unread] == [
        (DOCUMENT, 5, "'..'")
    ]
    assert "suppression_marks.csv" in unread[0]["expected"]


# The figures that are made of the count that is withheld: which there are, and their bounds.
MADE_OF_IT = f"""
    with made as (
        select figure_id, figure_parts.weight
        from marts.figure_parts
        inner join marts.participants using (observation_id)
        where {SLICE} and period = '{MONTH}'
    )

    select 'series', obs_value, obs_value_min is null, obs_value_max, obs_status
    from marts.participants_by_series semi join made using (figure_id)
    union
    select 'mean', obs_value, obs_value_min is null, obs_value_max, obs_status
    from marts.annual_means semi join made using (figure_id)
    union
    select 'change to it', change, change_min is null, change_max, obs_status
    from marts.same_month_changes semi join (from made where weight > 0) using (figure_id)
    order by all
"""


@pytest.mark.parametrize("mark", ["..", pytest.param("*", marks=pytest.mark.long)])
def test_a_count_that_is_withheld_to_protect_another_can_be_any(
    mark: str, seeded: Workspace, rehearsal: Rehearsal, built: Workspace
) -> None:
    """Its highest is NULL, and that of every sum with it; nothing else of other cells changes."""
    printing(seeded, mark, "secondary", withheld=True)
    with rehearsal.run(seeded.seeds) as connection:
        assert connection.execute("select count(*) from checks.problems").fetchone() == (0,)
        assert rehearsal.failures(connection) == {}
        for mart in ("participants", "participants_by_measure"):
            figure = connection.execute(
                "select obs_value, obs_value_min, obs_value_max, obs_status "
                f"from marts.{mart} where period = '{MONTH}' and {SLICE}"
            ).fetchall()
            assert figure == [(None, 0, None, "Q")], mart
        made = connection.execute(MADE_OF_IT).fetchall()
        assert {name for name, *_ in made} >= {"series", "mean"}
        assert all(said == [None, False, None, "Q"] for _, *said in made)
        # What NAV prints of wholes stands.
        connection.execute(f"attach '{built.folder / 'nav_tiltak.duckdb'}' as built (read_only)")
        others = connection.execute(
            "select count(*) from (select observation_id, obs_value, obs_value_min, obs_value_max "
            f"from marts.participants where not ({SLICE} and period = '{MONTH}') except all select "
            "observation_id, obs_value, obs_value_min, obs_value_max from built.marts.participants)"
        ).fetchone()
        # Where `*` can be any count, every other one of the document can too.
        marked = connection.execute(
            "select count(*) filter (is_suppressed and $1 = '*') from built.marts.participants "
            "where document_id = $2",
            [mark, DOCUMENT],
        ).fetchone()
        assert others == marked
        assert connection.execute(
            "select count(*) from marts.identity_checks where verdict = 'violated'"
        ).fetchone() == (0,)


@pytest.mark.long
def test_a_mark_ends_below_the_threshold_of_its_document(
    seeded: Workspace, rehearsal: Rehearsal, built: Workspace
) -> None:
    """Of one document that suppresses counts below six; of the others nothing changes."""
    marked: list[str] = []

    def cells_of(_label: str, cells: list[str]) -> list[str]:
        marked.extend(cell for cell in cells if cell in ("4", "5"))
        return ["*" if cell in ("4", "5") else cell for cell in cells]

    text = each_row(source(DOCUMENT), cells_of)
    counts = {
        "number_count": str(2295 - len(marked)),
        "suppressed_count": str(285 + len(marked)),
    }
    seeded.register(DOCUMENT, text.encode(), suppressed_below="6", **counts)
    stage.write(seeded.seeds)
    with rehearsal.run(seeded.seeds) as connection:
        assert connection.execute("select count(*) from checks.problems").fetchone() == (0,)
        assert rehearsal.failures(connection) == {}
        bounds = connection.execute(
            "select distinct document_id = $1, obs_value_min, obs_value_max "
            "from marts.participants where printed_text = '*' order by all",
            [DOCUMENT],
        ).fetchall()
        assert bounds == [(False, 0, 3), (True, 0, 5)]
        # Sums with such a mark are wider, none is narrower, and the others are as they were.
        connection.execute(f"attach '{built.folder / 'nav_tiltak.duckdb'}' as built (read_only)")
        count, are_wider = connection.execute(
            "select count(*), bool_and(now.obs_value_min <= was.obs_value_min "
            "and now.obs_value_max >= was.obs_value_max) "
            "from marts.participants_by_series as now "
            "inner join built.marts.participants_by_series as was using (figure_id) "
            "where (now.obs_value_min, now.obs_value_max) "
            "is distinct from (was.obs_value_min, was.obs_value_max)"
        ).fetchone()
        assert count >= len(marked)
        assert are_wider


@pytest.mark.parametrize("more", [1000, pytest.param(-1000, marks=pytest.mark.long)])
def test_where_a_mark_can_be_any_count_a_total_can_be_too_low_but_never_too_high(
    more: int, seeded: Workspace, rehearsal: Rehearsal
) -> None:
    """Of the group of the measure that is withheld, in the month; nothing of it is told."""
    printing(seeded, "..", "secondary", withheld=True)
    found = []

    def cells_of(label: str, cells: list[str]) -> list[str]:
        if label.lower().endswith("oppfølging") and len(cells) == 12 and cells[4] == "5 307":
            found.append(label)
            return [*cells[:4], printed(5307 + more), *cells[5:]]
        return cells

    text = (seeded.seeds / "documents" / f"{DOCUMENT}.txt").read_text(encoding="utf-8")
    seeded.register(DOCUMENT, each_row(text, cells_of).encode())
    stage.write(seeded.seeds)
    with rehearsal.run(seeded.seeds, ["int_identity_checks"]) as connection:
        verdicts = connection.execute(
            "select verdict, is_guarded, deviation from checks.int_identity_checks "
            "where identity = 'measures_to_group' and status_code = 'jobseeker' "
            f"and measure_group_code = 'OPPFOLGING' and period = '{MONTH}'"
        ).fetchall()
    assert found
    assert verdicts == [("within_bounds" if more > 0 else "violated", True, None)]
