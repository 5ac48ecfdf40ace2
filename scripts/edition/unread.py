"""What the models cannot read of a document, and a proposal for each."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from duckdb import DuckDBPyConnection
from rehearse import grouped, rows_of

from edition import new_measures
from edition.document import Edition, Finding, Name, Unread
from edition.labels import Suggestion, is_damaged, nearest, odd_signs, same, suggest
from edition.rows import ROWS, Labels, Place, places
from edition.seeds import ASK, Row, Seeds

# The models that read tables, rows and columns; figures come later.
READ = ("int_tables", "int_table_rows", "int_table_columns")
CHECKED = ("int_identity_checks", "int_check_members")
# A month is not cut shorter.
SHORTEST_MONTH = 3
CERTAIN, LIKELY, ASKED = "certain", "likely", "asked"
# For each erratum of rows, or of whole tables, the checks of its figures: how many fail, how many
# hold that would not under another name, and whether all its figures are suppressed.
PROOFS = """
    with places as (
        select erratum_id, document_id, line_no, dimension
        from harmonized.int_table_rows
        union all
        select tables.erratum_id, rows.document_id, rows.line_no, null as dimension
        from harmonized.int_tables as tables
        inner join harmonized.int_table_rows as rows using (document_id, table_no)
    )

    select
        places.erratum_id,
        count(distinct checks.check_id) filter (checks.verdict = 'violated') as violated_count,
        count(distinct checks.check_id) filter (
            checks.kind = 'partition' and identities.dimension is distinct from places.dimension
        ) as naming_count,
        bool_and(members.is_suppressed) as is_hidden
    from places
    inner join checks.int_check_members as members using (document_id, line_no)
    inner join checks.int_identity_checks as checks using (check_id)
    left join reference.identities as identities on checks.identity = identities.identity
    where places.document_id = $document and places.erratum_id is not null
    group by all
