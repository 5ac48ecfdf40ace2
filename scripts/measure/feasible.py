"""Whether arithmetic can see an error at all, worked out without the models that look for it.

An error is visible if it leaves some check of the clean documents without any values that would
satisfy it, or makes a document print a count that it suppresses. What stays within the bounds of
suppressed figures, or prints the same figures as before, no arithmetic can see.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import duckdb

from measure.archive_document import rounded

Place = tuple[str, int, int]
Bounds = tuple[int, int]
Changed = tuple[Place, int | None, bool]
# So many numbers of a range are tried.
MOST_NUMBERS = 8
# A number below it could be a misread mark (check_sums.sql).
LEAST_NUMBER = 10


class Check(NamedTuple):
    """A check of the clean documents: what it is, and its members by side."""

    kind: str
    tolerance: float
    month_count: int
    members: dict[str, list[Place]]


class Documents:
    """The clean documents of a finished build: figures, their prints, and the checks they are in.

    A figure goes by the place of its first print; a rebuilt one by its place and a mark.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Read figures and checks from the working database."""
        ask = connection.execute
        self.bounds: dict[Place, Bounds] = {}
        self.threshold: dict[Place, int] = {}
        prints: dict[str, list[Place]] = defaultdict(list)
        for *place, low, high, threshold, figure in ask(_PRINTS).fetchall():
            self.bounds[tuple(place)] = (low, high)
            self.threshold[tuple(place)] = threshold
            prints[figure].append(tuple(place))
        self.prints = {place: places for places in prints.values() for place in places}
        self.sources: dict[Place, list[tuple[Place, int]]] = defaultdict(list)
        for document, line, column, source_line, source_column, sign in ask(_SOURCES).fetchall():
            rebuilt = (f"rebuilt {document}", line, column)
            self.sources[rebuilt].append(((document, source_line, source_column), sign))
        self.checks: dict[str, Check] = {}
        self.checks_of: dict[Place, set[str]] = defaultdict(set)
        for check, kind, tolerance, months, side, *place in ask(_MEMBERS).fetchall():
            made = Check(kind, float(tolerance), months, defaultdict(list))
            self.checks.setdefault(check, made).members[side].append(tuple(place))
            self.checks_of[tuple(place)].add(check)
        for rebuilt, sources in self.sources.items():
            for source, _ in sources:
                self.checks_of[source] |= self.checks_of[rebuilt]

    def see(self, edits: Iterable[Changed]) -> bool:
        """Return whether these edits (place, number or suppressed, is it lost) are visible."""
        edits = list(edits)
        if self.are_marks(edits):
            return True
        changed = self._changed(edits)
        firsts = {self.prints[place][0] for place in changed}
        return any(self._disagree(first, changed) for first in firsts) or bool(
            self._failing(changed, changed)
        )

    def has_rival(self, edits: Iterable[Changed]) -> bool:
        """Return whether another number in one cell would satisfy all that these edits violate.

        Tried is each figure of all checks that fail, with numbers that one of them leaves to it.
        Where percentages alone fail, many numbers would do.
        """
        edits = list(edits)
        if any(is_lost for _, _, is_lost in edits):
            # A lost figure is given back by a sum of which all else is printed.
            return not all(self._is_given(place) for place, *_ in edits)
        changed = self._changed(edits)
        failing = sorted(
            self._failing(changed, changed), key=lambda name: self.checks[name].kind == "mean"
        )
        if not failing:
            return False
        first = self.checks[failing[0]]
        if first.kind == "percent":
            return True
        members = [
            {place for places in self.checks[name].members.values() for place in places}
            for name in failing
        ]
        for place in sorted(set.intersection(*members) - self.sources.keys()):
            for number in self._left_to(first, place, changed):
                other = changed | {place: (number, number)}
                is_truth = [*changed] == [place] and other[place] == self.bounds[place]
                if not is_truth and not self._failing(other, changed | {place: None}):
                    return True
        return False

    def are_silent(self, edits: Iterable[Changed]) -> bool:
        """Return whether of a figure that these edits change no sum tells what it was.

        A sum with a suppressed figure, or off by what could be one, says what that hides. Another
        print of the figure tells it all the same.
        """
        changed = self._changed(list(edits))
        for place in changed:
            if self._others(place, changed):
                continue
            sums = [
                check
                for name in self._failing(changed, [place])
                if (check := self.checks[name]).kind == "partition" and not check.tolerance
            ]
            if sums and all(self._is_guarded(check, changed, place) for check in sums):
                return True
        return False

    def are_alone(self, edits: Iterable[Changed], *, is_slip: bool) -> bool:
        """Return whether one check alone tells a figure that these edits change, beside marks.

        In a document that suppresses it could be off by what a lost mark hides. An average or per
        cent tells what a slip of a digit explains; of other figures it leaves several.
        """
        changed = self._changed(list(edits))
        return any(
            self.threshold[place] > 0
            and sum(
                is_slip or self.checks[name].kind == "partition"
                for name in self._failing(changed, [place])
            )
            + self._others(place, changed)
            < 2
            for place in changed
        )

    def are_marks(self, edits: Iterable[Changed]) -> bool:
        """Return whether these edits print a number that its document would suppress.

        It is taken for the mark, and a mark gets no number.
        """
        return any(
            value is not None and not is_lost and 0 <= value < self.threshold[place]
            for place, value, is_lost in edits
        )

    def _others(self, place: Place, changed: dict[Place, Bounds | None]) -> int:
        """Return how many other prints of a changed figure disagree with it."""
        own = changed[place]
        others = (self.bounds[one] for one in self.prints[place] if one not in changed)
        return sum(own is not None and (own[0] > high or low > own[1]) for low, high in others)

    def _is_guarded(self, check: Check, changed: dict[Place, Bounds | None], place: Place) -> bool:
        """Return whether what fails has a suppressed figure, or marks could be what is off.

        A part of one digit could be a misread mark, whatever else is wrong.
        """
        present = {
            side: [bounds for one in places if (bounds := self._read(one, changed))]
            for side, places in check.members.items()
        }
        totals, parts = present.get("total", []), present.get("part", [])
        if not (totals and parts) or any(low < high for low, high in totals + parts):
            return True
        marks = max(self.threshold[place] - 1, 0) * (len(parts) + 1)
        deviation = totals[0][0] - sum(low for low, _ in parts)
        least = min(low for low, _ in parts)
        return marks > 0 and (
            least < LEAST_NUMBER
            or 0 < deviation <= marks
            or (deviation < 0 and least <= marks - deviation)
        )

    def _is_given(self, place: Place) -> bool:
        return any(
            len(self._left_to(check, place, {place: None})) == 1
            for name in self.checks_of[place]
            if (check := self.checks[name]).kind == "partition"
        )

    def _changed(self, edits: Iterable[Changed]) -> dict[Place, Bounds | None]:
        """Return what each changed place prints: a number, what an asterisk can be, or nothing."""
        return {
            place: None
            if is_lost
            else (0, self.threshold[place] - 1)
            if value is None
            else (value, value)
            for place, value, is_lost in edits
        }

    def _failing(self, changed: dict[Place, Bounds | None], places: Iterable[Place]) -> list[str]:
        """Return the checks of some places that fail."""
        firsts = {self.prints[place][0] for place in places}
        affected = set().union(*(self.checks_of[place] for place in firsts | set(places)))
        return [name for name in sorted(affected) if self._fails(self.checks[name], changed)]

    def _left_to(
        self, check: Check, place: Place, changed: dict[Place, Bounds | None]
    ) -> Sequence[int]:
        """Return numbers that a sum or mean leaves to one of its members, a few of many."""
        sides = {
            side: [
                bounds for one in places if one != place and (bounds := self._read(one, changed))
            ]
            for side, places in check.members.items()
        }
        months = check.month_count if check.kind == "mean" else 1
        low, high = (sum(bounds[end] for bounds in sides.get("part", [])) for end in (0, 1))
        slack = math.floor(check.tolerance * months)
        if place in check.members["total"]:
            least, most = low // months - slack, -(-high // months) + slack
        elif not sides.get("total"):
            return []
        else:
            total = sides["total"][0]
            least, most = total[0] * months - high - slack, total[1] * months - low + slack
        least = max(least, self.threshold[place])
        step = max(1, (most - least) // MOST_NUMBERS)
        return range(least, most + 1, step)

    def _disagree(self, first: Place, changed: dict[Place, Bounds | None]) -> bool:
        """Return whether a figure's prints cannot all be of one value."""
        prints = [changed.get(place, self.bounds[place]) for place in self.prints[first]]
        kept = [bounds for bounds in prints if bounds]
        return any(kept[0][0] > high or low > kept[0][1] for low, high in kept[1:])

    def _read(self, place: Place, changed: dict[Place, Bounds | None]) -> Bounds | None:
        """Return what a figure can be: its first print that is left, or what it is rebuilt from."""
        if place not in self.sources:
            prints = (changed.get(one, self.bounds[one]) for one in self.prints[place])
            return next((bounds for bounds in prints if bounds), None)
        total = 0
        for source, sign in self.sources[place]:
            bounds = self._read(source, changed)
            if bounds and bounds[0] != bounds[1]:
                return None
            total += sign * bounds[0] if bounds else 0
        threshold = max(self.threshold[source] for source, _ in self.sources[place])
        return (total, total) if total >= threshold else (0, threshold - 1)

    def _fails(self, check: Check, changed: dict[Place, Bounds | None]) -> bool:
        present = {
            side: [bounds for place in places if (bounds := self._read(place, changed))]
            for side, places in check.members.items()
        }
        totals = present.get("total", [])
        if check.kind == "percent":
            counts, changes = present.get("count", []), present.get("change", [])
            if not (totals and counts and changes) or counts[0][0] == changes[0][0]:
                return False
            former = counts[0][0] - changes[0][0]
            return totals[0][0] != rounded(100 * changes[0][0], former)
        parts = present.get("part", [])
        if not parts or not totals:
            return check.kind == "partition" and bool(parts or totals)
        low, high = (sum(bounds[end] for bounds in parts) for end in (0, 1))
        if check.kind == "mean":
            low, high = (rounded(end, check.month_count) for end in (low, high))
        return totals[0][0] - high > check.tolerance or low - totals[0][1] > check.tolerance


