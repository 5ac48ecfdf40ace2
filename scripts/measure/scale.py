"""Measure the main job on archives of growing size: time and peak memory of each of its steps.

Each archive is made (`archive.py`) in a copy of the project, and built there by
`build.py --archive`: from text to exported tables, with all tests. The result replaces scale.csv,
which `make build` exports as it stands.

    python -m measure.scale FOLDER 1x40 2x356 20x356    years x municipalities, one after the other
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb

from measure import copies

RESULT = Path(__file__).with_name("scale.csv")
SAMPLED_EVERY = 0.1


class Step(NamedTuple):
    """A step of a command: how long it took, on all cores together, and the most memory (GiB)."""

    words: str
    seconds: float
    processor_seconds: float
    peak: float


class Watched:
    """A command: what it prints, when, and the most memory it held since it printed before."""

    def __init__(self, folder: Path, *command: str) -> None:
        """Start the command in a folder."""
        self.process = subprocess.Popen(
            [sys.executable, *command], cwd=folder, stdout=subprocess.PIPE, text=True
        )
        self.peak = 0.0
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        status = Path("/proc", str(self.process.pid), "status")
        while self.process.poll() is None:
            for line in status.read_text(encoding="utf-8").splitlines():
                if line.startswith("VmRSS:"):
                    self.peak = max(self.peak, int(line.split()[1]) / 2**20)
            time.sleep(SAMPLED_EVERY)

    def _processor_seconds(self) -> float:
        """Return what all threads have used: other work on the machine does not count."""
        fields = Path("/proc", str(self.process.pid), "stat").read_text(encoding="utf-8")
        user, system = fields.rsplit(")", 1)[1].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def steps(self) -> Iterator[Step]:
        """Return each step as it ends.

        Raises:
            RuntimeError: the command failed.
        """
        assert self.process.stdout is not None
        words, since, used = "", time.perf_counter(), 0.0
        for line in self.process.stdout:
            if line.endswith(" ...\n") or (words and line == "\n"):
                now, total = time.perf_counter(), self._processor_seconds()
                if words:
                    yield Step(words, now - since, total - used, self.peak)
                words, since, used = line.removesuffix(" ...\n").strip(), now, total
                self.peak = 0.0
        if self.process.wait():
            raise RuntimeError("the build failed")


def measure(folder: Path, years: int, municipalities: int) -> list[dict[str, object]]:
    """Make and build an archive in a folder; return a row per step."""
    shutil.rmtree(folder, ignore_errors=True)
    copies.copy_project(folder, "seeds")
    # In a process of its own, which leaves its memory to the build.
    sizes = ("--years", str(years), "--municipalities", str(municipalities))
    made = copies.run(copies.PROJECT, "-m", "measure.archive", str(folder / "seeds"), *sizes)
    made.check_returncode()
    text = sum(path.stat().st_size for path in (folder / "seeds" / "documents").iterdir())
    steps = list(Watched(folder, "scripts/build.py", "--archive").steps())
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
    options.add_argument("sizes", nargs="+", help="years x municipalities, such as 2x356")
    arguments = options.parse_args()
    measured: list[dict[str, object]] = []
    print("| cells | step | seconds | of processors | peak GiB |\n|---:|---|---:|---:|---:|")
    for size in arguments.sizes:
        rows = measure(arguments.folder, *map(int, size.split("x")))
        measured += rows
        copies.record(RESULT, measured, "duckdb")
        for row in rows:
            print(
                f"| {row['cells']:,} | {row['step']} | {row['seconds']} "
                f"| {row['processor_seconds']} | {row['peak_gib']} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