"""


class Reader:
    """Proposes rows for what the models of a rehearsal could not read of a document."""

    def __init__(self, edition: Edition, connection: DuckDBPyConnection) -> None:
        """Take the document, and the database in which its models were run."""
        self.edition = edition
        self.seeds = edition.seeds
        self.connection = connection
        self.questions: list[tuple[Any, ...]] = []
        self.is_asking = False

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
            rows = self.query(ROWS)
            mine = [row for row in rows if row["document_id"] == self.edition.document_id]
            # What rows are under a heading that is asked, its answer says.
            unknown = [place for place in places(mine) if place.row["row_dimension"] != ASK]
            self._labels(Labels(self.edition, mine), unknown)
            self._contexts()

    def ask(self) -> None:
        """Ask a person what nothing explains."""
        self.is_asking = True
        for question in self.questions:
            self._propose(*question)

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
        """Return the rows of tables under a printed heading whose label has no meaning there."""
        return self.query(
            """
            select
                table_no, tables.line_no as table_line_no, tables.printed_section,
                tables.row_dimension
            from harmonized.int_table_rows as rows
            inner join harmonized.int_tables as tables using (document_id, table_no)
            where
                document_id = $document
                and tables.row_dimension is not null
                and tables.erratum_id is null
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
        sections = [row["section"] for row in self.seeds.rows("sections")]
        people = {row["printed_text"] for row in self.seeds.rows("populations")}
        for (section,), mine in grouped(tables, "section"):
            votes = sum((known[table["table_no"]] for table in mine), Counter())
            # A heading with a word of its own may speak of other people than ours.
            is_ours = section in people or _words(section) <= _words(*sections)
            is_known = votes and is_ours
            dimension = votes.most_common(1)[0][0] if is_known else ASK
            self._propose(
                *("sections", {"section": section, "row_dimension": dimension}),
                _unread("heading", section, mine),
                suggest(section, sections),
                *(LIKELY, f"its rows are {dimension}")
                if is_known
                else (ASKED, "a person must say what its rows are, and that they are our people"),
            )

    def _wrong_headings(
        self, known: dict[int, Counter[str]], unknown: list[dict[str, Any]]
    ) -> None:
        """A table whose rows are all of another dimension than its heading says."""
        sections = self.seeds.rows("sections")
        for _, rows in grouped(unknown, "table_no"):
            table = rows[0] | {"line_no": rows[0]["table_line_no"]}
            if table["row_dimension"] == ASK:
                continue
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
        """A column heading that no table had before."""
        columns = self.query(
            "select column_label, line_no, column_no from harmonized.int_table_columns "
            "where document_id = $document and indicator is null and column_label <> '' "
            "order by line_no, column_no"
        )
        seed = self.seeds.rows("column_labels")
        known = {row["printed_label"]: row for row in seed}
        labels = Labels(self.edition, [])
        for (label,), mine in grouped(columns, "column_label"):
            near = suggest(label, [*known, *(name.label for name in labels.names)])
            named = [name for name in labels.names if same(label, name.label)]
            meant = [row for row in known.values() if self._is_meant(label, row, labels)]
            meanings = {tuple(row.values())[1:-1] for row in meant}
            row = {"printed_label": label, "indicator": ASK, "freq": ASK}
            grade, told = ASKED, "a person must say what it counts"
            if named:
                row |= {"indicator": "participants", "freq": "M"} | self._coded(named[0])
                grade, told = CERTAIN, f"{named[0].dimension} {named[0].code}"
            elif len(meanings) == 1:
                # Another spelling, or damage: the same columns are meant.
                row = meant[0] | {"printed_label": label}
                grade, told = LIKELY, f"it counts what {meant[0]['printed_label']!r} counts"
            unread = _unread("column heading", label, mine)
            self._propose("column_labels", row, unread, near, grade, told)

    def _is_meant(self, label: str, row: Row, labels: Labels) -> bool:
        """Whether a column heading is a known one, in another spelling or damaged.

        A month can be cut short; people who are named by fewer words can be other people.
        """
        known, short = row["printed_label"], label.rstrip(".").casefold()
        is_short = len(short) >= SHORTEST_MONTH and known.casefold().startswith(short)
        is_known = same(label, known) or is_damaged(label, known, labels.confusions)
        return is_known or bool(row["month_no"] and is_short)

    def _labels(self, labels: Labels, unknown: list[Place]) -> None:
        """Row labels that no seed knows: of totals first, which say whom a table counts."""
        total = next(
            row["name_nb"] for row in self.seeds.rows("codes") if row["code"] == "_T"
        ).casefold()
        texts = {row["printed_text"]: row for row in self.seeds.rows("populations")}
        by_label: dict[tuple[str, str], list[Place]] = defaultdict(list)
        for place in unknown:
            label = place.row["printed_label"]
            is_total = label.casefold().startswith(total) or self._one_of(label, texts, labels)
            dimension = "" if place.is_first and is_total else place.row["row_dimension"]
            by_label[label, dimension].append(place)
        # A code stands once in a block: the surest label has the first choice.
        for (label, dimension), mine in sorted(by_label.items(), key=self._doubt):
            if dimension:
                self._row(label, dimension, labels, mine)
            else:
                self._total(label, texts, labels, mine)

    def _doubt(self, item: tuple[tuple[str, str], list[Place]]) -> tuple[bool, int, int]:
        """Return the order of labels: read so before, then the nearest to a known one."""
        (label, dimension), mine = item
        known = [
            row["printed_label"]
            for row in self.seeds.rows("row_labels")
            if row["row_dimension"] == dimension
        ]
        near = suggest(label, known, 1)
        score = near[0].score if near else 0
        return self._read_before("label", label) is None, -score, mine[0].row["line_no"]

    def _one_of(self, label: str, texts: Mapping[str, Row], labels: Labels) -> str | None:
        """Return the text of the one population that a label is, read before so or damaged."""
        before = self._read_before("label", label)
        if before and before[0] in texts:
            return before[0]
        meant = [text for text in texts if is_damaged(label, text, labels.confusions)]
        populations = {
            tuple(code for name, code in texts[text].items() if name.endswith("_code"))
            for text in meant
        }
        return meant[0] if len(populations) == 1 else None

    def _row(self, label: str, dimension: str, labels: Labels, mine: list[Place]) -> None:
        """A label of one category: a name of the code lists, known damage, or a question."""
        unread = _unread("row label", label, [place.row for place in mine])
        names = labels.of(dimension)
        possible = [name for name in names if labels.fits(name, mine)]
        fitting = [name for name in possible if labels.is_in_use(name)]
        near = [
            other._replace(note=labels.life(name))
            for other in suggest(label, {name.label for name in names})
            for name in names
            if name.label == other.label
        ][:3]
        before = self._read_before("label", label)
        equal = [name for name in names if same(label, name.label)]
        meant = (
            [name for name in possible if before and name.label == before[0]]
            or labels.damaged(label, fitting)
            or labels.lost_total(label, fitting, mine)
        )
        name = one_code(label, meant)
        if equal:
            name = one_code(label, [name for name in equal if name in fitting])
        if name:
            for place in mine:
                place.row["code"] = name.code
        if equal and name:
            row = {"row_dimension": dimension, "printed_label": label} | self._coded(name)
            told = f"{name.dimension} {name.code}, as it is named"
            self._propose("row_labels", row, unread, near, CERTAIN, told)
        elif name:
            if not name.row_dimension:
                # The name has not been printed before.
                row = {"row_dimension": dimension, "printed_label": name.label}
                self.seeds.propose("row_labels", row | self._coded(name) | self._source)
            is_so = before and name.label == before[0]
            evidence = f"Read so in another document ({before[1]}). " if is_so else ""
            self._misread(unread, name.label, near, evidence=evidence)
        elif dimension == "measure" and not equal:
            codes = [row["measure_code"] for row in self.seeds.rows("measures")]
            row = new_measures.asked(label, mine[0].group, codes, self.edition.document_id)
            told = (
                "if it is a new measure, fill in its row; if it is another name of a known one, "
                "write that code; if it is misread, delete the row and write an erratum"
            )
            self._propose(new_measures.NAME, row, unread, near, ASKED, told)
        else:
            row = {"row_dimension": dimension, "printed_label": label, "dimension": dimension}
            row |= {"code": ASK, "county_division": self._division(dimension)}
            told = "a person must say what it stands for"
            if equal:
                told = f"the name of {equal[0].code}, which does not fit here: {told}"
            self._propose("row_labels", row, unread, near, ASKED, told)

    def _total(self, label: str, texts: dict[str, Row], labels: Labels, mine: list[Place]) -> None:
        """The first row of a table is its total, which populations.csv must name."""
        unread = _unread("total row", label, [place.row for place in mine])
        named = [
            name
            for name in labels.names
            if name.dimension in ("measure_group", "measure", "status", "sex")
            and same(label, name.label)
        ]
        near = suggest(label, [*texts, *(name.label for name in labels.names)])
        known = self._one_of(label, texts, labels)
        if named:
            row = {f"{named[0].dimension}_code": named[0].code, "printed_text": label}
            told = f"it counts {named[0].dimension} {named[0].code}"
            self._propose("populations", row, unread, near, CERTAIN, told)
        elif known:
            self._misread(unread, known, near)
        else:
            row = {"measure_code": ASK, "printed_text": label}
            told = "a person must say whom it counts"
            self._propose("populations", row, unread, near, ASKED, told)

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
        names = self.edition.names()
        ages = {name.label: name.code for name in names if name.dimension == "age"}
        words = [name.label for name in names]
        for table in tables:
            if table["context"] in ages:
                # It is the same with each total row, which names the rest.
                table["total_label"] = "the total row"
        for (context, total), mine in grouped(tables, "context", "total_label"):
            row, grade = {"measure_code": ASK}, ASKED
            told = f"a person must say whether it names whom {total!r} counts"
            if context in ages:
                row, grade = {"age_code": ages[context]}, CERTAIN
                told = f"age {ages[context]}; {total} names the rest"
            # A context with a word of its own may name other people than the total row does.
            elif _words(context) <= _words(*known, *words):
                row, grade = known[total], LIKELY
                told = f"it names whom the total row {total!r} counts"
            self._propose(
                *("populations", row | {"printed_text": context}),
                _unread("context", context, mine),
                *(suggest(context, known), grade, told),
            )

    def _coded(self, name: Name) -> Row:
        """Return the columns of a seed that give a label its meaning."""
        code = {"dimension": name.dimension, "code": name.code}
        return code | {"county_division": self._division(name.dimension)}

    def _division(self, dimension: str) -> str:
        return self.edition.document["county_division"] if dimension == "county" else ""

    @property
    def _source(self) -> Row:
        return {"source": self.edition.document_id}

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

    def _misread(
        self, unread: Unread, corrected: str, near: list[Suggestion], **given: str
    ) -> None:
        """Propose an erratum (of a label, if not given): what is printed is something known."""
        row = {
            "kind": "label",
            "printed": unread.printed,
            "corrected": corrected,
            "reason": _reason(unread.printed, corrected),
        }
        self._propose("errata", row | given, unread, near, LIKELY, f"misread: {corrected!r}")

    def _propose(
        self,
        seed: str,
        row: Row,
        unread: Unread,
        near: list[Suggestion],
        grade: str,
        told: str,
    ) -> None:
        if grade == ASKED and not self.is_asking:
            self.questions.append((seed, row, unread, near, grade, told))
            return
        if seed == "errata":
            self.seeds.propose_erratum(self.edition.document_id, row)
        else:
            self.seeds.propose(seed, row | self._source)
        ranked = sorted(near, key=lambda suggestion: (-suggestion.score, suggestion.label))
        self.edition.findings.append(Finding(unread, ranked[:3], grade, f"{told} ({seed}.csv)"))

    def finish(self) -> None:
        """Propose what is known only when all labels are: counties or none, numbers of checks."""
        counties = self.query(
            "select 1 from harmonized.int_cells where document_id = $document "
            "and county_code <> '_T' limit 1"
        )
        if not counties and self.seeds.proposed["documents"]:
            self.edition.document["county_division"] = ""
        if self.seeds.proposed["documents"] and not self.seeds.is_unread():
            expected_checks(self.seeds, self.connection)
        proofs = {row["erratum_id"]: _proof(row) for row in self.query(PROOFS)}
        for row in self.seeds.proposed["errata"]:
            proof = proofs.get(row["erratum_id"], "")
            row["evidence"] = f"{row['evidence']} {proof}".strip() or ASK


