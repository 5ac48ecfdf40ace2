"""Write one table for one chart: what people ask, in at most ten columns (`tidy.sql`).

A row is a figure: its period and name, its value (empty where NAV suppressed it or a part of it),
the lowest and the highest value that it can have, whether it may be compared with the year before
it in the table, and what must be said with it besides what is true of all figures.
"""

from __future__ import annotations

from pathlib import Path

from export.about import Published
from export.marts import SCHEMA

QUERIES = Path(__file__).with_name("tidy.sql")
# What is not said of every figure: the meaning of its status, and the notes in their order.
NOTE = f"""(
    select nullif(concat_ws(' ', any_value(statuses.code_name_{{language}}) || '.',
        string_agg(notes.sentence_{{language}}, ' ' order by notes.order_no)), '')
    from (
        select
            figures.obs_status as letter,
            string_split(figures.comparability_codes, ' ') as codes
    )
    left join {SCHEMA}.dim_code as statuses
        on statuses.dimension = 'obs_status' and statuses.code = letter and letter <> 'A'
    left join {SCHEMA}.dim_comparability_note as notes
        on notes.applies <> 'always' and list_contains(codes, notes.note_code)
)"""


def write(published: Published, folder: Path) -> None:
    """Write a file per question and language: <question>.<language>.csv."""
    folder.mkdir()
    for language in published.said:
        for name, query in queries(published, language).items():
            file = folder / f"{name}.{language}.csv"
            published.connection.execute(f"copy ({query}) to '{file}' (format csv, header true)")


def only_year(published: Published, language: str) -> str:
    """Return why figures per inhabitant are of one year only."""
    ((year,),) = published.rows("select max(year(population_on)) from reference.area_pieces")
    return published.said[language].words["only_year"].format(year=year)


def questions(published: Published) -> dict[str, dict[str, str]]:
    """Return what each file answers, by its name and language."""
    names = queries(published, "en")
    said = published.said.items()
    return {
        name: {language: about.words[f"tidy_{name}"] for language, about in said} for name in names
    }


def queries(published: Published, language: str) -> dict[str, str]:
    """Return the queries by the names of their files."""
    _, *parts = QUERIES.read_text(encoding="utf-8").split("\n-- name: ")
    known = {
        "language": language,
        "note": NOTE.format(language=language),
        "headings": f"map {published.headings[language]}",
        "only_year": only_year(published, language).replace("'", "''"),
    }
    return {
        name: query.rstrip().rstrip(";").format(**known)
        for name, query in (part.split("\n", 1) for part in parts)
    }
