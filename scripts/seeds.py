"""Reference seeds: reading them, writing them, and checking them all before anything runs.

What is refused here would crash dbt, or be read in one way by Python and in another by the engine:
files that nobody described, bytes, quotes, headers, types, patterns, keys. `_seeds.yml` says what
each seed must be. All that is wrong with all seeds is told in one run, alike places together.

What a value means is not judged here. That codes and references have their row, and that every row
is used, the models say when they have read the documents (models/checks, the tests
`references_are_held`, `codes_are_known`, `series_are_closed`). The test `keys_of_reference` is for
who runs dbt alone.

Python copies the seeds into one table of cells; SQL decides which of them are wrong.
"""

from __future__ import annotations

import csv
import difflib
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import yaml
from parse import StagingError

# So many places, and so many of the values there, are shown of what is wrong in many.
SHOWN_LINES, SHOWN_VALUES, SHOWN_LENGTH = 6, 3, 60
# The folder of reference seeds.
REFERENCE = "reference"
ONE_ROW = (
    "one line for each row; a value with a comma or a quote stands in double quotes, and a quote "
    "in it is doubled"
)
# What letters of UTF-8 look like that were read as Windows-1252 and saved again.
_TAILS = re.escape(bytes(range(0x80, 0xC0)).decode("cp1252", "ignore"))


class Sign(NamedTuple):
    """Something that has no place in the text of a seed, and how a person mends it."""

    pattern: re.Pattern[str]
    found: str
    expected: str
    next_step: str


# Bytes that are not UTF-8 are read as the signs from U+DC80.
SIGNS = (
    Sign(
        re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?= |$).*", re.MULTILINE),
        "a mark of a merge that git could not finish",
        "rows",
        "keep the rows that are right and delete the marks (git diff shows both sides)",
    ),
    Sign(
        re.compile("[\udc80-\udcff]+"),
        "letters that are not UTF-8, as Excel saves them (Windows-1252)",
        "text in UTF-8",
        "convert it: iconv -f cp1252 -t utf-8 $path; look at git diff for what else changed",
    ),
    Sign(
        re.compile("\ufeff"),
        "a byte order mark, as Excel saves it",
        "text in UTF-8 that begins with the header",
        r"take it out: sed -i '1s/^\xEF\xBB\xBF//' $path; look at git diff for what else Excel "
        "changed: zeros in front of codes, days, large numbers",
    ),
    Sign(
        re.compile(r"\r+(?=\n|$)"),
        "a carriage return at the end of the line, as Windows ends lines",
        "lines that end with a line feed alone: DuckDB would read others as no rows",
        r"take them out: sed -i 's/\r$//' $path",
    ),
    Sign(
        re.compile(r"[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]|\r(?!\r*(?:\n|$))"),
        "a control character",
        "text without control characters",
        "delete the line's invisible sign, or take the file back: git checkout $path",
    ),
    Sign(
        re.compile("\ufffd"),
        "the sign for a letter that was lost (U+FFFD)",
        "the letter itself",
        "write the letter, or take the file back: git checkout $path",
    ),
    Sign(
        re.compile(f"[ÂÃ][{_TAILS}]"),
        "letters of UTF-8 that were read as Windows-1252 and saved again",
        "æ, ø, å and other letters as themselves",
        "take the file back (git checkout $path) and open it as UTF-8",
    ),
)
# What SQL refuses of a cell: rule -> what was found, what is expected, what to do.
OF_A_CELL = {
    "integer": ("", "a whole number in digits, or nothing", "correct the value"),
    "bigint": ("", "a whole number in digits, or nothing", "correct the value"),
    "decimal": ("", "a number with a point before its decimals, or nothing", "correct the value"),
    "boolean": ("", "true, false or nothing", "correct the value"),
    "date": ("", "a day of the calendar as YYYY-MM-DD, or nothing", "correct the value"),
    "space": (
        "a space at an end, ",
        "the value without spaces around it",
        "delete the spaces (some are invisible: no-break spaces)",
    ),
    "code": (
        "a space, an invisible sign or a quote in ",
        "a code or name of letters, digits and signs that one sees",
        "correct the value; compare it with the list that it refers to",
    ),
    "empty": ("nothing", "a value: the column is part of the key", "fill it in or delete the row"),
}
FORMS = {
    "integer": "-?[0-9]+",
    "bigint": "-?[0-9]+",
    "decimal": r"-?[0-9]+(\.[0-9]+)?",
    "boolean": "true|false",
    "date": "[0-9]{4}-[0-9]{2}-[0-9]{2}",
}
_WRONG_CELLS = r"""
with judged as (
    select
        *,
        case
            when value = '' then case when is_needed then 'empty' end
            {types}
            when
                column_name <> 'pattern' and column_name not like 'printed%'
                and regexp_matches(value, '^[\s\p{{Z}}\p{{Cf}}]|[\s\p{{Z}}\p{{Cf}}]$')
                then 'space'
            when
                regexp_matches(column_name, '(^|_)(code|id)$')
                and regexp_matches(value, '[\s\p{{Z}}\p{{Cf}}"'']')
                then 'code'
        end as rule
    from cells
    inner join columns using (seed, column_name)
)

select seed, line_no, column_name, value, rule
from judged
where rule is not null
order by all
"""
_DOUBLED_KEYS = """
with valued as (
    select
        seed,
        key_no,
        line_no,
        list(column_name order by column_no) as names,
        list(value order by column_no) as key
    from cells
    inner join keys using (seed, column_name)
    group by all
    having
        count(*) = any_value(width)
        and count(case when value = '' and not is_optional then 1 end) = 0
)

select
    seed,
    list(line_no order by line_no) as lines,
    names,
    key
from valued
group by seed, key_no, names, key
having count(*) > 1
order by seed, lines
"""


