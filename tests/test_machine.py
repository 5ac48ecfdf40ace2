"""One command at a time writes in a project, and what the machine refuses is said in its own words.

Reasons are made to come about: a full device, a folder without leave, a database that is held.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import machine
import progress
import pytest
from conftest import DATABASE, PROJECT, Workspace
from measure import copies
from parse import StagingError

SCRIPTS = PROJECT / "scripts"
# What a daily build may need at one moment (MB).
MEMORY = 850
# A command that has the project given to it, says so, and works on.
HOLDER = "import machine, time; machine.take(machine.PROJECT); print('has it'); time.sleep(600)"
# Of Linux: root is asked for leave like anybody else (prctl, capabilities of files).
DROP, OF_FILES = 24, range(4)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a copy of the project that nothing is built in."""
    folder = tmp_path_factory.mktemp("machine") / "project"
    copies.copy_project(folder)
    return Workspace(folder)


def started(folder: Path, *command: str) -> subprocess.Popen[str]:
    """Start Python in a copy of the project, as make does."""
    return subprocess.Popen(
        [sys.executable, "-u", *command],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": "scripts"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextlib.contextmanager
def holding(folder: Path, code: str = HOLDER) -> Iterator[subprocess.Popen[str]]:
    """Let another process hold something meanwhile, and kill it."""
    with started(folder, "-c", code) as holder:
        try:
            assert holder.stdout.readline() == "has it\n"
            yield holder
        finally:
            holder.kill()


def ask_leave() -> None:
    """Before a process starts: let it be asked for leave, whoever runs the tests."""
    for capability in OF_FILES:
        ctypes.CDLL(None).prctl(DROP, capability, 0, 0, 0)


WRITERS = {
    "build": ("scripts/build.py",),
    "stage": ("scripts/stage.py",),
    "edition": ("-m", "edition", "seeds/documents/tiltak_2022.txt"),
    "accept": ("-m", "edition", "--accept"),
    "suspects": ("scripts/suspects.py",),
    "approve seeds": ("scripts/approved_seeds.py",),
    "approve marts": ("scripts/approved_marts.py",),
    "clean": ("scripts/machine.py", "rm", "-rf", "seeds"),
}


@pytest.fixture(scope="module")
def refused(project: Workspace) -> tuple[int, dict[str, str]]:
    """Return who has the project, and what each command says that comes meanwhile."""
    before = sorted(project.folder.rglob("*.csv"))
    with holding(project.folder) as holder:
        running = {name: started(project.folder, *WRITERS[name]) for name in WRITERS}
        said = {name: process.communicate() for name, process in running.items()}
    assert {process.returncode for process in running.values()} == {1}
    assert {out for out, _ in said.values()} == {""}
    # Nothing was begun.
    assert sorted(project.folder.rglob("*.csv")) == before
    assert not (project.folder / "target").exists()
    return holder.pid, {name: " ".join(words.split()) for name, (_, words) in said.items()}


@pytest.mark.parametrize("name", WRITERS)
def test_a_second_command_says_who_and_since_when(
    name: str, refused: tuple[int, dict[str, str]]
) -> None:
    pid, said = refused
    assert re.match(
        r"(Staging s|S)topped at the project, which another command writes in "
        rf"found: process {pid} on \S+, since \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d: "
        r".*python\S* -u -c 'import machine.* expected: one at a time",
        said[name],
    )
    assert "Traceback" not in said[name]
    # Of the results of the other nothing is known.
    assert "as they were before" not in said[name]


def test_a_command_waits_where_it_is_told_to(project: Workspace) -> None:
    with holding(project.folder) as holder:
        second = started(project.folder, "scripts/stage.py", "--wait")
        assert second.stdout.readline().startswith(f"waiting for process {holder.pid} on ")
        assert second.poll() is None
        holder.send_signal(signal.SIGKILL)
        out, said = second.communicate()
    assert (second.returncode, out, said) == (0, "", "")


def test_a_killed_command_holds_nothing(project: Workspace) -> None:
    with holding(project.folder) as holder:
        assert str(holder.pid) in (project.folder / machine.LOCK).read_text(encoding="utf-8")
    # It could not say goodbye: what it said of itself is still there.
    assert str(holder.pid) in (project.folder / machine.LOCK).read_text(encoding="utf-8")
    project.passes("scripts/stage.py")


def test_what_runs_alone_keeps_the_project_until_it_ends(project: Workspace) -> None:
    """`make clean` removes what a build writes, by another program."""
    with started(project.folder, "scripts/machine.py", "sleep", "600") as alone:
        try:
            while f"process {alone.pid} " not in _lock(project):
                time.sleep(0.01)
            said = project.fails("scripts/stage.py")
        finally:
            alone.kill()
    assert f"process {alone.pid} on " in said


def _lock(project: Workspace) -> str:
    return (project.folder / machine.LOCK).read_text(encoding="utf-8")


# A process that starts another, which has much to read and would take minutes.
STARTS = """if True:
    import sys, time
    from pathlib import Path
    from export import files
    class Long:
        def __reduce__(self):
            return time.sleep, (600,)
    paths = (Path("no.duckdb"), Path("target"), Path("exports"))[: int(sys.argv[2])]
    print(files._process([Long()], sys.argv[1], *paths).pid)
    time.sleep(600)"""


@pytest.mark.parametrize(("module", "paths"), [("export.files", 3), ("report.page", 2)])
def test_what_a_build_starts_ends_with_it(module: str, paths: int) -> None:
    """Nobody is left who writes into the files of the next one."""
    with started(PROJECT, "-c", STARTS, module, str(paths)) as parent:
        other = int(parent.stdout.readline())
        assert _runs(other)
        parent.kill()
    until = time.monotonic() + 60
    while _runs(other) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _runs(other)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    # Where nobody asks how it ended, its number is kept.
    return not re.search(r"^State:\s+Z", Path(f"/proc/{process}/status").read_text(), re.M)


# What a build finds out before it works: what is done to a project, and what is said of it.
NOT_GRANTED: dict[str, tuple[Callable[[Path], object], str]] = {
    "exports are a link": (
        lambda folder: (folder / "exports").symlink_to("elsewhere"),
        "Stopped at exports found: a link expected: a folder",
    ),
    "exports are a file": (
        lambda folder: (folder / "exports").write_bytes(b""),
        "Stopped at exports found: a file expected: a folder",
    ),
    "target is a file": (
        lambda folder: (folder / "target").write_bytes(b""),
        "Stopped: target/build: Not a directory next: move away what stands in the place of",
    ),
    "target is read-only": (
        lambda folder: (folder / "target").mkdir(mode=0o555),
        "Stopped: target/build: Permission denied next: see whose it is and who may write there",
    ),
    "a folder of the former exports is read-only": (
        lambda folder: (folder / "exports").mkdir() or (folder / "exports" / "csv").mkdir(0o555),
        "Stopped: exports/csv: Permission denied next: see whose it is",
    ),
    "what a former build left is read-only": (
        lambda folder: (folder / "exports").mkdir() or (folder / "exports.former").mkdir(0o555),
        "Stopped: exports.former: Permission denied next: see whose it is",
    ),
    "the project is read-only": (
        lambda folder: folder.chmod(0o555),
        "Stopped: target: Permission denied next: see whose it is",
    ),
}
PROBE = "import machine, sys; sys.exit(machine.run(lambda: machine.probe(machine.PROJECT)))"


@pytest.fixture
def granted(project: Workspace) -> Iterator[Path]:
    """Return the project, with results of a former build that stay whatever is done to it."""
    folder = project.folder
    shutil.rmtree(folder / "target", ignore_errors=True)
    yield folder
    folder.chmod(0o755)
    for name in ("exports", "exports.former", "target", DATABASE):
        path = folder / name
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


@pytest.mark.parametrize("what", NOT_GRANTED)
def test_what_is_not_granted_is_found_before_the_work(what: str, granted: Path) -> None:
    do, expected = NOT_GRANTED[what]
    do(granted)
    before = sorted(path.name for path in granted.iterdir())
    outcome = subprocess.run(
        [sys.executable, "-c", PROBE],
        cwd=granted,
        env=os.environ | {"PYTHONPATH": "scripts"},
        capture_output=True,
        text=True,
        preexec_fn=ask_leave,
    )
    said = " ".join(outcome.stderr.split())
    assert outcome.returncode == 1
    assert said.startswith(expected), said
    assert set(path.name for path in granted.iterdir()) - set(before) <= {"target"}


def test_what_is_granted_is_as_it_was(granted: Path) -> None:
    """Former exports stay where they are; what a killed build was making is cleared."""
    for name in ("exports", "exports.partial"):
        (granted / name).mkdir()
        (granted / name / "figures.csv").write_text("former", encoding="utf-8")
    machine.probe(granted)
    assert not (granted / "exports.partial").exists()
    assert (granted / "exports" / "figures.csv").read_text(encoding="utf-8") == "former"
    with pytest.raises(StagingError, match=r"(?s)\d+ MB free.*expected: \d+ MB.*free space"):
        machine.probe(granted, room=10**12)
    # A folder into which another is mounted cannot be renamed.
    with pytest.MonkeyPatch.context() as patch, pytest.raises(OSError, match="busy"):
        patch.setattr(Path, "rename", _busy)
        machine.probe(granted)


def test_a_path_that_dbt_cannot_quote_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StagingError, match=r"(?s)no apostrophe in its path.*another name"):
        machine.probe(tmp_path / "Kari's")


