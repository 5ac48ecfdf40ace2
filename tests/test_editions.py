"""Editions that do not exist pass from text to marts with rows of data only."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import stage
from additions import differences
from conftest import EXPORTED, Connection, Workspace, copy_seeds, files_of
from edition.document import Edition
from edition.proposals import rehearsed
from edition.seeds import ASK
from make_editions import EDITIONS
from rehearse import Rehearsal, rows_of

ALL = (
    "from marts.participants where measure_group_code = '_T' and measure_code = '_T' and "
    "status_code = '_T' and sex_code = '_T' and county_code = '_T' and freq = 'M'"
)

# What the proposals must hold, by seed, and a figure of the edition that was worked out by hand.
CASES: dict[str, tuple[dict[str, int], str, list[tuple]]] = {
    "tiltak_2023": (
        {"documents": 1, "errata": 22, "expected_checks": 4},
        f"select obs_value {ALL} and period = '2023-01-01'",
        [(71705,)],  # December 2022
    ),
    "tiltak_2019_03": (
        {"documents": 1, "errata": 2, "expected_checks": 5},
        f"select indicator, obs_value {ALL} and period = '2019-03-01' order by indicator",
        [
            ("participants", 150824),
            ("participants_change", -3704),
            ("participants_change_pct", -2),
        ],
    ),
    "tiltaksgruppe_fylke_2021": (
        {"documents": 1, "row_labels": 11, "expected_checks": 2},
        "select count(distinct county_code), min(county_division), max(county_division) "
        "from marts.participants_by_county where year(period) = 2021",
        [(11, "2020", "2020")],
    ),
    "opplaring_demografi_2025": (
        {"documents": 1, "populations": 2, "errata": 20, "expected_checks": 10},
        "select category_code, obs_value from marts.participants_by_background "
        "where measure_code = 'HOYEREUTD' and dimension = 'immigrant_background' "
        "and period = '2025-01-01' order by category_code",
        [("immigrant", 1877), ("non_immigrant", 5854)],  # December 2024
    ),
    "tiltak_2021": (
        {"documents": 1, "errata": 22, "expected_checks": 4},
        f"select obs_value {ALL} and period = '2021-01-01'",
        [(77818,)],  # January 2022, printed last
    ),
    "tiltak_2025_07": (
        {"documents": 1, "column_labels": 1, "errata": 22, "expected_checks": 5},
        "select period, obs_value from marts.participants where indicator = 'participants_avg' "
        "and measure_group_code = 'TILRETTELEGGING' and measure_code = '_T' "
        "and status_code = '_T' and year(period) = 2025",
        # (617 + 654 + 696 + 638 + 662 + 688 + 636) / 7
        [(date(2025, 7, 1), 656)],
    ),
    "tiltaksgruppe_fylke_2016": (
        {"documents": 1, "expected_checks": 2},
        "select count(distinct county_code), min(county_division), max(county_division) "
        "from marts.participants_by_county where year(period) = 2016",
        [(20, "2017", "2017")],
    ),
    "tiltaksgruppe_fylke_2018": (
        {"documents": 1, "row_labels": 19, "expected_checks": 2},
        "select distinct county_code, county_division, printed_label from marts.participants "
        "where year(period) = 2018 and county_code in ('16', '17', '50')",
        [("50", "2018", "Trøndelag")],
    ),
    # One county wider: Rindal had moved.
    "tiltaksgruppe_fylke_2019": (
        {"documents": 1, "row_labels": 19, "expected_checks": 2},
        "select area_code, max(population_inside) from marts.area_counties "
        "where geography_method = 'population_weighted' and target_division = '2019' "
        "and county_division = '2017' and county_code = '15' group by all order by all",
        [("15", 164332), ("50", 1172)],
    ),
    "arbeidssokere_2020": (
        {"documents": 1, "errata": 1, "expected_checks": 1},
        "select status_code, measure_group_code, obs_value from marts.participants "
        "where period = '2020-02-01' and measure_group_code in ('_T', 'OPPFOLGING')  order by all",
        [("jobseeker", "OPPFOLGING", 4736), ("jobseeker", "_T", 10974)],
    ),
    "tiltak_2022_igjen": (
        {"documents": 1, "errata": 22, "expected_checks": 5},
        "select count(*) from marts.revisions",
        [(0,)],
    ),
    "utdrag_2023_12": (
        {"documents": 1, "column_labels": 5, "expected_checks": 4},
        "select county_code, obs_value from marts.participants_by_county "
        "where period = '2023-12-01' and measure_group_code = 'OPPFOLGING' order by county_code",
        [("03", 12), ("11", 4), ("30", 20)],
    ),
}


TWO_YEARS = "Januar 2019 – desember 2020"


def added(seeded: Workspace, document_id: str, *change: str) -> Edition:
    """Put a made edition (with one text replaced) beside the project's documents."""
    path = seeded.seeds / "documents" / f"{document_id}.txt"
    text = EDITIONS[document_id]()
    path.write_text(text.replace(*change) if change else text, encoding="utf-8", newline="")
    return Edition(path, seeded.seeds)


