"""Repairs, and which of them to believe.

A repair is what would mend a damage: errata, and who besides arithmetic speaks for them. Each is
tried with all identities (trial.py). It is sound if less is wrong with it and nothing new; sound
repairs that heal the same things are rivals. Where checks fail that touch suppressed figures it is
not told which there are: that can depend on what is suppressed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from healing.trial import Fault, Row, Verdict

CERTAIN, LIKELY, ASKED = "certain", "likely", "asked"
# One of so many is few.
FEW = 4
# So many sums of each kind speak for a lost row.
FEWEST = 2
# A row that fails in so many more columns, or differs from another print in them, is itself wrong.
LEFT, LEFT_OF_PRINTS = 3, 2
# A sum that fails in so many more columns of a row says that another row of it is wrong: errors of
# single figures are not as many in one block.
THROUGHOUT = 6
SHOWN = 3
# Witnesses that say that there is no rival.
ONLY_ROW = "no other row explains what does not add up"
ONLY_CELL = "no other cell explains what does not add up"
# Witnesses of a row that moved, and for a figure of a row without marks.
OPEN_END = "the row ends in no figure of its own"
COURSE = "the course of its row asks for it"


# A line, and a column or all of them.
Changed = tuple[int, int | None]


@dataclass(frozen=True)
class Repair:
    """Errata that would mend a damage.

    `meaning` says in words how the place is read: repairs of one meaning are no rivals. `witnesses`
    are in words, too; a repair with more of them is believed before one with fewer. `is_likely`
    says that words or one check tell it: it is never certain; `is_slip` that one slip of a digit
    explains the print, `is_open` that other figures would do as well, `is_loose` that it is
    believed alone: where no other repair heals as much, `is_weak` that a check speaks against it,
    `is_average` that it works out a figure from its row, `is_told_by_row` that nothing but its row
    tells the end of one that moved, `is_shown` that what is put back stands beside its place: then
    it need but make rows readable. Of a name that nothing but figures speaks for, `blind` is the
    identity that holds under any name. Of a lost row `own_sums` are the identities of its table:
    sums of one of them must be healed, and others, or it is weak. `untold` is its meaning without
    the figures that it proposes, if it proposes any. `parts` are the errata of each of two repairs
    that are tried at once.
    """

    meaning: str
    errata: tuple[Row, ...]
    reason: str
    witnesses: tuple[str, ...] = ()
    is_likely: bool = False
    is_slip: bool = False
    is_open: bool = False
    is_loose: bool = False
    is_weak: bool = False
    is_average: bool = False
    is_told_by_row: bool = False
    is_shown: bool = False
    blind: str = ""
    own_sums: frozenset[str] = frozenset()
    untold: str = ""
    parts: tuple[tuple[Row, ...], ...] = ()

    @property
    def key(self) -> frozenset[tuple[tuple[str, str], ...]]:
        """What it changes: repairs that change the same are one."""
        return frozenset(tuple(sorted(row.items())) for row in self.errata)


@dataclass(frozen=True)
class Diagnosis:
    """One damage: a repair with its grade and evidence, or the likeliest repairs if it is asked.

    It is weak if figures are changed for which one check alone speaks. `healed` is what its first
    repair heals.
    """

    grade: str
    repairs: tuple[Repair, ...]
    evidence: str
    runner_up: str
    is_weak: bool
    healed: frozenset[Fault]

    @property
    def is_of_own_row(self) -> bool:
        """Whether nothing but one row speaks for it: exactly, or by its course."""
        return COURSE in self.repairs[0].witnesses or all(
            fault.is_of_row and fault.rounded is None and not fault.is_rough
            for fault in self.healed
        )

    @property
    def errata(self) -> list[Row]:
        """The errata to propose; none if a person must say."""
        if self.grade == ASKED:
            return []
        given = {"reason": self.repairs[0].reason, "evidence": self.evidence}
        return [row | given for row in self.repairs[0].errata]


@dataclass(frozen=True)
class _Trial:
    """A repair; what fails without it by place, and with it; what it heals and breaks."""

    repair: Repair
    failing: Mapping[Changed, set[Fault]]
    left: frozenset[Fault]
    healed: frozenset[Fault]
    broken: frozenset[Fault]
    held_count: int
    gained_count: int
    reading: int

    @property
    def is_sound(self) -> bool:
        """Whether something is healed, nothing broken, and a name, or both rows, proved."""
        named = {fault.identity for fault in self.healed} - {"", self.repair.blind}
        return (
            bool(named if self.repair.blind else self.healed)
            and (not self.broken or self.opens or self.finds)
            and self._is_exchange
            and self._is_shift
        )

    @property
    def exchanged(self) -> list[Changed]:
        """The two rows, or cells, that have each other's figures; none if they do not."""
        errata = self.repair.errata
        if len(errata) != 2 or not errata[0]["kind"] == errata[1]["kind"] in ("label", "cell"):
            return []
        one, other = ((row.get("printed"), row.get("corrected")) for row in errata)
        return [_place(row) for row in errata] if one == other[::-1] else []

    @property
    def _is_exchange(self) -> bool:
        """Whether both places speak for it, if it exchanges two: half of what fails of each.

        Of cells one place is enough, of which two checks are healed or more.
        """
        speaking = []
        for one, other in permutations(self.exchanged, 2):
            own = self.failing[one] - self.failing[other]
            healed = len(own & self.healed)
            if 2 * healed >= len(own) and healed > 1 and one[1]:
                return True
            speaking.append(2 * healed >= len(own))
        return all(speaking)

    @property
    def _is_shift(self) -> bool:
        """Whether half of what fails of a row that it moves is healed.

        Of one that ends open it is what fails in two columns, or of its average: the end that the
        row lost speaks for itself only, and so does a sum of the row that alone tells it. What
        moves with its header is told by the header.
        """
        kinds = {row["kind"] for row in self.repair.errata}
        moved = {_place(row) for row in self.repair.errata if row["kind"] == "shift"}
        return "header" in kinds or all(self._moves(place) for place in moved)

    def _moves(self, row: Changed) -> bool:
        healed = self.failing[row] & self.healed
        if OPEN_END in self.repair.witnesses:
            is_made = self.repair.is_told_by_row
            speaking = (one for one in healed if one.rounded or not (is_made and one.is_of_row))
            places = {place for fault in speaking for place in fault.members if place[0] == row[0]}
            return len(places) > 1
        return 2 * len(healed) >= len(self.failing[row])

    @property
    def is_of_row(self) -> bool:
        """Whether it leaves more columns of a row in which all fails that it heals there."""
        return any(
            self._leaves(line, columns) for line, columns in _of_rows(self.repair.errata).items()
        )

    def _leaves(self, line_no: int, columns: set[int | None]) -> bool:
        """Whether all that is healed of a row fails in more columns than these."""
        failing = _columns(self.failing[line_no, None], line_no)
        healed = self.healed & self.failing[line_no, None]
        left = [len(failing[fault.identity] - columns) for fault in healed]
        are_prints = all(fault.is_print for fault in healed)
        return bool(left) and min(left) >= (LEFT_OF_PRINTS if are_prints else LEFT)

    @property
    def finds(self) -> bool:
        """Whether all that it breaks are other prints of figures with which sums hold, a few."""
        are_others = all(fault.is_supported for fault in self.broken)
        return are_others and len(self.healed) >= FEW * len(self.broken)

    @property
    def opens(self) -> bool:
        """Whether it makes something readable: of more checks, fewer can find other damage."""
        is_reading = any(not fault.identity for fault in self.healed)
        found = [fault for fault in self.broken if fault.identity]
        is_gain = self.gained_count > len(found) or self.repair.is_shown
        return is_reading and len(found) == len(self.broken) and is_gain

    @property
    def confirmed_count(self) -> int:
        """How many prints agree with it that sums confirm: all their sums, or one of those.

        One is enough of a slip in one figure, and beside as many that all sums confirm.
        """
        supported = sum(fault.is_supported for fault in self.healed)
        confirmed = sum(fault.is_confirmed for fault in self.healed)
        is_one = self.repair.is_slip and len(self.repair.errata) == 1
        return supported if is_one or 2 * confirmed >= supported else confirmed

    @property
    def is_hearsay(self) -> bool:
        """Whether other prints speak alone of which no sums confirm half: they could be wrong.

        Where two of each figure agree, it is the first one that is. Of a row that moved or two that
        changed places, one sum of each figure will do: the row prints it too, beside its place.
        """
        healed = [fault for fault in self.healed if fault.identity]
        figures = {fault.figure for fault in healed}
        are_prints = bool(healed) and all(fault.is_print for fault in healed)
        is_moved = any(row["kind"] == "shift" for row in self.repair.errata)
        are_rows = is_moved or any(column is None for _, column in self.exchanged)
        is_most = (
            2 * self.confirmed_count >= len(healed)
            or len(healed) >= 2 * len(figures)
            or (are_rows and all(fault.is_supported for fault in healed))
        )
        return are_prints and not is_most

    @property
    def is_weak(self) -> bool:
        """Whether figures are changed that do not heal two checks each.

        One does where figures changed places, a slip explains all of a row, or sums confirm it; but
        what is rounded tells roughly what it is made of, and counts for a slip only.
        """
        cells = [row for row in self.repair.errata if row["kind"] == "cell"]
        printed = [row["printed"] for row in cells]
        is_of_row = self.repair.is_slip and len(cells) > 1
        wanted = sum(1 if is_of_row or row["corrected"] in printed else 2 for row in cells)
        changed = {None, *map(_place, cells)}
        healed = sum(
            self.repair.is_slip or fault.rounded in changed
            for fault in self.healed
            if fault.identity
        )
        is_weak = self.repair.is_weak or (self.repair.is_average and self._is_row_wrong)
        is_weak = is_weak or self._is_lost_by_one
        is_beside = is_of_row and not self.exchanged and self._is_beside_wrong_row
        return is_weak or is_beside or healed + self.confirmed_count < wanted

    @property
    def _is_lost_by_one(self) -> bool:
        """Whether a row is lost for which not both speak: two sums of its own table, two others.

        It is worked out so that the ones or the others hold. Of how many marks could be what is
        missing depends on what they hide.
        """
        sums = [
            fault.identity in self.repair.own_sums
            for fault in self.healed
            if fault.identity and not (fault.is_print or fault.rounded or fault.is_slight)
        ]
        return bool(self.repair.own_sums) and min(sum(sums), len(sums) - sum(sums)) < FEWEST

    @property
    def _is_row_wrong(self) -> bool:
        """Whether something still fails with it of the rows that it changes."""
        mine = {line for line, _ in map(_place, self.repair.errata)}
        return any(line in mine for fault in self.left for line, _ in fault.members)

    @property
    def _is_beside_wrong_row(self) -> bool:
        """Whether another row of a sum that it heals is wrong by itself: it takes its errors."""
        sums = (fault for fault in self.healed if not fault.is_print)
        others = {line for fault in sums for line, _ in fault.members}
        others -= {line for line, _ in map(_place, self.repair.errata)}
        return not others.isdisjoint(self._rows_left)

    @property
    def is_told_twice(self) -> bool:
        """Whether two checks or more tell each figure that it writes, and not roughly.

        One that a check alone tells takes the error of any other figure of that check. Of two that
        changed places one check each will do; the end of a row that moved says it of itself.
        """
        moved = {row["line_no"] for row in self.repair.errata if row["kind"] == "shift"}
        wanted = 1 if self.exchanged else 2
        return all(
            row["line_no"] in moved or self._tell(_place(row)) >= wanted
            for row in self.repair.errata
            if row["kind"] == "cell"
        )

    def _tell(self, place: Changed) -> int:
        """Return how many checks of a place are healed that leave one figure to it, marks or not.

        Another print that sums confirm tells it twice.
        """
        return sum(
            1 + fault.is_confirmed
            for fault in self.healed & self.failing[place]
            if fault.rounded in (None, place) and not (fault.is_rough or fault.is_guarded)
        )

    @property
    def is_contradicted(self) -> bool:
        """Whether more checks still fail than it heals at a figure that it writes.

        Or as many, if it does not heal many times that in all. Two rows that changed places are
        looked at as one; of two repairs at once each is.
        """
        healed = _by_place(self.healed)
        for errata in self.repair.parts or (self.repair.errata,):
            left = _by_place(self.left - self._of_other_rows(errata))
            counts = [(_count(healed, unit), _count(left, unit)) for unit in _units(errata)]
            many = sum(count for count, _ in counts) / FEW
            if any(failing > count or 0 < failing == count > many for count, failing in counts):
                return True
        return False

    def _of_other_rows(self, errata: Sequence[Row]) -> set[Fault]:
        """The sums that fail throughout a row of which errata change figures: another is wrong.

        If two sums do, it is the row itself. How many fail by no more than marks could add up to
        depends on what they hide.
        """
        left = _by_place(fault for fault in self.left if not fault.is_print)
        found = set()
        for line, columns in _of_rows(errata).items():
            failing = _columns((one for one in left[line, None] if not one.is_slight), line)
            throughout = [
                identity
                for identity, places in failing.items()
                if len(places - columns) >= THROUGHOUT
            ]
            if len(throughout) == 1:
                found |= {one for one in left[line, None] if one.identity in throughout}
        return found

    @property
    def _leaves_its_row(self) -> bool:
        """Whether a check of nothing but one row that it changes still fails."""
        return any(line in self._rows_left for line, _ in map(_place, self.repair.errata))

    @property
    def _rows_left(self) -> set[int | None]:
        """The rows that are wrong by themselves with it."""
        return {line for fault in self.left if fault.is_of_row for line, _ in fault.members}

    def means(self, other: _Trial) -> bool:
        """Whether the same is read with either, in words or in figures."""
        are_read = self.reading == other.reading != 0
        return are_read or self.repair.meaning == other.repair.meaning

    @property
    def rank(self) -> tuple[int, int, int]:
        """Its rank among others: more is healed, more checks hold, more speaks for it.

        A check of one row that still fails speaks against what changes that row. That an average
        holds, which is written with other figures of its row, speaks for nothing.
        """
        speaking = len(self.repair.witnesses) + self.repair.is_slip - self._leaves_its_row
        count = len(self.healed) - self._made_count
        return -count, self._made_count - self.held_count, -speaking

    @property
    def _made_count(self) -> int:
        """How many averages hold that it writes, and figures of their rows with them."""
        written = set(map(_place, self.repair.errata))
        averages = {fault.rounded for fault in self.healed} & written - set(self.exchanged)
        return sum(any(line == place[0] for line, _ in written - {place}) for place in averages)

    def outdoes(self, other: _Trial) -> bool:
        """Whether two rows that it exchanges heal as much as two others, less what it breaks.

        Another error of their checks can break as little, and heal as much of the others'.
        """
        is_alike = all(one.exchanged and one.exchanged[0][1] is None for one in (self, other))
        return is_alike and len(self.healed) - len(self.broken) >= len(other.healed)

    def contains(self, other: _Trial) -> bool:
        """Whether it changes all that another repair changes, and more."""
        return self.repair.key > other.repair.key


