"""Run every test there is, as many files at once as there are cores, and record when all passed.

What took longest in the last record comes first. A file that passed is not run again while nothing
has changed but other files of tests: a run that was cut goes on where it stopped. The record,
scripts/measure/whole_suite.csv, has a row per file: how many tests passed, in how many seconds, of
which commit; and one of all files together, if the run was not cut.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from unchanged import digest_of_file

from measure import copies
from seeds import read_seed, write_seed

PROJECT = Path(__file__).resolve().parents[2]
RECORD = Path(__file__).with_name("whole_suite.csv")
PASSED = PROJECT / "target" / "whole_suite.csv"
# Hypothesis draws a thousand new cases of each kind here, 75 fixed ones in `make test`.
OPTIONS = ("-m", "", "--numprocesses", "0", "--hypothesis-profile", "long")


def states(files: list[str]) -> dict[str, str]:
    """Return by test file the digest of all that it can depend on: no other test file."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    digests = {
        name: digest_of_file(PROJECT / name)
        for name in sorted(names.splitlines())
        if (PROJECT / name).is_file() and PROJECT / name not in (RECORD, Path(__file__))
    }
    tests = {f"tests/{file}" for file in files}
    return {
        file: hashlib.sha256(
            repr(
                [one for one in digests.items() if one[0] not in tests - {f"tests/{file}"}]
            ).encode()
        ).hexdigest()
        for file in files
    }


def longest_first() -> list[str]:
    """Return the names of all files with tests, in the order in which they are started."""
    seconds = {row["file"]: int(row["seconds"]) for row in read_seed(RECORD)}
    files = sorted(path.name for path in (PROJECT / "tests").glob("test_*.py"))
    return sorted(files, key=lambda file: -seconds.get(file, 0))


def run(file: str, options: list[str]) -> tuple[str, int | None, int, str]:
    """Run the tests of a file: its name, how many passed (None: some failed), seconds, output."""
    start = time.monotonic()
    command = [sys.executable, "-m", "pytest", *OPTIONS, *options, f"tests/{file}"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    output = done.stdout.strip() or done.stderr.strip()
    passed = re.search(r"(\d+) passed", output.splitlines()[-1])
    count = None if done.returncode else int(passed[1]) if passed else 0
    return file, count, round(time.monotonic() - start), output


def main(options: list[str]) -> int:
    """Run what has not passed yet; 0 when everything has."""
    start = time.monotonic()
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=PROJECT, capture_output=True, text=True
    ).stdout.strip()
    files = longest_first()
    state = states(files)
    rows = read_seed(PASSED) if PASSED.exists() else []
    rows = [row for row in rows if state.get(row["file"]) == row["state"]]
    cut = bool(rows)
    waiting = [file for file in files if file not in [row["file"] for row in rows]]
    failed = []
    PASSED.parent.mkdir(exist_ok=True)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for done in as_completed([pool.submit(run, file, options) for file in waiting]):
            file, passed, seconds, output = done.result()
            print(f"{file:28} {output.splitlines()[-1]}", flush=True)
            if passed is None:
                print(output, flush=True)
                failed.append(file)
                continue
            row = {"file": file, "passed": str(passed), "seconds": str(seconds)}
            rows.append(row | {"commit": commit, "state": state[file]})
            write_seed(PASSED, rows)
    if failed:
        print(f"failed: {', '.join(sorted(failed))}")
        return 1
    rows.sort(key=lambda row: row["file"])
    if not cut:
        passed = sum(int(row["passed"]) for row in rows)
        seconds = round(time.monotonic() - start)
        rows.append({"file": "all", "passed": passed, "seconds": seconds, "commit": commit})
    shown = [{key: value for key, value in row.items() if key != "state"} for row in rows]
    copies.record(RECORD, shown, "pytest", "duckdb", "dbt-core")
    print(f"all passed; recorded in {RECORD.relative_to(PROJECT)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
