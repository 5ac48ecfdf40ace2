"""What people ask the workbook is answered by the marts, completely."""

from __future__ import annotations

import datetime
import itertools
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from conftest import PROJECT, Connection, Workspace
from export import excel
from export.about import words_of
from export.questions import Question
from rehearse import rows_of

Key = tuple[Any, ...]
Figure = dict[str, Any]
# The marts of people by kind, with the column of codes; means hold all kinds.
PEOPLE = {
    "measure_group": ("participants_by_measure_group", "measure_group_code"),
    "measure": ("participants_by_measure", "measure_code"),
    "series": ("participants_by_series", "series_code"),
}
AREA = ("geography_method", "target_division", "linked_division", "area_code")
WORDS = PROJECT / "scripts" / "export" / "words.toml"
MAY = {"nb": ("ja", "nei", "bare som anslag"), "en": ("yes", "no", "as an estimate only")}


@pytest.fixture(scope="module")
def book(built: Workspace) -> openpyxl.Workbook:
    """Return the workbook."""
    return openpyxl.load_workbook(built.folder / "exports" / "excel" / "nav_tiltak.xlsx")


@pytest.fixture(scope="module")
def asked(book: openpyxl.Workbook) -> dict[str, list[Figure]]:
    """Return the rows of each sheet of a question by its headings; figures with their letter."""
    found = {}
    for name in ("changes", "changes_of_areas", "printed"):
        (sheet,) = [page for page in book.worksheets[2:] if name in page.tables]
        head, *lines = sheet.iter_rows()
        found[name] = [
            {above.value: cell for above, cell in zip(head, line, strict=True)} for line in lines
        ]
    return found


def as_shown(value: Decimal | None, low: Decimal | None, high: Decimal | None) -> object:
    """Return a figure as people see it: what is not known by its bounds."""
    if value is not None:
        return float(value)
    if (low, high) == (None, None):
        return None
    if (low, high) == (0, 3):
        return "*"
    ends = [
        ".." if end is None else f"{end:.1f}".removesuffix(".0").replace(".", ",")
        for end in (low, high)
    ]
    return (" – " if any(end.startswith("-") for end in ends) else "-").join(ends)


def told(cell: Any) -> object:  # noqa: ANN401 - a cell of openpyxl
    return float(cell.value) if isinstance(cell.value, int | float) else cell.value


def bounds(row: Figure, name: str = "obs_value") -> tuple[Any, Any]:
    return row[f"{name}_min"], row[f"{name}_max"]


def less(one: Any, other: Any) -> Any:  # noqa: ANN401 - what is not known is None
    return None if None in (one, other) else one - other


def change_of(former: Figure, later: Figure) -> tuple[Any, Any, Any]:
    """Return the change between two figures as value, lowest and highest.

    That of means is of the sums of their months, rounded once: a known one to the nearest tenth,
    bounds outwards.
    """
    (from_low, from_high), (low, high) = bounds(former), bounds(later)
    change = (
        less(later["obs_value"], former["obs_value"]), less(low, from_high), less(high, from_low)
    )  # fmt: skip
    if "months" not in later:
        return change
    ways = ["ROUND_HALF_UP"] * 3
    if change[0] is None:
        ways = ["", "ROUND_FLOOR", "ROUND_CEILING"]
    return tuple(
        None
        if value is None
        else (Decimal(value) / later["months"]).quantize(Decimal("0.1"), rounding=way)
        for value, way in zip(change, ways, strict=True)
    )


def with_sums(means: dict[Key, dict[datetime.date, Figure]], marts: Connection) -> None:
    """Put in place of each mean, by kind, code, status and sex, the sums of its twelve months.

    What is zero in a month can be without a row there.
    """
    zero = dict.fromkeys(("obs_value", "obs_value_min", "obs_value_max"), 0) | {"months": 12}
    for key, held in means.items():
        held |= {period: zero for period in held if key[-1] == "A"}
    for kind, (mart, code) in PEOPLE.items():
        for row in rows_of(
            marts,
            f"select {code}, status_code, sex_code, date_trunc('year', period)::date as period, "
            "12 as months, if(count(obs_value) = count(*), sum(obs_value), null) as obs_value, "
            "sum(obs_value_min) as obs_value_min, sum(obs_value_max) as obs_value_max "
            f"from marts.{mart} group by all",
        ):
            held = means.get((kind, row[code], row["status_code"], row["sex_code"], "A"), {})
            if row["period"] in held:
                held[row["period"]] = row


