"""Compare printed labels: which known labels are near, how do two differ, and is that damage?

Likeness is no evidence: two measures may differ by a word. Only damage that extraction is known to
do says that one label was printed as another; what it then means, a person decides.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

# So many letters may be misread in a label, and one for so many that it has.
MOST_LETTERS, LETTERS_PER_SLIP = 2, 5
# Stands for a letter of another script, which can look like any letter of this one.
LOOK_ALIKE = "\0"
# Two letters of this one that look alike where the first is a capital.
ONE_SHAPE = {"i", "l"}


class Suggestion(NamedTuple):
    """A known label near an unknown one: how near (0 to 100), how they differ, and a note."""

    label: str
    score: int
    difference: str
    note: str = ""


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


def same(printed: str, known: str) -> bool:
    """Return whether two labels are one but for case, spaces and the form of Unicode."""
    return _folded(printed) == _folded(known) and not foreign_letters(printed)


def is_damaged(printed: str, known: str, confusions: Sequence[tuple[str, str]]) -> bool:
    """Return whether a label is a known one after damage that extraction is known to do.

    That is words split or joined, look-alike letters, accents, a letter or two (none in short
    labels, never a digit), or a part of a word that `confusions` (printed, meant) lists. A label
    that is the same as the known one is not damaged.
    """
    if same(printed, known) or _digits(printed) != _digits(known):
        return False
    if _joined(printed) == _joined(known) or _matches_look_alikes(printed, known):
        return True
    one, other = _plain(printed), _plain(known)
    if Levenshtein.distance(one, other) <= min(MOST_LETTERS, len(other) // LETTERS_PER_SLIP):
        return True
    return any(
        Levenshtein.distance(one.replace(part, meant), other) <= 1
        for part, meant in confusions
        if part in one and len(other) >= len(meant) + 3
    )


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


# Each label is compared with hundreds: what it is compared by is made once.
@functools.cache
def _folded(label: str) -> str:
    """Return a label without upper case, with plain single spaces, look-alikes as one sign."""
    foreign = set(foreign_letters(label))
    signs = "".join(LOOK_ALIKE if sign in foreign else sign for sign in label)
    return " ".join(unicodedata.normalize("NFKC", signs).casefold().split())


def _digits(label: str) -> list[str]:
    return re.findall(r"\d", label)


@functools.cache
def _joined(label: str) -> str:
    return "".join(_folded(label).replace("-", "").replace("\u200b", "").split())


@functools.cache
def _plain(label: str) -> str:
    decomposed = unicodedata.normalize("NFKD", _joined(label))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def _matches_look_alikes(label: str, other: str) -> bool:
    one, two = _joined(label), _joined(other)
    return len(one) == len(two) and all(
        first in (second, LOOK_ALIKE) or {first, second} == ONE_SHAPE
        for first, second in zip(one, two, strict=True)
    )
