"""Build an archive on a Spark cluster of two workers and compare it with DuckDB, cell by cell.

The archive (`archive.py`) is made in a copy of the project and built there by `build.py --archive`.
Then a standalone master and two workers start on loopback, each worker with an address and the
processes of its own, and dbt builds and tests the same archive on them. Every mart is compared, and
written by the workers as Parquet, whose rows are compared with those of DuckDB in their order. With
--kill one worker, and what works for it, is killed while the workers write the model that is one
more than half of them. The result takes the place of what cluster.csv has of an archive of this
size: a row per worker, and one for the whole.

    python -m measure.cluster FOLDER --kill
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import duckdb
import machine
from export import marts
from rehearse import dbt

from measure import copies, engines

RESULT = Path(__file__).with_name("cluster.csv")
MASTER = "127.0.0.1"
WORKERS = ("127.0.0.2", "127.0.0.3")
# What is recorded of the work, and what of it Spark writes for each task in its log of events.
DRIVER = {
    "spark.driver.host": MASTER,
    "spark.driver.bindAddress": MASTER,
    "spark.eventLog.enabled": "true",
    "spark.eventLog.compress": "false",
    "spark.eventLog.rolling.enabled": "false",
    "spark.executor.processTreeMetrics.enabled": "true",
    "spark.executor.metrics.pollingInterval": "1s",
}
# How Spark's plans call a join with a table that every worker is sent whole, and one of two tables
# whose rows are both sent to where their keys are.
JOINS = {"broadcast_joins": "Broadcast", "sorted_joins": "SortMerge"}
# How Spark calls the types that Parquet files for people have.
TYPES = {"date": "timestamp_ntz", "decimal": "double"}


def started(folder: Path, name: str, *command: str) -> subprocess.Popen[bytes]:
    """Start a part of the cluster; it and what it starts are a group by its own process id."""
    spark = Path(importlib.util.find_spec("pyspark").origin).parent
    with (folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen(
            [spark / "bin" / "spark-class", f"org.apache.spark.deploy.{command[0]}", *command[1:]],
            env=os.environ | {"SPARK_LOCAL_DIRS": str(folder / "local")},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def killed(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    """End a part of the cluster and what it has started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, how)
    process.wait()


@contextlib.contextmanager
def cluster(folder: Path, memory: str) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Run a master and the workers; give the address of the one and the processes of the others."""
    with socket.create_server((MASTER, 0)) as free:
        port = free.getsockname()[1]
    at = ("--host", MASTER, "--port", str(port), "--webui-port", "0")
    parts = [started(folder, "master", "master.Master", *at)]
    try:
        while True:
            if parts[0].poll() is not None:
                raise RuntimeError(f"The master did not start; see {folder / 'master.log'}.")
            with contextlib.suppress(ConnectionRefusedError):
                socket.create_connection((MASTER, port)).close()
                break
            time.sleep(0.2)
        address = f"spark://{MASTER}:{port}"
        for host in WORKERS:
            work = ("--work-dir", str(folder / host), "--cores", "1", "--memory", memory)
            at = ("--host", host, "--webui-port", "0")
            parts.append(started(folder, f"worker-{host}", "worker.Worker", *at, *work, address))
        yield address, parts[1:]
    finally:
        for part in reversed(parts):
            killed(part, signal.SIGTERM)


def kill_halfway(
    worker: subprocess.Popen[bytes], tables: list[Path], ended: threading.Event
) -> None:
    """Kill a worker, and what works for it, when more than half of the models have a table.

    The folder of a table is there from when the workers begin to write it.
    """
    while not ended.wait(0.1):
        if sum(table.exists() for table in tables) > len(tables) / 2:
            print(f"  killing the worker on {WORKERS[0]}", flush=True)
            killed(worker, signal.SIGKILL)
            return


def work_of(log: Path) -> dict[str, dict[str, float]]:
    """Return what each worker did, by its address, as Spark's log of events says."""
    done: dict[str, Counter[str]] = defaultdict(Counter)
    peaks: dict[str, int] = defaultdict(int)
    with log.open("rb") as events:
        for line in events:
            if not line.startswith(b'{"Event":"SparkListenerTaskEnd"'):
                continue
            task = json.loads(line)
            host = task["Task Info"]["Host"]
            is_lost = task["Task End Reason"]["Reason"] != "Success"
            done[host]["lost_tasks" if is_lost else "tasks"] += 1
            # Of a task that was lost with its worker nothing is known.
            used = task.get("Task Metrics") or {}
            read = used.get("Shuffle Read Metrics", {})
            written = used.get("Shuffle Write Metrics", {})
            done[host]["shuffle_read"] += read.get("Local Bytes Read", 0)
            done[host]["shuffle_read"] += read.get("Remote Bytes Read", 0)
            done[host]["shuffle_written"] += written.get("Shuffle Bytes Written", 0)
            peak = (task.get("Task Executor Metrics") or {}).get("ProcessTreeJVMRSSMemory", 0)
            peaks[host] = max(peaks[host], peak)
    return {
        host: {
            "tasks": work["tasks"],
            "lost_tasks": work["lost_tasks"],
            "shuffle_read_mb": round(work["shuffle_read"] / 1e6, 1),
            "shuffle_written_mb": round(work["shuffle_written"] / 1e6, 1),
            "peak_gib": round(peaks[host] / 2**30, 2),
        }
        for host, work in sorted(done.items())
    }


