"""Change the project blindly, one place at a time, and count what notices: mutation testing.

A mutant is the project with one change: an operator of a model or macro turned round, a value of a
seed replaced, a comparison of a script reversed. What an export does not show is equivalent, what
cannot be run is void; of the rest each is found by a rule, or only by the record of what the marts
held when they were approved, or survives. Models, macros and seeds are rebuilt in memory from the
changed place on and meet the dbt tests, of data and of decisions; a script is changed in a copy of
the project, which is built and meets the tests that belong to its folder.

    python -m measure.mutants --seed 1 --count 150    after a build; goes on where it stopped

Each mutant is a row of target/mutants_<seed>.csv as soon as it is judged. With `--record` the rows
replace scripts/measure/mutants.csv.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import io
import os
import random
import re
import signal
import tempfile
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import rehearse

from measure import copies
from seeds import csv_text, read_seed, write_seed

PROJECT = Path(__file__).resolve().parents[2]
RECORD = PROJECT / "scripts" / "measure" / "mutants.csv"
COLUMNS = ("path", "place", "operator", "before", "after", "outcome", "found_by")

# Operators of SQL: a pattern, and what it becomes.
_SQL = {
    "comparison": [("<=", "<"), (">=", ">"), (" < ", " <= "), (" > ", " >= "), (" = ", " <> "),
                   (" <> ", " = "), ("is null", "is not null"), ("is not null", "is null"),
                   ("is distinct from", "is not distinct from"), (" not in ", " in ")],
    "logic": [(" and ", " or "), (" or ", " and "), ("where not ", "where "), ("true", "false"),
              ("false", "true"), ("bool_or(", "bool_and("), ("bool_and(", "bool_or(")],
    "join": [("left join", "inner join"), ("inner join", "left join"),
             ("union all", "except all")],
    "aggregate": [("min(", "max("), ("max(", "min("), ("sum(", "max("), ("least(", "greatest("),
                  ("greatest(", "least("), ("min_by(", "max_by("), ("max_by(", "min_by(")],
    "arithmetic": [(" + ", " - "), (" - ", " + "), (" * ", " / ")],
}  # fmt: skip
_NUMBER = re.compile(r"(?<![\w.'])\d+(?![\w.'])")
_TEXT = re.compile(r"'([A-Za-z_]\w*)'")
_CONDITION = re.compile(r"(?<=\n)\s+and [^\n()]+(?=\n)")
# No change is made in comments, nor in what dbt resolves before the engine sees it.
_NO_CODE = re.compile(r"--[^\n]*|\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_PYTHON = {
    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "+": "-", "-": "+",
    "and": "or", "or": "and", "True": "False", "False": "True", "min": "max", "max": "min",
    "is": "is not", "in": "not in",
}  # fmt: skip
# What of the scripts makes what users get.
_JOB = ("stage.py", "seeds.py", "parse.py", "refusals.py", "build.py", "export/", "report/")

# The tests that belong to a script.
_TESTS = {
    "scripts/parse.py": ("parse", "stage", "bad_input"),
    "scripts/refusals.py": ("parse", "stage", "bad_input"),
    "scripts/stage.py": ("stage", "bad_input", "interrupted"),
    "scripts/seeds.py": ("seeds", "bad_input"),
    "scripts/build.py": ("build", "bad_input", "interrupted"),
    "scripts/export": ("contracts", "exports", "release_diff", "examples"),
    "scripts/report": ("report_figures", "report", "explore", "exports"),
}


# So many seconds a changed model may take.
LONGEST = 90


def _stop(*_: object) -> None:
    raise TimeoutError


@dataclass(frozen=True)
class Mutant:
    """A file with one change."""

    path: str
    place: str
    operator: str
    before: str
    after: str
    text: str

    @property
    def folder(self) -> str:
        """The stratum that it is drawn from."""
        parts = self.path.split("/")
        return "/".join(parts[:-1]) if parts[0] == "models" else "/".join(parts[:2])[:40]


def _sql_mutants(path: str, text: str) -> Iterator[Mutant]:
    hidden = _NO_CODE.sub(lambda match: re.sub(r"[^\n]", "\x00", match[0]), text)

    def changed(operator: str, start: int, end: int, after: str) -> Mutant:
        line = text.count("\n", 0, start) + 1
        return Mutant(
            path, str(line), operator, text[start:end].strip(), after.strip(),
            text[:start] + after + text[end:],
        )  # fmt: skip

    for operator, pairs in _SQL.items():
        for before, after in pairs:
            for match in re.finditer(rf"(?<!\w){re.escape(before)}", hidden):
                yield changed(operator, *match.span(), after)
    for match in _NUMBER.finditer(hidden):
        yield changed("number", *match.span(), str(int(match[0]) + 1))
    for match in _TEXT.finditer(hidden):
        yield changed("text", *match.span(), f"'{match[1]}_'")
    for match in _CONDITION.finditer(text):
        if "\x00" not in hidden[slice(*match.span())]:
            yield changed("condition left out", *match.span(), "")


def _seed_mutants(path: str, text: str) -> Iterator[Mutant]:
    rows = list(csv.reader(io.StringIO(text, newline="")))
    header, body = rows[0], rows[1:]
    used = {
        column: sorted({row[at] for row in body if row[at]}) for at, column in enumerate(header)
    }

    def changed(operator: str, number: int, before: str, after: str, body: list) -> Mutant:
        text = csv_text([header, *body])
        return Mutant(path, str(number + 2), operator, before, after, text)

    for number, row in enumerate(body):
        yield changed("row", number, ",".join(row), "", body[:number] + body[number + 1 :])
        for at, column in enumerate(header):
            value = row[at]
            if re.fullmatch(r"-?\d+", value) and not value.startswith("0"):
                after = str(int(value) + 1)
            elif value in ("true", "false"):
                after = "false" if value == "true" else "true"
            elif " " in value:
                words = value.split(" ")
                after = " ".join([*words[:-2], *reversed(words[-2:])])
            else:
                others = used[column]
                after = others[(others.index(value) + 1) % len(others)] if value in others else ""
            if after != value:
                replaced = [*row[:at], after, *row[at + 1 :]]
                yield changed(
                    f"value of {column}", number, value, after,
                    [*body[:number], replaced, *body[number + 1 :]],
                )  # fmt: skip


def _script_mutants(path: str, text: str) -> Iterator[Mutant]:
    lines = text.splitlines(keepends=True)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        after = _PYTHON.get(token.string)
        if token.type == tokenize.NUMBER and token.string.isdecimal():
            after = str(int(token.string) + 1)
        line = lines[token.start[0] - 1] if after else ""
        if not after or line.lstrip().startswith(("from ", "import ", "for ", '"""', "def ")):
            continue
        at, end = token.start[1], token.end[1]
        changed = line[:at] + after + line[end:]
        body = "".join([*lines[: token.start[0] - 1], changed, *lines[token.start[0] :]])
        operator = "number" if token.type == tokenize.NUMBER else "operator"
        yield Mutant(path, str(token.start[0]), operator, token.string, after, body)


