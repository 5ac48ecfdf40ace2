"""What the reference seeds say is what another source says, read here once more another way.

Of documents.csv the other source is the text of the document. Nothing of the project's parser,
models or patterns (line_forms, document_forms) is used: a line with a tab is of a table, any other
is words, and months have their names. Of area_pieces.csv it is a later table of Statistics
Norway's; the people aged 18 to 66, and the days of county codes, are not checked against one.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter

import approved_seeds
import pytest
from conftest import SEEDS

from seeds import read_seed

MONTHS = (
    *("januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september"),
    *("oktober", "november", "desember"),
)
# "Population by counties. 1 January" (https://ssb.no/338780), seen on 2026-11-26 in a stored copy:
# people on 1 January 2018, and the change from 2017 in per cent with one decimal. Counties that
# were merged on that day have no change there: the two of Trøndelag are not checked.
PUBLISHED = {
    "01": (295420, 0.9),
    "02": (614026, 1.6),
    "03": (673469, 1.0),
    "04": (196966, 0.4),
    "05": (189870, 0.2),
    "06": (281769, 0.7),
    "07": (249058, 0.8),
    "08": (173391, 0.0),
    "09": (117222, 0.5),
    "10": (186532, 1.3),
    "11": (473526, 0.3),
    "12": (522539, 0.5),
    "14": (110230, 0.0),
    "15": (266856, 0.2),
    "18": (243335, 0.2),
    "19": (166499, 0.5),
    "20": (76167, 0.0),
}
MERGED = {"16", "17"}
READ_AGAIN = {column for seed, column in approved_seeds.UNPINNED if seed == "documents"}
Row = dict[str, str]


def reference(seed: str) -> list[Row]:
    return read_seed(SEEDS / "reference" / f"{seed}.csv")


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
        day = row["valid_from"]
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


def not_as_printed(pieces: list[Row]) -> list[str]:
    """Return the counties of 2017 that would have grown otherwise by 2018 than was printed.

    A piece begins with the number of the county that it was part of in 2017.
    """
    people = Counter()
    for piece in pieces:
        people[piece["piece_code"][:2]] += int(piece["population"])
    assert people.keys() == PUBLISHED.keys() | MERGED
    return [
        code
        for code, (later, change_pct) in PUBLISHED.items()
        if abs(100 * (later / people[code] - 1) - change_pct) > 0.05
    ]


def test_area_pieces_add_up_to_the_people_that_were_published() -> None:
    assert not_as_printed(reference("area_pieces")) == []


@pytest.mark.parametrize("code", PUBLISHED)
def test_other_people_are_found(code: str) -> None:
    """One in a thousand more of them, where rounding hides less."""
    pieces = reference("area_pieces")
    main = max(
        (piece for piece in pieces if piece["piece_code"].startswith(code)),
        key=lambda piece: int(piece["population"]),
    )
    main["population"] = str(int(int(main["population"]) * 1.0015))
    assert not_as_printed(pieces) == [code]
