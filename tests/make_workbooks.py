"""Workbooks that NAV could have published, made of the figures of the documents.

The layout is that of a description, not of a reader: nobody here has seen an original workbook.
`WORKBOOKS` are whole and right, `VARIANTS` odd or wrong. Used by tests; by hand:

    python tests/make_workbooks.py FOLDER    write them all

What the description leaves open, and is assumed here (a variant has another way where † stands):

 1. Above each table stand title, heading, day of update and period, as in the text of 2024, and a
    blank row †. Only they and the file's name have the year; headings are bare months †.
 2. Titles are made after those of the documents; that of TILT030 says "Tiltak og alder".
 3. A blank row divides blocks. Nothing stands beside or below the tables †.
 4. TILT030: the age stands in column 1 of a row of its own above the block's header row †. Every
    block has a header row, its columns 1 and 2 empty †. There is no average.
 5. TILT030: the first block is of all ages and is called "I alt" †. "I alt … på tiltak" opens each
    block and "I alt <group>" closes each group, in column 1 with column 2 empty †.
 6. TILT030: its sheets are called 4a, 4b and 4c. Groups are not merged †. Ages are those of 2024.
    A measure that nobody of an age takes part in is left out of its block; months are not.
 7. TILT100 to TILT140: totals of a status have a capital as in 2024. There is no block of all
    statuses, and in a report on one group no total of the group. Measures stand by alphabet.
 8. The sheet of TILT100 is "Arbeidsmarkedsstatus og tiltaksgrupper", cut at Excel's 31 letters.
 9. The law on suppression stands on a sheet "Om statistikken" only. Another sheet is of another
    statistic; TILT120 has one more, "Tiltak", of all statuses.
10. Months to come have a heading and empty cells. An average is made of hidden counts too, rounded
    half away from zero, and is `*` below 4.
11. A file's name goes on with the title, underscores for spaces; TILT030 has a month too.
12. Figures are whole numbers shown with spaces. Nothing is merged, hidden, dated or computed †.
"""

from __future__ import annotations

import argparse
import csv
import functools
import re
import struct
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import xlsxwriter
from make_editions import DOCUMENTS, source
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

MONTHS = (
    *("Januar", "Februar", "Mars", "April", "Mai", "Juni"),
    *("Juli", "August", "September", "Oktober", "November", "Desember"),
)
AGES = (
    *("19 år og under", "20-24 år", "25-29 år", "30-39 år", "40-49 år", "50-59 år"),
    "60 år og over",
)
HEADER = (None, "Gjennomsnitt hittil i år", *MONTHS)
STATUS_SHEET = "Arbeidsmarkedsstatus og tiltak"
LAW = (
    "I henhold til Statistikklovens § 7-1 har NAV valgt å erstatte verdier i celler hvor tallene "
    "er mindre enn 4 med spesialtegn «*»."
)

Cell = str | int | None
Rows = list[tuple[Cell, ...]]
# Counts by group and measure, a list of twelve each.
Counts = dict[str, dict[str, list[int]]]


def printed(count: int) -> int | str:
    return count if count >= 4 else "*"


def figure(text: str) -> int | str:
    return text if text == "*" else int(text.replace(" ", ""))


def filled(total: int, cells: list[int | str]) -> list[int]:
    """Return counts that add up to the total; a suppressed one is any from 0 to 3 that fits."""
    rest = total - sum(cell for cell in cells if isinstance(cell, int))
    counts = []
    for cell in cells:
        counts.append(cell if isinstance(cell, int) else min(3, rest))
        rest -= 0 if isinstance(cell, int) else counts[-1]
    return counts