def _place(row: Row) -> Changed:
    """Return what an erratum changes; 0 stands for all lines of a label."""
    column = row.get("column_no") if row["kind"] == "cell" else None
    return int(row.get("line_no") or 0), int(column) if column else None


def _by_place(faults: Iterable[Fault]) -> Mapping[Changed, set[Fault]]:
    """Return the checks that fail by each row and cell that they hold."""
    found: dict[Changed, set[Fault]] = defaultdict(set)
    for fault in faults:
        for line, column in fault.members:
            found[line or 0, None].add(fault)
            found[line or 0, column].add(fault)
    return found


def _of_rows(errata: Sequence[Row]) -> dict[int, set[int | None]]:
    """Return the columns in which errata change figures of rows, but of those changed whole."""
    found: dict[int, set[int | None]] = defaultdict(set)
    for line, column in map(_place, errata):
        found[line].add(column)
    return {line: columns for line, columns in found.items() if None not in columns}


def _columns(faults: Iterable[Fault], line_no: int) -> dict[str, set[int | None]]:
    """Return the columns of a row in which checks fail, by identity; an average has none."""
    found: dict[str, set[int | None]] = defaultdict(set)
    for fault in faults:
        mine = {column for line, column in fault.members if line == line_no}
        # The average of a row fails as a whole.
        found[fault.identity] |= mine if len(mine) == 1 else set()
    return found


