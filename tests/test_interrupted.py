"""A build that finds the disk full, or is killed, at any step leaves the former results alone."""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from conftest import DATABASE, Workspace, copy_project, files_of
from export import files

# Python's own audit tells what each process of a build opens, makes and renames. Where a name fits,
# the step has come: all processes are killed, or from then on no file can grow, or what is written
# next goes to a device that is full, or another process writes in a database until the build ends.
HOOK = """
import errno, os, re, resource, signal, subprocess, sys
step, others = re.compile(os.environ["INTERRUPTED_AT"]), []
# Where the tests run in the background of a shell, interrupts of the keyboard are ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
def heard(event, arguments):
    global step
    if event in ("open", "os.mkdir", "os.rename", "shutil.copyfile"):
        if step.search(f"{event} {arguments[0]} {arguments[1]}"):
            by = os.environ["INTERRUPTED_BY"]
            if by == "kill":
                os.killpg(0, signal.SIGKILL)
            if by == "kill one":
                os.kill(os.getpid(), signal.SIGKILL)
            if by == "keyboard":
                step = re.compile("(?!)")
                return os.killpg(0, signal.SIGINT)
            if by == "writer":
                step = re.compile("(?!)")
                others.append(subprocess.Popen(
                    [sys.executable, "-c", os.environ["WRITER"], os.environ["WRITES"]],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    env=os.environ | {"INTERRUPTED_AT": "(?!)"},
                ))
                return others[-1].stdout.readline()
            if by == "full device":
                step = re.compile("(?!)")
                written = os.path.join(arguments[0], os.environ.get("WRITES", ""))
                return os.symlink("/dev/full", os.path.normpath(written))
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
            if event == "os.rename":
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
sys.addaudithook(heard)
"""
MODELS = "open .*target/run/nav_tiltak/models"
STEPS = {
    "checking the documents": "open .*seeds/documents/tiltak_2022.txt",
    "reading the project": "open .*target/manifest.json",
    "loading the seeds": "open .*target/run/nav_tiltak/seeds/reference/errata.csv",
    "models of staging": f"{MODELS}/staging/stg_cells.sql",
    "harmonized models": f"{MODELS}/harmonized/reading/int_observations.sql",
    "models of checks": f"{MODELS}/checks/int_identity_checks.sql",
    "marts": f"{MODELS}/marts/figures/participants.sql",
    "describing the tables": "open .*target/catalog.json",
    "copying the database": "shutil.copyfile .*copy.duckdb",
    "testing": "open .*target/run/nav_tiltak/tests/no_problems.sql",
    "exporting tables": "os.mkdir .*exports.partial/parquet",
    "exporting JSON-stat": "open .*exports.partial/jsonstat/",
    "exporting the workbook": "open .*exports.partial/excel/",
    "writing the report": "open .*exports.partial/report/index.html",
    "writing the page to explore": "open .*exports.partial/report/explore.html",
    "writing the checksums": "open .*exports.partial/sha256sums",
    "moving the former exports": "os.rename .*exports.former",
    "moving the exports": r"os.rename \S*exports.partial \S*exports$",
    "moving the database": "os.rename .*build/nav_tiltak.duckdb",
    "recording the build": "open .*target/built.partial",
    "moving the record": "os.rename .*target/built.partial",
}
# What a kill leaves, where it does not leave all as it was: the former result or the new one.
# Where there are no exports, the next build puts the former ones back before it begins.
KILLED = {
    "moving the exports": {"exports.former": "former", DATABASE: "former"},
    "moving the database": {"exports": "new", "exports.former": "former", DATABASE: "former"},
    "recording the build": {"exports": "new", DATABASE: "new"},
    "moving the record": {"exports": "new", DATABASE: "new"},
}
BEFORE = {"exports": "former", DATABASE: "former"}
# A file that cannot grow stands for a full disk; the system tells them apart.
FULL = re.compile(
    r"next: (free space on the disk \(df -h\)|raise the limit of the size of a file "
    r"\(ulimit -f\)), then run the command again"
)


def leave_former(folder: Path) -> None:
    """Put results of a former build in a project."""
    shutil.rmtree(folder / "exports", ignore_errors=True)
    (folder / "exports" / "csv").mkdir(parents=True)
    for path in (folder / "exports" / "csv" / "figures.csv", folder / DATABASE):
        path.write_text("former", encoding="utf-8")


def results(folder: Path) -> dict[str, str]:
    """Return which results there are, but for those that are being made, and of which build."""
    found = {}
    for name in ("exports", "exports.former", DATABASE):
        path = folder / name
        if path.exists():
            file = path / "csv" / "figures.csv" if path.is_dir() else path
            is_former = file.exists() and file.read_bytes() == b"former"
            found[name] = "former" if is_former else "new"
    return found