def joins_of(log: Path) -> dict[str, int]:
    """Return how many joins of each kind there were, by the last plan of each query."""
    plans = {}
    with log.open("rb") as events:
        for line in events:
            if b'"physicalPlanDescription"' in line:
                event = json.loads(line)
                plans[event["executionId"]] = event["physicalPlanDescription"]
    # The tree of the plan that was run stands before that of the first one, and before its details.
    trees = [plan.split("== Initial Plan ==")[0].split("\n\n")[0] for plan in plans.values()]
    return {
        name: sum(len(re.findall(rf"\b{kind}\w*Join ", tree)) for tree in trees)
        for name, kind in JOINS.items()
    }


def as_parquet(mart: marts.Mart) -> str:
    """Return the query of a mart as its Parquet file has it: the types, and the order of rows."""
    kinds = {one.name: TYPES.get(one.data_type.split("(")[0]) for one in mart.columns}
    columns = (f"cast({name} as {kind})" if kind else name for name, kind in kinds.items())
    named = (f"{one} as {name}" for one, name in zip(columns, kinds, strict=True))
    return f"select {', '.join(named)} from marts.{mart.name} order by {', '.join(mart.key)}"


def rows_out_of_place(wanted: list[marts.Mart], ours: Path, theirs: Path) -> int:
    """Return how many rows of Spark's Parquet files are not the row in that place of DuckDB's."""
    count = 0
    with duckdb.connect() as connection:
        for mart in wanted:
            pairs = (
                f"from '{ours / mart.name}.parquet' as ours "
                f"positional join '{theirs / mart.name}/*.parquet' as theirs"
            )
            count += connection.execute(
                f"select count(*) {pairs} where ours is distinct from theirs"
            ).fetchall()[0][0]
    return count


