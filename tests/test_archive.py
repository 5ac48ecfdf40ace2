"""Archives of any size: what is made is true, what is built of it is what was made."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import stage
from conftest import Workspace, copy_project, files_of
from measure.archive import Archive
from rehearse import Rehearsal


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a copy of the project built from ten times the cells of the real documents."""
    workspace = copy_project(tmp_path_factory.mktemp("archive") / "project")
    shutil.rmtree(workspace.folder / "seeds")
    made = workspace.folder.with_name("made")
    Archive(years=1, municipalities=52, seed=7).write(made, with_truth=True)
    made.rename(workspace.folder / "seeds")
    workspace.passes("scripts/build.py", "--archive")
    return workspace


def test_same_options_make_the_same_archive(tmp_path: Path) -> None:
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        Archive(years=1, municipalities=1, seed=seed).write(tmp_path / name)
    assert files_of(tmp_path / "one") == files_of(tmp_path / "again")
    assert files_of(tmp_path / "one") != files_of(tmp_path / "other")


@pytest.mark.long
def test_every_figure_is_the_truth(archive: Workspace) -> None:
    """Shown: the very count. Suppressed: one of 0 to 3. Left out: nobody at all."""
    wrong = archive.query(
        f"""
        select * from read_csv('{archive.seeds}/truth.csv', all_varchar = true) as truth
        full outer join (
            select * replace (cast(period as varchar) as period) from marts.participants
            where freq = 'M' and indicator = 'participants'
        ) as figures using (
            period, measure_group_code, measure_code, status_code, sex_code, county_code, age_code
        )
        where case
            when truth.count is null then true
            when figures.observation_id is null then truth.count <> '0'
            when figures.is_suppressed
                then figures.obs_value is not null
                or cast(truth.count as integer) not between
                figures.obs_value_min and figures.obs_value_max
            else figures.obs_value <> cast(truth.count as integer)
        end
        """
    )
    assert wrong == []


@pytest.mark.long
def test_archive_has_all_that_the_family_has(archive: Workspace) -> None:
    indicators = archive.query("select distinct indicator from marts.participants order by 1")
    assert len(indicators) == 4
    identities = {name for (name,) in archive.query("select identity from marts.identity_checks")}
    assert {"counties_to_country", "mean_of_months", "percent_of_change"} <= identities
    assert {"repeated_print", "two_documents", "ages_to_all", "sexes_to_both"} <= identities
    kinds = {kind for (kind,) in archive.query("select kind from marts.dim_erratum")}
    assert kinds == {"label", "cell", "section", "context", "header"}
    cells = archive.query(
        "select count(*), count(*) filter (obs_value is null) from marts.printed_cells"
    )
    assert cells[0][0] > 150_000
    assert cells[0][1] > 10_000


@pytest.mark.long
def test_archive_is_exported_as_tables_only(archive: Workspace) -> None:
    exports = archive.folder / "exports"
    assert {path.name for path in exports.iterdir()} == {
        *("parquet", "docs", "nav_tiltak.duckdb", "sha256sums"),
    }


@pytest.mark.long
def test_building_as_an_archive_gives_the_same_tables(
    workspace: Workspace, built: Workspace
) -> None:
    workspace.passes("scripts/build.py", "--archive")
    tables = "exports/parquet"
    assert files_of(workspace.folder / tables) == files_of(built.folder / tables)


# What the tests of decisions find in an archive, and why it is nothing: their other rules hold.
NOT_OF_AN_ARCHIVE = {
    # A county is a municipality here, and no reform made or ended it.
    "counties_are_closed": {
        "a code that ends on a day when none begins",
        "a code that begins on a day when none ends",
        "a piece that is not named by its oldest and its newest county and what it is",
        "a division that is not named by its year, or counts otherwise",
    },
    # A measure bears "(tiltak)", where the real documents leave it to the page whether a label is
    # that of a measure or of its group.
    "labels_are_the_names_of_their_codes": {"measure"},
    # Every measure is printed in every month: none is gone when another takes its place.
    "lives_of_measures_are_as_printed": {"order of a succession"},
    "successions_are_closed": {
        "a succession to a measure that is not there yet, or no more",
        "a relation that its rows do not show",
        "a measure that began before it was missing, or after it is printed",
    },
    # Every month is drawn by itself: some stand out, and nobody has looked at them.
    "outliers_are_those_of_the_rule": {
        "a month that stands out, and no row of outliers that says what is known of it"
    },
    # Nobody has said in Norwegian why an archive is damaged.
    "reasons_are_in_both_languages": {
        "no Norwegian words, or others than those of norwegian_texts"
    },
    # Sentences and measurements are about the real documents.
    "numbers_in_sentences_are_read_back": {"number of a sentence", "phrase of a sentence"},
    "measurements_are_possible": {"measured in a document that is not here"},
}


@pytest.mark.parametrize(
    ("years", "municipalities"), [(1, 2), pytest.param(2, 3, marks=pytest.mark.long)]
)
def test_archive_keeps_all_rules_but_those_of_the_real_documents(
    years: int, municipalities: int, tmp_path: Path, rehearsal: Rehearsal
) -> None:
    """Closed both ways: a rule of a decision that holds of archives must go on holding."""
    Archive(years, municipalities, seed=7).write(tmp_path)
    stage.write(tmp_path)
    with rehearsal.run(tmp_path) as connection:
        failing = rehearsal.failures(connection, "test", "decision")
    found = {
        name: {re.sub(" [A-Z0-9]+$", "", row.get("what") or row.get("found", "")) for row in rows}
        for name, rows in failing.items()
    }
    assert found == NOT_OF_AN_ARCHIVE
    labels = [row["found"] for row in failing["labels_are_the_names_of_their_codes"]]
    assert [label for label in labels if not label.endswith(" (tiltak)")] == []
