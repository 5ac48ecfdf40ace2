"""One line from 2014 to 2024: series, areas and what can be compared, against facts known besides.

The numbers below are the handbook's or worked out by hand from the printed tables; the models know
none of them. That the tests of what adds up can fail is shown on copies that do not.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest
from conftest import DATABASE, Workspace, values


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        ("follow_up_all", {2014: (9952, 9952), 2017: (12705, 12711), 2022: (15899, 15899)}),
        ("follow_up_nav_job_specialists", {2014: (323, 323), 2017: (775, 775), 2022: (6470, 6470)}),
        ("adapted_work_ordinary", {2014: (1250, 1250), 2017: (1563, 1563), 2022: (3065, 3065)}),
        # The whole group: NAV's own total, though a part of it is suppressed.
        ("assessment", {2014: (2810, 2810), 2017: (2903, 2903), 2022: (3783, 3783)}),
        # 2024 covers its main measure only.
        (
            "work_preparation",
            {2014: (7840, 7840), 2017: (7718, 7718), 2022: (7829, 7832), 2024: (7666, 7666)},
        ),
    ],
)
def test_series_of_the_februaries(
    built: Workspace, series: str, expected: dict[int, tuple[int, int]]
) -> None:
    found = built.query(
        "select year(period), obs_value_min, obs_value_max from marts.participants_by_series "
        f"where series_code = '{series}' and status_code = '_T' and sex_code = '_T' "
        "and month(period) = 2",
    )
    assert {year: (low, high) for year, low, high in found} == expected


def test_areas_are_what_the_map_says(built: Workspace) -> None:
    """Eight regions that are the same, thirteen that nearly are."""
    areas = {
        method: set(codes)
        for method, codes in built.query(
            "select geography_method, list(distinct area_code) from marts.area_counties "
            "where area_code not in (select code from marts.dim_code where dimension = 'county') "
            "and target_division = '2024' and linked_division = '2017' group by geography_method",
        )
    }
    same = {"03", "11", "40", "42", "56", "31+32+33+34+39", "15+46+50", "18+55"}
    nearly = {"03", "11", "15", "18", "31", "32+33+34", "39", "40", "42", "46", "50", "55", "56"}
    single = {"03", "11", "15", "18", *("31", "32", "33", "34", "39", "40", "42", "46", "50")}
    assert areas == {
        "same_area": same,
        "tolerance": nearly,
        "nominal": single | {"55", "56"},
        "population_weighted": single | {"55", "56"},
    }


def test_moved_people_of_buskerud(built: Workspace) -> None:
    """Røyken and Hurum left, Svelvik came: 19 710 out and 4 241 in of 176 734 aged 18 to 66."""
    found = built.query(
        "select distinct moved_out_pct, moved_in_pct, moved_net_pct "
        "from marts.participants_by_county_harmonized "
        "where geography_method = 'nominal' and area_code = '33' and county_division = '2017'",
    )
    assert [tuple(float(share) for share in row) for row in found] == [(11.15, 2.40, -8.75)]


def test_estimate_of_akershus(built: Workspace) -> None:
    """Akershus and the shares of Østfold, Oppland and Buskerud that joined it, by hand."""
    printed = dict(
        built.query(
            "select county_code, obs_value from marts.participants_by_county "
            "where measure_group_code = 'ARBEIDSPRAKSIS' and status_code = '_T' "
            "and period = date '2017-02-01'",
        )
    )
    by_hand = (
        printed["02"]
        + printed["01"] * 417 / (183365 + 417)
        + printed["05"] * 9955 / (107682 + 9955)
        + printed["06"] * 19710 / (157024 + 19710)
    )
    found = built.query(
        "select obs_value, obs_status, area_min, area_max, comparability_codes "
        "from area_series('ARBEIDSPRAKSIS', '32', method := 'population_weighted') "
        "where period = date '2017-02-01'",
    )
    ((value, status, low, high, codes),) = found
    assert abs(float(value) - by_hand) <= 0.05
    assert status == "E"
    assert (low, high) == (
        printed["02"],
        printed["01"] + printed["02"] + printed["05"] + printed["06"],
    )
    assert "COUNTY_ESTIMATED" in codes.split()


@pytest.mark.parametrize(
    ("subject", "years", "counted", "verdict", "codes"),
    [
        ("work_training", (2014, 2024), "_T _T _T", "renamed", {"SUPPRESSION_DIFFERS"}),
        ("work_training", (2014, 2017), "_T _T _T", "renamed", {"MEASURES_DIFFER"}),
        ("mentor", (2014, 2022), "_T _T _T", "identical", set()),
        # A note, and no break: no jump of participants was published.
        ("mentor", (2014, 2022), "jobseeker _T _T", "identical", {"STATUS_2018_11"}),
        ("training_all", (2017, 2022), "_T _T _T", "divided", {"TRAINING_2019_07"}),
        ("labour_market_training", (2017, 2022), "_T _T _T", "broken", {"TRAINING_2019_07"}),
        # Work that moved in-house is a finding, and no break.
        ("follow_up_contracted", (2014, 2017), "_T _T _T", "joined", {"FOLLOW_UP_BOUNDARY"}),
        ("job_club", (2014, 2022), "_T _T _T", "changed", {"DIGITAL_JOB_CLUB"}),
        ("summer_job_subsidy", (2017, 2022), "_T _T _T", "new", set()),
        ("health_treatment", (2014, 2017), "_T _T _T", "ended", {"MOVED_TO_HEALTH_2017"}),
        ("REHABILITERING", (2014, 2017), "_T _T _T", "broken", {"MOVED_TO_HEALTH_2017"}),
        # What closed by then counts as what it became.
        ("work_preparation", (2022, 2024), "_T _T _T", "similar", {"NOT_COVERED"}),
        ("ARBEIDSPRAKSIS", (2014, 2017), "_T _T _T", "broken", {"KIA_NOT_IN_GROUP_2017"}),
        ("ARBEIDSPRAKSIS", (2017, 2024), "_T _T _T", "similar", {"KIA_NOT_IN_GROUP_2017"}),
        ("ARBEIDSPRAKSIS", (2017, 2022), "_T _T county", "not_published", {"COUNTY_REFORM_2020"}),
        ("LONNSTILSKUDD", (2022, 2024), "_T _T _T", "not_published", {"NOT_COVERED"}),
        ("_T", (2014, 2017), "other _T _T", "broken", {"MOVED_TO_HEALTH_2017"}),
        ("_T", (2014, 2017), "jobseeker _T _T", "joined", set()),
        ("_T", (2017, 2022), "_T F _T", "not_published", set()),
    ],
)  # fmt: skip
def test_what_can_be_compared(
    built: Workspace,
    subject: str,
    years: tuple[int, int],
    counted: str,
    verdict: str,
    codes: set[str],
) -> None:
    """`counted` are status, sex and what the figures are broken down by besides."""
    found = built.query(
        "select distinct verdict, comparability_codes from marts.comparability "
        f"where measure_set_code = '{subject}' and (from_year, to_year) = {years} "
        f"and concat_ws(' ', status_code, sex_code, dimension) = '{counted}'",
    )
    assert {held for held, _ in found} == {verdict}
    assert all(codes <= set(said.split()) for _, said in found)


def test_a_broken_leaf_offers_its_parent(built: Workspace) -> None:
    assert built.query(
        "select alternative_series_codes from marts.comparability where dimension = '_T' "
        "and status_code = '_T' and sex_code = '_T' and from_year = 2017 and to_year = 2022 "
        "and measure_set_code = 'labour_market_training'",
    ) == [("training_all",)]


def test_no_change_is_given_where_years_cannot_be_compared(
    built: Workspace,
) -> None:
    counts = dict(
        built.query(
            "select is_comparable, count(change_min) from marts.same_month_changes "
            "group by is_comparable",
        )
    )
    assert counts[False] == 0
    assert counts[True] > 100


def test_a_derived_figure_is_explained_to_the_printed_cells(
    built: Workspace,
) -> None:
    """Each source of a series is printed in a line of a document, or rebuilt and says so."""
    found = built.query(
        "select printed_text, line_no, weight, obs_value_min, obs_status from explain(("
        "select figure_id from series('follow_up_all') where period = date '2017-02-01')) "
        "where rebuilt_id is null",
    )
    assert sum(weight * low for *_, weight, low, _ in found) == 12705
    assert [status for text, *_, status in found if text is None] == ["I"]
    assert all((text is None) == (line is None) for text, line, *_ in found)


def test_a_rebuilt_figure_is_explained_by_the_cells_that_it_is_rebuilt_from(
    built: Workspace,
) -> None:
    rebuilt = built.query(
        "select observation_id, obs_value from marts.participants where printed_text is null"
    )
    assert len(rebuilt) == 24
    for figure, value in rebuilt[::6]:
        cells = built.query(
            "select weight, cast(replace(printed_text, ' ', '') as integer) "
            f"from explain('{figure}') where rebuilt_id = '{figure}' and fate = 'quoted'"
        )
        assert sum(weight * number for weight, number in cells) == value


def test_months_that_are_missing_give_no_mean(built: Workspace) -> None:
    assert built.query(
        "select year(period), obs_value from marts.annual_means where measure_set_kind = "
        "'measure_group' and measure_set_code = '_T' and status_code = '_T' and sex_code = '_T' "
        "order by period",
    )[0] == (2014, None)


SABOTAGE = {
    "series_add_up": "update harmonized.int_figures set obs_value_max = obs_value_max - 100, "
    "obs_value_min = obs_value_min - 100 where figure_id in (select figure_id "
    "from harmonized.int_measure_set_figures where measure_set_code = 'mentor' "
    "and period = '2017-03-01')",
    "geography_adds_up": "update marts.participants_by_county_harmonized "
    "set obs_value_min = obs_value_min + 9 where area_code = '42' and period = '2017-03-01'",
    "implied_figures_agree_with_percent": "update marts.participants_implied "
    "set obs_value = obs_value * 2",
}
UNCLOSED = {
    "measure without a series": "delete from reference.measure_series "
    "where measure_code = 'MENTOR'",
    "series without a measure or a leaf": "insert into reference.series "
    "select 'empty', null, 99, 'x', 'x', 'x', 'x'",
    "measure without a policy category": "delete from reference.measure_lmp "
    "where measure_code = 'MENTOR'",
    "note without a break": "delete from reference.breaks where note_code = 'STATUS_2025_04'",
    "moved people differ from the piece that moved": "update reference.municipality_transfers "
    "set population = population + 1 where municipality_code = '0711'",
    "piece in the wrong county before or after the move": "update "
    "reference.municipality_transfers set to_county_code = '33' where municipality_code = '0627'",
    "piece without a county in a division": "delete from reference.county_pieces "
    "where county_division = '2020' and piece_code = '03-03'",
}


@pytest.mark.parametrize(
    ("test", "leak", "said"),
    [(test, leak, None) for test, leak in SABOTAGE.items()]
    + [("series_are_closed", leak, said) for said, leak in UNCLOSED.items()],
)
def test_tests_of_lines_and_areas_can_fail(
    built: Workspace, tmp_path: Path, test: str, leak: str, said: str | None
) -> None:
    """The compiled test finds nothing in the built database, and finds the sabotage in a copy."""
    query = next((built.folder / "target" / "compiled").rglob(f"{test}.sql")).read_text("utf-8")
    copy = tmp_path / DATABASE
    shutil.copy(built.folder / DATABASE, copy)
    with duckdb.connect(copy) as connection:
        assert values(connection, query) == []
        connection.execute(leak)
        found = values(connection, query)
    assert found
    assert said is None or said in found