def measure(folder: Path, years: int, municipalities: int, *, kill: bool) -> int:
    """Make an archive, build it on both engines, compare and record; 0 when nothing differs."""
    began = time.perf_counter()
    made, logs, spark = folder / "project", folder / "logs", folder / "spark"
    shutil.rmtree(folder, ignore_errors=True)
    for each in (logs / "conf", logs / "local", logs / "events", spark):
        each.mkdir(parents=True)
    copies.copy_project(made, "seeds")
    sizes = ("--years", str(years), "--municipalities", str(municipalities))
    copies.run(
        copies.PROJECT, "-m", "measure.archive", str(made / "seeds"), *sizes
    ).check_returncode()
    print("building and testing on duckdb ...", flush=True)
    begun = time.perf_counter()
    built = copies.run(made, "scripts/build.py", "--archive", "--quiet")
    if built.returncode:
        raise RuntimeError(f"The build on duckdb failed.\n{built.stderr}")
    duckdb_seconds = round(time.perf_counter() - begun, 1)
    with duckdb.connect(made / "nav_tiltak.duckdb", read_only=True) as connection:
        ((cells,),) = connection.execute(
            "select sum(cell_count) from marts.dim_document"
        ).fetchall()
    manifest = dbt("parse", "--target-path", str(logs)).result
    wanted = marts.marts_of(manifest)
    tables = [
        spark / "warehouse" / f"{node.schema}.db" / node.alias
        for node in manifest.nodes.values()
        if node.resource_type == "model"
    ]
    settings = DRIVER | {"spark.eventLog.dir": (logs / "events").as_uri()}
    (logs / "conf" / "spark-defaults.conf").write_text(
        "".join(f"{name} {value}\n" for name, value in settings.items()), encoding="utf-8"
    )
    memory = os.environ.get("NAV_TILTAK_SPARK_MEMORY", "2g")
    with cluster(logs, memory) as (address, workers):
        environment = os.environ | {
            "NAV_TILTAK_SPARK_MASTER": address,
            "NAV_TILTAK_SPARK_FOLDER": str(spark),
            "SPARK_CONF_DIR": str(logs / "conf"),
            "SPARK_LOCAL_DIRS": str(logs / "local"),
        }
        ended = threading.Event()
        watch = threading.Thread(target=kill_halfway, args=(workers[0], tables, ended))
        if kill:
            watch.start()
        try:
            options = ("--exclude-resource-type", "unit_test", "--vars", "{is_archive: true}")
            said = engines.build("spark", logs, *options, project=made, environment=environment)
        finally:
            ended.set()
        (events,) = (logs / "events").iterdir()
        work, joins = work_of(events), joins_of(events)
        queries = {str(folder / "parquet" / mart.name): as_parquet(mart) for mart in wanted}
        export = ("run-operation", "write_parquet", "--target", "spark")
        arguments = ("--args", json.dumps({"queries": queries}))
        engines.run_dbt(*export, *arguments, project=made, environment=environment)
    compared = engines.compare_all(wanted, made / "nav_tiltak.duckdb", spark)
    total = engines.total_of(compared)
    moved = rows_out_of_place(wanted, made / "exports" / "parquet", folder / "parquet")
    size = {"years": years, "municipalities": municipalities, "cells": cells}
    rows = [
        size | {"what": f"worker {no}" + (", killed" if kill and no == 1 else "")} | work[host]
        for no, host in enumerate(WORKERS, 1)
    ]
    whole = {"marts": len(compared), "compared_rows": total.rows, "compared_cells": total.cells}
    whole |= {"differences": total.differences, "rows_out_of_place": moved} | joins
    whole |= said | {"duckdb_seconds": duckdb_seconds}
    whole |= {"command_seconds": round(time.perf_counter() - began, 1)}
    rows.append(size | {"what": "the whole"} | whole)
    copies.record(RESULT, rows, *engines.PACKAGES, java=engines.java(), by="cells")
    for row in rows:
        print(", ".join(f"{name} {value}" for name, value in row.items()))
    engines.tell_differences(compared)
    return 1 if total.differences or moved else 0


def main() -> int:
    """Run the command line."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("folder", type=Path, help="for the archive; replaces the former")
    options.add_argument("--years", type=int, default=1)
    options.add_argument("--municipalities", type=int, default=52)
    options.add_argument("--kill", action="store_true", help="kill a worker halfway")
    arguments = options.parse_args()
    # Whatever ends this process, the cluster is ended first.
    signal.signal(signal.SIGTERM, signal.getsignal(signal.SIGINT))
    try:
        return measure(
            arguments.folder.resolve(),
            arguments.years,
            arguments.municipalities,
            kill=arguments.kill,
        )
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    raise SystemExit(machine.run(main))
