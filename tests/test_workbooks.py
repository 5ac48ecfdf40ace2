"""NAV's workbooks are read to the figures that they hold, or refused by sheet and cell.

No original is here: `make_workbooks.py` writes what the description says, and odd ones. Every one
of them has its outcome here, by the first word of what it says of itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import stage
import suspects
import workbook
from conftest import SEEDS, Workspace, files_of
from conftest import values as values_of
from edition.document import Edition
from edition.proposals import rehearsed
from make_workbooks import (
    LAYOUTS,
    STATUS_SHEET,
    VARIANTS,
    WORKBOOKS,
    Workbook,
    Worksheet,
    changed,
    hidden,
    put,
    tilt030,
    written,
)
from openpyxl import load_workbook
from parse import Line
from refusals import StagingError, StagingErrors
from rehearse import Rehearsal

# Files by report and the month that their names begin with.
FILES = {(name.split("_")[1], name.split("_")[0]): name for name in WORKBOOKS}
LAYOUT = stage.read_layout(SEEDS)

# What is refused while a workbook is read: each place, and what is found there.
REFUSED: dict[str, list[tuple[str, str]]] = {
    "sheet_renamed": [("sheet 'Ark1'", "an unknown sheet")],
    "sheet_twice": [(f"sheet '{STATUS_SHEET}s'", f"a second sheet, beside '{STATUS_SHEET}'")],
    "sheet_empty": [("", "a sheet without a value")],
    "sheet_hidden": [("", "a hidden sheet")],
    "row_hidden": [("row 9", "a hidden row")],
    "column_hidden": [("column E", "a hidden column")],
    "titles_missing": [("row 1", "no title above the header row, but nothing")],
    "another_report": [
        ("row 6", "no title above the header row, but 'TILT130 Tiltaksdeltakere | ")
    ],
    "figure_beside": [("cell P9", "'17'")],
    "cell_far_away": [("", "cells in A1:XFD1048576")],
    "header_moved": [("cell B7", "'2174'"), ("cell B8", "'14'"), ("cell B9", "'2160'")],
    "month_left_out": [("cell G6", "'Juni'"), ("cell G11", "'Juni'"), ("cell G16", "'Juni'")],
    "month_misspelt": [("cell C6", "'Janaur'")],
    "month_twice": [("cell D6", "'Januar'")],
    "date_as_heading": [("cell C6", "'2024-01-01 00:00:00'")],
    "date_of_another_year": [("cell C6", "'2023-01-01 00:00:00'")],
    "text_number_wide": [("cell C7", "'１８４８'")],
    "formula": [("cell C7", "a formula without a value: =C8+C9")],
    "error": [("cell C7", "'#REF!'")],
    "truth": [("cell C8", "'TRUE'")],
    "negative": [("cell C8", "'-6'")],
    "huge": [("cell C8", "'1000000000000'")],
    "date_as_figure": [("cell C8", "'1900-01-06 00:00:00'")],
    "figures_merged": [("row 8", "the merged cells C8:D8")],
    "figure_missing": [("cell D18", "an empty cell")],
}
# Each of nine rows has thirteen figures; three are marks.
DECIMALS = 114
NO_WORKBOOK = {
    "xls": "a file of Excel before 2007",
    "encrypted": "a file with a password",
    "cut": "a file that is cut off or damaged (File is not a zip file)",
    "damaged": "damaged bytes in its part xl/worksheets/sheet3.xml",
    "other_archive": "an archive of other files",
    "text": "no workbook: it begins with b'\\n\\n\\n\\nDelt'",
    "nothing": "an empty file (0 bytes)",
}


def lines_of(write: Callable[[Path], object], folder: Path) -> list[Line]:
    path = folder / "workbook.xlsx"
    write(path)
    return stage.lines_of(path.name, path.read_bytes(), LAYOUT)


def refusals_of(write: Callable[[Path], object], folder: Path) -> list[StagingError]:
    with pytest.raises(StagingErrors) as refused:
        lines_of(write, folder)
    return refused.value.errors


def figures(lines: list[Line]) -> list[str]:
    return [line.line_text for line in lines if line.line_kind == "data_row"]


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_as_described_is_refused_by_sheet_and_cell(name: str, tmp_path: Path) -> None:
    errors = refusals_of(VARIANTS[name], tmp_path)
    sheet = f"sheet '{STATUS_SHEET}'"
    places = [
        (place if place.startswith("sheet") else ", ".join(filter(None, (sheet, place))), found)
        for place, found in REFUSED[name]
    ]
    assert len(errors) == len(places)
    for error, (place, found) in zip(errors, places, strict=True):
        assert (error.where, error.place) == ("workbook.xlsx", place)
        assert error.found.startswith(found)
        assert error.line_no is None


def test_each_reason_is_its_own(tmp_path: Path) -> None:
    rules = {name: refusals_of(VARIANTS[name], tmp_path)[0].expected for name in REFUSED}
    # Some break one rule: what is hidden, heads, strays, what should be January, what is no number.
    alike = Counter(rules.values())
    assert [count for count in alike.values() if count > 1] == [3, 2, 2, 3, 2]
    assert all(len(rule) > 10 for rule in rules.values())


def test_every_figure_with_decimals_is_counted_and_five_are_shown(tmp_path: Path) -> None:
    errors = refusals_of(VARIANTS["decimals"], tmp_path)
    assert len(errors) == DECIMALS
    assert errors[0].place == f"sheet '{STATUS_SHEET}', cell B7"
    assert errors[0].found == "'2174.25'"
    assert str(StagingErrors(errors)).count("cell ") == 6  # and once in what to do next


@pytest.mark.parametrize("name", NO_WORKBOOK)
def test_what_is_no_workbook_is_refused(name: str, tmp_path: Path) -> None:
    (error,) = refusals_of(VARIANTS[name], tmp_path)
    assert error.found == NO_WORKBOOK[name]
    assert error.expected == "a workbook of Excel 2007 or later (.xlsx)"


# Layouts and ways of storing with which nothing else is read than without.
SAME = (
    *("sheet_spaced", "titles_merged", "table_moved", "note_below", "decimals_shown"),
    *("text_number_no_break", "whole_float", "exponent", "formula_with_value", "shared_texts"),
    *("text_number", "age_in_header", "one_header", "totals_in_column_2", "groups_merged"),
)
# What is read as it stands, for the models to judge.
JUDGED_LATER = (
    *("another_statistic", "another_year", "below_threshold", "wrong_digit", "measure_unknown"),
    *("measure_twice", "status_twice", "status_left_out", "ages_only", "age_does_not_fit"),
    *("two_dots", "dash"),
)


def test_every_variant_is_tested() -> None:
    cases = [*REFUSED, "decimals", *NO_WORKBOOK, *SAME, *JUDGED_LATER]
    assert sorted(cases) == sorted(VARIANTS)
    for name in (*REFUSED, "decimals", *NO_WORKBOOK):
        assert (VARIANTS[name].__doc__ or "").split(":")[0] in ("Refused", "Either")
    for name in SAME:
        assert (VARIANTS[name].__doc__ or "").split(":")[0] in ("Read", "Either")


@pytest.mark.parametrize("name", SAME)
def test_another_layout_has_the_same_lines(name: str, tmp_path: Path) -> None:
    report = FILES["TILT030", "202212"] if name in LAYOUTS else FILES["TILT120", "202412"]
    right = lines_of(written(WORKBOOKS[report]), tmp_path)
    found = lines_of(VARIANTS[name], tmp_path)
    words = [line.line_text for line in found if line.line_text != "* Færre enn 4 personer"]
    plain = [word.replace("1 848", "1848").replace("1\xa0848", "1848") for word in words]
    assert plain == [line.line_text for line in right]
    assert [line.table_no for line in found[: len(right)]] == [line.table_no for line in right]


def test_every_line_has_its_sheet_and_cell(tmp_path: Path) -> None:
    lines = lines_of(written(WORKBOOKS[FILES["TILT120", "202412"]]), tmp_path)
    assert [line.line_no for line in lines] == list(range(1, len(lines) + 1))
    kinds = [(line.line_kind, line.sheet_cell) for line in lines if line.page_no == 3][:7]
    assert kinds == [
        *(("title", "A1"), ("section", "A2"), ("updated", "A3"), ("period", "A4")),
        *(("table_header", "B6"), ("data_row", "B7"), ("data_row", "B8")),
    ]
    assert {(line.page_no, line.sheet_name) for line in lines} == {
        (1, "Om statistikken"),
        (2, "Tiltak"),
        (3, STATUS_SHEET),
        (4, "Mottakere av arbeidsavklaringsp"),
    }
    (left_out,) = (line for line in lines if line.page_no == 4)
    assert (left_out.line_kind, left_out.line_text) == ("left_out", left_out.sheet_name)
    # A notes sheet says below which number counts are suppressed.
    assert [line.line_kind for line in lines if line.page_no == 1] == [
        *("section", "title", "prose", "ignored"),
    ]


def test_blocks_by_age_are_tables_below_their_age(tmp_path: Path) -> None:
    lines = lines_of(written(tilt030), tmp_path)
    tables = [line for line in lines if line.table_no]
    assert {line.table_no for line in tables} == set(range(1, 25))
    for number in (1, 2, 24):
        context, header, total, *_ = [line for line in tables if line.table_no == number]
        assert [context.line_kind, header.line_kind, total.line_kind] == [
            *("context", "table_header", "data_row"),
        ]
        assert total.line_text.startswith("I alt ")
        assert "på tiltak\t" in total.line_text
    contexts = [line.line_text for line in lines if line.line_kind == "context"]
    assert contexts[:2] == ["I alt", "19 år og under"]


@pytest.mark.parametrize("months", (4, 5))
def test_months_to_come_are_no_columns(months: int, tmp_path: Path) -> None:
    lines = lines_of(written(WORKBOOKS[FILES["TILT130", f"2026.0{months}"]]), tmp_path)
    headers = {line.line_text for line in lines if line.line_kind == "table_header"}
    names = [name for name in LAYOUT.months[:months]]
    assert headers == {"\t".join(["", "Gjennomsnitt hittil i år", *names])}
    assert {row.count("\t") for row in figures(lines)} == {months + 1}


def with_sheet(change: Callable[[Worksheet], object], name: str = "4a") -> Callable[[Path], None]:
    """Return what writes TILT030 with one of its sheets changed."""

    def make() -> object:
        workbook = tilt030()
        change(workbook[name])
        return workbook

    return written(make)  # type: ignore[arg-type]


# What else can be found in sheets; rows are those of TILT120 (two columns of labels: TILT030).
FURTHER: dict[str, tuple[Callable[[Path], None], str, str, str]] = {
    "row without figures": (
        written(changed(put(A20="Avklaring"))),
        "cell A20",
        "'Avklaring'",
        "a row of figures",
    ),
    "figures without label": (
        written(changed(put(A9=None))),
        "cell A9",
        "an empty cell",
        "a label: one measure",
    ),
    "label of digits": (
        written(changed(put(A9="19"))),
        "cell A9",
        "'19'",
        "a figure below a heading",
    ),
    "period missing": (
        written(changed(put(A4=None))),
        "row 6",
        "no period above",
        "a title, then a period",
    ),
    "period of other months": (
        written(changed(put(A4="Januar 2024 - November 2024"))),
        "cell N7",
        "",
        "no figure in a month after the period",
    ),
    "header without rows": (
        written(changed(lambda s: s.delete_rows(17, 3))),
        "cell B16",
        "'Gjennomsnitt hittil i år'",
        "at least one row",
    ),
    "no header at all": (
        written(changed(lambda s: [s.delete_rows(row) for row in (16, 11, 6)])),
        "cell A6",
        "'I alt Arbeidssøkere på tiltak'",
        "a header row above",
    ),
    "figure as a heading": (
        written(changed(put(B6=1848))),
        "cell B6",
        "'1848'",
        "a figure below a heading",
    ),
    "figure left of the headings": (
        written(changed(put(A6=0))),
        "cell A6",
        "'0'",
        "a figure below a heading",
    ),
    "figure as a note": (
        written(changed(put(A21="17"))),
        "cell A21",
        "'17'",
        "a figure below a heading",
    ),
    "heading after a gap": (
        written(changed(put(P6="Januar"))),
        "cell P6",
        "'Januar'",
        "a figure below a heading",
    ),
    "group without total": (
        with_sheet(put(A9="Opplaering")),
        "cell A9",
        "'Opplaering'",
        "a total row of each group",
    ),
    "headings merged": (
        written(changed(lambda s: s.merge_cells("C6:C7"))),
        "row 6",
        "the merged cells C6:C7",
        "a cell for each figure",
    ),
    "figure as a time": (
        written(changed(put(C8=datetime(2024, 1, 1).time()))),
        "cell C8",
        "'00:00:00'",
        "a whole",
    ),
}


@pytest.mark.parametrize("name", FURTHER)
def test_further_places_have_their_reason(name: str, tmp_path: Path) -> None:
    write, place, found, expected = FURTHER[name]
    errors = refusals_of(write, tmp_path)
    assert errors[0].place.split(", ")[1] == place
    assert errors[0].found.startswith(found)
    assert errors[0].expected.startswith(expected)


def test_all_bad_places_of_all_sheets_are_told_at_once(tmp_path: Path) -> None:
    def worsen(sheet: Worksheet) -> None:
        sheet["C8"], sheet["D9"], sheet["E9"] = True, "...", "x"
        hidden(sheet, "row_dimensions", 12)
        sheet.parent["Tiltak"]["C7"] = -1
        sheet.parent.create_sheet("Ark1")

    errors = refusals_of(written(changed(worsen)), tmp_path)
    assert sorted(error.place for error in errors) == [
        f"sheet '{STATUS_SHEET}', cell C8",
        f"sheet '{STATUS_SHEET}', cell D9",
        f"sheet '{STATUS_SHEET}', cell E9",
        f"sheet '{STATUS_SHEET}', row 12",
        "sheet 'Ark1'",
        "sheet 'Tiltak', cell C7",
    ]


def test_a_workbook_without_described_sheets_says_which_it_has(tmp_path: Path) -> None:
    def left_alone(sheet: Worksheet) -> None:
        for name in ("Tiltak", STATUS_SHEET):
            sheet.parent.remove(sheet.parent[name])

    (error,) = refusals_of(written(changed(left_alone)), tmp_path)
    assert error.found == "the sheets 'Om statistikken', 'Mottakere av arbeidsavklaringsp'"


def put_beside(seeded: Workspace, name: str, write: Callable[[Path], object]) -> Edition:
    """Put a workbook beside the project's documents."""
    path = seeded.seeds / "documents" / name
    write(path)
    return Edition(path, seeded.seeds)


