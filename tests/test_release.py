"""`make release`: one archive of the exports with checksums, and what is new in sentences."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from pathlib import Path

import duckdb
import pytest
from conftest import Workspace
from export import release

FORMER = "0.1.0"


@pytest.fixture(scope="module")
def exports(built: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a few of the exports: what a release reads, and a file of any kind."""
    folder = tmp_path_factory.mktemp("release") / "exports"
    (folder / "parquet").mkdir(parents=True)
    shutil.copy(built.folder / "exports" / "README.md", folder)
    package = json.loads((built.folder / "exports" / release.PACKAGE).read_bytes())
    package["resources"] = [one for one in package["resources"] if one["name"] in TABLES]
    (folder / release.PACKAGE).write_text(json.dumps(package), encoding="utf-8")
    for name in TABLES:
        shutil.copy(built.folder / "exports" / "parquet" / f"{name}.parquet", folder / "parquet")
    return folder


TABLES = ("dim_series", "headline")


@pytest.fixture
def former(exports: Path, tmp_path: Path) -> Path:
    """Return a former release, as an archive, of which a figure was another."""
    folder = tmp_path / "former"
    shutil.copytree(exports, folder)
    package = json.loads((folder / release.PACKAGE).read_bytes())
    package["version"] = FORMER
    del package["resources"][0]
    for one in package["resources"]:
        one.pop("titleNorwegian")
    (folder / release.PACKAGE).write_text(json.dumps(package), encoding="utf-8")
    file = folder / "parquet" / "headline.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"create table held as from '{file}'")
        connection.execute(
            f"copy (select * replace (if(obs_value = 75412, 75413, obs_value) as obs_value) "
            f"from held) to '{file}' (format parquet)"
        )
    return release.pack(folder, None, tmp_path / "releases")


def test_archive_holds_the_exports_with_their_digests(exports: Path, tmp_path: Path) -> None:
    archive = release.pack(exports, None, tmp_path)
    version = json.loads((exports / release.PACKAGE).read_bytes())["version"]
    assert archive.name == f"nav_tiltak-{version}.zip"
    digest, name = archive.with_suffix(".zip.sha256").read_text(encoding="utf-8").split()
    assert (digest, name) == (hashlib.sha256(archive.read_bytes()).hexdigest(), archive.name)
    with zipfile.ZipFile(archive) as opened:
        held = {name.split("/", 1)[1]: opened.read(name) for name in opened.namelist()}
        assert {name.split("/")[0] for name in opened.namelist()} == {archive.stem}
    sums = held.pop("sha256sums").decode().splitlines()
    assert {name: digest for digest, name in (line.split("  ") for line in sums)} == {
        name: hashlib.sha256(content).hexdigest() for name, content in held.items()
    }
    page = held.pop("CHANGES.md").decode()
    assert held == {
        path.relative_to(exports).as_posix(): path.read_bytes()
        for path in exports.rglob("*")
        if path.is_file()
    }
    assert page == archive.with_suffix(".md").read_text(encoding="utf-8")
    assert "Det er ingen tidligere utgivelse" in page
    assert "There is no former release" in page


def test_what_is_new_is_said_in_sentences(exports: Path, former: Path, tmp_path: Path) -> None:
    """In both languages, against an archive or a folder alike."""
    page = release.pack(exports, former, tmp_path).with_suffix(".md").read_text(encoding="utf-8")
    norwegian, english = page.split("\n# What is new in ")
    assert norwegian.splitlines() == [
        "# Hva som er nytt i nav_tiltak 0.2.0",
        "",
        f"Sammenlignet med nav_tiltak {FORMER}, tabell for tabell.",
        "",
        "## Harmoniserte serier (`dim_series`)",
        "",
        "- Tabellen er ny.",
        "",
        "## Hovedtall, samme måned (`headline`)",
        "",
        "- Verdier som er endret i kolonnen `obs_value`: 1.",
        "- Blant dem `obs_value` for 2014-02-01 _T _T _T: fra 75413 til 75412.",
    ]
    assert "- The table is new." in english
    assert "- Among them `obs_value` of 2014-02-01 _T _T _T: from 75413 to 75412." in english
    with zipfile.ZipFile(former) as opened:
        opened.extractall(tmp_path / "unpacked")
    folder = tmp_path / "unpacked" / former.stem
    assert release.changes_in_words(folder, exports) == page


def test_nothing_new_is_said_too(exports: Path) -> None:
    page = release.changes_in_words(exports, exports)
    assert "Ingen tabell er endret." in page
    assert "No table has changed." in page


def test_every_kind_of_change_has_its_sentence() -> None:
    for language in release.LANGUAGES:
        words = release.words_of(release.FOLDER / "words.toml", language)
        assert {word.removeprefix("change_") for word in words if word.startswith("change_")} == {
            *release.LINES
        }


def test_the_same_exports_give_the_same_bytes(exports: Path, former: Path, tmp_path: Path) -> None:
    one, other = (release.pack(exports, former, tmp_path / name) for name in ("one", "other"))
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("given", ["a folder", "a file", "nothing"])
def test_what_is_no_release_is_named(
    given: str, exports: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "former"
    if given == "a folder":
        path.mkdir()
    elif given == "a file":
        path.write_text("no archive", encoding="utf-8")
    assert release.main([str(exports), str(tmp_path / "to"), "--former", str(path)]) == 1
    said = capsys.readouterr().err
    assert str(path) in said
    assert "expected: a folder of exports, or the archive of a release" in said
    assert "next:" in said
    assert not (tmp_path / "to").exists()


def test_a_damaged_release_is_named(
    exports: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "former"
    shutil.copytree(exports, folder)
    (folder / "parquet" / "headline.parquet").write_bytes(b"PAR1")
    for damage, said in (("parquet", "headline.parquet"), ("package", "cannot be read")):
        if damage == "package":
            (folder / release.PACKAGE).write_text("{", encoding="utf-8")
        assert release.main([str(exports), str(tmp_path / "to"), "--former", str(folder)]) == 1
        assert said in capsys.readouterr().err
