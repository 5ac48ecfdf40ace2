"""Propose what a new edition needs in the reference seeds, for a person to accept.

The document is read by the parser, registered in a scratch copy of the seeds, and the models are
run on it in memory: what they cannot read is proposed as rows, ranked by likeness, until nothing
new turns up. The proposals are written to proposals/, one file per seed in the seed's own columns.
Nothing is mapped before a person has read them and accepts them.

    python scripts/edition.py FILE             profile a document, write proposals/
    python scripts/edition.py FILE --dry-run   the same, write nothing
    python scripts/edition.py --accept         move proposals/ into the seeds and stage
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import re
import shutil
import sys
import tempfile
import textwrap
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import rehearse
import stage
from build import problems_in_words
from duckdb import DuckDBPyConnection
from labels import Suggestion, nearest, odd_signs, suggest
from parse import Line, StagingError, parse, plain

PROJECT = Path(__file__).resolve().parents[2]
PROPOSALS = PROJECT / "proposals"
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
# Labels less alike than NEAR are not proposed; from SAME on one is a spelling of the other.
NEAR, SAME = 60, 90
ROUNDS = 6
# The models that read tables, rows and columns; figures come later.
READ = ("tables", "table_rows", "table_columns")
SHOWN_LINES, SHOWN_SCORE = 6, 50

Row = dict[str, str]


@dataclass
class Seeds:
    """The reference seeds of a folder with proposed rows laid over them."""

    folder: Path
    proposed: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in KEYS})

    def rows(self, name: str) -> list[Row]:
        """Return the rows of a seed as they would be with the proposals accepted."""
        rows = stage.read_seed(self.folder / "reference" / f"{name}.csv")
        if name not in KEYS:
            return rows
        merged = {_key(name, row): row for row in rows}
        merged |= {_key(name, row): row for row in self.proposed[name]}
        return list(merged.values())

    def propose(self, name: str, row: Row) -> None:
        """Propose a row of a seed; columns that are not given stay empty."""
        path = self.folder / "reference" / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            columns = next(csv.reader(file))
        self.proposed[name].append({column: row.get(column, "") for column in columns})

    def count(self) -> int:
        """Return the number of proposed rows."""
        return sum(len(rows) for rows in self.proposed.values())

    def write(self, folder: Path) -> None:
        """Write the seeds with the proposals accepted into another seeds folder, and stage it."""
        for name, proposed in self.proposed.items():
            if proposed:
                _write_csv(folder / "reference" / f"{name}.csv", self.rows(name))
        stage.write(folder)


@dataclass(frozen=True)
class Name:
    """A name that a code list gives to a code, as a label could print it."""

    label: str
    dimension: str
    code: str


@dataclass(frozen=True)
class Finding:
    """Something of the document that no seed explains, and what is proposed for it."""

    what: str
    printed: str
    lines: tuple[int, ...]
    suggestions: tuple[Suggestion, ...]
    proposal: str


def _key(name: str, row: Row) -> tuple[str, ...]:
    return tuple(row[column] for column in KEYS[name])


def _write_csv(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


class Edition:
    """One document on its way into the seeds."""

    def __init__(self, path: Path, seeds: Path) -> None:
        """Read the document and propose its row in documents.csv.

        Raises:
            StagingError: it cannot be staged, or another file is registered under its name.
        """
        if path.resolve().parent != (seeds / "documents").resolve():
            raise StagingError(
                path.name,
                str(path),
                f"a file in {seeds.name}/documents/",
                f"cp {path} {seeds.name}/documents/",
            )
        if not path.is_file():
            raise StagingError(path.name, "no such file", "a document", "put the file there")
        self.path = path
        self.seeds = Seeds(seeds)
        self.content = path.read_bytes()
        text = stage.decode(path.name, self.content)
        self.lines = parse(path.name, text, stage.read_forms(seeds))
        self.findings: list[Finding] = []
        self.notes: list[str] = []
        digest = hashlib.sha256(self.content).hexdigest()
        registered = [row for row in self.seeds.rows("documents") if row["file_name"] == path.name]
        if registered and registered[0]["sha256"] != digest:
            raise StagingError(
                path.name,
                f"another file than the registered one, sha256 {digest}",
                f"sha256 {registered[0]['sha256']}, as documents.csv says",
                "keep both: give this file another name",
            )
        self.document = registered[0] if registered else self._document(digest)
        if not registered:
            self.seeds.propose("documents", self.document)
            self.document = self.seeds.proposed["documents"][0]
        self.document_id = self.document["document_id"]

    def _document(self, digest: str) -> Row:
        """Return the row of documents.csv that the document's own words give."""
        words = {kind: _commonest(self.lines, kind) for kind in ("title", "period")}
        facts = self._facts()
        months = {
            row["printed_label"]: int(row["month_no"])
            for row in self.seeds.rows("column_labels")
            if row["month_no"]
        }
        named = [months[word] for word in words["period"].split() if word in months]
        years = re.findall(r"\d{4}", words["period"])
        if not named or not years:
            raise StagingError(
                self.path.name,
                repr(words["period"]),
                "a period with months and years",
                "compare the period line with those of the other documents",
            )
        period_from = f"{years[0]}-{named[0]:02}-01"
        period_to = f"{years[-1]}-{named[-1]:02}-01"
        divisions = sorted(
            (row["valid_on"], row["county_division"])
            for row in self.seeds.rows("county_divisions")
            if row["valid_on"] <= period_to
        )
        like = suggest(words["title"], {row["title"] for row in self.seeds.rows("documents")}, 1)
        near = next(row for row in self.seeds.rows("documents") if row["title"] == like[0].label)
        groups = [
            row["measure_group_code"]
            for row in self.seeds.rows("measure_groups")
            if row["name_nb"].casefold() in words["title"].casefold()
        ]
        figures = [
            plain(cell)
            for line in self.lines
            if line.line_kind == "data_row"
            for cell in line.bare_text.split("\t")[1:]
        ]
        kinds = Counter({"": "blank", "*": "suppressed"}.get(cell, "number") for cell in figures)
        edition = period_to[:4] if period_from != period_to else period_to[:7]
        return {
            "document_id": re.sub(r"[^a-z0-9]+", "_", self.path.stem.lower()).strip("_"),
            "file_name": self.path.name,
            "found_name": self.path.stem,
            "title": words["title"],
            "publisher": near["publisher"],
            "edition": edition,
            "printed_period": words["period"],
            "period_from": period_from,
            "period_to": period_to,
            "licence": near["licence"],
            "county_division": divisions[-1][1] if divisions else "",
            "measure_group_code": groups[0] if len(groups) == 1 else "",
            "blank_means": "zero" if kinds["blank"] and not kinds["suppressed"] else "",
            "sha256": digest,
            "page_count": str(max(line.page_no for line in self.lines)),
            "table_count": str(max(line.table_no or 0 for line in self.lines)),
            "row_count": str(sum(line.line_kind == "data_row" for line in self.lines)),
            "cell_count": str(len(figures)),
            "number_count": str(kinds["number"]),
            "suppressed_count": str(kinds["suppressed"]),
            "blank_count": str(kinds["blank"]),
            **facts,
        }

    def _facts(self) -> Row:
        """Return what the document prints about itself, found by document_forms.csv."""
        facts: Row = {}
        for form in self.seeds.rows("document_forms"):
            pattern = re.compile(form["pattern"])
            found = next(
                (match for line in self.lines if (match := pattern.search(plain(line.line_text)))),
                None,
            )
            parts = found.groupdict() if found else {}
            if {"year", "month", "day"} <= parts.keys():
                facts[form["fact"]] = f"{parts['year']}-{parts['month']}-{parts['day']}"
            elif parts:
                facts[form["fact"]] = parts[form["fact"]]
        return facts

    def names(self) -> list[Name]:
        """Return every name of the code lists, in the forms in which NAV prints them as labels."""
        names = [
            Name(row["name_nb"], row["dimension"], row["code"])
            for row in self.seeds.rows("codes")
            if row["code"] != "_T"
        ]
        total = next(row["name_nb"] for row in self.seeds.rows("codes") if row["code"] == "_T")
        measures = [
            Name(row["name_nb"], "measure", row["measure_code"])
            for row in self.seeds.rows("measures")
        ]
        groups = [
            Name(row["name_nb"], "measure_group", row["measure_group_code"])
            for row in self.seeds.rows("measure_groups")
        ]
        totals = [
            Name(f"{total} {name.label[:1].lower()}{name.label[1:]}", name.dimension, name.code)
            for name in [*measures, *groups, *names]
            if name.dimension in ("measure", "measure_group", "status", "sex")
        ]
        day = next(
            (
                row["valid_on"]
                for row in self.seeds.rows("county_divisions")
                if row["county_division"] == self.document["county_division"]
            ),
            "",
        )
        counties = [
            Name(label, "county", row["county_code"])
            for row in self.seeds.rows("counties")
            if row["valid_from"] <= day and (not row["valid_to"] or day < row["valid_to"])
            for name in dict.fromkeys((row["name_nb"], row["name_official"]))
            for label in (name, f"{row['county_code']} {name}")
        ]
        return [*names, *measures, *groups, *totals, *counties]

    # What the models cannot read, and a proposal for each. Every method returns nothing and leaves
    # its proposals in self.seeds, its words in self.findings.

    def explain(self, connection: DuckDBPyConnection) -> None:
        """Propose rows for what the models could not read, the outer things first."""
        before = self.seeds.count()
        self._headings(connection)
        self._wrong_headings(connection)
        if self.seeds.count() == before:
            # Only under the right headings do labels mean what they say.
            self._columns(connection)
            self._rows(connection)
            self._totals(connection)
            self._contexts(connection)

    def _query(self, connection: DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
        return rehearse.rows_of(connection, sql.replace("$document", f"'{self.document_id}'"))

    def _known_rows(self, connection: DuckDBPyConnection) -> dict[int, dict[str, int]]:
        """Return for every table how many of its rows are known as rows of each dimension."""
        known: dict[int, dict[str, int]] = {}
        for row in self._query(
            connection,
            """
            select corrected_rows.table_no, row_labels.row_dimension,
                count(distinct corrected_rows.line_no) as row_count
            from harmonized.int_corrected_rows
            inner join reference.documents
                on corrected_rows.document_id = documents.document_id
            inner join reference.row_labels
                on corrected_rows.row_label = row_labels.printed_label
                and coalesce(row_labels.county_division, documents.county_division, '')
                = coalesce(documents.county_division, '')
            where corrected_rows.document_id = $document
            group by corrected_rows.table_no, row_labels.row_dimension
            order by corrected_rows.table_no, row_labels.row_dimension
            """,
        ):
            known.setdefault(row["table_no"], {})[row["row_dimension"]] = row["row_count"]
        return known

    def _headings(self, connection: DuckDBPyConnection) -> None:
        """A heading that no table had before: its rows say of which dimension they are."""
        known = self._known_rows(connection)
        tables = self._query(
            connection,
            "select table_no, line_no, section from harmonized.int_tables "
            "where document_id = $document and row_dimension is null order by line_no",
        )
        for section in dict.fromkeys(table["section"] or "" for table in tables):
            mine = [table for table in tables if (table["section"] or "") == section]
            votes = Counter[str]()
            for table in mine:
                votes.update(known.get(table["table_no"], {}))
            near = suggest(section, (row["section"] for row in self.seeds.rows("sections")))
            row = {
                "section": section,
                "row_dimension": votes.most_common(1)[0][0] if votes else ASK,
                "source": self.document_id,
            }
            self._propose(
                *("sections", row, "heading", section),
                [table["line_no"] for table in mine],
                near,
                f"its rows are {row['row_dimension']}",
            )

    def _wrong_headings(self, connection: DuckDBPyConnection) -> None:
        """A table whose rows are all of another dimension than its heading says."""
        known = self._known_rows(connection)
        sections = {row["section"]: row["row_dimension"] for row in self.seeds.rows("sections")}
        for table in self._query(
            connection,
            """
            select tables.table_no, tables.line_no, tables.row_dimension, tables.printed_section,
                count(*) as row_count
            from harmonized.int_tables
            inner join harmonized.int_table_rows
                on tables.document_id = table_rows.document_id
                and tables.table_no = table_rows.table_no
            where tables.document_id = $document and tables.row_dimension is not null
                and tables.erratum_id is null
                and table_rows.code is null and not table_rows.is_total
            group by all
            order by tables.line_no
            """,
        ):
            counts = known.get(table["table_no"], {})
            best = max(counts, key=lambda name: (counts[name], name), default=None)
            own = counts.get(table["row_dimension"], 0)
            if best is None or counts[best] <= own or 2 * counts[best] <= table["row_count"]:
                continue
            printed = table["printed_section"]
            before = self._read_before("section", printed)
            headings = [section for section, dimension in sections.items() if dimension == best]
            near = nearest(printed, headings)
            right = before[0] if before and before[0] in headings else near[0].label
            self._erratum(
                {"kind": "section", "line_no": str(table["line_no"]), "printed": printed},
                right,
                f"The rows of this table are {best}, not {table['row_dimension']}: "
                f"{counts[best]} of its labels are known as such, {own} as the other.",
                ("heading", printed, [table["line_no"]], near),
            )

    def _columns(self, connection: DuckDBPyConnection) -> None:
        columns = self._query(
            connection,
            "select column_label, line_no, column_no from harmonized.int_table_columns "
            "where document_id = $document and indicator is null and column_label <> '' "
            "order by line_no, column_no",
        )
        known = {row["printed_label"]: row for row in self.seeds.rows("column_labels")}
        names = {name.label: name for name in self.names()}
        for label in dict.fromkeys(column["column_label"] for column in columns):
            places = [column for column in columns if column["column_label"] == label]
            lines = [place["line_no"] for place in places]
            near, named = suggest(label, known), suggest(label, names)
            if near[0].score >= SAME and near[0].score >= named[0].score:
                # Another spelling, or damage: the same columns are meant.
                row = known[near[0].label] | {"printed_label": label, "source": self.document_id}
                told = f"it counts what {near[0].label!r} counts"
            elif named[0].score >= SAME:
                name = names[named[0].label]
                row = {
                    "printed_label": label,
                    "county_division": self._division_of(name.dimension),
                    "indicator": "participants",
                    "freq": "M",
                    "dimension": name.dimension,
                    "code": name.code,
                    "source": self.document_id,
                }
                told = f"{name.dimension} {name.code}"
            else:
                row = {"printed_label": label, "indicator": ASK, "freq": ASK}
                row["source"] = self.document_id
                told = "a person must say what it counts"
            self._propose(
                *("column_labels", row, "column heading", label, lines, [*near, *named], told)
            )

    def _rows(self, connection: DuckDBPyConnection) -> None:
        rows = self._query(
            connection,
            """
            select table_rows.printed_label, table_rows.line_no, tables.row_dimension,
                tables.total_line_no,
                min(table_rows.line_no) over (partition by table_rows.table_no) as first_line_no
            from harmonized.int_table_rows
            inner join harmonized.int_tables
                on table_rows.document_id = tables.document_id
                and table_rows.table_no = tables.table_no
            where table_rows.document_id = $document and tables.row_dimension is not null
                and table_rows.code is null and not table_rows.is_total
                and not table_rows.is_lost
            order by table_rows.line_no
            """,
        )
        # The first row of a table is its total, which populations.csv must name.
        rows = [
            row
            for row in rows
            if row["total_line_no"] is not None or row["line_no"] != row["first_line_no"]
        ]
        names = self.names()
        for label, dimension in dict.fromkeys(
            (row["printed_label"], row["row_dimension"]) for row in rows
        ):
            places = [
                row["line_no"]
                for row in rows
                if (row["printed_label"], row["row_dimension"]) == (label, dimension)
            ]
            known = {
                row["printed_label"]
                for row in self.seeds.rows("row_labels")
                if row["row_dimension"] == dimension
                and row["county_division"] in ("", self.document["county_division"])
            }
            # A table of measures also prints the totals of their groups.
            named = {
                name.label: name
                for name in names
                if name.dimension == dimension
                or (dimension == "measure" and name.dimension == "measure_group")
            }
            near = suggest(label, known)
            listed = suggest(label, named.keys() - known)
            before = self._read_before("label", label)
            best = max((near[0].score if near else 0), 100 if before else 0)
            if listed and listed[0].score >= SAME and listed[0].score > best:
                name = named[listed[0].label]
                row = {
                    "row_dimension": dimension,
                    "county_division": self._division_of(name.dimension),
                    "printed_label": label,
                    "dimension": name.dimension,
                    "code": name.code,
                }
                told = f"{name.dimension} {name.code}, as the code list names it"
                self._propose("row_labels", row, "row label", label, places, listed, told)
            elif before and before[0] in known:
                self._erratum(
                    {"kind": "label", "printed": label},
                    before[0],
                    _reason(label, before[0]),
                    ("row label", label, places, near),
                    f"Read so in another document ({before[1]}). ",
                )
            elif near and near[0].score >= NEAR:
                self._erratum(
                    {"kind": "label", "printed": label},
                    near[0].label,
                    _reason(label, near[0].label),
                    ("row label", label, places, near),
                )
            else:
                row = {
                    "row_dimension": dimension,
                    "county_division": self._division_of(dimension),
                    "printed_label": label,
                    "dimension": dimension,
                    "code": ASK,
                }
                self._propose(
                    *("row_labels", row, "row label", label, places, [*near, *listed]),
                    "a person must say what it stands for",
                )

    def _totals(self, connection: DuckDBPyConnection) -> None:
        """The first row of a table is its total: whom does it count?"""
        rows = self._query(
            connection,
            """
            select table_rows.printed_label as label, table_rows.line_no
            from harmonized.int_table_rows
            inner join harmonized.int_tables
                on table_rows.document_id = tables.document_id
                and table_rows.table_no = tables.table_no
            where tables.document_id = $document and tables.row_dimension is not null
                and tables.total_line_no is null and table_rows.code is null
                and not table_rows.is_lost
            qualify row_number()
                over (partition by table_rows.table_no order by table_rows.line_no) = 1
            order by table_rows.line_no
            """,
        )
        known = {row["printed_text"]: row for row in self.seeds.rows("populations")}
        names = {
            name.label: name
            for name in self.names()
            if name.dimension in ("measure_group", "measure", "status", "sex")
        }
        for label in dict.fromkeys(row["label"] for row in rows):
            places = [row["line_no"] for row in rows if row["label"] == label]
            near, named = suggest(label, known), suggest(label, names)
            before = self._read_before("label", label)
            if before and before[0] in known:
                self._erratum(
                    {"kind": "label", "printed": label},
                    before[0],
                    _reason(label, before[0]),
                    ("total row", label, places, near),
                    f"Read so in another document ({before[1]}). ",
                )
            elif named[0].score >= SAME and named[0].score > near[0].score:
                name = names[named[0].label]
                row = {
                    "printed_text": label,
                    f"{name.dimension}_code": name.code,
                    "source": self.document_id,
                }
                told = f"it counts {name.dimension} {name.code}"
                self._propose("populations", row, "total row", label, places, named, told)
            elif near[0].score >= SAME:
                row = known[near[0].label] | {"printed_text": label, "source": self.document_id}
                told = f"it counts whom {near[0].label!r} counts"
                self._propose("populations", row, "total row", label, places, near, told)
            else:
                row = {"printed_text": label, "measure_code": ASK, "source": self.document_id}
                self._propose(
                    *("populations", row, "total row", label, places, [*near, *named]),
                    "a person must say whom it counts",
                )

    def _contexts(self, connection: DuckDBPyConnection) -> None:
        """A context that no table had before, above a total row that is known."""
        tables = self._query(
            connection,
            """
            select tables.context, tables.total_label, tables.line_no
            from harmonized.int_tables
            left join reference.populations on tables.context = populations.printed_text
            where tables.document_id = $document and tables.context <> ''
                and tables.total_label is not null and populations.printed_text is null
            order by tables.line_no
            """,
        )
        known = {row["printed_text"]: row for row in self.seeds.rows("populations")}
        for context in dict.fromkeys(table["context"] for table in tables):
            mine = [table for table in tables if table["context"] == context]
            total = mine[0]["total_label"]
            row = known[total] | {"printed_text": context, "source": self.document_id}
            self._propose(
                *("populations", row, "context", context, [table["line_no"] for table in mine]),
                suggest(context, known),
                f"it names whom the total row {total!r} counts",
            )

    def _division_of(self, dimension: str) -> str:
        return self.document["county_division"] if dimension == "county" else ""

    def _read_before(self, kind: str, printed: str) -> tuple[str, str] | None:
        """Return how an erratum of another document reads the same print, and its name."""
        readings = [
            (row["corrected"], row["erratum_id"])
            for row in self.seeds.rows("errata")
            if (row["kind"], row["printed"]) == (kind, printed)
            and row["document_id"] != self.document_id
            and (kind == "section" or not row["line_no"])
        ]
        return readings[0] if readings else None

    def _erratum(
        self,
        row: Row,
        corrected: str,
        reason: str,
        finding: tuple[str, str, list[int], list[Suggestion]],
        evidence: str = "",
    ) -> None:
        numbers = [
            int(other["erratum_id"].rsplit("-", 1)[1])
            for other in self.seeds.rows("errata")
            if other["document_id"] == self.document_id
        ]
        what, printed, lines, near = finding
        row |= {
            "erratum_id": f"{self.document_id}-{max(numbers, default=0) + 1:02}",
            "document_id": self.document_id,
            "corrected": corrected,
            "reason": reason,
            "evidence": evidence,
        }
        self._propose("errata", row, what, printed, lines, near, f"misread: {corrected!r}")

    def _propose(
        self,
        seed: str,
        row: Row,
        what: str,
        printed: str,
        lines: list[int],
        near: list[Suggestion],
        told: str,
    ) -> None:
        self.seeds.propose(seed, row)
        ranked = sorted(near, key=lambda suggestion: (-suggestion.score, suggestion.label))
        self.findings.append(
            Finding(what, printed, tuple(lines), tuple(ranked[:3]), f"{told} ({seed}.csv)")
        )

    def finish(self, connection: DuckDBPyConnection) -> None:
        """Propose what is known only when all labels are: counties or none, numbers of checks."""
        counties = self._query(
            connection,
            "select 1 from harmonized.int_cells where document_id = $document "
            "and county_code <> '_T' limit 1",
        )
        if not counties and self.seeds.proposed["documents"]:
            self.document["county_division"] = ""
        expected = {
            _key("expected_checks", row): int(row["check_count"])
            for row in self.seeds.rows("expected_checks")
        }
        for row in self._query(
            connection,
            "select document_id, identity, count(*) as check_count from checks.int_identity_checks "
            "group by document_id, identity order by document_id, identity",
        ):
            if expected.get((row["document_id"], row["identity"])) != row["check_count"]:
                self.seeds.propose(
                    "expected_checks", {column: str(value) for column, value in row.items()}
                )
        violated = self._query(
            connection,
            "select count(*) as row_count from checks.int_identity_checks "
            "where document_id = $document and verdict = 'violated'",
        )
        proof = "" if violated[0]["row_count"] else "With it every identity of the document holds."
        for row in self.seeds.proposed["errata"]:
            row["evidence"] = f"{row['evidence']}{proof}".strip() or ASK

    def divisions(self) -> list[str]:
        """Say of which registered documents this one can be another print."""
        notes = []
        for row in self.seeds.rows("documents"):
            if (
                row["document_id"] != self.document_id
                and row["title"] == self.document["title"]
                and row["period_from"] <= self.document["period_to"]
                and row["period_to"] >= self.document["period_from"]
            ):
                same = (row["updated_on"] or row["edition"]) == (
                    self.document["updated_on"] or self.document["edition"]
                )
                notes.append(
                    f"{row['document_id']} has the same title and an overlapping period. "
                    + (
                        "Both are of one publication (updated_on, else edition): their figures "
                        "must agree. If this one was published later, say so in edition, for "
                        f"instance '{row['edition']} revised 2025-03'."
                        if same
                        else "They are of different publications: the later one is quoted, and "
                        "where they differ marts.revisions says so."
                    )
                )
        return notes


def _commonest(lines: list[Line], kind: str) -> str:
    words = Counter(plain(line.line_text) for line in lines if line.line_kind == kind)
    return words.most_common(1)[0][0] if words else ""


def _reason(printed: str, corrected: str) -> str:
    near = suggest(printed, [corrected])[0]
    odd = odd_signs(printed)
    words = f"{near.difference[:1].upper()}{near.difference[1:]}"
    return f"{words}: {odd}." if odd else f"{words}."


def rehearsed(
    edition: Edition, rehearsal: rehearse.Rehearsal
) -> tuple[list[dict[str, Any]], list[str], dict[str, int]]:
    """Propose rows until the models read the document or nothing new turns up.

    Returns:
        What is still wrong (rows of checks.problems), the names of other failing tests, and the
        number of checks of the document by verdict.
    """
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder) / "seeds"
        for part in ("reference", "documents"):
            shutil.copytree(edition.seeds.folder / part, scratch / part)
        (scratch / "staged").mkdir()
        for path in (scratch / "documents").iterdir():
            if path.name not in {row["file_name"] for row in edition.seeds.rows("documents")}:
                path.unlink()
        for _ in range(ROUNDS):
            before = edition.seeds.count()
            edition.seeds.write(scratch)
            with rehearsal.run(scratch, READ) as connection:
                edition.explain(connection)
            if edition.seeds.count() == before:
                break
        with rehearsal.run(scratch) as connection:
            edition.finish(connection)
        edition.seeds.write(scratch)
        with rehearsal.run(scratch) as connection:
            failures = rehearsal.failures(connection)
            verdicts = edition._query(
                connection,
                "select verdict, count(*) as check_count from checks.int_identity_checks "
                "where document_id = $document group by verdict order by check_count desc",
            )
    problems = failures.pop("no_problems", [])
    return problems, list(failures), {row["verdict"]: row["check_count"] for row in verdicts}