def all_mutants(project: Path) -> Iterator[Mutant]:
    """Return every mutant of the models that a build makes, macros, seeds and the job's scripts."""
    for pattern, kind in (
        ("models/**/*.sql", _sql_mutants),
        ("macros/*.sql", _sql_mutants),
        ("seeds/reference/*.csv", _seed_mutants),
        ("scripts/**/*.sql", _sql_mutants),
        ("scripts/**/*.py", _script_mutants),
    ):
        for file in sorted(project.glob(pattern)):
            path = file.relative_to(project).as_posix()
            is_of_the_job = not path.startswith("scripts/") or path[8:].startswith(_JOB)
            if is_of_the_job and "/diagnosis/" not in path and "/measured_" not in path:
                yield from kind(path, file.read_text(encoding="utf-8"))


def draw(seed: int, count: int, project: Path = PROJECT) -> list[Mutant]:
    """Return a sample in which folders have as many as they have of the root of their places."""
    folders: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in all_mutants(project):
        folders[mutant.folder].append(mutant)
    chance = random.Random(seed)
    weights = {folder: len(mutants) ** 0.5 for folder, mutants in folders.items()}
    drawn = []
    for folder, mutants in sorted(folders.items()):
        share = max(2, round(count * weights[folder] / sum(weights.values())))
        drawn += chance.sample(mutants, min(share, len(mutants)))
    return drawn


