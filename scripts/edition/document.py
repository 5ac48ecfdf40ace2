"""A document on its way into the seeds: what it says of itself, and what labels it could print."""

from __future__ import annotations

import hashlib
import re
import shlex
import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import stage
from parse import StagingError, plain

from edition.labels import Suggestion, suggest
from edition.seeds import ASK, Row, Seeds

SHOWN_LINES = 6


class Name(NamedTuple):
    """A label that a code has, or could have by its name; of which tables' rows, if it is known."""

    label: str
    dimension: str
    code: str
    row_dimension: str = ""
    is_total: bool = False


class Unread(NamedTuple):
    """Something of a document that no seed explains: its lines, and columns if it is of cells."""

    what: str
    printed: str
    lines: tuple[int, ...]
    columns: tuple[int, ...] = ()


class Finding(NamedTuple):
    """Something of a document that no seed explains, and what is proposed for it.

    `grade` is certain (a name of the code lists), likely (known damage, or what the rows of a
    table say) or asked (a person must say).
    """

    unread: Unread
    suggestions: list[Suggestion]
    grade: str
    proposal: str


def document_id(file_name: str) -> str:
    """Return the id that a file's name gives: its small letters a to z and digits, "_" between."""
    letters = unicodedata.normalize("NFC", Path(file_name).stem).lower()
    return re.sub(r"[^a-z0-9]+", "_", letters).strip("_")


def _expect_another(file_name: str, digest: str, documents: list[Row]) -> None:
    """A new document has a name of its own, that gives an id of its own, and is new."""
    name = document_id(file_name)
    if not name or not file_name.isprintable():
        raise StagingError(
            file_name.encode(errors="replace").decode(),
            f"the name {file_name!a}",
            "a name with a letter or digit (a-z, 0-9), and without invisible signs",
            "give the file another name",
        )
    for row in documents:
        if row["sha256"] == digest:
            raise StagingError(
                file_name,
                f"byte for byte the document that {row['file_name']} holds",
                "a document that is not registered yet",
                "delete the file",
            )
        if row["document_id"] == name:
            raise StagingError(
                file_name,
                f"a name that gives the id {name}, which {row['file_name']} has",
                "a name that differs from it in more than case, spaces and signs",
                "give the file another name (what tells the two apart: a month, a revision)",
            )


