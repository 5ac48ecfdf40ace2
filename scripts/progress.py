"""What a long command shows while it works: bars on a terminal, plain lines elsewhere.

`NO_COLOR` is honoured. A quiet command shows nothing until its summary.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.text import Text

NAME_WIDTH = 11
WIDTH = 96


class Steps:
    """The steps of a command, shown one after the other."""

    def __init__(self, *, quiet: bool = False) -> None:
        """Take the terminal (or the file) that is standard output."""
        self.console = Console(highlight=False, soft_wrap=True)
        self.quiet = quiet

    @contextmanager
    def step(self, words: str, total: int | None = None) -> Iterator[Callable[[], None]]:
        """Show that a step runs; the function that is given says that one of `total` is done."""
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
