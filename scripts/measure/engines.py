"""Build everything on DuckDB and on Spark and compare the marts of both, cell by cell.

Both engines read the same seed files and run all models and tests, from nothing, in target/.
The result replaces engines.csv; the exit code is 1 where a build fails or a cell differs.

    python -m measure.engines
"""

from __future__ import annotations

import datetime
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import stage
from dbt.cli.main import dbtRunner
from export import marts

from measure.copies import PROJECT, made_with

RESULT = Path(__file__).with_name("engines.csv")
DATABASE = PROJECT / "target" / "engines" / "nav_tiltak.duckdb"
# Where profiles.yml lets Spark keep its tables and their catalog.
SPARK = PROJECT / "target" / "spark"
PACKAGES = ("dbt-core", "dbt-duckdb", "duckdb", "dbt-spark", "pyspark")
SHOWN_ROWS = 3
COUNTS = ("rows", "columns", "cells", "differences")


@dataclass(frozen=True)
class Build:
    """A build that passed on one engine, with all its tests."""

    engine: str
    tests: int
    seconds: float


@dataclass(frozen=True)
class Comparison:
    """What two engines made of one mart: rows on DuckDB, cells that differ, the first in words."""

    mart: str
    rows: int
    columns: int
    differences: int
    first: tuple[str, ...]

    @property
    def cells(self) -> int:
        """How many cells were compared."""
        return self.rows * self.columns


def build(engine: str) -> Build:
    """Build and test the whole project on an engine, in a process of its own.

    Raises:
        RuntimeError: a model or a test failed; dbt has printed which.
    """
    started = time.perf_counter()
    folder = DATABASE.parent / engine
    options = ("--quiet", "--no-use-colors", "--log-level-file", "none")
    command = ("build", "--target", engine, "--target-path", str(folder))
    if subprocess.run([Path(sys.executable).with_name("dbt"), *options, *command]).returncode:
        raise RuntimeError(f"The build on {engine} failed.")
    results = json.loads((folder / "run_results.json").read_bytes())["results"]
    tests = sum(result["unique_id"].startswith(("test.", "unit_test.")) for result in results)
    return Build(engine, tests, time.perf_counter() - started)


def marts_built() -> list[marts.Mart]:
    """Return what the project says of its marts."""
    folder = str(DATABASE.parent / "duckdb")
    options = ("--quiet", "--log-level-file", "none", "parse", "--target-path", folder)
    return marts.marts_of(dbtRunner().invoke(list(options)).result)


def compare(connection: duckdb.DuckDBPyConnection, mart: marts.Mart) -> Comparison:
    """Compare the two tables of a mart: types, rows, and each cell of the rows with the same key.

    Args:
        connection: has the schemas `on_duckdb` and `on_spark`.
        mart: the table; where only one engine has a row, all its cells differ.
    """
    sides = [_types(connection, f"{schema}.{mart.name}") for schema in ("on_duckdb", "on_spark")]
    if sides[0] != sides[1]:
        found = set(sides[0].items()) ^ set(sides[1].items())
        words = ", ".join(f"{name} {kind}" for name, kind in sorted(found))
        raise RuntimeError(f"{mart.name} has other columns on Spark than on DuckDB: {words}")
    names = list(sides[0])
    differing = {name: f"ours.{name} is distinct from theirs.{name}" for name in names}
    alone = " or ".join(f"ours.{key} is null or theirs.{key} is null" for key in mart.key)
    pairs = (
        f"on_duckdb.{mart.name} as ours full join on_spark.{mart.name} as theirs on "
        + " and ".join(f"ours.{key} = theirs.{key}" for key in mart.key)
    )
    count = " + ".join(f"cast({condition} as integer)" for condition in differing.values())
    rows, differences = connection.execute(
        f"select (select count(*) from on_duckdb.{mart.name}), coalesce(sum("
        f"case when {alone} then {len(names)} else {count} end), 0) from {pairs}"
    ).fetchall()[0]
    shown = connection.execute(
        f"select {', '.join(f'coalesce(ours.{key}, theirs.{key})' for key in mart.key)}, "
        f"{', '.join(f'ours.{name}, theirs.{name}' for name in names)} from {pairs} "
        f"where {' or '.join(differing.values())} order by all limit {SHOWN_ROWS}"
    ).fetchall()
    return Comparison(
        mart.name, rows, len(names), int(differences), tuple(_words(mart, names, shown))
    )


