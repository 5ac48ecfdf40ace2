"""Heal a document in rounds: what is surest first, then what becomes sure with it.

What was believed of figures is looked at once more when nothing else is found: what is still wrong
can speak against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations, product
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection
from edition.document import Edition, Finding, Unread
from edition.rows import ROWS, Labels
from edition.seeds import Seeds
from rehearse import Rehearsal, rows_of

from healing import suspected
from healing.blocks import Order, label_repairs
from healing.figures import figure_repairs
from healing.headers import header_repairs
from healing.repair import ASKED, Diagnosis, Repair, is_contradicted, judged
from healing.totals import total_repairs
from healing.trial import Fault, Verdict, tried

Tried = tuple[Repair, Verdict]
# The models that say what does not add up, and which cells and rows could be to blame.
SUSPECTED = (
    *("suspect_cells", "suspect_rows", "cell_constraints", "supported_prints"),
    *("row_trends", "int_identity_checks", "int_check_members"),
)
# What other checks leave to a mark depends on what it hides: to the healing a mark is its bounds.
OF_MARKS = {
    "diagnosis.suppressed_bounds": (
        "select '' as document_id, 0 as line_no, 0 as column_no, false as is_rebuilt, "
        "0 as bound_min, 0 as bound_max where false"
    ),
    "diagnosis.hidden_sums": (
        "select '' as check_id, 0.0 as expected_sum, 0.0 as variance where false"
    ),
}
# What cannot be read is lacking with every repair as without it: checks that lack it are witnesses,
# too. Only what is asked, or told of a build, waits for it.
READ = {"diagnosis.incomplete_checks": "select '' as check_id where false"}
# Of what is asked a guarded check is no witness, as in suspects.py.
UNGUARDED = OF_MARKS | {"diagnosis.check_sums": "select * from $made where not is_guarded"}
# So many repairs are tried in one run, and so many in all.
AT_ONCE = 150
MOST = 600
# Of so many that promise something, two at once.
PAIRED = 16


class Healer:
    """Proposes errata of a document whose seeds stand, staged, in a scratch folder."""

    def __init__(self, edition: Edition, rehearsal: Rehearsal, scratch: Path) -> None:
        """Take the document, the compiled project and the folder."""
        self.edition = edition
        self.rehearsal = rehearsal
        self.scratch = scratch
        # The identity that adds up along a dimension.
        self._sums = {
            row["dimension"]: row["identity"]
            for row in edition.seeds.rows("identities")
            if row["dimension"]
        }
        # Whether the document suppresses.
        self.may_hide = bool(edition.document["suppressed_below"])
        # What is asked last of words and of figures: former questions may be answered meanwhile.
        self.asked: dict[str, list[Finding]] = {}
        # What is believed of figures since it was last looked at, and what was, and is not.
        self.believed: list[Diagnosis] = []
        self.withdrawn: list[Repair] = []
        # The table of each of the document's rows.
        self.table_of: dict[int, int] = {}

    def heal_words(self, connection: DuckDBPyConnection) -> None:
        """Propose errata of row labels and headers; the connection has what reads them."""
        labels, mine, order = self._rows(connection)
        repairs = label_repairs(labels, mine, order, self._along(mine), self._sums)
        query = partial(self._query, connection)
        repairs += header_repairs(query) + total_repairs(query, self._along(mine))
        alone = self._alone(repairs)
        self.asked["words"] = (
            [] if self._heals(*alone) else _questions(*alone, may_hide=self.may_hide)
        )

    def heal_figures(self) -> None:
        """Propose errata of cells and rows whose figures do not add up.

        If there are none, withdraw what is contradicted; if nothing is, ask.
        """
        self.asked["figures"] = []
        repairs, blocks = self._suspected(OF_MARKS | READ)
        if not (repairs or blocks):
            return
        healing = self._heals(*self._alone(repairs))
        self.believed += healing
        if not (healing or self._withdraws()):
            repairs, _ = self._suspected(UNGUARDED)
            asked = _questions(*self._alone(repairs), may_hide=self.may_hide)
            self.asked["figures"] = [*asked, *_of_blocks(blocks, asked)]

    def _suspected(self, inputs: dict[str, str]) -> tuple[list[Repair], list[dict[str, Any]]]:
        """Return repairs of what is suspected, and the blocks of which checks fail."""
        with self.rehearsal.run(self.scratch, SUSPECTED, inputs=inputs) as connection:
            labels, mine, order = self._rows(connection)
            query = partial(self._query, connection)
            repairs = figure_repairs(query, labels, mine, order, self._along(mine), self._sums)
            return repairs, query(suspected.BLOCKS)

    def _query(self, connection: DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
        name = self.edition.document_id.replace("'", "''")
        return rows_of(connection, sql.replace("$document", f"'{name}'"))

    def _rows(self, connection: DuckDBPyConnection) -> tuple[Labels, list[dict[str, Any]], Order]:
        """Return what is known of labels, the document's rows, and the order of all rows."""
        rows = self._query(connection, ROWS)
        mine = [row for row in rows if row["document_id"] == self.edition.document_id]
        self.table_of = {row["line_no"]: row["table_no"] for row in mine}
        return Labels(self.edition, mine), mine, Order(rows)

    def _along(self, rows: list[dict[str, Any]]) -> list[str]:
        """Return the dimensions along which the tables of a document add up, the rows' last."""
        kinds = {row["row_dimension"] for row in rows}
        held = kinds | {
            name for name in ("status", "sex") if len({row[f"{name}_code"] for row in rows}) > 1
        }
        return sorted(held.intersection(self._sums), key=lambda name: (name in kinds, name))

    def _alone(self, repairs: Sequence[Repair]) -> tuple[Verdict, list[Tried]]:
        """Return what is wrong as it is, and with each repair alone."""
        unlike = list({repair.key: repair for repair in reversed(repairs)}.values())
        unlike = unlike[::-1][:MOST]
        if not unlike:
            return Verdict(frozenset(), 0), []
        before, *verdicts = self._tried([[], *(repair.errata for repair in unlike)])
        return before, list(zip(unlike, verdicts, strict=True))

    def _heals(self, before: Verdict, alone: Sequence[Tried]) -> list[Diagnosis]:
        """Propose the errata of what is believed; two at once where none is believed alone."""
        kept = self._kept(judged(before, alone, may_hide=self.may_hide))
        if not kept and (pairs := self._pairs(before, alone)):
            # Two errors of one table hide each other.
            verdicts = self._tried([repair.errata for repair in pairs])
            alone = list(zip(pairs, verdicts, strict=True))
            kept = self._kept(judged(before, alone, may_hide=self.may_hide))
        for diagnosis in kept:
            for row in diagnosis.errata:
                self.edition.seeds.propose_erratum(self.edition.document_id, row)
            self.edition.findings.append(_finding(diagnosis))
        return kept

    def _withdraws(self) -> bool:
        """Withdraw what is contradicted now of what was believed; it is not believed again.

        Other errors of its checks could have spoken for it, that are healed meanwhile. What one
        check alone told in its tables falls with it, and can be told anew.
        """
        gone = self._contradicted() if self.believed else []
        self.withdrawn += (one.repairs[0] for one in gone)
        tables = self._tables(fault for one in gone for fault in one.healed)
        gone += [
            one
            for one in self.believed
            if one.is_weak and not tables.isdisjoint(self._tables(one.healed))
        ]
        self.believed = []
        for one in gone:
            self.edition.findings.remove(_finding(one))
        if gone:
            self.edition.seeds.proposed = self._seeds_without(gone).proposed
        return bool(gone)

    def _contradicted(self) -> list[Diagnosis]:
        """Return what is contradicted of what was believed, and is not weak anyway."""
        (now,) = self._tried([[]])
        doubtful = [
            one
            for one in self.believed
            if not one.is_weak and is_contradicted(one.repairs[0], now, now)
        ]
        if not doubtful:
            return []
        self._seeds_without(doubtful).write(self.scratch)
        lacking = [[other for other in doubtful if other is not one] for one in doubtful]
        without = self._tried([_errata(others) for others in lacking])
        self.edition.seeds.write(self.scratch)
        return [
            one
            for one, before in zip(doubtful, without, strict=True)
            if is_contradicted(one.repairs[0], before, now)
        ]

    def _seeds_without(self, diagnoses: Sequence[Diagnosis]) -> Seeds:
        return self.edition.seeds.without_errata(self.edition.document_id, _errata(diagnoses))

    def _kept(self, said: Sequence[Diagnosis]) -> list[Diagnosis]:
        """Return what is believed together, the surest first; what is weak if nothing else is."""
        believed = [one for one in said if one.grade != ASKED and not self._was_withdrawn(one)]
        believed.sort(key=lambda one: one.grade)
        kept = self._together([one for one in believed if not one.is_weak])
        return kept or self._explaining([one for one in believed if one.is_weak])

    def _was_withdrawn(self, diagnosis: Diagnosis) -> bool:
        key = diagnosis.repairs[0].key
        return any(repair.key <= key for repair in self.withdrawn)

    def _together(self, believed: list[Diagnosis]) -> list[Diagnosis]:
        """Return the diagnoses of which each is sound beside those before it."""
        if len(believed) < 2:
            return believed
        verdicts = self._tried([_errata(believed[:count]) for count in range(len(believed) + 1)])
        kept = [
            beside
            for one, former, latter in zip(believed, verdicts, verdicts[1:], strict=False)
            if (beside := self._beside(one, former, latter))
        ]
        return kept if len(kept) == len(believed) else self._together(kept)

    def _beside(self, one: Diagnosis, former: Verdict, latter: Verdict) -> Diagnosis | None:
        """Return what is said of a repair beside others; None if it is not believed there."""
        if latter.faults < former.faults:
            return one
        said = judged(former, [(one.repairs[0], latter)], may_hide=self.may_hide)
        return next((other for other in said if other.grade != ASKED), None)

    def _explaining(self, weak: list[Diagnosis]) -> list[Diagnosis]:
        """Return of diagnoses for which one check speaks those that leave no table unexplained."""
        kept = self._together(weak)
        if not kept:
            return []
        left = self._tables(self._tried([_errata(kept)])[0].faults)
        return [
            one for one in kept if one.is_of_own_row or left.isdisjoint(self._tables(one.healed))
        ]

    def _pairs(self, before: Verdict, alone: Sequence[Tried]) -> list[Repair]:
        """Return two repairs that touch one table at once, of those for which most speaks.

        Figures in two rows would explain too much: one of the two puts back what moved.
        """
        promising = sorted(
            (
                -len(repair.witnesses),
                len(after.faults - before.faults) - len(before.faults - after.faults),
                number,
            )
            for number, (repair, after) in enumerate(alone)
            if before.faults - after.faults and not (repair.is_open or repair.blind)
        )
        ranked = [alone[number] for *_, number in promising]
        # Of lost rows it is the sum of their table that speaks for two, and would for others.
        lost = [one for one in ranked if one[0].own_sums]
        ranked = [one for one in ranked if not one[0].own_sums]
        return [
            _both(one, other)
            for (one, first), (other, second) in (
                *combinations(ranked[:PAIRED], 2),
                *(pair for pair in combinations(lost[:PAIRED], 2) if self._are_of_table(*pair)),
            )
            if not (_is_of_figures(one) and _is_of_figures(other))
            and not _meet(one, other)
            and not self._touched(before, first).isdisjoint(self._touched(before, second))
        ]

    def _are_of_table(self, *tried: Tried) -> bool:
        lines = (int(row["line_no"]) for repair, _ in tried for row in repair.errata)
        return len({self.table_of.get(line) for line in lines}) == 1

    def _touched(self, before: Verdict, after: Verdict) -> set[int | None]:
        """Return the tables of what a repair heals or breaks."""
        return self._tables(before.faults ^ after.faults)

    def _tables(self, faults: Iterable[Fault]) -> set[int | None]:
        """Return the tables in which faults are told."""
        return {self.table_of.get(line) for fault in faults for line in fault.lines if line}

    def _tried(self, sets: Sequence[Sequence[dict[str, str]]]) -> list[Verdict]:
        return [
            verdict
            for number in range(0, len(sets), AT_ONCE)
            for verdict in tried(
                *(self.rehearsal, self.scratch, self.edition.document_id),
                sets[number : number + AT_ONCE],
            )
        ]


