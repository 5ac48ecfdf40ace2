"""Stage the documents of seeds/reference/documents.csv into seeds/staged/lines.csv.

One CSV row per printed line: document_id, line_no, line_kind, page_no, table_no, line_text (the
line exactly as printed, cells separated by tabs), and of a workbook the sheet and the cell in which
the line begins. Nothing is interpreted and nothing is lost: the texts of the rows of a text, joined
with line feeds, are the document to the last byte; a byte order mark or carriage returns stay in
the lines. Of a workbook each cell of each sheet is read, or the sheet is named as left out.

    python scripts/stage.py           write the staged seed
    python scripts/stage.py --check   compare it with the documents, write nothing
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import re
import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path

import machine
from parse import Form, Line, StagingError, parse
from refusals import StagingErrors
from workbook import SUFFIXES, Layout, SheetForm, read

from seeds import check_seeds, csv_field, csv_text, read_seed

# Control characters have no place in a text, those of Latin-1 in UTF-8 neither; tab, line feed,
# form feed and carriage return have, and a line end of Latin-1 (U+0085) is told as one.
NOT_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]|\xc2[\x80-\x84\x86-\x9f]")
PROJECT = Path(__file__).resolve().parent.parent
STAGED = Path("staged", "lines.csv")
COLUMNS = (
    *("document_id", "line_no", "line_kind", "page_no", "table_no", "line_text"),
    *("sheet_name", "sheet_cell"),
)


def read_document(path: Path, sha256: str) -> bytes:
    """Return a document's bytes.

    Raises:
        StagingError: the file is missing, or is not the registered one.
    """
    if not path.is_file():
        raise StagingError(
            path.name,
            "no such file",
            f"the document in {path.parent.name}/, as documents.csv names it",
            "put the file there, or take its row out of documents.csv",
        )
    content = path.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise StagingError(
            path.name,
            f"a file with sha256 {found}",
            f"the registered document, sha256 {sha256 or '(none registered)'}",
            "restore the document (git checkout); if it is a new extraction, register it as a "
            "document of its own (make edition)",
        )
    return content


def lines_of(where: str, content: bytes, layout: Layout) -> list[Line]:
    """Return the lines of a document: a workbook by its file's name, else a text.

    Raises:
        StagingError: it is no such file, or cannot be read.
    """
    if where.lower().endswith(SUFFIXES):
        return read(where, content, layout)
    return parse(where, decode(where, content), layout.forms)


def decode(where: str, content: bytes) -> str:
    """Return the text of a file's bytes.

    Raises:
        StagingError: the file is empty, binary or not UTF-8.
    """
    if not content.strip():
        raise StagingError(
            where,
            f"an empty file ({len(content)} bytes)",
            "the text of a document",
            "copy or extract the document again",
        )
    if binary := NOT_TEXT.search(content):
        raise StagingError(
            where,
            f"byte 0x{binary[0].hex()}: the file is binary",
            "a text file in UTF-8, without control characters",
            "if it is a workbook, name it .xlsx; if it is a PDF, extract its text with tabs "
            "between cells; if it is UTF-16, convert it to UTF-8; take a single control character "
            "out",
            content.count(b"\n", 0, binary.start()) + 1,
        )
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise StagingError(
            where,
            f"byte 0x{content[error.start]:02x}, which is not UTF-8",
            "a text file in UTF-8",
            "convert the file to UTF-8 and register it again (make edition)",
            content.count(b"\n", 0, error.start) + 1,
        ) from None


def stage(seeds: Path) -> str:
    """Return the staged seed of all registered documents as CSV text.

    Raises:
        StagingError: as `staged`.
    """
    return "".join(staged(seeds))


def staged(seeds: Path) -> Iterator[str]:
    """Return the staged seed piece by piece: the header, then each document's lines.

    Raises:
        StagingError: the seeds cannot be read, or files and their registration do not fit.
        StagingErrors: every place of every document that cannot be staged.
    """
    check_seeds(seeds)
    documents = read_seed(seeds / "reference" / "documents.csv")
    _expect_registered(seeds / "documents", {document["file_name"] for document in documents})
    layout = read_layout(seeds)
    yield csv_text([COLUMNS])
    errors = []
    for document in documents:
        path = seeds / "documents" / document["file_name"]
        try:
            lines = lines_of(path.name, read_document(path, document["sha256"]), layout)
        except StagingError as error:
            errors.append(error)
        else:
            yield lines_text(document["document_id"], lines)
    if errors:
        raise StagingErrors(errors)


def lines_text(document_id: str, lines: Iterable[Line]) -> str:
    """Return a document's lines as rows of the staged seed; numbers need no quotes."""
    key = csv_field(document_id)
    return "".join(
        f"{key},{line.line_no},{line.line_kind},{line.page_no},{line.table_no or ''},"
        f"{csv_field(line.line_text)},{csv_field(line.sheet_name)},{line.sheet_cell}\n"
        for line in lines
    )