def accepted(edition: Edition, rehearsal: Rehearsal) -> dict[str, int]:
    """Propose and accept what a workbook needs; return its checks by verdict."""
    outcome = rehearsed(edition, rehearsal)
    assert outcome.in_words() == ""
    assert outcome.passed
    edition.seeds.write(edition.path.parents[1])
    return outcome.verdicts


def cells_of(path: Path, sheets: tuple[str, ...]) -> dict[tuple[str, str], str]:
    """Return the figures of sheets by sheet and cell, read without the reader."""
    workbook = load_workbook(path)
    return {
        (sheet, cell.coordinate): str(cell.value)
        for sheet in sheets
        for row in workbook[sheet].iter_rows()
        for cell in row
        if isinstance(cell.value, int) or cell.value == "*"
    }


PRINTED = (
    "select sheet_name, sheet_cell, printed_text from marts.printed_cells where document_id = $id"
)
# Figures that two documents print, and how many of them they print alike.
SHARED = """
select count(*), count(*) filter (
    (one.obs_value, one.obs_value_min, one.obs_value_max)
    is not distinct from (two.obs_value, two.obs_value_min, two.obs_value_max)
)
from harmonized.int_document_observations as one
inner join harmonized.int_document_observations as two using (observation_id)
where one.document_id = $id and two.document_id = $text
"""


