"""Write the marts of a working database as files for all kinds of readers.

Names, order of columns, keys, units and descriptions come from dbt's manifest, so that nothing is
typed twice. Rows are ordered by the mart's primary key: the same database gives the same bytes
(the DuckDB file and dbt's page: the same content).
"""

from __future__ import annotations

import gc
import json
import pickle
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
from unchanged import digest_of_file

from export import docs, excel, functions, jsonstat, package
from export.about import About, Published
from export.marts import LANGUAGES, SCHEMA, Mart

# Readable by DuckDB 1.2 and later.
STORAGE_VERSION = "v1.2.0"
DATABASE = "nav_tiltak.duckdb"
# What the engine may take of the memory for an archive; what does not fit goes to the disk.
ARCHIVE_MEMORY = "6GB"
CHECKSUMS = "sha256sums"
SCRIPTS = Path(__file__).resolve().parents[1]
# What was measured last (benchmark, scale, test-spark): dated, and not made by a build.
MEASURED = ("benchmark.csv", "scale.csv", "engines.csv")


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
    return _process(marts, ["export.files"], *paths, stderr=subprocess.PIPE)


def write(
    database: Path, marts: list[Mart], target: Path, folder: Path, *, tables_only: bool = False
) -> None:
    """Write all marts into a folder, emptied before, and what is said of them; then the digests.

    Raises:
        RuntimeError: a page of the report could not be written; its process has said why.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    config = {"memory_limit": ARCHIVE_MEMORY} if tables_only else {}
    with duckdb.connect(database, read_only=True, config=config) as connection:
        if tables_only:
            write_tables(connection, marts, folder, with_csv=False)
        else:
            write_for_people(connection, database, marts, folder)
    docs.write(target, folder / "docs")
    write_checksums(folder)


def write_for_people(
    connection: duckdb.DuckDBPyConnection, database: Path, marts: list[Mart], folder: Path
) -> None:
    """Write the marts for all kinds of readers, while a process per language draws the report."""
    (folder / "report").mkdir()
    pages = [
        _process(marts, ["report.page", language], database, folder / "report")
        for language in LANGUAGES
    ]
    write_tables(connection, marts, folder)
    published = Published(connection, marts)
    jsonstat.write(published, folder / "jsonstat")
    excel.write(published, folder / "excel" / "nav_tiltak.xlsx")
    package.write(published, folder)
    (folder / "measured").mkdir()
    for name in MEASURED:
        shutil.copy(SCRIPTS / "measure" / name, folder / "measured")
    if any([page.wait() for page in pages]):
        raise RuntimeError("the report page could not be written")


def _process(
    marts: list[Mart], module: list[str], *paths: Path, stderr: int | None = None
) -> subprocess.Popen[bytes]:
    """Start a module that reads what is published from its standard input."""
    command = [sys.executable, "-m", *module, *(str(path.resolve()) for path in paths)]
    with tempfile.TemporaryFile() as file:
        pickle.dump(marts, file)
        file.seek(0)
        return subprocess.Popen(command, cwd=SCRIPTS, stdin=file, stderr=stderr)


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
    licence = About(connection, "en").licence
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
            connection.execute(f"copy {table} to '{file}' (format csv, header true)")
        file = folder / "parquet" / f"{mart.name}.parquet"
        connection.execute(
            f"copy {table} to '{file}' "
            f"(format parquet, compression zstd, kv_metadata {{{_metadata(mart, licence)}}})"
        )
    # In `use`, so that views and functions name no catalog: the file may be opened by any name.
    connection.execute("use exported")
    connection.execute("begin")
    for mart in marts:
        connection.execute(f"create view {mart.name} as select * from {SCHEMA}.{mart.name}")
        _comment(connection, mart, "view", mart.name)
    functions.create(connection)
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


def _metadata(mart: Mart, licence: str) -> str:
    columns = {
        column.name: {"description": column.description, "unit": column.unit}
        for column in mart.columns
    }
    described = {
        "title": mart.title(),
        "description": mart.description,
        "licence": licence,
        "primary_key": ", ".join(mart.key),
        "columns": json.dumps(columns, ensure_ascii=False),
    }
    return ", ".join(f"{name}: {_quoted(text)}" for name, text in described.items())


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
            file.replace(place)
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        recover(folder)
        raise
    shutil.rmtree(former, ignore_errors=True)


def main() -> int:
    """Do what `start` asks for; 0 when all is written."""
    gc.disable()
    database, target, folder = map(Path, sys.argv[1:])
    try:
        write(database, pickle.load(sys.stdin.buffer), target, folder)
    except (OSError, duckdb.Error, RuntimeError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