def per_cent(former: Figure, later: Figure) -> float | None:
    """Return a change in per cent as it is rounded: the half away from zero."""
    if None in (former["obs_value"], later["obs_value"]) or not former["obs_value"]:
        return None
    share = Decimal(100 * (later["obs_value"] - former["obs_value"])) / former["obs_value"]
    return float(share.quantize(Decimal("0.1"), rounding="ROUND_HALF_UP"))


def pairs_of(figures: dict[Key, dict[datetime.date, Figure]]) -> dict[Key, tuple[Figure, Figure]]:
    """Return of each slice the figures of the same month of two years, with both periods."""
    return {
        (*key, former, later): (months[former], months[later])
        for key, months in figures.items()
        for former, later in itertools.combinations(sorted(months), 2)
        if former.month == later.month
    }


def test_changes_are_those_of_every_two_years(
    asked: dict[str, list[Figure]], marts: Connection
) -> None:
    """Of each month that two years share, and of means: both, the change, and what must be said."""
    figures: dict[Key, dict[datetime.date, Figure]] = {}
    for kind, (mart, code) in PEOPLE.items():
        for row in rows_of(marts, f"from marts.{mart}"):
            key = (kind, row[code], row["status_code"], row["sex_code"], "M")
            figures.setdefault(key, {})[row["period"]] = row
    for row in rows_of(marts, "from marts.annual_means where obs_value_min is not null"):
        codes = ("measure_set_kind", "measure_set_code", "status_code", "sex_code")
        figures.setdefault((*map(row.get, codes), "A"), {})[row["period"]] = row
    due, sums = pairs_of(figures), {key: {**held} for key, held in figures.items()}
    with_sums(sums, marts)
    summed = pairs_of(sums)
    verdicts = {
        tuple(row[name] for name in (
            *("measure_set_kind", "measure_set_code", "status_code", "sex_code"),
            *("from_year", "to_year"),
        )): row
        for row in rows_of(marts, "from marts.comparability where dimension = '_T'")
    }  # fmt: skip
    seen = Counter[str]()
    held = {}
    for row in asked["changes"]:
        kind, code, status, sex, freq = (
            row[name].value
            for name in ("measure_set_kind", "measure_set_code", "status_code", "sex_code", "freq")
        )
        dates = [row[name].value.date() for name in ("from_period", "period")]
        held[kind, code, status, sex, freq, *dates] = row
        former, later = due[kind, code, status, sex, freq, *dates]
        verdict = verdicts[kind, code, status, sex, *(date.year for date in dates)]
        of = summed[kind, code, status, sex, freq, *dates]
        change = change_of(*of) if verdict["is_comparable"] else (None, None, None)
        assert [
            told(row[name])
            for name in (
                *("Fra år", "Til år", "Måned", "Tall det første året", "Tall det siste året"),
                *("Endring", "Endring (%)"),
            )
        ] == [
            *(str(date.year) for date in dates),
            f"{dates[0]:%m}" if freq == "M" else "årets gjennomsnitt",
            *(as_shown(one["obs_value"], *bounds(one)) for one in (former, later)),
            as_shown(*change),
            per_cent(*of) if verdict["is_comparable"] else None,
        ]
        for language, heads in (
            ("nb", ("Kan sammenlignes", "Hva som må sies")),
            ("en", ("Can be compared (en)", "What must be said (en)")),
        ):
            yes, no, _ = MAY[language]
            assert [row[head].value for head in heads] == [
                yes if verdict["is_comparable"] else no,
                verdict[f"sentence_{language}"],
            ]
        seen[f"{freq} {kind}"] += 1
        seen["compared" if verdict["is_comparable"] else "refused"] += 1
        seen["known" if change[0] is not None else "bounds"] += verdict["is_comparable"]
        seen["letter"] += "I" in row["Tall det første året"].number_format[-3:]
    assert held.keys() == due.keys()
    assert min(seen.values()) > 0 and len(seen) == 11, seen
    names = {
        (row["measure_set_kind"], row["measure_set_code"]): row
        for row in rows_of(marts, "from marts.dim_measure_set")
    }
    for row in asked["changes"]:
        name = names[row["measure_set_kind"].value, row["measure_set_code"].value]
        assert [row["Hva tallet gjelder"].value, row["What is counted (en)"].value] == [
            name["measure_set_name_nb"],
            name["measure_set_name_en"],
        ]


