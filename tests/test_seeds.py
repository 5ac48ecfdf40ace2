"""Seeds are checked before anything runs: each damage is named by file, line and column.

Every damage is done to a copy of the seeds and met where a build meets it; a few, one of each kind,
by each command that a person types.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
import stage
from conftest import PROJECT, SEEDS, Workspace, files_of
from edition import proposals
from edition.document import Edition
from hypothesis import given
from hypothesis import strategies as st
from make_editions import EDITIONS
from parse import StagingError

from seeds import (
    Problem,
    SeedsError,
    check_seeds,
    described,
    problems_of,
    read_seed,
    read_table,
)

REFERENCE = SEEDS / "reference"
Change = Callable[[str], str | bytes]


def put(old: str, new: str) -> Change:
    """Return what puts another text in the place of one that stands there once or more."""

    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


def added(line: str) -> Change:
    return lambda text: f"{text}{line}\n"


def without_column(name: str) -> Change:
    def change(text: str) -> str:
        at = text.split("\n")[0].split(",").index(name)
        lines = [line.split(",") for line in text.removesuffix("\n").split("\n")]
        return "\n".join(",".join([*line[:at], *line[at + 1 :]]) for line in lines) + "\n"

    return change


def as_excel_saves(text: str) -> bytes:
    """With semicolons, in Windows-1252, with the line ends of Windows."""
    return text.replace(",", ";").replace("\n", "\r\n").encode("cp1252")


CONTENTS = {path.stem: path.read_bytes() for path in REFERENCE.glob("*.csv")}
LAST = {name: content.count(b"\n") for name, content in CONTENTS.items()}
SECTION = "Tiltaksgrupper,measure_group,"
OUTLIER = "tiltak_kjonn_2017,379,2,96,"
# What is wrong with the whole file: the seed, the damage, and what the message must say.
OF_FILES: dict[str, tuple[str, Change, list[str]]] = {
    "empty": ("sections", lambda _: b"", ["sections.csv found: an empty file (0 bytes)"]),
    "white space": ("sections", lambda _: b"\n\n", ["an empty file (2 bytes)"]),
    "a workbook": ("sections", lambda _: b"PK\x03\x04\x14", ["found: a workbook of Excel"]),
    "UTF-16": (
        "sections",
        lambda text: text.encode("utf-16"),
        ["sections.csv found: text in UTF-16, as Excel saves Unicode text", "save it as CSV"],
    ),
    "UTF-16 without a mark": (
        "series",
        lambda text: text.encode("utf-16-le"),
        ["series.csv found: text in UTF-16"],
    ),
    "Windows-1252": (
        "sections",
        lambda text: text.encode("cp1252"),
        [
            "sections.csv, line",
            "letters that are not UTF-8, as Excel saves them",
            "iconv -f cp1252",
        ],
    ),
    "read as Windows-1252 and saved as UTF-8": (
        "measures",
        lambda text: text.encode().decode("cp1252", "replace"),
        ["measures.csv, lines", "letters of UTF-8 that were read as Windows-1252", "git checkout"],
    ),
    "letters lost": (
        "sections",
        lambda text: text.encode("ascii", "replace").decode().replace("?", "\ufffd"),
        ["sections.csv, line", "the sign for a letter that was lost (U+FFFD)"],
    ),
    "byte order mark": (
        "sections",
        lambda text: "\ufeff" + text,
        ["sections.csv, line 1 found: a byte order mark, as Excel saves it", "sed -i"],
    ),
    "carriage returns": (
        "sections",
        lambda text: text.replace("\n", "\r\n"),
        ["sections.csv, lines 1, 2, 3, 4, 5, 6 and 12 more", "as Windows ends lines", "sed -i"],
    ),
    "one carriage return": (
        "sections",
        put("\n", "\r\n"),
        ["sections.csv, line 1 found: a carriage return, as Windows ends lines"],
    ),
    "carriage returns alone": (
        "sections",
        lambda text: text.replace("\n", "\r"),
        ["sections.csv, line 1 found: a carriage return", "save it with line feeds alone"],
    ),
    "a control character": (
        "outliers",
        put(OUTLIER, OUTLIER + "\x00\x1b"),
        ["outliers.csv, line 2 found: a control character"],
    ),
    "a line separator": (
        "outliers",
        put(OUTLIER, OUTLIER + "\u2028"),
        ["outliers.csv, line 2 found: a control character"],
    ),
    "semicolons, Windows-1252, carriage returns": (
        "sections",
        as_excel_saves,
        [
            "sections.csv, line 1 found: semicolons between the values, as Excel saves them",
            "letters that are not UTF-8",
            "as Windows ends lines",
        ],
    ),
    "tabs": (
        "sections",
        lambda text: text.replace(",", "\t"),
        ["sections.csv, line 1 found: tabs between the values", "commas between the values"],
    ),
    "a line that says the separator": (
        "sections",
        lambda text: "sep=;\n" + text.replace(",", ";"),
        ["sections.csv, line 1 found: semicolons between the values"],
    ),
    "marks of a merge": (
        "outliers",
        put(OUTLIER, f"<<<<<<< HEAD\n{OUTLIER}A.\n=======\n{OUTLIER}B.\n>>>>>>> other\n{OUTLIER}"),
        ["outliers.csv, lines 2, 4, 6 found: a mark of a merge that git could not finish"],
    ),
    "no row that is one": (
        "sections",
        lambda text: text.split("\n")[0] + "\nTiltak\n",
        ["sections.csv, line 2 found: 1 values: Tiltak"],
    ),
    "no rows": ("sections", lambda text: text.split("\n")[0], ["a header without rows"]),
    "header renamed": (
        "outliers",
        put("line_no", "lineno"),
        [
            "outliers.csv, line 1, column 2 (lineno)",
            "found: the column 'lineno', which is unknown (did you mean line_no?)",
            "expected: the columns document_id, line_no, column_no, printed, reason",
        ],
    ),
    "header with a space": (
        "outliers",
        put("line_no", " line_no"),
        ["line 1, column 2 ( line_no)", "did you mean line_no?"],
    ),
    "header in capitals": ("outliers", put("reason", "Reason"), ["did you mean reason?"]),
    "column lost": (
        "outliers",
        without_column("printed"),
        ["outliers.csv, line 1 found: no column printed"],
    ),
    "column more": (
        "series",
        lambda text: text.replace("\n", ",\n"),
        ["series.csv, line 1, column 8 ()", "found: the column '', which is unknown"],
    ),
    "column twice": (
        "series",
        put("name_nb", "order_no"),
        [
            "series.csv, line 1, column 3 (order_no) found: the column 'order_no' twice",
            "series.csv, line 1 found: no column name_nb",
        ],
    ),
    "columns in another order": (
        "series",
        put("name_nb,name_en", "name_en,name_nb"),
        ["series.csv, line 1 found: the columns in another order: series_code, parent_series_code"],
    ),
    "header lost": (
        "other_labels",
        lambda text: text.split("\n", 1)[1],
        ["other_labels.csv, line 1 found: no column that is known: ", "put the line of the header"],
    ),
}
# What is wrong with a row or a value.
OF_ROWS: dict[str, tuple[str, Change, list[str]]] = {
    "a comma more": (
        "sections",
        added("Tiltak, alder,age,x"),
        [f"sections.csv, line {LAST['sections'] + 1} found: 4 values: Tiltak, alder"],
    ),
    "a value less": ("sections", added("Tiltak"), ["found: 1 values: Tiltak", "expected: 3 "]),
    "an empty line": (
        "sections",
        put("\n", "\n\n"),
        ["sections.csv, line 2 found: an empty line", "next: delete the line"],
    ),
    "an empty row, as Excel leaves it": ("sections", added(",,"), ["(section) found: nothing"]),
    "a quote that is not closed": (
        "outliers",
        put('with it."', "with it."),
        ["outliers.csv, line 2, column 5 (reason) found: a quote that is not closed in its line"],
    ),
    "a quote opened and never closed": (
        "sections",
        put("\nTiltak,", '\n"Tiltak,'),
        ["sections.csv, line 7, column 1 (section)", "a quote that is not closed", "one line for"],
    ),
    "a quote closed too early": (
        "outliers",
        put('"A dip of', '"A "dip of'),
        ["outliers.csv, line 3 found: text behind a closing quote"],
    ),
    "a line break inside a value": (
        "outliers",
        put("A dip of", "A dip\nof"),
        ["outliers.csv, line 3, column 5 (reason)", "take line breaks out of values"],
    ),
    **{
        f"line_no {value!r}": (
            "outliers",
            put(OUTLIER, f"tiltak_kjonn_2017,{value},2,96,"),
            [
                f"outliers.csv, line 2, column 2 (line_no) found: {value!r}",
                "expected: a whole number in digits, or nothing",
            ],
        )
        for value in ("12a", "1 234", "1\u00a0234", "3.0", "1e3", "1_0", "3000000000", "+3", "١")
    },
    "line_no with a decimal comma": (
        "outliers",
        put(OUTLIER, 'tiltak_kjonn_2017,"1,5",2,96,'),
        ["outliers.csv, line 2, column 2 (line_no) found: '1,5'"],
    ),
    **{
        f"date {value!r}": (
            "county_divisions",
            lambda text, value=value: re.sub(
                r"(?m)^(\d+),\d{4}-\d\d-\d\d,", rf"\g<1>,{value},", text, count=1
            ),
            [
                f"county_divisions.csv, line 3, column 2 (valid_from) found: {value!r}",
                "expected: a day of the calendar as YYYY-MM-DD",
            ],
        )
        for value in ("2017-13-01", "2017-02-30", "01.01.2017", "2017-1-1", "infinity", "42736")
    },
    **{
        f"boolean {value!r}": (
            "comparability_verdicts",
            lambda text, value=value: re.sub(r",(true|false),", f",{value},", text, count=1),
            [
                f"comparability_verdicts.csv, line 2, column 3 (is_comparable) found: {value!r}",
                "expected: true, false or nothing",
            ],
        )
        for value in ("ja", "SANN", "TRUE", "1", "yes")
    },
    **{
        f"share {value!r}": (
            "geography_methods",
            lambda text, value=value: re.sub(
                r"(?m)^((?:[^,\n]*,){4})[\d.]+,", rf"\g<1>{value},", text, count=1
            ),
            ["column 5 (tolerance_share) found: ", "a number with a point before its decimals"],
        )
        for value in ('"0,05"', "5 %", "12.5", ".05")
    },
    "a space behind a code": (
        "measure_series",
        put("\n", "\nXX ,YY,Z.\n"),
        ["line 2, column 1 (measure_code) found: a space, an invisible sign or a quote in 'XX '"],
    ),
    "a no-break space before a key": (
        "sections",
        put("\nTiltak,", "\n\u00a0Tiltak,"),
        ["column 1 (section) found: a space, an invisible sign or a quote in '\\xa0Tiltak'"],
    ),
    "a no-break space in a code": (
        "measure_series",
        put("\n", "\nX\u00a0X,YY,Z.\n"),
        ["column 1 (measure_code) found: a space, an invisible sign or a quote in 'X\\xa0X'"],
    ),
    "a sign without width in a code": (
        "measure_series",
        put("\n", "\nX\u200bX,YY,Z.\n"),
        ["column 1 (measure_code) found: a space, an invisible sign or a quote in 'X\\u200bX'"],
    ),
    "an apostrophe in an id": (
        "errata",
        put(",tiltak_2014_02,", ",o'brien,"),
        ['errata.csv, line 2, column 3 (document_id) found: a space, an invisible sign or a quote'],
    ),
    "no key": (
        "measure_series",
        put("\n", "\n,YY,Z.\n"),
        ["measure_series.csv, line 2, column 1 (measure_code) found: nothing", "part of the key"],
    ),
    "a key twice": (
        "sections",
        added(SECTION + "Again."),
        [
            f"lines 4, {LAST['sections'] + 1} found: section 'Tiltaksgrupper' in lines 4, ",
            "expected: one row for each section next: correct or delete one of them",
        ],
    ),
    "a key of optional columns twice": (
        "successions",
        added("XX,,,,ended,A.,B.\nXX,,,,ended,A.,B."),
        ["found: from_measure_code 'XX', to_measure_code '' in lines"],
    ),
    "two documents with one file": (
        "documents",
        put("tiltak_kjonn_2017.txt", "tiltak_2014_02.txt"),
        ["documents.csv, lines 2, 3 found: file_name 'tiltak_2014_02.txt' in lines 2, 3"],
    ),
    "a pattern that does not compile": (
        "line_forms",
        put('"^[Ss]ide ', '"^([Ss]ide '),
        ["line_forms.csv, line 5, column 2 (pattern)", "missing ), unterminated subpattern"],
    ),
    "a pattern of near misses that does not compile": (
        "line_forms",
        lambda text: re.sub('(?m)^(ignored,"?.Kilde[^,]*),,', r"\1,[,", text),
        ["line_forms.csv, line 6, column 3 (near_pattern)", "unterminated character set"],
    ),
    "a pattern without its group": (
        "document_forms",
        put("?P<report_code>", "?P<code>"),
        ["document_forms.csv, line 2, column 2 (pattern) found: no group for report_code in "],
    ),
    "a day without its month": (
        "document_forms",
        put("?P<month>", ""),
        ["document_forms.csv, line 3, column 2 (pattern)", "the three groups year, month and day"],
    ),
    "a fact that documents have no column for": (
        "document_forms",
        put("\nreport_code", "\nreport"),
        ["document_forms.csv, line 2, column 1 (fact) found: 'report'", "a column of documents"],
    ),
}  # fmt: skip
DAMAGES = OF_FILES | OF_ROWS


def damage(seeds: Path, name: str) -> None:
    """Damage a seed, so that it is no longer what it was."""
    seed, change, _ = DAMAGES[name]
    path = seeds / "reference" / f"{seed}.csv"
    text = path.read_text(encoding="utf-8")
    changed = change(text)
    content = changed.encode() if isinstance(changed, str) else changed
    assert content != path.read_bytes()
    path.write_bytes(content)


def refused(seeds: Path, job: Callable[[Path], None] = stage.check) -> str:
    with pytest.raises(SeedsError) as caught:
        job(seeds)
    return " ".join(str(caught.value).split())


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_named_before_anything_runs(name: str, seeded: Workspace) -> None:
    damage(seeded.seeds, name)
    message = refused(seeded.seeds)
    for expected in DAMAGES[name][2]:
        assert expected in message


def test_seeds_are_as_they_must_be() -> None:
    check_seeds(SEEDS)


# How many messages a damage has where it has more than one.
SEVERAL = {
    "semicolons, Windows-1252, carriage returns": 3,
    "column twice": 2,
}


@pytest.mark.parametrize("name", DAMAGES)
def test_one_cause_has_one_message(name: str, seeded: Workspace) -> None:
    damage(seeded.seeds, name)
    assert refused(seeded.seeds).count("found:") == SEVERAL.get(name, 1)


def test_all_seeds_are_told_in_one_run_and_alike_places_together(seeded: Workspace) -> None:
    for name in ("line_no '12a'", "date '2017-13-01'", "byte order mark", "column lost"):
        if name != "column lost":
            damage(seeded.seeds, name)
    errata = seeded.seeds / "reference" / "errata.csv"
    text = errata.read_text(encoding="utf-8")
    errata.write_text(re.sub(r",(\d+),(\d*),", r",l\1,\2,", text), encoding="utf-8")
    message = refused(seeded.seeds)
    assert message.count("found:") == 4
    lines = r"errata\.csv, lines \d+, \d+, \d+, \d+, \d+, \d+ and \d+ more, column 4 \(line_no\)"
    assert re.search(lines + r" found: 'l\d+'; 'l\d+'; 'l\d+'; and \d+ more", message)


# Files that are there or not.


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        *(("documents (1).csv", "documents.csv"), ("~$documents.xlsx", "documents.csv")),
        *(("errata.csv.orig", "errata.csv"), ("Sections.CSV", "sections.csv"), ("notes.txt", "")),
        *(("._errata.csv", "errata.csv"), ("old", "")),
    ],
)
def test_file_that_is_no_seed_is_named(name: str, meant: str, seeded: Workspace) -> None:
    path = seeded.seeds / "reference" / name
    path.mkdir() if name == "old" else path.write_text("document_id\n", encoding="utf-8")
    message = refused(seeded.seeds)
    assert message.startswith(f"{name} found: a file in reference/ that is no seed")
    assert ("did you mean" in message) == bool(meant)
    assert f"did you mean {meant}?" in message or not meant


def test_hidden_file_of_an_editor_is_let_be(seeded: Workspace) -> None:
    (seeded.seeds / "reference" / ".~lock.errata.csv#").write_text("", encoding="utf-8")
    check_seeds(seeded.seeds)


@pytest.mark.parametrize("what", ["no such file or directory", "is a directory"])
def test_seed_that_is_described_and_missing_is_named(what: str, seeded: Workspace) -> None:
    path = seeded.seeds / "reference" / "series.csv"
    path.unlink()
    if what == "is a directory":
        path.mkdir()
    message = refused(seeded.seeds)
    assert message.startswith(f"series.csv found: {what} expected: the seed, as _seeds.yml")
    assert message.count("found:") == 1


@pytest.mark.parametrize("text", ["seeds: [", "seeds: 1", "", "seeds:\n  - {nam: x}", "\x00"])
def test_description_that_cannot_be_read_is_named(text: str, seeded: Workspace) -> None:
    (seeded.seeds / "_seeds.yml").write_text(text, encoding="utf-8")
    assert refused(seeded.seeds).startswith("_seeds.yml found: ")


def test_seed_that_may_be_empty_may(seeded: Workspace) -> None:
    for name, seed in described(SEEDS).items():
        if seed.may_be_empty:
            path = seeded.seeds / "reference" / f"{name}.csv"
            path.write_text(path.read_text("utf-8").split("\n")[0] + "\n", encoding="utf-8")
    check_seeds(seeded.seeds)


# Any damage: told in words, or read alike by all who read it.

TOKENS = (
    *('"', ",", "\n", "\r", "\r\n", ";", "\t", "\ufeff", "\u00a0", "\x00", "Ã¥", "\ufffd", "'"),
    *("<<<<<<< HEAD\n", "\n\n", '""', ',"', '",', " ", "NULL", "1,5", "\\", "é", "="),
)


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    """Return the name of a seed and its content with some places changed."""
    name = draw(st.sampled_from(sorted(LAST)))
    content = CONTENTS[name][: draw(st.sampled_from([300, 3000, 10**6]))]
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(content)))
        gone = draw(st.sampled_from([0, 0, 1, 5, 80]))
        new = draw(st.sampled_from(TOKENS).map(str.encode) | st.binary(max_size=2))
        content = content[:at] + new + content[at + gone :]
    return name, content


@given(damaged())
def test_any_damage_is_told_in_words_or_read_alike(
    tmp_path_factory: pytest.TempPathFactory, case: tuple[str, bytes]
) -> None:
    name, content = case
    path = tmp_path_factory.mktemp("any") / f"{name}.csv"
    path.write_bytes(content)
    descriptions = described(SEEDS)
    problems = problems_of([read_table(path)], descriptions)
    for problem in problems:
        assert isinstance(problem, Problem)
        assert problem.where.endswith(path.name)
        assert all((problem.found, problem.expected, problem.next_step))
        assert str(SeedsError(problems)).encode(errors="strict")
    if not problems:
        types = descriptions[name].types
        rows = [tuple(value or None for value in row.values()) for row in read_seed(path)]
        columns = {column: kind.replace("string", "varchar") for column, kind in types.items()}
        with duckdb.connect() as connection:
            # As the rehearsal reads it, and as dbt does.
            made = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
            connection.execute(f"create table seed ({made})")
            connection.execute(f"copy seed from '{path}' (format csv, header true, delimiter ',')")
            connection.execute(
                f"create table rehearsed as from read_csv('{path}', header = true, "
                "auto_detect = false, delim = ',', quote = '\"', escape = '\"', "
                f"new_line = '\\n', columns = {columns!r})"
            )
            texts = [column for column, kind in types.items() if kind == "string"]
            at = [list(types).index(column) for column in texts]
            for table in ("seed", "rehearsed"):
                found = connection.execute(f"select {', '.join(texts)} from {table}").fetchall()
                assert found == [tuple(row[index] for index in at) for row in rows]


# The commands, each with a damage that it would meet.


def test_each_command_stops_before_it_runs(former: Workspace) -> None:
    damage(former.seeds, "line_no '12a'")
    before = files_of(former.seeds)
    (former.seeds / "documents" / "tiltak_2023.txt").write_text(
        EDITIONS["tiltak_2023"](), encoding="utf-8", newline=""
    )
    for command in (
        ("scripts/build.py",),
        ("scripts/stage.py",),
        ("-m", "edition", "seeds/documents/tiltak_2023.txt"),
        ("-m", "edition", "--accept"),
    ):
        said = former.fails(*command)
        assert "outliers.csv, line 2, column 2 (line_no) found: '12a'" in said
    (former.seeds / "documents" / "tiltak_2023.txt").unlink()
    assert files_of(former.seeds) == before


# Proposals that a person has edited.

ERRATUM = "tiltak_2022-99,label,tiltak_2022,,,Mentorr,Mentor,,A test.,None.\n"
EDITED: dict[str, tuple[str, Change, list[str]]] = {
    "byte order mark": (
        "errata.csv",
        lambda text: "\ufeff" + text,
        ["proposals/errata.csv, line 1 found: a byte order mark, as Excel saves it"],
    ),
    "semicolons": (
        "errata.csv",
        lambda text: text.replace(",", ";"),
        ["proposals/errata.csv, line 1 found: semicolons between the values"],
    ),
    "wrong header": (
        "errata.csv",
        put("erratum_id", "erratumid"),
        ["proposals/errata.csv, line 1, column 1 (erratumid)", "did you mean erratum_id?"],
    ),
    "asked still": (
        "errata.csv",
        put(",Mentor,", ",?,"),
        ["proposals/errata.csv, line 2, column 7 (corrected) found: tiltak_2022-99", "of them ?"],
    ),
    "a number asked": (
        "errata.csv",
        put("label,tiltak_2022,,", "label,tiltak_2022,?,"),
        ["proposals/errata.csv, line 2, column 4 (line_no) found: tiltak_2022-99", "of them ?"],
    ),
    "a bad number": (
        "errata.csv",
        put("label,tiltak_2022,,", "label,tiltak_2022,12a,"),
        ["proposals/errata.csv, line 2, column 4 (line_no) found: '12a'"],
    ),
    "the same key twice": (
        "errata.csv",
        added(ERRATUM.strip()),
        ["proposals/errata.csv, lines 2, 3 found: erratum_id 'tiltak_2022-99' in lines 2, 3"],
    ),
    "an unknown seed": (
        "labels.csv",
        lambda _: "a,b\n1,2\n",
        ["labels.csv found: a file in proposals/ that is no seed", "rows of the seeds documents"],
    ),
    "a workbook": (
        "errata.xlsx",
        lambda _: b"PK\x03\x04",
        ["errata.xlsx found: a file in proposals/ that is no seed (did you mean errata.csv?)"],
    ),
}


@pytest.fixture
def proposed(seeded: Workspace, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of an erratum that is proposed for a copy of the seeds."""
    folder = seeded.folder / "proposals"
    folder.mkdir()
    monkeypatch.setattr(proposals, "PROJECT", seeded.folder)
    monkeypatch.setattr(proposals, "PROPOSALS", folder)
    header = (REFERENCE / "errata.csv").read_text(encoding="utf-8").split("\n")[0]
    (folder / "errata.csv").write_text(f"{header}\n{ERRATUM}", encoding="utf-8")
    return folder


