"""The reference seeds of a folder with proposed rows laid over them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import stage

from seeds import (
    SeedsError,
    columns_of,
    described,
    files_in,
    problem,
    problems_of,
    read_seed,
    read_table,
    unknown_files,
    write_seed,
)

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


def accepted(folder: Path, seeds: Path) -> dict[str, list[Row]]:
    """Return the rows of a folder of proposals by seed.

    Raises:
        SeedsError: with all that is wrong: they are not like rows of the seeds, or rows are asked.
    """
    # A person may delete every row of a file.
    descriptions = {
        name: replace(seed, may_be_empty=True)
        for name, seed in described(seeds).items()
        if name in KEYS
    }
    expected = f"rows of the seeds {', '.join(KEYS)}, each in its file"
    step = "take it away; rows of other seeds are written into seeds/reference"
    problems = list(unknown_files(folder, descriptions, expected, step))
    paths = [path for path in files_in(folder) if path.suffix == ".csv"]
    tables = [read_table(path) for path in paths if path.stem in descriptions]
    for table in tables:
        asked = [place for place in table.rows if ASK in place[1]]
        for line_no, values in asked:
            column = table.columns[values.index(ASK)]
            table.wrong("asked", line_no, of=column, text=",".join(values))
        table.rows = [place for place in table.rows if place not in asked]
    problems += problems_of(tables, descriptions)
    if not (paths or problems):
        problems.append(problem(Path(folder.name), "no_proposals"))
    if problems:
        raise SeedsError(problems)
    return {table.path.stem: table.dictionaries() for table in tables}


def _file(folder: Path, name: str) -> Path:
    return folder / "reference" / f"{name}.csv"
