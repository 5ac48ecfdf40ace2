"""The staged seed: it is the documents to the last byte, the same on every run, and complete."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

import pytest
import stage
from conftest import SEEDS, Workspace, digest
from make_editions import source

from seeds import read_seed

# Counted in the documents independently of this project: tables, rows, cells, numbers, *, blank.
COUNTS = {
    "tiltak_2014_02": (9, 103, 369, 330, 0, 39),
    "tiltak_kjonn_2017": (35, 402, 4824, 4137, 687, 0),
    "tiltaksgruppe_fylke_2017": (32, 651, 7797, 6593, 1204, 0),
    "tiltak_2022": (19, 215, 2580, 2295, 285, 0),
    "arbeidspraksis_demografi_2024": (19, 102, 1326, 1306, 19, 1),
}


def staged(seeds: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(stage.stage(seeds), newline="")))


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    return staged(SEEDS)


def text_of(document_id: str, rows: list[dict[str, str]]) -> str:
    return "\n".join(row["line_text"] for row in rows if row["document_id"] == document_id)


def test_committed_seed_is_what_the_documents_give() -> None:
    stage.check(SEEDS)


def test_documents_can_be_rebuilt_from_the_staged_lines(rows: list[dict[str, str]]) -> None:
    for document in read_seed(SEEDS / "reference" / "documents.csv"):
        text = text_of(document["document_id"], rows)
        assert digest(text.encode()) == document["sha256"]


def test_lines_are_numbered_from_one(rows: list[dict[str, str]]) -> None:
    numbers: dict[str, list[int]] = {}
    for row in rows:
        numbers.setdefault(row["document_id"], []).append(int(row["line_no"]))
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())


@pytest.mark.parametrize("document_id", COUNTS)
def test_counts_are_those_of_the_handbook(document_id: str, rows: list[dict[str, str]]) -> None:
    kinds = Counter(row["line_kind"] for row in rows if row["document_id"] == document_id)
    cells = Counter(
        {"": "blank", "*": "suppressed"}.get(cell.strip("\\"), "number")
        for row in rows
        if row["document_id"] == document_id and row["line_kind"] == "data_row"
        for cell in row["line_text"].split("\t")[1:]
    )
    assert (
        kinds["table_header"],
        kinds["data_row"],
        cells.total(),
        cells["number"],
        cells["suppressed"],
        cells["blank"],
    ) == COUNTS[document_id]


def test_byte_order_mark_carriage_returns_and_thin_spaces_survive(seeded: Workspace) -> None:
    """Accepted and staged as they are; dim_document says that the file has them."""
    damaged = "\ufeff" + source("tiltak_2022").replace("\n", "\r\n").replace(" 450", "\u202f450")
    seeded.register("tiltak_2022", damaged.encode())
    assert text_of("tiltak_2022", staged(seeded.seeds)) == damaged
