"""What the marts hold is what was approved: the guard of what nothing else finds."""

from __future__ import annotations

import approved_marts
import pytest
from conftest import DATABASE, Workspace

from seeds import read_seed

NEXT = "look at it with make release-diff; if it is meant, make approve, and commit the record"


@pytest.fixture(scope="module")
def digests(built: Workspace) -> list[dict[str, str]]:
    return approved_marts.digests(built.folder / DATABASE)


def test_marts_hold_what_was_approved(digests: list[dict[str, str]]) -> None:
    found = approved_marts.differences(read_seed(approved_marts.RECORD), digests)
    assert found == [], NEXT


@pytest.mark.parametrize("change", [{"digest": "another"}, {"rows": "0"}, {"column": "new"}])
def test_a_change_is_named_by_mart_and_column(
    digests: list[dict[str, str]], change: dict[str, str]
) -> None:
    (at,) = [
        no
        for no, row in enumerate(digests)
        if (row["mart"], row["column"]) == ("headline", "share_pct")
    ]
    changed = [*digests[:at], digests[at] | change, *digests[at + 1 :]]
    words = approved_marts.differences(digests, changed)
    assert len(words) == 1
    assert words[0].startswith("marts.headline: ")
    assert "share_pct" in words[0]