def counts_of_2022() -> dict[str, Counts]:
    """Return counts by status that add up to every total of the status tables of 2022."""
    with (DOCUMENTS.parent / "reference" / "errata.csv").open(encoding="utf-8") as file:
        labels = {
            row["printed"]: row["corrected"]
            for row in csv.DictReader(file)
            if row["document_id"] == "tiltak_2022" and row["kind"] == "label"
        }
    statuses: dict[str, Counts] = {}
    totals: dict[str, list] = {}
    members: dict[str, list] = {}
    for line in source("tiltak_2022").partition("Tiltak og hovedgrupper")[2].split("\n"):
        label, *texts = line.split("\t")
        if not label or not texts:
            continue
        cells, name = [figure(text) for text in texts], label.removeprefix("I alt ")
        if name == label:
            members[labels.get(label, label)] = cells
        elif name.endswith("på tiltak"):
            totals[name] = cells
            groups = statuses.setdefault(name, {})
        else:
            groups[name], members = members | {"": cells}, {}
    for status, groups in statuses.items():
        by_group = list(zip(*(group.pop("") for group in groups.values()), strict=True))
        sums = zip(*map(filled, totals[status], by_group), strict=True)
        for group, total in zip(groups.values(), sums, strict=True):
            by_measure = map(filled, total, zip(*group.values(), strict=True))
            for measure, counts in zip(list(group), zip(*by_measure, strict=True), strict=True):
                group[measure] = list(counts)
    return statuses


def counts_of_2023() -> dict[str, Counts]:
    """Return those of 2022 from December to January, with two measures that began in 2023."""
    statuses = counts_of_2022()
    for size, groups in zip((20, 310, 2), statuses.values(), strict=True):
        for measures in groups.values():
            for counts in measures.values():
                counts.reverse()
        trial = "Opplæringstiltak av lengre varighet, Forsøk"
        groups["opplæring"][trial] = [0] * 7 + [size * (month + 1) for month in range(5)]
        former = groups["oppfølging"]["Utvidet oppfølging i NAV"]
        groups["oppfølging"]["Arbeid med støtte"] = [0] * 11 + [former.pop()]
        former.append(0)
        for group, measures in groups.items():
            groups[group] = dict(sorted(measures.items()))
    return statuses


def added(rows: list[list[int]]) -> list[int]:
    return [sum(column) for column in zip(*rows, strict=True)]


