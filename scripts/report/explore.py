"""Write the explore page: every monthly figure, what must be said of it, and the cells behind it.

The queries stand in explore.sql, the words in explore.toml (and those of the report page in
words.toml). What they give is packed by column, deflated and written into the page, which asks for
nothing: its policy allows the one style and the one script that it holds, by their hashes.
"""

from __future__ import annotations

import base64
import datetime
import gc
import hashlib
import itertools
import json
import pickle
import sys
import zlib
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import machine
from export import gaps
from export.about import About, Gone, templates, words_of
from export.marts import LANGUAGES, Mart

FOLDER = Path(__file__).parent
WORDS = FOLDER.parent / "export" / "words.toml"
FILES = {"nb": "explore.html", "en": "explore-en.html"}
REPORTS = {"nb": "index.html", "en": "en.html"}
# So many rows are read at a time: all of them at once took 50 MB more. A second thread takes 20 MB,
# and the other processor is busy.
SOME_ROWS = 5_000
ENGINE = {"threads": 1}


def write(database: Path, marts: list[Mart], folder: Path) -> None:
    """Write the page in each language: explore.html (Norwegian) and explore-en.html."""
    template = templates(FOLDER, autoescape=True).get_template("explore.html")
    style = "".join((FOLDER / name).read_text("utf-8") for name in ("style.css", "explore.css"))
    script = (FOLDER / "explore.js").read_text("utf-8")
    for language in LANGUAGES:
        own = words_of(FOLDER / "explore.toml", language)
        words = words_of(FOLDER / "words.toml", language) | own
        own["months"] = [words[f"month_{number}"] for number in range(1, 13)]
        # What else a code is called, as the functions take it.
        also = {
            key.removeprefix("also-").replace("-", " ", 1): names.split(", ")
            for key, names in words_of(WORDS, language).items()
            if key.startswith("also-")
        }
        with duckdb.connect(database, read_only=True, config=ENGINE) as connection:
            said = About(connection, language)
            gaps.create(connection, marts)
            held = tables(connection, language)
        text = template.render(
            language=language,
            other=next(name for name in LANGUAGES if name != language),
            files=FILES,
            reports=REPORTS,
            said=said,
            words=words,
            style=style,
            script=script,
            style_hash=digest(style),
            script_hash=digest(script),
            data=deflated(
                held | described(marts, held, said, language) | {"words": own, "also": also}
            ),
        )
        (folder / FILES[language]).write_text(text, encoding="utf-8")


def tables(connection: duckdb.DuckDBPyConnection, language: str) -> dict[str, Any]:
    """Return what the queries give, which may ask `gaps`, by their names as packed columns by name.

    What a query gives whose name begins with `all_` is for later queries only, which ask no other.
    """
    _, *queries = (FOLDER / "explore.sql").read_text("utf-8").split("\n-- name: ")
    said = words_of(WORDS, language)
    (other,) = (name for name in LANGUAGES if name != language)
    areas = {name: said[name] for name in ("same_area", "nearly_same_area", "not_same_area")}
    given = {}
    for name, query in (part.split("\n", 1) for part in queries):
        sql = query.format(language=language, other=other, **areas)
        if name.startswith("all_"):
            connection.execute(f"create temp table {name} as {sql}")
        else:
            given[name] = packed_columns(connection.execute(sql))
    return given


def packed_columns(rows: duckdb.DuckDBPyConnection) -> dict[str, dict[str, list[Any]]]:
    """Return what a query gives by its columns, packed; values that are the same are held once."""
    columns: list[tuple[list[Any], dict[Any, Any]]] = [([], {}) for _ in rows.description]
    while some := rows.fetchmany(SOME_ROWS):
        for (values, known), read in zip(columns, zip(*some, strict=True), strict=True):
            values.extend(map(known.setdefault, read, read))
    names = (column[0] for column in rows.description)
    return {name: packed(values) for name, (values, _) in zip(names, columns, strict=True)}


def packed(values: list[Any]) -> dict[str, list[Any]]:
    """Return a column as its distinct values and which of them each row has, or as steps.

    Whole numbers that are given in every row are steps from the one before, the first from zero.
    Values are texts (days too), numbers, true and false, and null where there is none.
    """
    if all(type(value) is int for value in values):
        return {"steps": [after - before for before, after in itertools.pairwise((0, *values))]}
    places: dict[Any, int] = {}
    numbers = [places.setdefault(value, len(places)) for value in values]
    return {"of": [plain(value) for value in places], "no": numbers}


def plain(value: Any) -> Any:  # noqa: ANN401 - what a mart holds
    """Return a value as JSON has it."""
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return value.isoformat() if isinstance(value, datetime.date) else value


def described(
    marts: list[Mart], given: dict[str, Any], said: About, language: str
) -> dict[str, Any]:
    """Return what dbt's manifest and the documents say of the marts whose figures are given.

    Columns go by their heading; the title, the columns of the key and the warnings by mart.
    """
    by_name = {mart.name: mart for mart in marts}
    of_figures = {name: by_name[name] for name in given["figures"]["mart"]["of"]}
    return {
        "headings": {
            column.name: column.heading(language) for mart in marts for column in mart.columns
        },
        "titles": {name: mart.title(language) for name, mart in of_figures.items()},
        # Counties that no figures are by, and what to ask for instead.
        "gone": {name: [getattr(one, name) for one in said.gone] for name in Gone._fields},
        "keys": {name: mart.key for name, mart in of_figures.items()},
        "warnings": {
            name: [one[1:] for one in said.may_with_means() if one.code in mart.warnings]
            for name, mart in of_figures.items()
        },
    }


def deflated(value: object) -> str:
    """Return a value as JSON, deflated, in base 64."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode("utf-8"), 9)).decode("ascii")


def digest(text: str) -> str:
    """Return the hash of a script or a style as a content security policy names it."""
    hashed = hashlib.sha256(f"\n{text}".encode()).digest()
    return f"sha256-{base64.b64encode(hashed).decode('ascii')}"


def main() -> None:
    """Write the page in both languages, as `export.files` asks."""
    marts, database, folder = map(Path, sys.argv[1:])
    write(database, pickle.loads(marts.read_bytes()), folder)


if __name__ == "__main__":
    # `export.files` runs it beside the report page; memory is no concern.
    gc.disable()
    machine.live_with_parent()
    raise SystemExit(machine.run(main, "the page to explore"))
