"""Count the suppressed figures that NAV's own printed totals give away, and record how many.

Bounds are narrowed in memory by the models of models/diagnosis, counted, and forgotten: which
figures they are is never said. Needs a finished build.

    python -m measure.exposure 2026-11-25    the day; without it nothing is recorded
"""

from __future__ import annotations

import argparse
import hashlib
from datetime import date
from pathlib import Path

import rehearse
from stage import PROJECT

from seeds import read_seed, write_seed

RECORD = PROJECT / "seeds" / "reference" / "measured_exposure.csv"

# A figure that two documents suppress is one: that of the document which is quoted.
_COUNT = """
    select count(*), count(*) filter (bounds.bound_min = bounds.bound_max)
    from harmonized.int_observations as observations
    inner join diagnosis.suppressed_bounds as bounds using (document_id, line_no, column_no)
    where (observations.printed_text is null) = bounds.is_rebuilt
"""
_UNSETTLED = "select count(*) from diagnosis.suppressed_bounds where not is_settled"


def counted(database: Path, rehearsal: rehearse.Rehearsal) -> tuple[int, int]:
    """Return how many figures are suppressed, and how many of them have one possible value.

    Raises:
        RuntimeError: the last round still moved a bound, so that the model needs more rounds.
    """
    wanted = ("suppressed_bounds", "int_observations")
    with rehearsal.diagnose(database, wanted) as connection:
        if connection.execute(_UNSETTLED).fetchone() != (0,):
            raise RuntimeError("models/diagnosis/suppressed_bounds.sql needs more rounds")
        return connection.execute(_COUNT).fetchall()[0]


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
    suppressed, recoverable = counted(PROJECT / "nav_tiltak.duckdb", rehearse.compiled())
    print(f"{recoverable:,} of {suppressed:,} suppressed figures follow from NAV's printed totals")
    if measured_on:
        row = {
            "method": "bound_propagation",
            "suppressed_count": suppressed,
            "recoverable_count": recoverable,
            "documents_sha256": digest_of_documents(PROJECT / "seeds"),
            "measured_on": measured_on,
        }
        write_seed(RECORD, [row])


if __name__ == "__main__":
    main()
