"""Measure what `make edition` heals of a document of which nothing is known but its text.

The errata of one document are forgotten (those of the others stay), it is proposed anew, and what
is proposed is compared with what was forgotten. The errata are those of the documents that the
healing was made with: a floor, and no proof for others.

    python -m measure.cold_start

replaces cold_start.csv. Seconds are those of one run, the compilation of the models aside.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from edition.document import Edition
from edition.proposals import Outcome, rehearsed
from rehearse import Rehearsal, compiled

from measure.copies import PROJECT, record
from seeds import columns_of, read_seed, write_seed

RESULT = Path(__file__).with_name("cold_start.csv")
# What is proposed anew of a document.
FORGOTTEN = ("documents", "errata", "expected_checks")
# What makes one erratum the same as another; its words do not.
SAME = ("kind", "line_no", "column_no", "printed", "corrected", "rebuild_along")
Row = dict[str, str]


class Start(NamedTuple):
    """What became of the errata of a document, in numbers of them.

    An erratum that is not proposed in these words is equivalent to what is, if every figure of
    the document is read the same; otherwise it is asked, or missed. What is proposed beside it is
    wrong if any figure is read otherwise.
    """

    document_id: str
    errata_count: int
    exact_count: int
    equivalent_count: int
    asked_count: int
    missed_count: int
    wrong_count: int


def forget(seeds: Path, document_id: str) -> list[Row]:
    """Take a document's rows out of the seeds of a folder, and return its errata."""
    errata: list[Row] = []
    for name in FORGOTTEN:
        path = seeds / "reference" / f"{name}.csv"
        rows = read_seed(path)
        mine = [row for row in rows if row["document_id"] == document_id]
        errata = mine if name == "errata" else errata
        write_seed(path, [row for row in rows if row not in mine], columns_of(path))
    return errata


def start(document_id: str, rehearsal: Rehearsal, seeds: Path) -> tuple[Start, Outcome]:
    """Propose a document anew, and compare the errata with those that are known.

    Args:
        document_id: a registered document.
        rehearsal: the compiled project.
        seeds: a folder like seeds/, which stays as it is.

    Returns:
        what became of each erratum, and what a build would say of the proposals.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "seeds"
        shutil.copytree(seeds, copy)
        (file_name,) = (
            row["file_name"]
            for row in read_seed(copy / "reference" / "documents.csv")
            if row["document_id"] == document_id
        )
        truth = figures(rehearsal, copy, document_id)
        known = {_same(row) for row in forget(copy, document_id)}
        edition = Edition(copy / "documents" / file_name, copy)
        outcome = rehearsed(edition, rehearsal)
        proposed = {_same(row) for row in edition.seeds.proposed["errata"]}
        edition.seeds.write(copy)
        is_same = figures(rehearsal, copy, document_id) == truth
    lines = {
        str(line)
        for finding in edition.findings
        if finding.grade == "asked"
        for line in finding.unread.lines
    }
    lost = known - proposed
    asked = {row for row in lost if row[1] in lines} if not is_same else set()
    counted = Start(
        document_id,
        len(known),
        len(known & proposed),
        len(lost) if is_same else 0,
        len(asked),
        0 if is_same else len(lost - asked),
        0 if is_same else len(proposed - known),
    )
    return counted, outcome


def figures(rehearsal: Rehearsal, seeds: Path, document_id: str) -> list[tuple]:
    """Return every figure of a document: what it counts, its bounds and where it is printed."""
    with rehearsal.run(seeds, ("int_document_observations",)) as connection:
        return connection.execute(
            "select observation_id, obs_value_min, obs_value_max, line_no, column_no "
            "from harmonized.int_document_observations where document_id = ? order by all",
            [document_id],
        ).fetchall()


def _same(row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in SAME)


def main() -> None:
    """Measure every document."""
    rehearsal = compiled()
    rows: list[dict[str, object]] = []
    for document in read_seed(PROJECT / "seeds" / "reference" / "documents.csv"):
        began = time.perf_counter()
        counted, outcome = start(document["document_id"], rehearsal, PROJECT / "seeds")
        seconds = round(time.perf_counter() - began, 1)
        rows.append(counted._asdict() | {"passes": outcome.passed, "seconds": seconds})
        print(", ".join(f"{name} {value}" for name, value in rows[-1].items()), flush=True)
    record(RESULT, rows, "duckdb", "dbt-core")


if __name__ == "__main__":
    main()
