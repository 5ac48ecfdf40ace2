"""The function `parts`: what a figure of a month is made of, by each dimension."""

from __future__ import annotations

import duckdb
import pytest
from conftest import Connection, values
from export.functions import SCHEMA
from rehearse import rows_of as rows

# Besides measures: what figures of participants are divided by.
OTHERS = (
    *("status", "sex", "county", "age", "immigrant_background", "country_background"),
    "education",
)
# What holds measures, and what measure groups.
HOLDERS = {
    "measure": "measure_set_kind = 'measure_group'",
    "measure_group": "measure_set_code = '_T'",
}
BOUNDS = "obs_value_min, obs_value_max"
FIGURES = "obs_value, obs_value_min, obs_value_max, obs_status"


def parts_printed(marts: Connection, kind: str, code: str, dimension: str) -> list[tuple]:
    """Return the parts of a measure or group as the table of all published figures has them."""
    of = "'_T'" if code == "_T" else f"'{code}'"
    where = {
        ("measure", False): f"measure_code = {of}",
        ("measure_group", False): f"measure_group_code = {of} and measure_code = '_T'",
        ("measure_group", True): f"{of} in ('_T', measure_group_code) and measure_code <> '_T'",
    }[kind, dimension == "measure"]
    if dimension == "measure_group":
        where = "measure_group_code <> '_T' and measure_code = '_T'"
    totals = [f"{one}_code = '_T'" for one in OTHERS if one != dimension]
    if dimension in OTHERS:
        totals.append(f"{dimension}_code <> '_T'")
    if code == "_T":
        # Some measures of all are no parts of all.
        totals.append(
            "period in (select period from participants_by_measure_group "
            "where measure_group_code = '_T')"
        )
    return marts.execute(
        f"select period, {dimension}_code, {FIGURES} from participants "
        f"where freq = 'M' and indicator = 'participants' and {where} and {' and '.join(totals)} "
        "order by all"
    ).fetchall()


@pytest.mark.parametrize("dimension", ["measure_group", "measure", *OTHERS])
def test_parts_are_those_of_the_table_of_all_published_figures(
    marts: Connection, dimension: str
) -> None:
    """Of every measure and group that has some, in all months at once."""
    sets = marts.execute(
        "select measure_set_kind, measure_set_code from dim_measure_set "
        "where measure_set_kind in ('measure', 'measure_group') "
        f"and {HOLDERS.get(dimension, 'true')} order by all"
    ).fetchall()
    compared = 0
    for kind, code in sets:
        due = parts_printed(marts, kind, code, dimension)
        if not due:
            continue
        found = marts.execute(
            f"select period, part_code, {FIGURES} from parts('{code}', '{dimension}', null) "
            "where part_code <> '_T' "
            "and figure_id in (select observation_id from participants) order by all"
        ).fetchall()
        assert found == due, code
        compared += len(due)
    assert compared > 20


def test_parts_that_are_sums_are_those_of_their_measures(marts: Connection) -> None:
    """By county a measure group of some years is not printed, and made of its measures."""
    found = marts.execute(
        f"select period, part_code, {BOUNDS} from parts('ARBEIDSPRAKSIS', 'county', null) "
        "where part_code <> '_T' and figure_id not in (select observation_id from participants) "
        "order by all"
    ).fetchall()
    due = marts.execute(
        "select period, county_code, sum(obs_value_min), sum(obs_value_max) from participants "
        "where freq = 'M' and indicator = 'participants' and measure_code <> '_T' "
        "and measure_group_code = 'ARBEIDSPRAKSIS' and county_code <> '_T' "
        "and status_code = '_T' group by all order by all"
    ).fetchall()
    assert len(found) > 100
    assert found == due


def test_parts_of_a_series_are_the_measures_that_it_counts(marts: Connection) -> None:
    """And add up to it in each month, where one is suppressed within their bounds."""
    compared = 0
    for code in values(marts, "select series_code from dim_series order by 1"):
        found = marts.execute(
            "with parts as (select period, part_code = '_T' as is_whole, obs_value_min as low, "
            f"obs_value_max as high from parts('{code}', 'measure', null) where obs_status <> 'O') "
            "select [sum(low) filter (is_whole), sum(high) filter (is_whole)], "
            "[sum(low) filter (not is_whole), sum(high) filter (not is_whole)] "
            "from parts group by period"
        ).fetchall()
        for (low, high), (parts_low, parts_high) in found:
            assert parts_low <= low <= high <= parts_high, code
        compared += len(found)
    assert compared > 100


def test_parts_add_up_to_the_whole(marts: Connection) -> None:
    """Each counts a person once (is_leaf), and their bounds hold the whole, by any dimension."""
    compared = 0
    for code, dimension in (
        *(("_T", one) for one in ("measure_group", "measure", "status", "sex", "county")),
        *(("ARBTREN", one) for one in OTHERS),
    ):
        found = marts.execute(
            "select min(obs_value_min) filter (not is_leaf), sum(obs_value_min) filter (is_leaf), "
            "min(obs_value_max) filter (not is_leaf), sum(obs_value_max) filter (is_leaf) "
            f"from parts('{code}', '{dimension}', null) where obs_status <> 'O' group by period"
        ).fetchall()
        for low, parts_low, high, parts_high in found:
            assert parts_low <= low <= high <= parts_high, (code, dimension)
        compared += len(found)
    assert compared > 80