def report(edition: Edition, verdicts: dict[str, int]) -> str:
    """Return the profile of a document and what is proposed for it, in words."""
    document = edition.document

    def counted(column: str) -> str:
        return f"{int(document[f'{column}_count']):,} {column}"

    lines = [
        edition.path.name,
        *_listed("title", document["title"]),
        *_listed("period", f"{document['printed_period']}"),
        *_listed("updated", document["updated_on"] or "no day printed"),
        *_listed(
            "suppressed",
            f"below {document['suppressed_below']} ({document['law_printed'] or 'no law printed'})"
            if document["suppressed_below"]
            else "the document does not say",
        ),
        *_listed(
            "holds",
            ", ".join(
                f"{counted(column)}s" for column in ("page", "table", "row", "cell", "number")
            )
            + f", {counted('suppressed')}, {counted('blank')}",
        ),
        *_listed("headings", _counts(edition.lines, "section")),
        *_listed("contexts", _counts(edition.lines, "context") or "none"),
        *_listed("columns", _column_counts(edition.lines)),
    ]
    for note in edition.divisions():
        lines += ["", *textwrap.wrap(note, 96)]
    if edition.findings:
        lines += ["", f"{len(edition.findings)} things of it are in no seed:"]
    for finding in edition.findings:
        shown = ", ".join(str(line) for line in finding.lines[:SHOWN_LINES])
        more = len(finding.lines) - SHOWN_LINES
        place = f"line{'s'[: len(finding.lines) > 1]} {shown}" + (
            f" and {more} more" if more > 0 else ""
        )
        lines += ["", *textwrap.wrap(f"{finding.what} {finding.printed!r}, {place}", 96)]
        odd = odd_signs(finding.printed)
        if odd:
            lines += _listed("", f"mixed letters or spaces: {odd}")
        lines += [
            line
            for suggestion in finding.suggestions
            if suggestion.score >= SHOWN_SCORE
            for line in _listed(
                f"{suggestion.score:>3} %", f"{suggestion.label} - {suggestion.difference}"
            )
        ]
        lines += _listed("proposed", finding.proposal)
    checks = ", ".join(
        f"{count:,} {verdict.replace('_', ' ')}" for verdict, count in verdicts.items()
    )
    lines += [
        "",
        *textwrap.wrap(
            f"Rehearsed with all proposals: {sum(verdicts.values()):,} checks of the document: "
            f"{checks or 'none'}.",
            96,
        ),
    ]
    return "\n".join(lines)