def not_accepted(proposed: Path) -> str:
    """Return why proposals are not accepted; nothing is written."""
    before = files_of(proposed.parent)
    with pytest.raises(SeedsError) as caught:
        proposals.accept()
    assert files_of(proposed.parent) == before
    return " ".join(str(caught.value).split())


@pytest.mark.parametrize("name", EDITED)
def test_accept_names_what_is_wrong_and_writes_nothing(name: str, proposed: Path) -> None:
    file, change, messages = EDITED[name]
    changed = change((proposed / "errata.csv").read_text(encoding="utf-8"))
    content = changed.encode() if isinstance(changed, str) else changed
    (proposed / file).write_bytes(content)
    said = not_accepted(proposed)
    for message in messages:
        assert message in said
    assert said.count("found:") == 1


def test_accept_tells_all_that_is_wrong_in_one_run(proposed: Path) -> None:
    with (proposed / "errata.csv").open("a", encoding="utf-8") as file:
        file.write("tiltak_2022-98,label,tiltak_2022,12a,,A,B,,C.,D.\ntiltak_2022-97,?\n")
    (proposed / "notes.txt").touch()
    said = not_accepted(proposed)
    assert [said.count(words) for words in ("'12a'", "2 values", "notes.txt found:")] == [1, 1, 1]


