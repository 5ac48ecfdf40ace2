"""What is measured on a cluster: what each worker did, and whether rows stand where they should."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import threading
from pathlib import Path

import duckdb
import pytest
from export.marts import Column, Mart
from measure import cluster, copies

from seeds import read_seed

MART = Mart(
    "sums",
    "One row per month. What is summed.",
    ("month",),
    (Column("month", "date", ""), Column("sum", "decimal(9,1)", ""), Column("code", "varchar", "")),
)


def task(host: str, reason: str = "Success", **metrics: object) -> str:
    return json.dumps(
        {
            "Event": "SparkListenerTaskEnd",
            "Task End Reason": {"Reason": reason},
            "Task Info": {"Host": host},
        }
        | metrics,
        separators=(",", ":"),
    )


def test_the_work_of_each_worker_is_counted_from_the_log_of_events(tmp_path: Path) -> None:
    used = {
        "Task Metrics": {
            "Shuffle Read Metrics": {"Local Bytes Read": 2_000_000, "Remote Bytes Read": 500_000},
            "Shuffle Write Metrics": {"Shuffle Bytes Written": 3_000_000},
        }
    }
    peaks = [{"Task Executor Metrics": {"ProcessTreeJVMRSSMemory": gib << 30}} for gib in (2, 1)]
    lines = (
        '{"Event":"SparkListenerLogStart"}',
        *(task("a", **used, **peak) for peak in peaks),
        task("a", "ExecutorLostFailure"),
        task("b"),
    )
    log = tmp_path / "events"
    log.write_text("\n".join(lines), encoding="utf-8")
    names = ("tasks", "lost_tasks", "shuffle_read_mb", "shuffle_written_mb", "peak_gib")
    assert cluster.work_of(log) == {
        "a": dict(zip(names, (2, 1, 5.0, 6.0, 2.0), strict=True)),
        "b": dict(zip(names, (1, 0, 0.0, 0.0, 0.0), strict=True)),
    }


PLAN = """== Physical Plan ==
AdaptiveSparkPlan (9)
+- == {} Plan ==
   SortMergeJoin LeftAnti (8)
   :- BroadcastHashJoin Inner BuildRight (4)
   +- BroadcastNestedLoopJoin BuildLeft Inner (5)
+- == Initial Plan ==
   SortMergeJoin Inner (3)
"""


def test_joins_are_counted_from_the_last_plan_of_each_query(tmp_path: Path) -> None:
    events = [(1, PLAN.format("Current")), (2, PLAN.format("Final")), (1, PLAN.format("Final"))]
    events += [(3, "== Physical Plan ==\nSortMergeJoin Inner (1)\n\n(1) SortMergeJoin Inner\n")]
    log = tmp_path / "events"
    log.write_text(
        '{"Event":"SparkListenerLogStart"}\n'
        + "\n".join(
            json.dumps(
                {"executionId": query, "physicalPlanDescription": plan}, separators=(",", ":")
            )
            for query, plan in events
        ),
        encoding="utf-8",
    )
    assert cluster.joins_of(log) == {"broadcast_joins": 4, "sorted_joins": 3}


@pytest.mark.parametrize(
    ("parts", "moved"),
    [
        ((("2020-01-01", 1), ("2020-02-01", 2)), 0),
        ((("2020-02-01", 2), ("2020-01-01", 1)), 2),
        ((("2020-01-01", 1), ("2020-02-01", 3)), 1),
        ((("2020-01-01", 1),), 1),
        ((("2020-01-01", 1), ("2020-02-01", 2), ("2020-03-01", 3)), 1),
    ],
    ids=["same", "other order", "other value", "one less", "one more"],
)
def test_a_row_out_of_place_is_seen(
    tmp_path: Path, parts: tuple[tuple[str, int], ...], moved: int
) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    (theirs / MART.name).mkdir(parents=True)
    ours.mkdir()

    def write(path: Path, *rows: tuple[str, int]) -> None:
        listed = ", ".join(f"(timestamp '{month}', {count}::double, 'x')" for month, count in rows)
        with duckdb.connect() as connection:
            connection.execute(f"copy (values {listed}) to '{path}' (format parquet)")

    write(ours / f"{MART.name}.parquet", ("2020-01-01", 1), ("2020-02-01", 2))
    for no, row in enumerate(parts):
        write(theirs / MART.name / f"part-{no:05}.parquet", row)
    assert cluster.rows_out_of_place([MART], ours, theirs) == moved


def test_what_was_measured_of_other_sizes_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "cluster.csv"
    file.write_text("cells,what,tasks,with\n10,worker 1,1,x\n10,worker 2,2,x\n9,worker 1,3,x\n")
    copies.record(file, [{"cells": 10, "what": "worker 1", "tasks": 4, "joins": 5}], by="cells")
    rows = [(row["cells"], row["what"], row["tasks"], row["joins"]) for row in read_seed(file)]
    assert rows == [("9", "worker 1", "3", ""), ("10", "worker 1", "4", "5")]


def test_rows_are_written_as_they_are_for_people() -> None:
    assert cluster.as_parquet(MART) == (
        "select cast(month as timestamp_ntz) as month, cast(sum as double) as sum, code as code "
        "from marts.sums order by month"
    )


def test_a_worker_is_killed_with_what_works_for_it_when_half_is_made(tmp_path: Path) -> None:
    worker = subprocess.Popen(
        ["sh", "-c", "sleep 600 & echo; wait"],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    worker.stdout.readline()
    ended = threading.Event()
    models = [tmp_path / "marts.db" / name for name in ("one", "two")]
    # A seed that is a table too is no model.
    for table in (models[0], tmp_path / "reference.db" / "a_seed"):
        table.mkdir(parents=True)
    watch = threading.Thread(target=cluster.kill_halfway, args=(worker, models, ended))
    try:
        watch.start()
        watch.join(0.5)
        assert worker.poll() is None, "one model of two is not more than half"
        models[1].mkdir()
        watch.join(30)
        assert worker.poll() == -signal.SIGKILL
        # What it started held the other end of its output.
        assert select.select([worker.stdout], [], [], 30)[0]
    finally:
        ended.set()
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
        worker.stdout.close()
