"""The profile of a document and what is proposed for it, in words."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator

from edition.document import Edition, Finding
from edition.labels import odd_signs

WIDTH = 96
SHOWN_SCORE = 50


def report(edition: Edition, verdicts: dict[str, int]) -> str:
    """Return the profile of a document, its findings, and its checks by verdict."""
    lines = [edition.path.name]
    for name, text in _facts(edition):
        lines += _listed(name, text)
    for note in edition.other_prints():
        lines += ["", *textwrap.wrap(note, WIDTH)]
    if edition.findings:
        lines += ["", f"{len(edition.findings)} things of it are in no seed:"]
    lines += findings(edition)
    checks = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in verdicts.items())
    # How many fail can depend on suppressed counts.
    kinds = "some are violated" if "violated" in verdicts else f"{checks or 'none'}; none violated"
    rehearsed = (
        f"Rehearsed with all proposals: {sum(verdicts.values()):,} checks of the document: {kinds}."
    )
    return "\n".join([*lines, "", *textwrap.wrap(rehearsed, WIDTH)])


def findings(edition: Edition) -> list[str]:
    """Return what is proposed or asked of a document, as lines."""
    return [line for one in edition.findings for line in ("", *_finding(edition, one))]


def _facts(edition: Edition) -> Iterator[tuple[str, str]]:
    document = edition.document
    counts = {
        name: int(document[f"{name.removesuffix('s')}_count"])
        for name in ("pages", "tables", "rows", "cells", "numbers", "suppressed", "blank")
    }
    law = document["law_printed"] or "no law printed"
    yield "title", document["title"]
    yield "period", document["printed_period"]
    yield "updated", document["updated_on"] or "no day printed"
    below = f"below {document['suppressed_below']} ({law})"
    yield "suppressed", below if document["suppressed_below"] else "the document does not say"
    yield "holds", ", ".join(f"{count:,} {name}" for name, count in counts.items())
    yield "headings", _counts(edition.words("section"))
    yield "contexts", _counts(edition.words("context")) or "none"
    yield "columns", _counts(edition.headers())
    if left_out := edition.words("left_out"):
        yield "left out", "; ".join(f"sheet {name!r}" for name in left_out)


def _finding(edition: Edition, finding: Finding) -> Iterator[str]:
    what, printed, lines, _ = finding.unread
    yield from textwrap.wrap(f"{what} {printed!r}, {edition.places(lines)}", WIDTH)
    if odd := odd_signs(printed):
        yield from _listed("", f"mixed letters or spaces: {odd}")
    for near in finding.suggestions:
        if near.score >= SHOWN_SCORE:
            words = ", ".join(filter(None, (near.difference, near.note)))
            yield from _listed(f"{near.score:>3} %", f"{near.label} - {words}")
    yield from _listed(finding.grade, finding.proposal)


def _listed(name: str, text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=f"  {name:<11}", subsequent_indent=" " * 13)


def _counts(words: Counter[str]) -> str:
    return "; ".join(f"{word} ({count})" for word, count in words.items())