def test_accept_without_proposals_says_so(proposed: Path) -> None:
    (proposed / "errata.csv").unlink()
    for is_there in (True, False):
        said = not_accepted(proposed)
        assert said.startswith("proposals found: no proposals expected: the files that `make edi")
        assert "next: run `make edition FILE=seeds/documents/...` first" in said
        if is_there:
            proposed.rmdir()


def test_accepted_rows_are_in_the_seed_and_the_proposals_gone(proposed: Path) -> None:
    """A file of which a person has deleted every row proposes nothing."""
    sections = (REFERENCE / "sections.csv").read_text(encoding="utf-8")
    (proposed / "sections.csv").write_text(sections.split("\n")[0] + "\n", encoding="utf-8")
    assert proposals.accept(anyway=True) == 0
    text = (proposed.parent / "seeds" / "reference" / "errata.csv").read_text(encoding="utf-8")
    assert text == (REFERENCE / "errata.csv").read_text(encoding="utf-8") + ERRATUM
    assert (proposed.parent / "seeds" / "reference" / "sections.csv").read_text("utf-8") == sections
    assert not proposed.exists()


# Names of files.


def named(seeded: Workspace, name: str, content: str = "") -> Edition:
    path = seeded.seeds / "documents" / name
    path.write_text(content or EDITIONS["tiltak_2023"](), encoding="utf-8", newline="")
    return Edition(path, seeded.seeds)


