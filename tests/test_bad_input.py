"""Bad input is told apart, named by file, line and column, and hurts nothing that was built.

What the parser or the staging refuses is shown on the staging alone. What the models find is shown
on many damaged copies of the documents at once: each is registered as a document of its own, with
the new hash, in one run of the models. A few cases run the whole job.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import stage
from conftest import SEEDS, Connection, Workspace, copy_seeds, digest
from make_editions import source
from parse import StagingError
from rehearse import Rehearsal, rows_of

from seeds import read_seed, write_seed

MONTHS = "tiltak_2022"
MONTH = "tiltak_2014_02"
COUNTIES = "tiltaksgruppe_fylke_2017"


def once(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


# What staging refuses: the damage, and what the message must say.
FOREIGN = (
    "Helt ledige. Fylke. Tidsserie måned\n\nFylke\n\nJanuar 2022\n\n"
    "\tAntall\tProsent av arbeidsstyrken\nI alt\t72 000\t2,5\n"
)
FOREIGN_HEAD = "Registrerte ledige\n\nJanuar 2022\n\n\tAntall\nI alt\t72 000\n"
LINE_26 = "I alt\t77 818\t79 450"
BAD_TEXTS: dict[str, tuple[Callable[[str], str | bytes], list[str]]] = {
    "not UTF-8": (
        lambda text: text.encode("latin-1", "replace"),
        ["line 5", "found: byte 0xe5, which is not UTF-8", "convert the file to UTF-8"],
    ),
    "empty": (lambda _: b"", ["an empty file (0 bytes)"]),
    "binary": (lambda _: b"%PDF-1.7\n\x00\x01", ["line 2", "byte 0x00: the file is binary"]),
    "UTF-16": (lambda text: text.encode("utf-16"), ["byte 0x00: the file is binary"]),
    "no table": (lambda _: b"ingen tabell\n", ["no table"]),
    "a foreign table": (
        lambda _: FOREIGN,
        ["line 8, column 2", "found: '2,5'", "expected: a whole number"],
    ),
    "a foreign page": (
        lambda _: FOREIGN_HEAD,
        ["line 1", "a table on a page without a title", "a table of the family"],
    ),
    "one cell more": (
        once(LINE_26, "I alt\t1\t77 818\t79 450"),
        ["line 26", "found: 13 cells in row 'I alt'", "expected: 12", "a lost or doubled tab"],
    ),
    "one cell less": (
        once(LINE_26, "I alt\t79 450"),
        ["line 26", "found: 11 cells in row 'I alt'", "expected: 12"],
    ),
    "a figure with a space astray": (
        once(LINE_26, "I alt\t77 81\t79 450"),
        ["line 26, column 1", "found: '77 81'", "a whole number with a space between thousands"],
    ),
    "a figure with a letter": (
        once(LINE_26, "I alt\t77 818\t12a"),
        ["line 26, column 2", "found: '12a'"],
    ),
    "a figure with a point": (
        once(LINE_26, "I alt\t77 818\t1.234"),
        ["line 26, column 2", "found: '1.234'"],
    ),
    "the tabs lost": (
        lambda text: text.replace("\t", " "),
        ["215 places", "line 26: cells separated by spaces: 'I alt 77 818 79 450", "tabs between"],
    ),
    **{
        f"{name} for tabs": (
            lambda text, sign=sign: text.replace("\t", sign),
            [f"line 26: cells separated by {said}: 'I alt", "restore the tabs of these lines"],
        )
        for name, sign, said in (
            *(("wide spaces", "   ", "wide spaces"), ("semicolons", ";", "';'")),
            *(("commas", ",", "','"), ("pipes", "|", "'|'"), ("cells", "</td><td>", "HTML tags")),
        )
    },
    "commas for tabs, and one month": (
        lambda text: re.sub(r"(?m)^([^\t\n]*)\t([^\t\n]+).*", r"\1,\2", text),
        ["line 26: cells separated by ',': 'I alt,77 818'"],
    ),
    "spaces for tabs, and one month": (
        lambda text: re.sub(r"(?m)^([^\t\n]*)\t([^\t\n]+).*", r"\1 \2", text),
        ["215 places", "line 26: cells separated by spaces: 'I alt 77 818'"],
    ),
    "a tab lost behind a label": (
        once("I alt\t77 818\t", "I alt 77 818\t"),
        ["line 26", "found: 11 cells in row 'I alt 77 818'", "a lost or doubled tab"],
    ),
    "the tabs of one row lost": (
        lambda text: re.sub(r"(?m)^Mentor\t.*", lambda row: row[0].replace("\t", " "), text),
        ["4 places", "line 160: cells separated by spaces: 'Mentor 306 321", "restore the tabs"],
    ),
    **{
        f"control character {sign!r}": (
            once("\nMentor\t", f"\nMen{sign}tor\t"),
            [f"byte 0x{sign.encode().hex()}", "a text file in UTF-8, without control characters"],
        )
        for sign in "\x01\x08\x0b\x1b\x1f\x7f\x80\x84\x86\x9f"
    },
    "another line end": (
        once("\nMentor\t", "\nMen\x85tor\t"),
        ["line 160", "U+0085 NEXT LINE", "lines that end with a line feed"],
    ),
    "digits of another script": (
        lambda text: text.replace("77 818", "٧٧ ٨١٨"),
        ["6 places", "line 26, column 1: '٧٧ ٨١٨'", "ARABIC-INDIC DIGIT SEVEN", "as 0 to 9"],
    ),
    "a number that is too large": (
        once("77 818", "1 234 567 890"),
        ["line 26, column 1", "found: '1 234 567 890'", "at most seven digits"],
    ),
    "a title that is nearly one": (
        lambda text: text.replace("Tidsserie måned", "Tidsserie maned"),
        ["20 places", "line 5: nearly a title: 'Deltakere i", "correct the line"],
    ),
    "cut off inside a row": (
        lambda text: text[: text.index("Egenetablering\t") + 40],
        ["cells in row 'Egenetablering'", "expected: 12"],
    ),
    "cut off behind a header": (
        lambda text: text[: text.rindex("I alt andre på tiltak")].rstrip("\n"),
        ["a table header without rows", "the document may be cut off here"],
    ),
}


@pytest.mark.parametrize("name", BAD_TEXTS)
def test_staging_refuses_and_says_why(name: str, seeded: Workspace) -> None:
    damage, messages = BAD_TEXTS[name]
    content = damage(source(MONTHS))
    assert content != source(MONTHS)
    seeded.register(MONTHS, content.encode() if isinstance(content, str) else content)
    staged = seeded.seeds / stage.STAGED
    former = staged.read_bytes()
    message = refuse(seeded, stage.write)
    assert message.startswith("tiltak_2022.txt")
    for expected in messages:
        assert expected in message
    assert "next:" in message
    assert staged.read_bytes() == former
    assert list(staged.parent.iterdir()) == [staged]


def refuse(seeded: Workspace, job: Callable[[Path], None] = stage.check) -> str:
    with pytest.raises(StagingError) as caught:
        job(seeded.seeds)
    return " ".join(str(caught.value).split())


def test_all_bad_documents_are_told_in_one_run(seeded: Workspace) -> None:
    """Each rule once for each document; what is missing does not hide what is damaged."""
    seeded.register(MONTHS, source(MONTHS).replace("\t1 ", "\t1.").encode())
    seeded.register(MONTH, b"%PDF-1.7\n\x00\x01")
    (seeded.seeds / "documents" / f"{COUNTIES}.txt").unlink()
    with pytest.raises(StagingError) as caught:
        stage.check(seeded.seeds)
    told = [" ".join(paragraph.split()) for paragraph in str(caught.value).split("\n\n")]
    assert len(told) == 3
    assert told[0].startswith("tiltak_2014_02.txt, line 2 found: byte 0x00")
    assert told[1].startswith("tiltaksgruppe_fylke_2017.txt found: no such file")
    count = source(MONTHS).count("\t1 ")
    assert told[2].startswith(f"tiltak_2022.txt, {count} places found: line ")
    assert f"... and {count - 5} more expected: a whole number" in told[2]


def test_all_files_that_are_not_registered_are_told_in_one_run(seeded: Workspace) -> None:
    for name in ("en.txt", "to.txt"):
        (seeded.seeds / "documents" / name).write_text("ny", encoding="utf-8")
    message = refuse(seeded)
    assert "en.txt found: a file in documents/ that is not registered" in message
    assert "to.txt found: a file in documents/ that is not registered" in message


def test_changed_document_is_not_the_registered_one(seeded: Workspace) -> None:
    path = seeded.seeds / "documents" / "tiltak_2022.txt"
    path.write_bytes(path.read_bytes() + b"\n")
    message = refuse(seeded)
    assert f"tiltak_2022.txt found: a file with sha256 {digest(path.read_bytes())}" in message
    assert "expected: the registered document" in message
    assert "git checkout" in message


def test_missing_document_is_named(seeded: Workspace) -> None:
    (seeded.seeds / "documents" / "tiltak_2022.txt").unlink()
    assert refuse(seeded).startswith("tiltak_2022.txt found: no such file")


def test_document_that_is_not_registered_is_named(seeded: Workspace) -> None:
    (seeded.seeds / "documents" / "ny.txt").write_text("ny", encoding="utf-8")
    message = refuse(seeded)
    assert message.startswith("ny.txt found: a file in documents/ that is not registered")
    assert "make edition FILE=seeds/documents/ny.txt" in message


def test_hidden_file_is_no_document_and_no_document_is_hidden(seeded: Workspace) -> None:
    """What an editor or the system leaves is let be; a build would not see that it changes."""
    folder = seeded.seeds / "documents"
    (folder / ".DS_Store").write_bytes(b"\x00")
    stage.check(seeded.seeds)
    (folder / "tiltak_2022.txt").rename(folder / ".tiltak_2022.txt")
    seeded.edit_document(MONTHS, file_name=".tiltak_2022.txt")
    message = refuse(seeded)
    assert message.startswith("documents.csv found: a document in a hidden file, .tiltak_2022.txt")
    assert "next: give the file a name without the point" in message


def test_document_without_a_hash_is_refused(seeded: Workspace) -> None:
    seeded.edit_document(MONTHS, sha256="")
    message = refuse(seeded)
    held = digest((seeded.seeds / "documents" / "tiltak_2022.txt").read_bytes())
    assert message.startswith(f"tiltak_2022.txt found: a file with sha256 {held}")
    assert "expected: the registered document, sha256 (none registered)" in message


@pytest.mark.parametrize("column", ["document_id", "file_name", "sha256"])
def test_two_documents_with_the_same_identity_are_named(column: str, seeded: Workspace) -> None:
    first = read_seed(SEEDS / "reference" / "documents.csv")[0]
    seeded.edit_document(MONTHS, **{column: first[column]})
    message = refuse(seeded)
    assert message.startswith(f"documents.csv, lines 2, 5 found: {column} '{first[column]}' in")


def test_seed_row_with_a_comma_too_many_is_named(seeded: Workspace) -> None:
    with (seeded.seeds / "reference" / "sections.csv").open("a", encoding="utf-8") as file:
        file.write("Tiltak, alder,age,x\n")
    assert refuse(seeded).startswith("sections.csv, line 19 found: 4 values: Tiltak, alder")


@pytest.mark.parametrize(
    ("old", "new"),
    [("I alt\t77 818", "I alt\t77 819"), ("tiltak_2022,26,data_row", "tiltak_2022,26,context")],
)
def test_staged_seed_edited_by_hand_is_named(old: str, new: str, seeded: Workspace) -> None:
    path = seeded.seeds / stage.STAGED
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode())
    line_no = text[: text.index(old)].count("\n") + 1
    message = refuse(seeded)
    assert message.startswith(f"seeds/staged/lines.csv, line {line_no} found: ")
    assert repr(new)[1:-1] in message
    assert "never edited by hand" in message


# What the models find: document, damage, and the problem that must be among those reported.


def pages_of(text: str) -> list[str]:
    """Return the pages of a plain text document, each from its title to the next."""
    return re.split(r"(?m)^(?=Deltakere i arbeidsrettede tiltak)", text)


def without_page(text: str, index: int = 5) -> str:
    pages = pages_of(text)
    return "".join([*pages[:index], *pages[index + 1 :]])


def page_twice(text: str) -> str:
    pages = pages_of(text)
    return "".join([*pages[:6], pages[5], *pages[6:]])


def row(label: str, new: str, count: int = 1) -> Callable[[str], str]:
    """Return what replaces the first row (with 0: all rows) of a label."""
    return lambda text: re.sub(rf"(?m)^({label}\t.*\n)", new, text, count=count)


FOUND: dict[str, tuple[str, Callable[[str], str], str, str]] = {
    "unknown header": (
        *(MONTHS, once("\tJanuar\tFebruar", "\tIanuar\tFebruar")),
        *("unknown_column", "'Ianuar'"),
    ),
    "header twice": (
        *(MONTHS, once("\tJanuar\tFebruar", "\tFebruar\tFebruar")),
        *("wrong_period", "Februar, a month that stands in the header again, out of order"),
    ),
    "two years of months in a document of one": (
        *(MONTHS, lambda text: re.sub(r"(?m)\t.*", lambda cells: cells[0] * 2, text)),
        *("wrong_period", "Januar (read as 2023-01-01)"),
    ),
    "tabs behind lines": (
        *(MONTHS, lambda text: re.sub(r"(?m)(?<=.)$", "\t", text)),
        *("document_count", "blank_count 215"),
    ),
    "months of another year": (
        *(MONTHS, once("\tJanuar\tFebruar", "\tJanuar 2022\tFebruar 2021")),
        *("wrong_period", "Februar 2021 (read as 2021-02-01)"),
    ),
    "unknown label": (MONTHS, once("\nMentor\t", "\nMeteor\t"), "unknown_row", "'Meteor'"),
    "known label in the wrong place": (
        *(MONTHS, once("\nMentor\t", "\nKvinner\t")),
        *("unknown_row", "'Kvinner'"),
    ),
    "row twice in a block": (
        *(MONTHS, row("Mentor", r"\1\1")),
        *("doubled_figure", "'Mentor'"),
    ),
    "total missing": (
        *(COUNTIES, row("I alt opplæring", "")),
        *("missing_total", "without a total row"),
    ),
    "total of a block missing": (
        *(MONTHS, row("I alt opplæring", "", count=0)),
        *("document_count", "row_count 211"),
    ),
    "cut off between rows": (
        *(MONTHS, lambda text: text[: text.index("\nEgenetablering\t")]),
        *("document_count", "row_count"),
    ),
    "a page lost": (MONTHS, without_page, "document_count", "page_count 19"),
    "a page lost, seen in the totals": (
        *(MONTHS, lambda text: without_page(text, 9)),
        *("violated_identity", ""),
    ),
    "a page twice": (MONTHS, page_twice, "doubled_page", "page 5 and page 6"),
    "wrong caption": (
        *(MONTHS, once("\nArbeidssøkere på tiltak\n\n\t", "\nAndre på tiltak\n\n\t")),
        *("wrong_context", "Andre på tiltak above a table of I alt Arbeidssøkere på tiltak"),
    ),
    "a page of another document": (
        *(MONTHS, once("Tiltak. Tidsserie måned\n\nHoved", "Fylke. Tidsserie måned\n\nHoved")),
        *("document_title", "Fylke. Tidsserie måned"),
    ),
    "a page of another year": (
        *(MONTHS, once("Januar 2022 - Desember 2022\n\nArb", "Januar 2021 - Desember 2021\n\nArb")),
        *("document_period", "Januar 2021 - Desember 2021"),
    ),
    "a heading nobody knows": (
        *(MONTHS, once("\nTiltaksgrupper og hovedgrupper\n", "\nTiltaksgrupper etter alder\n")),
        *("unknown_section", "Tiltaksgrupper etter alder"),
    ),
    "one digit other": (MONTHS, once("77 818", "77 918"), "violated_identity", "'I alt'"),
    "a digit lost, below the threshold": (
        *(MONTHS, lambda text: re.sub(r"(?m)^Mentor\t[^\t]+", "Mentor\t3", text, count=1)),
        *("small_number", "'3' in the row 'Mentor'"),
    ),
    "an asterisk where nothing is suppressed": (
        *(MONTH, once("<b>-1 852</b>", "<b>*</b>")),
        *("unread_cell", "'*'"),
    ),
}
# Accepted, and recorded in dim_document.
ACCEPTED: dict[str, tuple[str, Callable[[str], str], dict[str, object]]] = {
    "byte order mark": (MONTHS, lambda text: "\ufeff" + text, {"has_byte_order_mark": True}),
    "carriage returns": (
        MONTHS,
        lambda text: text.replace("\n", "\r\n"),
        {"line_end": "CRLF"},
    ),
    "form feeds": (
        MONTHS,
        lambda text: text.replace("\n\n\n\nDeltakere", "\n\n\n\n\fDeltakere"),
        {"line_end": "LF"},
    ),
    "decomposed letters": (MONTHS, lambda text: unicodedata.normalize("NFD", text), {}),
    # In place of blank lines: errata name lines by their number.
    "footers": (
        MONTHS,
        lambda text: text.replace("\n\n\n\nD", "\nKilde: NAV\nSide 2 av 20\n\nD"),
        {},
    ),
    "lines that say that a table goes on": (
        MONTHS,
        lambda text: text.replace("\n\n\t", "\n(forts.)\n\t").replace("\n\n\nD", "\nforts.\n\nD"),
        {},
    ),
    "labels and headings in quotes": (
        MONTHS,
        lambda text: re.sub(r'(?m)^([^\t\n"]+)', r'"\1"', text).replace(
            "\tJanuar\t", '\t"Januar"\t'
        ),
        {},
    ),
    "bold in Markdown": (
        MONTHS,
        lambda text: re.sub(r"(?m)^(I alt|Deltakere)([^\t\n]*)", r"**\1\2**", text),
        {},
    ),
    "years in headings": (MONTHS, lambda text: re.sub(r"\t([A-Z]\w+)", r"\t\1 2022", text), {}),
    "no-break spaces": (
        MONTHS,
        lambda text: re.sub(r"(?<=\d) (?=\d{3}\b)", "\u00a0", text),
        {"other_space_count": len(re.findall(r"\d \d{3}\b", source(MONTHS)))},
    ),
    "thin spaces": (
        MONTHS,
        lambda text: text.replace("77 818", "77\u2009818").replace("79 450", "79\u202f450"),
        {"other_space_count": len(re.findall("77 818|79 450", source(MONTHS)))},
    ),
    "minus signs": (
        MONTH,
        lambda text: text.replace("\t-", "\t−").replace("<b>-", "<b>–"),
        {"other_minus_count": len(re.findall(r"[\t>]-\d", source(MONTH)))},
    ),
}


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory, rehearsal: Rehearsal) -> Iterator[Connection]:
    """Return the models' database with every damaged text as a document of its own."""
    damaged = copy_seeds(tmp_path_factory.mktemp("damaged"))
    reference = damaged.seeds / "reference"
    texts = {
        variant_of(name): (document_id, damage(source(document_id)).encode())
        for name, (document_id, damage, *_) in (FOUND | ACCEPTED).items()
    }

    def of_variant(row: dict[str, str], variant: str, content: bytes) -> dict[str, str]:
        row = row | {"document_id": variant}
        if "sha256" in row:
            # Of a publication of its own: nothing has to agree with the others.
            row |= {"file_name": f"{variant}.txt", "edition": variant, "sha256": digest(content)}
        if "erratum_id" in row:
            row["erratum_id"] = f"{variant}/{row['erratum_id']}"
        return row

    for variant, (_, content) in texts.items():
        (damaged.seeds / "documents" / f"{variant}.txt").write_bytes(content)
    for name in ("documents", "errata", "expected_checks"):
        rows = read_seed(reference / f"{name}.csv")
        rows += [
            of_variant(row, variant, content)
            for variant, (document_id, content) in texts.items()
            for row in rows
            if row["document_id"] == document_id
        ]
        write_seed(reference / f"{name}.csv", rows)
    with (reference / "errata.csv").open("a", encoding="utf-8") as file:
        file.write("tiltak_2022-99,label,tiltak_2022,,,Mentorr,Mentor,,A test.,None.\n")
    with (reference / "row_labels.csv").open("a", encoding="utf-8") as file:
        file.write("measure,,Finnes ikke,measure,MENTOR,\n")
    stage.write(damaged.seeds)
    with rehearsal.run(damaged.seeds, ["problems", "dim_document"]) as connection:
        yield connection