def _units(errata: Sequence[Row]) -> list[list[Changed]]:
    """Return the figures that errata write, each alone, or the rows that they exchange."""
    kinds = {row["kind"] for row in errata}
    places = [_place(row) for row in errata]
    if kinds == {"cell"}:
        return [[place] for place in places]
    return [places] if kinds == {"label"} else []


def _count(faults: Mapping[Changed, set[Fault]], places: Sequence[Changed]) -> int:
    """Return how much checks that fail say of places, and not roughly.

    What is rounded does so of its own place. A print that sums confirm says nothing of the first
    one, and counts twice of the other.
    """
    lines = {line for line, _ in places}
    return sum(
        1 + fault.is_confirmed
        for fault in {fault for place in places for fault in faults.get(place, ())}
        if not fault.is_rough
        and (fault.rounded is None or fault.rounded in places)
        and not (fault.is_supported and lines.isdisjoint(fault.lines[:1]))
    )


def _changed(
    repair: Repair, before: Verdict, after: Verdict
) -> tuple[frozenset[Fault], frozenset[Fault]]:
    """Return what a repair heals and breaks.

    A print of a figure that moves to another line, and differs from the first one there as well, is
    neither.
    """
    healed, broken = before.faults - after.faults, after.faults - before.faults
    lines = {line for line, _ in map(_place, repair.errata)}
    mine = [
        frozenset(one for one in faults if one.is_print and lines & {*one.lines[:1]})
        for faults in (healed, broken)
    ]
    moved = {one.figure for one in mine[0]} & {one.figure for one in mine[1]}
    still = frozenset(one for one in mine[0] | mine[1] if one.figure in moved)
    return healed - still, broken - still