@pytest.mark.parametrize(
    "name", ["tiltak 2022.txt", "tiltak-2022.TXT", "Tiltak_2022.txt", "tiltak_2022_.txt"]
)
def test_name_that_gives_the_id_of_another_is_refused(name: str, seeded: Workspace) -> None:
    with pytest.raises(StagingError) as caught:
        named(seeded, name)
    message = " ".join(str(caught.value).split())
    assert message.startswith(f"{name} found: a name that gives the id tiltak_2022, which tiltak_2")


@pytest.mark.parametrize(
    "name", ["тест.txt", "---.txt", "a\u00a0b.txt", "a\nb.txt", "a\u200bb.txt"]
)
def test_name_without_letters_or_with_invisible_ones_is_refused(
    name: str, seeded: Workspace
) -> None:
    with pytest.raises(StagingError, match="give the file another name"):
        named(seeded, name)


def test_same_document_again_is_refused(seeded: Workspace) -> None:
    text = (SEEDS / "documents" / "tiltak_2022.txt").read_bytes().decode()
    with pytest.raises(StagingError, match=r"byte for byte the document that tiltak_2022\.txt"):
        named(seeded, "igjen.txt", text)


def test_composed_and_decomposed_letters_give_one_id(seeded: Workspace) -> None:
    ids = [named(seeded, name).document_id for name in ("m\u00e5l.txt", "ma\u030al.txt")]
    assert ids == ["m_l", "m_l"]