def test_of_rows_of_one_name_one_is_to_be_used(
    asked: dict[str, list[Figure]],
) -> None:
    """One that can be compared, a measure last; none where none can be."""
    offered: dict[Key, list[tuple[bool, bool, str, str, str]]] = {}
    for row in asked["changes"]:
        key = tuple(row[name].value for name in (
            *("Hva tallet gjelder", "status_code", "sex_code", "freq", "from_period", "period"),
        ))  # fmt: skip
        kind, code = (row[f"measure_set_{name}"].value for name in ("kind", "code"))
        is_refused = row["Kan sammenlignes"].value == MAY["nb"][1]
        offered.setdefault(key, []).append(
            (is_refused, kind == "measure", kind, code, row["Bruk denne"].value)
        )
    for rows in offered.values():
        first, *others = sorted(rows)
        assert first[-1] == ("nei" if first[0] else "ja")
        assert {one[-1] for one in others} <= {"nei"}
    assert sum(len(rows) > 1 for rows in offered.values()) > 200


def test_changes_of_months_are_those_of_their_mart(
    asked: dict[str, list[Figure]], marts: Connection
) -> None:
    """Which has no measures, and changes that are refused of figures that are not published."""
    mart = {
        tuple(str(row[name]) for name in (
            *("measure_set_kind", "measure_set_code", "status_code", "sex_code"),
            *("from_period", "period"),
        )): row
        for row in rows_of(marts, "from marts.same_month_changes")
    }  # fmt: skip
    compared = 0
    for row in asked["changes"]:
        kind, code, status, sex = (
            row[name].value
            for name in ("measure_set_kind", "measure_set_code", "status_code", "sex_code")
        )
        if kind == "measure" or row["freq"].value == "A":
            continue
        dates = [str(row[name].value.date()) for name in ("from_period", "period")]
        own = mart.pop((kind, code, status, sex, *dates))
        assert told(row["Endring"]) == as_shown(own["change"], *bounds(own, "change"))
        compared += own["is_comparable"]
    assert compared > 1500
    assert {row["change_min"] for row in mart.values()} == {None}


def test_changes_of_areas_are_those_of_their_figures(
    asked: dict[str, list[Figure]], marts: Connection
) -> None:
    """An estimate is compared as such only, within what the area itself can have."""
    figures: dict[Key, dict[datetime.date, Figure]] = {}
    for row in rows_of(marts, "from marts.participants_by_county_harmonized"):
        code = row["measure_group_code" if row["measure_code"] == "_T" else "measure_code"]
        key = (*map(row.get, AREA), code, row["status_code"])
        figures.setdefault(key, {})[row["period"]] = row
    due = pairs_of(figures)
    weights: dict[Key, list[tuple[str, float]]] = {}
    for row in rows_of(
        marts,
        "from marts.area_counties where county_division <> target_division and weight > 0 "
        "order by county_code",
    ):
        weights.setdefault(tuple(map(row.get, AREA)), []).append(
            (row["county_name_nb"], float(row["weight"]))
        )
    seen = Counter[str]()
    held = set()
    order = {
        row["geography_method"]: row["order_no"]
        for row in rows_of(marts, "from marts.dim_geography_method")
    }
    counties_of = {
        (row["county_division"], row["county_code"]): row["county_name_nb"]
        for row in rows_of(marts, "from marts.dim_county")
    }
    for row in asked["changes_of_areas"]:
        key = tuple(row[name].value for name in (*AREA, "measure_set_code", "status_code"))
        dates = [row[name].value.date() for name in ("from_period", "period")]
        held.add((*key, *dates))
        both = due[*key, *dates]
        is_estimate = any(one["is_estimated"] for one in both)
        ends = [
            (one["area_min"], one["area_max"]) if one["is_estimated"] else bounds(one)
            for one in both
        ]
        is_comparable = both[1]["is_comparable"]
        change = (
            None if is_estimate else less(both[1]["obs_value"], both[0]["obs_value"]),
            less(ends[1][0], ends[0][1]),
            less(ends[1][1], ends[0][0]),
        )
        assert [
            told(row[name])
            for name in (
                "Tall det første året",
                "Tall det siste året",
                "Endring",
                "Kan sammenlignes",
            )
        ] == [
            *(as_shown(one["obs_value"], *end) for one, end in zip(both, ends, strict=True)),
            as_shown(*change) if is_comparable else None,
            MAY["nb"][2 if is_estimate and is_comparable else not is_comparable],
        ]
        for one, head in zip(both, ("første", "siste"), strict=True):
            area = (one["area_min"], one["area_max"])
            is_told = one["is_estimated"] or area != bounds(one)
            assert row[f"Området selv kan ha, det {head} året"].value == (
                as_shown(None, *area) if is_told else None
            )
            seen["estimates" if one["is_estimated"] else "other areas"] += is_told
        seen["compared"] += is_comparable
        # A county that is an area bears its years where others have its name.
        name = counties_of.get((key[1], key[3]), both[1]["area_name_nb"])
        assert row["Område"].value == name
        assert row["Hva som må sies"].value
        counties = weights[tuple(row[name].value for name in AREA)]
        assert row["Av fylkene i den andre inndelingen"].value == ", ".join(
            name + (f" ({100 * weight:.1f} %)".replace(".", ",") if weight < 1 else "")
            for name, weight in counties
        )
        seen["parts of counties"] += any(weight < 1 for _, weight in counties)
    assert min(seen.values()) > 30 and len(seen) == 4, seen
    # Of the methods that have an area of a name the safest that can compare it.
    offered: dict[Key, list[tuple[bool, int, int, str, Key]]] = {}
    for key, (_, later) in due.items():
        method, target, linked, _, *rest = key
        offered.setdefault((later["area_name_nb"], *rest), []).append(
            (not later["is_comparable"], order[method], -int(target), linked, key)
        )
    assert held == {min(rows)[-1] for rows in offered.values()}
    assert max(map(len, offered.values())) > 2


