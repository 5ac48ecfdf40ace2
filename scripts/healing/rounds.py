"""Heal a document in rounds: what is surest first, then what becomes sure with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection
from edition.document import Edition, Finding, Unread
from edition.rows import ROWS, Labels
from rehearse import Rehearsal, rows_of

from healing.blocks import Order, label_repairs
from healing.figures import figure_repairs
from healing.headers import header_repairs
from healing.repair import ASKED, Diagnosis, Repair, judged
from healing.trial import Verdict, tried

# The models that say what does not add up, and which cells and rows could be to blame.
SUSPECTED = ("suspect_cells", "suspect_rows", "cell_constraints", "int_identity_checks")
# So many repairs are tried in one run.
MOST = 150
# Of so many that promise something, two at once.
PAIRED = 16


class Healer:
    """Proposes errata of a document whose seeds stand, staged, in a scratch folder."""

    def __init__(self, edition: Edition, rehearsal: Rehearsal, scratch: Path) -> None:
        """Take the document, the compiled project and the folder."""
        self.edition = edition
        self.rehearsal = rehearsal
        self.scratch = scratch
        # What is asked last of words and of figures: former questions may be answered meanwhile.
        self.asked: dict[str, list[Finding]] = {}

    def heal_words(self, connection: DuckDBPyConnection) -> None:
        """Propose errata of row labels and headers; the connection has what reads them."""
        labels, mine, order = self._rows(connection)
        identities = self.edition.seeds.rows("identities")
        blind = {row["dimension"]: row["identity"] for row in identities if row["dimension"]}
        repairs = label_repairs(labels, mine, order, self._along(mine), blind)
        repairs += header_repairs(lambda sql: self._query(connection, sql))
        self.asked["words"] = self._heal(repairs)

    def heal_figures(self) -> None:
        """Propose errata of cells and rows whose figures do not add up."""
        with self.rehearsal.run(self.scratch, SUSPECTED) as connection:
            labels, mine, order = self._rows(connection)
            repairs = figure_repairs(
                lambda sql: self._query(connection, sql), labels, mine, order, self._along(mine)
            )
        self.asked["figures"] = self._heal(repairs)

    def _query(self, connection: DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
        name = self.edition.document_id.replace("'", "''")
        return rows_of(connection, sql.replace("$document", f"'{name}'"))

    def _rows(self, connection: DuckDBPyConnection) -> tuple[Labels, list[dict[str, Any]], Order]:
        """Return what is known of labels, the document's rows, and the order of all rows."""
        rows = self._query(connection, ROWS)
        mine = [row for row in rows if row["document_id"] == self.edition.document_id]
        return Labels(self.edition, mine), mine, Order(rows)

    def _along(self, rows: list[dict[str, Any]]) -> list[str]:
        """Return the dimensions along which the tables of a document add up, the rows' last."""
        kinds = {row["row_dimension"] for row in rows}
        held = kinds | {
            name for name in ("status", "sex") if len({row[f"{name}_code"] for row in rows}) > 1
        }
        along = [
            row["dimension"] for row in self.edition.seeds.rows("identities") if row["dimension"]
        ]
        return sorted(held.intersection(along), key=lambda name: (name in kinds, name))

    def _heal(self, repairs: Sequence[Repair]) -> list[Finding]:
        """Propose the errata of what is believed, and return what is asked."""
        asked = []
        for diagnosis in self._diagnosed(repairs):
            for row in diagnosis.errata:
                self.edition.seeds.propose_erratum(self.edition.document_id, row)
            found = asked if diagnosis.grade == ASKED else self.edition.findings
            found.append(_finding(diagnosis))
        return asked

    def _diagnosed(self, repairs: Sequence[Repair]) -> list[Diagnosis]:
        """Try repairs, each alone and then those together that are believed, the surest first."""
        unlike = list({str(repair.errata): repair for repair in reversed(repairs)}.values())
        unlike = unlike[::-1][:MOST]
        if not unlike:
            return []
        before, *verdicts = self._tried([[], *(repair.errata for repair in unlike)])
        said = judged(before, list(zip(unlike, verdicts, strict=True)))
        if all(one.grade == ASKED for one in said):
            # Two rows of one table that are shifted hide each other.
            pairs = _pairs(before, list(zip(unlike, verdicts, strict=True)))
            verdicts = self._tried([[], *(repair.errata for repair in pairs)])[1:]
            both = judged(before, list(zip(pairs, verdicts, strict=True)))
            said = [one for one in both if one.grade != ASKED] or said
        believed = sorted((one for one in said if one.grade != ASKED), key=lambda one: one.grade)
        kept = self._together([one for one in believed if not one.is_weak])
        weak = self._together([one for one in believed if one.is_weak]) if not kept else []
        # What one check asks for is believed where it leaves nothing unexplained.
        if weak and not self._tried([_errata(weak)])[0].faults:
            kept = weak
        open_ones = [one for one in said if one.grade == ASKED or (one.is_weak and one not in kept)]
        return [*kept, *(replace(one, grade=ASKED) for one in open_ones)]

    def _together(self, believed: list[Diagnosis]) -> list[Diagnosis]:
        """Return the diagnoses of which each heals something beside those before it."""
        if len(believed) < 2:
            return believed
        verdicts = self._tried([_errata(believed[:count]) for count in range(len(believed) + 1)])
        kept = [
            one
            for one, former, latter in zip(believed, verdicts, verdicts[1:], strict=False)
            if latter.faults < former.faults
        ]
        return kept if len(kept) == len(believed) else self._together(kept)

    def _tried(self, sets: Sequence[Sequence[dict[str, str]]]) -> list[Verdict]:
        return tried(self.rehearsal, self.scratch, self.edition.document_id, sets)


