"""The staged seed: it is the documents to the last byte, the same on every run, and complete."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from pathlib import Path

import pytest
import stage
from parse import StagingError

SEEDS = Path(__file__).resolve().parent.parent / "seeds"

# Counted in the documents independently of this project: tables, rows, cells, numbers, *, blank.
COUNTS = {
    "tiltak_2014_02": (9, 103, 369, 330, 0, 39),
    "tiltak_kjonn_2017": (35, 402, 4824, 4137, 687, 0),
    "tiltaksgruppe_fylke_2017": (32, 651, 7797, 6593, 1204, 0),
    "tiltak_2022": (19, 215, 2580, 2295, 285, 0),
    "arbeidspraksis_demografi_2024": (19, 102, 1326, 1306, 19, 1),
}


@pytest.fixture(scope="module")
def staged() -> str:
    return stage.stage(SEEDS)


@pytest.fixture(scope="module")
def rows(staged: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(staged, newline="")))


def test_committed_seed_is_what_the_documents_give() -> None:
    stage.check(SEEDS)


def test_staging_twice_gives_the_same_bytes(staged: str) -> None:
    assert stage.stage(SEEDS) == staged


def test_documents_can_be_rebuilt_from_the_staged_lines(rows: list[dict[str, str]]) -> None:
    for document in stage.read_seed(SEEDS / "reference" / "documents.csv"):
        texts = [row["line_text"] for row in rows if row["document_id"] == document["document_id"]]
        digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()
        assert digest == document["sha256"]


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


def test_byte_order_mark_carriage_returns_and_thin_spaces_survive(tmp_path: Path) -> None:
    """Accepted and staged as they are; dim_document says that the file has them."""
    text = (SEEDS / "documents" / "tiltak_2022.txt").read_text(encoding="utf-8")
    damaged = "\ufeff" + text.replace("\n", "\r\n").replace(" 450", "\u202f450")
    seeds = one_document(tmp_path, "tiltak_2022", damaged.encode())
    lines = list(csv.DictReader(io.StringIO(stage.stage(seeds), newline="")))
    assert "\n".join(line["line_text"] for line in lines) == damaged


def one_document(folder: Path, document_id: str, content: bytes) -> Path:
    """Make seeds with one document of the project, registered with another content."""
    seeds = folder / "seeds"
    for name in ("documents", "reference", "staged"):
        (seeds / name).mkdir(parents=True)
    documents = stage.read_seed(SEEDS / "reference" / "documents.csv")
    (document,) = (row for row in documents if row["document_id"] == document_id)
    document |= {"sha256": hashlib.sha256(content).hexdigest()}
    with (seeds / "reference" / "documents.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, document, lineterminator="\n")
        writer.writeheader()
        writer.writerow(document)
    forms = "line_forms.csv"
    (seeds / "reference" / forms).write_bytes((SEEDS / "reference" / forms).read_bytes())
    (seeds / "documents" / document["file_name"]).write_bytes(content)
    return seeds


def test_failed_staging_leaves_the_former_seed(tmp_path: Path) -> None:
    seeds = one_document(tmp_path, "tiltak_2022", b"ingen tabell\n")
    former = seeds / "staged" / "lines.csv"
    former.write_text("former", encoding="utf-8")
    with pytest.raises(StagingError):
        stage.write(seeds)
    assert former.read_text(encoding="utf-8") == "former"
    assert [path.name for path in former.parent.iterdir()] == ["lines.csv"]
