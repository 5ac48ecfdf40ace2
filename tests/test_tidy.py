"""One table for one chart: every figure is its mart's, every rate a figure by the people."""

from __future__ import annotations

import csv
import json
import math
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from conftest import CONTENT_CHANGED, SEEDS, Connection, Workspace
from rehearse import rows_of as rows

from seeds import read_seed

LANGUAGES = ("nb", "en")
TENTH = Decimal("0.1")
# The mart behind a file, the part of it that the file has, and its columns of codes and names.
FILES: dict[str, tuple[str, str, dict[str, str]]] = {
    "groups": (
        "participants_by_measure_group",
        "status_code = '_T' and sex_code = '_T'",
        {"code": "measure_group_code", "name": "measure_group_name_{}"},
    ),
    "series": (
        "participants_by_series",
        "status_code = '_T' and sex_code = '_T'",
        {"code": "series_code", "name": "series_name_{}"},
    ),
    "women_and_men": (
        "participants_by_measure_group",
        "status_code = '_T' and sex_code <> '_T'",
        {"code": "measure_group_code", "name": "measure_group_name_{}", "sex": "sex_code"},
    ),
    "counties": (
        "participants_by_county_harmonized",
        "status_code = '_T' and measure_code = '_T' and geography_method = 'same_area' "
        "and (target_division, linked_division) = ('2024', '2017')",
        {"code": "area_code", "name": "area_code", "measure_group": "measure_group_code"},
    ),
    "background": (
        "participants_by_background",
        "true",
        {
            **{"measure": "measure_code", "breakdown": "dimension"},
            **{"code": "category_code", "name": "category_name_{}"},
        },
    ),
    "per_1000_inhabitants": (
        "participants_by_county",
        "status_code = '_T' and measure_code = '_T' and county_division = '2017' "
        "and county_code not in ('_U', 'other_areas')",
        {"name": "county_code", "measure_group": "measure_group_code"},
    ),
}


@pytest.fixture(scope="module")
def names(marts: Connection) -> dict[tuple[str, str], dict[str, str]]:
    """Return the names of codes by column and language."""
    queries = {
        (
            "sex_code",
            one,
        ): f"select code, code_name_{one} from marts.dim_code where dimension = 'sex'"
        for one in LANGUAGES
    }
    for table in ("measure", "measure_group"):
        for one in LANGUAGES:
            queries[f"{table}_code", one] = (
                f"select {table}_code, {table}_name_{one} from marts.dim_{table}"
            )
    held = {place: dict(marts.execute(query).fetchall()) for place, query in queries.items()}
    for one in LANGUAGES:
        residuals = dict(
            marts.execute(
                f"select code, code_name_{one} from marts.dim_code where dimension = 'county'"
            ).fetchall()
        )
        areas = marts.execute("select area_code, area_name_nb from marts.area_counties").fetchall()
        held["area_code", one] = dict(areas) | residuals
        held["county_code", one] = dict(
            marts.execute(
                "select county_code, county_name_short_nb from marts.dim_county "
                "where county_division = '2017'"
            ).fetchall()
        )
    held["dimension", "nb"] = {
        **{"age": "Alder", "education": "Utdanning", "country_background": "Landbakgrunn"},
        "immigrant_background": "Innvandringsbakgrunn",
    }
    held["dimension", "en"] = {
        **{"age": "Age", "education": "Education", "country_background": "Country background"},
        "immigrant_background": "Immigrant background",
    }
    return held


@pytest.fixture(scope="module")
def people() -> dict[str, int]:
    """Return the people aged 18 to 66 of each county of 2017, from its pieces."""
    pieces = {
        row["piece_code"]: int(row["population_18_66"])
        for row in read_seed(SEEDS / "reference" / "area_pieces.csv")
    }
    counted: dict[str, int] = {}
    for row in read_seed(SEEDS / "reference" / "county_pieces.csv"):
        if row["county_division"] == "2017":
            code = row["county_code"]
            counted[code] = counted.get(code, 0) + pieces[row["piece_code"]]
    return counted


def content_of(marts: Connection, row: dict[str, Any], former: int, language: str) -> str:
    """Return what ended and what is new since a former year, where that changed the content."""
    kind = "series" if "series_code" in row else "measure_group"
    pair = (
        f"measure_set_kind = '{kind}' and measure_set_code = '{row[f'{kind}_code']}' "
        f"and status_code = '{row['status_code']}' and sex_code = '{row.get('sex_code', '_T')}' "
        f"and from_year = {former} and to_year = {row['period'].year}"
    )
    sentences = marts.execute(
        f"select sentence_{language} from marts.content_changes where {pair} "
        f"and {CONTENT_CHANGED} and 'changed' in "
        f"(select verdict from marts.comparability where {pair}) order by content_change desc"
    ).fetchall()
    return " ".join(sentence for (sentence,) in sentences)


def note_of(marts: Connection, row: dict[str, Any], content: str, language: str) -> str:
    """Return what must be said with a figure besides what is true of all."""
    said = dict(
        marts.execute(
            f"select code, code_name_{language} from marts.dim_code where dimension = 'obs_status'"
        ).fetchall()
    )
    notes = marts.execute(
        f"select note_code, sentence_{language} from marts.dim_comparability_note "
        "where applies <> 'always' order by order_no"
    ).fetchall()
    codes = row["comparability_codes"].split()
    sentences = [sentence for code, sentence in notes if code in codes]
    status = row["obs_status"]
    letter = [f"{said[status]}."] if status != "A" else []
    return " ".join(filter(None, [*letter, content, *sentences]))


