"""Narrow whole numbers by sums that are known of them: by each sum, and exactly by all of them.

The second is exact: each end is the best of an integer program, solved by HiGHS in scipy, which has
an environment of its own (.venv-exposure). Reads a problem from standard input as JSON, and writes
the bounds; none where no numbers fit.

    {"bounds": {"a": [0, 3], ...}, "sums": [[{"a": 1, "b": -1}, 0, 2], ...]}
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

# By how much a bound may be off because weights are fractions.
EPSILON = 1e-6


class Sum(NamedTuple):
    """What is known of a weighted sum of figures: it lies from `low` to `high`."""

    weights: dict[str, float]
    low: float
    high: float


Bounds = dict[str, tuple[float, float]]


def narrowed(bounds: Bounds, known: Sum) -> Bounds:
    """Return the bounds that one sum narrows, each by what the other figures of it can be."""
    terms = {
        name: sorted((weight * bounds[name][0], weight * bounds[name][1]))
        for name, weight in known.weights.items()
    }
    lowest = sum(low for low, _ in terms.values())
    highest = sum(high for _, high in terms.values())
    found = {}
    for name, weight in known.weights.items():
        low, high = terms[name]
        ends = (
            (known.low - (highest - high)) / weight,
            (known.high - (lowest - low)) / weight,
        )
        new = (
            max(bounds[name][0], -(-(min(ends) - EPSILON) // 1)),
            min(bounds[name][1], (max(ends) + EPSILON) // 1),
        )
        if new != bounds[name]:
            found[name] = new
    return found


def by_figure(sums: list[Sum]) -> dict[str, list[int]]:
    """Return the numbers of the sums that each figure is a term of."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, known in enumerate(sums):
        for name in known.weights:
            found[name].append(number)
    return found


def propagated(bounds: Bounds, sums: list[Sum]) -> Bounds:
    """Return the bounds when nothing more follows from any single sum."""
    bounds = dict(bounds)
    of_figure = by_figure(sums)
    waiting = dict.fromkeys(range(len(sums)))
    while waiting:
        number = next(iter(waiting))
        del waiting[number]
        for name, new in narrowed(bounds, sums[number]).items():
            bounds[name] = new
            waiting.update(dict.fromkeys(of_figure[name]))
    return bounds


def exact(bounds: Bounds, sums: list[Sum]) -> Bounds | None:
    """Return the least and the most that each figure can be; nothing where no numbers fit."""
    bounds = propagated(bounds, sums)
    for names, known in _components(bounds, sums):
        found = _solved(names, known, bounds)
        if found is None:
            return None
        bounds |= found
    return bounds


def _components(bounds: Bounds, sums: list[Sum]) -> Iterator[tuple[list[str], list[Sum]]]:
    """Return the open figures that sums tie together, with these sums."""
    of_figure = by_figure(sums)
    done: set[str] = set()
    for start in (name for name in of_figure if bounds[name][0] != bounds[name][1]):
        if start in done:
            continue
        names, waiting, numbers = [], [start], set()
        done.add(start)
        while waiting:
            names.append(waiting.pop())
            for number in of_figure[names[-1]]:
                numbers.add(number)
                for name in sums[number].weights:
                    if name not in done and bounds[name][0] != bounds[name][1]:
                        done.add(name)
                        waiting.append(name)
        yield names, [sums[number] for number in sorted(numbers)]


def _solved(names: list[str], sums: list[Sum], bounds: Bounds) -> Bounds | None:
    """Return the exact bounds of one component, each end by one program where none has shown it."""
    import numpy as np
    from scipy.optimize import Bounds as Box
    from scipy.optimize import LinearConstraint, milp
    from scipy.sparse import csr_array

    place = {name: number for number, name in enumerate(names)}
    rows = defaultdict(dict)
    low, high = [], []
    for number, known in enumerate(sums):
        fixed = 0.0
        for name, weight in known.weights.items():
            if name in place:
                rows[number][place[name]] = weight
            else:
                fixed += weight * bounds[name][0]
        low.append(known.low - fixed - EPSILON)
        high.append(known.high - fixed + EPSILON)
    entries = [(row, column, weight) for row, of in rows.items() for column, weight in of.items()]
    matrix = csr_array(
        (
            [weight for *_, weight in entries],
            ([row for row, *_ in entries], [column for _, column, _ in entries]),
        ),
        shape=(len(sums), len(names)),
    )
    given = {
        "integrality": np.ones(len(names)),
        "bounds": Box(*zip(*(bounds[name] for name in names), strict=True)),
        "constraints": LinearConstraint(matrix, low, high),
    }
    least, most = np.full(len(names), np.inf), np.full(len(names), -np.inf)
    for number, name in enumerate(names):
        for seen, end, sign in ((least, 0, 1), (most, 1, -1)):
            # A solution of another program that reaches the end proves it.
            if seen[number] == bounds[name][end]:
                continue
            wanted = np.zeros(len(names))
            wanted[number] = sign
            outcome = milp(wanted, **given)
            if outcome.x is None:
                return None
            solution = np.round(outcome.x)
            least, most = np.minimum(least, solution), np.maximum(most, solution)
    return {name: (float(least[number]), float(most[number])) for number, name in enumerate(names)}


def read(problem: dict) -> tuple[Bounds, list[Sum]]:
    """Return a problem of JSON as bounds and sums."""
    bounds = {name: (ends[0], ends[1]) for name, ends in problem["bounds"].items()}
    return bounds, [Sum(*known) for known in problem["sums"]]


def written(bounds: Bounds, sums: Iterable[Sum]) -> str:
    """Return a problem as JSON."""
    return json.dumps({"bounds": bounds, "sums": list(sums)})


if __name__ == "__main__":
    json.dump(exact(*read(json.load(sys.stdin))), sys.stdout)
