"""The first command: which Python it takes, what it leaves behind, what installs the packages."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import PROJECT

TOOLS = ("make", "sh", "rm", "touch", "mkdir", "chmod", "cat")
# A Python, and a uv, that say what they are asked; an environment has the same Python.
PYTHON = """#!/bin/sh
echo "python $*" >> "$CALLS"
case "$1" in
    -c) exec "{real}" -c "import sys; sys.version_info = {version}; exec(sys.argv[1])" "$2" ;;
    --version) echo "Python {version[0]}.{version[1]}.{version[2]}" ;;
esac
if [ "$2" = venv ]; then
    mkdir -p "$3/bin"
    cat "$0" > "$3/bin/python"
    chmod +x "$3/bin/python"
fi
if [ "$2" = pip ] && [ -e fails ]; then echo "no such version" >&2; exit 1; fi
"""
UV = """#!/bin/sh
echo "uv $*" >> "$CALLS"
if [ "$1" = venv ]; then mkdir -p .venv/bin; fi
"""
pytestmark = pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")


class Machine:
    """A folder with the Makefile, and a PATH that has what is put there and nothing else."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.tools, self.calls = folder, folder / "bin", folder / "calls"
        (folder / "scripts").mkdir()
        self.tools.mkdir()
        shutil.copy(PROJECT / "Makefile", folder)
        shutil.copy(PROJECT / "scripts" / "install.sh", folder / "scripts")
        shutil.copy(PROJECT / "requirements.txt", folder)
        for name in TOOLS:
            (self.tools / name).symlink_to(shutil.which(name))

    def has(self, name: str, text: str, version: tuple[int, ...] = (3, 11, 7)) -> None:
        real = sys.executable
        path = self.tools / name
        path.write_text(text.format(real=real, version=version) if "{" in text else text)
        path.chmod(0o755)

    def make(self, *given: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [shutil.which("make"), "--silent", ".venv/build-installed", *given],
            cwd=self.folder,
            env={"PATH": str(self.tools), "CALLS": str(self.calls)},
            capture_output=True,
            text=True,
            check=False,
        )

    def called(self) -> list[str]:
        return self.calls.read_text(encoding="utf-8").splitlines() if self.calls.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.mark.parametrize(
    ("version", "found"),
    [
        ((3, 10, 13), "python3, Python 3.10.13"),
        ((3, 15, 0), "python3, Python 3.15.0"),
        ((2, 7, 18), "python3, Python 2.7.18"),
        (None, "python3, which does not run"),
    ],
)
def test_another_python_is_told_before_anything_is_written(
    machine: Machine, version: tuple[int, ...] | None, found: str
) -> None:
    """What was found, what is expected and what to do; a former environment is as it was."""
    if version:
        machine.has("python3", PYTHON, version)
    kept = machine.folder / ".venv" / "kept"
    kept.parent.mkdir()
    kept.touch()
    outcome = machine.make()
    assert outcome.returncode != 0
    said = outcome.stderr.splitlines()
    assert said[0] == "The build needs another Python"
    assert said[1].startswith("  found:    python3, ")
    assert found.removeprefix("python3, ") in said[1]
    assert said[2].startswith("  expected: Python 3.11, 3.12, 3.13 or 3.14,")
    assert said[3] == "  next:     install one, and name it: make PYTHON=python3.12 build"
    assert kept.exists()
    assert not [call for call in machine.called() if "venv" in call]


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 2)])
def test_the_right_python_heals_what_was_left(machine: Machine, version: tuple[int, ...]) -> None:
    """An environment that was not finished, of whatever Python, is made anew."""
    machine.has("python3", "#!/bin/sh\nexit 127\n")
    machine.has("python3.x", PYTHON, version)
    (machine.folder / "fails").touch()
    failed = machine.make("PYTHON=python3.x")
    assert failed.returncode != 0
    assert "no such version" in failed.stderr
    assert not (machine.folder / ".venv" / "build-installed").exists()
    left = machine.folder / ".venv" / "lib" / "python3.9"
    left.mkdir(parents=True)
    (machine.folder / "fails").unlink()
    assert machine.make("PYTHON=python3.x").returncode == 0
    assert not left.exists()
    assert (machine.folder / ".venv" / "build-installed").exists()


@pytest.mark.parametrize("has_uv", [False, True])
def test_both_installers_install_the_same_lock_with_its_hashes(
    machine: Machine, has_uv: bool
) -> None:
    machine.has("python3", PYTHON)
    if has_uv:
        machine.has("uv", UV)
    outcome = machine.make()
    assert outcome.returncode == 0, outcome.stderr
    (installs,) = [call for call in machine.called() if "install" in call]
    assert installs.startswith("uv pip install" if has_uv else "python -m pip install")
    assert installs.endswith("--requirement requirements.txt")
    assert "--require-hashes" in installs
    assert ("uv venv --quiet --python python3 .venv" in machine.called()) == has_uv