def set_of(row: dict[str, Any]) -> tuple[str, ...]:
    """Return what is compared over years: whose figures, of whom."""
    columns = ("measure_group_code", "series_code", "measure_code", "status_code", "sex_code")
    return tuple(row[column] for column in columns if column in row)


def rate(number: int, inhabitants: int) -> Decimal:
    return (Decimal(number) * 1000 / inhabitants).quantize(TENTH, ROUND_HALF_UP)


def rates(row: dict[str, Any], inhabitants: int) -> dict[str, str]:
    """Return a figure per 1 000 inhabitants: what is not known rounded outwards."""
    low, high = row["obs_value_min"], row["obs_value_max"]
    if row["obs_value"] is not None:
        known = str(rate(row["obs_value"], inhabitants))
        return {"value": known, "low": known, "high": known}
    return {
        "value": "",
        "low": str(Decimal(math.floor(low * 10_000 / inhabitants)) / 10 + Decimal("0.0")),
        "high": str(Decimal(math.ceil(high * 10_000 / inhabitants)) / 10 + Decimal("0.0")),
    }


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_is_a_figure_of_its_mart(
    name: str,
    language: str,
    built: Workspace,
    marts: Connection,
    names: dict[tuple[str, str], dict[str, str]],
    people: dict[str, int],
) -> None:
    mart, where, columns = FILES[name]
    written = read(built.folder / "exports" / "tidy" / f"{name}.{language}.csv")
    assert len(written[0]) <= 10
    due, notes, contents = [], {}, set()
    held_rows = rows(marts, f"from marts.{mart} where {where}")
    years: dict[tuple[str, ...], set[int]] = {}
    for row in held_rows:
        years.setdefault(set_of(row), set()).add(row["period"].year)
    for row in held_rows:
        line, year = {"period": str(row["period"])}, row["period"].year
        for column, source in columns.items():
            held = row[source.format(language)]
            is_code = column == "code"
            line[column] = held if is_code else names.get((source, language), {}).get(held, held)
        told = (
            set_of(row),
            year,
            row["is_comparable"],
            row["obs_status"],
            row["comparability_codes"],
        )
        if told not in notes:
            former = [one for one in years[set_of(row)] if one < year]
            content = content_of(marts, row, max(former), language) if row["is_comparable"] else ""
            contents.add(content)
            notes[told] = note_of(marts, row, content, language)
        if name == "per_1000_inhabitants":
            inhabitants = people[row["county_code"]]
            line |= rates(row, inhabitants) | {"inhabitants": str(inhabitants)}
        else:
            for column, source in (("value", ""), ("low", "_min"), ("high", "_max")):
                figure = row[f"obs_value{source}"]
                line[column] = "" if figure is None else str(int(figure))
        if "may_compare" in written[0]:
            line["may_compare"] = {None: "", True: "true", False: "false"}[row["is_comparable"]]
        line["note"] = notes[told]
        due.append(line)
    assert name not in ("groups", "series") or len(contents) > 2
    if name == "per_1000_inhabitants":
        only = " 1. januar 2017 " if language == "nb" else " on 1 January 2017 "
        for line in written:
            note, per, rest = line["note"].partition("Per 1")
            assert per
            assert only in rest
            line["note"] = note.strip()
    assert [line["period"] for line in written] == sorted(
        (line["period"] for line in due), reverse=True
    )
    assert sorted(tuple(line.items()) for line in written) == sorted(
        tuple((column, line[column]) for column in written[0]) for line in due
    )


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_question_has_its_files_and_is_in_the_readme(built: Workspace) -> None:
    exports = built.folder / "exports"
    files = {f"{name}.{language}.csv" for name in FILES for language in LANGUAGES}
    assert {path.name for path in (exports / "tidy").iterdir()} == files
    readme = (exports / "README.md").read_text(encoding="utf-8")
    assert [file for file in sorted(files) if f"`tidy/{file}`" not in readme] == []
    assert "and for 2017 only" in readme


def test_data_package_describes_every_file(built: Workspace) -> None:
    """Title, key and columns, with types, units and words in the language of the file."""
    exports = built.folder / "exports"
    package = json.loads((exports / "datapackage.json").read_bytes())
    described = {one["path"]: one for one in package["resources"]}
    titles = set()
    for name, (mart, _, _) in FILES.items():
        for language in LANGUAGES:
            held = described[f"tidy/{name}.{language}.csv"]
            titles.add((held["title"], held["titleNorwegian"]))
            assert held["usageWarnings"] == described[f"csv/{mart}.csv"]["usageWarnings"] != []
            fields = {field["name"]: field for field in held["schema"]["fields"]}
            lines = read(exports / held["path"])
            assert [*fields] == [*lines[0]]
            keys = [
                tuple(line[column] for column in held["schema"]["primaryKey"]) for line in lines
            ]
            assert len({*keys}) == len(keys) == len(lines)
            for field in fields.values():
                is_number = field["type"] in ("integer", "number")
                assert is_number == ("unit" in field), (name, field)
                assert is_number == (field["name"] in ("value", "low", "high", "inhabitants"))
                assert field["description"]
    assert len(titles) == len(FILES)
    words = [
        {field["name"]: field["description"] for field in one["schema"]["fields"]}
        for path, one in described.items()
        if path.startswith("tidy/groups.")
    ]
    assert {*words[0].values()}.isdisjoint(words[1].values())
