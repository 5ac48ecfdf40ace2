"""Write one table for one chart: what people ask, in at most ten columns (`tidy.sql`).

A row is a figure: its period and name, its value (empty where NAV suppressed it or a part of it),
the lowest and the highest value that it can have, whether it may be compared with the year before
it in the table, and what must be said with it besides what is true of all figures.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from export import gaps
from export.about import Published
from export.marts import SCHEMA

QUOTE = "'"
QUERIES = Path(__file__).with_name("tidy.sql")
# What the head of a query says of it: the key of its rows, and the unit of its values.
KEY, UNIT = (re.compile(rf"^-- {name}: (.*)$", re.MULTILINE) for name in ("key", "unit"))
SOURCE = re.compile(rf"from {SCHEMA}\.(\w+) as figures")
# What is not said of every figure: the meaning of its status, what of its content changed, and the
# notes in their order.
NOTE = f"""(
    select nullif(concat_ws(' ', any_value(statuses.code_name_{{language}}) || '.',
        any_value(content.sentence_{{language}}),
        string_agg(notes.sentence_{{language}}, ' ' order by notes.order_no)), '')
    from (
        select
            figures.{{figure_id}} as figure_id,
            figures.obs_status as letter,
            string_split(figures.comparability_codes, ' ') as codes
    )
    left join content using (figure_id)
    left join {SCHEMA}.dim_code as statuses
        on statuses.dimension = 'obs_status' and statuses.code = letter and letter <> 'A'
    left join {SCHEMA}.dim_comparability_note as notes
        on notes.applies <> 'always' and list_contains(codes, notes.note_code)
)"""


class Table(NamedTuple):
    """A file of a question in a language: its query, key, the mart it is of, and its unit."""

    name: str
    language: str
    query: str
    key: list[str]
    mart: str
    unit: str

    @property
    def file(self) -> str:
        """The name of the file."""
        return f"{self.name}.{self.language}.csv"


def write(published: Published, folder: Path) -> None:
    """Write a file per question and language: <question>.<language>.csv."""
    folder.mkdir()
    gaps.create_content(published.connection)
    for table in tables(published):
        published.connection.execute(
            f"copy ({table.query}) to '{folder / table.file}' (format csv, header true)"
        )


def only_year(published: Published, language: str) -> str:
    """Return why figures per inhabitant are of one year only."""
    ((year,),) = published.rows("select max(year(population_on)) from reference.area_pieces")
    return published.said[language].words["only_year"].format(year=year)


def questions(published: Published) -> dict[str, dict[str, str]]:
    """Return what each file answers, by its name and language."""
    said = published.said.items()
    return {
        table.name: {language: about.words[f"tidy_{table.name}"] for language, about in said}
        for table in tables(published)
    }


def tables(published: Published) -> list[Table]:
    """Return the files, by question and language."""
    _, *parts = QUERIES.read_text(encoding="utf-8").split("\n-- name: ")
    figure_ids = {mart.name: mart.figure_id for mart in published.marts if mart.figure}
    held = []
    for name, query in (part.split("\n", 1) for part in parts):
        unit, mart = UNIT.search(query), SOURCE.search(query)[1]
        for language in published.said:
            known = {
                "language": language,
                "note": NOTE.format(language=language, figure_id=figure_ids[mart]),
                "headings": "map {"
                + ", ".join(
                    f"'{name}': '{head.replace(QUOTE, QUOTE * 2)}'"
                    for name, head in published.headings[language].items()
                )
                + "}",
                "only_year": only_year(published, language).replace(QUOTE, QUOTE * 2),
            }
            held.append(
                Table(
                    name,
                    language,
                    query.rstrip().rstrip(";").format(**known),
                    KEY.search(query)[1].split(),
                    mart,
                    unit[1] if unit else "persons",
                )
            )
    return held