def interrupted(
    folder: Path, at: str, how: str, script: str = "scripts/build.py", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a build, or another script, that is interrupted where a name fits a pattern."""
    hook = folder.with_name("hook")
    hook.mkdir(exist_ok=True)
    (hook / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
    return subprocess.run(
        [sys.executable, script],
        cwd=folder,
        env=os.environ
        | {"PYTHONPATH": f"{hook}{os.pathsep}scripts"}
        | {"INTERRUPTED_AT": at, "INTERRUPTED_BY": how}
        | environment,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
    )


def assert_former_results_stay(folder: Path, step: str) -> None:
    """Fail where a full disk, or a kill, at a step of a build leaves other results than it may."""
    leave_former(folder)
    full = interrupted(folder, STEPS[step], "full disk")
    said = " ".join(full.stderr.split())
    assert "Traceback" not in said
    if step in ("recording the build", "moving the record"):
        # The results are there; the next `make build` builds again, as it has no record.
        assert full.returncode == 0, said
        assert results(folder) == KILLED[step]
    else:
        assert full.returncode == 1, said
        assert FULL.search(said), said
        assert said.endswith(f"The build failed. {DATABASE} and exports/ are as they were before.")
        assert results(folder) == BEFORE

    leave_former(folder)
    killed = interrupted(folder, STEPS[step], "kill")
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert results(folder) == KILLED.get(step, BEFORE)


def test_interrupted_build_leaves_the_former_results(workspace: Workspace) -> None:
    """Where the first models would come."""
    assert_former_results_stay(workspace.folder, "loading the seeds")


@pytest.mark.long
@pytest.mark.parametrize("step", STEPS)
def test_a_build_after_an_interrupted_one_is_as_if_nothing_had_been(
    step: str, workspace: Workspace, built: Workspace
) -> None:
    folder = workspace.folder
    assert_former_results_stay(folder, step)
    workspace.passes("scripts/build.py")
    assert files_of(folder / "exports") == files_of(built.folder / "exports")
    assert results(folder) == {"exports": "new", DATABASE: "new"}
    assert not (folder / "exports.partial").exists()
    assert not (folder / "target" / "build").exists()


# What is written at a step to which the system itself answers that the disk is full; where the
# engine opens the file, it is named.
ON_FULL_DEVICE = {
    "exporting tables": {"WRITES": "../csv/annual_means.csv"},
    "exporting JSON-stat": {},
    "exporting the workbook": {},
    "writing the report": {},
    "writing the page to explore": {},
    "writing the checksums": {},
}


@pytest.mark.long
def test_a_disk_that_is_full_at_the_export_is_said_to_be(
    workspace: Workspace, built: Workspace
) -> None:
    """The reason is the disk's own; the build after it is as if nothing had been."""
    folder = workspace.folder
    leave_former(folder)
    for step, environment in ON_FULL_DEVICE.items():
        full = interrupted(folder, STEPS[step], "full device", **environment)
        said = " ".join(full.stderr.split())
        assert full.returncode == 1, (step, said)
        assert "Traceback" not in said, (step, said)
        assert os.strerror(errno.ENOSPC) in said, (step, said)
        assert "next: free space on the disk (df -h), then run the command again" in said, step
        assert said.endswith(f"The build failed. {DATABASE} and exports/ are as they were before.")
        assert results(folder) == BEFORE, step
        assert not (folder / "exports.partial").exists(), step
    workspace.passes("scripts/build.py")
    assert files_of(folder / "exports") == files_of(built.folder / "exports")


@pytest.mark.long
@pytest.mark.parametrize("step", ["testing", "exporting JSON-stat", "writing the report"])
def test_no_process_outlives_another_that_is_killed(
    step: str, workspace: Workspace, built: Workspace
) -> None:
    """The job, the export or the drawing: the others end too, and publish nothing."""
    folder = workspace.folder
    leave_former(folder)
    # It returns when the last of them has closed its output.
    killed = interrupted(folder, STEPS[step], "kill one")
    assert "Traceback" not in killed.stderr
    assert results(folder) == BEFORE
    assert not (folder / "exports.partial" / "sha256sums").exists()
    if step == "testing":
        assert killed.returncode == -signal.SIGKILL
    else:
        assert killed.returncode == 1
        assert "was killed: by somebody, or by the system for want of memory" in killed.stderr
        assert not (folder / "exports.partial").exists()
    workspace.passes("scripts/build.py")
    assert files_of(folder / "exports") == files_of(built.folder / "exports")
    assert not (folder / "exports.partial").exists()


@pytest.mark.long
@pytest.mark.parametrize(
    "step", ["checking the documents", "reading the project", "marts", "testing"]
)
def test_an_interrupt_of_the_keyboard_is_no_fault(step: str, workspace: Workspace) -> None:
    folder = workspace.folder
    leave_former(folder)
    stopped = interrupted(folder, STEPS[step], "keyboard")
    assert stopped.returncode == 1
    assert "Traceback" not in stopped.stderr
    said = " ".join(stopped.stderr.split())
    assert said.endswith(
        f"interrupted The build failed. {DATABASE} and exports/ are as they were before."
    )
    assert results(folder) == BEFORE
    assert not (folder / "exports.partial").exists()


# It writes, says so, and holds the database until the standard input ends that the build gave it.
WRITER = (
    "import duckdb, sys; held = duckdb.connect(sys.argv[1]); "
    "held.execute('create or replace table written as select 9 as answer'); "
    "print('has it', flush=True); sys.stdin.read()"
)
HELD = re.compile(
    r'(?s)Could not set lock on file ".*": Conflicting lock is held in .*python.* \(PID \d+\).*'
    r"next: end the program that it names, or wait until it has closed it, then run"
)


@pytest.mark.long
@pytest.mark.parametrize(
    ("step", "written"),
    [
        ("reading the project", DATABASE),
        ("testing", DATABASE),
        ("moving the former exports", DATABASE),
        ("copying the database", f"target/build/{DATABASE}"),
    ],
)
def test_who_writes_in_a_database_while_a_build_works_loses_nothing(
    step: str, written: str, workspace: Workspace, built: Workspace
) -> None:
    """The build says who it is; when it already puts its own in the place, it refuses the other."""
    folder = workspace.folder
    leave_former(folder)
    (folder / DATABASE).unlink()
    with duckdb.connect(folder / DATABASE) as connection:
        connection.execute("create table written as select 7 as answer")
    outcome = interrupted(folder, STEPS[step], "writer", WRITER=WRITER, WRITES=written)
    said = " ".join(outcome.stderr.split())
    if step == "moving the former exports":
        assert outcome.returncode == 0, said
        assert "Could not set lock on file" in said
    else:
        assert outcome.returncode == 1, said
        assert "Traceback" not in said
        assert HELD.search(said), said
        assert said.endswith(f"The build failed. {DATABASE} and exports/ are as they were before.")
        assert results(folder)["exports"] == "former"
        assert not (folder / "exports.partial").exists()
        answer = 9 if written == DATABASE else 7
        assert workspace.query("from written", DATABASE) == [(answer,)]
        workspace.passes("scripts/build.py")
    assert files_of(folder / "exports") == files_of(built.folder / "exports")
    assert workspace.query("select count(*) > 0 from marts.participants", DATABASE) == [(True,)]


def test_staging_that_is_interrupted_leaves_the_staged_lines(tmp_path: Path) -> None:
    folder = copy_project(tmp_path / "project").folder
    staged = folder / "seeds" / "staged"
    before = files_of(staged)
    at = "open .*staged/lines.partial"
    full = interrupted(folder, at, "full disk", "scripts/stage.py")
    assert full.returncode == 1
    assert full.stderr.startswith("Staging stopped: ")
    assert "Traceback" not in full.stderr
    assert files_of(staged) == before
    killed = interrupted(folder, at, "kill", "scripts/stage.py")
    assert killed.returncode == -signal.SIGKILL
    assert {name: files_of(staged)[name] for name in before} == before
    again = Workspace(folder).passes("scripts/stage.py")
    assert again == ""
    assert files_of(staged) == before


def test_exports_survive_a_kill_between_two_renames(tmp_path: Path) -> None:
    """The one moment without exports/: its former content has another name, and comes back."""
    former = tmp_path / "exports.former"
    former.mkdir()
    (former / "figures.csv").write_text("former", encoding="utf-8")
    files.recover(tmp_path / "exports")
    assert (tmp_path / "exports" / "figures.csv").read_text(encoding="utf-8") == "former"
    (tmp_path / "exports.partial").mkdir()
    files.replace_folder(tmp_path / "exports.partial", tmp_path / "exports")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["exports"]
    assert list((tmp_path / "exports").iterdir()) == []


def test_exports_come_back_where_the_database_cannot_be_moved(tmp_path: Path) -> None:
    """Both results are of one build, the former or the new one."""
    for name, content in (("exports", "former"), ("exports.partial", "new")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "figures.csv").write_text(content, encoding="utf-8")
    database = tmp_path / DATABASE
    with pytest.raises(OSError, match="No such file"):
        files.replace_folder(
            tmp_path / "exports.partial",
            tmp_path / "exports",
            (tmp_path / "build" / DATABASE, database),
        )
    assert [path.name for path in tmp_path.iterdir()] == ["exports"]
    assert (tmp_path / "exports" / "figures.csv").read_text(encoding="utf-8") == "former"
