"""Archives of any size: what is made is true, what is built of it is what was made."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import Workspace, copy_project, files_of
from measure.archive import Archive


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


def test_archive_is_exported_as_tables_only(archive: Workspace) -> None:
    exports = archive.folder / "exports"
    assert {path.name for path in exports.iterdir()} == {
        *("parquet", "docs", "nav_tiltak.duckdb", "sha256sums"),
    }


def test_building_as_an_archive_gives_the_same_tables(
    workspace: Workspace, built: Workspace
) -> None:
    workspace.passes("scripts/build.py", "--archive")
    tables = "exports/parquet"
    assert files_of(workspace.folder / tables) == files_of(built.folder / tables)