class Problem(NamedTuple):
    """Something wrong with a seed: where, what was found and expected, what to do next."""

    where: str
    found: str
    expected: str
    next_step: str
    lines: tuple[int, ...] = ()
    column: str = ""

    def __str__(self) -> str:
        """Return it as a message for a person."""
        place = self.where
        if self.lines:
            numbers = ", ".join(map(str, self.lines[:SHOWN_LINES]))
            more = len(self.lines) - SHOWN_LINES
            place += f", line{'s'[: len(self.lines) > 1]} {numbers}"
            place += f" and {more} more" if more > 0 else ""
        place += f", column {self.column}" if self.column else ""
        return (
            f"{place}\n  found:    {self.found}\n  expected: {self.expected}"
            f"\n  next:     {self.next_step}"
        )


class SeedsError(StagingError):
    """Seeds that are not as they must be: all that is wrong with them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Keep the problems; `str()` joins them into the message for a person."""
        Exception.__init__(self, "\n\n".join(map(str, _together(problems))))
        self.problems = problems


@dataclass(frozen=True)
class Description:
    """What `_seeds.yml` says of a reference seed: the types of its columns, and its keys."""

    types: dict[str, str]
    key: list[str]
    optional: list[str]
    unique: list[str]
    may_be_empty: bool


@dataclass
class Table:
    """A seed as it stands in its file: columns, rows by line number, and what is wrong with it."""

    path: Path
    columns: list[str] = field(default_factory=list)
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def where(self) -> str:
        """The file's name, for messages; with its folder if it is not where seeds are."""
        folder = self.path.parent.name
        return self.path.name if folder == REFERENCE else f"{folder}/{self.path.name}"

    def wrong(self, found: str, expected: str, next_step: str, *lines: int, of: str = "") -> None:
        """Add a problem; `of` is a column, and `$path` in the next step the file."""
        column = f"{self.columns.index(of) + 1} ({of})" if of else ""
        here = Path.cwd()
        path = self.path.relative_to(here) if self.path.is_relative_to(here) else self.path
        next_step = next_step.replace("$path", shlex.quote(str(path)))
        self.problems.append(Problem(self.where, found, expected, next_step, lines, column))


def read_seed(path: Path) -> list[dict[str, str]]:
    """Return the rows of a seed, all values as text.

    Raises:
        SeedsError: it is no CSV in UTF-8, or a row has not as many values as the header.
    """
    table = read_table(path)
    if table.problems:
        raise SeedsError(table.problems)
    return [dict(zip(table.columns, values, strict=True)) for _, values in table.rows]


def columns_of(path: Path) -> list[str]:
    """Return the columns of a seed, which may have no rows."""
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def write_seed(
    path: Path, rows: Sequence[Mapping[str, object]], columns: Iterable[str] = ()
) -> None:
    """Write rows as a seed, with the columns of the first row unless others are given."""
    names = list(columns or rows[0])
    values = ([row.get(name) for name in names] for row in rows)
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(csv_text([names, *values]), encoding="utf-8", newline="")
    partial.replace(path)


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """Return rows as CSV text."""
    return "".join(",".join(csv_field(value) for value in row) + "\n" for row in rows)


