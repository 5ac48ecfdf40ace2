"""Count the suppressed figures that NAV's own printed totals give away, and record how many.

For the owner's eyes: by document and breakdown, how many have one value, a narrower interval, or
are not zero, by one subtraction, by propagation over all sums, and exactly. Which figures they are
is never said, and nothing but one count is kept. Needs a finished build.

    python -m measure.exposure 2026-11-25    the day; without it nothing is recorded
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import NamedTuple

import duckdb
from rehearse import PROJECT

from measure import exact
from measure.exact import Bounds, Sum
from seeds import read_seed, write_seed

RECORD = PROJECT / "seeds" / "reference" / "measured_exposure.csv"
SOLVER = PROJECT / ".venv-exposure" / "bin" / "python"
# Higher than any figure of the statistics: what a lost row can be.
NO_LIMIT = 10**7
# The method whose count is published.
PUBLISHED = "bound_propagation"

_FIGURES = """
    select
        observation_id,
        document_id,
        concat_ws(' ', {breakdown}),
        if(obs_status = 'I', 0, obs_value_min),
        if(obs_status = 'I', {no_limit}, obs_value_max),
        obs_value is null
    from harmonized.int_observations
"""
_DIMENSIONS = """
    select column_name from duckdb_columns()
    where schema_name = 'harmonized' and table_name = 'int_observations'
    and column_name like '%\\_code' escape '\\'
    order by column_index
"""
_SUMS = """
    select check_id, observation_id, if(side = 'total', -1, 1)
    from checks.int_check_members
    inner join checks.int_identity_checks as checks using (check_id)
    where checks.kind = 'partition' and checks.tolerance = 0 and checks.total_count = 1
"""
# NAV leaves out a row that is zero in all months: one that it prints is not.
_ROWS_OF_MARKS = """
    select document_id || ' ' || line_no, observation_id, 1
    from harmonized.int_cells
    where is_figure and freq = 'M'
    qualify bool_and(reading = 'suppressed') over (partition by document_id, line_no)
"""


class Known(NamedTuple):
    """What the documents print, without what is derived from it."""

    # The suppressed figures, each with its document and breakdown.
    hidden: dict[str, tuple[str, str]]
    bounds: Bounds
    sums: list[Sum]
    rows_of_marks: list[Sum]


def known(database: Path) -> Known:
    """Return what a working database says of the suppressed figures and of what they stand in."""
    with duckdb.connect(database, read_only=True) as connection:
        return known_of(connection)


def known_of(connection: duckdb.DuckDBPyConnection) -> Known:
    """Return the same of a connection to one."""
    columns = [name for (name,) in connection.execute(_DIMENSIONS).fetchall()]
    breakdown = ", ".join(
        f"if({name} = '_T', null, '{name.removesuffix('_code')}')" for name in columns
    )
    figures = connection.execute(_FIGURES.format(breakdown=breakdown, no_limit=NO_LIMIT)).fetchall()
    return Known(
        {name: (document, kind) for name, document, kind, *_, hidden in figures if hidden},
        {name: (low, high) for name, _, _, low, high, _ in figures},
        _sums(connection, _SUMS, 0),
        [Sum(row.weights, 1, NO_LIMIT) for row in _sums(connection, _ROWS_OF_MARKS, 0)],
    )


def _sums(connection: duckdb.DuckDBPyConnection, query: str, value: int) -> list[Sum]:
    weights: dict[str, dict[str, float]] = defaultdict(dict)
    for name, figure, weight in connection.execute(query).fetchall():
        weights[name][figure] = weight
    return [Sum(terms, value, value) for terms in weights.values()]


def exactly(bounds: Bounds, sums: list[Sum]) -> Bounds | None:
    """Return exact bounds, worked out in the solver's environment; nothing where no numbers fit."""
    problem = exact.written(bounds, sums)
    command = [str(SOLVER), exact.__file__]
    outcome = subprocess.run(command, input=problem, capture_output=True, text=True, check=True)
    found = exact.json.loads(outcome.stdout)
    return found and {name: (low, high) for name, (low, high) in found.items()}


def by_one_subtraction(bounds: Bounds, sums: list[Sum]) -> Bounds:
    """Return what follows from each sum alone, by the marks of its other figures."""
    found = dict(bounds)
    for one in sums:
        for name, (low, high) in exact.narrowed(bounds, one).items():
            found[name] = (max(found[name][0], low), min(found[name][1], high))
    return found


def by_method(of: Known) -> dict[str, Bounds]:
    """Return the bounds that each method leaves, those of the solver where it is installed."""
    methods = {
        "one_subtraction": by_one_subtraction(of.bounds, of.sums),
        PUBLISHED: exact.propagated(of.bounds, of.sums),
    }
    if SOLVER.exists():
        methods["exact"] = exactly(of.bounds, of.sums)
        methods["exact_no_zero_rows"] = exactly(of.bounds, of.sums + of.rows_of_marks)
    return methods


def counted(of: Known, bounds: Bounds) -> tuple[int, int]:
    """Return how many figures are suppressed, and how many of them have one possible value."""
    return len(of.hidden), sum(bounds[name][0] == bounds[name][1] for name in of.hidden)


def in_words(of: Known, methods: dict[str, Bounds]) -> str:
    """Return a table of counts: document, breakdown and method, and what it leaves of how many."""
    rows = [("document", "breakdown", "method", "suppressed", "exact", "narrowed", "above zero")]
    groups = [*sorted(set(of.hidden.values())), ("all", "")]
    for group in groups:
        names = [name for name, its in of.hidden.items() if group in (its, ("all", ""))]
        for method, bounds in methods.items():
            counts: Counter[str] = Counter()
            for name in names:
                low, high = bounds[name]
                counts["exact"] += low == high
                counts["narrowed"] += (low, high) != of.bounds[name] and low < high
                counts["above zero"] += low > 0
            numbers = (len(names), *(counts[column] for column in rows[0][4:]))
            rows.append((*group, method, *map(str, numbers)))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column < 3 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def digest_of_documents(seeds: Path) -> str:
    """Return the digest of the digests of the registered documents, in the order of their names."""
    documents = read_seed(seeds / "reference" / "documents.csv")
    digests = sorted((row["document_id"], row["sha256"]) for row in documents)
    return hashlib.sha256("".join(f"{one}\n" for _, one in digests).encode()).hexdigest()


def main() -> None:
    """Run the command line."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("measured_on", nargs="?", type=date.fromisoformat)
    measured_on = options.parse_args().measured_on
    of = known(PROJECT / "nav_tiltak.duckdb")
    methods = by_method(of)
    print(in_words(of, methods))
    if measured_on:
        suppressed, recoverable = counted(of, methods[PUBLISHED])
        row = {
            "method": PUBLISHED,
            "suppressed_count": suppressed,
            "recoverable_count": recoverable,
            "documents_sha256": digest_of_documents(PROJECT / "seeds"),
            "measured_on": measured_on,
        }
        write_seed(RECORD, [row])


if __name__ == "__main__":
    main()
