"""Stage the documents of seeds/reference/documents.csv into seeds/staged/lines.csv.

One CSV row per printed line: document_id, line_no, line_kind, page_no, table_no, line_text (the
line exactly as printed, cells separated by tabs). Nothing is interpreted and nothing is lost:
the texts of a document's rows, joined with line feeds, are the document.

    python scripts/stage.py           write the staged seed
    python scripts/stage.py --check   compare it with the documents, write nothing
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import re
import sys
from pathlib import Path

from parse import Form, Line, StagingError, parse

PROJECT = Path(__file__).resolve().parent.parent
COLUMNS = ("document_id", "line_no", "line_kind", "page_no", "table_no", "line_text")


def read_seed(path: Path) -> list[dict[str, str]]:
    """Return the rows of a reference seed, all values as text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_document(path: Path, sha256: str) -> str:
    """Return a document's text.

    Raises:
        StagingError: the file is missing, is not the registered one, or is not UTF-8.
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
            "document of its own in seeds/reference/documents.csv",
        )
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise StagingError(
            path.name,
            f"byte 0x{content[error.start]:02x}, which is not UTF-8",
            "a text file in UTF-8",
            "convert the file to UTF-8 and register its new sha256",
            content.count(b"\n", 0, error.start) + 1,
        ) from None


def stage(seeds: Path) -> str:
    """Return the staged seed of all registered documents as CSV text.

    Raises:
        StagingError: for the first document that cannot be staged.
    """
    forms = [
        Form(row["line_kind"], re.compile(row["pattern"]))
        for row in read_seed(seeds / "reference" / "line_forms.csv")
    ]
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(COLUMNS)
    seen: set[str] = set()
    for document in read_seed(seeds / "reference" / "documents.csv"):
        document_id = document["document_id"]
        if document_id in seen:
            raise StagingError(
                "documents.csv",
                f"two documents with the id {document_id!r}",
                "one row per document",
                "give one of them another document_id",
            )
        seen.add(document_id)
        path = seeds / "documents" / document["file_name"]
        text = read_document(path, document["sha256"])
        writer.writerows(_row(document_id, line) for line in parse(path.name, text, forms))
    return output.getvalue()


def _row(document_id: str, line: Line) -> tuple[object, ...]:
    return (
        document_id,
        line.line_no,
        line.line_kind,
        line.page_no,
        line.table_no,
        line.line_text,
    )


def check(seeds: Path) -> None:
    """Compare the staged seed with the documents without writing.

    Raises:
        StagingError: they differ; names the first staged line that does.
    """
    path = seeds / "staged" / "lines.csv"
    committed = path.read_text(encoding="utf-8") if path.is_file() else ""
    staged = stage(seeds)
    if committed == staged:
        return
    pairs = zip(committed.split("\n"), staged.split("\n"), strict=False)
    line_no = next(
        (number for number, (old, new) in enumerate(pairs, 1) if old != new),
        min(committed.count("\n"), staged.count("\n")) + 1,
    )
    raise StagingError(
        "seeds/staged/lines.csv",
        "another content than the documents give",
        "the output of scripts/stage.py: staged seeds are never edited by hand",
        "run `python scripts/stage.py` and look at `git diff seeds/staged`",
        line_no,
    )


def write(seeds: Path) -> None:
    """Stage all documents and replace the staged seed, only if every document could be staged."""
    path = seeds / "staged" / "lines.csv"
    staged = stage(seeds)
    path.parent.mkdir(exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_text(staged, encoding="utf-8", newline="")
    partial.replace(path)


def main() -> int:
    """Run the command line; 0 when the seed is (or now is) what the documents give."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--check", action="store_true", help="compare, write nothing")
    arguments = options.parse_args()
    try:
        (check if arguments.check else write)(PROJECT / "seeds")
    except StagingError as error:
        print(f"Staging stopped: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
