"""Write the marts of a working database as files for all kinds of readers.

Names, order of columns, keys, units and descriptions come from dbt's manifest, so that nothing is
typed twice. Rows are ordered by the mart's primary key, in CSV after the few that tell what columns
hold: the same database gives the same bytes (the DuckDB file and dbt's page: the same content).
"""

from __future__ import annotations

import gc
import json
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import duckdb
import machine
from unchanged import digest_of_file

from export import cubes, docs, excel, functions, jsonstat, package, px, tidy
from export.about import About, Published
from export.marts import SCHEMA, Column, Mart

# Readable by DuckDB 1.2 and later.
STORAGE_VERSION = "v1.2.0"
DATABASE = "nav_tiltak.duckdb"
# What the engine may take of the memory for an archive; what does not fit goes to the disk.
ARCHIVE_MEMORY = "6GB"
# What queries have let go of is given back soon: other processes work beside.
GIVES_BACK = {
    "allocator_flush_threshold": "32MB",
    "allocator_bulk_deallocation_flush_threshold": "32MB",
}
CHECKSUMS = "sha256sums"
SCRIPTS = Path(__file__).resolve().parents[1]
# Of so many rows the reader of CSV that looks at the fewest guesses types (polars: a hundred).
GUESSED_FROM = 50
# What was measured last: dated, and not made by a build.
MEASURED = (
    *("benchmark.csv", "scale.csv", "engines.csv", "cluster.csv"),
    *("cold_start.csv", "made_damage.csv"),
)

# The view of one row that says what a database is: what of `About` it holds, and what that is.
ABOUT = {
    "title": "What the figures are of.",
    "version": "Version of the release, as datapackage.json states it.",
    "updated_on": "Day of the newest document: of its update, else its last month.",
    "citation": "How to cite.",
    "licence": "Licence that the documents state, by SPDX; NOASSERTION where they state none.",
}


def export(
    database: Path, marts: list[Mart], target: Path, folder: Path, *, tables_only: bool = False
) -> None:
    """Write all marts into a folder, replacing its former content only when all are written.

    `target` is where dbt left its documentation. With `tables_only` Parquet and DuckDB are written
    only: an archive has no room for text and what people read.
    """
    write(database, marts, target, partial(folder), tables_only=tables_only)
    replace_folder(partial(folder), folder)


def partial(folder: Path) -> Path:
    """Return the folder beside a folder in which its next content is written."""
    return folder.with_name(folder.name + ".partial")


def start(database: Path, marts: list[Mart], target: Path, folder: Path) -> subprocess.Popen[bytes]:
    """Start a process that writes all marts into the partial folder of a folder.

    Its exit code is 0 when all is written; otherwise its standard error says why it is not.
    """
    paths = (database, target, partial(folder))
    return _process(marts, "export.files", *paths, stderr=subprocess.PIPE)