def _busy(path: Path, _: Path) -> None:
    raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(path))


def test_a_database_that_is_written_stops_the_build_before_it_works(granted: Path) -> None:
    """What the other writes would be lost, or would fit no database any more."""
    code = f"import duckdb, time; held = duckdb.connect('{DATABASE}'); print('has it'); "
    with holding(granted, f"{code} time.sleep(600)") as holder:
        said = Workspace(granted).fails("scripts/build.py")
    assert re.match(
        r'Stopped: IO Error: Could not set lock on file ".*": Conflicting lock is held in .*python'
        rf".* \(PID {holder.pid}\).* next: end the program that it names",
        said,
    ), said
    assert said.endswith(f"The build failed. {DATABASE} and exports/ are as they were before.")
    assert not (granted / "exports.partial").exists()


# What stops a command, as the system and DuckDB say it, and what there is to do.
LOW = {"memory_limit": "2MB", "threads": 1}
REASONS: dict[str, tuple[Callable[[], object], str]] = {
    "the disk is full": (
        lambda: Path("/dev/full").write_text("a", encoding="utf-8"),
        "Stopped: No space left on device next: free space on the disk (df -h), then run",
    ),
    "the disk is full for DuckDB": (
        lambda: duckdb.sql("copy (select 1) to '/dev/full' (format csv)"),
        "next: free space on the disk (df -h), then run",
    ),
    "DuckDB lacks memory": (
        lambda: duckdb.connect(config=LOW).execute("select list(range) from range(1000000)"),
        "next: end other programs, or take a machine with more memory, then run",
    ),
    "a file is missing": (
        lambda: Path("/dev/none").read_bytes(),
        "Stopped: /dev/none: No such file or directory next: restore the file",
    ),
    "a file stands in the place of a folder": (
        lambda: Path("/dev/null/a").mkdir(),
        "Stopped: /dev/null/a: Not a directory next: move away what stands in",
    ),
    "a folder stands in the place of a file": (
        lambda: Path("/dev").read_bytes(),
        "Stopped: /dev: Is a directory next: move away the folder",
    ),
    "it is no database": (
        lambda: duckdb.connect(SCRIPTS / "build.py", read_only=True),
        "is not a valid DuckDB database file! next: delete the file",
    ),
}


