"""Reference seeds: reading them, writing them, and checking them all before anything runs.

What is refused here would crash dbt, or be read in one way by Python and in another by the engine:
files that nobody described, bytes, quotes, headers, types, patterns, keys. `_seeds.yml` says what
each seed must be, `seeds.toml` what is said of one that is not. All that is wrong with all seeds is
told in one run, alike places together.

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
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import duckdb
import yaml
from parse import StagingError

# The folder of reference seeds.
REFERENCE = "reference"
# So many places, and so many of the values there, are shown of what is wrong in many.
SHOWN_LINES, SHOWN_VALUES, SHOWN_LENGTH = 6, 3, 60
WORDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
SIGNS = {rule: re.compile(said["pattern"]) for rule, said in WORDS.items() if "pattern" in said}
# How a value of a type is written: the engine would take 1.5 for a whole number, and 1 for true.
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
        seed,
        line_no,
        column_name,
        value,
        case
            when value = '' then case when is_key and not is_optional then 'no_key' end
            $types
            when
                is_key and not regexp_matches(column_name, '^printed|pattern$')
                and regexp_matches(value, '^[\s\p{Z}\p{Cf}]|[\s\p{Z}\p{Cf}]$')
                then 'code'
            when
                regexp_matches(column_name, '(^|_)(code|id)$')
                and regexp_matches(value, '[\s\p{Z}\p{Cf}"'']')
                then 'code'
        end as rule
    from cells
    inner join columns using (seed, column_name)
)

select * from judged
where rule is not null
order by all
"""
_WRONG_TYPE = """
            when column_type = '{kind}'
                then case
                    when
                        not regexp_full_match(value, '{form}')
                        or try_cast(value as {kind}) is null
                        then '{rule}'
                end
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
    having count(*) = any_value(width) and bool_and(value <> '' or is_optional)
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
    rule: str
    found: str
    expected: str
    next_step: str
    lines: tuple[int, ...] = ()
    column: str = ""

    def __str__(self) -> str:
        """Return it as a message for a person."""
        numbers = ", ".join(map(str, self.lines[:SHOWN_LINES]))
        more = len(self.lines) - SHOWN_LINES
        place = f", line{'s'[: len(self.lines) > 1]} {numbers}" if self.lines else ""
        place += f" and {more} more" if more > 0 else ""
        place += f", column {self.column}" if self.column else ""
        return (
            f"{self.where}{place}\n  found:    {self.found}\n  expected: {self.expected}"
            f"\n  next:     {self.next_step}"
        )


class SeedsError(StagingError):
    """Seeds that are not as they must be: all that is wrong with them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Join the problems into the message for a person, those of a kind in a column as one."""
        alike: dict[tuple[str, ...], list[Problem]] = {}
        for one in problems:
            alike.setdefault((one.where, one.rule, one.column), []).append(one)
        Exception.__init__(self, "\n\n".join(str(_together(same)) for same in alike.values()))


def _together(problems: list[Problem]) -> Problem:
    found = list(dict.fromkeys(one.found for one in problems))
    more = len(found) - SHOWN_VALUES
    words = "; ".join(found[:SHOWN_VALUES]) + (f"; and {more} more" if more > 0 else "")
    lines = tuple(line_no for one in problems for line_no in one.lines)
    return problems[0]._replace(found=words, lines=lines)


def problem(path: Path, rule: str, *lines: int, column: str = "", **values: object) -> Problem:
    """Return a problem with a file in the words of `seeds.toml`, filled in with values.

    A file is named with its folder if that is not the one of the seeds.
    """
    here = Path.cwd()
    values["path"] = shlex.quote(str(path.relative_to(here) if path.is_relative_to(here) else path))
    words = (WORDS[rule][name].format(**values) for name in ("found", "expected", "next"))
    is_elsewhere = path.parent.name not in (REFERENCE, "seeds", "")
    where = f"{path.parent.name}/{path.name}" if is_elsewhere else path.name
    return Problem(where, rule, *words, lines, column)


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

    def dictionaries(self) -> list[dict[str, str]]:
        """Return the rows by column."""
        return [dict(zip(self.columns, values, strict=True)) for _, values in self.rows]

    def wrong(self, rule: str, *lines: int, of: str | None = None, **values: object) -> None:
        """Add a problem (see `problem`); `of` is a column."""
        column = "" if of is None else f"{self.columns.index(of) + 1} ({of})"
        self.problems.append(problem(self.path, rule, *lines, column=column, **values))


def read_seed(path: Path) -> list[dict[str, str]]:
    """Return the rows of a seed, all values as text.

    Raises:
        SeedsError: it is no CSV in UTF-8, or a row has not as many values as the header.
    """
    table = read_table(path)
    if table.problems:
        raise SeedsError(table.problems)
    return table.dictionaries()


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
        SeedsError: it is no YAML that says so.
    """
    path = seeds / "_seeds.yml"
    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        configs = {
            seed["name"]: seed.get("config", {})
            for seed in yaml.load(path.read_text(encoding="utf-8"), loader)["seeds"]
        }
        return {
            name: Description(
                config["column_types"],
                config["meta"]["key"],
                config["meta"].get("optional", []),
                config["meta"].get("unique", []),
                config["meta"].get("may_be_empty", False),
            )
            for name, config in configs.items()
            if "key" in config.get("meta", {})
        }
    except (OSError, UnicodeError, yaml.YAMLError, LookupError, TypeError, AttributeError) as error:
        what = " ".join(f"{type(error).__name__}: {error}".split())
        raise SeedsError([problem(path, "description", what=what)]) from None


