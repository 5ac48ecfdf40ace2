"""The drawings of the report page: rows in, SVG out, drawn once for every width.

A drawing is as wide as its place. What stands across is given in per cent, or lies in a picture
that is stretched and whose lines keep their thickness; letters are those of the page. Coordinates
of lines are months and figures themselves. A figure of which only bounds are known is a band and
never a point. Colours are classes of style.css; meaning is carried by shape, place or words too.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

Row = dict[str, Any]
MONTHS = 12
# What lies in a picture that is stretched: its lines are as thick as they say.
STRETCHED = '<svg {place} preserveAspectRatio="none" viewBox="{box}">'
# Pixels: the height of the plot of months, and what the initials of the months need below it.
PANEL, WHOLE, BELOW, LINE = 104, 220, 20, 22
# The marks of the sides of a pair, by their order; page.html draws them.
MARKS = ("circle", "diamond", "square")


class Bounds(NamedTuple):
    """Between what a figure lies; both are the figure where it is known, or an estimate between."""

    low: float
    high: float
    estimate: float | None = None

    @property
    def at(self) -> float | None:
        """Where its mark stands; nowhere where only the bounds are known."""
        return self.low if self.low == self.high else self.estimate


def ticks(most: float, count: int) -> list[int]:
    """Return round numbers from 0 on, about as many as asked, the last not below the largest."""
    least = max(most, 1) / count
    power = 10 ** math.floor(math.log10(least))
    step = max(1, next(int(one * power) for one in (1, 2, 2.5, 5, 10) if one * power >= least))
    return [step * no for no in range(math.ceil(max(most, 1) / step) + 1)]


def runs(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Return rows of one year (with a `month`) in runs of months that follow each other."""
    ordered = sorted(rows, key=lambda row: row["month"])
    for _, run in itertools.groupby(enumerate(ordered), lambda one: one[1]["month"] - one[0]):
        yield [row for _, row in run]


def _through(run: list[Row], bound: str) -> str:
    """Return a line through a bound of the figures of a run; a single one is a dot."""
    points = [f"{row['month'] - 1} {row[bound]}" for row in run]
    return "M" + "L".join(points) if run[1:] else f"M{points[0]}h0"


def line(run: list[Row]) -> str:
    """Return the path of a run: a line, or two where only bounds of a figure are known.

    Coordinates are the month (January is 0) and the figure.
    """
    is_known = all(row["obs_value"] is not None for row in run)
    return _through(run, "low") + ("" if is_known else _through(run, "high"))


def band(run: list[Row]) -> str:
    """Return what lies between the bounds of a run; nothing where all figures are known."""
    if all(row["obs_value"] is not None for row in run):
        return ""
    ends = [(row, "low") for row in run] + [(row, "high") for row in reversed(run)]
    return "M" + "L".join(f"{row['month'] - 1} {row[bound]}" for row, bound in ends) + "Z"


def dot(look: str, place: str) -> str:
    """Return dots; a year that cannot be compared has open ones."""
    hole = f'<path class="hole" d="{place}"/>' if "apart" in look else ""
    return f'<path class="dot {look}" d="{place}"/>{hole}'


def months(
    rows: list[Row],
    looks: dict[int, str],
    most: int,
    number: Callable[[int], str],
    shown: int,
    size: int,
) -> str:
    """Draw stocks per month, a line per year: months across, and a dot in the month that is shown.

    Rows have a `year`, a `month`, `obs_value` or None, `low` and `high`; looks are the classes of
    the years. The axis goes from 0 to a round number that is not below the largest figure of all
    panels that share it; the plot is `size` pixels high. `number` writes a number.
    """
    steps = ticks(most, 3 if size == PANEL else 5)
    top = steps[-1]
    parts = []
    for step in steps:
        y = size * (1 - step / top) + 8
        parts.append(f'<line class="grid" x2="100%" y1="{y:g}" y2="{y:g}"/>')
        parts.append(f'<text x="-6" y="{y + 4:g}">{number(step)}</text>')
    parts.append(f'<use href="#months" y="{size + 8}"/>')
    place = f'x="3%" y="8" width="94%" height="{size}"'
    parts.append(STRETCHED.format(place=place, box=f"0 0 {MONTHS - 1} {top}"))
    parts.append(f'<g transform="matrix(1 0 0 -1 0 {top})">')
    for year, look in looks.items():
        own = [row for row in rows if row["year"] == year]
        known = [row for row in own if row["month"] == shown and row["obs_value"] is not None]
        held = list(runs(own))
        between = "".join(map(band, held))
        parts.append(f'<path class="band {look}" d="{between}"/>' if between else "")
        parts.append(f'<path class="{look}" data-year="{year}" d="{"".join(map(line, held))}"/>')
        dots = "".join(f"M{row['month'] - 1} {row['low']}h0" for row in known)
        parts.append(dot(look, dots) if dots else "")
    height = size + BELOW + 8
    return f'<svg class="months" height="{height}">{"".join(parts)}</g></svg></svg>'


