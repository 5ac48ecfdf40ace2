"""The workbooks hold the figures of the documents: read back by position, compared with marts."""

from __future__ import annotations

import csv
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pandas
import pytest
from conftest import SEEDS, Workspace, digest
from make_workbooks import AGES, LAYOUTS, STATUS_SHEET, VARIANTS, WORKBOOKS, save

STATUSES = ("jobseeker", "reduced_capacity", "other")
# Files by report and the month that their names begin with.
FILES = {(name.split("_")[1], name.split("_")[0]): name for name in WORKBOOKS}
Row = tuple[str, ...]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workbooks")
    for name, make in WORKBOOKS.items():
        save(make(), path / name)
    for name in LAYOUTS:
        VARIANTS[name](path / f"{name}.xlsx")
    return path


def rows_of(path: Path, sheet: str) -> list[Row]:
    """Return the rows of a sheet as text, without the four titles and the blank row below."""
    frame = pandas.read_excel(path, sheet_name=sheet, header=None, dtype=str, na_filter=False)
    return [tuple(row) for row in frame.itertuples(index=False)][5:]


def bounds(cells: Row) -> tuple[int, int]:
    """Return the least and the greatest sum."""
    least = sum(int(cell) for cell in cells if cell != "*")
    return least, least + 3 * cells.count("*")


def fits(total: Row, parts: list[Row]) -> bool:
    """Say whether each cell of the total can be the sum of those of its parts."""
    return all(
        low <= bounds((whole,))[1] and bounds((whole,))[0] <= high
        for whole, (low, high) in zip(total, map(bounds, zip(*parts, strict=True)), strict=True)
    )


def blocks_of(rows: list[Row]) -> list[list[Row]]:
    """Return the rows between blank ones, without headers."""
    blocks: list[list[Row]] = [[]]
    for row in rows:
        if not any(row):
            blocks.append([])
        elif row[2] != "Januar":
            blocks[-1].append(row)
    return blocks


def printed(built: Workspace, document: str, where: str) -> dict[tuple, str]:
    """Return what a document prints, by status, measure (or all) and month (0: the average)."""
    return {
        (status, measure, month): text.replace(" ", "")
        for status, measure, month, text in built.query(
            "select status_code, measure_code, if(freq = 'M', month(period), 0), printed_text "
            f"from marts.participants where document_id = '{document}' and status_code <> '_T' "
            f"and county_code = '_T' and {where}"
        )
    }


