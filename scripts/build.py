"""The main job: check the documents, build and test all models, export the marts, sum up.

The database is built beside the former one and takes its place, as the exports do, only when
every test has passed: a failing build leaves both as they were and prints what failed in words.
It always builds; `make build` asks `unchanged.py` first whether there is anything to do.

With `--archive` the documents may be of any size: they are staged first, and exported as tables
only (Parquet, DuckDB).
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import failures
import machine
import rehearse
import stage
import suspects
import unchanged
from export import files, marts
from parse import StagingError
from progress import Steps

PROJECT = Path(__file__).resolve().parent.parent
DATABASE = "nav_tiltak.duckdb"
BUILD_MODELS = ("build", "--resource-type", "model")
# Unit tests test the code, not the data: `make test` and a plain `dbt build` run them.
DATA_TESTS = ("test", "--exclude-resource-type", "unit_test")
NOT_BUILT = ("error", "skipped")
# After so many new objects garbage is looked for: after 700, as Python does, it takes a tenth of
# the time, and never to look takes 180 MB more.
GARBAGE = 50_000
# One model of an archive at a time has the memory for itself.
OF_AN_ARCHIVE = (
    *("--threads", "1"),
    *("--vars", f"{{is_archive: true, memory: {files.ARCHIVE_MEMORY}}}"),
)


class BuildError(Exception):
    """What stops the build, in words."""


def main(arguments: list[str] | None = None) -> int:
    """Run the whole job; 0 when everything is built, proved and exported."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quiet", action="store_true", help="show the summary only")
    parser.add_argument("--archive", action="store_true", help="for documents of any size")
    parser.add_argument("--wait", action="store_true", help="until no other command writes here")
    parser.add_argument("--verbose", action="store_true", help="say time and memory of each step")
    options = parser.parse_args(arguments)
    if machine.run(lambda: machine.take(PROJECT, wait=options.wait)):
        return 1
    steps = Steps(quiet=options.quiet, verbose=options.verbose)
    os.chdir(PROJECT)
    gc.set_threshold(GARBAGE)
    try:
        files.recover(PROJECT / "exports")
        machine.probe(PROJECT)
        with _without_writer(PROJECT / DATABASE):
            pass
        read = unchanged.inputs(PROJECT)
        said = _job(steps, is_archive=options.archive)
    except BaseException as error:
        words = str(error) if isinstance(error, BuildError) else machine.reason(error)
        if not words:
            raise
        former = f"{DATABASE} and exports/ are as they were before."
        print(f"{words}\n\nThe build failed. {former}", file=sys.stderr)
        return 1
    # Without a record the next `make build` builds again: no reason to call this one failed.
    with contextlib.suppress(OSError):
        unchanged.record(PROJECT, read, said)
    steps.summary(said)
    return 0


def _job(steps: Steps, *, is_archive: bool) -> list[tuple[str, str]]:
    """Check the documents, build, and return what there is to say of it."""
    with steps.step("checking the documents" if not is_archive else "staging"):
        try:
            (stage.write if is_archive else stage.check)(PROJECT / "seeds")
        except StagingError as error:
            raise BuildError(f"Staging stopped at {error}") from None
    with _working_database() as building:
        return _build(steps, building, is_archive=is_archive)


@contextlib.contextmanager
def _working_database() -> Iterator[Path]:
    """Give the path of a database in a folder that is gone afterwards.

    What did not pass is not kept: whether a check holds can follow from suppressed counts.
    """
    building = PROJECT / "target" / "build" / DATABASE
    shutil.rmtree(building.parent, ignore_errors=True)
    building.parent.mkdir(parents=True)
    try:
        yield building
    finally:
        shutil.rmtree(building.parent, ignore_errors=True)


def _build(steps: Steps, building: Path, *, is_archive: bool) -> list[tuple[str, str]]:
    """Build, test and export, and put the results in the place of the former ones.

    While the models are tested, another process exports a copy of them, which is published when
    every test has passed. An archive leaves no memory for that: it is tested, then exported.

    Returns:
        What was read, repaired, proved and published (see `summary`).

    Raises:
        BuildError: a model cannot be built, a test fails, or the marts cannot be exported.
        duckdb.IOException: another program writes in the former database.
    """
    target, exports = PROJECT / "target", PROJECT / "exports"
    # From where we are: what dbt has read of the project holds in every copy of its folder.
    os.environ["NAV_TILTAK_DATABASE"] = os.path.relpath(building)
    options = OF_AN_ARCHIVE if is_archive else ()
    with steps.step("reading the project"):
        manifest = _dbt("parse", *options).result
    for node in manifest.nodes.values():
        if node.resource_type == "seed":
            # dbt keeps the folder in which it first read the project: seeds are read in this one.
            node.root_path = str(PROJECT)
    published = marts.marts_of(manifest)
    nodes = Counter(node.resource_type for node in manifest.nodes.values())
    with steps.step("building the models", total=nodes["seed"] + nodes["model"]) as one_is_done:
        if is_archive:
            # dbt reads seeds whole in Python: those of an archive are read by the engine.
            loaded = rehearse.Rehearsal(tuple(rehearse.seeds_of(manifest)))
            loaded.run(PROJECT / "seeds", database=building).close()
        seeds = () if is_archive else ("--resource-type", "seed")
        built = _dbt(*BUILD_MODELS, *seeds, *options, manifest=manifest, finished=one_is_done)
    if built.success:
        with steps.step("describing how each table is made"):
            described = _dbt("docs", "generate", "--no-compile", *options, manifest=manifest)
        if not described.success:
            reason = described.exception or getattr(described.result, "errors", None)
            raise BuildError(f"dbt cannot describe how the tables are made: {reason}")
    copy, exporting = building.with_name("copy.duckdb"), None
    try:
        if built.success and not is_archive:
            shutil.copyfile(building, copy)
            exporting = files.start(copy, published, target, exports)
        words = "testing, exporting and drawing the report" if exporting else "testing"
        with steps.step(words, total=nodes["test"]) as one_is_done:
            # Tests of models that could not be built are left out.
            missing = [f"{one.node.name}+" for one in built.result if one.status in NOT_BUILT]
            command = (*DATA_TESTS, *(["--exclude", *missing] if missing else []), *options)
            tested = _dbt(*command, manifest=manifest, finished=one_is_done)
            if not (built.success and tested.success):
                raise BuildError(_failures(building, [*built.result, *tested.result], manifest))
            said_by_export = exporting.stderr.read().decode().strip() if exporting else ""
        if exporting and exporting.wait():
            raise BuildError(said_by_export or machine.ended("the export", exporting.returncode))
        if is_archive:
            with steps.step("exporting the tables"):
                files.write(building, published, target, files.partial(exports), tables_only=True)
        said = summary(building, len(tested.result), is_archive=is_archive)
        with _without_writer(PROJECT / DATABASE):
            files.replace_folder(files.partial(exports), exports, (building, PROJECT / DATABASE))
    finally:
        if exporting:
            exporting.kill()
            exporting.wait()
        shutil.rmtree(files.partial(exports), ignore_errors=True)
    return said


