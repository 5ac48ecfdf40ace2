"""A document of an archive: its pages as NAV prints them, damaged here and there, and its facts."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

MONTHS = (
    *("Januar", "Februar", "Mars", "April", "Mai", "Juni"),
    *("Juli", "August", "September", "Oktober", "November", "Desember"),
)
AVERAGE = "Gjennom snitt hittil i år"
CHANGES = ("Antall", "Endring fra i fjor Antall", "Endring fra i fjor Prosent")
SUPPRESSED_BELOW = 4
ROWS_OF_A_PAGE = 60
# How many places of a kind are damaged, of a thousand.
DAMAGED = {"label": 8, "cell": 3, "section": 10, "context": 10, "header": 20}
PARTITIONS = {
    "measures_to_group": "measure",
    "groups_to_total": "measure_group",
    "statuses_to_all": "status",
    "sexes_to_both": "sex",
    "counties_to_country": "county",
    "ages_to_all": "age",
}
LOOK_ALIKES = str.maketrans("aeo", "аео")
Counts = list[int]
ALL = "_T"


class Slice(NamedTuple):
    """Of whom a figure speaks, by code; `_T` is all."""

    measure_group: str = ALL
    measure: str = ALL
    status: str = ALL
    sex: str = ALL
    county: str = ALL
    age: str = ALL


class Row(NamedTuple):
    """A printed row: its label, of whom it speaks, counts."""

    label: str
    slice: Slice
    counts: Counts


@dataclass
class Labels:
    """What the reference seeds call things, and which of it an archive prints."""

    codes: dict[str, list[str]]
    totals: dict[Slice, str]
    contexts: dict[Slice, str]
    rows: dict[tuple[str, str, str], str]
    used_populations: dict[str, Slice] = field(default_factory=dict)
    used_rows: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    used_sections: dict[str, str] = field(default_factory=dict)
    used_columns: set[str] = field(default_factory=set)


@dataclass
class Document:
    """A document that grows page by page, with what its row of documents.csv says of it."""

    document_id: str
    people: dict[Slice, Counts]
    columns: tuple[str, ...]
    facts: dict[str, str]
    labels: Labels
    draw: random.Random
    lines: list[str] = field(default_factory=list)
    errata: list[dict[str, object]] = field(default_factory=list)
    held: Counter[str] = field(default_factory=Counter)
    figures: dict[Slice, int] = field(default_factory=dict)
    repeated: int = 0
    percents: int = 0

    def table(
        self, section: str, whole: Slice, dimension: str, parts: Iterable[tuple[str, Slice]] = ()
    ) -> None:
        """Print a population by a dimension over as many pages as it takes, its total on each.

        The rows are the categories of the dimension, unless other parts of the population are
        given, each with the dimension that its label stands for.
        """
        labels = self.labels
        total = Row(labels.totals[whole], whole, self.people[whole])
        if not any(total.counts):
            return
        labels.used_sections[section] = dimension
        labels.used_populations[total.label] = whole
        labels.used_columns.update(self.columns)
        rows = []
        for own, place in parts or (
            (dimension, whole._replace(**{dimension: code})) for code in labels.codes[dimension]
        ):
            row = Row(labels.rows[dimension, own, getattr(place, own)], place, self.people[place])
            if any(row.counts):
                labels.used_rows[dimension, row.label] = (own, getattr(place, own))
                rows.append(row)
        for start in range(0, len(rows), ROWS_OF_A_PAGE):
            page = rows[start : start + ROWS_OF_A_PAGE]
            self._page(section, labels.contexts.get(whole, ""), [total, *page])

    def _page(self, section: str, context: str, rows: list[Row]) -> None:
        header_no = len(self.lines) + 7 + (2 if context else 0)
        section = self._damaged("section", section, header_no)
        self.lines += [self.facts["title"], "", section, "", self.facts["printed_period"], ""]
        if context:
            self.labels.used_populations[context] = rows[0].slice
            self.lines += [self._damaged("context", context, header_no), ""]
        columns = list(self.columns)
        spoilt = self.draw.randrange(len(columns))
        columns[spoilt] = self._damaged("header", columns[spoilt], header_no, spoilt + 1)
        self.lines.append("\t".join(["", *columns]))
        self.held.update(page_count=1, table_count=1)
        for row in rows:
            self._row(row)
        self.lines += ["", "", ""]

    def _row(self, row: Row) -> None:
        cells = self._cells(row.counts)
        line_no = len(self.lines) + 1
        label = self._damaged("label", row.label, line_no)
        spoilt = self.draw.randrange(len(cells))
        if cells[spoilt][-1:].isdigit():
            cells[spoilt] = self._damaged("cell", cells[spoilt], line_no, spoilt + 1)
        self.lines.append("\t".join([label, *cells]))
        stars, blanks = cells.count("*"), cells.count("")
        self.held.update(
            row_count=1,
            cell_count=len(cells),
            suppressed_count=stars,
            blank_count=blanks,
            number_count=len(cells) - stars - blanks,
        )
        # A blank per cent is no figure.
        figures = len(cells) - (1 if self.columns is CHANGES and cells[2] == "" else 0)
        if row.slice in self.figures:
            self.repeated += figures
        else:
            self.figures[row.slice] = figures
            self.percents += figures == 3 and self.columns is CHANGES

    def _cells(self, counts: Counts) -> list[str]:
        if self.columns is not CHANGES:
            return [printed(count) if count >= SUPPRESSED_BELOW else "*" for count in counts]
        count, former = counts
        change = count - former
        percent = printed(rounded(100 * change, former)) if former else ""
        return [printed(count) if count else "", printed(change) if change else "", percent]

    def _damaged(self, kind: str, right: str, line_no: int, column_no: int | None = None) -> str:
        """Return what the extraction made of a text, and note the erratum if that is another."""
        if self.draw.randrange(1000) >= DAMAGED[kind]:
            return right
        if kind == "cell":
            wrong = right[:-1] + str((int(right[-1]) + 1) % 10)
        else:
            wrong = right.translate(LOOK_ALIKES)
        if wrong == right:
            return right
        self.errata.append(
            {
                "erratum_id": f"{self.document_id}-{len(self.errata) + 1:05}",
                "kind": kind,
                "document_id": self.document_id,
                "line_no": line_no,
                "column_no": column_no,
                "printed": wrong,
                "corrected": right,
                "rebuild_along": None,
                "reason": "Made, as extractions misread.",
                "evidence": "It was printed so before the damage.",
            }
        )
        return wrong

    def registered(self, sha256: str) -> dict[str, object]:
        """Return its row of documents.csv."""
        return {
            "document_id": self.document_id,
            "file_name": f"{self.document_id}.txt",
            "found_name": self.document_id,
            "publisher": "nobody",
            "licence": "NOASSERTION",
            "sha256": sha256,
            "note": "Made: no such document exists.",
            **{f"{kind}_count": 0 for kind in ("page", "table", "row", "cell")},
            **self.facts,
            **self.held,
        }

    def checks(self) -> dict[str, int]:
        """Return how many checks of each identity the document must give."""
        held = Counter(
            frozenset(name for name, code in place._asdict().items() if code != ALL)
            for place in self.figures
        )
        # Percentages do not add up.
        columns = 2 if self.columns is CHANGES else len(self.columns)
        partitions: Counter[str] = Counter()
        for broken, count in held.items():
            for identity, dimension in PARTITIONS.items():
                if dimension not in broken and broken | {dimension} in held:
                    partitions[identity] += count * columns
        return dict(partitions) | {
            "repeated_print": self.repeated,
            "percent_of_change": self.percents,
            "mean_of_months": len(self.figures) if AVERAGE in self.columns else 0,
        }


def printed(count: int) -> str:
    """Return a count as NAV prints it, with spaces between thousands."""
    return str(count) if -1000 < count < 1000 else f"{count:,}".replace(",", " ")


def rounded(numerator: int, denominator: int) -> int:
    """Return a ratio rounded half away from zero."""
    size = (2 * abs(numerator) + abs(denominator)) // (2 * abs(denominator))
    return size if (numerator >= 0) == (denominator > 0) else -size
