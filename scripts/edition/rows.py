"""What the row labels that no seed knows can mean: a name, known damage, or a question.

A block is the rows of one measure group, which its total closes (in any other table: all rows).
It says of which group its rows are, and that no two of them are of one code. What fits it is
proposed; likeness alone proposes nothing, and arithmetic proves no name that stands in one block
only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from rehearse import grouped

from edition.document import Edition, Name
from edition.labels import is_damaged

# The rows of all tables that a heading explains, with the code of each that has one.
ROWS = """
    select
        rows.document_id, rows.line_no, rows.table_no, rows.printed_label, rows.row_label,
        rows.is_lost, rows.is_total, rows.dimension, rows.code, rows.measure_group_code,
        tables.row_dimension, tables.total_line_no, tables.status_code, tables.sex_code,
        nullif(tables.measure_group_code, '_T') as table_group_code
    from harmonized.int_table_rows as rows
    inner join harmonized.int_tables as tables using (document_id, table_no)
    where tables.row_dimension is not null and not rows.is_lost
    order by rows.document_id, rows.line_no
"""


@dataclass
class Place:
    """A row whose label no seed knows, and its block: the rows above and below it there."""

    row: dict[str, Any]
    above: list[dict[str, Any]]
    below: list[dict[str, Any]]

    @property
    def is_first(self) -> bool:
        """Whether it stands where its table's total stands, and nothing else is it."""
        table = [row for row in self.above if row["table_no"] == self.row["table_no"]]
        return self.row["total_line_no"] is None and not table

    @property
    def held(self) -> set[str]:
        """The codes that other rows of its block have."""
        return {row["code"] for row in [*self.above, *self.below] if row["code"]}

    @property
    def group(self) -> str | None:
        """The measure group of its block: that of the known rows next to it, if they agree."""
        beside = [next(filter(None, map(_group, side)), None) for side in self._sides]
        groups = {group for group in beside if group} or {self.row["table_group_code"]}
        return groups.pop() if len(groups) == 1 else None

    @property
    def _sides(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        return self.above[::-1], self.below

    def closes(self, group: str) -> bool:
        """Whether it stands where the total of a group stands: below its measures only."""
        above = {row["measure_group_code"] for row in self.above} - {None}
        below = [row for row in self.below if row["measure_group_code"] == group]
        return above == {group} and not below


def _group(row: dict[str, Any]) -> str | None:
    """Return the measure group of a measure, or that a total is of."""
    return row["code"] if row["dimension"] == "measure_group" else row["measure_group_code"]


def blocks(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Return the rows of tables block by block; totals of whole tables are of none."""
    keys = ("document_id", "row_dimension", "status_code", "sex_code")
    for (_, dimension, *_), mine in grouped(rows, *keys):
        if dimension == "measure":
            # A block goes on over pages, each of which begins with a total of its own.
            yield from _closed(row for row in mine if not row["is_total"])
        else:
            tables = grouped([row for row in mine if not row["is_total"]], "table_no")
            yield from (block for _, block in tables)


def places(rows: list[dict[str, Any]]) -> Iterator[Place]:
    """Return the places of rows without a meaning."""
    for block in blocks(rows):
        for index, row in enumerate(block):
            if row["code"] is None:
                yield Place(row, block[:index], block[index + 1 :])


def _closed(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Cut rows of measures behind each total of a group."""
    block = []
    for row in rows:
        block.append(row)
        if row["dimension"] == "measure_group":
            yield block
            block = []
    if block:
        yield block


class Labels:
    """The labels that are known for a document, and which of them a place can have."""

    def __init__(self, edition: Edition, rows: list[dict[str, Any]]) -> None:
        """Take the document, and all rows of its tables."""
        seeds, document = edition.seeds, edition.document
        self.edition = edition
        self.period = (document["period_from"], document["period_to"])
        self.confusions = [
            (row["printed_part"], row["meant_part"]) for row in seeds.rows("confusions")
        ]
        self.printed = {(row["dimension"], row["code"]) for row in rows}
        self.groups = {
            row["measure_code"]: row["measure_group_code"] for row in seeds.rows("measures")
        }
        self.began = {row["measure_code"]: row["registered_from"] for row in seeds.rows("measures")}
        ended = {row["measure_code"]: row["registered_to"] for row in seeds.rows("measures")}
        changed = [row for row in seeds.rows("successions") if row["relation"] != "form_of"]
        for row in sorted(changed, key=lambda row: row["changed_to"], reverse=True):
            ended[row["from_measure_code"]] = row["changed_to"]
        self.ended = ended
        self.names = edition.names()
        self.known = [
            Name(row["printed_label"], row["dimension"], row["code"], row["row_dimension"])
            for row in seeds.rows("row_labels")
            if row["county_division"] in ("", document["county_division"])
        ]

    def of(self, dimension: str) -> list[Name]:
        """Return the labels and names that rows of a dimension can have, the known labels first."""
        known = [name for name in self.known if name.row_dimension == dimension]
        labels = {name.label for name in known}
        # A table of measures also prints the totals of their groups.
        totals = {("measure_group", True)} if dimension == "measure" else set()
        own = {(dimension, False), *totals}
        return known + [
            name
            for name in self.names
            if (name.dimension, name.is_total) in own and name.label not in labels
        ]

    def life(self, name: Name) -> str:
        """Say when a measure was in force; nothing of other codes."""
        if name.dimension != "measure":
            return ""
        began, ended = self.began.get(name.code, ""), self.ended.get(name.code, "")
        return ", ".join([f"since {began}"] * bool(began) + [f"ended {ended}"] * bool(ended))

    def is_in_use(self, name: Name) -> bool:
        """Whether a code held in the document's period, or the document itself prints it."""
        if name.dimension != "measure" or (name.dimension, name.code) in self.printed:
            return True
        first, last = self.period
        ended = self.ended.get(name.code, "")
        return self.began.get(name.code, "") <= last and (not ended or ended > first)

    def fits(self, name: Name, places: list[Place]) -> bool:
        """Whether a code is of the group of every block, and nowhere there already."""
        group = self.groups.get(name.code) if name.dimension == "measure" else None
        return all(
            name.code not in place.held and group in (None, place.group or group)
            for place in places
        )

    def damaged(self, label: str, names: Iterable[Name]) -> list[Name]:
        """Return the names that a label can be after known damage."""
        return [name for name in names if is_damaged(label, name.label, self.confusions)]

    def lost_total(self, label: str, names: Iterable[Name], places: list[Place]) -> list[Name]:
        """Return the total of a group whose first words a label lost, where such a total stands."""
        return [
            name
            for name in names
            if name.dimension == "measure_group"
            and name.label.casefold().endswith(f" {label.casefold()}")
            and all(place.closes(name.code) for place in places)
        ]