def test_ages_of_2022_are_added_with_rows_of_data_only(
    seeded: Workspace, rehearsal: Rehearsal
) -> None:
    name = FILES["TILT030", "202212"]
    edition = put_beside(seeded, name, written(tilt030))
    verdicts = accepted(edition, rehearsal)
    proposed = {seed: len(rows) for seed, rows in edition.seeds.proposed.items() if rows}
    # A heading for each status, a context for each age.
    assert proposed == {"documents": 1, "sections": 3, "populations": 7, "expected_checks": 3}
    assert verdicts.keys() == {"exact", "within_bounds"}
    assert files_of(SEEDS).keys() == files_of(seeded.seeds).keys() - {f"documents/{name}"}
    with rehearsal.run(seeded.seeds) as connection:
        assert rehearsal.failures(connection) == {}
        values = {"id": edition.document_id}
        printed = {
            (sheet, cell): text
            for sheet, cell, text in connection.execute(PRINTED, values).fetchall()
        }
        assert printed == cells_of(edition.path, ("4a", "4b", "4c"))
        assert len(printed) == 5628
        # What the text prints by status it prints too, to the person; nothing is revised.
        shared = connection.execute(SHARED, values | {"text": "tiltak_2022"}).fetchone()
        by_status = connection.execute(
            "select count(*) from harmonized.int_document_observations "
            "where document_id = 'tiltak_2022' and status_code <> '_T'"
        ).fetchone()
        assert shared == (*by_status, *by_status)
        assert connection.execute("select count(*) from marts.revisions").fetchone() == (0,)
        # The rest is coverage.
        ages = connection.execute(
            "select count(distinct age_code), count(*) from marts.participants "
            "where age_code <> '_T' and year(period) = 2022"
        ).fetchone()
        assert ages == (7, len(printed) - by_status[0])


