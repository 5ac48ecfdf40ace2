"""What people ask the workbook: the rows of queries (`sheets.sql.jinja`) in every language."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

from export.about import Published, templates
from export.functions import SCHEMA
from export.marts import LANGUAGES

FOLDER = Path(__file__).parent
# The mart that a query is beside, or instead of.
HEAD = re.compile(r"-- (beside|instead of): (\w+)\n")


class Question(NamedTuple):
    """A query, the mart that it is of, and its columns and rows; rows are alike in every language.

    `is_instead` says that it has all that the mart has, for people. `words` are, by language, those
    of the exports: a column is called `asked_<name>`, one that is not is of codes.
    """

    name: str
    mart: str
    is_instead: bool
    columns: list[str]
    rows: dict[str, list[tuple[Any, ...]]]
    words: dict[str, dict[str, str]]

    def title(self, language: str) -> str:
        """Return what it is called."""
        return self.words[language][f"sheet_{self.name}"]

    def one_row(self, language: str) -> str:
        """Return what a row of it is."""
        return self.words[language][f"row_{self.name}"]

    def heading(self, column: str, language: str) -> str | None:
        """Return what stands above a column; nothing of one of codes."""
        return self.words[language].get(f"asked_{column}")


def questions(published: Published) -> list[Question]:
    """Return the questions in their order, answered by the attached database `exported`."""
    words = {language: about.words for language, about in published.said.items()}
    answered: dict[str, Question] = {}
    for language in LANGUAGES:
        for name, query in _queries(published, language):
            how, mart = HEAD.match(query).groups()
            result = published.connection.execute(query)
            columns = [column for column, *_ in result.description]
            held = answered.setdefault(
                name, Question(name, mart, how == "instead of", columns, {}, words)
            )
            held.rows[language] = result.fetchall()
    return list(answered.values())


def _queries(published: Published, language: str) -> list[list[str]]:
    """Return the queries with their names."""
    headings = ", ".join(
        f"{_quoted(name)}: {_quoted(head)}" for name, head in published.headings[language].items()
    )
    participants = next(mart for mart in published.marts if mart.name == "participants")
    text = (
        templates(FOLDER)
        .get_template("sheets.sql.jinja")
        .render(
            schema=SCHEMA,
            language=language,
            words={
                name: word.replace("'", "''")
                for name, word in published.said[language].words.items()
            },
            headings=f"map {{{headings}}}",
            dimensions=[
                key.removesuffix("_code") for key in participants.key if key.endswith("_code")
            ],
        )
    )
    _, *parts = text.split("-- name: ")
    return [part.split("\n", 1) for part in parts]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