def _pairs(before: Verdict, tried: Sequence[tuple[Repair, Verdict]]) -> list[Repair]:
    """Return repairs of two shifted rows at once, of those for which most speaks."""
    promising = sorted(
        (
            (
                -len(repair.witnesses),
                len(after.faults - before.faults) - len(before.faults - after.faults),
                number,
            )
            for number, (repair, after) in enumerate(tried)
            if before.faults - after.faults and any(row["kind"] == "shift" for row in repair.errata)
        )
    )
    repairs = [tried[number][0] for *_, number in promising[:PAIRED]]
    return [
        Repair(
            f"{one.meaning}, and {other.meaning}",
            (*one.errata, *other.errata),
            " ".join(dict.fromkeys((one.reason, other.reason))),
            tuple(word for word in one.witnesses if word in other.witnesses),
            is_slip=one.is_slip and other.is_slip,
            is_open=one.is_open or other.is_open,
        )
        for one, other in combinations(repairs, 2)
        if not (one.blind or other.blind) and _lines(one).isdisjoint(_lines(other))
    ]


def _lines(repair: Repair) -> set[str]:
    return {row["line_no"] for row in repair.errata}


def _errata(diagnoses: Sequence[Diagnosis]) -> list[dict[str, str]]:
    return [row for one in diagnoses for row in one.errata]


def _finding(diagnosis: Diagnosis) -> Finding:
    """Say what is proposed, or asked, of one damage."""
    first = diagnosis.repairs[0]
    lines = sorted({int(row["line_no"]) for row in first.errata})
    kinds = list(dict.fromkeys(row["kind"].replace("_", " ") for row in first.errata))
    if diagnosis.grade == ASKED:
        readings = "; or ".join(repair.meaning for repair in diagnosis.repairs)
        told = f"compare with the source which it is: {readings}"
    else:
        told = f"{first.meaning}. {diagnosis.evidence} (errata.csv)"
    if diagnosis.runner_up and diagnosis.grade != ASKED:
        told = f"{told}; {diagnosis.runner_up}"
    unread = Unread(" and ".join(kinds), first.errata[0].get("printed", ""), tuple(lines))
    return Finding(unread, [], diagnosis.grade, told)