@pytest.mark.parametrize(
    "call",
    [
        "parts('ARBTREN', 'county', '2024-01')",
        "parts('aft', 'utdanning', '2024-05-17')",
        "parts('_T', 'Kjønn', date '2017-10-01')",
        "parts('lønnstilskudd', 'tiltak', '2022-10', status := 'arbeidssøkere')",
    ],
)
def test_the_whole_stands_first_then_the_largest_part(marts: Connection, call: str) -> None:
    """With shares of the whole where both are known, and the name of each beside the figure."""
    whole, *found = rows(marts, f"from {call}")
    assert (whole["part_code"], whole["share_pct"]) == ("_T", 100)
    high = [row["obs_value_max"] for row in found]
    assert high == sorted(high, reverse=True)
    assert len(found) > 1
    for row in found:
        value = row["obs_value"]
        share = None if value is None else round(100 * value / whole["obs_value"] + 1e-9, 1)
        assert share is None or float(row["share_pct"]) == share
        assert (value is None) == (row["share_pct"] is None)
        assert row["part_name_nb"]
        assert row["part_name_en"]
        assert row["is_leaf"] is not None
    assert values(marts, f"describe from {call}")[:4] == [
        *("period", "obs_value", "part_name_nb", "share_pct")
    ]


def test_a_suppressed_part_has_its_bounds_and_no_share(marts: Connection) -> None:
    found = rows(marts, "from parts('_T', 'measure', null) where obs_status = 'Q'")
    assert {(row["obs_value"], row["share_pct"]) for row in found} == {(None, None)}
    assert len(found) > 10
    assert all(row["sentence_en"].startswith("Suppressed") for row in found)


def test_a_month_that_is_not_divided_so_says_why(marts: Connection) -> None:
    for year, code, dimension in ((2019, "mentor", "sex"), (2022, "_T", "county")):
        (row,) = rows(marts, f"from parts('{code}', '{dimension}', '{year}-03')")
        assert (row["obs_status"], row["part_code"]) == ("O", None)
        assert "NAV" in row["sentence_nb"]
    for call in ("'county', '2017-09', sex := 'F'", "'county', '2024-03', sex := 'kvinner'"):
        (row,) = rows(marts, f"from parts('arbeidspraksis', {call})")
        assert "sex, county" in row["sentence_en"]
    for dimension in ("measure", "measure_group"):
        (row,) = rows(marts, f"from parts('_T', '{dimension}', '2024-03')")
        assert (row["part_code"], row["share_pct"]) == (None, None)
        assert "ARBEIDSPRAKSIS" in row["sentence_en"]
    asked = values(marts, "select sentence_en from parts('LONNSTILSKUDD', 'fylke', '2022-03')")
    assert "measure group, county" in asked[0]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("parts('aft', 'alderen', '2024-01')", "nearest: age (alder)"),
        ("parts('aft', 'age', '2030-01')", "no edition is of 2030; next: take a month of 2014 to"),
        ("parts('aft', 'age', 'mai')", "'mai' is no month; next: say of which month"),
        ("parts('_T', 'sex', '2017-01', sex := 'F')", "sex is chosen and divided by"),
        ("parts('_T', 'status', '2017-01', 'other')", "status is chosen and divided by"),
        ("parts('aft', 'measure', '2024-01')", "ARBFORB is a measure and holds no measures"),
        (
            "parts('LONNSTILSKUDD', 'measure_group', '2022-01')",
            "LONNSTILSKUDD is a measure group and holds no",
        ),
        ("parts('aftt', 'age', '2024-01')", "no measure set is called 'aftt'"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_can(
    marts: Connection, call: str, said: str
) -> None:
    with pytest.raises(duckdb.InvalidInputException) as error:
        marts.execute(f"from {call}").fetchall()
    assert said in str(error.value)
    assert "next: " in str(error.value)


def test_every_dimension_of_the_published_figures_can_be_asked_for(marts: Connection) -> None:
    """By its code and its names: those that the table of all figures is divided by."""
    due = [
        name.removesuffix("_code")
        for name in values(marts, "describe participants")
        if name.endswith("_code")
    ]
    held = values(marts, f"select distinct dimension from {SCHEMA}.parts order by 1")
    assert held == sorted(due)
    names = f"select distinct code from {SCHEMA}.words where subject = 'dimension' order by 1"
    assert values(marts, names) == held


def test_a_county_is_named_as_it_was_in_the_division_of_the_month(marts: Connection) -> None:
    """Without its years, which one month does not need; what is no county in English, too."""
    for month, division in (("2017-03", "2017"), ("2024-03", "2024")):
        found = marts.execute(
            "select part_code, part_name_nb from "
            f"parts('ARBEIDSPRAKSIS', 'county', '{month}') where part_code <> '_T' order by all"
        ).fetchall()
        due = marts.execute(
            "select distinct county_code, county_name_short_nb from participants_by_county "
            "inner join dim_county using (county_division, county_code) "
            f"where county_division = '{division}' and county_code <> '_T' order by all"
        ).fetchall()
        assert found == due
    asked = "select part_name_en from parts('_T', 'county', '2017-03') where part_code = '_U'"
    assert values(marts, asked) == ["Unknown"]