def of_age(groups: Counts, age: int) -> Counts:
    """Return the counts of an age: every measure is divided among two or three that are next."""
    parts: Counts = {}
    measures = [(group, name) for group in groups for name in groups[group]]
    for place, (group, measure) in enumerate(measures):
        first, many = place % 5, 2 + place % 2
        if first <= age < first + many:
            parts.setdefault(group, {})[measure] = [
                (n // 2, n // 3, n - n // 2 - n // 3)[age - first]
                if many == 3
                else (n - n // 3, n // 3)[age - first]
                for n in groups[group][measure]
            ]
    return parts


def headed(title: str, heading: str, period: str, updated: str) -> Rows:
    return [(title,), (heading,), (f"Rapport oppdatert: {updated}",), (period,), ()]


def book(title: str, sheets: dict[str, Rows]) -> Workbook:
    """Return a workbook of these sheets between one of notes and one of another statistic."""
    other = "Mottakere av arbeidsavklaringspenger"
    notes: Rows = [("Om statistikken",), (title,), (LAW,), ("Kilde: NAV",)]
    recipients: Rows = [(f"{other}. Tidsserie måned",), (), HEADER]
    for label, size in (("I alt", 140_000), ("Kvinner", 80_000), ("Menn", 60_000)):
        recipients.append((label, size, *[size] * 12))
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in ({"Om statistikken": notes} | sheets | {other[:31]: recipients}).items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for cell in (cell for line in sheet.iter_rows() for cell in line):
            cell.number_format = "# ##0" if isinstance(cell.value, int) else "General"
    return workbook


def tilt030(
    *, all_ages: bool = True, age_in_header: bool = False, one_header: bool = False, column: int = 0
) -> Workbook:
    """Return TILT030 of 2022 by age, "I alt …" of status and group in this column (from 0)."""
    title = "Deltakere i arbeidsrettede tiltak. Tiltak og alder. Tidsserie måned"
    sheets = {}

    def total(label: str, rows: list[list[int]]) -> tuple[Cell, ...]:
        names = (None, label) if column else (label, None)
        return (*names, *map(printed, added(rows)))

    for letter, (status, groups) in zip("abc", counts_of_2022().items(), strict=True):
        period = "Januar 2022 - Desember 2022"
        rows = headed(title, status.capitalize(), period, "02.01.2023")
        if one_header:
            rows.append((None, None, *MONTHS))
        blocks = {"I alt": groups} if all_ages else {}
        for age, name in enumerate(AGES):
            blocks[name] = of_age(groups, age)
        for age, block in blocks.items():
            if not age_in_header:
                rows.append((age,))
            if not one_header:
                rows.append((age if age_in_header else None, None, *MONTHS))
            everybody = [counts for group in block.values() for counts in group.values()]
            rows.append(total(f"I alt {status}", everybody))
            for group, measures in block.items():
                label: Cell = group.capitalize()
                for measure, counts in measures.items():
                    rows.append((label, measure, *map(printed, counts)))
                    label = None
                rows.append(total(f"I alt {group}", list(measures.values())))
            rows.append(())
        sheets[f"4{letter}"] = rows[:-1]
    return book(title, sheets)


def tilt120_of_2024() -> Workbook:
    """Return TILT120 of 2024 with the status tables as the text prints them."""
    title = "TILT120 Tiltaksdeltakere på arbeidspraksis. Demografi. Tidsserie måned"
    tables: list[Rows] = []
    text = re.sub("</?b>", "", source("arbeidspraksis_demografi_2024"))
    for line in text.replace("forbere dende", "forberedende").split("\n"):
        label, *texts = line.split("\t")
        if texts and not label:
            tables.append([HEADER])
        elif texts:
            tables[-1].append((label, *[figure(each) for each in texts if each]))
    head = functools.partial(headed, title, period="Januar 2024 - Desember 2024")
    blocks = [row for table in tables[1:4] for row in ((), *table)][1:]
    sheets = {
        "Tiltak": head("Tiltak", updated="02.01.2025") + tables[0],
        STATUS_SHEET: head(STATUS_SHEET, updated="02.01.2025") + blocks,
    }
    return book(title, sheets)


def report(code: str, of: str, group: str = "", year: int = 2023, months: int = 12) -> Workbook:
    """Return a report with invented figures: on a group, or on all groups where none is named."""
    title = f"{code} Tiltaksdeltakere{of}. Demografi. Tidsserie måned"
    name = STATUS_SHEET if group else f"{STATUS_SHEET}sgrupper"
    period = f"Januar {year} - {MONTHS[months - 1]} {year}"
    rows = headed(title, name, period, f"02.{months % 12 + 1:02}.{year + months // 12}")
    for status, groups in counts_of_2023().items():
        members = groups.get(group) or {
            each.capitalize(): added(list(measures.values())) for each, measures in groups.items()
        }
        rows.append(HEADER)
        total = {f"I alt {status.capitalize()}": added(list(members.values()))}
        for label, counts in (total | members).items():
            average = (2 * sum(counts[:months]) + months) // (2 * months)
            if any(counts[:months]):
                rows.append((label, printed(average), *map(printed, counts[:months])))
        rows.append(())
    return book(title, {name[:31]: rows[:-1]})


WORKBOOKS: dict[str, Callable[[], Workbook]] = {
    "202212_TILT030_Deltakere_i_arbeidsrettede_tiltak._Tiltak_og_alder.xlsx": tilt030,
    "202412_TILT120_Tiltaksdeltakere_på_arbeidspraksis._Demografi.xlsx": tilt120_of_2024,
    "202312_TILT100_Tiltaksdeltakere._Demografi.xlsx": lambda: report("TILT100", ""),
    "202312_TILT130_Tiltaksdeltakere_på_opplæring._Demografi.xlsx": lambda: report(
        "TILT130", " på opplæring", "opplæring"
    ),
    "202312_TILT140_Tiltaksdeltakere_på_oppfølging._Demografi.xlsx": lambda: report(
        "TILT140", " på oppfølging", "oppfølging"
    ),
    # A year so far, and a month later.
    "2026.04_TILT130_Tiltaksdeltakere_på_opplæring._Demografi.xlsx": lambda: report(
        "TILT130", " på opplæring", "opplæring", 2026, 4
    ),
    "2026.05_TILT130_Tiltaksdeltakere_på_opplæring._Demografi.xlsx": lambda: report(
        "TILT130", " på opplæring", "opplæring", 2026, 5
    ),
}


def save(workbook: Workbook, path: Path, old: str = "", new: str = "") -> None:
    """Write a workbook, the same bytes each time, with one text of its sheets replaced."""
    workbook.save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    found = 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            content = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2024-01-01T00:00:00Z", content)
            if old and name.startswith("xl/worksheets/"):
                found += content.count(old.encode())
                content = content.replace(old.encode(), new.encode(), 1)
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    assert found == bool(old), f"{old} stands in {found} places"


def compound(*streams: str) -> bytes:
    """Return a compound file, the container of .xls and of encrypted files, of empty streams."""
    end, free = 0xFFFFFFFE, 0xFFFFFFFF
    content = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    content += struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    content += struct.pack("<10I", 0, 1, 1, 0, 4096, end, 0, end, 0, 0) + b"\xff" * 432
    content += struct.pack("<2I", 0xFFFFFFFD, end) + b"\xff" * 504
    names = ("Root Entry", *streams)
    for place, name in enumerate(names):
        right = place + 1 if 0 < place < len(streams) else free
        content += name.encode("utf-16-le").ljust(64, b"\0")
        content += struct.pack("<H2B", 2 * len(name) + 2, 2 if place else 5, 1)
        content += struct.pack("<3I36xI8x", free, right, free if place else 1, end)
    return content.ljust(1536, b"\0")


def put(**cells: object) -> Callable[[Worksheet], None]:
    """Return what writes these values to their cells."""

    def change(sheet: Worksheet) -> None:
        for place, value in cells.items():
            sheet[place] = value

    return change


def each_number(change: Callable) -> Callable[[Worksheet], None]:
    """Return what changes every cell with a number."""

    def change_all(sheet: Worksheet) -> None:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if isinstance(cell.value, int):
                change(cell)

    return change_all


def hidden(sheet: Worksheet, kind: str, place: int | str) -> None:
    getattr(sheet, kind)[place].hidden = True


def copied(sheet: Worksheet) -> None:
    sheet.title = "1"  # a name that leaves room for the word "Copy"
    sheet.parent.copy_worksheet(sheet).title = f"{STATUS_SHEET}s"
    sheet.title = STATUS_SHEET


TITLES = {
    "A1": "Mottakere av arbeidsavklaringspenger. Tidsserie måned",
    **{"A7": "I alt Arbeidssøkere", "A12": "I alt Nedsatt arbeidsevne", "A17": "I alt Andre"},
}
# What is changed in the sheet of TILT120 of 2024: its titles are rows 1 to 4, its header rows 6, 11
# and 16, "I alt …" rows 7, 12 and 17; then the two measures. A sentence begins with the outcome:
# Read; Refused; Either (both are sound, silence is not); Marked (`*` is published).
CHANGES: dict[str, tuple[str, Callable[[Worksheet], object]]] = {
    # The sheet.
    "sheet_renamed": ("Refused: no described sheet.", lambda s: setattr(s, "title", "Ark1")),
    "sheet_spaced": ("Either: a space after it.", lambda s: setattr(s, "title", s.title + " ")),
    "sheet_twice": ("Refused: both spellings of the described name, same figures.", copied),
    "sheet_empty": ("Refused: a described sheet of no cells.", lambda s: s.delete_rows(1, 99)),
    "sheet_hidden": ("Either: and said so.", lambda s: setattr(s, "sheet_state", "hidden")),
    "row_hidden": ("Either: never dropped.", lambda s: hidden(s, "row_dimensions", 9)),
    "column_hidden": ("Either: nor is March.", lambda s: hidden(s, "column_dimensions", "E")),
    "titles_missing": ("Either: only the file says the year.", lambda s: s.delete_rows(1, 5)),
    "titles_merged": ("Read: one cell over the table's width.", lambda s: s.merge_cells("A1:N1")),
    "another_statistic": ("Refused: by name, recipients of a benefit.", put(**TITLES)),
    "another_year": ("Refused: not that of the file.", put(A4="Januar 2023 - Desember 2023")),
    "another_report": ("Refused: not that of the file.", put(A1="TILT130 Tiltaksdeltakere")),
    "note_below": ("Read: a note without figures is no row.", put(A21="* Færre enn 4 personer")),
    "figure_beside": ("Refused: a figure under no heading.", put(P9=17)),
    "cell_far_away": ("Either: a space in the last cell there is; at once.", put(XFD1048576=" ")),
    # Headings.
    "header_moved": ("Refused: not over its figures.", lambda s: s.move_range("B6:N6", cols=1)),
    "table_moved": ("Either: all a column to the right.", lambda s: s.insert_cols(1)),
    "month_left_out": ("Refused: May has no column, later months do.", lambda s: s.delete_cols(7)),
    "month_misspelt": ("Refused: no month; say which is near.", put(C6="Janaur")),
    "month_twice": ("Refused: two columns are January.", put(D6="Januar")),
    "date_as_heading": ("Either: January, never 45292.", put(C6=datetime(2024, 1, 1))),
    "date_of_another_year": ("Refused: not that of the file.", put(C6=datetime(2023, 1, 1))),
    # Figures.
    "text_number": ("Either: 1 848 as text.", put(C7="1 848")),
    "text_number_no_break": ("Either: so, with a no-break space.", put(C7="1\xa0848")),
    "text_number_wide": ("Refused: full-width digits.", put(C7="１８４８")),
    "decimals": ("Refused: not whole.", each_number(lambda c: setattr(c, "value", c.value + 0.25))),
    "decimals_shown": ("Read: whole.", each_number(lambda c: setattr(c, "number_format", "0.00"))),
    "formula": ("Refused: no value is kept with it.", put(C7="=C8+C9")),
    "error": ("Refused: an error of Excel.", put(C7="#REF!")),
    "truth": ("Refused: TRUE is no figure, nor 1.", put(C8=True)),
    "negative": ("Refused: a count below zero.", put(C8=-6)),
    "huge": ("Refused: beyond the largest figure that is read.", put(C8=10**12)),
    "date_as_figure": ("Refused: a date is no count.", put(C8=datetime(1900, 1, 6))),
    "figures_merged": ("Refused: one over two months.", lambda s: s.merge_cells("C8:D8")),
    "two_dots": ("Refused: no mark of this document.", put(D18="..")),
    "dash": ("Refused: nor is this, nor is it zero.", put(D18="-")),
    "figure_missing": ("Refused: empty, and the month is over.", put(D18=None)),
    "below_threshold": ("Marked: 3, where 1 to 3 are suppressed.", put(D18=3)),
    "wrong_digit": ("Refused: swapped digits, named by cell with the right value.", put(C9=1824)),
    # Rows and blocks.
    "measure_unknown": (
        "Refused: a question, not the old name that it resembles.",
        put(A9="Arbeidstrening i skjermet virksomhet"),
    ),
    "measure_twice": ("Refused: two rows of one name.", put(A9="Arbeidsforberedende trening")),
    "status_twice": ("Refused: none of the others.", put(A17="I alt Arbeidssøkere på tiltak")),
    "status_left_out": ("Read: two blocks; the rest not covered.", lambda s: s.delete_rows(15, 5)),
}


def merged_groups() -> Workbook:
    workbook = tilt030()
    for sheet in workbook.worksheets[1:4]:
        groups = [row for row in range(1, sheet.max_row) if sheet.cell(row, 2).value]
        for row in (row for row in groups if sheet.cell(row, 1).value):
            last = next(each for each in range(row, sheet.max_row) if sheet.cell(each + 1, 1).value)
            sheet.merge_cells(start_row=row, end_row=last, start_column=1, end_column=1)
    return workbook


def age_that_does_not_fit() -> Workbook:
    workbook = tilt030()
    places = [cell for cell in workbook["4b"]["C"] if isinstance(cell.value, int)]
    places[-2].value += 10
    return workbook


# TILT030 in other layouts that the description allows, with the same figures but for the last.
LAYOUTS: dict[str, tuple[str, Callable[[], Workbook]]] = {
    "ages_only": ("Read: totals are sums of ages, as intervals.", lambda: tilt030(all_ages=False)),
    "age_in_header": ("Read: in its column 1.", lambda: tilt030(age_in_header=True)),
    "one_header": ("Read: one for all blocks of a sheet.", lambda: tilt030(one_header=True)),
    "totals_in_column_2": ("Read: among the measures.", lambda: tilt030(column=1)),
    "groups_merged": ("Read: each downwards over its measures.", merged_groups),
    "age_does_not_fit": ("Refused: parts do not add up to their total.", age_that_does_not_fit),
}


def written(make: Callable[[], Workbook]) -> Callable[[Path], None]:
    return lambda path: save(make(), path)


def rewritten(value: str) -> Callable[[Path], None]:
    """Return what writes TILT120 of 2024 with the total of its first month stored like this."""
    return lambda path: save(tilt120_of_2024(), path, "<v>1848</v>", value)


def content(all_bytes: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(all_bytes)


def changed(change: Callable[[Worksheet], object]) -> Callable[[], Workbook]:
    def make() -> Workbook:
        workbook = tilt120_of_2024()
        change(workbook[STATUS_SHEET])
        return workbook

    return make


def cut(path: Path) -> None:
    save(tilt120_of_2024(), path)
    path.write_bytes(path.read_bytes()[:-2_000])


def damaged(path: Path) -> None:
    save(tilt120_of_2024(), path)
    broken = bytearray(path.read_bytes())
    broken[broken.index(b"xl/worksheets/sheet3.xml") + 200] ^= 0xFF
    path.write_bytes(broken)


def other_archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")


def shared_texts(path: Path) -> None:
    book = xlsxwriter.Workbook(path)
    book.set_properties({"created": datetime(2024, 1, 1)})
    for sheet in tilt120_of_2024():
        copy = book.add_worksheet(sheet.title)
        for number, row in enumerate(sheet.values):
            copy.write_row(number, 0, row)
    book.close()


FILES: dict[str, tuple[str, Callable[[Path], object]]] = {
    "whole_float": ("Read: 1848.0 is 1848.", rewritten("<v>1848.0</v>")),
    "exponent": ("Read: so is 1.848E3, as some programs write it.", rewritten("<v>1.848E3</v>")),
    "formula_with_value": ("Either: Excel kept it.", rewritten("<f>C8+C9</f><v>1848</v>")),
    "shared_texts": ("Read: texts stand in a part of their own, as Excel does.", shared_texts),
    "xls": ("Refused: of before 2007; save it anew.", content(compound("Workbook"))),
    "encrypted": ("Refused: has a password.", content(compound("EncryptedPackage"))),
    "cut": ("Refused: the file ends too early.", cut),
    "damaged": ("Refused: a sheet's bytes are damaged.", damaged),
    "other_archive": ("Refused: an archive that is no workbook.", other_archive),
    "text": ("Refused: a text by a workbook's name.", content(source("tiltak_2022").encode())),
    "nothing": ("Refused: a file of no bytes.", content(b"")),
}


def variants() -> dict[str, Callable[[Path], None]]:
    """Return what writes each odd workbook to a path; its docstring begins with the outcome."""
    made = {name: (says, written(changed(change))) for name, (says, change) in CHANGES.items()}
    made |= {name: (says, written(make)) for name, (says, make) in LAYOUTS.items()} | FILES
    for name, (says, write) in made.items():
        write.__name__, write.__doc__ = name, says
    return {name: write for name, (_, write) in made.items()}


VARIANTS = variants()


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    options.add_argument("folder", type=Path)
    folder = options.parse_args().folder
    for name, make in WORKBOOKS.items():
        save(make(), folder / name)
    (folder / "variants").mkdir(exist_ok=True)
    for name, write in VARIANTS.items():
        report_code = "202212_TILT030" if name in LAYOUTS else "202412_TILT120"
        write(folder / "variants" / f"{report_code}_{name}.xlsx")


if __name__ == "__main__":
    main()