def check_seeds(seeds: Path) -> None:
    """Check that every reference seed of a folder is what `_seeds.yml` says.

    Raises:
        SeedsError: they are not; with all that is wrong.
    """
    folder, descriptions = seeds / REFERENCE, described(seeds)
    expected = "seeds only, each described in _seeds.yml"
    step = "take it away; a new seed is described in _seeds.yml first"
    problems = [
        *unknown_files(folder, descriptions, expected, step),
        *problems_of([read_table(folder / f"{name}.csv") for name in descriptions], descriptions),
    ]
    if problems:
        raise SeedsError(problems)


def files_in(folder: Path) -> list[Path]:
    """Return what a folder holds (nothing if it is not there), but for hidden files.

    A hidden one is an editor's or the system's; dbt reads those that end in .csv all the same.
    """
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    return [path for path in paths if not path.name.startswith(".") or path.suffix == ".csv"]


def unknown_files(
    folder: Path, descriptions: Mapping[str, object], expected: str, step: str
) -> Iterator[Problem]:
    """Return the files of a folder that are no seeds; what is expected and to do is given."""
    names = [f"{name}.csv" for name in descriptions]
    for path in files_in(folder):
        if path.name not in names:
            words = {"meant": _meant(path.name, names), "expected": expected, "step": step}
            yield problem(path, "unknown_file", folder=folder.name, **words)


def _meant(name: str, names: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, names, 1)
    return f" (did you mean {near[0]}?)" if near else ""


def read_table(path: Path) -> Table:
    """Return a seed with all that is wrong with its bytes, quotes and numbers of values."""
    table = Table(path)
    header, *lines = _text(table).removesuffix("\n").split("\n")
    for sign, what in ((";", "semicolons"), ("\t", "tabs")):
        if sign in header and "," not in header:
            table.wrong("separator", 1, what=what)
            return table
    table.columns = _values(header) or [name for name in header.split(",") if header]
    is_rest = False
    for line_no, line in enumerate(lines, 2):
        values = _values(line)
        if values and len(values) == len(table.columns):
            table.rows.append((line_no, values))
            is_rest = False
        elif not is_rest:
            # What follows an open quote, and is no row, is the rest of its value.
            is_rest = _refuse_line(table, line_no, line) == "open_quote"
    return table


def _text(table: Table) -> str:
    """Return the text of a seed without the signs that are refused; nothing if it has no rows."""
    try:
        content = table.path.read_bytes()
    except OSError as error:
        table.wrong("missing", what=str(error.strerror).lower())
        return ""
    what = ""
    if not content.strip():
        what = f"an empty file ({len(content)} bytes)"
    elif content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        what = "a workbook of Excel"
    elif content.startswith((b"\xff\xfe", b"\xfe\xff")) or content.count(0) > len(content) / 4:
        what = "text in UTF-16, as Excel saves Unicode text"
    if what:
        table.wrong("no_text", what=what)
        return ""
    text = content.decode("utf-8", "surrogateescape")
    for rule, pattern in SIGNS.items():
        lines = [text.count("\n", 0, match.start()) + 1 for match in pattern.finditer(text)]
        if lines:
            table.wrong(rule, *dict.fromkeys(lines))
            # Carriage returns may be all that ends lines.
            text = pattern.sub("" if "\n" in text else "\n", text)
            if rule == "merge":
                return ""
    return text


def _values(line: str) -> list[str] | None:
    """Return the values of a line; None if a quote in it is opened or closed astray."""
    try:
        return next(csv.reader([line], strict=True), [])
    except csv.Error:
        return None


def _refuse_line(table: Table, line_no: int, line: str) -> str:
    """Say what is wrong with a line that is no row, and return its name."""
    values, rule = next(csv.reader([line]), []), "value_count"
    try:
        next(csv.reader([line], strict=True), [])
    except csv.Error as error:
        rule = "open_quote" if "end of data" in str(error) else "closed_quote"
    if not line.strip(", "):
        rule = "empty_line"
    text = {"open_quote": values[-1] if values else "", "value_count": ", ".join(values)}
    is_placed = rule == "open_quote" and len(values) <= len(table.columns)
    table.wrong(
        *(rule, line_no),
        of=table.columns[len(values) - 1] if is_placed else None,
        text=text.get(rule, line)[:SHOWN_LENGTH],
        count=len(values),
        expected=len(table.columns),
    )
    return rule


