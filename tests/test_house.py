"""The house rules of CONTRIBUTING.md that a machine sees, on the files and on a breach of each."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import PROJECT

LONGEST_MODEL = 250
CTE = re.compile(
    r"^(?:with )?(\w+) as \(\n\n    select\s+\*\s+from \{\{ ref\('\w+'\) \}\}(?: as \w+)?\n"
    r"(.*?)\n\)",
    re.MULTILINE | re.DOTALL,
)


def models() -> dict[str, str]:
    """Return the text of every model by its path."""
    files = sorted((PROJECT / "models").rglob("*.sql"))
    return {str(path.relative_to(PROJECT)): path.read_text(encoding="utf-8") for path in files}


def imports_that_only_rename(text: str) -> list[str]:
    return [name for name, rest in CTE.findall(text) if not rest.strip()]


def relations_without_ref(text: str) -> list[str]:
    return re.findall(r"\b(?:from|join) ((?:staging|harmonized|checks|marts)\.\w+)", text)


def all_columns_after_using(text: str) -> list[str]:
    """Return relations of which all columns are taken where they are joined by `using`.

    Spark leaves the shared columns of the right side out of `relation.*`, DuckDB does not.
    """
    return [
        name
        for step in re.split(r"\n\n(?=\w+ as \(|select|--|\{)", text)
        for name in re.findall(r"^\s+(\w+)\.\*", step, re.MULTILINE)
        if re.search(rf"join [^\n]*\b{name}\s+using \(", step)
    ]


def unexplained_length(text: str) -> list[str]:
    header = text[: text.find("\nwith")]
    too_long = text.count("\n") > LONGEST_MODEL and "lines" not in header
    return [f"{text.count(chr(10))} lines"] if too_long else []


Rule = Callable[[str], list[str]]
RULES: dict[Rule, str] = {
    imports_that_only_rename: "with cells as (\n\n    select * from {{ ref('int_cells') }}\n\n)\n",
    relations_without_ref: "select 1 from marts.participants",
    all_columns_after_using: "select\n    b.*\nfrom a\ninner join b using (k)",
    unexplained_length: "-- A model.\nwith a as (\n" + "\n" * LONGEST_MODEL,
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_no_model_breaks_a_house_rule_and_a_breach_is_found(rule: Rule) -> None:
    assert {path: found for path, text in models().items() if (found := rule(text))} == {}
    assert rule(RULES[rule])


def test_one_truth_of_the_lines_of_a_page() -> None:
    """A folder of models has one line in the layout of the README, and the layout no other."""
    layout = set(re.findall(r"^(models/\S+) ", (PROJECT / "README.md").read_text("utf-8"), re.M))
    folders = {str(Path(path).parent) for path in models()}
    assert layout == folders
