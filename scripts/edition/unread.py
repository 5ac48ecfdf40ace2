"""What the models cannot read of a document, and a proposal for each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from duckdb import DuckDBPyConnection
from rehearse import grouped, rows_of

from edition.document import Edition, Finding, Name, Unread
from edition.labels import Suggestion, nearest, odd_signs, suggest
from edition.seeds import ASK, Row

# The models that read tables, rows and columns; figures come later.
READ = ("int_tables", "int_table_rows", "int_table_columns")
# Labels less alike than NEAR are not proposed; from SAME on one is a spelling of the other.
NEAR, SAME = 60, 90


class Reader:
    """Proposes rows for what the models of a rehearsal could not read of a document."""

    def __init__(self, edition: Edition, connection: DuckDBPyConnection) -> None:
        """Take the document, and the database in which its models were run."""
        self.edition = edition
        self.seeds = edition.seeds
        self.connection = connection

    def explain(self) -> None:
        """Propose rows for what the models could not read, the outer things first."""
        before = self.seeds.count()
        known = self._known_rows()
        self._headings(known)
        unknown = self._unknown_rows()
        self._wrong_headings(known, unknown)
        if self.seeds.count() == before:
            # Only under the right headings do labels mean what they say.
            self._columns()
            rows = [row for row in unknown if not row["is_lost"]]
            self._rows([row for row in rows if not row["is_first"]])
            self._totals([row for row in rows if row["is_first"]])
            self._contexts()

    def query(self, sql: str) -> list[dict[str, Any]]:
        """Return the rows of a query; $document stands for the document's id."""
        document_id = self.edition.document_id.replace("'", "''")
        return rows_of(self.connection, sql.replace("$document", f"'{document_id}'"))

    def _known_rows(self) -> dict[int, Counter[str]]:
        """Return for every table how many of its rows are known as rows of each dimension."""
        known: dict[int, Counter[str]] = defaultdict(Counter)
        for row in self.query(
            """
            select table_no, row_labels.row_dimension, count(distinct line_no) as row_count
            from harmonized.int_corrected_rows as rows
            inner join reference.documents using (document_id)
            inner join reference.row_labels
                on
                    rows.row_label = row_labels.printed_label
                    and coalesce(row_labels.county_division, documents.county_division, '')
                    = coalesce(documents.county_division, '')
            where document_id = $document
            group by all
            order by all
            """
        ):
            known[row["table_no"]][row["row_dimension"]] = row["row_count"]
        return known

    def _unknown_rows(self) -> list[dict[str, Any]]:
        """Return rows without a meaning; `is_first` where nothing else is the table's total."""
        return self.query(
            """
            select
                table_no, tables.line_no as table_line_no, tables.printed_section,
                tables.row_dimension, tables.erratum_id,
                rows.printed_label, rows.line_no, rows.is_lost,
                tables.total_line_no is null
                and rows.line_no
                = min(rows.line_no) filter (where not rows.is_lost) over (partition by table_no)
                    as is_first
            from harmonized.int_table_rows as rows
            inner join harmonized.int_tables as tables using (document_id, table_no)
            where
                document_id = $document
                and tables.row_dimension is not null
                and rows.code is null
                and not rows.is_total
            order by rows.line_no
            """
        )

    def _headings(self, known: dict[int, Counter[str]]) -> None:
        """A heading that no table had before: its rows say of which dimension they are."""
        tables = self.query(
            "select table_no, line_no, coalesce(section, '') as section "
            "from harmonized.int_tables "
            "where document_id = $document and row_dimension is null order by line_no"
        )
        for (section,), mine in grouped(tables, "section"):
            votes = sum((known[table["table_no"]] for table in mine), Counter())
            dimension = votes.most_common(1)[0][0] if votes else ASK
            self._propose(
                *("sections", {"section": section, "row_dimension": dimension}),
                _unread("heading", section, mine),
                suggest(section, (row["section"] for row in self.seeds.rows("sections"))),
                f"its rows are {dimension}",
            )

    def _wrong_headings(
        self, known: dict[int, Counter[str]], unknown: list[dict[str, Any]]
    ) -> None:
        """A table whose rows are all of another dimension than its heading says."""
        sections = self.seeds.rows("sections")
        as_printed = [row for row in unknown if row["erratum_id"] is None]
        for _, rows in grouped(as_printed, "table_no"):
            table = rows[0] | {"line_no": rows[0]["table_line_no"]}
            counts = known[table["table_no"]]
            best = max(counts, key=lambda name: (counts[name], name), default=None)
            own = counts[table["row_dimension"]]
            if best is None or counts[best] <= own or 2 * counts[best] <= len(rows):
                continue
            printed = table["printed_section"]
            headings = [row["section"] for row in sections if row["row_dimension"] == best]
            near = nearest(printed, headings)
            before = self._read_before("section", printed)
            self._misread(
                _unread("heading", printed, [table]),
                before[0] if before and before[0] in headings else near[0].label,
                near,
                kind="section",
                line_no=str(table["line_no"]),
                reason=f"The rows of this table are {best}, not {table['row_dimension']}: "
                f"{counts[best]} of its labels are known as such, {own} as the other.",
            )

    def _columns(self) -> None:
        columns = self.query(
            "select column_label, line_no, column_no from harmonized.int_table_columns "
            "where document_id = $document and indicator is null and column_label <> '' "
            "order by line_no, column_no"
        )
        known = {row["printed_label"]: row for row in self.seeds.rows("column_labels")}
        names = self._names()
        for (label,), mine in grouped(columns, "column_label"):
            near, named = suggest(label, known), suggest(label, names)
            name = names[named[0].label]
            if near[0].score >= SAME and near[0].score >= named[0].score:
                # Another spelling, or damage: the same columns are meant.
                row = known[near[0].label] | {"printed_label": label}
                told = f"it counts what {near[0].label!r} counts"
            elif named[0].score >= SAME:
                row = {"printed_label": label, "indicator": "participants", "freq": "M"}
                row |= self._coded(name.dimension, name.code)
                told = f"{name.dimension} {name.code}"
            else:
                row = {"printed_label": label, "indicator": ASK, "freq": ASK}
                told = "a person must say what it counts"
            unread = _unread("column heading", label, mine)
            self._propose("column_labels", row, unread, [*near, *named], told)

    def _rows(self, rows: list[dict[str, Any]]) -> None:
        names = self._names()
        for (label, dimension), mine in grouped(rows, "printed_label", "row_dimension"):
            unread = _unread("row label", label, mine)
            known = {
                row["printed_label"]
                for row in self.seeds.rows("row_labels")
                if row["row_dimension"] == dimension
                and row["county_division"] in ("", self.edition.document["county_division"])
            }
            # A table of measures also prints the totals of their groups.
            own = (dimension, "measure_group") if dimension == "measure" else (dimension,)
            named = {name.label: name for name in names.values() if name.dimension in own}
            near, listed = suggest(label, known), suggest(label, named.keys() - known)
            before = self._read_before("label", label)
            best = 100 if before else near[0].score if near else 0
            row = {"row_dimension": dimension, "printed_label": label}
            if listed and listed[0].score >= max(SAME, best + 1):
                name = named[listed[0].label]
                row |= self._coded(name.dimension, name.code)
                told = f"{name.dimension} {name.code}, as the code list names it"
                self._propose("row_labels", row, unread, listed, told)
            elif self._misread_again(unread, known, near):
                continue
            elif near and near[0].score >= NEAR:
                self._misread(unread, near[0].label, near)
            else:
                row |= self._coded(dimension, ASK)
                told = "a person must say what it stands for"
                self._propose("row_labels", row, unread, [*near, *listed], told)

    def _totals(self, rows: list[dict[str, Any]]) -> None:
        """The first row of a table is its total, which populations.csv must name."""
        known = {row["printed_text"]: row for row in self.seeds.rows("populations")}
        names = self._names("measure_group", "measure", "status", "sex")
        for (label,), mine in grouped(rows, "printed_label"):
            unread = _unread("total row", label, mine)
            near, named = suggest(label, known), suggest(label, names)
            name = names[named[0].label]
            if self._misread_again(unread, known, near):
                continue
            if named[0].score >= SAME and named[0].score > near[0].score:
                row, ranked = {f"{name.dimension}_code": name.code}, named
                told = f"it counts {name.dimension} {name.code}"
            elif near[0].score >= SAME:
                row, ranked = known[near[0].label], near
                told = f"it counts whom {near[0].label!r} counts"
            else:
                row, ranked = {"measure_code": ASK}, [*near, *named]
                told = "a person must say whom it counts"
            self._propose("populations", row | {"printed_text": label}, unread, ranked, told)

    def _contexts(self) -> None:
        """A context that no table had before, above a total row that is known."""
        tables = self.query(
            """
            select context, total_label, line_no
            from harmonized.int_tables
            anti join reference.populations on context = printed_text
            where document_id = $document and context <> '' and total_label is not null
            order by line_no
            """
        )
        known = {row["printed_text"]: row for row in self.seeds.rows("populations")}
        for (context,), mine in grouped(tables, "context"):
            total = mine[0]["total_label"]
            self._propose(
                *("populations", known[total] | {"printed_text": context}),
                _unread("context", context, mine),
                suggest(context, known),
                f"it names whom the total row {total!r} counts",
            )

    def _names(self, *dimensions: str) -> dict[str, Name]:
        """Return the names of the code lists (of some dimensions) by label."""
        names = self.edition.names()
        return {
            name.label: name for name in names if not dimensions or name.dimension in dimensions
        }

    def _coded(self, dimension: str, code: str) -> Row:
        """Return the columns of a seed that give a label its meaning."""
        division = self.edition.document["county_division"] if dimension == "county" else ""
        return {"county_division": division, "dimension": dimension, "code": code}

    def _read_before(self, kind: str, printed: str) -> tuple[str, str] | None:
        """Return how an erratum of another document reads the same print, and its name."""
        read = (
            (row["corrected"], row["erratum_id"])
            for row in self.seeds.rows("errata")
            if (row["kind"], row["printed"]) == (kind, printed)
            and row["document_id"] != self.edition.document_id
            and (kind == "section" or not row["line_no"])
        )
        return next(read, None)

    def _misread_again(
        self, unread: Unread, known: Collection[str], near: list[Suggestion]
    ) -> bool:
        """Propose to read a label as in another document; False where none reads it as a known."""
        before = self._read_before("label", unread.printed)
        if not before or before[0] not in known:
            return False
        evidence = f"Read so in another document ({before[1]}). "
        self._misread(unread, before[0], near, evidence=evidence)
        return True

    def _misread(
        self,
        unread: Unread,
        corrected: str,
        near: list[Suggestion],
        **given: str,
    ) -> None:
        """Propose an erratum (of a label, if not given): what is printed is something known."""
        document_id = self.edition.document_id
        numbers = [
            int(row["erratum_id"].rsplit("-", 1)[1])
            for row in self.seeds.rows("errata")
            if row["document_id"] == document_id
        ]
        row = {
            "erratum_id": f"{document_id}-{max(numbers, default=0) + 1:02}",
            "kind": "label",
            "document_id": document_id,
            "printed": unread.printed,
            "corrected": corrected,
            "reason": _reason(unread.printed, corrected),
        }
        self._propose("errata", row | given, unread, near, f"misread: {corrected!r}")

    def _propose(
        self, seed: str, row: Row, unread: Unread, near: list[Suggestion], told: str
    ) -> None:
        if seed != "row_labels":
            row = row | {"source": self.edition.document_id}
        self.seeds.propose(seed, row)
        ranked = sorted(near, key=lambda suggestion: (-suggestion.score, suggestion.label))
        self.edition.findings.append(Finding(unread, ranked[:3], f"{told} ({seed}.csv)"))

    def finish(self) -> None:
        """Propose what is known only when all labels are: counties or none, numbers of checks."""
        counties = self.query(
            "select 1 from harmonized.int_cells where document_id = $document "
            "and county_code <> '_T' limit 1"
        )
        if not counties and self.seeds.proposed["documents"]:
            self.edition.document["county_division"] = ""
        expected = self.seeds.rows("expected_checks")
        for row in self.query(
            "select document_id, identity, cast(count(*) as varchar) as check_count "
            "from checks.int_identity_checks "
            "group by all order by all"
        ):
            if row not in expected:
                self.seeds.propose("expected_checks", row)
        holds = "violated" not in self.verdicts()
        proof = "With it every identity of the document holds." if holds else ""
        for row in self.seeds.proposed["errata"]:
            row["evidence"] = f"{row['evidence']}{proof}".strip() or ASK

    def verdicts(self) -> dict[str, int]:
        """Return the number of checks of the document by verdict."""
        rows = self.query(
            "select verdict, count(*) as check_count from checks.int_identity_checks "
            "where document_id = $document group by verdict order by check_count desc"
        )
        return {row["verdict"]: row["check_count"] for row in rows}


def _unread(what: str, printed: str, rows: Iterable[dict[str, Any]]) -> Unread:
    return Unread(what, printed, tuple(row["line_no"] for row in rows))


def _reason(printed: str, corrected: str) -> str:
    words = suggest(printed, [corrected])[0].difference
    odd = odd_signs(printed)
    return f"{words[:1].upper()}{words[1:]}{odd and ': '}{odd}."
