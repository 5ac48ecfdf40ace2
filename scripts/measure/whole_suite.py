"""Run every test there is, one file after the other, and record when all of them passed.

A file that passed is not run again while no file of the project has changed or come: a run that was
cut goes on where it stopped. The record, scripts/measure/whole_suite.csv, has a row per file: how
many tests passed, in how many seconds, of which commit.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import time
from pathlib import Path

from measure import copies
from seeds import read_seed, write_seed

PROJECT = Path(__file__).resolve().parents[2]
RECORD = Path(__file__).with_name("whole_suite.csv")
PASSED = PROJECT / "target" / "whole_suite.csv"
# Hypothesis draws a thousand new cases of each kind here, 150 fixed ones in `make test`.
OPTIONS = ("-m", "", "--hypothesis-profile", "long")


def state() -> tuple[str, str]:
    """Return the commit, and the digest of all files that are tracked, but for the record."""
    record = RECORD.relative_to(PROJECT).as_posix()
    commands = (
        ("rev-parse", "--short", "HEAD"),
        ("diff", "HEAD", "--", ".", f":!{record}"),
        ("ls-files", "--others", "--exclude-standard"),
    )
    commit, *changes = (
        subprocess.run(["git", *of], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
        for of in commands
    )
    return commit.strip(), hashlib.sha256("".join(changes).encode()).hexdigest()


def main(options: list[str]) -> int:
    """Run what has not passed yet; 0 when everything has."""
    commit, changes = state()
    rows = read_seed(PASSED) if PASSED.exists() else []
    rows = [row for row in rows if (row["commit"], row["changes"]) == (commit, changes)]
    failed = []
    for file in sorted((PROJECT / "tests").glob("test_*.py")):
        if file.name in [row["file"] for row in rows]:
            continue
        start = time.monotonic()
        command = [sys.executable, "-m", "pytest", *OPTIONS, *options, str(file)]
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
        last = done.stdout.strip().splitlines()[-1] if done.stdout.strip() else done.stderr
        print(f"{file.name:28} {last}", flush=True)
        if done.returncode:
            print(done.stdout)
            failed.append(file.name)
            continue
        passed = re.search(r"(\d+) passed", last)
        rows.append(
            {
                "file": file.name,
                "passed": passed[1] if passed else "0",
                "seconds": str(round(time.monotonic() - start)),
                "commit": commit,
                "changes": changes,
            }
        )
        PASSED.parent.mkdir(exist_ok=True)
        write_seed(PASSED, rows)
    if failed:
        print(f"failed: {', '.join(failed)}")
        return 1
    shown = [{key: value for key, value in row.items() if key != "changes"} for row in rows]
    copies.record(RECORD, shown, "pytest", "duckdb", "dbt-core")
    print(f"all passed; recorded in {RECORD.relative_to(PROJECT)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