class Judge:
    """What decides of a mutant whether anything notices it."""

    def __init__(self) -> None:
        """Parse and compile the project once."""
        signal.signal(signal.SIGALRM, _stop)
        self._target = tempfile.TemporaryDirectory()
        self._options = ("--target-path", self._target.name)
        with _in_memory():
            self._manifest = rehearse.dbt("parse", *self._options).result
        self._rehearsal = rehearse.compiled()
        self._made = {query.name: query for query in self._rehearsal.queries}

    def outcome(self, mutant: Mutant) -> tuple[str, str]:
        """Return (equivalent, void, found, record or survived; by what)."""
        if mutant.path.startswith("scripts/"):
            return self._in_a_copy(mutant)
        signal.alarm(LONGEST)
        try:
            changed = self._changed(mutant)
            with self._rehearsal.rebuilt(PROJECT, changed) as connection:
                if not _differing(connection):
                    return "equivalent", ""
                found = sorted(self._rehearsal.failures(connection, "test", "decision"))
        except (duckdb.Error, RuntimeError) as error:
            return "void", str(error).splitlines()[0][:100]
        except TimeoutError:
            # A join of all with all: a person would stop such a build.
            return "found", f"no end in {LONGEST} seconds"
        finally:
            signal.alarm(0)
        # A mart that differs is not as it was approved (tests/test_approved_marts.py).
        return ("found", " ".join(found)) if found else ("record", "test_approved_marts")

    def _changed(self, mutant: Mutant) -> dict[str, str]:
        """Return the relations that the mutant makes otherwise, with their queries."""
        name = Path(mutant.path).stem
        if mutant.path.startswith("seeds/"):
            folder = Path(self._target.name, "seeds")
            (folder / "reference").mkdir(parents=True, exist_ok=True)
            (folder / "reference" / f"{name}.csv").write_text(mutant.text, encoding="utf-8")
            seed = self._made[name]
            return {seed.relation: seed.sql.replace("$seeds", str(folder))}
        if mutant.path.startswith("models/"):
            return self._compiled(self._manifest.nodes[f"model.nav_tiltak.{name}"], "raw_code",
                                  mutant.text, "--select", name)  # fmt: skip
        before = (PROJECT / mutant.path).read_text(encoding="utf-8")
        for macro in self._manifest.macros.values():
            if macro.original_file_path == mutant.path and macro.macro_sql not in mutant.text:
                # A macro's text stands in its file as it is: what is not there has been changed.
                start = before.index(macro.macro_sql)
                shift = len(mutant.text) - len(before)
                text = mutant.text[start : start + len(macro.macro_sql) + shift]
                return self._compiled(macro, "macro_sql", text)
        return {}

    def _compiled(self, of: Any, attribute: str, text: str, *select: str) -> dict[str, str]:  # noqa: ANN401
        former = getattr(of, attribute)
        setattr(of, attribute, text)
        with _in_memory():
            done = rehearse.dbt("compile", *self._options, *select, manifest=self._manifest)
        setattr(of, attribute, former)
        if not done.success:
            raise RuntimeError("dbt cannot compile it")
        return {
            query.relation: one.node.compiled_code
            for one in done.result.results
            if (query := self._made.get(one.node.name)) and query.kind == "model"
            if one.node.compiled_code.strip() != query.sql.strip()
        }

    @staticmethod
    def _in_a_copy(mutant: Mutant) -> tuple[str, str]:
        """Build and test a changed script in a copy of the project."""
        with tempfile.TemporaryDirectory() as folder:
            project = Path(folder) / "project"
            copies.copy_project(project)
            (project / mutant.path).write_text(mutant.text, encoding="utf-8")
            done = copies.run(project, "scripts/build.py", "--quiet")
            if done.returncode:
                return "found", "the build"
            if not _files_differ(project):
                return "equivalent", ""
            tests = next(of for path, of in _TESTS.items() if mutant.path.startswith(path))
            names = [f"tests/test_{name}.py" for name in tests]
            done = copies.run(project, "-m", "pytest", "-x", "-n", "0", *names)
        if done.returncode == 0:
            return "survived", ""
        failed = re.findall(r"^(?:FAILED|ERROR) tests/(\S+)", done.stdout, re.MULTILINE)
        return "found", failed[0] if failed else " ".join(done.stdout.split())[-100:]


