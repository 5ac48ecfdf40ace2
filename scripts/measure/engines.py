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
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import duckdb
from export import marts
from rehearse import dbt

from measure.copies import PROJECT, made_with
from seeds import write_seed

RESULT = Path(__file__).with_name("engines.csv")
DATABASE = PROJECT / "target" / "engines" / "nav_tiltak.duckdb"
# Where profiles.yml lets Spark keep its tables and their catalog.
SPARK = PROJECT / "target" / "spark"
PACKAGES = ("dbt-core", "dbt-duckdb", "duckdb", "dbt-spark", "pyspark")
SHOWN_ROWS = 3


class Comparison(NamedTuple):
    """What two engines made of one mart: rows on DuckDB, cells that differ, the first in words."""

    mart: str
    rows: int
    columns: int
    cells: int
    differences: int
    first: list[str]


def run_dbt(
    *command: str, project: Path = PROJECT, environment: Mapping[str, str] | None = None
) -> None:
    """Run dbt in a process of its own, in a copy of the project and an environment.

    Raises:
        RuntimeError: it failed; dbt has printed why.
    """
    options = ("--quiet", "--no-use-colors", "--log-level-file", "none")
    dbt = Path(sys.executable).with_name("dbt")
    if subprocess.run([dbt, *options, *command], cwd=project, env=environment).returncode:
        raise RuntimeError(f"dbt {command[0]} failed.")


def build(
    engine: str,
    target: Path,
    *options: str,
    project: Path = PROJECT,
    environment: Mapping[str, str] | None = None,
) -> dict[str, object]:
    """Build and test everything on an engine, in a process of its own: return tests and seconds.

    Args:
        engine: a target of profiles.yml.
        target: for what dbt writes.
        options: of `dbt build`.
        project: the project, or a copy of it.
        environment: of the process, where it is not ours.

    Raises:
        RuntimeError: a model or a test failed; dbt has printed which.
    """
    started = time.perf_counter()
    folder = target / engine
    print(f"building and testing on {engine} ...", flush=True)
    command = ("build", "--target", engine, "--target-path", str(folder), *options)
    run_dbt(*command, project=project, environment=environment)
    seconds = time.perf_counter() - started
    results = json.loads((folder / "run_results.json").read_bytes())["results"]
    tests = sum(result["unique_id"].startswith(("test.", "unit_test.")) for result in results)
    print(f"  {tests} tests passed in {seconds:.0f} seconds")
    return {f"{engine}_tests": tests, f"{engine}_seconds": round(seconds, 1)}


def compare(connection: duckdb.DuckDBPyConnection, mart: marts.Mart) -> Comparison:
    """Compare the two tables of a mart: types, rows, and each cell of the rows with the same key.

    Where only one engine has a row, all its cells differ.
    """
    types, others = (
        dict(row[:2] for row in connection.execute(f"describe {schema}.{mart.name}").fetchall())
        for schema in ("on_duckdb", "on_spark")
    )
    if types != others:
        words = ", ".join(" ".join(pair) for pair in sorted(types.items() ^ others.items()))
        raise RuntimeError(f"{mart.name} has other columns on Spark than on DuckDB: {words}")
    names = list(types)
    key = ", ".join(mart.key)
    differing = [f"ours.{name} is distinct from theirs.{name}" for name in names]
    alone = f"ours.{mart.key[0]} is null or theirs.{mart.key[0]} is null"
    pairs = (
        f"from on_duckdb.{mart.name} as ours full join on_spark.{mart.name} as theirs using ({key})"
    )
    count = " + ".join(f"cast({condition} as integer)" for condition in differing)
    rows, differences = connection.execute(
        f"select count(ours.{mart.key[0]}), "
        f"coalesce(sum(case when {alone} then {len(names)} else {count} end), 0) {pairs}"
    ).fetchall()[0]
    first_rows = (
        f"select concat_ws(', ', {key}), ours, theirs {pairs} "
        f"where {' or '.join(differing)} order by {key} limit {SHOWN_ROWS}"
    )
    shown = connection.execute(first_rows).fetchall() if differences else []
    first = [
        f"{row}: "
        + "; ".join(
            f"{name} {ours[name]!r} on duckdb, {theirs[name]!r} on spark"
            for name in names
            if ours[name] != theirs[name]
        )
        for row, ours, theirs in shown
    ]
    return Comparison(mart.name, rows, len(names), rows * len(names), int(differences), first)


def compare_all(wanted: list[marts.Mart], database: Path, spark: Path) -> list[Comparison]:
    """Compare all marts of two finished builds: a database, and Spark's folder."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{database}' as built (read_only)")
        connection.execute("create schema on_duckdb; create schema on_spark")
        for mart in wanted:
            connection.execute(
                f"create view on_duckdb.{mart.name} as from built.{marts.SCHEMA}.{mart.name}"
            )
            files = spark / "warehouse" / f"{marts.SCHEMA}.db" / mart.name / "*.parquet"
            connection.execute(f"create view on_spark.{mart.name} as from read_parquet('{files}')")
        return [compare(connection, mart) for mart in wanted]


def record(compared: list[Comparison], builds: dict[str, object]) -> Comparison:
    """Write the result: a row per mart, and one for all of them, which is returned."""
    total = total_of(compared)
    rows = [
        {"measured_on": datetime.date.today().isoformat()} | one._asdict()
        for one in [*compared, total]
    ]
    rows[-1] |= builds | {"with": made_with(*PACKAGES, java=java())}
    write_seed(RESULT, rows, [name for name in rows[-1] if name != "first"])
    return total


def total_of(compared: list[Comparison]) -> Comparison:
    """Return what was compared of all marts together."""
    sums = (sum(one[no] for one in compared) for no in range(1, 5))
    return Comparison("all marts", *sums, [])


def java() -> str:
    """Return the version of Java that Spark runs in."""
    command = Path(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else "java"
    said = subprocess.run([command, "-version"], capture_output=True, text=True).stderr
    return "Java " + said.split('"')[1]


def tell_differences(compared: list[Comparison]) -> None:
    """Print of every mart that differs the first rows that do."""
    for one in compared:
        if one.differences:
            print(f"\n{one.mart} differs, first:", *one.first, sep="\n  ", file=sys.stderr)


def main() -> int:
    """Run the command line."""
    os.chdir(PROJECT)
    for leftover in (SPARK, DATABASE.parent):
        shutil.rmtree(leftover, ignore_errors=True)
        leftover.mkdir(parents=True)
    os.environ["NAV_TILTAK_DATABASE"] = str(DATABASE)
    try:
        builds = build("duckdb", DATABASE.parent)
        builds |= build("spark", DATABASE.parent, "--exclude", "tag:not_on_spark")
        manifest = dbt("parse", "--target-path", str(DATABASE.parent / "duckdb")).result
        compared = compare_all(marts.marts_of(manifest), DATABASE, SPARK)
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    total = record(compared, builds)
    print("\n| mart | rows | columns | cells | differences |\n|---|---:|---:|---:|---:|")
    for one in compared:
        print(
            f"| {one.mart} | {one.rows:,} | {one.columns} | {one.cells:,} | {one.differences:,} |"
        )
    print(f"\n{len(compared)} marts, {total.cells:,} cells compared: {total.differences:,} differ")
    tell_differences(compared)
    return 1 if total.differences else 0


if __name__ == "__main__":
    raise SystemExit(main())