def accepted(edition: Edition, rehearsal: Rehearsal) -> dict[str, int]:
    """Propose and accept what a document needs; return its checks by verdict."""
    outcome = rehearsed(edition, rehearsal)
    assert outcome.in_words() == ""
    edition.seeds.write(edition.path.parents[1])
    return outcome.verdicts


# In `make test` a whole year is added, by the three commands.
@pytest.mark.long
@pytest.mark.parametrize("document_id", CASES)
def test_edition_passes_with_rows_of_data_only(
    document_id: str, seeded: Workspace, built: Workspace, rehearsal: Rehearsal
) -> None:
    """And changes nothing that was published of other years."""
    proposed, query, expected = CASES[document_id]
    edition = added(seeded, document_id)
    verdicts = accepted(edition, rehearsal)
    rows = edition.seeds.proposed
    assert {seed: len(found) for seed, found in rows.items() if found} == proposed
    assert not any(ASK in row.values() for found in rows.values() for row in found)
    assert verdicts.get("violated", 0) == 0
    assert sum(verdicts.values()) > 0
    with rehearsal.run(seeded.seeds) as connection:
        assert rehearsal.failures(connection) == {}
        assert connection.execute(query).fetchall() == expected
        connection.execute(f"attach '{built.folder / EXPORTED}' as former (read_only)")
        assert differences(connection) == {}


def test_a_change_of_other_years_is_found(built: Workspace) -> None:
    """A figure that is another one, a row that is gone, and one that has come."""
    with Workspace.in_memory(built.folder / EXPORTED) as connection:
        connection.execute(f"attach '{built.folder / EXPORTED}' as former (read_only)")
        assert differences(connection) == {}
        connection.execute(
            "update marts.participants set obs_value = 0 where observation_id = "
            "(select min(observation_id) from marts.participants where obs_value > 0)"
        )
        connection.execute("delete from marts.area_counties where weight = 0")
        connection.execute("insert into marts.coverage select * from marts.coverage limit 1")
        found = differences(connection)
        assert found.pop("area_counties")[0] > 0
        assert found == {"participants": (1, 1), "coverage": (0, 1)}


def test_every_made_edition_is_tested() -> None:
    """Here, but for the one that asks (test_proposals.py)."""
    assert set(EDITIONS) == {*CASES, "tiltak_status_2023"}


def test_rehearsal_gives_the_marts_of_the_build(built: Workspace, rehearsal: Rehearsal) -> None:
    with rehearsal.run(built.folder / "seeds") as connection:
        for (mart,) in built.query(
            "select table_name from duckdb_tables() where schema_name = 'marts'"
        ):
            rows = f"select * from marts.{mart} order by all"
            assert connection.execute(rows).fetchall() == built.query(rows), mart