def variant_of(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower())


@pytest.mark.parametrize("name", FOUND)
def test_models_find_the_damage_and_say_what_to_do(name: str, checked: Connection) -> None:
    _, _, rule, found = FOUND[name]
    problems = problems_of(checked, name)
    named = [row for row in problems if row["rule"] == rule and found in row["found"]]
    assert named, problems
    assert all(row["expected"] and row["next_step"] for row in named)
    if rule != "document_count":
        assert all(row["line_no"] is not None for row in named)


def problems_of(checked: Connection, name: str) -> list[dict[str, object]]:
    where = f"where document_id = '{variant_of(name)}'"
    return rows_of(checked, f"from checks.problems {where} order by rule_no, line_no")


def test_label_known_elsewhere_is_said_to_be(checked: Connection) -> None:
    (row, *_) = problems_of(checked, "known label in the wrong place")
    assert row["found"] == "'Kvinner'"
    assert "the label is known for rows of sex" in row["expected"]


def test_tabs_behind_lines_are_blank_cells_and_nothing_else(checked: Connection) -> None:
    problems = problems_of(checked, "tabs behind lines")
    found = {(row["rule"], row["found"].split()[0]) for row in problems}
    assert found == {("document_count", "cell_count"), ("document_count", "blank_count")}


@pytest.mark.parametrize("name", ACCEPTED)
def test_other_signs_are_accepted_and_recorded(name: str, checked: Connection) -> None:
    assert problems_of(checked, name) == []
    where = f"where document_id = '{variant_of(name)}'"
    (row,) = rows_of(checked, f"from marts.dim_document {where}")
    assert row | ACCEPTED[name][2] == row


def test_rows_that_match_nothing_are_named(checked: Connection) -> None:
    found = checked.execute("select rule, found from checks.problems").fetchall()
    assert ("unused_erratum", "erratum tiltak_2022-99 (label) matches nothing") in found
    assert ("unused_mapping", "row_labels.csv: 'Finnes ikke' as measure") in found


# The whole job: exit code, message, and nothing touched.


def test_build_stops_at_a_bad_document_and_touches_nothing(former: Workspace) -> None:
    former.register(MONTHS, source(MONTHS).replace(LINE_26, "I alt\t77 81\t79 450").encode())
    said = former.fails("scripts/build.py")
    assert "Staging stopped at tiltak_2022.txt, 6 places found: line 26, column 1: '77 81'" in said
    assert "are as they were before" in said
