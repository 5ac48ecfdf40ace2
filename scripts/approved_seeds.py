"""Keep on record what every row of the reference seeds says, so that a change of it is a decision.

The record, tests/approved_seeds.csv, has a line per row of a seed, with a short digest of every
column; a seed's first line names its columns. What is changed reads best in `git diff seeds`; the
record holds that somebody has looked. Columns that are read again from their source (UNPINNED)
are not in it.

    python scripts/approved_seeds.py    say what changed since it was approved, and approve it
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import machine

from seeds import columns_of, described, read_seed, write_seed

PROJECT = Path(__file__).resolve().parent.parent
SEEDS = PROJECT / "seeds"
RECORD = PROJECT / "tests" / "approved_seeds.csv"
NAMES = "(columns)"
# The columns of documents that a test reads again from the texts themselves, and by which test.
UNPINNED = {
    ("documents", column): "test_second_sources"
    for column in (
        *("file_name", "title", "report_code", "printed_period", "period_from"),
        *("period_to", "updated_on", "law_printed", "suppressed_below", "measure_group_code"),
        *("county_division", "sha256", "page_count", "table_count", "row_count", "cell_count"),
        *("number_count", "suppressed_count", "blank_count"),
    )
}
# The key of every reference seed, as _seeds.yml states it.
KEYS = {name: seed.key for name, seed in described(SEEDS).items()}
Record = dict[tuple[str, str], list[str]]


def read() -> dict[str, list[dict[str, str]]]:
    """Return the rows of every reference seed."""
    paths = sorted((SEEDS / "reference").glob("*.csv"))
    return {path.stem: read_seed(path) for path in paths}


def record(seeds: Mapping[str, list[dict[str, str]]]) -> Record:
    """Return what a record of these seeds holds: the columns by seed, the digests by row."""
    lines: Record = {}
    for seed, rows in seeds.items():
        columns = list(rows[0]) if rows else columns_of(SEEDS / "reference" / f"{seed}.csv")
        pinned = [column for column in columns if (seed, column) not in UNPINNED]
        lines[seed, NAMES] = pinned
        for row in rows:
            lines[seed, _key(seed, row)] = [_digest(row[column]) for column in pinned]
    return lines


def differences(approved: Record, seeds: Mapping[str, list[dict[str, str]]]) -> list[str]:
    """Return in words what the seeds say that was not approved: seed, key, and what changed."""
    present = record(seeds)
    rows = {(seed, _key(seed, row)): row for seed, held in seeds.items() for row in held}
    words = []
    for place in [*present, *(place for place in approved if place not in present)]:
        seed, key = place
        where = f"{seed}.csv, {key}"
        if key == NAMES:
            former, later = approved.get(place, []), present.get(place, [])
            words += [f"{seed}.csv: new column {name}" for name in later if name not in former]
            words += [f"{seed}.csv: no column {name}" for name in former if name not in later]
        elif place not in present:
            words.append(f"{where}: the row is gone")
        elif place not in approved:
            words.append(f"{where}: a new row")
        else:
            former = dict(zip(approved[seed, NAMES], approved[place], strict=True))
            words += [
                f"{where}: {column} is now '{rows[place][column]}'"
                for column, digest in zip(present[seed, NAMES], present[place], strict=True)
                if former.get(column, digest) != digest
            ]
    return words


def approved() -> Record:
    """Return the record as it was approved."""
    if not RECORD.exists():
        return {}
    return {(row["seed"], row["key"]): row["held"].split() for row in read_seed(RECORD)}


def _key(seed: str, row: Mapping[str, str]) -> str:
    return " | ".join(row[column] for column in KEYS[seed])


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()[:8] if value else "-"


def _rows(lines: Record) -> Iterable[dict[str, str]]:
    for (seed, key), held in lines.items():
        yield {"seed": seed, "key": key, "held": " ".join(held)}


def main() -> int:
    """Show what changed, and approve it."""
    machine.take()
    seeds = read()
    words = differences(approved(), seeds)
    print("\n".join(words) or "nothing differs from what was approved")
    write_seed(RECORD, list(_rows(record(seeds))))
    return 0


if __name__ == "__main__":
    raise SystemExit(machine.run(main))