def across(value: float, top: float) -> str:
    """Return where a figure stands across, in per cent: marks at the ends keep within."""
    return f"{3 + 94 * value / top:.2f}%"


def marks(sides: list[Bounds | None], top: float, *, is_joined: bool) -> str:
    """Draw the sides of a category on one line, joined where they can be compared.

    Bounds are a thick line, on which an estimate has its mark.
    """
    held = [side for side in sides if side]
    middle = f'y="{LINE // 2}"'
    parts = ['<use href="#ticks"/>']
    if is_joined and len(held) > 1 and all(side.low == side.high for side in held):
        ends = min(side.low for side in held), max(side.high for side in held)
        parts.append(_rule("join", *ends, top))
    for mark, side in zip(MARKS, sides, strict=False):
        if side and side.low < side.high:
            parts.append(_rule("bounds", side.low, side.high, top))
        if side and side.at is not None:
            parts.append(f'<use href="#{mark}" x="{across(side.at, top)}" {middle}/>')
    return _strip(parts)


def bar(side: Bounds | None, top: float) -> str:
    """Draw a figure as a bar from 0, or its bounds as an open one."""
    if not side:
        return _strip([])
    low, high, is_known = side.low, side.high, side.low == side.high
    place = ("0", high) if is_known else (f"{100 * low / top:.2f}%", high - low)
    look = "bar" if is_known else "open"
    return _strip(
        [
            f'<rect class="{look}" x="{place[0]}" y="4" height="{LINE - 8}" '
            f'width="{100 * place[1] / top:.2f}%"/>'
        ]
    )


def _rule(look: str, low: float, high: float, top: float) -> str:
    y = LINE // 2
    ends = f'x1="{across(low, top)}" x2="{across(high, top)}"'
    return f'<line class="{look}" {ends} y1="{y}" y2="{y}"/>'


def _strip(parts: list[str]) -> str:
    return f'<svg class="strip" height="{LINE}">{"".join(parts)}</svg>'


def scale(steps: list[int], number: Callable[[int], str]) -> str:
    """Draw the axis above marks: its first and its last number."""
    ends = [(steps[0], "start", "0"), (steps[-1], "end", "100%")]
    texts = [f'<text x="{x}" y="14" class="{end}">{number(step)}</text>' for step, end, x in ends]
    return _strip(texts)


def timeline(begins: str, ends: str, printed: list[str], years: range) -> str:
    """Draw a measure's life: a bar for the time in force, thick where months are printed.

    Days are ISO dates, `printed` the first days of months; where one end of the bar is not known
    (empty) it goes to the first or last print, and where neither is, there is none. Across is a
    month from the first of the years on.
    """

    def at(day: str) -> int:
        return (int(day[:4]) - years.start) * MONTHS + int(day[5:7]) - 1

    parts = []
    if begins or ends:
        start = max(0, at(begins or min(printed)))
        stop = min(len(years) * MONTHS, at(ends or max(printed)) + 1)
        if start < stop:
            parts.append(f'<path class="force" d="M{start} 1H{stop}"/>')
    days = [{"month": at(day)} for day in printed]
    drawn = "".join(f"M{run[0]['month']} 1h{len(run)}" for run in runs(days))
    parts.append(f'<path class="print" d="{drawn}"/>')
    box = STRETCHED.format(place='width="100%"', box=f"0 0 {len(years) * MONTHS} 2")
    return (
        f'<svg class="strip" height="{LINE}"><use href="#years"/>{box}{"".join(parts)}</svg></svg>'
    )


def years(span: range, printed: list[int]) -> str:
    """Draw the axis above timelines: the years that are printed."""
    at = {year: 100 * (year - span.start + 0.5) / len(span) for year in printed}
    texts = [f'<text x="{x:.1f}%" y="14">’{year % 100:02}</text>' for year, x in at.items()]
    return _strip(texts)
