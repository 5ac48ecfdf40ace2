"""Every row of every reference seed says why it is so, or where it is from."""

from __future__ import annotations

import approved_seeds
import pytest
import yaml

SEEDS = approved_seeds.read()
# A seed that has neither a reason nor a source names the columns that say it.
NAMED = {
    seed["name"]: seed["config"]["meta"]["why"]
    for seed in yaml.safe_load((approved_seeds.SEEDS / "_seeds.yml").read_text(encoding="utf-8"))[
        "seeds"
    ]
    if "why" in seed["config"].get("meta", {})
}
Row = dict[str, str]


def why(seed: str, rows: list[Row]) -> list[str]:
    """Return the columns of a seed that say why a row is as it is."""
    return NAMED.get(seed) or [name for name in ("reason", "source") if name in rows[0]]


def silent(seed: str, rows: list[Row]) -> list[Row]:
    """Return the rows that say nothing in any of these columns."""
    return [row for row in rows if not any(row[name] for name in why(seed, rows))]


@pytest.mark.parametrize("seed", [seed for seed, rows in SEEDS.items() if rows])
def test_every_row_has_a_reason_or_a_source(seed: str) -> None:
    rows = SEEDS[seed]
    assert why(seed, rows), "name its columns in _seeds.yml, config.meta.why"
    assert silent(seed, rows) == []
    emptied = rows[-1] | dict.fromkeys(why(seed, rows), "")
    assert silent(seed, [*rows[:-1], emptied]) == [emptied]


def test_a_seed_names_columns_only_where_it_has_no_reason_and_no_source() -> None:
    assert [seed for seed in NAMED if {"reason", "source"} & SEEDS[seed][0].keys()] == []