def test_every_page_on_which_a_figure_is_printed_is_named(
    asked: dict[str, list[Figure]], marts: Connection
) -> None:
    """From which month to which, by cells and figures; and no other page."""
    heads = (
        *("measure_group_code", "measure_code", "Dokument", "Utgave", "Side", "Avskrift"),
        *("breakdown", "Status", "Kjønn", "Fra måned", "Til måned"),
    )
    names_of = {
        (row["dimension"], row["code"]): row["code_name_nb"]
        for row in rows_of(marts, "from marts.dim_code")
    }
    found = Counter(tuple(row[head].value or "" for head in heads) for row in asked["printed"])
    due: dict[Key, set[str]] = {}
    dimensions = [
        name
        for name in values_of(marts, "participants")
        if name.endswith("_code") and not name.startswith("measure")
    ]
    documents = {row["document_id"]: row for row in rows_of(marts, "from marts.dim_document")}
    for row in rows_of(
        marts,
        "select figures.*, cells.document_id as place, cells.page_no "
        "from marts.printed_cells as cells "
        "inner join marts.participants as figures using (observation_id) "
        "where freq = 'M' and indicator = 'participants'",
    ):
        by = " ".join(name.removesuffix("_code") for name in dimensions if row[name] != "_T")
        document = documents[row["place"]]
        key = (
            *(row["measure_group_code"], row["measure_code"], document["title"]),
            *(document["edition"], row["page_no"], document["file_name"], by),
            *(names_of[name, row[f"{name}_code"]] for name in ("status", "sex")),
        )
        due.setdefault(key, set()).add(f"{row['period']:%Y-%m}")
    assert len(due) > 500
    assert found == Counter((*key, min(months), max(months)) for key, months in due.items())
    said = {
        (
            row["breakdown"].value or "",
            row["Delt inn etter"].value,
            row["Broken down by (en)"].value,
        )
        for row in asked["printed"]
    }
    assert {
        ("", "I alt", "Total"),
        ("status", "Status", "Status"),
        ("status sex", "Status × Kjønn", "Status × Sex"),
        ("county", "Fylke", "County"),
    } <= said
    assert len(said) == len({code for code, *_ in said})
    for kind in ("measure_group", "measure"):
        names = {
            (row[f"{kind}_code"], row[f"{kind}_name_nb"], row[f"{kind}_name_en"])
            for row in rows_of(marts, f"from marts.dim_{kind}")
        }
        heads = {
            "measure_group": ("Tiltaksgruppe", "Measure group (en)"),
            "measure": ("Tiltak", "Measure (en)"),
        }[kind]
        for row in asked["printed"]:
            code, *words = (row[head].value for head in (f"{kind}_code", *heads))
            assert (code, *words) in {*names, ("_T", "I alt", "Total")}


def values_of(connection: Connection, mart: str) -> list[str]:
    return [row[0] for row in connection.execute(f"describe marts.{mart}").fetchall()]