def _both(one: Repair, other: Repair) -> Repair:
    words = [repair.untold or repair.meaning for repair in (one, other)]
    return Repair(
        f"{one.meaning}, and {other.meaning}",
        (*one.errata, *other.errata),
        " ".join(dict.fromkeys((one.reason, other.reason))),
        tuple(word for word in one.witnesses if word in other.witnesses),
        is_slip=one.is_slip and other.is_slip,
        is_likely=True,
        is_loose=one.is_loose or other.is_loose or any(map(_is_of_figures, (one, other))),
        is_weak=one.is_weak or other.is_weak,
        is_average=one.is_average or other.is_average,
        is_told_by_row=one.is_told_by_row or other.is_told_by_row,
        own_sums=one.own_sums | other.own_sums,
        parts=(one.errata, other.errata),
        untold=", and ".join(words),
    )


def _is_of_figures(repair: Repair) -> bool:
    """Whether it changes figures one by one, and explains them by no slip of several."""
    kinds = {row["kind"] for row in repair.errata}
    return kinds == {"cell"} and not (repair.is_slip and len(repair.errata) > 1)


def _are_of_cells(*errata: dict[str, str]) -> bool:
    return {row["kind"] for row in errata} <= {"cell", "header"}


def _meet(one: Repair, other: Repair) -> bool:
    """Whether two repairs change one place; a row that moves changes in all its columns."""
    return any(
        mine["line_no"] == its["line_no"]
        and (mine.get("column_no") == its.get("column_no") or not _are_of_cells(mine, its))
        for mine, its in product(one.errata, other.errata)
    )