@pytest.mark.parametrize(
    ("period", "period_from", "period_to"),
    [
        ("Januar 2019 – desember 2020", "2019-01-01", "2020-12-01"),
        ("MARS–Mai 2019", "2019-03-01", "2019-05-01"),
        ("mai 2019", "2019-05-01", "2019-05-01"),
    ],
)
def test_a_period_is_read_however_it_is_printed(
    period: str, period_from: str, period_to: str, seeded: Workspace
) -> None:
    edition = added(seeded, "tiltak_2023", "Januar 2023 - Desember 2023", period)
    assert edition.document["printed_period"] == period
    assert edition.document["period_from"] == period_from
    assert edition.document["period_to"] == period_to


@pytest.mark.long
def test_two_years_of_months_in_one_header_are_two_years(
    seeded: Workspace, rehearsal: Rehearsal
) -> None:
    """Each figure of the first year stands again in the second."""
    path = seeded.seeds / "documents" / "tiltak_2019.txt"
    text = EDITIONS["tiltak_2023"]().replace("Januar 2023 - Desember 2023", TWO_YEARS)
    text = re.sub(r"(?m)\t.*", lambda cells: cells[0] * 2, text)
    path.write_text(text, encoding="utf-8", newline="")
    edition = Edition(path, seeded.seeds)
    accepted(edition, rehearsal)
    with rehearsal.run(seeded.seeds, ["participants"]) as connection:
        figures = connection.execute(
            "select period, obs_value from marts.participants where document_id = 'tiltak_2019' "
            "and measure_group_code = '_T' and status_code = '_T' and month(period) = 1 order by 1"
        ).fetchall()
    assert figures == [(date(2019, 1, 1), 71705), (date(2020, 1, 1), 71705)]


@pytest.mark.long
def test_a_short_name_of_a_month_is_that_month(seeded: Workspace, rehearsal: Rehearsal) -> None:
    edition = added(seeded, "tiltak_2023", "\tJanuar\tFebruar", "\tJan\tFeb.")
    assert rehearsed(edition, rehearsal).in_words() == ""
    proposed = edition.seeds.proposed["column_labels"]
    assert [(row["printed_label"], row["month_no"]) for row in proposed] == [
        ("Jan", "1"),
        ("Feb.", "2"),
    ]


# Vintages: one period published twice.
AGAIN = "tiltak_2022_igjen"
TOTAL_IS_ONE_MORE = ("<b>I alt</b>\t77 818", "<b>I alt</b>\t77 819")
LATER = "2022 revised 2023-05"


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory, rehearsal: Rehearsal) -> Workspace:
    """Return seeds in which the edition of 2022 stands twice, accepted."""
    workspace = copy_seeds(tmp_path_factory.mktemp("twice"))
    accepted(added(workspace, AGAIN), rehearsal)
    return workspace


@pytest.fixture
def changed(tmp_path: Path, twice: Workspace) -> Workspace:
    """Return a copy of these seeds to change."""
    return copy_seeds(tmp_path / "changed", twice.seeds)


def republished(
    changed: Workspace, rehearsal: Rehearsal, change: tuple[str, str], **document: str
) -> Connection:
    """Return the models with a second, changed publication of the edition of 2022."""
    text = EDITIONS[AGAIN]()
    assert change[0] in text
    changed.register(AGAIN, text.replace(*change).encode(), **document)
    stage.write(changed.seeds)
    return rehearsal.run(changed.seeds)


def test_documents_of_one_publication_must_agree(changed: Workspace, rehearsal: Rehearsal) -> None:
    with republished(changed, rehearsal, TOTAL_IS_ONE_MORE) as connection:
        rows = rows_of(connection, "select rule, found from checks.problems")
        assert any("is not its first print in tiltak_2022," in row["found"] for row in rows)


def test_later_publication_revises_and_is_quoted(changed: Workspace, rehearsal: Rehearsal) -> None:
    with republished(changed, rehearsal, TOTAL_IS_ONE_MORE, edition=LATER) as connection:
        assert connection.execute(
            "select document_id, former_document_id, former_value, obs_value, revision, "
            "is_suppressed from marts.revisions"
        ).fetchall() == [("tiltak_2022_igjen", "tiltak_2022", 77818, 77819, 1, False)]
        assert quoted(connection) == [(77819, "tiltak_2022_igjen", "2022 revised 2023-05")]