def write(
    database: Path, marts: list[Mart], target: Path, folder: Path, *, tables_only: bool = False
) -> None:
    """Write all marts into a folder, emptied before, and what is said of them; then the digests.

    Raises:
        RuntimeError: a page of the report could not be written; its process has said why.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    config = {"memory_limit": ARCHIVE_MEMORY} if tables_only else GIVES_BACK
    with duckdb.connect(database, read_only=True, config=config) as connection:
        if tables_only:
            write_tables(connection, marts, folder, with_csv=False)
        else:
            write_for_people(connection, database, marts, folder)
        version = About(connection, "en").version
    docs.write(target, folder / "docs", version)
    write_checksums(folder)


def write_for_people(
    connection: duckdb.DuckDBPyConnection, database: Path, marts: list[Mart], folder: Path
) -> None:
    """Write the marts for all kinds of readers, while other processes write the pages.

    The page to explore takes most memory: it comes when the tables are written, and a build has
    ended the tests that take as much.
    """
    report = folder / "report"
    report.mkdir()
    pages = [_process(marts, "report.page", database, report)]
    write_tables(connection, marts, folder)
    pages.append(_process(marts, "report.explore", database, report))
    published = Published(connection, marts)
    held = cubes.cubes_of(published)
    jsonstat.write(held, folder / "jsonstat")
    px.write(held, folder / "px")
    # Its functions answer what the workbook is asked.
    connection.execute(f"attach '{folder / DATABASE}' as exported (read_only)")
    excel.write(published, held, folder / "excel" / "nav_tiltak.xlsx")
    connection.execute("detach exported")
    tidy.write(published, folder / "tidy")
    package.write(published, held, folder)
    (folder / "measured").mkdir()
    for name in MEASURED:
        shutil.copy(SCRIPTS / "measure" / name, folder / "measured")
    for page in pages:
        if page.wait():
            raise RuntimeError(machine.ended("the writing of the pages", page.returncode))


def _process(
    marts: list[Mart], module: str, *paths: Path, stderr: int | None = None
) -> subprocess.Popen[bytes]:
    """Start a module that reads what is published from its first path, and lives with this process.

    Its standard input is a pipe that nothing is written to, and that ends when this process does.
    Its time zone is that of no place: charts put years where they begin by the clock of the place.
    """
    with tempfile.TemporaryFile() as file:
        pickle.dump(marts, file)
        file.seek(0)
        held = f"/dev/fd/{file.fileno()}"
        command = [sys.executable, "-m", module, held, *(str(path.resolve()) for path in paths)]
        return subprocess.Popen(
            command,
            cwd=SCRIPTS,
            env=os.environ | {"TZ": "UTC"},
            stdin=subprocess.PIPE,
            stderr=stderr,
            pass_fds=[file.fileno()],
        )


def write_tables(
    connection: duckdb.DuckDBPyConnection,
    marts: list[Mart],
    folder: Path,
    *,
    with_csv: bool = True,
) -> None:
    """Write every mart into a DuckDB database, and from there as Parquet and as CSV.

    Rows are sorted once, into the database, whose tables keep their order. It carries comments and
    keys, each table by its name alone too, and functions for people; each Parquet file its own
    description.
    """
    for part in ("csv", "parquet") if with_csv else ("parquet",):
        (folder / part).mkdir()
    said = About(connection, "en")
    working = connection.execute("select current_database()").fetchone()[0]
    connection.execute(
        f"attach '{folder / DATABASE}' as exported "
        f"(read_write, storage_version '{STORAGE_VERSION}')"
    )
    connection.execute(f"create schema exported.{SCHEMA}")
    for mart in marts:
        table = f"exported.{SCHEMA}.{mart.name}"
        # One transaction: else each comment is written to the disk by itself.
        connection.execute("begin")
        connection.execute(f"create table {table} ({_declared(mart, with_key=with_csv)})")
        connection.execute(f"insert into {table} {mart.ordered()}")
        _comment(connection, mart, "table", table)
        connection.execute("commit")
        if with_csv:
            file = folder / "csv" / f"{mart.name}.csv"
            rows = _telling_rows_first(connection, table, mart)
            connection.execute(f"copy ({rows}) to '{file}' (format csv, header true)")
        file = folder / "parquet" / f"{mart.name}.parquet"
        connection.execute(
            f"copy (select {', '.join(map(_computable, mart.columns))} from {table}) to '{file}' "
            f"(format parquet, compression zstd, kv_metadata {{{_metadata(mart, said)}}})"
        )
    # In `use`, so that views and functions name no catalog: the file may be opened by any name.
    connection.execute("use exported")
    connection.execute("begin")
    for mart in marts:
        connection.execute(f"create view {mart.name} as select * from {SCHEMA}.{mart.name}")
        _comment(connection, mart, "view", mart.name)
    functions.create(connection, marts)
    _describe_itself(connection, said)
    connection.execute("commit")
    connection.execute(f'use "{working}"')
    connection.execute("detach exported")


def _declared(mart: Mart, *, with_key: bool) -> str:
    """Return the columns of a mart with their types, which are never empty, and its key."""
    columns = [
        f"{column.name} {column.data_type}{' not null' if column.is_required else ''}"
        for column in mart.columns
    ]
    # The index of a key stays in memory, which an archive has no room for.
    key = [f"primary key ({', '.join(mart.key)})"] if with_key else []
    return ", ".join(columns + key)


def _comment(connection: duckdb.DuckDBPyConnection, mart: Mart, kind: str, relation: str) -> None:
    """Describe a table or a view, and its columns, as the mart is described."""
    connection.execute(f"comment on {kind} {relation} is {_quoted(mart.description)}")
    for column in mart.columns:
        words = column.description + (f" Unit: {column.unit}." if column.unit else "")
        connection.execute(f"comment on column {relation}.{column.name} is {_quoted(words)}")


def _describe_itself(connection: duckdb.DuckDBPyConnection, said: About) -> None:
    """Create the view that says which version of what this database is."""
    columns = (f"{_quoted(getattr(said, name))} as {name}" for name in ABOUT)
    connection.execute(f"create view about as select {', '.join(columns)}")
    connection.execute("comment on view about is 'One row: what this database is.'")
    for name, words in ABOUT.items():
        connection.execute(f"comment on column about.{name} is {_quoted(words)}")


def _computable(column: Column) -> str:
    """Return a column as Parquet gives it: pandas computes with doubles and times.

    Of decimals and dates it makes objects of Python's.
    """
    types = {"date": "timestamp", "decimal": "double"}
    kind = types.get(column.data_type.split("(")[0], column.data_type)
    return f"cast({column.name} as {kind}) as {column.name}"


def _telling_rows_first(connection: duckdb.DuckDBPyConnection, table: str, mart: Mart) -> str:
    """Return the query of a table's rows whose first rows tell what each column holds.

    Readers of CSV guess the type of a column from its first rows: a column that begins with digits,
    or with nothing, and holds text further down they refuse or misread. Rows that tell come first
    where the first rows do not; the others follow in the order of the key.
    """
    tell = [
        f"coalesce(min(rowid) filter (try_cast({column.name} as double) is null "
        f"and {column.name} is not null), min(rowid) filter ({column.name} is not null))"
        if column.data_type == "varchar"
        else f"min(rowid) filter ({column.name} is not null)"
        for column in mart.columns
    ]
    (found,) = connection.execute(f"select {', '.join(tell)} from {table}").fetchall()
    late = sorted({row for row in found if row is not None and row >= GUESSED_FROM})
    first = f"rowid not in ({', '.join(map(str, late))}), " if late else ""
    return f"select * from {table} order by {first}rowid"


def _metadata(mart: Mart, said: About) -> str:
    columns = {
        column.name: {"description": column.description, "unit": column.unit}
        for column in mart.columns
    }
    described = {
        "title": mart.title(),
        "description": mart.description,
        "licence": said.licence,
        "version": said.version,
        "primary_key": ", ".join(mart.key),
        "row_order": "by the primary key",
        "columns": json.dumps(columns, ensure_ascii=False),
        "pandas": json.dumps(_for_pandas(mart)),
    }
    return ", ".join(f"{name}: {_quoted(text)}" for name, text in described.items())


def _for_pandas(mart: Mart) -> dict[str, Any]:
    """Return which columns pandas takes for true, false or NA, and not for objects."""
    booleans = [column.name for column in mart.columns if column.data_type == "boolean"]
    of_boolean = {"pandas_type": "bool", "numpy_type": "boolean", "metadata": None}
    columns = [{"name": name, "field_name": name} | of_boolean for name in booleans]
    return {"index_columns": [], "column_indexes": [], "columns": columns}


def write_checksums(folder: Path) -> None:
    """Write the digests of all files whose bytes are the same in every build."""
    lines = [
        f"{digest_of_file(file)}  {file.relative_to(folder).as_posix()}\n"
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name not in (DATABASE, CHECKSUMS)
    ]
    (folder / CHECKSUMS).write_text("".join(lines), encoding="utf-8")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def recover(folder: Path) -> None:
    """Put the former folder back where a kill between two renames left none."""
    former = folder.with_name(folder.name + ".former")
    if former.exists() and not folder.exists():
        former.rename(folder)


def replace_folder(finished: Path, folder: Path, *files: tuple[Path, Path]) -> None:
    """Put a finished folder in the place of the former one, then finished files in theirs.

    Raises:
        OSError: one of them cannot be put there; the former folder is back.
    """
    former = folder.with_name(folder.name + ".former")
    shutil.rmtree(former, ignore_errors=True)
    if folder.exists():
        folder.rename(former)
    try:
        finished.rename(folder)
        for file, place in files:
            # The log that a killed writer of the former database left fits no other.
            place.with_name(f"{place.name}.wal").unlink(missing_ok=True)
            file.replace(place)
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        recover(folder)
        raise
    shutil.rmtree(former, ignore_errors=True)


def main() -> int:
    """Do what `start` asks for; 0 when all is written."""
    gc.disable()
    machine.live_with_parent()
    marts, database, target, folder = map(Path, sys.argv[1:])
    try:
        write(database, pickle.loads(marts.read_bytes()), target, folder)
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(machine.run(main, "the export"))