def _errata(diagnoses: Sequence[Diagnosis]) -> list[dict[str, str]]:
    return [row for one in diagnoses for row in one.errata]


def _questions(before: Verdict, alone: Sequence[Tried], *, may_hide: bool = False) -> list[Finding]:
    """Ask what checks cannot tell that touch no suppressed figure; the others are not heard."""
    unguarded = [(repair, after.unguarded) for repair, after in alone]
    said = judged(before.unguarded, unguarded, may_hide=may_hide)
    return _of_rows([_finding(replace(one, grade=ASKED)) for one in said])


def _of_blocks(blocks: Sequence[dict[str, Any]], asked: Sequence[Finding]) -> list[Finding]:
    """Ask of blocks of which checks fail, where none of their lines is asked already."""
    lines = {line for finding in asked for line in finding.unread.lines}
    return [
        Finding(
            Unread("block", block["printed_label"] or "", tuple(block["line_nos"])),
            [],
            ASKED,
            f"compare its lines with the source: {block['statement_en']}",
        )
        for block in blocks
        if lines.isdisjoint(block["line_nos"])
    ]


def _of_rows(asked: Sequence[Finding]) -> list[Finding]:
    """Ask of a row once, where more than two of its cells are asked."""
    by_line: dict[int, list[Finding]] = {}
    for finding in asked:
        by_line.setdefault(finding.unread.lines[0] if finding.unread.columns else 0, []).append(
            finding
        )
    others = by_line.pop(0, [])
    for line, mine in by_line.items():
        columns = sorted({column for finding in mine for column in finding.unread.columns})
        if len(columns) < 3 or len(mine) == 1:
            others += mine
            continue
        # Which of its months fail could say what marks hide.
        unread = mine[0].unread._replace(lines=(line,), columns=tuple(columns))
        others.append(Finding(unread, [], ASKED, "compare the row with the source: it is wrong"))
    return others


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
    columns = [int(row["column_no"]) for row in first.errata if kinds == ["cell"]]
    unread = Unread(
        " and ".join(kinds), first.errata[0].get("printed", ""), tuple(lines), tuple(columns)
    )
    return Finding(unread, [], diagnosis.grade, told)