def problems_of(tables: Sequence[Table], descriptions: Mapping[str, Description]) -> list[Problem]:
    """Return what is wrong with tables, each of which bears the name of a described seed."""
    for table in tables:
        seed = descriptions[table.path.stem]
        if table.columns and table.columns != list(seed.types):
            _refuse_header(table, list(seed.types))
        _check_patterns(table, descriptions)
        if table.columns and not (table.rows or table.problems or seed.may_be_empty):
            table.wrong("no_rows")
    _check_cells({table.path.stem: table for table in tables}, descriptions)
    return [problem for table in tables for problem in table.problems]


def _refuse_header(table: Table, described: list[str]) -> None:
    """Say in what a header is not the columns that are described, each once, in their order."""
    expected = ", ".join(described)
    missing = [name for name in described if name not in table.columns]
    if missing == described:
        table.wrong("no_header", 1, found=", ".join(table.columns), expected=expected)
        return
    for name in dict.fromkeys(table.columns):
        if name not in described:
            meant = _meant(name, missing)
            missing = [other for other in missing if other not in meant]
            table.wrong("unknown_column", 1, of=name, name=name, meant=meant, expected=expected)
        elif table.columns.count(name) > 1:
            table.wrong("column_twice", 1, of=name, name=name, expected=expected)
    if missing:
        table.wrong("no_column", 1, missing=", ".join(missing), expected=expected)
    elif sorted(table.columns) == sorted(described):
        table.wrong("column_order", 1, found=", ".join(table.columns), expected=expected)


def _check_patterns(table: Table, descriptions: Mapping[str, Description]) -> None:
    """Patterns compile; one that finds a fact of a document has a group for it."""
    patterns = [column for column in dict.fromkeys(table.columns) if column.endswith("pattern")]
    for (line_no, _), row in zip(table.rows, table.dictionaries(), strict=True):
        for column in patterns:
            value, fact = row[column], row.get("fact", "")
            try:
                groups = re.compile(value).groupindex.keys()
            except (re.error, OverflowError, RecursionError) as error:
                table.wrong("pattern", line_no, of=column, value=value, error=error)
                continue
            if fact and fact not in descriptions["documents"].types:
                table.wrong("fact", line_no, of="fact", value=fact)
            elif fact and fact not in groups and not {"year", "month", "day"} <= groups:
                table.wrong("group", line_no, of=column, fact=fact, value=value)


def _check_cells(tables: Mapping[str, Table], descriptions: Mapping[str, Description]) -> None:
    """Values have their types, and keys are complete and stand once: SQL on all cells at once."""
    cells = (
        (seed, line_no, column_no, column, value)
        for seed, table in tables.items()
        for line_no, values in table.rows
        for column_no, (column, value) in enumerate(zip(table.columns, values, strict=True))
        if table.columns.count(column) == 1
    )
    columns = (
        (name, column, kind, column in seed.key, column in seed.optional)
        for name, seed in descriptions.items()
        for column, kind in seed.types.items()
    )
    keys = (
        (name, key_no, column, len(key), column in seed.optional)
        for name, seed in descriptions.items()
        for key_no, key in enumerate([seed.key, *([column] for column in seed.unique)])
        for column in key
    )
    types = "".join(
        _WRONG_TYPE.format(kind=kind, rule=rule, form=FORMS[rule])
        for kind in sorted({kind for seed in descriptions.values() for kind in seed.types.values()})
        if (rule := kind.split("(")[0]) in FORMS
    )
    with duckdb.connect() as connection:
        for name, rows in (
            ("cells(seed, line_no, column_no, column_name, value)", cells),
            ("columns(seed, column_name, column_type, is_key, is_optional)", columns),
            ("keys(seed, key_no, column_name, width, is_optional)", keys),
        ):
            # Column by column, which is fastest.
            held = [list(column) for column in zip(*rows, strict=True)]
            if not held:
                return
            unnested = ", ".join(["unnest(?)"] * len(held))
            connection.execute(f"create table {name} as select {unnested}", held)
        wrong = connection.execute(_WRONG_CELLS.replace("$types", types)).fetchall()
        doubled = connection.execute(_DOUBLED_KEYS).fetchall()
    for seed, line_no, column, value, rule in wrong:
        tables[seed].wrong(rule, line_no, of=column, value=value[:SHOWN_LENGTH])
    for seed, lines, names, values in doubled:
        key = ", ".join(f"{name} {value!r}" for name, value in zip(names, values, strict=True))
        words = {"columns": ", ".join(names), "lines": ", ".join(map(str, lines))}
        tables[seed].wrong("key_twice", *lines, key=key, **words)