@pytest.mark.long
def test_work_practice_of_2024_is_another_print_of_one_publication(
    seeded: Workspace, rehearsal: Rehearsal
) -> None:
    edition = put_beside(
        seeded, FILES["TILT120", "202412"], written(WORKBOOKS[FILES["TILT120", "202412"]])
    )
    accepted(edition, rehearsal)
    with rehearsal.run(seeded.seeds) as connection:
        assert rehearsal.failures(connection) == {}
        values = {"id": edition.document_id, "text": "arbeidspraksis_demografi_2024"}
        count, alike = connection.execute(SHARED, values).fetchone()
        assert (count, alike) == (156, 156)
        verdicts = values_of(
            connection,
            "select verdict from checks.int_identity_checks where identity = 'two_documents' "
            f"and document_id in ('{values['id']}', '{values['text']}')",
        )
        assert Counter(verdicts) == {"exact": 156}
        place = connection.execute(
            PRINTED + " and printed_text = '1848'", {"id": edition.document_id}
        ).fetchall()
        assert place == [(STATUS_SHEET, "C7", "1848")]


def test_a_file_of_another_month_or_report_than_its_name_says_is_refused(
    seeded: Workspace,
) -> None:
    write = written(WORKBOOKS[FILES["TILT120", "202412"]])
    for name, expected in (
        ("202411_TILT120_Tiltaksdeltakere.xlsx", "TILT120 to 2024-11"),
        ("2024.12_TILT130_Tiltaksdeltakere.xlsx", "TILT130 to 2024-12"),
    ):
        with pytest.raises(StagingError, match=f"what the file's name says: {expected}"):
            put_beside(seeded, name, write)