def expected_checks(seeds: Seeds, connection: DuckDBPyConnection) -> None:
    """Propose the numbers of checks that the models of a rehearsal gave and that no seed has."""
    expected = seeds.rows("expected_checks")
    for row in rows_of(
        connection,
        "select document_id, identity, cast(count(*) as varchar) as check_count "
        "from checks.int_identity_checks group by all order by all",
    ):
        if row not in expected:
            seeds.propose("expected_checks", row)


def _unread(what: str, printed: str, rows: Iterable[dict[str, Any]]) -> Unread:
    return Unread(what, printed, tuple(row["line_no"] for row in rows))


def _reason(printed: str, corrected: str) -> str:
    words = suggest(printed, [corrected])[0].difference
    odd = odd_signs(printed)
    return f"{words[:1].upper()}{words[1:]}{odd and ': '}{odd}."


def _proof(row: dict[str, Any]) -> str:
    """Say what the checks of the rows of an erratum prove of their name, and what they do not."""
    if row["violated_count"]:
        return "Its figures do not add up."
    if row["is_hidden"]:
        return "All its figures are suppressed: they fit any name."
    if row["naming_count"]:
        return (
            f"{row['naming_count']} checks of its figures with other rows and tables hold, which "
            "under another name would not."
        )
    return "Its table adds up, as it would under any name: nothing proves this one."


def one_code(label: str, names: Iterable[Name]) -> Name | None:
    """Return the name that is nearest to a label, if all are of one code."""
    found = {name.label: name for name in reversed(list(names))}
    if len({(name.dimension, name.code) for name in found.values()}) != 1:
        return None
    return found[suggest(label, found, 1)[0].label]


def _words(*texts: str) -> set[str]:
    return set(re.findall(r"\w+", " ".join(texts).casefold()))
