"""The example queries of the documentation run as they stand, where their tool is there."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from conftest import PROJECT, Workspace

EXAMPLES = PROJECT / "scripts" / "export" / "examples.md"
README = PROJECT / "README.md"
NUMBERS = {"integer", "bigint", "hugeint", "decimal", "double"}
FENCE = re.compile(r"^```(sql|python|r)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks() -> list[object]:
    """Return every example: the folder that it runs in, its language and its text."""
    found = []
    for document, folder in ((README, "."), (EXAMPLES, "exports")):
        for no, (language, text) in enumerate(
            FENCE.findall(document.read_text(encoding="utf-8")), 1
        ):
            found.append(
                pytest.param(folder, language, text, id=f"{document.stem}-{language}-{no}")
            )
    return found


@pytest.mark.parametrize(("folder", "language", "text"), blocks())
def test_example_runs(built: Workspace, folder: str, language: str, text: str) -> None:
    """SQL is run on the exported database, Python and R in the folder of the document."""
    cwd = built.folder / folder
    if language == "sql":
        database = built.folder / "exports" / "nav_tiltak.duckdb"
        with duckdb.connect(database, read_only=True) as connection:
            for statement in connection.extract_statements(text):
                assert connection.execute(statement).fetchall(), statement.query
        return
    outcome = subprocess.run(
        command(language, text), cwd=cwd, capture_output=True, text=True, check=False
    )
    assert outcome.returncode == 0, outcome.stderr


ANSWERED = re.compile(r"^```sql\n((?:(?!```).*\n)+)```\n\n((?:\|.*\n)+)", re.MULTILINE)


def answer(connection: duckdb.DuckDBPyConnection, query: str) -> str:
    """Return the rows of a query as the table that the readme shows."""
    result = connection.execute(query)
    names = [name for name, *_ in result.description]
    numeric = [kind.id in NUMBERS for _, kind, *_ in result.description]
    lines = [names, ["---:" if number else "---" for number in numeric]]
    lines += [["" if value is None else str(value) for value in row] for row in result.fetchall()]
    return "".join(
        "| " + " | ".join(line) + " |\n" if no != 1 else "|" + "|".join(line) + "|\n"
        for no, line in enumerate(lines)
    )


@pytest.mark.parametrize(("query", "shown"), ANSWERED.findall(README.read_text(encoding="utf-8")))
def test_answer_is_what_the_query_gives(built: Workspace, query: str, shown: str) -> None:
    database = built.folder / "exports" / "nav_tiltak.duckdb"
    with duckdb.connect(database, read_only=True) as connection:
        assert answer(connection, query) == shown


def command(language: str, text: str) -> list[str]:
    """Return what runs a text; skips where the tool or a package of it is missing."""
    if language == "r":
        program = shutil.which("Rscript")
        packages = re.findall(r"^library\((\w+)\)", text, re.MULTILINE)
        needed = "".join(f"library({name});" for name in packages)
        if (
            not program
            or subprocess.run([program, "-e", needed], capture_output=True, check=False).returncode
        ):
            pytest.skip(f"R with {', '.join(packages)} is not installed")
        return [program, "-e", text]
    for name in re.findall(r"^import (\w+)", text, re.MULTILINE):
        if importlib.util.find_spec(name) is None:
            pytest.skip(f"{name} is not installed")
    return [sys.executable, "-c", text]


def test_examples_are_published(built: Workspace) -> None:
    """The readme of the exports has them."""
    readme = Path(built.folder / "exports" / "README.md").read_text(encoding="utf-8")
    assert EXAMPLES.read_text(encoding="utf-8") in readme
