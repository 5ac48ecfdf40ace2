"""What the machine grants a command, and in words what it refuses.

One command at a time writes in a project. Whether there is room and leave to write is found out
before the work, not after it; whatever stops the work says its own reason, and what to do next.

    python scripts/machine.py COMMAND ...    run a command while no other writes in the project
"""

from __future__ import annotations

import datetime
import errno
import fcntl
import os
import shlex
import shutil
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from refusals import StagingError

PROJECT = Path(__file__).resolve().parent.parent
# The lock is the system's, and ends with its process; what the file says is for people.
LOCK = ".lock"
# What a daily build writes before it takes the place of the former one, and somewhat more (MB).
ROOM = 400
# What is said of a cause, by the words of the system or of DuckDB in which it comes: the first
# that fits. Where the disk is full DuckDB too speaks of memory.
NEXT = {
    "max_temp_directory_size": "free space on the disk (df -h)",
    os.strerror(errno.ENOSPC): "free space on the disk (df -h)",
    os.strerror(errno.EDQUOT): "free space within your quota (quota -s)",
    os.strerror(errno.EFBIG): "raise the limit of the size of a file (ulimit -f)",
    os.strerror(errno.EMFILE): "raise the limit of open files (ulimit -n)",
    os.strerror(errno.EROFS): "mount it so that it can be written, or work in a copy elsewhere",
    os.strerror(errno.EACCES): "see whose it is and who may write there (ls -ld), and change that",
    os.strerror(errno.EPERM): "see whose it is, and whether it is protected (ls -ld, lsattr -d)",
    os.strerror(errno.EBUSY): "see what holds it (a mount, a program), and let go of it",
    os.strerror(errno.ENOTDIR): "move away what stands in the place of a folder",
    os.strerror(errno.EEXIST): "move away what stands in the place of a folder",
    os.strerror(errno.EISDIR): "move away the folder that stands in the place of a file",
    os.strerror(errno.ENOENT): "restore the file (git status names what is missing)",
    os.strerror(errno.EIO): "the disk itself fails: see the system's log, save what is on it",
    os.strerror(errno.ENOMEM): "end other programs, or take a machine with more memory",
    os.strerror(errno.EPIPE): "let what reads the output read on to its end",
    os.strerror(errno.ENOLCK): "work in a folder on a local disk",
    "Out of Memory Error": "end other programs, or take a machine with more memory",
    "Could not set lock on file": "end the program that it names, or wait until it has closed it",
    "is not a valid DuckDB database file": "delete the file: a build makes it anew",
}
_held: list[TextIO] = []


def take(project: Path = PROJECT, *, wait: bool = False) -> None:
    """Take a project for this process alone until it ends, however it ends.

    Raises:
        StagingError: another process has it: says which, where, since when.
        OSError: the project cannot be written in.
    """
    file = (project / LOCK).open("a+", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        other = file.read().strip() or "a command that has just begun"
        if not wait:
            raise StagingError(
                "the project, which another command writes in",
                other,
                "one at a time, as they write the same files",
                "wait until it has ended, or end it; `make build OPTIONS=--wait` waits",
            ) from None
        print(f"waiting for {other} ...", flush=True)
        fcntl.flock(file, fcntl.LOCK_EX)
    now = datetime.datetime.now().astimezone().isoformat(" ", "seconds")
    command = shlex.join(sys.orig_argv)
    file.truncate(0)
    file.write(f"process {os.getpid()} on {socket.gethostname()}, since {now}: {command}\n")
    file.flush()
    _held.append(file)


def probe(project: Path, *, room: int = ROOM) -> None:
    """See that a build can write its results, and put them in the place of the former ones.

    What a killed build has left is cleared.

    Raises:
        StagingError: it cannot; says where and why.
        OSError: the same, in the words of the system.
    """
    if "'" in str(project):
        raise StagingError(
            "the folder of the project",
            str(project),
            "no apostrophe in its path: dbt does not quote it when it loads the seeds",
            "give that folder another name",
        )
    exports, partial = project / "exports", project / "exports.partial"
    if exports.is_symlink() or (exports.exists() and not exports.is_dir()):
        raise StagingError(
            exports.name,
            "a link" if exports.is_symlink() else "a file",
            "a folder, or nothing: every build puts a new one in its place",
            "move it away; link to the folder from elsewhere, not the other way",
        )
    for folder in (exports, exports.with_name("exports.former"), partial):
        _expect_removable(folder)
    shutil.rmtree(partial, ignore_errors=True)
    for folder in (project / "target" / "build", partial):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder) as file:
            file.write(bytes(4096))
            file.flush()
            if folder == partial and exports.exists():
                _expect_movable(exports, partial)
    partial.rmdir()
    if (free := shutil.disk_usage(project).free // 10**6) < room:
        raise StagingError(
            "the disk of this folder",
            f"{free} MB free",
            f"{room} MB: the new results are made before the former ones go",
            NEXT[os.strerror(errno.ENOSPC)],
        )


def _expect_removable(folder: Path) -> None:
    """See that what is in a folder can be removed: a folder that is read-only keeps its files."""
    for path, _, _ in os.walk(folder):
        if not os.access(path, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)


def _expect_movable(folder: Path, other: Path) -> None:
    """See that a folder can be renamed: onto one that is not empty it is refused for that alone."""
    try:
        folder.rename(other)
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise


def live_with_parent() -> None:
    """End this process as soon as the one that started it has: then its standard input ends.

    An interrupt of the keyboard is the parent's to answer.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        while os.read(sys.stdin.fileno(), 4096):
            pass
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def ended(name: str, code: int) -> str:
    """Return in words how a process of this command ended, for which it has said nothing itself."""
    if code == -signal.SIGKILL:
        how = f"{name} was killed: by somebody, or by the system for want of memory"
        return f"{how}\n  next:     {NEXT[os.strerror(errno.ENOMEM)]}"
    return f"{name} ended with {code}"


def reason(error: BaseException, stopped: str = "Stopped") -> str:
    """Return in words what stopped a command; nothing for an error of the command itself."""
    duckdb = sys.modules.get("duckdb")
    if isinstance(error, StagingError):
        return f"{stopped} at {error}"
    if isinstance(error, KeyboardInterrupt):
        return f"{stopped}: interrupted"
    if isinstance(error, MemoryError):
        return advised(f"{stopped}: {os.strerror(errno.ENOMEM)}")
    if isinstance(error, OSError) and error.strerror:
        names = (str(name) for name in (error.filename, error.filename2) if name is not None)
        where = " -> ".join(name.removeprefix(f"{PROJECT}{os.sep}") for name in names)
        return advised(": ".join(filter(None, (stopped, where, error.strerror))))
    if isinstance(error, OSError) or (duckdb and isinstance(error, duckdb.Error)):
        return advised(f"{stopped}: {error}")
    return ""


def advised(message: str) -> str:
    """Return a message, with what to do next where its cause is the machine's."""
    for words, step in NEXT.items():
        if words in message:
            return f"{message}\n  next:     {step}, then run the command again"
    return message


def run(command: Callable[[], int | None], stopped: str = "Stopped") -> int:
    """Run a command; what stops it is said in words, and its exit code is then 1."""
    try:
        return command() or 0
    except BaseException as error:
        if not (words := reason(error, stopped)):
            raise
        print(words, file=sys.stderr)
        return 1


def _main() -> int:
    take()
    os.set_inheritable(_held[0].fileno(), True)
    os.execvp(sys.argv[1], sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(run(_main))
