"""Errors are found and named: one of each kind by hand, and a sample as `make detection` does.

All errors pass through the project's own models in one run (scripts/measure/detection.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

import pytest
from conftest import DATABASE, Connection, Workspace
from measure import detection
from rehearse import Rehearsal

# The suspected cells and rows of each error.
Suspects = dict[str, tuple[list[tuple], list[tuple]]]
DOCUMENT = "tiltak_2022"
SAMPLE = 40


def numbers(built: Workspace, line_no: int) -> list[int | None]:
    """Return what a row prints."""
    cells = built.query(
        "select obs_value from harmonized.int_cells "
        f"where document_id = '{DOCUMENT}' and line_no = {line_no} order by column_no",
        DATABASE,
    )
    return [value for (value,) in cells]


def edit(line_no: int, column_no: int, value: int | None, is_lost: bool = False) -> detection.Edit:
    return detection.Edit(detection.Cell(DOCUMENT, 0, line_no, column_no, 0, 4), value, is_lost)


def printed(line_no: int, values: list[int | None]) -> list[detection.Edit]:
    """Return the edits by which a row prints these figures."""
    return [edit(line_no, column_no, value) for column_no, value in enumerate(values, start=1)]


# One cell, what it prints now, and what must be said: the slip and the figure that is proposed.
CELLS: dict[str, tuple[int, int, int | None, str, str]] = {
    "wrong digit": (43, 2, 12437, "wrong digit", "12431"),
    "lost digit": (43, 2, 1231, "lost digit", "12431"),
    "added digit": (43, 2, 124431, "added digit", "12431"),
    "swapped digits": (43, 2, 14231, "swapped digits", "12431"),
    "a neighbour's number": (43, 2, 12260, "neighbour", "12431"),
    "number to asterisk": (43, 2, None, "suppression", "not suppressed"),
    "asterisk to number": (153, 1, 57, "suppression", "*"),
    "a count that would be suppressed": (127, 2, 1, "lost digit", "14"),
}


@pytest.fixture(scope="module")
def errors(built: Workspace) -> dict[str, list[detection.Edit]]:
    """Return one error of each kind, and a row that is lost with its asterisks."""
    upper, lower = numbers(built, 133), numbers(built, 134)
    return {name: [edit(*case[:3])] for name, case in CELLS.items()} | {
        "swapped rows": printed(133, lower) + printed(134, upper),
        "lost row": [edit(134, column_no, None, is_lost=True) for column_no in range(1, 13)],
        "lost asterisks": [edit(130, column_no, None, is_lost=True) for column_no in range(1, 13)],
        "shifted row": printed(134, [*lower[1:], lower[-1]]),
        "repeated row": printed(134, upper),
        "nothing": [edit(134, 1, lower[0])],
    }


@pytest.fixture(scope="module")
def replayed(
    built: Workspace, errors: dict[str, list[detection.Edit]], rehearsal: Rehearsal
) -> Iterator[Connection]:
    """Return all models after one run over all these errors."""
    connection, _ = detection.replayed(list(errors.items()), built.folder, rehearsal)
    with connection:
        yield connection


@pytest.fixture(scope="module")
def suspects(replayed: Connection, errors: dict[str, list[detection.Edit]]) -> Suspects:
    """Return the suspected cells and rows of each error, likeliest first."""
    cells = (
        "select line_no, column_no, slip, proposed_text, is_unique from diagnosis.suspect_cells "
        "where split_part(document_id, '#', 2) = ? order by healed_count desc, suspect_rank"
    )
    rows = (
        "select slip, line_no, other_line_no, is_unique from diagnosis.suspect_rows "
        "where split_part(document_id, '#', 2) = ? order by healed_count desc"
    )
    return {
        name: (
            replayed.execute(cells, [str(number)]).fetchall(),
            replayed.execute(rows, [str(number)]).fetchall(),
        )
        for number, name in enumerate(errors)
    }


@pytest.mark.parametrize("name", CELLS)
def test_a_wrong_cell_is_named_with_its_figure(name: str, suspects: Suspects) -> None:
    line_no, column_no, _, slip, proposed = CELLS[name]
    cells, rows = suspects[name]
    assert cells[0] == (line_no, column_no, slip, proposed, True)
    assert rows == []


def test_wrong_rows_are_named(suspects: Suspects, built: Workspace) -> None:
    assert suspects["swapped rows"][1] == [("swapped rows", 133, 134, True)]
    assert suspects["lost row"][1] == [("lost row", 123, 136, True)]
    assert suspects["shifted row"][1] == [("shifted left", 134, None, True)]
    assert suspects["repeated row"][1] == [("repeated row", 134, 133, True)]


def test_clean_documents_have_no_suspects(
    suspects: Suspects, built: Workspace, rehearsal: Rehearsal
) -> None:
    assert suspects["nothing"] == ([], [])
    wanted = ("suspect_cells", "suspect_rows", "cell_constraints")
    with rehearsal.diagnose(built.folder / DATABASE, wanted) as connection:
        for relation in wanted:
            assert connection.execute(f"from diagnosis.{relation}").fetchall() == []


def test_suspects_say_no_more_of_a_suppressed_cell_than_that_it_is_one(
    suspects: Suspects,
    replayed: Connection,
    built: Workspace,
) -> None:
    """No figure for an asterisk, none below the threshold, none from suppressed parts."""
    asterisks, said = replayed.execute(
        "select count(*) filter (obs_value is null), count(*) filter ("
        "proposed_value < 4 or (obs_value is null and proposed_text <> 'not suppressed')) "
        "from diagnosis.suspect_cells "
        "inner join harmonized.int_cells using (document_id, line_no, column_no)"
    ).fetchone()
    assert asterisks > 0
    assert said == 0
    ((slip, *_),) = suspects["lost asterisks"][1]
    assert slip == "lost row"


@pytest.fixture(scope="module")
def sample(built: Workspace, rehearsal: Rehearsal) -> list[detection.Found]:
    """Return what was found of a small sample of errors, other ones than those on record."""
    errors, clean = detection.draw(SAMPLE, 20, built.folder)
    return detection.measure(errors, clean, built.folder, rehearsal)


def test_what_arithmetic_can_see_is_found_and_nothing_else(sample: list[detection.Found]) -> None:
    assert [error for error in sample if error.is_found != error.is_visible] == []


def test_the_recorded_detection_power_is_that_of_the_models(
    sample: list[detection.Found], built: Workspace
) -> None:
    """Shares of the sample lie within what chance explains of those on record."""
    for kind, made, found, first in built.query(
        "select error_kind, sum(error_count), sum(found_count), sum(named_first_count) "
        "from marts.detection_power group by error_kind"
    ):
        errors = [error for error in sample if error.kind == kind]
        assert errors, kind
        for share, seen in (
            (found / made, [error.is_found for error in errors]),
            (first / made, [error.rank == 1 for error in errors]),
        ):
            # Four standard errors, of a share that one more hit or miss could have.
            likely = (share * made + 1) / (made + 2)
            reach = 4 * sqrt(float(likely * (1 - likely)) / len(seen)) + 1 / len(seen)
            assert abs(sum(seen) / len(seen) - float(share)) <= reach, kind