def csv_field(value: object) -> str:
    """Return a CSV field. Carriage returns must survive: the csv module does not quote them."""
    text = "" if value is None else str(value)
    if "," in text or '"' in text or "\r" in text or "\n" in text:
        return '"' + text.replace('"', '""') + '"'
    return text


def described(seeds: Path) -> dict[str, Description]:
    """Return what `_seeds.yml` says of each reference seed: those of which it states the key.

    Raises:
        SeedsError: it is no YAML.
    """
    path = seeds / "_seeds.yml"
    try:
        text = path.read_text(encoding="utf-8")
        found = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))["seeds"]
        described = {seed["name"]: seed.get("config", {}) for seed in found}
        return {
            name: Description(
                config["column_types"],
                config["meta"]["key"],
                config["meta"].get("optional", []),
                config["meta"].get("unique", []),
                config["meta"].get("may_be_empty", False),
            )
            for name, config in described.items()
            if "key" in config.get("meta", {})
        }
    except (OSError, UnicodeError, yaml.YAMLError, LookupError, TypeError, AttributeError) as error:
        found = " ".join(str(error).split())
        expected = "YAML that gives every reference seed its column_types and meta.key"
        next_step = f"take it back (git checkout {path.name}), or correct it"
        raise SeedsError([Problem(path.name, found, expected, next_step)]) from None


def check_seeds(seeds: Path) -> None:
    """Check that every reference seed of a folder is what `_seeds.yml` says.

    Raises:
        SeedsError: they are not; with all that is wrong.
    """
    descriptions = described(seeds)
    problems = list(_unknown_files(seeds / REFERENCE, descriptions))
    tables = [read_table(seeds / REFERENCE / f"{name}.csv") for name in sorted(descriptions)]
    problems += problems_of(tables, descriptions)
    if problems:
        raise SeedsError(problems)


def problems_of(tables: Sequence[Table], descriptions: dict[str, Description]) -> list[Problem]:
    """Return what is wrong with tables, each of which bears the name of a seed."""
    for table in tables:
        if table.columns:
            seed = descriptions[table.path.stem]
            _check_header(table, seed)
            _check_patterns(table, descriptions)
            if not (table.rows or table.problems or seed.may_be_empty):
                table.wrong(
                    "a header without rows",
                    "rows: nothing is read without them",
                    "take the rows back: git checkout $path",
                )
    _check_cells(tables, descriptions)
    return [problem for table in tables for problem in table.problems]


def read_table(path: Path) -> Table:
    """Return a seed with all that is wrong with its bytes, quotes and numbers of values."""
    table = Table(path)
    text = _text(table)
    if text is None:
        return table
    header, *lines = text.removesuffix("\n").split("\n")
    for sign, word in ((";", "semicolons"), ("\t", "tabs")):
        if sign in header and "," not in header:
            table.wrong(
                f"{word} between the values, as Excel saves them",
                "commas between the values",
                "save it with commas (in LibreOffice: Text CSV, UTF-8, comma), or take it back: "
                "git checkout $path",
                1,
            )
            return table
    table.columns = _values(header) or header.split(",")
    is_rest = False
    for line_no, line in enumerate(lines, 2):
        values = _values(line)
        if values and len(values) == len(table.columns):
            table.rows.append((line_no, values))
            is_rest = False
        elif not is_rest:
            is_rest = _refuse_line(table, line_no, line, values)
    return table


def _text(table: Table) -> str | None:
    """Return the text of a seed without the signs that are refused; None if it has no rows."""
    try:
        content = table.path.read_bytes()
    except OSError as error:
        table.wrong(
            error.strerror.lower(),
            "the seed, as _seeds.yml describes it",
            "take it back: git checkout $path",
        )
        return None
    what = ""
    if not content.strip():
        what = f"an empty file ({len(content)} bytes)"
    elif content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        what = "a workbook of Excel"
    elif content.startswith((b"\xff\xfe", b"\xfe\xff")) or content.count(0) > len(content) / 4:
        what = "text in UTF-16, as Excel saves Unicode text"
    if what:
        table.wrong(
            what,
            "a header and rows, in UTF-8, with commas between the values",
            "save it as CSV (in LibreOffice: Text CSV, UTF-8, comma), or take it back: "
            "git checkout $path",
        )
        return None
    text = content.decode("utf-8", "surrogateescape")
    for sign in SIGNS:
        lines = [text.count("\n", 0, match.start()) + 1 for match in sign.pattern.finditer(text)]
        if lines:
            table.wrong(sign.found, sign.expected, sign.next_step, *dict.fromkeys(lines))
            if sign is SIGNS[0]:
                return None
            text = sign.pattern.sub("", text)
    return text


