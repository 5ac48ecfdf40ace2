"""Measure the main job on archives of growing size: time and peak memory of each of its steps.

Each archive is made (`archive.py`) in a copy of the project, and built there by
`build.py --archive`: from text to exported tables, with all tests; the documents of the project as
every day, with all exports. The result takes the place of what scale.csv has of these sizes;
`make build` exports it as it stands.

    python -m measure.scale FOLDER documents 1x52 17x356    years x municipalities, one by one
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb

from measure import copies

RESULT = Path(__file__).with_name("scale.csv")
# The size that is no archive.
DOCUMENTS = "documents"
# What a verbose build says of a step that has ended.
SAID = re.compile(r"  ([0-9.]+) seconds, ([0-9.]+) of processors, ([0-9]+) MB\n")


class Step(NamedTuple):
    """A step of a command: how long it took, on all cores together, and the most memory (GiB)."""

    words: str
    seconds: float
    processor_seconds: float
    peak: float


def steps_of(folder: Path, *command: str) -> Iterator[Step]:
    """Run a command in a folder, and return each step that it prints as the step ends.

    Raises:
        RuntimeError: the command failed.
    """
    command = (sys.executable, *command)
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        words = ""
        for line in process.stdout:
            if said := SAID.fullmatch(line):
                seconds, used, peak = map(float, said.groups())
                yield Step(words, seconds, used, peak / 1024)
            words = line.removesuffix(" ...\n")
    if process.returncode:
        raise RuntimeError("the build failed")


def measure(folder: Path, size: str) -> list[dict[str, object]]:
    """Build the documents of the project, or an archive that is made, in a folder.

    Returns:
        A row per step, and one for all.
    """
    shutil.rmtree(folder, ignore_errors=True)
    if size == DOCUMENTS:
        copies.copy_project(folder)
        years, municipalities, options = "", "", ()
    else:
        copies.copy_project(folder, "seeds")
        years, municipalities = size.split("x")
        # In a process of its own, which leaves its memory to the build.
        sizes = ("--years", years, "--municipalities", municipalities)
        made = copies.run(copies.PROJECT, "-m", "measure.archive", str(folder / "seeds"), *sizes)
        made.check_returncode()
        options = ("--archive",)
    text = sum(path.stat().st_size for path in (folder / "seeds" / "documents").iterdir())
    steps = list(steps_of(folder, "scripts/build.py", "--verbose", *options))
    with duckdb.connect(folder / "nav_tiltak.duckdb", read_only=True) as connection:
        cells, checks = connection.execute(
            "select (select sum(cell_count) from marts.dim_document), "
            "(select count(*) from marts.identity_checks)"
        ).fetchall()[0]
    _, seconds, used, peaks = zip(*steps, strict=True)
    return [
        {
            "years": years,
            "municipalities": municipalities,
            "text_mb": round(text / 1e6, 1),
            "cells": cells,
            "checks": checks,
            "step": step.words,
            "seconds": round(step.seconds, 2),
            "processor_seconds": round(step.processor_seconds, 2),
            "peak_gib": round(step.peak, 2),
            "processor_us_per_cell": round(1e6 * step.processor_seconds / cells, 2),
        }
        for step in [*steps, Step("the whole job", sum(seconds), sum(used), max(peaks))]
    ]


def main() -> None:
    """Run the command line."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("folder", type=Path, help="for the archives; each replaces the former")
    options.add_argument("sizes", nargs="+", help=f"{DOCUMENTS}, or years x municipalities")
    arguments = options.parse_args()
    print("| cells | step | seconds | of processors | peak GiB |\n|---:|---|---:|---:|---:|")
    for size in arguments.sizes:
        rows = measure(arguments.folder, size)
        copies.record(RESULT, rows, "duckdb", by="cells")
        for row in rows:
            print(
                f"| {row['cells']:,} | {row['step']} | {row['seconds']} "
                f"| {row['processor_seconds']} | {row['peak_gib']} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
