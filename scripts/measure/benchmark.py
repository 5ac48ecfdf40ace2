"""Measure the main job against other ways to do the same, in rounds that take turns.

Each way runs in processes of its own in a copy of the project, on a database that does not exist
before. The machine's load moves all of them alike, so what counts is the ratio of the medians in
one run. The result replaces benchmark.csv, which `make build` exports as it stands.

    python -m measure.benchmark [--rounds 5]
"""

from __future__ import annotations

import argparse
import pickle
import statistics
import tempfile
import time
import timeit
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import parse
import rehearse
import stage
from export import files
from export.marts import marts_of
from stage import PROJECT

from measure import copies

RESULT = Path(__file__).with_name("benchmark.csv")
STAGE = ("scripts/stage.py", "--check")
DBT = ("-m", "dbt.cli.main", "--quiet")
ONE_PART = ("-m", "measure.benchmark", "--only")
EXPORT = (*ONE_PART, "export")
# What the limit runs without dbt: the compiled SQL, made once before the clock starts.
COMPILED = Path("target", "rehearsal.pickle")
MARTS = Path("target", "marts.pickle")
SPLITS = 20


@dataclass(frozen=True)
class Way:
    """A way to do a job: the commands that follow each other, and what it is, in words."""

    name: str
    words: str
    commands: tuple[tuple[str, ...], ...]
    keeps_database: bool = False


DOCS = (*DBT, "docs", "generate", "--no-compile")
SEED_RUN_TEST = tuple((*DBT, command) for command in ("seed", "run", "test"))
WAYS = (
    Way("whole_job", "scripts/build.py", (("scripts/build.py", "--quiet"),)),
    Way("no_change", "make build with nothing changed", (("scripts/unchanged.py",),), True),
    Way(
        "dbt_build",
        "stage, dbt build, dbt docs generate and export, each a process",
        (STAGE, (*DBT, "build"), DOCS, EXPORT),
    ),
    Way(
        "seed_run_test",
        "stage, dbt seed, dbt run, dbt test, dbt docs generate and export, each a process",
        (STAGE, *SEED_RUN_TEST, DOCS, EXPORT),
    ),
    Way(
        "plain_duckdb",
        "the limit: the same compiled models and data tests in plain duckdb, and the same exports",
        ((*ONE_PART, "plain-and-export"),),
    ),
    Way("dbt_build_only", "dbt build alone", ((*DBT, "build"),)),
    Way(
        "plain_duckdb_only",
        "its limit: the same compiled models and data tests",
        ((*ONE_PART, "plain"),),
    ),
)
# The ratios that are aimed at: this way, over that way, at most.
TARGETS = (
    ("whole_job", "dbt_build", 0.75),
    ("whole_job", "seed_run_test", 0.35),
    ("whole_job", "plain_duckdb", 10.0),
    ("no_change", "whole_job", 0.1),
    ("staging", "bare_split", 10.0),
)


def measure(folder: Path, rounds: int) -> dict[str, list[float]]:
    """Return the seconds of each way in each round, after one that is not counted.

    Raises:
        RuntimeError: a command failed.
    """
    for way in WAYS:
        copy = folder / way.name
        copies.copy_project(copy)
        # What dbt has read and compiled before is there for all.
        _run(copy, *DBT, "parse")
        _run(copy, *ONE_PART, "prepare")
    _run(folder / "no_change", "scripts/build.py", "--quiet")
    times: dict[str, list[float]] = defaultdict(list)
    for number in range(rounds + 1):
        for way in WAYS:
            copy = folder / way.name
            if not way.keeps_database:
                for database in copy.glob("nav_tiltak.duckdb*"):
                    database.unlink()
            started = time.perf_counter()
            for command in way.commands:
                _run(copy, *command)
            seconds = time.perf_counter() - started
            print(f"round {number}: {way.name} {seconds:.2f} s", flush=True)
            if number:
                times[way.name].append(seconds)
        if number:
            for name, seconds in _staging_and_split().items():
                times[name].append(seconds)
    return times