def _values(line: str) -> list[str] | None:
    """Return the values of a line; None if a quote in it is opened or closed astray."""
    try:
        return next(csv.reader([line], strict=True), [])
    except csv.Error:
        return None


def _refuse_line(table: Table, line_no: int, line: str, values: list[str] | None) -> bool:
    """Say what is wrong with a line that is no row; True if lines below can be the rest of it."""
    if not line.strip(", "):
        table.wrong("an empty line", "a row", "delete the line", line_no)
    elif values is None:
        open_values = next(csv.reader([line]), [])
        is_open = next(csv.reader([line + '"'], strict=True), None) if line.count('"') % 2 else None
        at = len(open_values) - 1
        table.wrong(
            f"a quote that is not closed in its line: {open_values[-1][:SHOWN_LENGTH]!r}"
            if is_open
            else f"text behind a closing quote: {line[:SHOWN_LENGTH]!r}",
            ONE_ROW,
            "close the quote, or double it; take line breaks out of values",
            line_no,
            of=table.columns[at] if is_open and at < len(table.columns) else "",
        )
        return bool(is_open)
    else:
        table.wrong(
            f"{len(values)} values: {', '.join(values)[:SHOWN_LENGTH]}",
            f"{len(table.columns)} values, as many as the header has columns",
            "put a value that holds a comma in double quotes; count the commas",
            line_no,
        )
    return False


def _unknown_files(folder: Path, descriptions: Mapping[str, object]) -> Iterator[Problem]:
    """Every file of the folder is a seed; hidden ones are let be, unless dbt would read them."""
    names = [f"{name}.csv" for name in descriptions]
    for path in sorted(folder.iterdir()):
        is_seen = not path.name.startswith(".") or path.suffix == ".csv"
        if is_seen and (path.name not in names or not path.is_file()):
            near = difflib.get_close_matches(path.name, names, 1)
            yield Problem(
                path.name,
                f"a file in {folder.name}/ that is no seed",
                "seeds only, each described in _seeds.yml"
                + (f" (did you mean {near[0]}?)" if near else ""),
                "take it away; a new seed is described in _seeds.yml first",
            )


def _check_header(table: Table, seed: Description) -> None:
    """The header is the columns that are described, each once, in their order."""
    expected = list(seed.types)
    missing = [name for name in expected if name not in table.columns]
    if table.columns == expected:
        return
    for name in dict.fromkeys(table.columns):
        if table.columns.count(name) > 1:
            found, step = f"the column {name!r} twice", "delete one of the two, with its values"
        elif name not in expected:
            near = difflib.get_close_matches(name, missing, 1)
            meant = f" (did you mean {near[0]}?)" if near else ""
            found, step = f"the column {name!r}, which is unknown{meant}", "correct the header"
            missing = [other for other in missing if other not in near]
        else:
            continue
        table.wrong(found, f"the columns {', '.join(expected)}", step, 1, of=name)
    if missing:
        table.wrong(
            f"no column {', '.join(missing)}",
            f"the columns {', '.join(expected)}",
            "put it back, with its values (git diff)",
            1,
        )
    elif sorted(table.columns) == sorted(expected):
        table.wrong(
            f"the columns in another order: {', '.join(table.columns)}",
            f"the columns {', '.join(expected)}",
            "put them in this order, with their values: they are read by their place",
            1,
        )