def test_another_statistic_on_one_sheet_is_refused_by_name(seeded: Workspace) -> None:
    with pytest.raises(StagingError, match="a table of recipients of work assessment allowance"):
        put_beside(seeded, "other.xlsx", VARIANTS["another_statistic"])


# What the models say of what is read as it stands: rules that are broken, and a place.
JUDGED: dict[str, tuple[set[str], str]] = {
    "another_year": ({"document_period"}, "A4"),
    "below_threshold": ({"small_number"}, "D18"),
    "two_dots": ({"unread_cell"}, "D18"),
    "dash": ({"unread_cell"}, "D18"),
    "status_twice": ({"violated_identity"}, "B17"),
    "status_left_out": (set(), ""),
    "ages_only": (set(), ""),
}
# What arithmetic proves wrong, and what it is.
HEALED = {
    "wrong_digit": "1 842",
    "measure_unknown": "Arbeidstrening",
    "measure_twice": "Arbeidstrening",
    "age_does_not_fit": "119",
}


@pytest.mark.long
@pytest.mark.parametrize("name", HEALED)
def test_what_does_not_add_up_is_corrected(
    name: str, seeded: Workspace, rehearsal: Rehearsal
) -> None:
    edition = put_beside(seeded, f"{name}.xlsx", VARIANTS[name])
    assert rehearsed(edition, rehearsal).passed
    (erratum,) = edition.seeds.proposed["errata"]
    assert erratum["corrected"] == HEALED[name]
    (healed,) = (one for one in edition.findings if "errata.csv" in one.proposal)
    assert healed.grade == "certain"