def _run(folder: Path, *command: str) -> None:
    outcome = copies.run(folder, *command)
    if outcome.returncode:
        raise RuntimeError(f"{' '.join(command)}: {outcome.stdout}{outcome.stderr}")


def _staging_and_split() -> dict[str, float]:
    """Return how long it takes to stage the documents' texts, and to do no more than split them."""
    seeds = PROJECT / "seeds"
    forms = stage.read_forms(seeds)
    texts = {
        path.name: path.read_text(encoding="utf-8")
        for path in sorted((seeds / "documents").glob("*.txt"))
    }

    def staging() -> None:
        for name, text in texts.items():
            stage.lines_text(name, parse.parse(name, text, forms))

    def split() -> None:
        for text in texts.values():
            for line in text.split("\n"):
                line.split("\t")

    return {
        name: statistics.median(
            timeit.repeat(work, "import gc; gc.enable()", time.process_time, SPLITS, number=1)
        )
        for name, work in (("staging", staging), ("bare_split", split))
    }


def _prepare() -> None:
    """Leave the compiled project, its marts and dbt's page where the other parts find them."""
    COMPILED.write_bytes(pickle.dumps(rehearse.compiled()))
    manifest = rehearse.dbt("parse").result
    MARTS.write_bytes(pickle.dumps(marts_of(manifest)))
    rehearse.dbt("docs", "generate", "--empty-catalog", manifest=manifest)


def _plain() -> duckdb.DuckDBPyConnection:
    """Build and test in plain duckdb, as the limit of what dbt does."""
    rehearsal = pickle.loads(COMPILED.read_bytes())
    connection = rehearsal.run(PROJECT / "seeds")
    if failing := rehearsal.failures(connection):
        raise RuntimeError(f"failing: {failing}")
    return connection


def _plain_and_export() -> None:
    connection = _plain()
    connection.execute("attach 'nav_tiltak.duckdb' as built")
    connection.execute("copy from database memory to built")
    connection.close()
    _export()


def _export() -> None:
    marts = pickle.loads(MARTS.read_bytes())
    files.export(Path("nav_tiltak.duckdb"), marts, Path("target"), Path("exports"))


ONLY: dict[str, Callable[[], object]] = {
    "prepare": _prepare,
    "export": _export,
    "plain": _plain,
    "plain-and-export": _plain_and_export,
}


def main() -> int:
    """Run the command line; 0 when every target is reached."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--only", choices=ONLY, help="one part, as the ways above run it")
    arguments = options.parse_args()
    if arguments.only:
        ONLY[arguments.only]()
        return 0
    with tempfile.TemporaryDirectory() as folder:
        times = measure(Path(folder), arguments.rounds)
    medians = {name: statistics.median(seconds) for name, seconds in times.items()}
    words = {way.name: way.words for way in WAYS} | {
        "staging": "staging the documents, in the process",
        "bare_split": "splitting the same bytes at line feeds and tabs, in the process",
    }
    rows = [
        {
            "way": name,
            "median_seconds": f"{medians[name]:.4g}",
            "ratio_to_whole_job": f"{medians[name] / medians['whole_job']:.3g}",
            "rounds": arguments.rounds,
            "lowest_seconds": f"{min(times[name]):.4g}",
            "highest_seconds": f"{max(times[name]):.4g}",
            "what": words[name],
        }
        for name in medians
    ]
    copies.record(RESULT, rows, "dbt-core", "dbt-duckdb", "duckdb")
    print("| way | median seconds | of the whole job |\n|---|---:|---:|")
    for row in rows:
        print(f"| {row['what']} | {row['median_seconds']} | {row['ratio_to_whole_job']} |")
    reached = True
    for name, other, most in TARGETS:
        ratio = medians[name] / medians[other]
        reached &= ratio <= most
        print(f"{name} / {other}: {ratio:.3g} ({'at most' if ratio <= most else 'not'} {most})")
    return 0 if reached else 1


if __name__ == "__main__":
    raise SystemExit(main())
