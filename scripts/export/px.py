"""Write cubes of figures as PC-Axis files (.px) for PxWin and PxWeb, in Norwegian and English.

Figures and bounds are the contents. What is not a number is a dotted symbol: `.` a figure that NAV
suppressed (shown as *), `...` a sum with a suppressed part (bounds only), `..` what the mart does
not hold. Only marts that say so are written (`config.meta.has_px`).
"""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Iterator
from pathlib import Path

from export.about import NAME, About
from export.cubes import TIME, Cube, Figure
from export.excel import unknown

# A line of a file may not be longer, and a text goes on in the quotes of the next line.
LONGEST = 200
CODES_OF_LANGUAGES = {"nb": "no", "en": "en"}
SUPPRESSED, NOT_HELD, BOUNDS_ONLY = ".", "..", "..."
CONTENTS = "contents"


def write(cubes: list[Cube], folder: Path) -> None:
    """Write a file per cube and language: <mart>.<part>.<language>.px."""
    folder.mkdir()
    for cube in cubes:
        if cube.mart.has_px:
            data = list(data_of(cube))
            for language in cube.published.said:
                lines = [*_keywords(cube, language), "DATA=", *data]
                file = folder / f"{cube.name}.{language}.px"
                file.write_text("\n".join(lines) + ";\n", encoding="utf-8", newline="\r\n")


def data_of(cube: Cube) -> Iterator[str]:
    """Return the lines of the cells: one per combination of codes but the period's."""
    at = cube.mart.key.index(TIME)
    held = [codes for column, codes in cube.codes.items() if column != TIME]
    periods = cube.codes[TIME]
    for codes in itertools.product(*held):
        figures = [cube.figures.get((*codes[:at], period, *codes[at:])) for period in periods]
        yield " ".join(itertools.chain.from_iterable(map(cells_of, figures)))


def cells_of(figure: Figure | None) -> tuple[str, str, str]:
    """Return the figure and its bounds as they stand in the file."""
    if figure is None:
        return (f'"{NOT_HELD}"',) * 3
    _, value, low, high = figure
    if value is not None:
        return str(value), str(low), str(high)
    symbol = SUPPRESSED if unknown(low, high) == "*" else BOUNDS_ONLY
    return f'"{symbol}"', *(f'"{NOT_HELD}"' if end is None else str(end) for end in (low, high))


def _keywords(cube: Cube, language: str) -> Iterator[str]:
    """Return what is said of a cube, in the order that the format demands."""
    mart, said = cube.mart, cube.published.said[language]
    described = {column.name: column for column in mart.columns}
    heading = {column: described[column].heading(language) for column in mart.key}
    heading[CONTENTS] = said.words["contents_of_cells"]
    contents = {column: described[column].heading(language) for column in mart.figure}
    stub = [column for column in mart.key if column != TIME]
    values = {column: cube.names(column, language) for column in mart.key} | {CONTENTS: contents}
    title = cube.title(language)
    yield 'CHARSET="ANSI";'
    yield 'AXIS-VERSION="2010";'
    yield 'CODEPAGE="utf-8";'
    yield f'LANGUAGE="{CODES_OF_LANGUAGES[language]}";'
    yield f'CREATION-DATE="{_day(said)} 00:00";'
    yield "DECIMALS=0;"
    yield "SHOWDECIMALS=0;"
    yield f'MATRIX="{"_".join(filter(None, (NAME, str(mart.reading_order), cube.part)))}";'
    yield 'SUBJECT-CODE="NAV";'
    yield _text("SUBJECT-AREA", said.title)
    yield _text("DESCRIPTION", title)
    yield _text("TITLE", title)
    yield "DESCRIPTIONDEFAULT=YES;"
    yield _text("CONTENTS", mart.title(language))
    yield _text("UNITS", described[mart.figure[0]].measured_in(language))
    yield f"STUB={_listed(heading[column] for column in stub)};"
    yield f"HEADING={_listed(heading[column] for column in (TIME, CONTENTS))};"
    yield f'CONTVARIABLE="{heading[CONTENTS]}";'
    for column in (*stub, TIME, CONTENTS):
        yield f'VALUES("{heading[column]}")={_listed(values[column].values())};'
    months = _listed(month.replace("-", "") for month in values[TIME].values())
    yield f'TIMEVAL("{heading[TIME]}")=TLIST(M1),{months};'
    for column in (*stub, TIME, CONTENTS):
        yield f'CODES("{heading[column]}")={_listed(values[column])};'
    for column, name in contents.items():
        yield _text(f'UNITS("{name}")', described[column].measured_in(language))
        yield f'STOCKFA("{name}")="S";'
        yield f'LAST-UPDATED("{name}")="{_day(said)} 00:00";'
    yield _text("SOURCE", "; ".join([said.source, said.words["population"]]))
    yield 'DATASYMBOL1="*";'
    yield 'DATASYMBOL2="..";'
    yield 'DATASYMBOL3=":";'
    notes = [said.words[note] for note in ("asked", "symbols")]
    yield _text("NOTEX", "#".join([*notes, said.citation, mart.described(language)]))
    yield _text("NOTE", "#".join(said.warnings(mart)))


def _day(said: About) -> str:
    """Return the day of the newest document as the format writes it: 20240131."""
    return said.updated_on.replace("-", "")


def _text(keyword: str, text: str) -> str:
    """Return a keyword with a text, broken into lines; a quote in it becomes an apostrophe."""
    lines = textwrap.wrap(text.replace('"', "'"), LONGEST, drop_whitespace=False)
    return f"{keyword}={chr(10).join(f'{chr(34)}{line}{chr(34)}' for line in lines)};"


def _listed(texts: object) -> str:
    """Return texts in quotes, one per line."""
    return ",\n".join(f'"{text}"' for text in texts)
