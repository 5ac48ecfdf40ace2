"""Pack the exports as a release: one archive with its version, checksums and what is new, in words.

The archive holds a folder `<name>-<version>` with the exports, CHANGES.md for readers and the
digests of all files. The same exports, with the same former release, give the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import duckdb

from export.about import NAME, templates, words_of
from export.files import CHECKSUMS
from export.marts import LANGUAGES
from export.release_diff import LINES, Change, changed_tables

FOLDER = Path(__file__).parent
PACKAGE, CHANGES = "datapackage.json", "CHANGES.md"
# An archive keeps a day for each file: no build may put its own there.
DAY = (1980, 1, 1, 0, 0, 0)
READABLE = 0o644 << 16


# The words of each kind of change.
SENTENCES = {kind: f"change_{kind}" for kind in LINES}


class ReleaseError(Exception):
    """What is given is no release, in words."""


def pack(exports: Path, former: Path | None, folder: Path) -> Path:
    """Write the archive of the exports, and beside it what is new and its digest.

    `former` is the folder or the archive of the release before, if there is one.

    Raises:
        ReleaseError: one of them holds no exports.
    """
    version = _package(exports)["version"]
    with tempfile.TemporaryDirectory() as unpacked:
        before = _unpacked(former, Path(unpacked)) if former else None
        _package(before or exports)
        page = changes_in_words(before, exports)
    files = {
        file.relative_to(exports).as_posix(): file.read_bytes()
        for file in sorted(exports.rglob("*"))
        if file.is_file() and file.name != CHECKSUMS
    }
    files[CHANGES] = page.encode()
    digests = [f"{hashlib.sha256(held).hexdigest()}  {name}\n" for name, held in files.items()]
    files[CHECKSUMS] = "".join(digests).encode()
    folder.mkdir(parents=True, exist_ok=True)
    archive = folder / f"{NAME}-{version}.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, held in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{archive.stem}/{name}", DAY)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, READABLE
            entry.create_system = 3
            opened.writestr(entry, held)
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    archive.with_suffix(".zip.sha256").write_text(f"{digest}  {archive.name}\n", encoding="utf-8")
    archive.with_suffix(".md").write_text(page, encoding="utf-8")
    return archive


def changes_in_words(former: Path | None, exports: Path) -> str:
    """Return the page for readers: what changed since the former release, in sentences."""
    tables = list(changed_tables(former, exports)) if former else []
    titles = (_titles(former) if former else {}) | _titles(exports)
    pages = []
    for language in LANGUAGES:
        words = words_of(FOLDER / "words.toml", language)
        lines = [
            (f"{titles[name][language]} (`{name}`)", [_sentence(words, one) for one in changes])
            for name, changes in tables
        ]
        pages.append((words, lines))
    return (
        templates(FOLDER)
        .get_template(f"{CHANGES}.jinja")
        .render(
            pages=pages,
            version=_package(exports)["version"],
            former=f"{NAME} {_package(former)['version']}" if former else "",
        )
    )


def _sentence(words: dict[str, str], change: Change) -> str:
    return words[SENTENCES[change.kind]].format(**change.said)


def _titles(folder: Path) -> dict[str, dict[str, str]]:
    """Return the titles of a folder's tables by language; a former one may have English only."""
    return {
        one["name"]: {"en": one["title"], "nb": one.get("titleNorwegian", one["title"])}
        for one in _package(folder)["resources"]
    }


def _package(folder: Path) -> dict[str, Any]:
    """Return the data package's descriptor of a folder of exports.

    Raises:
        ReleaseError: there is none, or it is damaged.
    """
    file = folder / PACKAGE
    if not file.exists():
        raise ReleaseError(
            f"no exports\n  found:    {folder} without {PACKAGE}\n"
            "  expected: a folder of exports, or the archive of a release\n"
            "  next:     make build, or name another with OLD=..."
        )
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ReleaseError(
            f"{PACKAGE} cannot be read\n  found:    {file}, {error}\n"
            "  expected: the file that a build wrote\n  next:     make rebuild, or name another"
        ) from error


def _unpacked(former: Path, folder: Path) -> Path:
    """Return the folder of a former release, unpacked where it is an archive.

    Raises:
        ReleaseError: it is a file and no archive.
    """
    if former.is_dir() or not former.exists():
        return former
    try:
        with zipfile.ZipFile(former) as opened:
            opened.extractall(folder)
    except zipfile.BadZipFile as error:
        raise ReleaseError(
            f"no archive\n  found:    {former}, which cannot be unpacked ({error})\n"
            "  expected: a folder of exports, or the archive of a release\n"
            "  next:     name another with OLD=..."
        ) from error
    held = sorted(folder.rglob(PACKAGE))
    return held[0].parent if held else former


def main(arguments: list[str] | None = None) -> int:
    """Pack the exports; 0 when the archive is written."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("exports", type=Path, help="the folder of exports")
    parser.add_argument("folder", type=Path, help="where the archive is written")
    parser.add_argument("--former", type=Path, help="folder or archive of the release before")
    given = parser.parse_args(arguments)
    try:
        archive = pack(given.exports, given.former, given.folder)
    except (ReleaseError, OSError, duckdb.Error) as error:
        print(f"release: {error}", file=sys.stderr)
        return 1
    print(f"{archive} and what is new in it: {archive.with_suffix('.md')}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