# What a person gives to make is never run.

make = pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")
GIVEN = (
    *(
        "tiltak 2023.txt",
        "o'brien.txt",
        'a "b".txt',
        "$HOME.txt",
        "æøå.txt",
        "a\u030a.txt",
        "a#b.txt",
    ),
    *("$(touch pwned).txt", "`touch pwned`.txt", ";touch pwned;.txt", "$(shell touch pwned).txt"),
    *("'$(touch pwned)'.txt", "a&&touch pwned.txt", "a|touch pwned.txt", "--accept", "$$.txt"),
)


# What a make that runs these tests was given is not given to the make that they run.
GIVEN_NOTHING = {
    name: value
    for name, value in os.environ.items()
    if name not in ("OPTIONS", "MAKEFLAGS", "MAKEOVERRIDES", "MFLAGS", "MAKELEVEL")
}


def made(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run make in a folder with a stand-in for Python that prints its arguments line by line."""
    shutil.copy(PROJECT / "Makefile", folder)
    python = folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True, exist_ok=True)
    python.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    for name in ("requirements.txt", "requirements-test.txt", "requirements-exposure.txt"):
        (folder / name).touch()
    for name in (".venv/build-installed", ".venv/test-installed", ".venv-exposure/installed"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
    return subprocess.run(
        ["make", "--silent", *command],
        cwd=folder,
        env=GIVEN_NOTHING,
        capture_output=True,
        text=True,
        check=True,
    )


@make
@pytest.mark.parametrize("given", GIVEN)
def test_what_is_given_to_make_is_passed_on_and_never_run(given: str, tmp_path: Path) -> None:
    given = f"seeds/{given}"
    for command, expected in {
        ("edition", f"FILE={given}"): ["-m", "edition", "--", given],
        ("release-diff", f"OLD={given}", f"NEW={given}"): [
            *("-m", "export.release_diff", "--", given, given),
        ],
        ("detection", f"DATE={given}"): ["-m", "measure.detection", f"--measured-on={given}"],
        ("exposure", f"DATE={given}"): ["-m", "measure.exposure", "--", given],
        ("benchmark", f"ROUNDS={given}"): ["-m", "measure.benchmark", f"--rounds={given}"],
        ("mutants", f"SEED={given}", f"COUNT={given}"): [
            *("-m", "measure.mutants", f"--seed={given}", f"--count={given}"),
        ],
        ("edition", f"OPTIONS={given}"): ["-m", "edition", *given.split()],
    }.items():
        assert made(tmp_path, *command).stdout.splitlines() == expected
    assert not list(tmp_path.rglob("pwned"))


@make
def test_command_that_a_message_names_can_be_pasted(workspace: Workspace) -> None:
    """What is not registered is named with a command, in which the file's name is quoted."""
    name = "tiltak 2023 'o`touch pwned`$(shell touch pwned).txt"
    (workspace.seeds / "documents" / name).write_text("\n", encoding="utf-8")
    said = workspace.run("scripts/stage.py").stderr
    (command,) = re.findall(r"run `(make edition FILE=.*)`, or take", said)
    (workspace.folder / ".venv").symlink_to((PROJECT / ".venv").resolve())
    for file in ("requirements.txt", "requirements-test.txt"):
        os.utime(workspace.folder / file, (0, 0))
    outcome = subprocess.run(
        command,
        shell=True,
        cwd=workspace.folder,
        env=GIVEN_NOTHING,
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.stderr.startswith(f"Stopped at {name}\n  found:    an empty file (1 bytes)")
    assert not list(workspace.folder.rglob("pwned"))


def test_document_with_any_name_can_be_registered(seeded: Workspace) -> None:
    name = 'Tiltak, "æøå" & o\'brien; $(x) `y` 2023.txt'
    edition = named(seeded, name)
    assert edition.document_id == "tiltak_o_brien_x_y_2023"
    edition.seeds.write(seeded.seeds)
    stage.check(seeded.seeds)
    assert read_seed(seeded.seeds / "reference" / "documents.csv")[-1]["file_name"] == name