def codes() -> dict[str, str]:
    with (SEEDS / "reference" / "row_labels.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["row_dimension"] == "measure"]
    return {row["printed_label"]: row["code"] for row in rows}


def test_ages_of_2022_are_the_printed_figures(folder: Path, built: Workspace) -> None:
    found, measures, parts = {}, codes(), 0
    for sheet, status in zip(("4a", "4b", "4c"), STATUSES, strict=True):
        whole, *ages = blocks_of(rows_of(folder / FILES["TILT030", "202212"], sheet))
        assert [block[0][0] for block in (whole, *ages)] == ["I alt", *AGES]
        by_name: dict[str, list[Row]] = defaultdict(list)
        for block in ages:
            group: list[Row] = []
            for first, second, *cells in block[1:]:
                by_name[second or first].append(tuple(cells))
                if second:
                    group.append(tuple(cells))
                elif not first.endswith("på tiltak"):
                    assert fits(tuple(cells), group)
                    group = []
        for first, second, *cells in whole[1:]:
            name = second or first
            assert fits(tuple(cells), by_name[name]), name
            parts += sum("*" not in column for column in zip(*by_name[name], strict=True))
            for month, cell in enumerate(cells, 1):
                if second:
                    found[status, measures[second], month] = cell
                elif first.endswith("på tiltak"):
                    found[status, "_T", month] = cell
    assert found == printed(
        built, "tiltak_2022", "(measure_code <> '_T' or measure_group_code = '_T')"
    )
    # Most totals are exact sums of ages, so that a wrong division cannot hide behind the marks.
    assert parts > 700


def test_work_practice_of_2024_is_the_printed_table(folder: Path, built: Workspace) -> None:
    blocks = blocks_of(rows_of(folder / FILES["TILT120", "202412"], STATUS_SHEET))
    found = {
        (status, codes().get(label, "_T"), month): cell
        for status, block in zip(STATUSES, blocks, strict=True)
        for label, *cells in block
        for month, cell in enumerate(cells)
    }
    assert found == printed(
        built,
        "arbeidspraksis_demografi_2024",
        "age_code = '_T' and sex_code = '_T' and education_code = '_T' and "
        "immigrant_background_code = '_T' and country_background_code = '_T'",
    )


def test_invented_reports_add_up_and_fit_each_other(folder: Path) -> None:
    sheets = {
        key: blocks_of(rows_of(folder / name, STATUS_SHEET + "s" * (key[0] == "TILT100")))
        for key, name in FILES.items()
        if key[0] not in ("TILT030", "TILT120")
    }
    assert len(sheets) == 5
    for (_, date), blocks in sheets.items():
        months = int(date[-2:])
        for block in blocks:
            total, *parts = [row[2 : 2 + months] for row in block]
            assert fits(total, parts)
            assert not any(cell for row in block for cell in row[2 + months :])
            for row in block:
                low, high = bounds(row[2 : 2 + months])
                least, most = bounds(row[1:2])
                assert low <= (most + 0.5) * months and (least - 0.5) * months <= high
    for code, group in (("TILT130", "Opplæring"), ("TILT140", "Oppfølging")):
        for groups, measures in zip(
            sheets["TILT100", "202312"], sheets[code, "202312"], strict=True
        ):
            assert {row[0]: row[1:] for row in groups}[group] == measures[0][1:]
    trial = "Opplæringstiltak av lengre varighet, Forsøk"
    for block in sheets["TILT130", "202312"][:2]:
        cells = next(row[2:] for row in block if row[0] == trial)
        assert cells[:7] == ("*",) * 7 and "*" not in cells[7:]
    for block in sheets["TILT140", "202312"][:2]:
        rows = {row[0]: row[2:] for row in block}
        former, later = rows["Utvidet oppfølging i NAV"], rows["Arbeid med støtte"]
        assert (former[10:].index("*"), later[:11], "*" in later[11:]) == (1, ("*",) * 11, False)
    for former, later in pairwise(sheets["TILT130", f"2026.0{month}"] for month in (4, 5)):
        for before, after in zip(former, later, strict=True):
            assert [row[2:6] for row in before] == [row[2:6] for row in after]


def test_other_layouts_of_2022_have_the_same_figures(folder: Path) -> None:
    def figures(name: str) -> list[Row]:
        rows = rows_of(folder / name, "4b")
        return [row[2:] for row in rows if row[2] and row[2] != "Januar"]

    whole = figures(FILES["TILT030", "202212"])
    ages = figures("ages_only.xlsx")
    assert ages == whole[-len(ages) :] != whole
    for name in ("age_in_header", "one_header", "totals_in_column_2", "groups_merged"):
        assert figures(f"{name}.xlsx") == whole
    totals = [row[0] for row in rows_of(folder / "totals_in_column_2.xlsx", "4b")]
    assert [label for label in totals if label.startswith("I alt")] == ["I alt"]
    headers = [
        [row[0] for row in rows_of(folder / f"{name}.xlsx", "4b") if row[2] == "Januar"]
        for name in ("age_in_header", "one_header", "groups_merged")
    ]
    assert headers == [["I alt", *AGES], [""], [""] * 8]
    assert sum(a != b for a, b in zip(figures("age_does_not_fit.xlsx"), whole, strict=True)) == 1


@pytest.mark.long
def test_every_variant_says_its_outcome_and_is_like_no_other(tmp_path: Path) -> None:
    workbook = WORKBOOKS[FILES["TILT120", "202412"]]()
    places = [workbook[STATUS_SHEET][place].value for place in ("C6", "C7", "C11", "C16", "D18")]
    assert places == ["Januar", 1848, "Januar", "Januar", "*"]  # where the variants change it
    save(workbook, tmp_path / "right.xlsx")
    seen = {digest((tmp_path / "right.xlsx").read_bytes()): "right"}
    for name, write in VARIANTS.items():
        assert (write.__doc__ or "").split(": ")[0] in ("Read", "Refused", "Either", "Marked")
        hashes = set()
        for path in (tmp_path / f"{name}.xlsx", tmp_path / "again.xlsx"):
            write(path)
            hashes.add(digest(path.read_bytes()))
        assert len(hashes) == 1, f"{name} is not the same twice"
        assert seen.setdefault(hashes.pop(), name) == name
