"""Repairs, and which of them to believe.

A repair is what would mend a damage: errata, and who besides arithmetic speaks for them. Each is
tried with all identities (trial.py). It is sound if less is wrong with it and nothing new; sound
repairs that heal the same things are rivals. Where checks fail that touch suppressed figures it is
not told which there are: that can depend on what is suppressed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from healing.trial import Fault, Row, Verdict

CERTAIN, LIKELY, ASKED = "certain", "likely", "asked"
SHOWN = 3
# Witnesses that say that there is no rival.
ONLY_ROW = "no other row explains what does not add up"
ONLY_CELL = "no other cell explains what does not add up"


@dataclass(frozen=True)
class Repair:
    """Errata that would mend a damage.

    `meaning` says in words how the place is read: repairs of one meaning are no rivals. `witnesses`
    are in words, too; a repair with more of them is believed before one with fewer. `is_by_words`
    says that it was guessed from a label, `is_slip` that one slip of a digit explains the print,
    `is_open` that other figures would do as well, `is_loose` that it is believed alone: where no
    other repair heals as much, `is_weak` that a check speaks against it. Of a name that
    nothing but figures speaks for, `blind` is the identity that holds under any name. `untold` is
    its meaning without the figures that it proposes, if it proposes any.
    """

    meaning: str
    errata: tuple[Row, ...]
    reason: str
    witnesses: tuple[str, ...] = ()
    is_by_words: bool = False
    is_slip: bool = False
    is_open: bool = False
    is_loose: bool = False
    is_weak: bool = False
    blind: str = ""
    untold: str = ""

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
    def errata(self) -> list[Row]:
        """The errata to propose; none if a person must say."""
        if self.grade == ASKED:
            return []
        given = {"reason": self.repairs[0].reason, "evidence": self.evidence}
        return [row | given for row in self.repairs[0].errata]


@dataclass(frozen=True)
class _Trial:
    """A repair, what it heals, what it breaks, and how many more checks hold."""

    repair: Repair
    healed: frozenset[Fault]
    broken: frozenset[Fault]
    held_count: int
    gained_count: int

    @property
    def is_sound(self) -> bool:
        """Whether something is healed, nothing broken, and a name proved."""
        named = {fault.identity for fault in self.healed} - {"", self.repair.blind}
        return bool(named if self.repair.blind else self.healed) and (not self.broken or self.opens)

    @property
    def opens(self) -> bool:
        """Whether it makes something readable: of more checks, fewer can find other damage."""
        is_reading = any(not fault.identity for fault in self.healed)
        found = [fault for fault in self.broken if fault.identity]
        return is_reading and len(found) == len(self.broken) and self.gained_count > len(found)

    @property
    def is_weak(self) -> bool:
        """Whether figures are changed that do not heal two checks each, or prints alone agree.

        One does, of prints, too, where figures changed places or a slip explains all of a row.
        """
        cells = [row for row in self.repair.errata if row["kind"] == "cell"]
        printed = [row["printed"] for row in cells]
        is_of_row = self.repair.is_slip and len(cells) > 1
        are_exchanged = all(row["corrected"] in printed for row in cells)
        wanted = sum(1 if is_of_row or row["corrected"] in printed else 2 for row in cells)
        healed = [fault for fault in self.healed if fault.identity]
        is_of_cells = len(cells) == len(self.repair.errata) and not (is_of_row or are_exchanged)
        is_of_prints = is_of_cells and all(fault.is_print for fault in healed)
        return self.repair.is_weak or is_of_prints or len(healed) < wanted

    @property
    def rank(self) -> tuple[int, int, int]:
        """Its rank among others: more is healed, more checks hold, more speaks for it."""
        speaking = len(self.repair.witnesses) + self.repair.is_slip
        return -len(self.healed), -self.held_count, -speaking


def judged(
    before: Verdict, tried: Sequence[tuple[Repair, Verdict]], *, may_hide: bool = False
) -> list[Diagnosis]:
    """Return what to believe of repairs, each tried alone: those first that heal the most.

    `may_hide` says that the document suppresses: what one check alone asks for could be what a lost
    mark hides.
    """
    trials = [
        _Trial(
            repair,
            before.faults - after.faults,
            after.faults - before.faults,
            after.held_count,
            after.held_count - before.held_count,
        )
        for repair, after in tried
    ]
    sound = sorted((one for one in trials if one.is_sound), key=lambda one: one.rank)
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
    others = [one for one in sound if one.repair.meaning != best.repair.meaning]
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
    # nothing is suppressed.
    is_guess = best.is_weak and (may_hide or not best.repair.is_slip)
    is_rivalled = bool(as_likely or (as_good and best.repair.is_loose))
    if best.repair.is_open or is_rivalled or is_guess or not evidence:
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
    is_likened = best.repair.is_by_words or best.repair.is_loose
    # Two prints of a figure agree as well if both are wrong.
    are_sums = any(fault.identity and not fault.is_print for fault in best.healed)
    is_proved = are_sums and not (best.broken or best.is_weak or as_good or is_likened)
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
