"""What a long command shows while it works: bars on a terminal, plain lines elsewhere.

`NO_COLOR` is honoured. A quiet command shows nothing until its summary; a verbose one says of each
step how long it took and how much memory.
"""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.text import Text

NAME_WIDTH = 11
WIDTH = 96
# So often the memory of a step is looked at (seconds), and so many times as long as a look takes:
# the more memory, the longer.
LOOK, LOOKS = 0.05, 50
PSS = re.compile(r"^Pss: +(\d+) kB", re.MULTILINE)


class Steps:
    """The steps of a command, shown one after the other."""

    def __init__(self, *, quiet: bool = False, verbose: bool = False) -> None:
        """Take the terminal (or the file) that is standard output."""
        self.console = Console(highlight=False, soft_wrap=True)
        self.quiet, self.verbose = quiet, verbose

    @contextmanager
    def step(self, words: str, total: int | None = None) -> Iterator[Callable[[], None]]:
        """Show that a step runs; the function that is given says that one of `total` is done."""
        with self._shown(words, total) as one_is_done:
            if not self.verbose:
                yield one_is_done
            else:
                with measured() as said:
                    yield one_is_done
        if self.verbose:
            self.console.print(f"  {said[0]}")

    @contextmanager
    def _shown(self, words: str, total: int | None) -> Iterator[Callable[[], None]]:
        if self.quiet:
            yield lambda: None
        elif not self.console.is_terminal:
            self.console.print(f"{words} ...")
            yield lambda: None
        else:
            columns = [SpinnerColumn(), TextColumn("{task.description}")]
            if total:
                columns += [BarColumn(), MofNCompleteColumn()]
            with Progress(*columns, console=self.console, transient=True) as bar:
                task = bar.add_task(words, total=total)
                yield lambda: bar.advance(task)
            self.console.print(Text("✓ ", "green") + Text(words, "dim"))

    def summary(self, lines: list[tuple[str, str]]) -> None:
        """Print what a command did: a name and a text in each line, wrapped under each other."""
        width = min(self.console.width, WIDTH) if self.console.is_terminal else WIDTH
        self.console.print()
        for name, words in lines:
            wrapped = Text(words).wrap(self.console, width - NAME_WIDTH)
            for no, line in enumerate(wrapped):
                heading = Text(f"{name if not no else '':<{NAME_WIDTH}}", "bold cyan")
                line.rstrip()
                self.console.print(heading + line)


@contextmanager
def measured() -> Iterator[list[str]]:
    """Measure what is done inside; afterwards the list holds it in words.

    Seconds of the clock; seconds of processors, of this process and of those that it started and
    that have ended, but for the looking; the most memory (MB) of all of them at one moment, if the
    system tells.
    """
    said: list[str] = []
    peak, looking_took, ended = 0, 0.0, threading.Event()

    def look() -> None:
        nonlocal peak, looking_took
        while True:
            before = looking_took
            peak = max(peak, memory(os.getpid()))
            looking_took = time.thread_time()
            if ended.wait(max(LOOK, LOOKS * (looking_took - before))):
                break

    looking = threading.Thread(target=look, daemon=True)
    since, used = time.perf_counter(), sum(os.times()[:4])
    looking.start()
    try:
        yield said
    finally:
        ended.set()
        looking.join()
        seconds = time.perf_counter() - since
        processors = max(0, sum(os.times()[:4]) - used - looking_took)
        said.append(f"{seconds:.2f} seconds, {processors:.2f} of processors, {peak // 1024} MB")


def memory(process: int) -> int:
    """Return the memory (kB) of a process and of those that it started, shared pages once.

    It is zero for one that has ended, and where there is no /proc.
    """
    folder = Path("/proc", str(process))
    try:
        held = int(PSS.search((folder / "smaps_rollup").read_text("utf-8"))[1])
        started = [path.read_text("utf-8") for path in folder.glob("task/*/children")]
    except OSError:
        return 0
    return held + sum(memory(int(child)) for child in " ".join(started).split())
