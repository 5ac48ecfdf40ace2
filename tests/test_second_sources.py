"""What documents.csv says of a document is what its text says, read here once more another way.

Nothing of the project's parser, models or patterns (line_forms, document_forms) is used: a line
with a tab is of a table, any other is words, and months have their names.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter

import approved_seeds
import pytest
import stage
from conftest import SEEDS

MONTHS = (
    *("januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september"),
    *("oktober", "november", "desember"),
)
READ_AGAIN = {column for seed, column in approved_seeds.UNPINNED if seed == "documents"}
Row = dict[str, str]


def reference(seed: str) -> list[Row]:
    return stage.read_seed(SEEDS / "reference" / f"{seed}.csv")


DOCUMENTS = reference("documents")
COUNTIES = reference("counties")


def found(words: str, pattern: str) -> str:
    """Return what a pattern finds, which must be the same wherever it is found."""
    answers = {match for match in re.findall(pattern, words)}
    assert len(answers) <= 1, answers
    return answers.pop() if answers else ""


def month(words: str, year: str) -> str:
    """Return the first day of a month that is named, with its year or the one that is given."""
    name, *own = words.lower().split()
    return f"{(own or [year])[0]}-{MONTHS.index(name) + 1:02}-01"


def division(labels: set[str]) -> str:
    """Return the division of which every county is named in a table, with or without its code."""
    named = {re.sub(r"^\d\d ", "", label).split(" - ")[0] for label in labels}
    for row in reference("county_divisions"):
        day = row["valid_on"]
        held = {
            county["name_nb"]
            for county in COUNTIES
            if county["valid_from"] <= day and (county["valid_to"] or "9") > day
        }
        if held <= named:
            return row["county_division"]
    return ""


def read_again(document: Row) -> Row:
    """Return what the text of a document says of itself."""
    path = SEEDS / "documents" / f"{document['document_id']}.txt"
    content = path.read_bytes()
    lines = re.sub(r"</?b>|\\", "", content.decode("utf-8")).split("\n")
    words = [" ".join(line.strip("# ").split()) for line in lines if line and "\t" not in line]
    tables = [
        [" ".join(cell.split()) for cell in line.split("\t")] for line in lines if "\t" in line
    ]
    headers = [cells for cells in tables if not re.search(r"[\d*]", "".join(cells[1:]))]
    rows = [cells for cells in tables if cells not in headers]
    cells = [cell for row in rows for cell in row[1:]]
    text = "\n".join(words)

    title = Counter(line for line in words if line.endswith("måned")).most_common(1)[0][0]
    period = Counter(
        line for line in words if re.match(rf"({'|'.join(MONTHS)})\b.*\d{{4}}$", line, re.I)
    ).most_common(1)[0][0]
    has_untitled_page = words[0] != title
    months, year = period.split(" - "), period[-4:]
    subject = title.split(". ")[0].split()[-1]
    groups = [
        group["measure_group_code"]
        for group in reference("measure_groups")
        if group["name_nb"].lower() == subject
    ]
    day = found(text, r"Rapport oppdatert: ([\d.]+)")
    return {
        "file_name": path.name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "title": title,
        "report_code": found(title, r"^([A-Z]+\d+) "),
        "printed_period": period,
        "period_from": month(months[0], year),
        "period_to": month(months[-1], year),
        "updated_on": "-".join(reversed(day.split("."))),
        "law_printed": found(text, r"I henhold til (.+?) har NAV"),
        "suppressed_below": found(text, r"tallene er mindre enn (\w+) med spesialtegn"),
        "measure_group_code": "".join(groups),
        "county_division": division({row[0] for row in rows}),
        "page_count": str(words.count(title) + has_untitled_page),
        "table_count": str(len(headers)),
        "row_count": str(len(rows)),
        "cell_count": str(len(cells)),
        "number_count": str(sum(any(map(str.isdigit, cell)) for cell in cells)),
        "suppressed_count": str(cells.count("*")),
        "blank_count": str(cells.count("")),
    }


def differences(document: Row, again: Row) -> list[str]:
    """Return in words where a row of documents.csv does not say what the text says."""
    name = document["document_id"]
    return [
        f"{name}, {column}: '{value}' in the text, '{document[column]}' in documents.csv"
        for column, value in again.items()
        if document[column] != value
    ]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document["document_id"])
def test_documents_csv_says_what_the_text_says(document: Row) -> None:
    assert differences(document, read_again(document)) == []


@pytest.mark.parametrize("column", sorted(READ_AGAIN))
def test_another_value_is_found(column: str) -> None:
    """For every column that the record of approved seeds leaves to this test, and no other."""
    for document in DOCUMENTS:
        changed = document | {column: "another"}
        assert [words for words in differences(changed, read_again(document)) if column in words]
    assert read_again(DOCUMENTS[0]).keys() == READ_AGAIN
