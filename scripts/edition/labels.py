"""Compare printed labels: which known labels are near, and how do two labels differ?

Nothing here decides what a label means; a person does, who is told what the eye cannot see.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

# Stands for a letter of another script, which can look like any letter of this one.
LOOK_ALIKE = "\0"


@dataclass(frozen=True)
class Suggestion:
    """A known label near an unknown one: how near (0 to 100) and how they differ."""

    label: str
    score: int
    difference: str


def foreign_letters(label: str) -> list[str]:
    """Return the letters of a label that are not of its commonest script, in their order."""
    letters = [letter for letter in label if letter.isalpha()]
    # The first word of a letter's Unicode name is its script.
    scripts = [unicodedata.name(letter, "").split(" ")[0] for letter in letters]
    commonest = max(sorted(set(scripts)), key=scripts.count, default="")
    return [letter for letter, script in zip(letters, scripts, strict=True) if script != commonest]


def odd_signs(label: str) -> str:
    """Say which letters of a label are of another script, and which spaces are not plain."""
    letters = foreign_letters(label)
    spaces = [sign for sign in label if sign != " " and (sign.isspace() or sign == "\u200b")]
    return ", ".join(
        f"{sign!r} is {unicodedata.name(sign, hex(ord(sign)))}"
        for sign in dict.fromkeys(letters + spaces)
    )


def suggest(label: str, known: Iterable[str], limit: int = 3) -> list[Suggestion]:
    """Return the known labels nearest to a label, the nearest first; ties by the alphabet."""
    scored = [(-_score(label, other), other) for other in sorted(set(known))]
    return [
        Suggestion(other, round(-score), difference(label, other))
        for score, other in sorted(scored)[:limit]
    ]


def nearest(label: str, known: Iterable[str]) -> list[Suggestion]:
    """Return known labels by the fewest letters that differ: a heading lies by being another's."""
    return sorted(
        suggest(label, known, limit=10),
        key=lambda other: (Levenshtein.distance(label, other.label), other.label),
    )[:3]


def difference(printed: str, known: str) -> str:
    """Say in a few words how a printed label differs from a known one."""
    if printed == known:
        return "the same"
    if _folded(printed) == _folded(known):
        return "the same but for upper and lower case or spaces"
    if _joined(printed) == _joined(known):
        return "the same but for split or joined words"
    if _matches_look_alikes(printed, known):
        return "the same but for look-alike letters"
    if _plain(printed) == _plain(known):
        return "the same but for accents"
    count = Levenshtein.distance(_folded(printed), _folded(known))
    return f"{count} letters differ" if count > 1 else "1 letter differs"


def _score(label: str, other: str) -> float:
    if _matches_look_alikes(label, other):
        return 100.0
    return max(
        fuzz.ratio(_folded(label), _folded(other)),
        fuzz.ratio(_joined(label), _joined(other)) - 1,
        fuzz.ratio(_plain(label), _plain(other)) - 1,
    )


def _folded(label: str) -> str:
    """Return a label without upper case, with plain single spaces, look-alikes as one sign."""
    foreign = set(foreign_letters(label))
    signs = "".join(LOOK_ALIKE if sign in foreign else sign for sign in label)
    return " ".join(unicodedata.normalize("NFKC", signs).casefold().split())


def _joined(label: str) -> str:
    return "".join(_folded(label).replace("-", "").replace("\u200b", "").split())


def _plain(label: str) -> str:
    decomposed = unicodedata.normalize("NFKD", _joined(label))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def _matches_look_alikes(label: str, other: str) -> bool:
    one, two = _joined(label), _joined(other)
    return len(one) == len(two) and all(
        first in (second, LOOK_ALIKE) for first, second in zip(one, two, strict=True)
    )