@pytest.mark.parametrize("what", REASONS)
def test_every_reason_is_its_own(what: str) -> None:
    do, expected = REASONS[what]
    with pytest.raises((OSError, duckdb.Error)) as raised:
        do()
    said = " ".join(machine.reason(raised.value).split())
    assert expected in said
    assert said.count("next:") == 1


def test_an_error_of_the_command_itself_is_not_explained_away() -> None:
    assert machine.reason(ValueError("a slip")) == ""
    with pytest.raises(ValueError, match="a slip"):
        machine.run(lambda: int("a slip"))


def test_a_process_that_is_killed_is_said_to_be() -> None:
    assert "for want of memory\n  next:     end other" in machine.ended("the export", -9)
    assert machine.ended("the export", 3) == "the export ended with 3"


def test_time_and_memory_of_a_step_are_measured(tmp_path: Path) -> None:
    """In a process of its own, which is small: what this one holds grows and shrinks."""
    script = tmp_path / "step.py"
    script.write_text(
        "import subprocess, sys, progress\n"
        "held = 'import time; held = bytearray(100_000_000); time.sleep(1)'\n"
        "with progress.measured() as said:\n"
        "    subprocess.run([sys.executable, '-c', held], check=True)\n"
        "print(said[0])\n",
        encoding="utf-8",
    )
    scripts = str(Path(progress.__file__).parent)
    said = subprocess.run(
        [sys.executable, str(script)],
        env=os.environ | {"PYTHONPATH": scripts},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    seconds, processors, peak = map(float, re.findall(r"[0-9.]+", said))
    assert seconds >= 1
    assert 0 < processors < seconds
    # In the process that was started.
    assert 100 < peak < 300


def test_looking_at_the_memory_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    def look(_: int) -> int:
        until = time.thread_time() + 0.3
        while time.thread_time() < until:
            pass
        return 0

    monkeypatch.setattr(progress, "memory", look)
    with progress.measured() as said:
        time.sleep(0.5)
    _, processors, _ = map(float, re.findall(r"[0-9.]+", said[0]))
    assert processors < 0.2


@pytest.mark.long
def test_a_build_keeps_to_its_memory(workspace: Workspace) -> None:
    """A first build, all processes of a step together: how they meet depends on the machine."""
    printed = workspace.passes("scripts/build.py", "--verbose")
    peaks = [int(peak) for peak in re.findall(r"processors, ([0-9]+) MB$", printed, re.MULTILINE)]
    assert len(peaks) == 5
    assert max(peaks) < MEMORY
