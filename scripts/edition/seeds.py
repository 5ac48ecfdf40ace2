"""The reference seeds of a folder with proposed rows laid over them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import stage

from seeds import columns_of, read_seed, write_seed

# The columns that tell a row of a seed from the others: an accepted row replaces its like.
KEYS = {
    "documents": ("document_id",),
    "sections": ("section",),
    "populations": ("printed_text",),
    "column_labels": ("printed_label", "county_division"),
    "row_labels": ("row_dimension", "county_division", "printed_label"),
    "errata": ("erratum_id",),
    "expected_checks": ("document_id", "identity"),
}
# What a person must fill in before a proposal can be accepted.
ASK = "?"
Row = dict[str, str]


@dataclass
class Seeds:
    """The reference seeds of a folder with proposed rows laid over them."""

    folder: Path
    proposed: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in KEYS})

    def rows(self, name: str) -> list[Row]:
        """Return the rows of a seed as they would be with the proposals accepted."""
        rows = read_seed(_file(self.folder, name))
        if name not in KEYS:
            return rows
        merged = {
            tuple(row[column] for column in KEYS[name]): row
            for row in [*rows, *self.proposed[name]]
        }
        return list(merged.values())

    def propose(self, name: str, row: Row) -> None:
        """Propose a row of a seed; columns that are not given stay empty."""
        columns = columns_of(_file(self.folder, name))
        self.proposed[name].append({column: row.get(column, "") for column in columns})

    def files(self) -> dict[str, list[Row]]:
        """Return the seeds that have proposed rows, and these."""
        return {name: rows for name, rows in self.proposed.items() if rows}

    def count(self) -> int:
        """Return the number of proposed rows."""
        return sum(map(len, self.proposed.values()))

    def write(self, folder: Path) -> None:
        """Write the seeds with the proposals accepted into another seeds folder, and stage it."""
        for name in self.files():
            write_seed(_file(folder, name), self.rows(name))
        stage.write(folder)


def _file(folder: Path, name: str) -> Path:
    return folder / "reference" / f"{name}.csv"