@pytest.mark.long
@pytest.mark.parametrize("name", JUDGED)
def test_what_is_read_is_judged_by_the_models(
    name: str, seeded: Workspace, rehearsal: Rehearsal
) -> None:
    edition = put_beside(seeded, f"{name}.xlsx", VARIANTS[name])
    outcome = rehearsed(edition, rehearsal)
    rules, cell = JUDGED[name]
    assert {row["rule"] for row in outcome.problems} >= rules
    assert outcome.passed == ((VARIANTS[name].__doc__ or "").split(":")[0] == "Read")
    assert f", cell {cell}" in outcome.in_words() if cell else True
    if name == "ages_only":
        edition.seeds.write(seeded.seeds)
        with rehearsal.run(seeded.seeds) as connection:
            # What is printed for ages only has no total of that document.
            totals = (
                "select count(*) from harmonized.int_document_observations "
                f"where document_id = '{edition.document_id}' and age_code = '_T'"
            )
            assert values_of(connection, totals) == [0]


@pytest.mark.long
def test_a_wrong_digit_is_named_by_its_cell_with_the_right_value(
    seeded: Workspace, rehearsal: Rehearsal, tmp_path: Path
) -> None:
    """As an erratum that is proposed; and by a build without it."""
    edition = put_beside(seeded, "wrong_digit.xlsx", VARIANTS["wrong_digit"])
    rehearsed(edition, rehearsal)
    errata = edition.seeds.proposed["errata"]
    assert [(row["kind"], row["printed"], row["corrected"]) for row in errata] == [
        ("cell", "1824", "1 842")
    ]
    errata.clear()
    edition.seeds.write(seeded.seeds)
    # Models are compiled for a database of this name.
    database = tmp_path / "memory.duckdb"
    rehearsal.run(seeded.seeds, database=database).close()
    told = suspects.in_words(database)
    assert f"wrong_digit, sheet '{STATUS_SHEET}', cell C9 'Arbeidstrening': 1824 should be" in told
    assert "1 842 (swapped digits)" in told