class Edition:
    """One document on its way into the seeds."""

    def __init__(self, path: Path, seeds: Path, laid_over: Seeds | None = None) -> None:
        """Read the document and propose its row in documents.csv.

        Proposals of other documents can be `laid_over` the seeds already.

        Raises:
            StagingError: it cannot be staged, or another file is registered under its name.
        """
        if path.resolve().parent != (seeds / "documents").resolve():
            raise StagingError(
                path.name,
                str(path),
                f"a file in {seeds.name}/documents/",
                f"cp {shlex.quote(str(path))} {seeds.name}/documents/",
            )
        if not path.is_file():
            raise StagingError(path.name, "no such file", "a document", "put the file there")
        self.path = path
        self.seeds = laid_over or Seeds(seeds)
        content = path.read_bytes()
        self.lines = stage.lines_of(path.name, content, stage.read_layout(seeds))
        self.findings: list[Finding] = []
        digest = hashlib.sha256(content).hexdigest()
        registered = [row for row in self.seeds.rows("documents") if row["file_name"] == path.name]
        if registered and registered[0]["sha256"] != digest:
            raise StagingError(
                path.name,
                f"another file than the registered one, sha256 {digest}",
                f"sha256 {registered[0]['sha256']}, as documents.csv says",
                "keep both: give this file another name",
            )
        if not registered:
            _expect_another(path.name, digest, self.seeds.rows("documents"))
            self.seeds.propose("documents", self._document(digest))
        self.document = (registered or self.seeds.proposed["documents"])[0]
        self.document_id = self.document["document_id"]
        self._expect_as_named()

    def words(self, kind: str) -> Counter[str]:
        """Return the lines of a kind as words, each with how often it is printed."""
        return Counter(plain(line.line_text) for line in self.lines if line.line_kind == kind)

    def places(self, numbers: Sequence[int]) -> str:
        """Return lines of the document in words; those of a workbook are its cells."""
        lines = [self.lines[number - 1] for number in numbers]
        is_sheet = bool(lines[0].sheet_name)
        words = [
            f"{line.sheet_name}!{line.sheet_cell}" if is_sheet else str(line.line_no)
            for line in lines[:SHOWN_LINES]
        ]
        more = f" and {len(lines) - SHOWN_LINES} more" if len(lines) > SHOWN_LINES else ""
        what = ("cell" if is_sheet else "line") + "s"[: len(lines) > 1]
        return f"{what} {', '.join(words)}{more}"

    def headers(self) -> Counter[str]:
        """Return the table headers, each with how often it is printed."""
        return Counter(
            " | ".join(plain(cell) or "(blank)" for cell in line.bare_text.split("\t")[1:])
            for line in self.lines
            if line.line_kind == "table_header"
        )

    def _document(self, digest: str) -> Row:
        """Return the row of documents.csv that the document's own words give."""
        title, period = (
            next((words for words, _ in self.words(kind).most_common(1)), "")
            for kind in ("title", "period")
        )
        months = {
            row["printed_label"].casefold(): int(row["month_no"])
            for row in self.seeds.rows("column_labels")
            if row["month_no"]
        }
        words = re.findall(r"[^\W\d]+", period.casefold())
        named = [months[word] for word in words if word in months]
        years = re.findall(r"\d{4}", period)
        if not named or not years:
            raise StagingError(
                self.path.name,
                repr(period),
                "a period with months and years",
                "compare the period line with those of the other documents",
            )
        period_from, period_to = f"{years[0]}-{named[0]:02}-01", f"{years[-1]}-{named[-1]:02}-01"
        foreign = [row for row in self.seeds.rows("statistics") if row["is_read"] != "true"]
        for other in self.words("title"):
            if any(re.fullmatch(row["title_form"], other) for row in foreign):
                self._statistic(other)
        statistic = self._statistic(title)
        groups = [
            row["measure_group_code"]
            for row in self.seeds.rows("measure_groups")
            if row["name_nb"].casefold() in title.casefold()
        ]
        group = groups[0] if len(groups) == 1 else ASK
        rows = [line.bare_text for line in self.lines if line.line_kind == "data_row"]
        figures = [plain(cell) for row in rows for cell in row.split("\t")[1:]]
        blanks = figures.count("")
        marks = sum(re.search("[0-9]", figure) is None for figure in figures) - blanks
        return {
            "document_id": document_id(self.path.name),
            "file_name": self.path.name,
            "found_name": self.path.stem,
            "title": title,
            "publisher": statistic["publisher"],
            "edition": period_to[:4] if period_from != period_to else period_to[:7],
            "printed_period": period,
            "period_from": period_from,
            "period_to": period_to,
            "licence": "NOASSERTION",
            "county_division": self._division(period_from, period_to),
            "measure_group_code": group if statistic["total_counts"] == "measure_group" else "",
            "blank_means": "zero" if blanks and not marks else "",
            "sha256": digest,
            "page_count": str(max(line.page_no for line in self.lines)),
            "table_count": str(max(line.table_no or 0 for line in self.lines)),
            "row_count": str(len(rows)),
            "cell_count": str(len(figures)),
            "number_count": str(len(figures) - blanks - marks),
            "suppressed_count": str(marks),
            "blank_count": str(blanks),
            **self._facts(),
        }

    def _statistic(self, title: str) -> Row:
        """Return the statistic whose tables have such a title.

        Raises:
            StagingError: it is another one than ours, or nobody has judged it.
        """
        statistics = self.seeds.rows("statistics")
        known = [row for row in statistics if re.fullmatch(row["title_form"], title)]
        if known and known[0]["is_read"] == "true":
            return known[0]
        ours = {row["title_example"]: row for row in statistics if row["is_read"] == "true"}
        near = suggest(title, ours, 1)[0]
        what = f"a table of {known[0]['counts']}" if known else "a statistic that nobody has judged"
        raise StagingError(
            self.path.name,
            f"{title!r}, {what}",
            "a title of statistics.csv that is read, for instance "
            f"{near.label!r} ({ours[near.label]['counts']})",
            "take the file away: its figures are of other people"
            if known
            else "if its figures are participants in measures, describe its title in "
            "statistics.csv; if not, take the file away",
        )

    def _division(self, period_from: str, period_to: str) -> str:
        """Return the county division of a period; a question where it holds a part of it only."""
        divisions = {
            max(
                (row["valid_from"], row["county_division"])
                for row in self.seeds.rows("county_divisions")
                if row["valid_from"] <= day
            )[1]
            for day in (period_from, period_to)
        }
        return divisions.pop() if len(divisions) == 1 else ASK

    def _expect_as_named(self) -> None:
        """Expect what the file's name says, where it begins with a month and goes on as a title."""
        named = re.match(r"(\d{4})\.?(\d\d)_(.*)", self.path.stem)
        if not named:
            return
        year, month, words = named.groups()
        patterns = {row["fact"]: row["pattern"] for row in self.seeds.rows("document_forms")}
        report = re.search(patterns["report_code"], f"{words} ".replace("_", " "))
        reports = {report["report_code"] if report else "", self.document["report_code"]} - {""}
        if len(reports) > 1 or self.document["period_to"] != f"{year}-{month}-01":
            raise StagingError(
                self.path.name,
                f"{self.document['title']!r}, {self.document['printed_period']}",
                f"what the file's name says: {report['report_code'] if report else 'a report'} "
                f"to {year}-{month}",
                "see whether the file was mixed up with another, and name it by what it holds",
            )

    def _facts(self) -> Row:
        """Return what the document prints about itself, found by document_forms.csv."""
        facts: Row = {}
        for form in self.seeds.rows("document_forms"):
            pattern = re.compile(form["pattern"])
            matches = (pattern.search(plain(line.line_text)) for line in self.lines)
            parts = next((found.groupdict() for found in matches if found), {})
            if {"year", "month", "day"} <= parts.keys():
                facts[form["fact"]] = f"{parts['year']}-{parts['month']}-{parts['day']}"
            elif parts:
                facts[form["fact"]] = parts[form["fact"]]
        return facts

    def names(self) -> list[Name]:
        """Return every name of the code lists, in the forms in which NAV prints them as labels."""
        codes = self.seeds.rows("codes")
        names = [
            Name(row["name_nb"], row["dimension"], row["code"])
            for row in codes
            if row["code"] != "_T"
        ]
        listed = [
            Name(row["name_nb"], dimension, row[f"{dimension}_code"])
            for dimension in ("measure", "measure_group")
            for row in self.seeds.rows(f"{dimension}s")
        ]
        total = next(row["name_nb"] for row in codes if row["code"] == "_T")
        totals = [
            name._replace(label=f"{total} {name.label[:1].lower()}{name.label[1:]}", is_total=True)
            for name in [*listed, *names]
            if name.dimension in ("measure", "measure_group", "status", "sex")
        ]
        days = {
            row["county_division"]: row["valid_from"] for row in self.seeds.rows("county_divisions")
        }
        day = days.get(self.document["county_division"], "")
        counties = [
            Name(label, "county", row["county_code"])
            for row in self.seeds.rows("counties")
            if row["valid_from"] <= day and (not row["valid_to"] or day < row["valid_to"])
            for name in dict.fromkeys((row["name_nb"], row["name_official"]))
            for label in (name, f"{row['county_code']} {name}")
        ]
        return [*names, *listed, *totals, *counties]

    def other_prints(self) -> list[str]:
        """Say of which registered documents this one can be another print."""
        mine = self.document
        notes = []
        for row in self.seeds.rows("documents"):
            if (
                row["document_id"] == self.document_id
                or row["title"] != mine["title"]
                or row["period_from"] > mine["period_to"]
                or row["period_to"] < mine["period_from"]
            ):
                continue
            if (row["updated_on"] or row["edition"]) == (mine["updated_on"] or mine["edition"]):
                what = (
                    "Both are of one publication (updated_on, else edition): their figures must "
                    "agree. If this one was published later, say so in edition, for instance "
                    f"'{row['edition']} revised 2025-03'."
                )
            else:
                what = (
                    "They are of different publications: the later one is quoted, and where they "
                    "differ marts.revisions says so."
                )
            notes.append(
                f"{row['document_id']} has the same title and an overlapping period. {what}"
            )
        return notes
