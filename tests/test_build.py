"""The main job end to end, as a user runs it: what it publishes, and what it does when it fails."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import build
import duckdb
import pytest
import rehearse
import unchanged
from conftest import DATABASE, PARSED, PRINTED, Workspace, copy_project, files_of
from progress import Steps


def test_summary_tells_what_was_read_repaired_and_proved(built: Workspace) -> None:
    printed = (built.folder / PRINTED).read_text(encoding="utf-8")
    assert "114 tables, 1,473 rows, 16,896 cells" in printed
    assert "77 errata" in printed
    assert "none violated" in printed


MEASURE = "from marts.participants where status_code = '_T' and measure_code"
# What is published of places that were looked up, or worked out by hand, in the documents.
PUBLISHED: dict[str, tuple[str, list[tuple]]] = {
    "all participants are as printed": (
        "select obs_value from marts.participants where indicator = 'participants' "
        "and measure_group_code = '_T' and measure_code = '_T' and status_code = '_T' "
        "and sex_code = '_T' and county_code = '_T' "
        "and period in ('2014-02-01', '2017-01-01', '2022-12-01') order by period",
        [(75412,), (80512,), (71705,)],
    ),
    "every cell has a fate and every kind its count": (
        "select reading, count(*) from marts.printed_cells group by all order by reading",
        [
            *(("not_applicable", 1), ("number", 14661), ("pushed_out", 1)),
            *(("suppressed", 2195), ("zero", 38)),
        ],
    ),
    "a lost row is rebuilt and says so": (
        f"select obs_value, obs_status, erratum_id, printed_text {MEASURE} = 'UTVAOONAV' "
        "and period = '2017-05-01'",
        [(790, "I", "tiltak_kjonn_2017-03", None)],
    ),
    # Both sexes (line 297) less women (line 498).
    "the months of a rebuilt row are the men": (
        "select list(obs_value order by period) from marts.participants "
        "where obs_status = 'I' and sex_code = 'M'",
        [([102, 127, 151, 175, 227, 283, 346, 408, 441, 497, 553, 562],)],
    ),
    "a relabelled row is read right": (
        f"select obs_value {MEASURE} = 'SUPPEMP' and period = '2017-01-01' and sex_code = '_T'",
        [(376,)],
    ),
    "a shifted row is read right": (
        f"select indicator, obs_value {MEASURE} = 'ARBTREN' and period = '2024-01-01' "
        "and county_code = '_U' order by indicator",
        [("participants", 7), ("participants_avg", 6)],
    ),
    "a suppressed count has bounds and no value": (
        "select obs_value, obs_value_min, obs_value_max, obs_status, is_suppressed "
        "from marts.participants_by_measure where measure_code = 'TILSJOBB' "
        "and period = '2022-01-01' and status_code = '_T'",
        [(None, 0, 3, "Q", True)],
    ),
}


@pytest.mark.parametrize("what", PUBLISHED)
def test_published_is_what_the_documents_say(built: Workspace, what: str) -> None:
    query, expected = PUBLISHED[what]
    assert built.query(query) == expected


def test_identities_of_the_handbook_are_all_checked(built: Workspace) -> None:
    """The counts were worked out from the documents independently of this project."""
    rows = built.query(
        "select identity, count(*) from marts.identity_checks where freq = 'M' "
        "and not is_by_construction group by identity"
    )
    counts = dict(rows)
    expected = {
        "measures_to_group": 1408,
        "groups_to_total": 200,
        "statuses_to_all": 3742,
        "sexes_to_both": 1368 - 12,
        "counties_to_country": 403,
        "two_documents": 379,
    }
    assert counts | expected == counts
    backgrounds = ("ages_to_all", "immigrants_to_all", "countries_to_all", "educations_to_all")
    assert sum(counts[identity] for identity in backgrounds) == 96
    assert built.query(
        "select count(*) filter (identity = 'repeated_print'), "
        "count(*) filter (verdict = 'violated') from marts.identity_checks"
    ) == [(1389, 0)]


# Written into the list as each process of a build opens them (Python's own audit). The clock that
# Python reads is that of a machine which has lost the time, and its user has no name and no home.
OPENED = """
import os, pwd, sys, time
pwd.getpwuid = {}.__getitem__
lost = time.time_ns() - 10**18 // 2
now, now_ns = time.time, time.time_ns
time.time, time.time_ns = lambda: now() - lost / 1e9, lambda: now_ns() - lost
with_list = os.open(os.environ["OPENED"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
def heard(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        name = os.fsdecode(arguments[0])
        os.write(with_list, os.fsencode(os.path.abspath(name) + chr(10)))
sys.addaudithook(heard)
"""
# What a build or Python makes; dbt's .user.yml is a number for its maker.
MADE = ("target", "exports.partial", "exports", "logs", ".user.yml", ".lock")
# A place, a language, a time zone and a home that are not those of the first build.
ELSEWHERE = "Kåres prøve, nr. 2 (æøå)"
OTHERS = {"LC_ALL": "C", "TZ": "Pacific/Kiritimati", "TMPDIR": ""}
# A program that is killed while it writes in the database leaves its log beside it.
WRITER = (
    "import duckdb, os, sys; held = duckdb.connect(sys.argv[1]); "
    "held.execute('create table former as select 7 as answer'); held.execute('checkpoint'); "
    "held.execute('create table later as select 8 as answer'); os.kill(os.getpid(), 9)"
)


class Second(NamedTuple):
    """A second build, the files that its processes opened, and what a reader saw of the former."""

    workspace: Workspace
    opened: set[Path]
    seen: list[tuple]


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Second:
    """Return a second copy of the project, built where all is otherwise that must not matter.

    Meanwhile it is written down what is opened. The former database is held by a reader, and was
    left by a writer that was killed.
    """
    folder = tmp_path_factory.mktemp("second")
    workspace = copy_project(folder / ELSEWHERE)
    former = workspace.folder / DATABASE
    killed = subprocess.run([sys.executable, "-c", WRITER, former], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert former.with_name(f"{DATABASE}.wal").exists()
    (folder / "sitecustomize.py").write_text(OPENED, encoding="utf-8")
    paths = {"PYTHONPATH": f"{folder}{os.pathsep}scripts", "OPENED": str(folder / "opened.txt")}
    with duckdb.connect(former, read_only=True) as reader:
        outcome = subprocess.run(
            [sys.executable, "scripts/build.py"],
            cwd=workspace.folder,
            env={name: os.environ[name] for name in os.environ.keys() - {"HOME"}} | OTHERS | paths,
            capture_output=True,
            text=True,
            check=False,
        )
        seen = reader.execute("from former, later").fetchall()
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    names = (folder / "opened.txt").read_text(encoding="utf-8").splitlines()
    return Second(workspace, {Path(name) for name in names}, seen)


def forgotten(opened: set[Path], project: Path) -> list[str]:
    """Return the files of a project that a build opens, does not make, and does not record."""
    recorded = unchanged.inputs(project)
    names = {
        path.relative_to(project).as_posix()
        for path in opened
        if path.is_relative_to(project) and path.is_file() and "__pycache__" not in path.parts
    }
    return sorted(
        name
        for name in names - recorded.keys()
        if name.split("/")[0] not in MADE and not name.startswith(DATABASE)
    )


def test_every_file_that_a_build_reads_is_recorded(second: Second) -> None:
    """What is changed in it builds anew: `unchanged.READ` forgets nothing."""
    project = second.workspace.folder
    assert forgotten(second.opened, project) == []
    # The list is one of all processes: the page's words, dbt's models, the documents.
    for name in ("scripts/report/words.toml", "scripts/export/table.md.jinja", "profiles.yml"):
        assert project / name in second.opened
    assert project / "seeds" / "documents" / "tiltak_2022.txt" in second.opened
    assert project / "models" / "marts" / "figures" / "participants.sql" in second.opened


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("pyproject.toml", "pyproject.toml"),
        ("macros/**/*", "macros/figures.sql"),
        ("*.yml", "profiles.yml"),
        ("seeds/**/*", "seeds/reference/measures.csv"),
        ("tests/**/*.sql", "tests/no_problems.sql"),
        ("scripts/**/*", "scripts/report/queries.sql"),
    ],
)
def test_an_input_that_is_forgotten_is_found(
    pattern: str, name: str, second: Second, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = tuple(held for held in unchanged.READ if held != pattern)
    assert left != unchanged.READ
    monkeypatch.setattr(unchanged, "READ", left)
    assert name in forgotten(second.opened, second.workspace.folder)


def test_second_build_changes_no_byte(second: Second, built: Workspace) -> None:
    """Another folder, clock, time zone, language and home make no difference."""
    for folder in ("exports", "seeds"):
        assert files_of(second.workspace.folder / folder) == files_of(built.folder / folder)


def test_a_reader_keeps_the_former_database_and_others_get_the_new_one(second: Second) -> None:
    """What a killed writer left beside the former one is gone: it would fit no other."""
    assert second.seen == [(7, 8)]
    assert not (second.workspace.folder / f"{DATABASE}.wal").exists()
    assert second.workspace.query("select count(*) > 0 from marts.participants", DATABASE)


def test_plain_dbt_builds_the_same_marts(workspace: Workspace, built: Workspace) -> None:
    workspace.passes("-m", "dbt.cli.main", "--quiet", "build")
    for (mart,) in built.query(
        "select table_name from duckdb_tables() where schema_name = 'marts'"
    ):
        rows = f"select * from marts.{mart} order by all"
        assert workspace.query(rows, DATABASE) == built.query(rows)


@pytest.mark.long
def test_a_model_can_be_built_alone_from_an_empty_database(workspace: Workspace) -> None:
    """Tests of many models are not drawn in by one of them."""
    printed = workspace.passes("-m", "dbt.cli.main", "build", "--select", "+participants")
    assert "marts.participants " in printed


def test_failing_build_names_the_cell_that_is_wrong(built: Workspace, workspace: Workspace) -> None:
    """A correction that is wrong by one digit. The one check without marks tells no figure.

    What dbt has read is that of another folder, which has no such correction.
    """
    assert (workspace.folder / PARSED).read_bytes() == (built.folder / PARSED).read_bytes()
    with (workspace.seeds / "reference" / "errata.csv").open("a", encoding="utf-8") as file:
        file.write("wrong,cell,tiltak_2022,43,2,12 431,12 437,,a slip,none\n")
    expected = (
        "tiltak_2022, line 43, column 2 'Lønnskudd': 12 431 seems to be wrong; "
        "heals 1 check and keeps 0, as no other cell does"
    )
    assert expected in workspace.fails("scripts/build.py")
    assert expected in workspace.passes("scripts/suspects.py")
    # Where no build was good before, there is none to read, and what failed is not kept.
    assert not (workspace.folder / DATABASE).exists()
    assert not (workspace.folder / "target" / "build").exists()


@pytest.mark.parametrize("reason", ["exception", "errors"])
def test_a_documentation_that_fails_stops_the_build(
    reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page of dbt is made of what it writes: a former catalog would describe other tables."""
    done: list[str] = []

    def dbt(command: str, *_: str, **__: object) -> SimpleNamespace:
        done.append(command)
        fails = command == "docs"
        return SimpleNamespace(
            success=not fails,
            exception="no catalog" if fails and reason == "exception" else None,
            result=SimpleNamespace(nodes={}, results=[], errors=["no catalog"]),
        )

    monkeypatch.setattr(build, "PROJECT", tmp_path)
    monkeypatch.setattr(rehearse, "dbt", dbt)
    monkeypatch.setenv("NAV_TILTAK_DATABASE", "")
    with pytest.raises(
        build.BuildError, match=r"cannot describe how the tables are made: .*no catalog"
    ):
        build._build(Steps(quiet=True), tmp_path / DATABASE, is_archive=False)
    assert done == ["parse", "build", "docs"]


def test_documents_without_a_problem_have_no_suspects(built: Workspace) -> None:
    said = built.passes("scripts/suspects.py")
    assert said == "No document has a problem: there are no suspects.\n"


# One erratum of each kind, what the message must name, and where.
NEEDED = {
    "label": (
        "tiltak_2022-02",
        ["unknown_row: tiltak_2022, 4 places", "line 43: 'Lønnskudd'"],
    ),
    "lost_row": (
        "tiltak_kjonn_2017-03",
        [
            "violated_identity: tiltak_kjonn_2017, line 69",
            "there is no row (participants, OPPFOLGING, UTVAOONAV)",
            # What the row would print can depend on the suppressed figures of its block.
            "its document suppresses figures: months and sizes are not told",
        ],
    ),
    "section": (
        "tiltak_2022-01",
        ["unknown_row: tiltak_2022, 7 places", "line 41: 'Opplæring'"],
    ),
    "context": (
        "arbeidspraksis_demografi_2024-22",
        ["wrong_context: arbeidspraksis_demografi_2024, line 90", "Gjennom snitt hittil i år"],
    ),
    "header": (
        "arbeidspraksis_demografi_2024-24",
        ["unknown_column: arbeidspraksis_demografi_2024, line 90, column 1"],
    ),
    "shift": (
        "arbeidspraksis_demografi_2024-27",
        [
            "violated_identity: arbeidspraksis_demografi_2024, 2 places",
            "line 119: 'I alt arbeidstrening'",
            'line 119: the row "I alt arbeidstrening" seems to stand one column too far left',
        ],
    ),
}


# The whole job; the models alone for every erratum in test_errata.py.
@pytest.mark.long
@pytest.mark.parametrize("kind", NEEDED)
def test_build_without_an_erratum_names_the_damage(former: Workspace, kind: str) -> None:
    erratum_id, messages = NEEDED[kind]
    former.edit_seed(
        "errata", lambda rows: [row for row in rows if row["erratum_id"] != erratum_id]
    )
    said = former.fails("scripts/build.py")
    for message in messages:
        assert message in said
    assert not (former.folder / "exports.partial").exists()
