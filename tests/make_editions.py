"""Editions that do not exist, made from those that do: other years, layouts, groups and counties.

Every figure is made so that all totals hold: months change places, counts are doubled, or counties
are drawn anew and summed. Used by test_editions.py; by hand:

    python tests/make_editions.py FOLDER    write them all
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Callable
from pathlib import Path

DOCUMENTS = Path(__file__).resolve().parent.parent / "seeds" / "documents"
FIGURE = re.compile(r"-?\d{1,3}(?: \d{3})*")
COUNTIES_2017 = (
    *("Østfold", "Akershus", "Oslo", "Hedmark", "Oppland", "Buskerud", "Vestfold", "Telemark"),
    *("Aust-Agder", "Vest-Agder", "Rogaland", "Hordaland", "Sogn og Fjordane", "Møre og Romsdal"),
    *("Sør-Trøndelag", "Nord-Trøndelag", "Nordland", "Troms", "Finnmark", "Ukjent"),
)
COUNTIES_2018 = tuple(
    "Trøndelag" if county == "Sør-Trøndelag" else county
    for county in COUNTIES_2017
    if county != "Nord-Trøndelag"
)
COUNTIES_2020 = (
    *("03 Oslo", "11 Rogaland", "15 Møre og Romsdal", "18 Nordland - Nordlánnda", "30 Viken"),
    *("34 Innlandet", "38 Vestfold og Telemark", "42 Agder", "46 Vestland"),
    *("50 Trøndelag - Trööndelage", "54 Troms og Finnmark"),
)


def source(document_id: str) -> str:
    return (DOCUMENTS / f"{document_id}.txt").read_text(encoding="utf-8")


def printed(count: int) -> str:
    """Return a count as NAV prints it, with spaces between thousands."""
    return f"{count:,}".replace(",", " ")


def each_row(text: str, change: Callable[[str, list[str]], list[str]]) -> str:
    """Return the text with the cells of every header and data row changed."""
    lines = []
    for line in text.split("\n"):
        label, *cells = line.split("\t")
        lines.append("\t".join([label, *change(label, cells)]) if cells else line)
    return "\n".join(lines)


def later_year() -> str:
    """2023: the edition of 2022 with the figures of its months in reverse."""
    return each_row(
        source("tiltak_2022").replace("2022", "2023"),
        lambda label, cells: cells[::-1] if label else cells,
    )


def month_of_2019() -> str:
    """March 2019 in the layout of February 2014: all counts and changes doubled."""

    def doubled(label: str, cells: list[str]) -> list[str]:
        percent = 2 if len(cells) == 3 else None
        return [
            cell
            if index == percent or not label
            else FIGURE.sub(lambda found: printed(2 * int(found[0].replace(" ", ""))), cell)
            for index, cell in enumerate(cells)
        ]

    return each_row(source("tiltak_2014_02").replace("Februar 2014", "Mars 2019"), doubled)


def counties_of(year: int, counties: tuple[str, ...]) -> str:
    """A year by county: the tables of 2017 with other counties and figures of their own."""
    text = source("tiltaksgruppe_fylke_2017").replace("2017", str(year))
    statuses = ("arbeidssøkere", "nedsatt", "andre")
    # The columns of every block, by status (empty for all) and group: a month or a block that is
    # left out has nobody.
    widths: dict[tuple[str, str], int] = {}
    for label, cells in re.findall(r"^I alt ([^\t\n]*)\t(.*)$", text, re.MULTILINE):
        widths[block_of(label, statuses)] = cells.count("\t") + 1
    draw = random.Random(year)
    drawn: dict[tuple[str, str, str], list[int]] = {}

    def figures(status: str, group: str, county: str) -> list[int]:
        """Return twelve counts; those of all statuses are the sum of the three."""
        if not status:
            parts = [figures(each, group, county) for each in statuses]
            return [sum(counts) for counts in zip(*parts, strict=True)]
        key = (status, group, county)
        if key not in drawn:
            size, width = draw.choice((2, 12, 300, 2_000)), widths.get((status, group), 0)
            drawn[key] = [draw.randint(0, size) for _ in range(width)] + [0] * (12 - width)
        return drawn[key]

    lines = []
    for line in text.split("\n"):
        label, *cells = line.split("\t")
        if label.startswith("I alt ") and cells:
            status, group = block_of(label.removeprefix("I alt "), statuses)
            rows = [figures(status, group, county) for county in counties]
            totals = [sum(counts) for counts in zip(*rows, strict=True)]
            for name, row in zip((label, *counties), (totals, *rows), strict=True):
                counts = [printed(count) if count >= 4 else "*" for count in row[: len(cells)]]
                lines.append("\t".join([name, *counts]))
        elif not label or not cells:
            lines.append(line)
    return "\n".join(lines)


def block_of(label: str, statuses: tuple[str, ...]) -> tuple[str, str]:
    """Return status and group of a block by the label of its total row, "I alt" aside."""
    status = next((status for status in statuses if label.startswith(status)), "")
    return status, label.rsplit("på tiltak, ", 1)[-1]


def eleven_counties() -> str:
    """2021 by county: the 11 counties of 2020."""
    return counties_of(2021, COUNTIES_2020)


def pages(text: str) -> list[str]:
    """Return a text cut where its pages begin, each with its title."""
    return re.split(r"^(?=Deltakere i )", text, flags=re.MULTILINE)


# Measures that no edition before printed, by the group in which they stand.
NEW_MEASURES = {
    "opplæring": "Opplæringstiltak av lengre varighet, Forsøk",
    "arbeidspraksis": "Arbeidstrening i skjermet virksomhet",
    "oppfølging": "Arbeid med støtte",
}


def status_tables_only() -> str:
    """2023 by status only, with three new measures: no table says what all statuses have.

    Each new measure has 10 participants in January, 11 in February, ... 21 in December.
    """
    kept = (page for page in pages(later_year()) if re.search("^(?:T.* og h|Om )", page, re.M))
    return "".join(map(with_new_measures, kept))


def with_new_measures(page: str) -> str:
    """Return a page of status tables with the new measures above the totals of their groups."""
    # In a table of groups the rows are the sums, in one of measures those of "I alt".
    sums = "" if "\nTiltaksgrupper og" in page else "I alt "
    new = [10 + month for month in range(12)]
    lines = []
    for line in page.split("\n"):
        label, *cells = line.split("\t")
        group = label.removeprefix(sums).lower() if label.startswith(sums) else ""
        times = len(NEW_MEASURES) if label.endswith(" på tiltak") else group in NEW_MEASURES
        if cells and times:
            counts = [int(cell.replace(" ", "")) for cell in cells]
            cells = [printed(count + times * more) for count, more in zip(counts, new, strict=True)]
        if cells and sums and group in NEW_MEASURES:
            lines.append("\t".join([NEW_MEASURES[group], *map(str, new)]))
        lines.append("\t".join([label, *cells]))
    return "\n".join(lines)


def one_page() -> str:
    """2020: one page of the groups of job seekers, and nothing else."""
    page = next(page for page in pages(later_year()) if "\nArbeidssøkere på tiltak\n" in page)
    return page.replace("2023", "2020")


def other_group() -> str:
    """TILT130 of 2025: the demography report on two measures of training, months in reverse."""
    text = source("arbeidspraksis_demografi_2024")
    for old, new in (
        ("Arbeidsforbere dende trening", "Høyere utdanning"),
        ("Arbeidsforberedende trening", "Høyere utdanning"),
        ("Arbeidstrening", "AMO Kurs"),
        ("arbeidsforberedende trening", "høyere utdanning"),
        ("arbeidstrening", "AMO kurs"),
        ("TILT120 Tiltaksdeltakere på arbeidspraksis", "TILT130 Tiltaksdeltakere på opplæring"),
        ("02.01.2025", "05.01.2026"),
        ("2024", "2025"),
        # The tables that the extraction tore are whole here.
        ("Gjennom  \nsnitt hittil  \ni år\n\n", ""),
        ("\n\t\tJanuar", "\n\tGjennom snitt hittil i år\tJanuar"),
        ("\n\tJanuar\t", "\n\tGjennom snitt hittil i år\tJanuar\t"),
        ("Desember\t\n", "Desember\n"),
        ("\t<b>5 000</b>\t<b>5 587</b>", "\t<b>5 604</b>\t<b>5 000</b>\t<b>5 587</b>"),
        ("<b>5 604</b>\t<b>5 604</b>", "<b>5 604</b>"),
        ("</b>\t\n", "</b>\n"),
    ):
        text = text.replace(old, new)
    return each_row(text, lambda label, cells: [cells[0], *cells[:0:-1]] if label else cells)


def columns_in_another_order() -> str:
    """2021: the edition of 2022 with its columns from December to January."""
    return each_row(source("tiltak_2022").replace("2022", "2021"), lambda _, cells: cells[::-1])


def january_to_july() -> str:
    """2025 so far: seven months, and their average in a last column."""

    def cut(label: str, cells: list[str]) -> list[str]:
        cells = cells[:7]
        if not label:
            return [*cells, "Gjennomsnitt hittil i år"]
        # A suppressed count is taken as 2: near enough for an average that is rounded.
        counts = [2 if cell == "*" else int(cell.replace(" ", "")) for cell in cells]
        average = (2 * sum(counts) + 7) // 14
        return [*cells, printed(average) if average >= 4 else "*"]

    text = source("tiltak_2022").replace("Desember 2022", "Juli 2025").replace("2022", "2025")
    return each_row(text, cut)


def extracted_again() -> str:
    """2022 from another extraction: Markdown marks, wrapped contexts, other blank lines."""
    text = re.sub(r"\n{3,}(?=Deltakere)", "\n\n\n\n\n# ", source("tiltak_2022"))
    text = re.sub(r"^(I alt[^\t\n]*)\t", r"<b>\1</b>\t", text, flags=re.MULTILINE)
    text = text.replace("Nedsatt arbeidsevne, på tiltak\n", "Nedsatt arbeidsevne,\n\npå tiltak\n")
    text = text.replace("Tiltak og hovedgrupper\n", "## Tiltak og hovedgrupper\n---\n")
    return each_row(text, lambda _, cells: [cell.replace("*", "\\*") for cell in cells])


def columns_of_people() -> str:
    """December 2023: columns that are counties, and columns that are women and men."""
    head = "Deltakere i arbeidsrettede tiltak. Tiltak og fylke. En måned\n\n{}\n\nDesember 2023\n\n"
    by_county = (
        "\tI alt\t03 Oslo\t11 Rogaland\t30 Viken\n"
        "I alt\t1 048\t1 012\t11\t25\nOppfølging\t36\t12\t4\t20\nOpplæring\t1 012\t1 000\t7\t5\n"
    )
    by_sex = (
        "\tI alt\tKvinner\tMenn\n"
        "I alt\t1 048\t548\t500\nOppfølging\t36\t30\t6\nOpplæring\t1 012\t518\t494\n"
    )
    pages = (("Tiltaksgrupper", by_county), ("Tiltaksgrupper og kjønn", by_sex))
    return "\n\n\n".join(head.format(section) + table for section, table in pages)


EDITIONS = {
    "tiltak_2023": later_year,
    "tiltak_2019_03": month_of_2019,
    "tiltaksgruppe_fylke_2021": eleven_counties,
    "opplaring_demografi_2025": other_group,
    "tiltak_2021": columns_in_another_order,
    "tiltak_2025_07": january_to_july,
    "tiltak_2022_igjen": extracted_again,
    "utdrag_2023_12": columns_of_people,
    "tiltak_status_2023": status_tables_only,
    "arbeidssokere_2020": one_page,
    "tiltaksgruppe_fylke_2016": lambda: counties_of(2016, COUNTIES_2017),
    "tiltaksgruppe_fylke_2018": lambda: counties_of(2018, COUNTIES_2018),
    "tiltaksgruppe_fylke_2019": lambda: counties_of(2019, COUNTIES_2018),
}


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    options.add_argument("folder", type=Path)
    folder = options.parse_args().folder
    for document_id, make in EDITIONS.items():
        (folder / f"{document_id}.txt").write_text(make(), encoding="utf-8", newline="")


if __name__ == "__main__":
    main()