def read_forms(seeds: Path) -> list[Form]:
    """Return the word forms of lines from line_forms.csv, in its order."""
    return [
        Form(
            row["line_kind"],
            re.compile(row["pattern"]),
            re.compile(row["near_pattern"]) if row["near_pattern"] else None,
            row["reason"],
        )
        for row in read_seed(seeds / "reference" / "line_forms.csv")
    ]


def read_layout(seeds: Path) -> Layout:
    """Return what the seeds say of lines, sheets and months."""
    sheets = read_seed(seeds / "reference" / "workbook_sheets.csv")
    headings = read_seed(seeds / "reference" / "column_labels.csv")
    months = {int(row["month_no"]): row["printed_label"] for row in headings if row["month_no"]}
    return Layout(
        read_forms(seeds),
        [SheetForm(re.compile(row["sheet_pattern"]), row["reads"]) for row in sheets],
        [months[number] for number in sorted(months)],
    )


def _expect_registered(folder: Path, file_names: set[str]) -> None:
    """Every file of the folder is a document; a hidden one is an editor's or the system's."""
    errors = []
    for name in sorted(file_names):
        if name.startswith("."):
            error = StagingError(
                "documents.csv",
                f"a document in a hidden file, {name}",
                "a file that everyone sees: a build does not look whether a hidden one has changed",
                "give the file a name without the point in front, here and in the folder",
            )
            errors.append(error)
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.name not in file_names and not path.name.startswith("."):
            file = shlex.quote(f"seeds/{folder.name}/{path.name}")
            error = StagingError(
                path.name,
                f"a file in {folder.name}/ that is not registered",
                "a row of documents.csv that names it",
                f"run `make edition FILE={file}`, or take the file away",
            )
            errors.append(error)
    if errors:
        raise StagingErrors(errors)


def check(seeds: Path) -> None:
    """Compare the staged seed with the documents without writing.

    Raises:
        StagingError: they differ; names the first staged line that does.
    """
    path = seeds / STAGED
    # Decoded here: reading as text would change carriage returns.
    committed = path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
    expected = stage(seeds)
    pairs = itertools.zip_longest(committed.split("\n"), expected.split("\n"))
    for line_no, pair in enumerate(pairs, 1):
        if pair[0] != pair[1]:
            found, right = ("the end of the file" if one is None else repr(one) for one in pair)
            raise StagingError(
                "seeds/staged/lines.csv",
                found,
                f"{right}, as the documents give it: the staged seed is never edited by hand",
                "run `make stage` and look at `git diff seeds/staged`",
                line_no,
            )


def write(seeds: Path) -> None:
    """Stage all documents and replace the staged seed, only if every document could be staged."""
    path = seeds / STAGED
    path.parent.mkdir(exist_ok=True)
    partial = path.with_suffix(".partial")
    try:
        with partial.open("w", encoding="utf-8", newline="") as file:
            file.writelines(staged(seeds))
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def main() -> int:
    """Run the command line; 0 when the seed is (or now is) what the documents give."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--check", action="store_true", help="compare, write nothing")
    options.add_argument("--wait", action="store_true", help="until no other command writes here")
    arguments = options.parse_args()

    def command() -> None:
        if not arguments.check:
            machine.take(PROJECT, wait=arguments.wait)
        (check if arguments.check else write)(PROJECT / "seeds")

    return machine.run(command, "Staging stopped")


if __name__ == "__main__":
    raise SystemExit(main())
