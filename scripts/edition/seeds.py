"""The reference seeds of a folder with proposed rows laid over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import stage

from edition import new_measures
from edition.new_measures import ASK, Row
from seeds import (
    SeedsError,
    Table,
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

# The seeds of which a new document can need rows, as a person reads them.
PROPOSED = (
    *("documents", "sections", "populations", "column_labels", "row_labels", "errata"),
    *(new_measures.NAME, "expected_checks"),
)
__all__ = ["ASK", "Row", "Seeds", "accepted"]


@dataclass
class Seeds:
    """The reference seeds of a folder with proposed rows laid over them.

    `proposed` holds rows by seed; those of new_measures become rows of the seeds of measures.
    """

    folder: Path
    proposed: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in PROPOSED})

    @cached_property
    def _keys(self) -> dict[str, list[str]]:
        return {name: seed.key for name, seed in described(self.folder).items()}

    def rows(self, name: str) -> list[Row]:
        """Return the rows of a seed as they would be with the proposals accepted."""
        return self._with(name, self._laid_over().get(name, []))

    def _with(self, name: str, laid_over: Sequence[Row]) -> list[Row]:
        """Return the rows of a seed, each replaced by its like if there is one."""
        rows = read_seed(_file(self.folder, name))
        if not laid_over:
            return rows
        return list(
            {
                tuple(row[key] for key in self._keys[name]): row for row in [*rows, *laid_over]
            }.values()
        )

    def _laid_over(self) -> dict[str, list[Row]]:
        """Return the proposed rows by the seeds that they belong in."""
        rows = {name: list(found) for name, found in self.proposed.items() if found}
        asked = rows.pop(new_measures.NAME, [])
        if not asked:
            return rows
        tables = {name: read_seed(_file(self.folder, name)) for name in new_measures.TABLES}
        for one in asked:
            for name, found in new_measures.seed_rows(one, tables).items():
                rows.setdefault(name, []).extend(self._complete(name, row) for row in found)
        return rows

    def _complete(self, name: str, row: Row) -> Row:
        """Return a row in the columns of its seed; those that are not given are empty."""
        return {column: row.get(column, "") for column in columns_of(_file(self.folder, name))}

    def propose(self, name: str, row: Row) -> None:
        """Propose a row of a seed; columns that are not given stay empty."""
        self.proposed[name].append(row if name == new_measures.NAME else self._complete(name, row))

    def propose_erratum(self, document_id: str, row: Row) -> None:
        """Propose a row of errata.csv under the next number of its document."""
        numbers = [
            int(row["erratum_id"].rsplit("-", 1)[1])
            for row in self.rows("errata")
            if row["document_id"] == document_id
        ]
        name = f"{document_id}-{max(numbers, default=0) + 1:02}"
        self.propose("errata", row | {"erratum_id": name, "document_id": document_id})

    def without_errata(self, document_id: str, rows: Sequence[Row]) -> Seeds:
        """Return these seeds without some errata that were proposed; the others are numbered anew.

        Args:
            document_id: the document.
            rows: of errata.csv, as they were proposed.
        """
        fewer = replace(self, proposed=self.proposed | {"errata": []})
        gone = [(row | {"document_id": document_id}).items() for row in rows]
        for row in self.proposed["errata"]:
            if not any(items <= row.items() for items in gone):
                fewer.propose_erratum(row["document_id"], row)
        return fewer

    def files(self) -> dict[str, list[Row]]:
        """Return the proposed rows by the file that they are written to."""
        return {name: rows for name, rows in self.proposed.items() if rows}

    def asked(self) -> int:
        """Return the number of proposed rows that a person must fill in."""
        return sum(ASK in row.values() for rows in self.proposed.values() for row in rows)

    def is_unread(self) -> bool:
        """Whether something of the document cannot be read before a person fills in a row.

        A measure that is asked is read already, as one more of its group.
        """
        return any(
            ASK in row.values()
            for name, rows in self.proposed.items()
            if name not in (new_measures.NAME, "errata")
            for row in rows
        )

    def count(self) -> int:
        """Return the number of proposed rows."""
        return sum(map(len, self.proposed.values()))

    def write(self, folder: Path) -> None:
        """Write the seeds with the proposals accepted into another seeds folder, and stage it."""
        # A copy can hold errata that were withdrawn since.
        former = {} if folder == self.folder else {"errata": []}
        for name, rows in (former | self._laid_over()).items():
            path = _file(folder, name)
            write_seed(path, self._with(name, rows), columns_of(path))
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
        if name in PROPOSED
    }
    descriptions[new_measures.NAME] = new_measures.DESCRIPTION
    expected = f"rows of the seeds {', '.join(descriptions)}, each in its file"
    step = "take it away; rows of other seeds are written into seeds/reference"
    problems = list(unknown_files(folder, descriptions, expected, step))
    paths = [path for path in files_in(folder) if path.suffix == ".csv"]
    tables = [read_table(path) for path in paths if path.stem in descriptions]
    for table in tables:
        if table.path.stem == new_measures.NAME:
            _answer_other_names(table, seeds)
        asked = [place for place in table.rows if ASK in place[1]]
        for line_no, values in asked:
            column = table.columns[values.index(ASK)]
            table.wrong("asked", line_no, of=column, text=",".join(values))
        table.rows = [place for place in table.rows if place not in asked]
        if table.path.stem == new_measures.NAME and not table.problems:
            _check_references(table, seeds)
    problems += problems_of(tables, descriptions)
    if not (paths or problems):
        problems.append(problem(Path(folder.name), "no_proposals"))
    if problems:
        raise SeedsError(problems)
    return {table.path.stem: table.dictionaries() for table in tables}


def _answer_other_names(table: Table, seeds: Path) -> None:
    """Of another name of a known measure nothing is asked but the reason."""
    if table.columns != list(new_measures.COLUMNS):
        return
    known = {row["measure_code"] for row in read_seed(_file(seeds, "measures"))}
    for _, values in table.rows:
        if values[table.columns.index("measure_code")] in known:
            for place, column in enumerate(table.columns):
                if values[place] == ASK and column != "reason":
                    values[place] = ""


def _check_references(table: Table, seeds: Path) -> None:
    """What is said of a new measure is what the seeds know."""
    for column, (seed, name) in new_measures.REFERENCES.items():
        known = sorted({row[name] for row in read_seed(_file(seeds, seed))})
        for line_no, values in table.rows if column in table.columns else ():
            value = values[table.columns.index(column)]
            if value and value not in known:
                words = {"value": value, "seed": seed, "known": ", ".join(known)}
                table.wrong("reference", line_no, of=column, **words)


def _file(folder: Path, name: str) -> Path:
    return folder / "reference" / f"{name}.csv"
