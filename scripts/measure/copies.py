"""Copies of the project that are measured or tested, and what a measurement was made with."""

from __future__ import annotations

import datetime
import importlib.metadata
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from stage import PROJECT

from seeds import read_seed, write_seed

MADE = (
    *(".git", ".venv*", ".*_cache", "__pycache__"),
    *("target", "logs", "exports*", "releases", "*.duckdb*"),
)


def copy_project(folder: Path, *left_out: str) -> None:
    """Copy the project without what builds and tools made of it, and without some names."""
    shutil.copytree(PROJECT, folder, ignore=shutil.ignore_patterns(*MADE, *left_out))


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a copy of the project, as make does, and return what it prints."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": "scripts"},
        capture_output=True,
        text=True,
    )


def made_with(*packages: str, java: str = "") -> str:
    """Return the versions and the machine that something is measured with."""
    versions = [f"{name} {importlib.metadata.version(name)}" for name in packages]
    parts = [f"Python {platform.python_version()}", *filter(None, [java]), *versions]
    return f"{', '.join(parts)}; {os.cpu_count()} cores"


def record(
    file: Path, rows: list[dict[str, object]], *packages: str, java: str = "", by: str = ""
) -> None:
    """Write what was measured: each row with the day, and with what it was measured.

    With `by`, a column of whole numbers, rows that the file has of other numbers are kept.
    """
    day = {"measured_on": datetime.date.today().isoformat()}
    machine = {"with": made_with(*packages, java=java)}
    dated: list[dict[str, object]] = [day | row | machine for row in rows]
    columns = list(dict.fromkeys([*day, *(name for row in rows for name in row), *machine]))
    if by:
        measured = {str(row[by]) for row in rows}
        kept = [row for row in read_seed(file) if row[by] not in measured]
        dated = sorted([*kept, *dated], key=lambda row: int(str(row[by])))
    write_seed(file, dated, columns)