def _trial(
    repair: Repair, before: Verdict, after: Verdict, failing: Mapping[Changed, set[Fault]]
) -> _Trial:
    return _Trial(
        repair,
        failing,
        after.faults,
        *_changed(repair, before, after),
        after.held_count,
        after.held_count - before.held_count,
        after.reading,
    )


def is_contradicted(repair: Repair, before: Verdict, after: Verdict) -> bool:
    """Whether as many checks still fail as a repair heals at a figure that it writes."""
    return _trial(repair, before, after, _by_place(before.faults)).is_contradicted


def judged(
    before: Verdict, tried: Sequence[tuple[Repair, Verdict]], *, may_hide: bool = False
) -> list[Diagnosis]:
    """Return what to believe of repairs, each tried alone: those first that heal the most.

    `may_hide` says that the document suppresses: what one check alone asks for could be what a lost
    mark hides.
    """
    failing = _by_place(before.faults)
    trials = [_trial(repair, before, after, failing) for repair, after in tried]
    # Of repairs that do the same the one that changes less is believed.
    sound = sorted(
        (one for one in trials if one.is_sound),
        key=lambda one: (*one.rank, len(one.repair.errata)),
    )
    is_told = not any(fault.is_guarded for fault in before.faults)
    said = []
    while sound:
        rivals = [one for one in sound if one.healed & sound[0].healed]
        others = [one for one in trials if not one.is_sound and one.healed & sound[0].healed]
        said.append(_diagnosis(rivals, others, is_told=is_told, may_hide=may_hide))
        sound = [one for one in sound if not one.healed & rivals[0].healed]
    return said