@pytest.mark.long
@pytest.mark.parametrize("report", ("TILT130", "TILT140"))
def test_a_new_measure_is_asked_for(report: str, seeded: Workspace, rehearsal: Rehearsal) -> None:
    """The new row alone is in question: every figure else is read and adds up."""
    name = FILES[report, "202312"]
    edition = put_beside(seeded, name, written(WORKBOOKS[name]))
    outcome = rehearsed(edition, rehearsal)
    assert (outcome.in_words(), outcome.asked) == ("", 1)
    assert "violated" not in outcome.verdicts
    rows = [finding.unread for finding in edition.findings if finding.unread.what == "row label"]
    trial = "Opplæringstiltak av lengre varighet, Forsøk"
    new = {"TILT130": trial, "TILT140": "Arbeid med støtte"}[report]
    assert [(row.printed, len(row.lines)) for row in rows] == [(new, 3)]


@pytest.mark.long
def test_groups_of_2023_are_added_with_rows_of_data_only(
    seeded: Workspace, rehearsal: Rehearsal
) -> None:
    name = FILES["TILT100", "202312"]
    edition = put_beside(seeded, name, written(WORKBOOKS[name]))
    accepted(edition, rehearsal)
    with rehearsal.run(seeded.seeds) as connection:
        assert rehearsal.failures(connection) == {}
        # Training of job seekers in January 2023 is that of December 2022.
        figures = (
            "select obs_value from marts.participants where measure_group_code = 'OPPLARING' "
            "and measure_code = '_T' and status_code = 'jobseeker' and sex_code = '_T' "
            "and county_code = '_T' and freq = 'M' and period = date '{}' order by period"
        )
        assert values_of(connection, figures.format("2023-01-01")) == values_of(
            connection, figures.format("2022-12-01")
        )


@pytest.mark.long
@pytest.mark.parametrize("moved", (0, 4))
def test_a_later_month_extends_a_year_so_far_unless_an_old_one_differs(
    moved: int, seeded: Workspace, rehearsal: Rehearsal
) -> None:
    def later() -> Workbook:
        """Move people from January to February, in a measure and its total: averages stay."""
        workbook = WORKBOOKS[FILES["TILT130", "2026.05"]]()
        for row in (7, 8):
            workbook[STATUS_SHEET].cell(row, 3).value -= moved
            workbook[STATUS_SHEET].cell(row, 4).value += moved
        return workbook

    for month, make in (("04", WORKBOOKS[FILES["TILT130", "2026.04"]]), ("05", later)):
        edition = put_beside(seeded, FILES["TILT130", f"2026.{month}"], written(make))
        accepted(edition, rehearsal)
    with rehearsal.run(seeded.seeds) as connection:
        assert rehearsal.failures(connection) == {}
        revised = connection.execute(
            "select month(period), revision from marts.revisions order by all"
        ).fetchall()
        assert revised == ([(1, -4), (1, -4), (2, 4), (2, 4)] if moved else [])
        averages = values_of(
            connection,
            "select distinct month(period) from marts.participants "
            "where indicator = 'participants_avg' and year(period) = 2026 order by all",
        )
        assert averages == [4, 5]


def test_a_file_that_unpacks_to_too_much_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "LAST_BYTE", 10_000)
    (error,) = refusals_of(written(tilt030), tmp_path)
    assert error.found.startswith("a file that unpacks to ")


def test_a_workbook_is_known_by_its_name_in_capitals_too(tmp_path: Path) -> None:
    path = tmp_path / "BOOK.XLSX"
    written(tilt030)(path)
    assert len(stage.lines_of(path.name, path.read_bytes(), LAYOUT)) == 534