def test_the_readme_leads_to_the_sheets(
    asked: dict[str, list[Figure]], book: openpyxl.Workbook
) -> None:
    """Each question stands beside a link to a sheet, in both languages the same sheets."""
    led = [
        [
            (line[0].value, line[1].value)
            for line in sheet.iter_rows()
            if line[1].hyperlink and line[1].hyperlink.location == f"'{line[1].value}'!A1"
        ]
        for sheet in book.worksheets[:2]
    ]
    sheets = [[name for _, name in one] for one in led]
    assert sheets[0] == sheets[1] and {*sheets[0]} <= {*book.sheetnames}
    assert len(sheets[0]) == len({*sheets[0]}) > 10
    tables = {name for sheet in sheets[0] for name in book[sheet].tables}
    assert {*asked, "annual_means", "headline", "participants_by_series"} <= tables
    # Each division of counties has a sheet.
    held = {name for sheet in book.worksheets[3:] for name in sheet.tables}
    divisions = {name for name in held if re.fullmatch(r"participants_by_county_\d{4}", name)}
    assert len(divisions) > 1 and divisions <= tables
    for one in led:
        questions = [question for question, _ in one if question]
        assert len({*questions}) == len(questions) > 10
        assert all(question.endswith("?") for question in questions)


def test_means_are_compared_as_months_are(marts: Connection) -> None:
    """Of all groups, and of women; the sentence is that of the years."""
    compared = Counter[bool]()
    means: dict[Key, dict[datetime.date, Figure]] = {}
    for row in rows_of(
        marts,
        "from marts.annual_means where obs_value_min is not null and status_code = '_T' "
        "and (measure_set_kind = 'measure_group' and sex_code = '_T' or measure_set_code in "
        "('_T', 'mentor', 'labour_market_training') and sex_code = 'F')",
    ):
        key = (row["measure_set_kind"], row["measure_set_code"], "_T", row["sex_code"], "A")
        means.setdefault(key, {})[row["period"]] = row
    due, sums = pairs_of(means), {key: {**held} for key, held in means.items()}
    with_sums(sums, marts)
    rounded = 0
    for key, of in pairs_of(sums).items():
        (former, later), (_, code, _, sex, _, *dates) = due[key], key
        years = [date.year for date in dates]
        (row,) = rows_of(
            marts, f"from compare_means('{code}', {years[0]}, {years[1]}, sex := '{sex}')"
        )
        (verdict,) = rows_of(
            marts,
            f"from marts.comparability where measure_set_code = '{code}' and sex_code = '{sex}' "
            f"and status_code = '_T' and dimension = '_T' and from_year = {years[0]} "
            f"and to_year = {years[1]}",
        )
        change = change_of(*of) if verdict["is_comparable"] else (None, None, None)
        rounded += verdict["is_comparable"] and change != change_of(former, later)
        assert [row["period"], row["from_period"], row["obs_value"], row["from_value"]] == [
            *reversed(dates), later["obs_value"], former["obs_value"]
        ]  # fmt: skip
        assert (row["change"], row["change_min"], row["change_max"]) == change
        assert (row["is_comparable"], row["sentence_nb"], row["sentence_en"]) == (
            verdict["is_comparable"], verdict["sentence_nb"], verdict["sentence_en"]
        )  # fmt: skip
        compared[verdict["is_comparable"]] += 1
    # The difference of rounded means is another number.
    assert compared[True] > 8 and compared[False] > 0 and rounded > 0


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("compare_means('mentor', 2014, 2017)", "2014: Of this year only these months are held"),
        ("compare_means('_T', 2022, 2024)", "2024: NAV may have the rest; held here are"),
    ],
)
def test_a_mean_that_is_not_there_is_told(marts: Connection, call: str, said: str) -> None:
    (row,) = rows_of(marts, f"from {call}")
    assert (row["obs_status"], row["obs_value"], row["change_min"]) == ("O", None, None)
    assert row["sentence_en"].startswith(said)


def test_a_question_without_an_answer_is_a_sheet_of_headings(tmp_path: Path) -> None:
    """As of years of which no two can be set beside each other."""
    words = {one: words_of(WORDS, one) for one in MAY}
    question = Question(
        "changes", "", True, ["what", "figure_to", "freq"], {"nb": [], "en": []}, words
    )
    file = tmp_path / "empty.xlsx"
    with xlsxwriter.Workbook(file) as book:
        excel.write_question(book.add_worksheet("Tom"), {"head": book.add_format()}, question)
    (head,) = openpyxl.load_workbook(file)["Tom"].iter_rows(max_row=1, values_only=True)
    assert head == ("Hva tallet gjelder", "Tall det siste året", "freq")