_PRINTS = """
    with keyed as (
        select
            *,
            concat_ws(
                '|', document_id, indicator, period, freq, *columns('_code$|^county_division$')
            ) as figure
        from harmonized.int_cells
        where is_figure
    )

    select
        document_id, line_no, column_no, keyed.obs_value_min, keyed.obs_value_max,
        if(indicators.is_count, coalesce(documents.suppressed_below, 0), 0), keyed.figure
    from keyed
    inner join reference.documents as documents using (document_id)
    inner join reference.indicators as indicators using (indicator)
    order by document_id, line_no, column_no
"""

_SOURCES = """
    select document_id, line_no, column_no, part_line_no, part_column_no, sign
    from harmonized.int_rebuilt_parts
    order by all
"""

# Repeated prints are compared figure by figure, so they need no check here.
_MEMBERS = """
    select
        check_id, checks.kind, checks.tolerance,
        datediff('month', documents.period_from, documents.period_to) + 1,
        members.side,
        if(members.printed_text is null, 'rebuilt ', '') || members.document_id,
        members.line_no, members.column_no
    from checks.int_check_members as members
    inner join checks.int_identity_checks as checks using (check_id)
    inner join reference.documents as documents on checks.document_id = documents.document_id
    where checks.identity <> 'repeated_print'
    order by all
"""
