"""The documentation: its examples run, its answers are true, its links lead somewhere."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from conftest import EXPORTED, PROJECT, READERS, Connection, Workspace, values

# The examples that the readme of the exports holds; they run in the folder of the exports.
EXAMPLES = PROJECT / "scripts" / "export" / "examples.md"
PAGES = [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]
LINKED = [*PAGES, *(PROJECT / name for name in ("CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"))]
LONGEST_README = 240

NUMBERS = {"integer", "bigint", "hugeint", "decimal", "double"}
FENCE = re.compile(r"^```(sql|python|r)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ANSWERED = re.compile(r"^```sql\n((?:(?!```).*\n)+)```\n\n((?:\|.*\n)+)", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)(?:#([^)]+))?\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def found(pattern: re.Pattern[str], documents: list[Path]) -> list[tuple[str, Path, tuple]]:
    """Return what a pattern finds in documents: a name for it, the document, and the groups."""
    return [
        (f"{document.stem}-{no}", document, match.groups())
        for document in documents
        for no, match in enumerate(pattern.finditer(document.read_text(encoding="utf-8")), 1)
    ]


@pytest.mark.parametrize(
    ("document", "language", "text"),
    [
        pytest.param(document, *groups, id=f"{name}-{groups[0]}")
        for name, document, groups in found(FENCE, [*PAGES, EXAMPLES])
    ],
)
def test_example_runs(built: Workspace, document: Path, language: str, text: str) -> None:
    """SQL is run on the exported database, Python and R in the folder of the document."""
    if language == "sql":
        with duckdb.connect(built.folder / EXPORTED, read_only=True) as connection:
            for statement in connection.extract_statements(text):
                assert connection.execute(statement).fetchall(), statement.query
        return
    outcome = subprocess.run(
        command(language, text),
        cwd=built.folder / ("exports" if document == EXAMPLES else "."),
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stderr


def answer(connection: Connection, query: str) -> str:
    """Return the rows of a query as the table that a page shows."""
    result = connection.execute(query)
    names = [name for name, *_ in result.description]
    numeric = [kind.id in NUMBERS for _, kind, *_ in result.description]
    lines = [names, ["---:" if number else "---" for number in numeric]]
    lines += [["" if value is None else str(value) for value in row] for row in result.fetchall()]
    return "".join(
        "| " + " | ".join(line) + " |\n" if no != 1 else "|" + "|".join(line) + "|\n"
        for no, line in enumerate(lines)
    )


@pytest.mark.parametrize(
    ("query", "shown"),
    [pytest.param(*groups, id=name) for name, _, groups in found(ANSWERED, PAGES)],
)
def test_answer_is_what_the_query_gives(marts: Connection, query: str, shown: str) -> None:
    assert answer(marts, query) == shown


def command(language: str, text: str) -> list[str]:
    """Return what runs a text; skips where the tool or a package of it is missing."""
    if language == "r":
        program = shutil.which("Rscript")
        packages = re.findall(r"^library\(([\w.]+)\)", text, re.MULTILINE)
        needed = "".join(f"library({name});" for name in packages)
        if (
            not program
            or subprocess.run([program, "-e", needed], capture_output=True, check=False).returncode
        ):
            pytest.skip(f"R with {', '.join(packages)} is not installed")
        return [program, "-e", text]
    python = Path(sys.executable) if "import polars" not in text else READERS
    if not python.exists():
        pytest.skip("polars is not installed (make .venv-readers/installed)")
    return [str(python), "-c", text]


def test_examples_are_published(built: Workspace) -> None:
    """The readme of the exports has them."""
    readme = Path(built.folder / "exports" / "README.md").read_text(encoding="utf-8")
    assert EXAMPLES.read_text(encoding="utf-8") in readme


def test_the_example_that_ranks_counties_ranks_counties(marts: Connection) -> None:
    """All of the year, the most first, and nobody of no known county among them."""
    (query,) = re.findall(
        r"^select county_name_nb[^;]*order by[^;]*;",
        EXAMPLES.read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    ranked = marts.execute(query).fetchall()
    counties = values(
        marts,
        "select distinct county_name_nb from dim_county semi join participants_by_county "
        "using (county_division, county_code) where county_division = '2024' "
        "and county_code similar to '[0-9]+'",
    )
    assert sorted(name for name, *_ in ranked) == sorted(counties)
    lowest = [low for _, _, low, _ in ranked]
    assert lowest == sorted(lowest, reverse=True) and len(lowest) > 10


def test_page_of_tables_lists_every_table_once(built: Workspace) -> None:
    page = (PROJECT / "docs" / "tables.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    published = built.query(
        "select table_name from duckdb_tables() where schema_name = 'marts' order by table_name"
    )
    assert sorted(listed) == [name for (name,) in published]


def test_picture_shows_what_headline_says(built: Workspace) -> None:
    """In its description, which names every bar, and in the numbers beside the bars."""
    picture = (PROJECT / "docs" / "participants.svg").read_text(encoding="utf-8")
    described = re.search(r"<desc[^>]*>(.+)\.</desc>", picture)[1].split("; ")
    shown = {
        (name, int(year), int(figure.replace("\u00a0", "")), not broken)
        for name, bars in (words.split(": ") for words in described)
        for year, figure, broken in re.findall(r"(\d{4}) ([\d\u00a0]+)( \(not comp)?", bars)
    }
    figures = built.query(
        "select measure_group_name_en, year(period), obs_value, is_comparable is not false "
        "from marts.headline where month(period) = 2 and status_code = '_T' and sex_code = '_T' "
        "and measure_group_code <> '_T' qualify "
        "max(obs_value) over (partition by measure_group_code) >= 2000"
    )
    assert shown == set(figures)
    for _, _, figure, _ in figures:
        assert f">{figure:,}<".replace(",", "\u00a0") in picture


@pytest.mark.parametrize("page", LINKED, ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    """To a file of the project and, where one is named, to a heading of it."""
    for target, heading in LINK.findall(page.read_text(encoding="utf-8")):
        path = page.parent / target
        assert path.exists(), target
        if heading:
            titles = HEADING.findall(path.read_text(encoding="utf-8"))
            assert heading in [anchor(title) for title in titles], f"{target}#{heading}"


def anchor(title: str) -> str:
    """Return the name by which a heading is linked to."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def test_readme_is_short() -> None:
    lines = (PROJECT / "README.md").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= LONGEST_README
