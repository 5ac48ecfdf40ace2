"""Say whether the last build still stands: nothing that it read or wrote has changed since.

A build that passed leaves a record: a digest of each file that it read and wrote, and what it ran
with. The record is of bytes, never of times: a file that is touched but the same has not changed.

    python scripts/unchanged.py    0 and the build's summary if it stands, else 1 and what changed
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path

from progress import Steps

PROJECT = Path(__file__).resolve().parent.parent
RECORD = Path("target", "built.json")
READ = (
    *("*.yml", "pyproject.toml", "requirements.txt", "macros/**/*", "models/**/*"),
    *("scripts/**/*", "seeds/**/*", "tests/**/*.sql", "tests/**/*.yml"),
)
WRITTEN = ("nav_tiltak.duckdb*", "exports/**/*")
Digests = dict[str, str]


def inputs(project: Path) -> Digests:
    """Return the digests of all that a build reads, and the versions that it runs with."""
    # Folders of installed packages are named by their version: no need to read any of them.
    packages = sorted(
        path.name for folder in sys.path for path in Path(folder or ".").glob("*.dist-info")
    )
    options = {name: value for name, value in os.environ.items() if name.startswith("DBT_")}
    others = {
        "Python": sys.version,
        "the installed packages": json.dumps(packages),
        "the settings of dbt in the environment": json.dumps(options, sort_keys=True),
    }
    return digests(project, READ) | {
        name: hashlib.sha256(text.encode()).hexdigest() for name, text in others.items()
    }


def record(project: Path, read: Digests, summary: list[tuple[str, str]]) -> None:
    """Leave the record of a build that passed: its inputs before it began, and its summary."""
    built = {"read": read, "written": digests(project, WRITTEN), "summary": summary}
    partial = (project / RECORD).with_suffix(".partial")
    partial.write_text(json.dumps(built, indent=1), encoding="utf-8")
    partial.replace(project / RECORD)


def compare(project: Path) -> tuple[str, list[tuple[str, str]]]:
    """Return what has changed since the last build ("" if nothing has), and that build's summary.

    What changed is named by its first file: the record itself, if there is none that can be read.
    """
    try:
        built = json.loads((project / RECORD).read_bytes())
        before = built["read"] | built["written"]
        summary = [(name, words) for name, words in built["summary"]]
    except (OSError, ValueError, KeyError, TypeError):
        return RECORD.as_posix(), []
    now = inputs(project) | digests(project, WRITTEN)
    changed = sorted(
        name for name in before.keys() | now.keys() if before.get(name) != now.get(name)
    )
    return (changed[0] if changed else ""), summary


def digests(project: Path, patterns: tuple[str, ...]) -> Digests:
    """Return a digest per file by its name; what an editor or Python leaves beside is no input."""
    return {
        name: digest_of_file(path)
        for pattern in patterns
        for path in project.glob(pattern)
        if path.is_file()
        and not (name := path.relative_to(project).as_posix()).startswith(".")
        and "/." not in name
        and "__pycache__" not in name
    }


def digest_of_file(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main() -> int:
    """Run the command line."""
    changed, summary = compare(PROJECT)
    if changed:
        print(f"building: {changed} is new, missing or not as it was")
        return 1
    print("nothing has changed since the last build (make rebuild builds all the same)")
    Steps().summary(summary)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
