"""What the reference seeds say is what was approved, in every column that nothing reads again."""

from __future__ import annotations

import approved_seeds
import pytest

Seeds = dict[str, list[dict[str, str]]]
NEXT = "look at git diff seeds; if it is meant, make approve, and commit the record"
# Judgements that add up as well when they are wrong: seed, column that finds the row and what it
# holds there, and another value of another column.
JUDGEMENTS = [
    ("usage_warnings", "warning_code", "SUPPRESSED_NOT_ZERO", "may_not_en", "That somebody did."),
    ("usage_warnings", "warning_code", "STOCK_EOM", "may_nb", "Ved å legge sammen måneder."),
    ("comparability_notes", "note_code", "SAME_MONTH", "sentence_en", "Compare any months."),
    ("comparability_verdicts", "verdict", "broken", "is_comparable", "true"),
    ("geography_methods", "geography_method", "tolerance", "tolerance_share", "0.3"),
    ("outliers", "line_no", "379", "reason", "Nothing is strange."),
    ("measure_lmp", "measure_code", "MENTOR", "lmp_category", "1"),
    ("measures", "measure_code", "MENTOR", "registered_from", "2013-01-01"),
    ("measures", "measure_code", "MENTOR", "name_en", "Job club"),
    ("measure_groups", "measure_group_code", "HELSE", "name_nb", "Opplæring"),
    ("codes", "code", "F", "name_en", "Men"),
    ("row_labels", "printed_label", "Mentor", "code", "JOBBK"),
    ("successions", "from_measure_code", "PRAKSORD", "relation", "joined"),
    ("successions", "from_measure_code", "PRAKSORD", "changed_from", "2016-10-01"),
    ("breaks", "note_code", "TRAINING_2019_07", "is_break", "false"),
    ("indicators", "indicator", "participants", "definition", "Everybody who took part."),
    ("series", "series_code", "mentor", "reason", "No reason."),
    ("documents", "document_id", "tiltak_2014_02", "blank_means", ""),
    ("documents", "document_id", "tiltak_2022", "licence", "CC0"),
    ("area_pieces", "piece_code", "03-03", "population_18_66", "464015"),
    ("measured_exposure", "method", "bound_propagation", "recoverable_count", "1469"),
    ("measured_detection", "error_kind", "lost row", "found_count", "0"),
]


@pytest.fixture
def seeds() -> Seeds:
    return approved_seeds.read()


def test_seeds_say_what_was_approved(seeds: Seeds) -> None:
    words = approved_seeds.differences(approved_seeds.approved(), seeds)
    assert not words, "\n".join([*words, NEXT])


@pytest.mark.parametrize("judgement", JUDGEMENTS, ids=lambda one: f"{one[0]}.{one[3]}-{one[2]}")
def test_another_judgement_is_named_by_seed_key_and_column(
    seeds: Seeds, judgement: tuple[str, str, str, str, str]
) -> None:
    seed, by, held, column, other = judgement
    row = next(row for row in seeds[seed] if row[by] == held and row[column] != other)
    row[column] = other
    (words,) = approved_seeds.differences(approved_seeds.approved(), seeds)
    assert words.startswith(f"{seed}.csv, ")
    assert held in words or by not in approved_seeds.KEYS[seed]
    assert words.endswith(f": {column} is now '{other}'")


def test_every_column_of_every_seed_is_guarded(seeds: Seeds) -> None:
    """Any value that changes is found, but in the columns that another test reads again."""
    approved, unguarded = approved_seeds.approved(), set()
    for seed, rows in seeds.items():
        held = {place: line for place, line in approved.items() if place[0] == seed}
        for column in rows[0] if rows else ():
            former, rows[0][column] = rows[0][column], "another"
            if not approved_seeds.differences(held, {seed: rows}):
                unguarded.add((seed, column))
            rows[0][column] = former
    assert unguarded == approved_seeds.UNPINNED.keys()
    tests = {path.stem for path in approved_seeds.RECORD.parent.glob("test_*.py")}
    assert set(approved_seeds.UNPINNED.values()) <= tests
    assert seeds.keys() == approved_seeds.KEYS.keys()
    others = {path.name for path in approved_seeds.SEEDS.rglob("*.csv")} - {
        f"{seed}.csv" for seed in seeds
    }
    assert others == {"lines.csv"}  # read again to the last byte by test_stage.py


def test_rows_and_columns_that_come_or_go_are_named(seeds: Seeds) -> None:
    key = approved_seeds.KEYS["successions"]
    gone = " | ".join(map(seeds["successions"].pop(0).get, key))
    seeds["series"].append(seeds["series"][0] | {"series_code": "another"})
    for row in seeds["lmp_categories"]:
        row["new"] = ""
        del row["source"]
    assert approved_seeds.differences(approved_seeds.approved(), seeds) == [
        "lmp_categories.csv: new column new",
        "lmp_categories.csv: no column source",
        "series.csv, another: a new row",
        f"successions.csv, {gone}: the row is gone",
    ]