def _types(connection: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    return {row[0]: row[1] for row in connection.execute(f"describe {relation}").fetchall()}


def _words(mart: marts.Mart, names: list[str], rows: Iterable[tuple[Any, ...]]) -> Iterable[str]:
    for row in rows:
        key = ", ".join(str(part) for part in row[: len(mart.key)])
        cells = row[len(mart.key) :]
        pairs = zip(names, cells[::2], cells[1::2], strict=True)
        yield f"{key}: " + "; ".join(
            f"{name} {ours!r} on duckdb, {theirs!r} on spark"
            for name, ours, theirs in pairs
            if ours != theirs
        )


def compare_all(wanted: list[marts.Mart]) -> list[Comparison]:
    """Compare all marts of the two finished builds."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{DATABASE}' as built (read_only)")
        connection.execute("create schema on_duckdb; create schema on_spark")
        for mart in wanted:
            connection.execute(
                f"create view on_duckdb.{mart.name} as from built.{marts.SCHEMA}.{mart.name}"
            )
            files = SPARK / "warehouse" / f"{marts.SCHEMA}.db" / mart.name / "*.parquet"
            connection.execute(f"create view on_spark.{mart.name} as from read_parquet('{files}')")
        return [compare(connection, mart) for mart in wanted]


def record(compared: list[Comparison], builds: list[Build]) -> None:
    """Write the result: a row per mart, and one for all of them."""
    command = Path(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else "java"
    said_by_java = subprocess.run([command, "-version"], capture_output=True, text=True).stderr
    java = "Java " + said_by_java.split('"')[1]
    measured_on = datetime.date.today().isoformat()
    rows = [
        {"measured_on": measured_on, "mart": one.mart}
        | {name: getattr(one, name) for name in COUNTS}
        for one in compared
    ]
    total: dict[str, object] = {"measured_on": measured_on, "mart": "all marts"}
    for name in COUNTS:
        total[name] = sum(int(row[name]) for row in rows)
    for built in builds:
        total[f"{built.engine}_tests"] = built.tests
        total[f"{built.engine}_seconds"] = round(built.seconds, 1)
    total["with"] = made_with(*PACKAGES, java=java)
    stage.write_seed(RESULT, [*rows, total], total)


def main() -> int:
    """Run the command line."""
    os.chdir(PROJECT)
    for leftover in (SPARK, DATABASE.parent):
        shutil.rmtree(leftover, ignore_errors=True)
    SPARK.mkdir(parents=True)
    DATABASE.parent.mkdir(parents=True)
    os.environ["NAV_TILTAK_DATABASE"] = str(DATABASE)
    try:
        builds = []
        for engine in ("duckdb", "spark"):
            print(f"building and testing on {engine} ...", flush=True)
            builds.append(build(engine))
            print(f"  {builds[-1].tests} tests passed in {builds[-1].seconds:.0f} seconds")
        compared = compare_all(marts_built())
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    record(compared, builds)
    print("\n| mart | rows | columns | cells | differences |\n|---|---:|---:|---:|---:|")
    for one in compared:
        print(
            f"| {one.mart} | {one.rows:,} | {one.columns} | {one.cells:,} | {one.differences:,} |"
        )
    different = [one for one in compared if one.differences]
    print(
        f"\n{len(compared)} marts, {sum(one.cells for one in compared):,} cells compared: "
        f"{sum(one.differences for one in compared):,} differ"
    )
    for one in different:
        print(f"\n{one.mart} differs, first:", *one.first, sep="\n  ", file=sys.stderr)
    return 1 if different else 0


if __name__ == "__main__":
    raise SystemExit(main())