def _listed(name: str, text: str) -> list[str]:
    return textwrap.wrap(text, 96, initial_indent=f"  {name:<11}", subsequent_indent=" " * 13)


def _counts(lines: list[Line], kind: str) -> str:
    words = Counter(plain(line.line_text) for line in lines if line.line_kind == kind)
    return "; ".join(f"{word} ({count})" for word, count in words.items())


def _column_counts(lines: list[Line]) -> str:
    headers = Counter(
        " | ".join(plain(cell) or "(blank)" for cell in line.bare_text.split("\t")[1:])
        for line in lines
        if line.line_kind == "table_header"
    )
    return "; ".join(f"{header} ({count})" for header, count in headers.items())


def propose(path: Path, dry_run: bool) -> int:
    """Profile a document, say what it lacks, and write proposals; 0 if they are all it lacks."""
    if PROPOSALS.exists() and not dry_run:
        raise StagingError(
            PROPOSALS.name,
            "proposals that are not accepted yet",
            "no such folder",
            "accept them (make accept), or delete the folder to begin again",
        )
    edition = Edition(path, PROJECT / "seeds")
    problems, failing, verdicts = rehearsed(edition, rehearse.compiled())
    print(report(edition, verdicts))
    files = {name: rows for name, rows in edition.seeds.proposed.items() if rows}
    asked = sum(ASK in row.values() for rows in files.values() for row in rows)
    if problems:
        print(f"\nStill wrong with all proposals: {problems_in_words(problems)}")
    elif failing:
        print(f"\nStill failing with all proposals: {', '.join(failing)}")
    if files:
        print("\n" + ("would propose:" if dry_run else f"{PROPOSALS.name}/"))
        for name, rows in files.items():
            print(f"  {name + '.csv':<20} {len(rows):>3} rows")
    if files and not dry_run:
        PROPOSALS.mkdir()
        for name, rows in files.items():
            _write_csv(PROPOSALS / f"{name}.csv", rows)
    print("\nnext: " + _next_step(bool(files), asked, bool(problems or failing), dry_run))
    return 1 if problems or failing or asked else 0