def _check_patterns(table: Table, descriptions: dict[str, Description]) -> None:
    """Patterns compile; one that finds a fact of a document has a group for it."""
    rows = [
        (line_no, dict(zip(table.columns, values, strict=True))) for line_no, values in table.rows
    ]
    for line_no, row in rows if "pattern" in table.columns else ():
        try:
            groups = re.compile(row["pattern"]).groupindex.keys()
        except (re.error, OverflowError, RecursionError) as error:
            table.wrong(
                f"{row['pattern']!r}: {error}",
                "a regular expression of Python",
                "correct the pattern",
                line_no,
                of="pattern",
            )
            continue
        if "fact" not in row:
            continue
        fact = row["fact"]
        if fact not in descriptions["documents"].types:
            table.wrong(
                repr(fact),
                "a column of documents.csv",
                "name the column that the fact belongs in",
                line_no,
                of="fact",
            )
        elif fact not in groups and not {"year", "month", "day"} <= groups:
            table.wrong(
                f"no group for {fact} in {row['pattern']!r}",
                f"(?P<{fact}>...), or the three groups year, month and day",
                "name the group of the pattern that finds the fact",
                line_no,
                of="pattern",
            )


def _check_cells(tables: Sequence[Table], descriptions: dict[str, Description]) -> None:
    """Values have their types, and keys are complete and stand once: SQL on all cells at once."""
    by_name = {table.path.stem: table for table in tables}
    with duckdb.connect() as connection:
        _load(
            connection,
            "cells (seed varchar, line_no integer, column_no integer, column_name varchar, "
            "value varchar)",
            (
                (name, line_no, column_no, column, value)
                for name, table in by_name.items()
                for line_no, values in table.rows
                for column_no, (column, value) in enumerate(zip(table.columns, values, strict=True))
                if table.columns.count(column) == 1
            ),
        )
        _load(
            connection,
            "columns (seed varchar, column_name varchar, column_type varchar, is_needed boolean)",
            (
                (name, column, kind, column in seed.key and column not in seed.optional)
                for name, seed in descriptions.items()
                for column, kind in seed.types.items()
            ),
        )
        _load(
            connection,
            "keys (seed varchar, key_no integer, column_name varchar, width integer, "
            "is_optional boolean)",
            (
                (name, key_no, column, len(key), column in seed.optional)
                for name, seed in descriptions.items()
                for key_no, key in enumerate([seed.key, *([column] for column in seed.unique)])
                for column in key
            ),
        )
        used = {kind for seed in descriptions.values() for kind in seed.types.values()}
        types = "\n".join(
            f"when column_type = '{kind}' then case when not regexp_full_match(value, '{form}') "
            f"or try_cast(value as {kind}) is null then '{name}' end"
            for kind in sorted(used)
            for name, form in FORMS.items()
            if kind.split("(")[0] == name
        )
        wrong = connection.execute(_WRONG_CELLS.format(types=types)).fetchall()
        doubled = connection.execute(_DOUBLED_KEYS).fetchall()
    for name, line_no, column, value, rule in wrong:
        found, expected, next_step = OF_A_CELL[rule]
        shown = repr(value[:SHOWN_LENGTH]) if value else ""
        by_name[name].wrong(found + shown, expected, next_step, line_no, of=column)
    for name, lines, columns, key in doubled:
        words = ", ".join(f"{column} {value!r}" for column, value in zip(columns, key, strict=True))
        by_name[name].wrong(
            f"{words} in lines {', '.join(map(str, lines))}",
            f"one row for each {', '.join(columns)}",
            "correct or delete one of them",
            *lines,
        )


def _load(connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[tuple]) -> None:
    """Create a table ("name (columns)") with rows, column by column, which is fastest."""
    connection.execute(f"create table {table}")
    columns: list[list[Any]] = [list(column) for column in zip(*rows, strict=True)]
    if columns:
        name, unnested = table.split(" ")[0], ", ".join(["unnest(?)"] * len(columns))
        connection.execute(f"insert into {name} select {unnested}", columns)


def _together(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems with those of one kind in one column as one, at the place of the first."""
    alike: dict[tuple[str, ...], list[Problem]] = {}
    for one in problems:
        kind = (one.where, one.expected, one.next_step, one.column)
        alike.setdefault(kind, []).append(one)
    joined = []
    for same in alike.values():
        found = list(dict.fromkeys(one.found for one in same))
        more = len(found) - SHOWN_VALUES
        words = "; ".join(found[:SHOWN_VALUES]) + (f"; and {more} more" if more > 0 else "")
        lines = tuple(line_no for one in same for line_no in one.lines)
        joined.append(same[0]._replace(found=words, lines=lines))
    return joined