@contextlib.contextmanager
def _in_memory() -> Iterator[None]:
    """Let dbt compile without the project's database."""
    os.environ["NAV_TILTAK_DATABASE"] = ":memory:"
    yield
    del os.environ["NAV_TILTAK_DATABASE"]


def _differing(connection: duckdb.DuckDBPyConnection) -> bool:
    """Return whether any mart differs from the one that was built."""
    for (name,) in connection.execute(
        "select table_name from duckdb_tables() "
        "where schema_name = 'marts' and database_name = current_database()"
    ).fetchall():
        before, after = f"built.marts.{name}", f"marts.{name}"
        for one, other in ((before, after), (after, before)):
            if connection.execute(f"from {one} except all from {other} limit 1").fetchone():
                return True
    return False


def _files_differ(project: Path) -> bool:
    """Return whether any exported file of a copy differs from the project's."""

    def files(folder: Path) -> dict[str, bytes]:
        return {
            str(path.relative_to(folder)): path.read_bytes()
            for path in folder.rglob("*") if path.is_file() and path.suffix != ".duckdb"
        }  # fmt: skip

    return files(project / "exports") != files(PROJECT / "exports")


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=150)
    parser.add_argument("--draw", action="store_true", help="list the sample, judge nothing")
    parser.add_argument("--under", nargs="*", default=[""], help="only these folders of the sample")
    parser.add_argument("--record", action="store_true", help="replace the record by this run")
    options = parser.parse_args()
    under = tuple(options.under)
    drawn = [one for one in draw(options.seed, options.count) if one.path.startswith(under)]
    if options.draw:
        for folder, count in sorted(Counter(mutant.folder for mutant in drawn).items()):
            print(f"{count:4} {folder}")
        return 0
    kept = PROJECT / "target" / f"mutants_{options.seed}{''.join(under).replace('/', '_')}.csv"
    kept.parent.mkdir(exist_ok=True)
    rows = read_seed(kept) if kept.exists() else []
    done = {tuple(row[name] for name in COLUMNS[:5]) for row in rows}
    judge = Judge()
    for number, mutant in enumerate(drawn, 1):
        place = (mutant.path, mutant.place, mutant.operator, mutant.before, mutant.after)
        if place in done:
            continue
        judged = judge.outcome(mutant)
        rows.append(dict(zip(COLUMNS, (*place, *judged), strict=True)))
        write_seed(kept, rows, COLUMNS)
        print(f"{number}/{len(drawn)} {rows[-1]['outcome']} {mutant.path}:{mutant.place} "
              f"{mutant.operator} {rows[-1]['found_by'][:60]}", flush=True)  # fmt: skip
    _tell(rows)
    if options.record:
        copies.record(RECORD, rows, "duckdb", "dbt-core")
    return 0


def _tell(rows: list[dict[str, str]]) -> None:
    """Print how many were found, by folder, and what no rule found."""
    folders: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        folder = Mutant(**{name: row[name] for name in COLUMNS[:5]}, text="").folder
        folders[folder][row["outcome"]] += 1
    total = sum(folders.values(), Counter())
    for folder, counts in [*sorted(folders.items()), ("all", total)]:
        seen = counts["found"] + counts["record"] + counts["survived"]
        print(
            f"{folder:36} {seen:3} change an export: {counts['found']} found by a rule, "
            f"{counts['record']} by the record alone, {counts['survived']} survive; "
            f"{counts['equivalent']} equivalent, {counts['void']} void"
        )
    for row in rows:
        if row["outcome"] in ("record", "survived"):
            change = f"{row['before'][:70]} -> {row['after'][:70]}"
            print(f"{row['outcome']}: {row['path']}:{row['place']} {row['operator']}: {change}")


if __name__ == "__main__":
    raise SystemExit(main())