def _without_writer(database: Path) -> contextlib.AbstractContextManager[object]:
    """Hold a database that is to be replaced, as a reader does: nobody can write in it meanwhile.

    What is written would be lost.

    Raises:
        duckdb.IOException: somebody writes in it; names the process.
    """
    try:
        return duckdb.connect(database, read_only=True)
    except duckdb.IOException as error:
        if "Could not set lock" in str(error):
            raise
        # What is missing or broken is in nobody's hands, and is made anew.
        return contextlib.nullcontext()


def _dbt(*command: str, **what: Any) -> Any:  # noqa: ANN401 - dbt has no public types
    """Run a dbt command (see `rehearse.dbt`).

    Raises:
        BuildError: dbt could not run the command; nodes that fail are in its result.
    """
    outcome = rehearse.dbt(*command, **what)
    if outcome.result is None:
        raise BuildError(machine.advised(str(outcome.exception)))
    return outcome


def _failures(database: Path, results: list[Any], manifest: Any) -> str:  # noqa: ANN401
    """Return what failed, in words.

    Problems of the documents and seeds explain themselves and usually explain the other failing
    tests too: those are told when no problem is left, for which of them fail can depend on
    suppressed counts. What could not be built is named.
    """
    problems, failing, broken = [], [], []
    for result in results:
        if result.status not in ("error", "fail"):
            continue
        node = result.node
        if node.resource_type != "test" or result.status == "error":
            broken.append(machine.advised(f"{node.resource_type} {node.name}: {result.message}"))
            continue
        with duckdb.connect(database) as connection:
            rows = rehearse.rows_of(connection, node.compiled_code)
        if "next_step" in rows[0]:
            problems.append(failures.problems_in_words(rows))
        else:
            demanded = rehearse.demand(node, manifest)
            failing.append(failures.failing_test(node.name, demanded, rows))
    # What cannot be built may follow from the problems.
    said = [f"also: {error.splitlines()[0]}" for error in broken] if problems else broken + failing
    if problems and (told := suspects.in_words(database)):
        problems.append(f"{told}next: make suspects, which tries errata and proposes them\n")
    return "\n".join([*problems, *said])


def summary(database: Path, tests: int, *, is_archive: bool) -> list[tuple[str, str]]:
    """Return what was read, repaired, proved and published, for the end of a build."""
    look = ("look", "exports/report/index.html; exports/README.md says which file is for whom")
    with duckdb.connect(database, read_only=True) as connection:

        def counts(table: str, column: str) -> dict[str, int]:
            words = f"replace({column}, '_', ' ')"
            sql = f"select {words}, count(*) from marts.{table} group by 1 order by 2 desc, 1"
            return dict(connection.execute(sql).fetchall())

        kinds, verdicts = counts("dim_erratum", "kind"), counts("identity_checks", "verdict")
        identities = len(counts("identity_checks", "identity"))
        documents, first, last, tables, rows, cells, numbers, suppressed = connection.execute(
            "select count(*), min(period_from), max(period_to), sum(table_count), sum(row_count), "
            "sum(cell_count), sum(number_count), sum(suppressed_count) from marts.dim_document"
        ).fetchall()[0]
        figures, unknown, most, rebuilt = connection.execute(
            "select count(*), count(*) filter (is_suppressed), "
            "case when bool_and(obs_value_max is not null) filter (is_suppressed) "
            "then ', 0 to ' || max(obs_value_max) filter (is_suppressed) else '' end, "
            "count(*) filter (obs_status = 'I') from marts.participants"
        ).fetchall()[0]
    return [
        (
            "read",
            f"{documents} documents, {first:%b %Y} to {last:%b %Y}: {tables:,} tables, "
            f"{rows:,} rows, {cells:,} cells ({numbers:,} numbers, {suppressed:,} suppressed)",
        ),
        (
            "repaired",
            f"{sum(kinds.values())} errata ({_counted(kinds)}); {rebuilt} figures rebuilt",
        ),
        (
            "proved",
            f"{sum(verdicts.values()):,} checks of {identities} identities: {_counted(verdicts)}; "
            "none violated",
        ),
        ("tested", f"{tests} dbt tests passed"),
        ("published", f"{figures:,} figures ({unknown:,} suppressed{most}) in exports/"),
        *(() if is_archive else (look,)),
    ]


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {word}" for word, count in counts.items())


if __name__ == "__main__":
    raise SystemExit(main())