def _next_step(files: bool, asked: int, wrong: bool, dry_run: bool) -> str:
    steps = []
    if dry_run:
        steps.append("run it without --dry-run")
    elif files:
        steps.append(
            f"read {PROPOSALS.name}/*.csv; correct what is wrong, delete what you do not believe"
            + (f"; fill in the {asked} rows with {ASK}" if asked else "")
        )
        steps.append("make accept")
    if wrong:
        steps.append("correct the rest by rows of errata.csv (README, Fix an error in a document)")
    return ", then ".join([*steps, "make build"])


def accept() -> int:
    """Move the proposals into the seeds and stage the documents, all or nothing."""
    seeds = Seeds(PROJECT / "seeds")
    paths = sorted(PROPOSALS.glob("*.csv"))
    if not paths:
        raise StagingError(
            PROPOSALS.name,
            "no proposals",
            "the files that `make edition FILE=...` writes",
            "run `make edition FILE=seeds/documents/...` first",
        )
    for path in paths:
        columns = list(seeds.rows(path.stem)[0]) if path.stem in KEYS else []
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if reader.fieldnames != columns:
                raise StagingError(
                    path.name,
                    f"the columns {', '.join(reader.fieldnames or [])}",
                    f"the columns of the seed: {', '.join(columns) or '(no seed of that name)'}",
                    "restore the header line",
                    1,
                )
            for row in reader:
                if None in row or None in row.values() or ASK in row.values():
                    raise StagingError(
                        path.name,
                        ",".join(str(value) for value in row.values()),
                        f"{len(columns)} values, none of them {ASK}",
                        "fill in what is asked, or delete the row",
                        reader.line_num,
                    )
                seeds.proposed[path.stem].append(row)
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder) / "seeds"
        shutil.copytree(seeds.folder, scratch)
        seeds.write(scratch)
    seeds.write(seeds.folder)
    shutil.rmtree(PROPOSALS)
    for name, rows in seeds.proposed.items():
        if rows:
            print(f"  {name + '.csv':<20} {len(rows):>3} rows accepted")
    print("\nnext: make build, and look at `git diff seeds`")
    return 0


def main() -> int:
    """Run the command line."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("file", nargs="?", type=Path, help="a text under seeds/documents/")
    options.add_argument("--dry-run", action="store_true", help="write nothing")
    options.add_argument("--accept", action="store_true", help="accept what stands in proposals/")
    arguments = options.parse_args()
    if arguments.accept == (arguments.file is not None):
        options.error("give a FILE, or --accept")
    try:
        return accept() if arguments.accept else propose(arguments.file, arguments.dry_run)
    except StagingError as error:
        print(f"Stopped at {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    raise SystemExit(main())