def _diagnosis(
    sound: Sequence[_Trial], unsound: Sequence[_Trial], *, is_told: bool, may_hide: bool
) -> Diagnosis:
    """Judge the rivals for one damage, the best first; `unsound` ones break something.

    `is_told` says whether anything may be told of them.
    """
    best = sound[0]
    others = [one for one in sound if not (one.means(best) or one.contains(best))]
    as_good = [one for one in others if one.rank[:2] == best.rank[:2]]
    as_likely = [one for one in as_good if one.rank == best.rank]
    healed = sorted({fault.identity for fault in best.healed if fault.identity})
    evidence = list(best.repair.witnesses)
    if healed:
        # A check that could lack a mark is among them if what is lost is zero.
        of_identities = "" if may_hide else f" of {' and '.join(healed)}"
        told = f"With it checks{of_identities} hold that fail without it"
        evidence.append(told if best.broken else f"{told}; none is broken")
    if best.broken or (best.opens and not healed):
        evidence.append("Most of what can be read with it adds up")
    runner_up = ""
    if others:
        told = "heals as much" if as_good else "heals less"
        runner_up = f"next best: {others[0].repair.meaning}, which {told}"
    elif unsound:
        runner_up = f"next best: {unsound[0].repair.meaning}, which breaks other checks"
    # A figure that one check alone asks for is believed only where a slip explains the print, and
    # nothing is suppressed, or nothing of its row.
    is_hidden = may_hide and COURSE not in best.repair.witnesses
    is_guess = best.is_weak and (is_hidden or not best.repair.is_slip)
    is_rivalled = bool(as_likely or (as_good and best.repair.is_loose))
    is_rivalled = is_rivalled or any(one.outdoes(best) for one in unsound)
    is_uncertain = best.repair.is_open or best.is_of_row or best.is_hearsay or is_rivalled
    if is_uncertain or is_guess or not evidence:
        shown = {one.repair.meaning: one.repair for one in reversed(sound)}
        ranked = [
            replace(one.repair, meaning=one.repair.untold)
            if may_hide and one.is_weak and one.repair.untold
            else one.repair
            for one in sound
            if shown[one.repair.meaning] is one.repair
        ]
        return Diagnosis(ASKED, tuple(ranked[:SHOWN]), "", runner_up, best.is_weak, best.healed)
    # Of several figures that checks leave it is a slip that tells one.
    is_likely = best.repair.is_likely or best.repair.is_loose or not best.is_told_twice
    # Two prints of a figure agree as well if both are wrong.
    are_sums = any(fault.identity and not fault.is_print for fault in best.healed)
    is_proved = are_sums and not (best.broken or best.is_weak or as_good or is_likely)
    is_alone = bool(runner_up or best.repair.witnesses)
    grade = CERTAIN if is_proved and is_alone else LIKELY
    if not is_told:
        evidence = [word for word in evidence if word not in (ONLY_ROW, ONLY_CELL)]
        runner_up = ""
    speaking = sentences(evidence)
    return Diagnosis(grade, (best.repair,), speaking, runner_up, best.is_weak, best.healed)


def sentences(parts: Iterable[str]) -> str:
    """Return parts of speech as sentences."""
    return " ".join(f"{part[:1].upper()}{part[1:].rstrip('.')}." for part in parts)