def quoted(connection: Connection) -> list[tuple]:
    return connection.execute(
        f"select obs_value, document_id, publication {ALL} and period = '2022-01-01'"
    ).fetchall()


def test_precedence_overrides_the_latest(changed: Workspace, rehearsal: Rehearsal) -> None:
    with republished(changed, rehearsal, TOTAL_IS_ONE_MORE, edition=LATER) as connection:
        assert quoted(connection)[0][1] == AGAIN
    changed.edit_document("tiltak_2022", precedence="1")
    with rehearsal.run(changed.seeds) as connection:
        assert quoted(connection) == [(77818, "tiltak_2022", "2022")]


# The command line, as the README shows it.


def test_edition_is_added_by_three_commands(workspace: Workspace) -> None:
    """With a byte order mark and carriage returns, as a Windows editor would save it."""
    folder = workspace.folder
    path = workspace.seeds / "documents" / "tiltak_2023.txt"
    text = "\ufeff" + EDITIONS["tiltak_2023"]().replace("\n", "\r\n")
    path.write_text(text, encoding="utf-8", newline="")
    before = files_of(folder)

    proposed = workspace.passes("-m", "edition", str(path))
    assert "20 pages, 19 tables, 215 rows, 2,580 cells" in proposed
    assert "next: read proposals/*.csv" in proposed
    again = workspace.fails("-m", "edition", str(path))
    assert "proposals that are not accepted yet" in again

    errata = folder / "proposals" / "errata.csv"
    whole = errata.read_text(encoding="utf-8")
    errata.write_text(whole.replace(",Jobbklubb,", ",?,"), encoding="utf-8")
    refused = workspace.fails("-m", "edition", "--accept")
    assert "proposals/errata.csv, lines " in refused
    assert "none of them ?" in refused
    assert {name: files_of(folder)[name] for name in before} == before
    errata.write_text(whole, encoding="utf-8")

    workspace.passes("-m", "edition", "--accept")
    assert not (folder / "proposals").exists()
    workspace.passes("scripts/build.py")
    changed = {name for name, content in files_of(folder).items() if before.get(name) != content}
    kept = {name for name in changed if not name.startswith(("target/", "exports/", "nav_tiltak"))}
    assert kept == {
        f"seeds/{name}.csv"
        for name in (
            *("reference/documents", "reference/errata", "reference/expected_checks"),
            "staged/lines",
        )
    }
    assert workspace.query(
        "select has_byte_order_mark, line_end from marts.dim_document "
        "where document_id = 'tiltak_2023'"
    ) == [(True, "CRLF")]
    assert workspace.query(CASES["tiltak_2023"][1]) == CASES["tiltak_2023"][2]


@pytest.mark.long
@pytest.mark.parametrize("document_id", ["tiltaksgruppe_fylke_2019", "arbeidssokere_2020"])
def test_a_part_and_other_counties_are_built(document_id: str, workspace: Workspace) -> None:
    path = workspace.seeds / "documents" / f"{document_id}.txt"
    path.write_text(EDITIONS[document_id](), encoding="utf-8", newline="")
    workspace.passes("-m", "edition", str(path))
    workspace.passes("-m", "edition", "--accept")
    workspace.passes("scripts/build.py")
    assert workspace.query(CASES[document_id][1]) == CASES[document_id][2]


def test_edition_refuses_what_it_cannot_read(workspace: Workspace, tmp_path: Path) -> None:
    outside = tmp_path / "utenfor.txt"
    outside.write_text(EDITIONS["tiltak_2023"](), encoding="utf-8")
    cases = {
        str(outside): "expected: a file in seeds/documents/",
        "seeds/documents/finnes_ikke.txt": "no such file",
        "seeds/documents/tom.txt": "an empty file",
    }
    (workspace.seeds / "documents" / "tom.txt").write_text("", encoding="utf-8")
    for file, message in cases.items():
        assert message in workspace.fails("-m", "edition", file)
    assert not (workspace.folder / "proposals").exists()
