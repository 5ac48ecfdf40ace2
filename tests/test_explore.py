"""The explore page: all that is packed in it is what the marts say, and a browser shows that."""

from __future__ import annotations

import base64
import contextlib
import itertools
import json
import math
import re
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import browser
import duckdb
import pyarrow
import pytest
from conftest import DATABASE, EXPORTED, Connection, Workspace, values
from test_report import CONTRAST
from test_report_figures import of_means

SAME_AREA = {"nb": "Området er det samme i begge år.", "en": "The area is the same in both years."}
NEARLY_SAME_AREA = {
    "nb": "Området er nesten det samme i begge år.",
    "en": "The area is nearly the same in both years.",
}
NOT_SAME_AREA = {
    "nb": "Området er ikke akkurat det samme i begge år.",
    "en": "The area is not exactly the same in both years.",
}
PAGES = {"nb": "explore.html", "en": "explore-en.html"}
THOUSANDS = {"nb": "\u00a0", "en": ","}
DECIMAL = {"nb": ",", "en": "."}
DESKTOP, TABLET, PHONE = 1280, 560, 390
# The columns of a figure that are given as the marts have them, beside the key.
GIVEN = (
    *("obs_value", "obs_value_min", "obs_value_max", "obs_status"),
    *("is_printed", "is_comparable", "comparability_codes"),
)
KEYS = {
    "participants_by_measure_group": ("measure_group_code", "status_code", "sex_code"),
    "participants_by_series": ("series_code", "status_code", "sex_code"),
    "participants_by_measure": ("measure_code", "status_code", "sex_code"),
    "participants_by_county_harmonized": (
        *("geography_method", "target_division", "linked_division", "area_code"),
        *("measure_group_code", "measure_code", "status_code"),
    ),
    "participants_by_county": (
        *("county_division", "county_code", "measure_group_code", "measure_code", "status_code"),
    ),
    "participants_by_background": ("measure_code", "dimension", "category_code"),
}
OF_COUNTIES = (
    "if(measure_code = '_T', 'measure_group', 'measure'), "
    "if(measure_code = '_T', measure_group_code, measure_code)"
)
ESTIMATED = "figure_id in (select figure_id from marts.figure_parts where weight not in (-1, 0, 1))"
# What each mart is compared by: the kind and code of the measure set, and the other keys of a pair.
PAIRS = {
    "participants_by_measure_group": "('measure_group', measure_group_code, sex_code, '_T', '_T')",
    "participants_by_series": "('series', series_code, sex_code, '_T', '_T')",
    "participants_by_measure": "('measure', measure_code, sex_code, '_T', '_T')",
    "participants_by_county_harmonized": f"({OF_COUNTIES}, '_T', 'county', geography_method)",
    "participants_by_county": f"({OF_COUNTIES}, '_T', 'county', '_T')",
}


def page_file(built: Workspace, language: str) -> Path:
    """Return the page's file."""
    return built.folder / "exports" / "report" / PAGES[language]


def unpacked(file: Path) -> dict[str, Any]:
    """Return what is packed in a page, its tables by column."""
    text = re.search(r'id="packed">([^<]+)<', file.read_text(encoding="utf-8"))[1]
    held = json.loads(zlib.decompress(base64.b64decode(text)))
    for table in held.values():
        for name, column in table.items() if isinstance(table, dict) else ():
            if isinstance(column, dict) and "of" in column:
                table[name] = [column["of"][number] for number in column["no"]]
            elif isinstance(column, dict) and "steps" in column:
                table[name] = list(itertools.accumulate(column["steps"]))
    return held


@pytest.fixture(scope="module")
def both(built: Workspace) -> Iterator[Connection]:
    """Return the marts with what each page has packed: tables nb.figures, en.cells and so on."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{built.folder / EXPORTED}' as exported (read_only)")
        connection.execute(f"attach '{built.folder / DATABASE}' as working (read_only)")
        for language in PAGES:
            connection.execute(f"create schema memory.{language}")
            held = unpacked(page_file(built, language))
            for name in ("figures", "sources", "cells", "choices", "notes", "errata", "documents"):
                table = pyarrow.table(held[name])
                connection.register("given", table)
                connection.execute(
                    f"create table memory.{language}.{name} as "
                    "select row_number() over () - 1 as row_no, * from given"
                )
        yield connection


def differences(connection: Connection, said: str, held: str) -> list[tuple]:
    """Return some rows that only one of two queries gives, or that one gives more often."""
    return connection.execute(
        f"(({said} except all {held}) union all ({held} except all {said})) limit 5"
    ).fetchall()


@pytest.mark.parametrize("language", PAGES)
@pytest.mark.parametrize("mart", KEYS)
def test_packed_figures_are_the_mart(both: Connection, language: str, mart: str) -> None:
    """Every figure of a mart by key, its bounds, status, verdict and notes: no more, no less."""
    keys = ", ".join(("period", *KEYS[mart]))
    said = (
        f"select {keys}, obs_value, coalesce(obs_value_min, obs_value), "
        "coalesce(obs_value_max, obs_value), obs_status, is_printed, is_comparable, "
        f"comparability_codes from {language}.figures where mart = '{mart}'"
    )
    held = (
        f"select {keys.replace('period', 'cast(period as varchar)')}, "
        f"{', '.join(GIVEN)} from exported.marts.{mart}"
    )
    assert both.execute(f"select count(*) from ({held})").fetchone()[0] > 400
    assert differences(both, said, held) == []


@pytest.mark.parametrize("language", PAGES)
def test_packed_bounds_of_areas_are_those_that_are_not_the_figure_s(
    both: Connection, language: str
) -> None:
    keys = ", ".join(KEYS["participants_by_county_harmonized"])
    is_other = "(area_min, area_max) is distinct from (obs_value_min, obs_value_max)"
    said = (
        f"select period, {keys}, area_min, area_max from {language}.figures "
        "where area_min is not null or area_max is not null"
    )
    held = (
        f"select cast(period as varchar), {keys}, area_min, area_max "
        f"from exported.marts.participants_by_county_harmonized where {is_other}"
    )
    assert both.execute(f"select count(*) from ({held})").fetchone()[0] > 400
    assert differences(both, said, held) == []


@pytest.mark.parametrize("language", PAGES)
def test_what_moved_is_packed_beside_the_bounds_of_areas(both: Connection, language: str) -> None:
    keys = ", ".join(("period", *KEYS["participants_by_county_harmonized"]))
    said = (
        f"select {keys}, moved_out_pct, moved_in_pct from {language}.figures "
        "where moved_out_pct is not null or moved_in_pct is not null"
    )
    is_other = "(area_min, area_max) is distinct from (obs_value_min, obs_value_max)"
    held = (
        f"select {keys.replace('period', 'cast(period as varchar)')}, moved_out_pct, moved_in_pct "
        "from exported.marts.participants_by_county_harmonized "
        f"where {is_other} and coalesce(moved_out_pct, moved_in_pct) is not null"
    )
    assert both.execute(f"select count(*) from ({held})").fetchone()[0] > 100
    assert differences(both, said, held) == []


@pytest.mark.parametrize("language", PAGES)
def test_what_a_part_of_a_county_is_in_is_packed_as_an_estimate(
    both: Connection, language: str
) -> None:
    """Also where some of it is suppressed, which its status says instead."""
    keys = ", ".join(("period", *KEYS["participants_by_county_harmonized"]))
    said = f"select {keys} from {language}.figures where is_estimated"
    held = (
        f"select {keys.replace('period', 'cast(period as varchar)')} "
        f"from exported.marts.participants_by_county_harmonized where {ESTIMATED}"
    ).replace("from marts.", "from exported.marts.")
    assert differences(both, said, held) == []
    kinds = f"select distinct obs_status from {language}.figures where is_estimated order by 1"
    assert values(both, kinds) == ["E", "Q"]
    unsaid = f"select count(*) from {language}.figures where obs_status = 'E' and not is_estimated"
    assert values(both, unsaid) == [0]


# What is counted in a mart by area.
COUNTED = {
    "participants_by_county": "figures.county_code",
    "participants_by_county_harmonized": "figures.area_code",
}


@pytest.mark.parametrize("language", PAGES)
@pytest.mark.parametrize("mart", KEYS)
def test_each_year_is_compared_with_the_former_one(
    both: Connection, language: str, mart: str
) -> None:
    """The former year is the one that the verdict was made of; the sentence is that of the pair."""
    keys = ", ".join(KEYS[mart])
    figure_id = "observation_id" if mart == "participants_by_background" else "figure_id"
    pair = PAIRS.get(mart, "('-', '-', '-', '-', '-')")
    status = "'_T'" if mart == "participants_by_background" else "status_code"
    said = (
        f"select period, {keys}, former_year, sentence "
        f"from {language}.figures where mart = '{mart}'"
    )
    is_county = "false"
    if mart in COUNTED:
        is_county = (
            f"{COUNTED[mart]} not in ('_U', 'other_areas') "
            "and figures.comparability_codes not like '%COUNTY_ESTIMATED%'"
        )
    held = (
        f"select cast(period as varchar), {keys}, judged.former_year, "
        "case when pairs.dimension = 'county' and judged.is_comparable then concat_ws(' ', "
        # A residual is no area, and of an estimate the area is not counted.
        f"case when {COUNTED.get(mart, 'null')} in ('_U', 'other_areas') or "
        "figures.comparability_codes like '%COUNTY_ESTIMATED%' then null "
        "when figures.comparability_codes like '%COUNTY_APPROXIMATE%' "
        f"then '{NEARLY_SAME_AREA[language]}' else '{SAME_AREA[language]}' end, "
        f"whole.sentence_{language}, (select sentence_{language} "
        "from exported.marts.dim_comparability_note as notes where contains("
        "figures.comparability_codes, notes.note_code) and notes.note_code in "
        "('COUNTY_APPROXIMATE', 'COUNTY_ESTIMATED'))) "
        # A county that is not the same is told so of itself, where others are.
        f"when {is_county} and not judged.is_comparable and whole.is_comparable "
        f"then '{NOT_SAME_AREA[language]} ' || pairs.sentence_{language} "
        f"else pairs.sentence_{language} end "
        f"from exported.marts.{mart} as figures "
        "inner join working.harmonized.int_figure_comparability as judged "
        f"on figures.{figure_id} = judged.figure_id "
        f"left join exported.marts.comparability as pairs on {pair} = (pairs.measure_set_kind, "
        "pairs.measure_set_code, pairs.sex_code, pairs.dimension, pairs.geography_method) "
        f"and {status} = pairs.status_code "
        "and (judged.former_year, year(period)) = (pairs.from_year, pairs.to_year) "
        # What is said of the two years where all areas are the same.
        "left join exported.marts.comparability as whole "
        "on (pairs.measure_set_kind, pairs.measure_set_code, pairs.sex_code, pairs.status_code, "
        "pairs.dimension, pairs.from_year, pairs.to_year, 'same_area') "
        "= (whole.measure_set_kind, whole.measure_set_code, whole.sex_code, whole.status_code, "
        "whole.dimension, whole.from_year, whole.to_year, whole.geography_method)"
    )
    for column in (*KEYS[mart],):
        held = re.sub(rf"(?<![.\w]){column}(?!\w)", f"figures.{column}", held)
    assert differences(both, said, held) == []
    # What is judged is said: no verdict without its year and its sentence.
    unsaid = "is_comparable is not null and (former_year is null or sentence is null)"
    assert values(both, f"select count(*) from {language}.figures where {unsaid}") == [0]


@pytest.mark.parametrize("language", PAGES)
@pytest.mark.parametrize("mart", [*KEYS][:3])
def test_a_year_is_compared_with_all_years_before_the_former_too(
    both: Connection, language: str, mart: str
) -> None:
    """Of a line of more than two years, each verdict and its sentence."""
    keys = ", ".join(KEYS[mart])
    said = (
        f"select period, {keys}, cast(pair ->> 0 as bigint), cast(pair ->> 1 as boolean), "
        "pair ->> 2 "
        f"from (select *, unnest(cast(earlier as json[])) as pair from {language}.figures "
        f"where mart = '{mart}')"
    )
    held = (
        f"select cast(period as varchar), {', '.join(f'figures.{key}' for key in KEYS[mart])}, "
        f"from_year, pairs.is_comparable, pairs.sentence_{language} "
        f"from exported.marts.{mart} as figures inner join (select {keys}, "
        "list_sort(list(distinct year(period))) as years "
        f"from exported.marts.{mart} group by all having count(*) > 0) as lines "
        f"using ({keys}) inner join exported.marts.comparability as pairs on "
        "(measure_set_kind, measure_set_code, pairs.sex_code, pairs.dimension, "
        f"geography_method) = {PAIRS[mart].replace('sex_code', 'figures.sex_code')} "
        "and figures.status_code = pairs.status_code "
        "and year(period) = to_year and list_position(years, from_year) "
        "< list_position(years, to_year) - 1"
    )
    assert both.execute(f"select count(*) from ({held})").fetchone()[0] > 50
    assert differences(both, said, held) == []


@pytest.mark.parametrize("language", PAGES)
def test_means_are_said_where_sums_of_months_are_not_to_be(
    built: Workspace, marts: Connection, language: str
) -> None:
    """What may be said instead of a sum of months has the means of the years with twelve."""
    warnings = unpacked(page_file(built, language))["warnings"]
    (may_not,) = values(
        marts,
        f"select may_not_{language} from marts.dim_usage_warning where warning_code = 'STOCK_EOM'",
    )
    said = [may for own in warnings.values() for one, may in own if one == may_not]
    assert len(said) > 3
    assert all(may.endswith(f": {of_means(marts, language)}.") for may in said)


@pytest.mark.parametrize("language", PAGES)
def test_each_year_without_figures_has_its_reason(both: Connection, language: str) -> None:
    """Years that have figures and years that say why not are all years; none is both."""
    columns = ", ".join(["mart", *dict.fromkeys(itertools.chain(*KEYS.values()))])
    lines = both.execute(
        f"select {columns}, list(distinct left(period, 4)), list(distinct gaps) "
        f"from {language}.figures group by {columns}"
    ).fetchall()
    covered = both.execute(
        "select calendar_year::varchar, bool_or(coverage_state <> 'no_edition'), "
        f"any_value(sentence_{language}) from exported.marts.coverage group by all"
    ).fetchall()
    assert len(lines) > 1000
    reasons = set()
    for *codes, years, (gaps,) in lines:
        said = dict(line.split(": ", 1)[::-1] for line in gaps.split("\n"))
        missing = {year: reason for reason, told in said.items() for year in told.split(", ")}
        assert {*missing}.isdisjoint(years), codes
        assert {*missing, *years} == {year for year, _, _ in covered}, codes
        for year, has_edition, sentence in covered:
            assert has_edition or missing[year] == sentence, codes
        # What a measure came of, or what came of it, follows.
        reasons |= {
            re.sub(r"((?:that year|det året)\.) .*", r"\1", one) for one in missing.values()
        }
    assert len(reasons) == len(
        ("no edition", "not crossed", "no row", "another group", "another division")
    )


@pytest.mark.parametrize("language", PAGES)
def test_years_before_and_after_a_measure_name_what_it_came_of_and_became(
    both: Connection, language: str
) -> None:
    """Each step from a measure to another, in each year of an edition that has but one of them."""
    steps = both.execute(
        f"select from_measure_code, to_measure_code, from_measure_name_{language}, "
        f"to_measure_name_{language}, year(changed_from), year(changed_to) "
        "from exported.marts.measure_succession "
        "where relation <> 'form_of' and '_U' not in (from_measure_code, to_measure_code)"
    ).fetchall()
    words = {"nb": ("Forgjenger: ", "Etterfølger: "), "en": ("Predecessor: ", "Successor: ")}
    told = 0
    for former, later, former_name, later_name, first, last in steps:
        for code, word, other in (
            (former, words[language][1], f"{later_name} ({later})"),
            (later, words[language][0], f"{former_name} ({former})"),
        ):
            texts = both.execute(
                f"select distinct gaps from {language}.figures "
                "where mart = 'participants_by_measure' and measure_code = ?",
                [code],
            ).fetchall()
            lines = [line for (text,) in texts for line in (text or "").split("\n")]
            # Published, but without a row for this.
            lines = [line for line in lines if re.search(": Publi[a-z]+, (men|but) ", line)]
            years = {
                int(year)
                for line in lines
                if word in line and other in line
                for year in line.split(": ")[0].split(", ")
            }
            due = {
                int(year)
                for line in lines
                for year in line.split(": ")[0].split(", ")
                if (int(year) <= last if code == later else int(year) >= first)
            }
            assert years == due, (code, other)
            told += len(due)
    assert told > 20


@pytest.mark.parametrize("language", PAGES)
def test_packed_cells_are_the_printed_ones(both: Connection, language: str) -> None:
    """Every printed cell of a figure, its place, texts and erratum; corrections in the language."""
    columns = (
        "document_id, line_no, column_no, sheet_name, sheet_cell, printed_context, "
        "printed_section, printed_label, printed_column, printed_text, erratum_id, fate"
    )
    # A torn heading is not what a table is of.
    context = (
        "case when printed_context in (select printed from exported.marts.dim_erratum as errata "
        "where kind = 'context' and corrected is null and errata.document_id = cells.document_id) "
        "then '' else printed_context end"
    )
    held = (
        f"select {columns.replace('printed_context', context)} "
        "from exported.marts.printed_cells as cells where observation_id is not null"
    )
    assert differences(both, f"select {columns} from {language}.cells", held) == []
    reason = "reason_nb" if language == "nb" else "reason"
    for table, columns, held in (
        (
            *("errata", "erratum_id, printed, corrected, reason"),
            f"select erratum_id, printed, corrected, {reason} from exported.marts.dim_erratum",
        ),
        (
            *("documents", "document_id, publisher, title, edition, file_name, suppressed_below"),
            "select document_id, publisher, title, edition, file_name, suppressed_below "
            "from exported.marts.dim_document",
        ),
        (
            *("notes", "note_code, sentence"),
            f"select note_code, sentence_{language} from exported.marts.dim_comparability_note",
        ),
    ):
        assert differences(both, f"select {columns} from {language}.{table}", held) == []


# What a figure is made of: published ones of themselves, others of their parts; a lost row, as a
# figure or as a part, of those that it was rebuilt from.
BEHIND = """
    with recursive behind as (
        select figure_id, figure_id as part_id, cast(1 as decimal(18, 10)) as weight,
            cast(null as varchar) as lost_id
        from figure
        union all
        select
            behind.figure_id,
            parts.observation_id,
            cast(behind.weight * parts.weight as decimal(18, 10)),
            published.observation_id
        from behind
        inner join exported.marts.figure_parts as parts on behind.part_id = parts.figure_id
        left join exported.marts.participants as published
            on behind.part_id = published.observation_id
    )

    select
        figure.mart, figure.key, cells.document_id, cells.line_no, cells.column_no, behind.weight,
        lost.erratum_id as lost_erratum_id
    from behind
    inner join figure using (figure_id)
    inner join exported.marts.printed_cells as cells on behind.part_id = cells.observation_id
    left join exported.marts.participants as lost on behind.lost_id = lost.observation_id
    where behind.weight <> 0
"""


@pytest.mark.parametrize("language", PAGES)
def test_cells_behind_each_figure_are_those_of_its_parts(both: Connection, language: str) -> None:
    """Every figure has its printed cells and what they count in it, if derived or rebuilt too."""
    ids = {"participants_by_background": "observation_id"}
    both.execute(
        "create or replace temp table figure as "
        + " union all ".join(
            f"select '{mart}' as mart, concat_ws(' ', period, {', '.join(keys)}) as key, "
            f"{ids.get(mart, 'figure_id')} as figure_id from exported.marts.{mart}"
            for mart, keys in KEYS.items()
        )
    )
    key = " ".join(
        f"when '{mart}' then concat_ws(' ', period, {', '.join(keys)})"
        for mart, keys in KEYS.items()
    )
    both.execute(
        "create or replace temp table said as with given as (select *, "
        "sum(source_count) over (order by row_no) - source_count as first "
        f"from {language}.figures) "
        f"select mart, case mart {key} end as key, cells.document_id, cells.line_no, "
        "cells.column_no, cast(weight as decimal(18, 10)) as weight, lost_erratum_id "
        f"from given inner join {language}.sources as sources "
        "on sources.row_no >= first and sources.row_no < first + source_count "
        f"inner join {language}.cells as cells on sources.cell_no = cells.row_no"
    )
    assert differences(both, "from said", f"({BEHIND})") == []
    # A figure without a cell is the zero that a block which is printed whole implies.
    assert both.execute(
        f"select distinct obs_value, is_printed from {language}.figures where source_count = 0"
    ).fetchall() == [(0, False)]


@pytest.mark.parametrize("language", PAGES)
def test_every_choice_has_the_name_of_the_marts(both: Connection, language: str) -> None:
    """Each code that a figure has is listed once, as the marts call it."""
    marts = "exported.marts"
    names = {
        "measure_group_code": f"select measure_group_code, measure_group_name_{language} "
        f"from {marts}.dim_measure_group",
        # Also by what people say for it, once.
        "measure_code": f"select measure_code, case when measure_name_{language} not like "
        f"'%(' || abbreviation || ')%' then measure_name_{language} || ' (' || abbreviation || ')' "
        f"else measure_name_{language} end from {marts}.dim_measure",
        "series_code": f"select series_code, series_name_{language} from {marts}.dim_series",
        "status_code": f"select code, code_name_{language} from {marts}.dim_code "
        "where dimension = 'status'",
        "sex_code": f"select code, code_name_{language} from {marts}.dim_code "
        "where dimension = 'sex'",
        "obs_status": f"select code, code_name_{language} from {marts}.dim_code "
        "where dimension = 'obs_status'",
        "geography_method": f"select geography_method, geography_method_name_{language} "
        f"from {marts}.dim_geography_method",
        "area_code": "select distinct area_code, "
        f"coalesce(code_name_{language}, area_name_nb) "
        f"from {marts}.participants_by_county_harmonized "
        f"left join {marts}.dim_code on dimension = 'county' and code = area_code",
        "county_code": "select distinct county_code, "
        f"coalesce(code_name_{language}, county_code || ' ' || county_name_nb) "
        f"from {marts}.participants_by_county "
        f"left join {marts}.dim_code on dimension = 'county' and code = county_code",
        "category_code": f"select distinct category_code, category_name_{language} "
        f"from {marts}.participants_by_background",
    }
    for column, held in names.items():
        said = f"select code, name from {language}.choices where column_name = '{column}'"
        assert differences(both, said, f"({held})") == [], column
    for column in {*itertools.chain(*KEYS.values())}:
        unnamed = both.execute(
            f"select distinct {column} from {language}.figures where {column} is not null "
            f"and {column} not in (select code from {language}.choices "
            f"where column_name = '{column}')"
        ).fetchall()
        assert unnamed == [], column


# --- in a browser --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[browser.Browser]:
    """Return a browser; without one these tests are skipped."""
    program = browser.find()
    if not program:
        pytest.skip("no Chromium is installed")
    folder = tmp_path_factory.mktemp("profile")
    with contextlib.closing(browser.Browser(program, folder)) as started:
        yield started


def wait_for(page: browser.Browser, script: str) -> None:
    """Wait until an expression is true in the page."""
    deadline = time.monotonic() + browser.PATIENCE
    while not page.run(script):
        assert time.monotonic() < deadline, f"never: {script}"
        time.sleep(0.02)


def open_at(
    page: browser.Browser,
    built: Workspace,
    address: str,
    language: str = "nb",
    width: int = DESKTOP,
) -> None:
    """Open the page at an address and wait until a point is chosen."""
    page.call("Page.navigate", url="about:blank")
    page.open(page_file(built, language), width, fragment=address)
    wait_for(page, "!!document.querySelector('.point.picked')")


def each(page: browser.Browser, selector: str, script: str) -> list[Any]:
    """Return what a JavaScript expression says of each element `e` that is selected."""
    return page.run(f"[...document.querySelectorAll(`{selector}`)].map((e) => {script})")


def text_of(value: Any, low: Any, high: Any, language: str, rest: str = ".0") -> str:  # noqa: ANN401
    """Return a figure as the page writes it, or its bounds; `rest` is what is left out of it."""

    def number(figure: Any) -> str:  # noqa: ANN401
        text = f"{float(figure):,.1f}".removesuffix(rest)
        return text.translate(str.maketrans({",": THOUSANDS[language], ".": DECIMAL[language]}))

    return number(value) if value is not None else f"{number(low)}–{number(high)}*"


# Every number that names its mart, column and key, with what stands there.
SHOWN = """[...document.querySelectorAll('[data-key]')].map((e) => [
  e.closest('[data-mart]').dataset.mart, e.closest('[data-column]').dataset.column, e.dataset.key,
  e.getAttribute('aria-label')?.match(/: ([^:]+)$/)[1]
  ?? (e.querySelector('b') ?? e).textContent])"""


def wrong(page: browser.Browser, marts: Connection, language: str) -> list[tuple]:
    """Return every number in the page that is not what its mart says at its key."""
    found = []
    shown = page.run(SHOWN)
    assert len(shown) > 2
    # Of an estimate no tenths are shown.
    ways = {"obs_value": "round", "obs_value_min": "floor", "obs_value_max": "ceil"}
    for mart, column, key, text in shown:
        of = ESTIMATED if mart == "participants_by_county_harmonized" else "false"
        shown_as = [f"if({of}, {way}({name}), {name})" for name, way in ways.items()]
        shown_as.append(of)
        pairs = [part.split("=", 1) for part in key.split(";")]
        where = " and ".join(f"{name} = ?" for name, _ in pairs)
        columns = "printed_text" if mart == "printed_cells" else ", ".join(shown_as)
        columns = column if column.startswith("area_") else columns
        (row,) = marts.execute(
            f"select {columns} from marts.{mart} where {where}", [code for _, code in pairs]
        ).fetchall()
        if mart == "printed_cells":
            expected = row[0]
        elif column.startswith("area_"):
            expected = text_of(row[0], None, None, language)
        elif column == "obs_value":
            *figure, is_estimate = row
            expected = ("≈ " if is_estimate else "") + text_of(*figure, language)
        else:
            sign = "≈ " if row[-1] else ""
            expected = sign + text_of(row[GIVEN.index(column)], None, None, language)
        if text != expected:
            found.append((mart, column, key, text, expected))
    return found


# The text that a list shows, and whether it is longer than the lines that it has.
CUT = """(() => {
  const text = e.selectedOptions[0].textContent, style = getComputedStyle(e);
  const pen = document.createElement('canvas').getContext('2d');
  pen.font = style.font;
  const sides = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
  const isWide = pen.measureText(text).width > e.clientWidth - sides;
  return [text, isWide && !(style.whiteSpace === 'normal' && style.appearance === 'none'
    && e.scrollHeight <= e.clientHeight + 1 && e.offsetHeight > 40)];
})()"""
# The window, the language, and what is chosen: each mart, each view, one line or many.
LOOKS = [
    (DESKTOP, "nb", ""),
    (PHONE, "en", "set=participants_by_measure_group&measure_group_code=*&view=month"),
    (DESKTOP, "en", "set=participants_by_series&series_code=follow_up_all&status_code=other"),
    (PHONE, "nb", "set=participants_by_measure&measure_code=SUPPEMP&period=2017-01-01"),
    (TABLET, "en", "set=participants_by_series&series_code=education_and_vocational_training"),
    (DESKTOP, "nb", "set=participants_by_county&county_division=2017&county_code=*&view=month"),
    (
        PHONE,
        "nb",
        "set=participants_by_county_harmonized&geography_method=population_weighted&view=month"
        "&area_code=*&target_division=2024&scale=shared",
    ),
    (DESKTOP, "en", "set=participants_by_background&dimension=education&category_code=*"),
    (
        *(PHONE, "nb"),
        "set=participants_by_county_harmonized&geography_method=same_area&area_code=31%2B32%2B33%2B34%2B39",
    ),
]


@pytest.mark.parametrize(("width", "language", "address"), LOOKS)
def test_page_shows_the_marts_and_asks_for_nothing(
    chromium: browser.Browser,
    built: Workspace,
    marts: Connection,
    width: int,
    language: str,
    address: str,
) -> None:
    """Every number is the mart's; no message, no request; text is legible, nothing sticks out."""
    open_at(chromium, built, address, language, width)
    assert wrong(chromium, marts, language) == []
    for event in ("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded"):
        assert chromium.heard(event) == []
    asked = [event["request"]["url"] for event in chromium.heard("Network.requestWillBeSent")]
    assert {url.split(":")[0] for url in asked} <= {"file", "data"}
    assert chromium.run("document.documentElement.scrollWidth") <= width
    # What is chosen can be read whole, in more lines if need be, and a code stays below it.
    assert [text for text, is_cut in each(chromium, "#choices select", CUT) if is_cut] == []
    assert set(each(chromium, "#choices small", "e.scrollWidth <= e.clientWidth")) <= {True}
    assert chromium.run("document.getElementById('notice').textContent") == ""
    sizes = "[...document.querySelectorAll('body *')].filter((e) => e.textContent.trim()).map"
    assert (
        chromium.run(f"Math.min(...{sizes}((e) => parseFloat(getComputedStyle(e).fontSize)))") >= 12
    )
    for scheme in ("dark", "light"):
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        chromium.call("Emulation.setEmulatedMedia", features=features)
        assert chromium.run(CONTRAST) == [], scheme
    # All that is chosen is drawn and in the table.
    periods = each(chromium, "#table tbody tr", "1")
    assert len(each(chromium, ".point", "1")) >= len(periods) > 0
    assert len(each(chromium, "#table td[data-column=obs_value][data-key]", "1")) == len(
        each(chromium, ".point", "1")
    )


def test_lines_join_what_can_be_compared_and_nothing_else(
    chromium: browser.Browser, built: Workspace, marts: Connection
) -> None:
    """Year against year: a line for each pair that is comparable, a named break for each other."""
    open_at(
        chromium, built, "set=participants_by_measure_group&measure_group_code=*&view=month&month=2"
    )
    ((joined, broken),) = marts.execute(
        "select count(*) filter (is_comparable and obs_value is not null), "
        "count(*) filter (not is_comparable) from marts.participants_by_measure_group "
        "where status_code = '_T' and sex_code = '_T' and month(period) = 2"
    ).fetchall()
    lines = each(chromium, "path.line", "(e.getAttribute('d') || '').split('M').length - 1")
    assert (sum(lines), len(each(chromium, "line.break", "1"))) == (joined, broken)
    assert broken and {*each(chromium, "text.break", "e.textContent")} == {"kan ikke sammenlignes"}
    # Over time no line goes over years without an edition.
    open_at(chromium, built, "")
    ((years, months),) = marts.execute(
        "select count(distinct year(period)), count(*) from marts.participants_by_measure_group "
        "where measure_group_code = '_T' and status_code = '_T' and sex_code = '_T'"
    ).fetchall()
    (lines,) = each(chromium, "path.line", "e.getAttribute('d').split('M').length - 1")
    assert lines == months - years


def chosen(page: browser.Browser) -> str:
    """Return the key of the point that is shown in words."""
    key = page.run("document.querySelector('#point .figure').dataset.key")
    assert key == page.run("document.querySelector('.point.picked').dataset.key")
    return key


def press(page: browser.Browser, key: str) -> None:
    """Press a key of the keyboard."""
    codes = {"Tab": 9, "End": 35, "Home": 36, "ArrowLeft": 37, "ArrowRight": 39, "ArrowDown": 40}
    # Only a key that has a text presses what has the focus.
    text = {"text": "\r"} if key == "Enter" else {}
    number = (codes | {"Enter": 13})[key]
    for kind in ("keyDown" if text else "rawKeyDown", "keyUp"):
        page.call(
            "Input.dispatchKeyEvent",
            **{"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": number} | text,
        )


def test_points_are_reached_by_mouse_touch_and_keyboard(
    chromium: browser.Browser, built: Workspace
) -> None:
    """Each way to a point shows it in words; keys alone do all that the page can do."""
    open_at(chromium, built, "")
    keys = each(chromium, ".point", "e.dataset.key")
    places = each(
        chromium,
        ".point",
        "(({x, y, width, height}) => [x + width / 2, y + height / 2])(e.getBoundingClientRect())",
    )
    x, y = places[3]
    chromium.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
    assert chosen(chromium) == keys[3]
    assert "period" not in chromium.run("location.hash")
    x, y = places[5]
    chromium.call("Input.dispatchTouchEvent", type="touchStart", touchPoints=[{"x": x, "y": y}])
    chromium.call("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])
    wait_for(chromium, f"document.querySelector('.point.picked').dataset.key === {keys[5]!r}")
    assert chosen(chromium) == keys[5]
    # From the top of the page, by Tab alone, to the point; then along the line.
    open_at(chromium, built, "")
    for _ in range(20):
        press(chromium, "Tab")
        if chromium.run("document.activeElement.matches('.point')"):
            break
    for key, place in (
        ("Home", 0),
        ("ArrowRight", 1),
        ("ArrowRight", 2),
        ("ArrowLeft", 1),
        ("End", -1),
    ):
        press(chromium, key)
        assert chosen(chromium) == keys[place]
        assert chromium.run("document.activeElement.dataset.key") == keys[place]
    period = dict(part.split("=") for part in keys[-1].split(";"))["period"]
    assert chromium.run("location.hash").endswith(f"period={period}")
    # A choice is made by the keyboard too, and keeps the focus.
    chromium.run("document.querySelector('select[name=status_code]').focus()")
    before = chromium.run("document.activeElement.value")
    press(chromium, "ArrowDown")
    wait_for(chromium, f"document.activeElement.value !== {before!r}")
    assert chromium.run("document.activeElement.name") == "status_code"
    code = chromium.run("document.activeElement.value")
    assert f"status_code={code}" in chromium.run("location.hash")
    assert f"status_code={code}" in chosen(chromium)


def test_the_table_shows_all_months_and_what_is_behind_each_figure(
    chromium: browser.Browser, built: Workspace
) -> None:
    """No month is hidden in a box; a click, or Enter, on a figure does what its point does."""
    for width, address in ((DESKTOP, ""), (PHONE, "status_code=*")):
        open_at(chromium, built, address, width=width)
        box = "document.querySelector('#table .scroll')"
        assert chromium.run(f"{box}.scrollHeight <= {box}.clientHeight + 1"), width
        keys = each(chromium, "#table td[data-column=obs_value][data-key]", "e.dataset.key")
        assert len(keys) >= 25
        chromium.run("document.querySelector('#table tbody td[data-key] button').click()")
        assert chosen(chromium) == keys[0]
        period = dict(part.split("=") for part in keys[0].split(";"))["period"]
        assert f"period={period}" in chromium.run("location.hash")
        # What is said of it can be seen.
        wait_for(
            chromium,
            "(({top, bottom}) => top < innerHeight / 2 && bottom > 0)"
            "(document.querySelector('#point .figure').getBoundingClientRect())",
        )
    # One stop of Tab; arrows go from figure to figure.
    assert each(chromium, "#table button[tabindex='0']", "e.closest('td').dataset.key") == keys[:1]
    chromium.run("document.querySelector('#table button.picked').focus()")
    press(chromium, "ArrowDown")
    press(chromium, "ArrowRight")
    key = chromium.run("document.activeElement.closest('td').dataset.key")
    assert key not in keys[:2] and key in keys
    press(chromium, "Enter")
    assert chosen(chromium) == key


def test_what_is_shown_each_by_itself_can_be_moved_to_another_choice(
    chromium: browser.Browser, built: Workspace
) -> None:
    """Every list keeps the choice; taken in one, it leaves the other, which shows what it would."""
    open_at(chromium, built, "set=participants_by_measure_group&status_code=*")
    lists = "#choices select[name$=_code]"
    assert set(each(chromium, lists, "e.options[e.options.length - 1].value")) == {"*"}
    for moved, left in (
        ("sex_code", "status_code"),
        ("measure_group_code", "sex_code"),
        ("status_code", "measure_group_code"),
    ):
        choose(chromium, moved, "*")
        taken = dict(each(chromium, lists, "[e.name, e.value]"))
        assert [name for name, code in taken.items() if code == "*"] == [moved]
        assert taken[left] == "_T"
        assert chromium.run("document.getElementById('notice').textContent") == ""


@pytest.mark.parametrize(
    ("mart", "column"),
    [
        ("participants_by_measure_group", "sex_code"),
        # Most groups are of the first year.
        ("participants_by_measure_group", "measure_group_code"),
        ("participants_by_measure", "measure_code"),
    ],
)
def test_lines_beside_each_other_open_on_the_last_month_that_half_of_them_have(
    chromium: browser.Browser, built: Workspace, marts: Connection, mart: str, column: str
) -> None:
    open_at(chromium, built, f"set={mart}&{column}=*")
    rest = " and ".join(f"{name} = '_T'" for name in KEYS[mart] if name != column)
    (period,) = values(
        marts,
        f"with lines as (from marts.{mart} where {rest}), months as (select period, count(*) as "
        "lines from lines group by all) select max(period) from months where lines > "
        f"(select count(distinct {column}) / 2 from lines) "
        "or lines = (select max(lines) from months)",
    )
    assert f"period={period};" in chosen(chromium)
    # What is asked for is shown, if another line has it.
    (last,) = values(marts, f"select max(period) from marts.{mart} where {rest}")
    open_at(chromium, built, f"set={mart}&{column}=*&period={last}")
    assert f"period={last};" in chosen(chromium)


@pytest.mark.parametrize("language", PAGES)
def test_printed_cells_stand_below_the_title_of_their_document(
    chromium: browser.Browser, built: Workspace, marts: Connection, language: str
) -> None:
    """Who published it, its title and edition: by its file here nobody else finds it."""
    word = {"nb": "utgave", "en": "edition"}[language]
    for mart in ("participants_by_measure", "participants_by_series"):
        open_at(chromium, built, f"set={mart}", language)
        shown = each(
            chromium,
            "#point .cells",
            "[e.previousElementSibling.textContent, "
            "e.querySelector('li').dataset.key.match(/document_id=([^;]+)/)[1]]",
        )
        assert shown
        for text, document_id in shown:
            ((publisher, title, edition),) = marts.execute(
                "select publisher, title, edition from marts.dim_document where document_id = ?",
                [document_id],
            ).fetchall()
            assert text == f"{publisher}: {title}, {word} {edition}"


def test_the_gap_of_a_measure_leads_to_what_it_came_of(
    chromium: browser.Browser, built: Workspace, marts: Connection
) -> None:
    """Its code is a link to the figures of that measure."""
    (code, former) = marts.execute(
        "select to_measure_code, from_measure_code from marts.measure_succession "
        "where relation = 'replaced' and year(changed_to) < 2017 order by all limit 1"
    ).fetchone()
    open_at(chromium, built, f"set=participants_by_measure&measure_code={code}")
    link = f"[...document.querySelectorAll('#gaps a')].find((e) => e.textContent === '{former}')"
    chromium.run(f"{link}.click()")
    wait_for(chromium, f"document.querySelector('#choices').measure_code.value === '{former}'")
    assert f"measure_code={former};" in chosen(chromium)


def test_address_restores_the_choice(chromium: browser.Browser, built: Workspace) -> None:
    """A link gives what it was made of, in both languages; what it names wrongly is said."""
    state = (
        "[location.hash, document.querySelector('#point .figure').dataset.key, "
        "document.querySelector('#choices').elements.length, "
        "[...document.querySelector('#choices').elements].map((e) => e.value).join(), "
        "[...document.querySelectorAll('.point')].map((e) => e.dataset.key).sort().join()]"
    )
    open_at(chromium, built, "")
    for name, value in (
        *(("set", "participants_by_county_harmonized"), ("geography_method", "tolerance")),
        *(("area_code", "32+33+34"), ("view", "view=month&month=3"), ("status_code", "*")),
    ):
        choose(chromium, name, value)
    chromium.run(
        "document.querySelectorAll('.point')[2].dispatchEvent(new MouseEvent('click', "
        "{bubbles: true, clientX: 0}))"
    )
    made = chromium.run(state)
    assert "month=3" in made[0] and "period=" in made[0] and "status_code=*" in made[0]
    other = chromium.run("document.getElementById('other').getAttribute('href')")
    assert other == PAGES["en"] + made[0]
    for language in PAGES:
        open_at(chromium, built, made[0][1:], language)
        assert chromium.run(state) == made


def choose(chromium: browser.Browser, name: str, value: str) -> None:
    chromium.run(
        f"(() => {{ const e = document.querySelector('select[name={name}]'); "
        f"e.value = {value!r}; e.dispatchEvent(new Event('change', {{bubbles: true}})); }})()"
    )


# What is shown beside what: a table by month, and where its changes are.
CHANGES = [
    ("participants_by_measure_group", "measure_group_code", "LONNSTILSKUDD", "_T"),
    pytest.param(
        *("participants_by_measure_group", "measure_group_code", "OPPFOLGING", "reduced_capacity"),
        marks=pytest.mark.long,
    ),
    pytest.param(
        *("participants_by_series", "series_code", "mentor", "jobseeker"), marks=pytest.mark.long
    ),
]


@pytest.mark.parametrize(("mart", "column", "code", "status"), CHANGES)
def test_a_figure_says_its_change_where_the_years_can_be_compared(
    chromium: browser.Browser, built: Workspace, marts: Connection,
    mart: str, column: str, code: str, status: str,
) -> None:  # fmt: skip
    """The changes from the same month of each former year, the last first, as the mart has them."""
    for period in values(
        marts, f"select period from marts.{mart} where {column} = '{code}' and month(period) = 2 "
        f"and status_code = '{status}' and sex_code = '_T'",
    ):  # fmt: skip
        address = f"set={mart}&{column}={code}&status_code={status}&period={period}"
        open_at(chromium, built, address)
        due = marts.execute(
            "select from_period, former.obs_value, former.obs_value_min, former.obs_value_max, "
            "change, change_min, change_max, change_pct "
            f"from marts.same_month_changes as changes inner join marts.{mart} as former "
            f"on from_period = former.period and former.{column} = measure_set_code "
            "and former.status_code = changes.status_code and former.sex_code = changes.sex_code "
            "where changes.is_comparable and measure_set_code = ? and changes.status_code = ? "
            "and changes.sex_code = '_T' and changes.period = ? order by from_period desc",
            [code, status, period],
        ).fetchall()
        assert each(chromium, "#point .change", "e.textContent") == [
            f"Endring fra februar {former.year} ({text_of(*before, 'nb')}): {change_text(*change)}."
            for former, *before, change in ((*row[:4], row[4:]) for row in due)
        ]


def test_a_county_leads_to_both_years(
    chromium: browser.Browser, built: Workspace, marts: Connection
) -> None:
    """Which are printed in two divisions: to its area by the safest method, in the same month."""
    address = "set=participants_by_county&county_division=2024&county_code={}&period=2024-05-01"
    methods = marts.execute(
        "select area_code, arg_min(geography_method_name_nb, order_no) "
        "from marts.participants_by_county_harmonized "
        "inner join marts.dim_geography_method using (geography_method) "
        "where target_division = '2024' and area_code in ('03', '11', '32', '42', '46') "
        "and period = '2024-05-01' and is_comparable group by 1 order by 1"
    ).fetchall()
    assert len(methods) == 5 and len({name for _, name in methods}) == 3
    for county, method in methods:
        open_at(chromium, built, address.format(county))
        links = each(chromium, "#point a", "[e.textContent, e.hash.slice(1)]")
        (link,) = [link for text, link in links if text == "Se begge år og endringen"]
        open_at(chromium, built, link)
        assert chromium.run("document.getElementById('notice').textContent") == ""
        said = chromium.run("document.getElementById('point').textContent")
        assert said.startswith("mai 2024") and "Endring fra mai 2017" in said
        assert method in said


def test_what_is_said_of_two_years_is_of_the_month_that_is_chosen(
    chromium: browser.Browser, built: Workspace
) -> None:
    """By the address, and by a click; without one, of the last month that both years have."""
    address = "set=participants_by_measure_group&measure_group_code=AVKLARING"

    def said() -> set[str]:
        return {text.split(":")[0] for text in each(chromium, "#breaks .change", "e.textContent")}

    open_at(chromium, built, address)
    assert "desember 2022" in said()
    open_at(chromium, built, f"{address}&period=2017-11-01")
    assert "november 2022" in said() and "desember 2022" not in said()
    chromium.run("document.querySelector('#table td[data-key*=\"2022-03-01\"] button').click()")
    assert "mars 2022" in said() and "november 2022" not in said()


def change_text(change: Any, low: Any, high: Any, share: Any, rest: str = ".0") -> str:  # noqa: ANN401
    """Return a change, or its bounds, as the Norwegian page writes it: a share with its tenths."""

    def signed(value: Any, rest: str = rest) -> str:  # noqa: ANN401
        return ("−" if value < 0 else "+") + text_of(abs(value), None, None, "nb", rest)

    words = signed(change) if change is not None else f"{signed(low)} til {signed(high)}"
    return words + (f" ({signed(share, '')}\u00a0%)" if share is not None else "")


@pytest.mark.parametrize("code", ["mentor", "work_training"])
def test_pairs_of_years_say_the_change_of_a_month_and_of_the_means(
    chromium: browser.Browser, built: Workspace, marts: Connection, code: str
) -> None:
    """In the last month that both years have; of means, where both have twelve months."""
    totals = f"measure_set_code = '{code}' and status_code = '_T' and sex_code = '_T'"
    pairs = marts.execute(
        "select from_year, to_year, is_comparable from marts.comparability "
        f"where {totals} and dimension = '_T' and verdict <> 'not_published' "
        "order by to_year, from_year desc"
    ).fetchall()
    months = dict(
        marts.execute(
            "select year(from_period) * 10000 + year(period), max((period, from_period, change, "
            f"change_min, change_max, change_pct)) from marts.same_month_changes where {totals} "
            "group by 1"
        ).fetchall()
    )
    means = {
        year: figure
        for year, *figure in marts.execute(
            "select year(period), obs_value, obs_value_min, obs_value_max from marts.annual_means "
            f"where {totals} and obs_status <> 'O'"
        ).fetchall()
    }
    sums = {
        year: figure
        for year, *figure in marts.execute(
            "select year(period), if(count(obs_value) = 12, sum(obs_value), null), "
            "sum(obs_value_min), sum(obs_value_max) from marts.participants_by_series "
            f"where series_code = '{code}' and status_code = '_T' and sex_code = '_T' group by 1"
        ).fetchall()
    }
    open_at(chromium, built, f"set=participants_by_series&series_code={code}")
    said = each(
        chromium,
        "#breaks > div > div",
        "[...e.querySelectorAll('.change')].map((p) => p.textContent)",
    )
    names = "januar februar mars april mai juni juli august september oktober november desember"
    due = []
    for former, year, is_comparable in pairs:
        period, before, *change = months[former * 10000 + year]
        lines = []
        if is_comparable:
            earlier, value = marts.execute(
                "select obs_value, obs_value_min, obs_value_max from marts.participants_by_series "
                f"where series_code = '{code}' and status_code = '_T' and sex_code = '_T' "
                "and period in (?, ?) order by period",
                [before, period],
            ).fetchall()
            month = names.split()[period.month - 1]
            lines.append(
                f"{month} {year}: {text_of(*value, 'nb')}. Endring fra {month} {before.year} "
                f"({text_of(*earlier, 'nb')}): {change_text(*change)}."
            )
        if is_comparable and {former, year} <= {*means}:
            lines.append(
                f"Gjennomsnitt av de tolv månedene: {text_of(*means[former], 'nb', '')} i "
                f"{former}, {text_of(*means[year], 'nb', '')} i {year}. Endring, regnet før "
                f"avrunding: {change_of_means(sums[former], sums[year])}."
            )
        due.append(lines)
    assert said == due
    assert any(len(lines) > 1 for lines in due)


def change_of_means(former: list, later: list) -> str:
    """Return the change between two means, of the sums of their months, as the page writes it."""
    (before, *from_ends), (value, *to_ends) = former, later

    def tenths(change: int, way: str) -> Decimal:
        return (Decimal(change) / 12).quantize(Decimal("0.1"), rounding=way)

    if before is None or value is None:
        low = tenths(to_ends[0] - from_ends[1], "ROUND_FLOOR")
        return change_text(None, low, tenths(to_ends[1] - from_ends[0], "ROUND_CEILING"), None, "")
    share = round(100 * Decimal(value - before) / before, 1)
    return change_text(tenths(value - before, "ROUND_HALF_UP"), None, None, share, "")


@pytest.mark.parametrize("mart", [*KEYS][:3])
@pytest.mark.parametrize("language", PAGES)
def test_packed_means_are_those_of_twelve_months(
    both: Connection, language: str, mart: str
) -> None:
    """Each line has the mean of its year, and none where months are missing."""
    keys = ", ".join(KEYS[mart])
    said = (
        f"select distinct left(period, 4), {keys}, mean_value, mean_min, mean_max "
        f"from {language}.figures where mart = '{mart}'"
    )
    kind = {"series_code": "series", "measure_code": "measure"}.get(KEYS[mart][0], "measure_group")
    held = (
        f"select distinct cast(year(figures.period) as varchar), {keys}, means.obs_value, "
        f"means.obs_value_min, means.obs_value_max from exported.marts.{mart} as figures "
        "left join (select *, measure_set_code as code from exported.marts.annual_means "
        f"where measure_set_kind = '{kind}' and month_count = 12) as means "
        f"using (status_code, sex_code) where {KEYS[mart][0]} = means.code "
        "and year(figures.period) = year(means.period) union all "
        f"select distinct cast(year(period) as varchar), {keys}, null, null, null "
        f"from exported.marts.{mart} group by year(period), {keys} having count(*) < 12"
    )
    assert differences(both, said, f"({held})") == []


@pytest.mark.parametrize("language", PAGES)
def test_a_part_by_background_has_all_of_its_measure_beside_it(
    chromium: browser.Browser, built: Workspace, marts: Connection, both: Connection, language: str
) -> None:
    """As packed, in words as a share, and in the table where the parts stand beside each other."""
    assert (
        differences(
            both,
            f"select period, measure_code, dimension, category_code, total from {language}.figures "
            "where mart = 'participants_by_background'",
            "select cast(figures.period as varchar), figures.measure_code, figures.dimension, "
            "category_code, whole.obs_value "
            "from exported.marts.participants_by_background as figures "
            "inner join exported.marts.participants as whole on figures.period = whole.period "
            "and figures.measure_code = whole.measure_code and whole.indicator = 'participants' "
            "and (whole.status_code, whole.sex_code, whole.county_code, whole.age_code, "
            "whole.immigrant_background_code, whole.country_background_code, whole.education_code) "
            "= ('_T', '_T', '_T', '_T', '_T', '_T', '_T')",
        )
        == []
    )
    assert values(both, f"select count(*) from {language}.figures where mart <> "
        "'participants_by_background' and total is not null") == [0]  # fmt: skip
    for is_suppressed in (False, True):
        period, measure, dimension, category, value, low, high = marts.execute(
            "select period, measure_code, dimension, category_code, obs_value, obs_value_min, "
            "obs_value_max from marts.participants_by_background "
            f"where is_suppressed = {is_suppressed} order by all limit 1"
        ).fetchone()
        (total,) = values(
            marts,
            f"select obs_value from marts.participants_by_measure where measure_code = '{measure}' "
            f"and period = '{period}' and status_code = '_T' and sex_code = '_T'",
        )
        address = f"set=participants_by_background&measure_code={measure}&dimension={dimension}"
        open_at(chromium, built, f"{address}&category_code={category}&period={period}", language)

        def percent(part: float, total: int = total) -> str:
            return text_of(part / 10, None, None, language, "")

        share = (
            percent(round(1000 * value / total))
            if value is not None
            else {"nb": "{} til {}", "en": "{} to {}"}[language].format(
                percent(math.floor(1000 * low / total)), percent(math.ceil(1000 * high / total))
            )
        )
        words = {"nb": f"{share}\u00a0% av alle ({{}}).", "en": f"{share}% of all ({{}})."}[
            language
        ]
        assert chromium.run("document.getElementById('share').textContent") == words.format(
            text_of(total, None, None, language)
        )
        open_at(chromium, built, f"{address}&category_code=*", language)
        heads = each(chromium, "#table thead th", "e.textContent")
        assert heads[1] == {"nb": "Alle", "en": "All"}[language]
        shown = each(chromium, "#table [data-column=total]", "e.textContent")
        assert text_of(total, None, None, language) in shown


@pytest.mark.parametrize("language", PAGES)
def test_a_list_of_one_choice_is_shown_where_the_table_has_others(
    chromium: browser.Browser, built: Workspace, marts: Connection, language: str
) -> None:
    """What is not told apart in a selection is not looked for: its list says so."""
    (measure,) = values(
        marts,
        "select measure_code from marts.participants_by_measure group by 1 "
        "having count(distinct sex_code) = 1 order by 1 limit 1",
    )
    words = {"nb": "Bare dette finnes i utvalget.", "en": "Only this is in the selection."}
    for mart, code, column, there in (
        ("participants_by_measure", f"measure_code={measure}", "sex_code", True),
        ("participants_by_county", "county_division=2024", "measure_group_code", True),
        ("participants_by_county", "county_division=2017", "measure_group_code", False),
    ):
        open_at(chromium, built, f"set={mart}&{code}", language)
        name = f"select[name={column}]"
        state = each(
            chromium,
            name,
            f"[e.disabled, e.options.length, e.parentNode.innerText.includes({words[language]!r})]",
        )
        assert [one[0] for one in state] == [there]
        assert [one[1] == 1 for one in state] == [one[2] for one in state] == [there]
    # And where there is more, if that is elsewhere in the table.
    open_at(chromium, built, "set=participants_by_county&county_division=2024", language)
    (hint,) = each(chromium, "select[name=measure_group_code]", "e.parentNode.innerText")
    more = {
        "nb": "Flere finnes der Fylkesinndeling er 2017.",
        "en": "There are more where County division is 2017.",
    }
    assert more[language] in hint
    # What no figure of the table is told apart by has no list at all.
    open_at(chromium, built, "set=participants_by_measure_group&measure_group_code=_T", language)
    assert each(chromium, "#choices select:disabled", "e.name") == []


@pytest.mark.parametrize("mart", ["participants_by_county", "participants_by_county_harmonized"])
@pytest.mark.parametrize("language", PAGES)
def test_of_a_former_county_it_is_said_what_to_ask_for(
    chromium: browser.Browser, built: Workspace, marts: Connection, mart: str, language: str
) -> None:
    """As the functions say it: no other county's figures stand for it."""
    column = "county_code" if mart == "participants_by_county" else "area_code"
    former = marts.execute(
        f"select county_code, county_name_short_nb, words_{language} "
        "from marts.dim_county inner join "
        '"next: use the attached database, or name it as db".told_of_areas as told '
        "using (county_division, county_code) where told.area_code is null order by 1"
    ).fetchall()
    assert len(former) > 2
    open_at(chromium, built, f"set={mart}", language)
    before = chromium.run("location.hash + document.getElementById('chart-title').textContent")
    for code, name, sentence in former:
        option = f"select[name={column}] option[value='{code}']"
        (text,) = each(chromium, option, "e.textContent")
        assert text.startswith(f"{code} {name} (")
        choose(chromium, column, code)
        notice = chromium.run("document.getElementById('notice').textContent")
        assert notice.startswith(f"{sentence} ")
        parts = re.findall(r"\((\d+)\)", sentence)
        assert parts == each(
            chromium, "#notice a", f"new URLSearchParams(e.hash.slice(1)).get({column!r})"
        )
        named = each(chromium, "#notice a", "e.textContent.replace(/^\\d+ | \\(.*/g, '')")
        assert all(f"{name} ({part})" in sentence for name, part in zip(named, parts, strict=True))
        # What was shown is shown still, and said to be.
        assert before == chromium.run(
            "location.hash + document.getElementById('chart-title').textContent"
        )
        assert chromium.run(f"document.querySelector('select[name={column}]').value") != code
    open_at(chromium, built, f"set={mart}&{column}={former[0][0]}", language)
    assert former[0][2] in chromium.run("document.getElementById('notice').textContent")
    part, *_ = each(chromium, "#notice a", "e.textContent.replace(/^\\d+ | \\(.*/g, '')")
    open_at(chromium, built, each(chromium, "#notice a", "e.hash.slice(1)")[0], language)
    (shown,) = each(chromium, f"select[name={column}] option:checked", "e.textContent")
    assert part in shown


@pytest.mark.parametrize("division", ["2017", "2024"])
def test_counties_beside_each_other_stand_by_how_many_they_have(
    chromium: browser.Browser, built: Workspace, marts: Connection, division: str
) -> None:
    """The most first, by the lowest that the last month can be: a code is no order for readers."""
    address = f"set=participants_by_county&county_division={division}&county_code=*&view=month"
    open_at(chromium, built, f"{address}&measure_group_code=ARBEIDSPRAKSIS&month=2")
    shown = each(chromium, ".graph svg .point", "e.dataset.key.match(/county_code=([^;]+)/)[1]")
    lowest = dict(
        marts.execute(
            "select county_code, obs_value_min from marts.participants_by_county "
            "where county_division = ? and measure_group_code = 'ARBEIDSPRAKSIS' "
            "and (measure_code, status_code) = ('_T', '_T') and month(period) = 2",
            [division],
        ).fetchall()
    )
    assert {*shown} == {*lowest} and len(shown) > 10
    numbers = [lowest[code] for code in shown]
    assert numbers == sorted(numbers, reverse=True) and shown != sorted(shown)


def test_all_former_years_are_judged_beside_a_figure(
    chromium: browser.Browser, built: Workspace, marts: Connection
) -> None:
    """The one before, and those before it, whether they can be compared or not."""
    due = marts.execute(
        "select from_year, is_comparable from marts.comparability where to_year = 2022 "
        "and measure_set_code = 'labour_market_training' and dimension = '_T' "
        "and status_code = '_T' and sex_code = '_T' order by from_year desc"
    ).fetchall()
    assert due == [(2017, False), (2014, False)]
    address = "set=participants_by_series&series_code=labour_market_training&period=2022-02-01"
    open_at(chromium, built, address)
    said = chromium.run("document.getElementById('point').textContent")
    for year, _ in due:
        assert f"Kan ikke sammenlignes med {year}." in said


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_parts_of_a_single_month_are_bars_below_each_other(
    chromium: browser.Browser, built: Workspace, marts: Connection, width: int
) -> None:
    """As long as their figures, those with the most first, each a line of the table; keys go on."""
    address = "set=participants_by_county&county_division=2024&county_code=*&measure_code=ARBTREN"
    open_at(chromium, built, f"{address}&view=month&month=12", width=width)
    due = marts.execute(
        "select county_code, obs_value from marts.participants_by_county where county_division = "
        "'2024' and measure_code = 'ARBTREN' and month(period) = 12 order by obs_value desc"
    ).fetchall()
    bars = each(
        chromium,
        ".graph svg .point",
        "[e.dataset.key.match(/county_code=([^;]+)/)[1], e.querySelector('.label').textContent, "
        "e.querySelector('.value').getBoundingClientRect().width]",
    )
    assert [(code, int(text)) for code, text, _ in bars] == [(code, int(due)) for code, due in due]
    lengths = [length / int(text) for _, text, length in bars]
    assert max(lengths) - min(lengths) < 0.01 * max(lengths) + 1 / 6 and len(bars) > 12
    assert chromium.run("document.querySelectorAll('.graph svg').length") == 1
    shown = each(chromium, "#table tbody tr", "e.querySelector('td button').textContent")
    assert shown == [text for _, text, _ in bars]
    # No text leaves the page, and none lies on another.
    box = "(({left, right}) => [left, right])(e.getBoundingClientRect())"
    assert all(0 <= left < right <= width for left, right in each(chromium, ".graph text", box))
    chromium.run("document.querySelector('.point').focus()")
    press(chromium, "ArrowDown")
    assert f"county_code={due[1][0]};" in chosen(chromium)


def test_a_change_of_an_area_says_what_the_area_itself_can_have_had(
    chromium: browser.Browser, built: Workspace, marts: Connection
) -> None:
    """Its bounds where it is an estimate; who lived elsewhere where it is nearly the same."""
    mart = "participants_by_county_harmonized"
    for method, area in (("tolerance", "50"), ("tolerance", "18"), ("population_weighted", "34")):
        of_area = f"geography_method = '{method}' and area_code = '{area}' and measure_code = '_T'"
        ((low, high, out, added),) = marts.execute(
            f"select area_min, area_max, moved_out_pct, moved_in_pct from marts.{mart} "
            f"where {of_area} and measure_group_code = 'ARBEIDSPRAKSIS' and status_code = '_T' "
            "and period = '2017-10-01' and target_division = '2024'"
        ).fetchall()
        open_at(
            chromium, built,
            f"set={mart}&geography_method={method}&area_code={area}"
            "&measure_group_code=ARBEIDSPRAKSIS&period=2024-10-01",
        )  # fmt: skip
        (said,) = each(chromium, "#point .change", "e.textContent")
        bounds = "–".join(text_of(one, None, None, "nb") for one in (low, high))
        moved = [
            f"{float(share):.2f}".replace(".", ",") + words
            for share, words in (
                (out, "\u00a0% av innbyggerne (18–66 år) som er regnet med, bodde utenfor"),
                (added, "\u00a0% flere innbyggere (18–66 år) bodde i området, i fylker som ikke"),
            )
            if share
        ]
        due = [f"området selv kan ha hatt {bounds}"] if method == "population_weighted" else moved
        assert len(due) == 1
        assert f"; {due[0]}" in said and "): −" in said
    open_at(
        chromium, built, f"set={mart}&geography_method=same_area&area_code=03&period=2024-10-01"
    )
    assert "området selv" not in "".join(each(chromium, "#point .change", "e.textContent"))


def test_a_county_of_one_table_is_asked_of_the_other(
    chromium: browser.Browser, built: Workspace
) -> None:
    """Its area, or in words what holds it: nobody is shown another county without a word."""
    area = "document.querySelector('select[name=area_code]').value"
    notice = "document.getElementById('notice').textContent"
    method = "document.querySelector('select[name=geography_method]').value"
    for code, due in (("11", "same_area"), ("46", "tolerance"), ("32", "population_weighted")):
        open_at(
            chromium, built, f"set=participants_by_county&county_division=2024&county_code={code}"
        )
        choose(chromium, "set", "participants_by_county_harmonized")
        assert [chromium.run(one) for one in (area, method, notice)] == [code, due, ""]
    # Where a method is asked for that does not have it alone, it is told what holds it.
    for code in ("11", "32"):
        mart = "participants_by_county_harmonized"
        open_at(chromium, built, f"set={mart}&geography_method=same_area&area_code={code}")
        assert code in chromium.run(area).split("+")
        assert (chromium.run(notice) == "") is (code == "11")
    # And back.
    mart = "participants_by_county_harmonized"
    of_area = "geography_method=nominal&target_division=2024&area_code=32"
    open_at(chromium, built, f"set={mart}&{of_area}")
    choose(chromium, "set", "participants_by_county")
    assert "county_code=32;" in chosen(chromium)
    assert chromium.run(notice) == ""


def test_methods_that_are_offered_instead_lead_to_the_area(
    chromium: browser.Browser, built: Workspace, marts: Connection
) -> None:
    """Where counties cannot be compared, each method that is named opens what holds it."""
    open_at(chromium, built, "set=participants_by_county&county_division=2024&county_code=32")
    names = values(marts, "select geography_method_name_nb from marts.dim_geography_method")
    links = each(chromium, "#point a", "[e.textContent, e.getAttribute('href')]")
    links = [(name, address) for name, address in links if name in names]
    assert len(links) > 1
    for name, address in links:
        open_at(chromium, built, address[1:])
        lists = "document.querySelector('#choices').elements"
        assert chromium.run(f"{lists}.geography_method.selectedOptions[0].text") == name
        assert "32" in chromium.run(f"{lists}.area_code.value").split("+")
        assert "measure_group_code=ARBEIDSPRAKSIS" in chosen(chromium)


def test_a_change_since_an_earlier_year_has_its_own_verdict(
    chromium: browser.Browser, built: Workspace, marts: Connection
) -> None:
    """What is said of the former year is not taken for what is said of the one before it."""
    group = "OPPFOLGING"
    open_at(
        chromium,
        built,
        f"set=participants_by_measure_group&measure_group_code={group}&period=2022-02-01",
    )
    said = chromium.run("document.getElementById('point').textContent")
    pairs = marts.execute(
        "select from_year, sentence_nb from marts.comparability where to_year = 2022 and "
        f"measure_set_kind = 'measure_group' and measure_set_code = '{group}' "
        "and status_code = '_T' and sex_code = '_T' and dimension = '_T' and is_comparable "
        "and from_year in (select year(from_period) from marts.same_month_changes "
        "where period = '2022-02-01')"
    ).fetchall()
    assert len(pairs) > 1
    for year, sentence in pairs:
        assert f"Kan sammenlignes med {year}. {sentence.split('. ')[0]}." in said


def test_a_document_that_suppresses_nothing_is_told_beside_its_cells(
    chromium: browser.Browser, built: Workspace, marts: Connection
) -> None:
    """A printed 3 of one edition stands beside the * of another."""
    said = {}
    for document, below, period in marts.execute(
        "select document_id, suppressed_below, min(figures.period) from marts.dim_document "
        "inner join marts.printed_cells as cells using (document_id) "
        "inner join marts.participants_by_measure as figures "
        "on cells.observation_id = figures.figure_id group by all order by 1"
    ).fetchall():
        (measure,) = values(
            marts,
            "select min(measure_code) from marts.participants_by_measure as figures inner join "
            "marts.printed_cells as cells on cells.observation_id = figures.figure_id "
            f"where document_id = '{document}' and period = '{period}' "
            "and status_code = '_T' and sex_code = '_T'",
        )
        open_at(
            chromium, built, f"set=participants_by_measure&measure_code={measure}&period={period}"
        )
        said[below is None] = "Utgaven prikker ikke" in chromium.run(
            "document.getElementById('point').textContent"
        )
    assert said == {True: True, False: False}


def test_an_estimate_says_what_the_area_itself_can_have(
    chromium: browser.Browser, built: Workspace, marts: Connection
) -> None:
    key = "geography_method = '{}' and target_division = '2024' and area_code = '32' and period = "
    key += "'2017-02-01' and measure_group_code = 'ARBEIDSPRAKSIS' and status_code = '_T'"
    for method in ("population_weighted", "same_area"):
        address = f"set=participants_by_county_harmonized&geography_method={method}&area_code=32"
        address += "&target_division=2024&measure_group_code=ARBEIDSPRAKSIS&period=2017-02-01"
        open_at(chromium, built, address)
        shown = chromium.run("document.getElementById('of-area')?.textContent ?? null")
        bounds = marts.execute(
            "select area_min, area_max from marts.participants_by_county_harmonized "
            f"where {key.format(method)} and {ESTIMATED}"
        ).fetchall()
        if bounds:
            low, high = (text_of(bound, None, None, "nb") for bound in bounds[0])
            assert shown == (
                f"Området selv kan ha fra {low} til {high}: lavest med bare fylkene som ligger "
                "helt i det, høyest med alle som har land i det."
            )
        else:
            assert shown is None


def test_an_estimate_is_compared_as_one(
    chromium: browser.Browser, built: Workspace, marts: Connection
) -> None:
    """What was not counted in the area does not pass for what was, on either side."""
    mart = "participants_by_county_harmonized"
    line = (
        "geography_method = 'population_weighted' and target_division = '2024' "
        "and linked_division = '2017' and measure_group_code = 'ARBEIDSPRAKSIS' "
        "and measure_code = '_T' and status_code = '_T'"
    )
    areas = dict(
        marts.execute(
            f"select area_code, bool_or(is_estimated) from marts.{mart} where {line} "
            "and area_code in (select county_code from marts.dim_county where valid_from is not "
            "null or newest_county_codes is not null) group by 1"
        ).fetchall()
    )
    for is_estimated in (True, False):
        area = min(code for code, other in areas.items() if other is is_estimated)
        address = f"set={mart}&geography_method=population_weighted&target_division=2024"
        open_at(
            chromium,
            built,
            f"{address}&area_code={area}&measure_group_code=ARBEIDSPRAKSIS&period=2024-02-01",
        )
        said = chromium.run("document.getElementById('point').textContent")
        assert ("Kan bare sammenlignes med 2017 som anslag" in said) is is_estimated
        assert ("Kan sammenlignes med 2017." in said) is not is_estimated


@pytest.mark.parametrize("language", PAGES)
def test_an_estimate_with_something_suppressed_is_told_shown_and_drawn_as_one(
    chromium: browser.Browser, built: Workspace, marts: Connection, language: str
) -> None:
    """Its sign, the area's bounds before its own, and bars as long as what the area can have."""
    mart, keys = "participants_by_county_harmonized", KEYS["participants_by_county_harmonized"]
    hidden = "obs_value is null and (area_min, area_max) <> (obs_value_min, obs_value_max)"
    period, *codes = marts.execute(
        f"select period, {', '.join(keys)} from marts.{mart} where {ESTIMATED} and {hidden} "
        "order by area_max desc, period limit 1"
    ).fetchone()
    asked = dict(zip(keys, codes, strict=True))
    address = "&".join(f"{name}={code}" for name, code in asked.items())
    open_at(chromium, built, f"set={mart}&{address}&period={period}", language)
    assert wrong(chromium, marts, language) == []
    line = " and ".join(f"{name} = ?" for name in keys)
    bounds = {
        f"{month}": one
        for month, *one in marts.execute(
            "select period, area_min, area_max, obs_value_min, obs_value_max, "
            f"{ESTIMATED} from marts.{mart} where {line}",
            codes,
        ).fetchall()
    }
    area_low, area_high, low, high, _ = bounds[str(period)]
    said = each(chromium, "#point > p", "[e.className || e.id, e.textContent]")
    ends = [text_of(end, None, None, language) for end in (area_low, area_high)]
    own = [text_of(end, None, None, language) for end in (math.floor(low), math.ceil(high))]
    words = {
        "nb": ("Området selv kan ha fra {} til {}: lavest", "Anslag: mellom {} og {}, for noe"),
        "en": ("The area itself can have from {} to {}: lowest", "Estimate: between {} and {}, as"),
    }[language]
    assert said[1] == ["figure", f"≈ {own[0]}–{own[1]}*"]
    assert said[2][0] == "of-area" and said[2][1].startswith(words[0].format(*ends))
    assert said[3][1].startswith(words[1].format(*own))
    # The table has both pairs of bounds, each below its own head.
    heads = each(chromium, "#table thead th", "e.textContent")
    assert len({*heads}) == len(heads) == 8
    columns = each(chromium, "#table tbody tr:first-child td[data-key]", "e.dataset.column")
    assert columns == ["obs_value", "obs_value_min", "obs_value_max", "area_min", "area_max"]
    # What is drawn of estimates is as long as what the area can have.
    drawn = each(
        chromium,
        ".point",
        "[e.dataset.key.match(/period=([^;]+)/)[1], "
        "e.querySelector('rect.bounds')?.getBBox().height ?? 0]",
    )
    long = {month: height for month, height in drawn if bounds[month][-1]}
    assert len(long) > 1
    ratios = [height / (bounds[month][1] - bounds[month][0]) for month, height in long.items()]
    assert max(ratios) - min(ratios) < 0.01 * max(ratios)
    assert min(long.values()) > 4


def test_an_area_that_a_choice_takes_away_is_told_and_what_holds_it_is_shown(
    chromium: browser.Browser, built: Workspace
) -> None:
    """Nobody takes the figures of another county for those of the one that was chosen."""
    address = "set=participants_by_county_harmonized&geography_method=nominal&area_code=32"
    open_at(chromium, built, address)
    area = "document.querySelector('select[name=area_code]').selectedOptions[0].textContent"
    assert "Akershus" in chromium.run(area)
    notice = "document.getElementById('notice').textContent"
    assert chromium.run(notice) == ""
    choose(chromium, "geography_method", "same_area")
    assert "Akershus" in chromium.run(area)
    title = chromium.run("document.getElementById('chart-title').textContent")
    assert "«Akershus» finnes ikke i dette utvalget" in chromium.run(notice)
    assert chromium.run(notice).endswith(f"Her vises {title}.")
    # What another table does without is not asked for.
    choose(chromium, "set", "participants_by_measure_group")
    assert chromium.run(notice) == ""


def test_a_county_is_kept_in_the_other_division_or_what_took_it_over_is_told(
    chromium: browser.Browser, built: Workspace, marts: Connection
) -> None:
    """The county of the same name without a word; else one that has land of it, in words."""
    counties = marts.execute(
        "select distinct county_division, county_code, county_name_short_nb, newest_county_codes "
        "from marts.participants_by_county inner join marts.dim_county "
        "using (county_division, county_code) where newest_county_codes is not null"
    ).fetchall()
    divisions = sorted({division for division, *_ in counties})
    kept = moved = 0
    for division, code, name, newest in counties:
        other = next(one for one in divisions if one != division)
        address = f"set=participants_by_county&county_division={division}&county_code={code}"
        if kept + moved == 0:
            open_at(chromium, built, address)
        chromium.run(f"location.hash = '{address}'")
        wait_for(
            chromium,
            f"(({{county_division, county_code}}) => county_division.value === '{division}' && "
            f"county_code.value === '{code}')(document.querySelector('#choices').elements)",
        )
        choose(chromium, "county_division", other)
        taken = chromium.run("document.querySelector('select[name=county_code]').value")
        notice = chromium.run("document.getElementById('notice').textContent")
        namesakes = [its for of, its, its_name, _ in counties if of == other and its_name == name]
        kin = [
            its
            for of, its, _, its_newest in counties
            if of == other and (its in newest.split() or code in its_newest.split())
        ]
        if namesakes:
            assert [taken] == namesakes and f"«{code} " not in notice, (division, code)
            kept += 1
        else:
            assert taken in kin, (division, code)
            assert f"{code} {name}» finnes ikke i dette utvalget; nærmest er {taken} " in notice
            moved += 1
    assert kept > 20 and moved > 5


@pytest.mark.parametrize("language", PAGES)
def test_a_county_that_is_not_alone_is_offered_with_the_method_that_functions_tell(
    chromium: browser.Browser, built: Workspace, marts: Connection, language: str
) -> None:
    """Each one that the area table opens without is in its list; chosen, it is what is shown."""
    mart = "participants_by_county_harmonized"
    open_at(chromium, built, f"set={mart}", language)
    offered = {
        value: name
        for value, name in each(
            chromium, "select[name=area_code] optgroup option", "[e.value, e.textContent]"
        )
        # Former counties lead to no method.
        if "=" in value
    }
    sentences = values(
        marts,
        "select distinct words_nb from "
        '"next: use the attached database, or name it as db".told_of_areas '
        "where geography_method = 'same_area'",
    )
    (newest,) = values(marts, f"select max(target_division) from marts.{mart}")
    told = {}
    for sentence in sentences:
        county, how = re.search(r"; for (.+) alene velges (.+)\.", sentence).groups()
        method = dict(re.findall(r"(\w+) := '(\w+)'", how))
        told[county] = (method["method"], method.get("target", newest))
    ways = {
        name: (asked["geography_method"], asked["target_division"])
        for value, name in offered.items()
        for asked in [dict(parse_qsl(value))]
    }
    # A former county that is nearly the same area as a new one is offered by that one's name.
    assert {name: told.get(name) for name in ways} == ways
    missing = {name.partition(" (")[0] for name in told} - {
        name.partition(" (")[0] for name in ways
    }
    assert missing == set() and len(ways) > 15
    hint = {"nb": "står nederst i listen", "en": "stand last in the list"}[language]
    small = "select[name=area_code] ~ small"
    assert any(hint in text for text in each(chromium, small, "e.textContent"))
    for value in offered:
        choose(chromium, "area_code", value)
        asked = {f"{name}={code}" for name, code in parse_qsl(value)}
        assert asked <= {*chosen(chromium).split(";")}
        assert chromium.run("document.getElementById('notice').textContent") == ""
        chromium.run(f"location.hash = 'set={mart}&geography_method=same_area'")
        wait_for(
            chromium, "document.querySelector('#choices').geography_method.value === 'same_area'"
        )


def test_a_choice_shows_its_code_and_all_years_before_each(
    chromium: browser.Browser, built: Workspace, marts: Connection
) -> None:
    """The code of a series stands beside it; each year is set against all years before it."""
    open_at(chromium, built, "set=participants_by_series&series_code=work_training")
    small = "document.querySelector('select[name=series_code]').closest('label')"
    assert chromium.run(f"{small}.querySelector('small').textContent") == "Kode: work_training"
    # Of a total there is no code to write.
    assert "_T" not in "".join(each(chromium, "#choices small", "e.textContent"))
    years = values(
        marts,
        "select distinct year(period) from marts.participants_by_series "
        "where series_code = 'work_training' and status_code = '_T' order by 1",
    )
    pairs = [
        (former, later) for number, later in enumerate(years) for former in reversed(years[:number])
    ]
    heads = each(chromium, "#breaks h3", "e.textContent")
    assert heads == [f"{later} mot {former}" for former, later in pairs]
    said = each(chromium, "#breaks p:not(.change)", "e.textContent")
    verdicts = marts.execute(
        "select is_comparable, sentence_nb from marts.comparability "
        "where measure_set_code = 'work_training' and status_code = '_T' and sex_code = '_T' "
        f"and dimension = '_T' and (from_year, to_year) = {pairs[-1]}"
    ).fetchall()
    ((is_comparable, sentence),) = verdicts
    words = "Kan sammenlignes" if is_comparable else "Kan ikke sammenlignes"
    first = sentence.partition(".")[0]
    assert said[-1].startswith(f"{words} med {years[0]}. {first}.")


# What is wrong in an address, and what must be said of it.
WRONG = [
    (
        "set=participants_by_series&series_code=work_trainin",
        "Harmonisert serie «work_trainin» finnes ikke i dette utvalget; mulig er ",
        " (work_training), ",
    ),
    (
        "seks_code=F",
        "«seks_code» er ikke noe som kan velges her; mulig er ",
        "Kjønn (sex_code), ",
    ),
    ("set=participants_by_groups", "Tabell «participants_by_groups» finnes ikke", "_group)"),
    ("view=years&month=2", "Måneder «years» finnes ikke", "Samme måned, år mot år (month)"),
    ("view=month&month=13", "Måned «13» finnes ikke", "januar (1)"),
    ("period=2015-02-01", "Måned «2015-02-01» finnes ikke", "februar 2014 (2014-02-01)"),
]


@pytest.mark.parametrize(("address", "what", "possible"), WRONG)
def test_what_an_address_names_wrongly_is_told_in_words(
    chromium: browser.Browser, built: Workspace, address: str, what: str, possible: str
) -> None:
    """What was asked for, three that are like it and how many more, and what is shown instead."""
    open_at(chromium, built, address)
    notice = chromium.run("document.getElementById('notice').textContent")
    assert what in notice and possible in notice
    # Three are named, and the rest is counted: what can be chosen, but for "each by itself".
    if what.startswith("Harmonisert serie"):
        options = len(each(chromium, "select[name=series_code] option:not([value='*'])", "1"))
        assert f"og {options - 3} til." in notice
    title = chromium.run("document.getElementById('chart-title').textContent")
    assert notice.endswith(f"Her vises {title}.")
    assert chromium.heard("Runtime.exceptionThrown") == []


# What is searched for in which table.
SUBJECTS = {
    "participants_by_measure_group": ["measure_group_code"],
    "participants_by_series": ["series_code"],
    "participants_by_measure": ["measure_code"],
    "participants_by_county_harmonized": ["area_code", "measure_group_code", "measure_code"],
    "participants_by_county": ["county_code", "measure_group_code", "measure_code"],
    "participants_by_background": ["measure_code", "category_code"],
}
# What narrows any of them is called by its heading.
NARROWING = ("sex_code", "status_code", "dimension")
# A text that is searched for, as somebody does who has written it.
SEARCHED = """(text) => {
  const input = document.querySelector('#search input');
  input.value = text;
  input.dispatchEvent(new Event('change', {bubbles: true}));
  return [text, address(now).slice(1), document.getElementById('chart-title').textContent,
    document.getElementById('notice').textContent, input.value];
}"""


@pytest.mark.parametrize("language", ["nb", pytest.param("en", marks=pytest.mark.long)])
def test_all_that_is_counted_can_be_searched_for(
    chromium: browser.Browser, built: Workspace, both: Connection, language: str
) -> None:
    """Each name of each table leads to its figures without a word too many; there is no other."""
    open_at(chromium, built, "", language)
    held = unpacked(page_file(built, language))
    titles, headings = held["titles"], held["headings"]
    years_of = dict(
        both.execute("select county_code, county_name_nb from exported.marts.dim_county").fetchall()
    )
    due = {}
    for mart, columns in SUBJECTS.items():
        for column in columns:
            named = both.execute(
                f"select distinct code, name from {language}.figures, {language}.choices "
                f"where mart = '{mart}' and column_name = '{column}' and {column} = code "
                "and code <> '_T'"
            ).fetchall()
            assert named or column == "measure_code"
            # A name of counties of several divisions has the years of each beside it.
            called = Counter(name for _, name in named)
            for code, name in named:
                own = years_of[code] if called[name] > 1 else name
                due[f"{own} – {headings[column].lower()}: {titles[mart]}"] = (
                    *(mart, column),
                    *(code, name),
                )
    texts = each(chromium, "#names option", "e.value")
    lost = unpacked(page_file(built, language))["gone"]["name"]
    months = held["words"]["months"]
    ((first, last),) = both.execute(
        "select min(year(period)), max(year(period)) from exported.marts.participants"
    ).fetchall()
    # Of a year without figures it is told why.
    years = map(str, range(first, last + 1))
    counties = f"{held['words']['counties']} – {held['words']['each'].lower()}"
    others = {*months, *years, counties, held["words"]["each_measure"]}
    narrow = {headings[column].lower() for column in NARROWING}
    others |= {
        f"{ {'nb': 'I alt', 'en': 'Total'}[language] } – {headings['measure_group_code'].lower()}"
    }
    narrowing = [text for text in texts if text.split(" – ")[-1] in narrow or text in others]
    assert {text.split(" – ")[-1] for text in narrowing} >= narrow
    assert others <= {*narrowing}
    assert sorted(texts) == sorted([*due, *narrowing, *lost])
    for text, address, title, notice, left in chromium.run(
        f"{json.dumps(list(due))}.map((text) => ({SEARCHED})(text))"
    ):
        mart, column, code, name = due[text]
        asked = dict(parse_qsl(address))
        assert (asked["set"], asked[column], notice, left) == (mart, code, "", text)
        assert name in title, (text, title)
        # What is counted in counties is shown in each of them.
        places = {asked.get("county_code"), asked.get("area_code")} - {None}
        assert column in ("county_code", "area_code") or places <= {"*"}


def test_a_search_that_finds_nothing_is_told_and_changes_nothing(
    chromium: browser.Browser, built: Workspace
) -> None:
    """The nearest by name; a code is found too, a part of a name, and a county that is gone."""
    open_at(chromium, built, "view=month&month=3")
    before = chromium.run("address(now) + document.getElementById('chart-title').textContent")
    (_, address, title, notice, left) = chromium.run(f"({SEARCHED})('menotr')")
    assert f"#{address}{title}" == before and left == "menotr"
    assert "«menotr» er ikke noe som kan velges her; mulig er " in notice and "Mentor – " in notice
    # Each is asked anew, whatever is shown.
    for wanted, found in {
        "arbtren": "measure_code=ARBTREN",
        "MENTOR": "series_code=",
        "yrkesfaglig": "measure_code=",
        # What a measure is called for short is no part of its name.
        "arbeidsforberedende trening": "measure_code=ARBFORB",
        # What begins so before what has it in it; the newest county, and an estimate last.
        "innvandrer": "category_code=immigrant",
        "Troms": "method=tolerance&target_division=2024&linked_division=2017&area_code=55",
    }.items():
        _, address, title, notice, left = chromium.run(f"({SEARCHED})({wanted!r})")
        assert found in address and "view=time" in address and "mars" not in title, wanted
        told = {
            "MENTOR": " Samme navn har: Mentor, tiltak",
            "Troms": " Samme navn har: Troms (-2019)",
            # Of a category by itself it is said of which measure.
            "innvandrer": f" Her vises {title}.",
        }
        assert (notice, left) == (told.get(wanted, ""), wanted)
    _, address, former, notice, _ = chromium.run(f"({SEARCHED})('Viken')")
    assert notice.startswith("Viken var et fylke") and former == title
    links = each(chromium, "#notice a", "e.hash.slice(1)")
    parts = each(chromium, "#notice a", "e.textContent")
    assert len(links) > 2
    for part, link in zip(parts, links, strict=True):
        open_at(chromium, built, link)
        shown = chromium.run("document.getElementById('chart-title').textContent")
        assert part in shown.split(" · ")
        assert chromium.run("document.getElementById('notice').textContent") == ""


def test_sex_and_status_that_are_searched_for_narrow_what_is_shown(
    chromium: browser.Browser, built: Workspace
) -> None:
    """Each of them, of all measures alone, and with a measure; never of what was shown before."""
    group = "set=participants_by_measure_group&measure_group_code=OPPFOLGING"
    held = unpacked(page_file(built, "nb"))
    for column in ("status_code", "sex_code"):
        codes = {code for code in held["figures"][column] if code not in (None, "_T")}
        assert len(codes) > 1
        names = dict(
            (code, name)
            for of, code, name in zip(
                *(held["choices"][one] for one in ("column_name", "code", "name")), strict=True
            )
            if of == column
        )
        for code in codes:
            open_at(chromium, built, group)
            _, address, title, notice, left = chromium.run(f"({SEARCHED})({names[code]!r})")
            asked = dict(parse_qsl(address))
            assert asked[column] == code and names[code] in title
            assert asked["set"] == "participants_by_measure_group"
            assert asked["measure_group_code"] == "_T" and (notice, left) == ("", names[code])
            text = f"{names[code]} oppfølging"
            _, address, title, notice, left = chromium.run(f"({SEARCHED})({text!r})")
            asked = dict(parse_qsl(address))
            assert asked[column] == code and names[code] in title
            assert asked["measure_group_code"] == "OPPFOLGING" and "Ikke med" not in notice
    # Counties have no sex.
    county = "set=participants_by_county&county_division=2017&measure_group_code=OPPFOLGING"
    open_at(chromium, built, county)
    _, address, _, notice, _ = chromium.run(f"({SEARCHED})('kvinne')")
    asked = dict(parse_qsl(address))
    assert (asked["set"], asked["sex_code"]) == ("participants_by_measure_group", "F")
    assert asked["measure_group_code"] == "_T" and notice == ""
    # A measure in a county; of what is not there it is told.
    for measure, is_there in {"ARBTREN": True, "MENTOR": False}.items():
        _, address, title, notice, _ = chromium.run(f"({SEARCHED})('Oslo {measure}')")
        assert "Oslo" in title
        assert (f"measure_code={measure}" in address) == (notice == "") == is_there


def test_several_words_are_searched_for_at_once(
    chromium: browser.Browser, built: Workspace
) -> None:
    """In any order, with short words between them, in a table that has them all.

    What that table does not have, and a word that means nothing, is told; a text of which no word
    means anything changes nothing.
    """
    for text, due in {
        "arbeidspraksis i troms": {"measure_group_code": "ARBEIDSPRAKSIS", "area_code": "55"},
        "Oslo Arbeidspraksis": {"measure_group_code": "ARBEIDSPRAKSIS", "area_code": "03"},
        "mentor kvinner": {"series_code": "mentor", "sex_code": "F"},
        "menn oppfølging": {"measure_group_code": "OPPFOLGING", "sex_code": "M"},
        "innvandrere arbeidstrening": {"category_code": "immigrant", "measure_code": "ARBTREN"},
        "arbeidstrening innvandrere": {"category_code": "immigrant", "measure_code": "ARBTREN"},
        "mentor kvinner november": {"series_code": "mentor", "sex_code": "F", "month": "11"},
        "kvinner nedsatt arbeidsevne": {"sex_code": "F", "status_code": "reduced_capacity"},
        "fylker arbeidspraksis": {"measure_group_code": "ARBEIDSPRAKSIS", "county_code": "*"},
        "arbeidspraksis 2024": {"set": "participants_by_measure_group", "period": "2024-12-01"},
        # A year is shown by its last month, of several the last.
        "innvandrere 2024": {"category_code": "immigrant", "period": "2024-12-01"},
        "lønnstilskudd 2022 2017": {"period": "2022-12-01"},
        # One name of several words is one.
        "midlertidig lønnstilskudd": {"series_code": "temporary_wage_subsidy"},
    }.items():
        open_at(chromium, built, "")
        _, address, _, _, left = chromium.run(f"({SEARCHED})({text!r})")
        asked = dict(parse_qsl(address))
        assert {name: asked.get(name) for name in due} == due and left == text, text
        assert "Ikke med" not in chromium.run("document.getElementById('notice').textContent")
    # Of several codes of a list each is shown, the first is pointed at, by the least safe method.
    for text, due in {
        "menn kvinner oktober 2017": {"sex_code": "*", "panel": "M", "period": "2017-10-01"},
        "oslo trøndelag": {"area_code": "*", "panel": "03", "geography_method": "tolerance"},
        "akershus oslo": {"panel": "32", "geography_method": "population_weighted"},
        "asia afrika aft": {"category_code": "*", "panel": "asia", "measure_code": "ARBFORB"},
    }.items():
        open_at(chromium, built, "")
        _, address, _, notice, _ = chromium.run(f"({SEARCHED})({text!r})")
        asked = dict(parse_qsl(address))
        assert {name: asked.get(name) for name in due} == due, text
        assert "Ikke med" not in notice
    before = chromium.run("address(now)")
    text = "hvor mange på blåbær"
    _, address, _, notice, left = chromium.run(f"({SEARCHED})({text!r})")
    assert f"#{address}" == before and left == text
    assert f"«{text}» er ikke noe som kan velges her" in notice
    # What is like nothing has no suggestions.
    assert "ligner ingenting" in chromium.run(f"({SEARCHED})('xyzzy')")[3]
    for text, names in {
        "mentor og noe annet": ["noe", "annet"],
        # Short words, too, but for those between others.
        "AAP 2022": ["AAP"],
        "arbeidspraksis akershus kvinner": ["Kvinner"],
        "kvinner jobbklubb arbeidspraksis": ["Jobbklubb"],
        # Of two breakdowns one; measures are too many to be shown each.
        "innvandrere grunnskole aft": ["Innvandrere"],
        "mentor lønnstilskudd": ["Mentor"],
        "oppfølging 2022 ukjentord": ["ukjentord"],
        "mentor 2030": ["2030"],
        # A number is an age or a day sooner than a code; it is no short word to pass over.
        "50 år aft": ["50"],
        "over 60 aft": ["over", "60"],
        "2014 mentor mars 2022": ["2014"],
    }.items():
        *_, notice, left = chromium.run(f"({SEARCHED})({text!r})")
        told = ", ".join(f"«{name}»" for name in names)
        assert f"Ikke med i det som vises: {told}." in notice and left == text
    # Whatever was shown before: each is asked anew, and of all measures where none is named.
    for texts, due in (
        (["lønnstilskudd kvinner", "varig lønnstilskudd"], {"sex_code": "_T"}),
        (["mentor arbeidssøkere", "avklaring"], {"status_code": "_T"}),
        (
            ["arbeidspraksis nordland mars 2024", "tiltak februar 2022"],
            {
                "measure_group_code": "_T",
                "period": "2022-02-01",
                "month": "2",
            },
        ),
        (["lønnstilskudd", "kvinner"], {"measure_group_code": "_T", "sex_code": "F"}),
        (["februar 2022", "oslo"], {"measure_group_code": "_T", "area_code": "03", "month": None}),
        (["oslo februar 2017"], {"measure_group_code": "_T", "period": "2017-02-01"}),
        (["innlandet 2024"], {"measure_group_code": "ARBEIDSPRAKSIS", "period": "2024-12-01"}),
        (["hele landet kvinner gjennomsnitt"], {"measure_group_code": "_T", "sex_code": "F"}),
        (["AFT alder juni"], {"measure_code": "ARBFORB", "dimension": "age", "category_code": "*"}),
        (["utdanning arbeidstrening"], {"measure_code": "ARBTREN", "dimension": "education"}),
        (["grunnskole aft mai 2024"], {"category_code": "primary", "period": "2024-05-01"}),
        # A year is of a division; a measure is meant sooner than all; a stop is no part of a word.
        (
            ["arbeidspraksis fylke september 2017"],
            {"county_code": "*", "county_division": "2017", "period": "2017-09-01"},
        ),
        (["jobbklubb tiltak november 2022"], {"series_code": "job_club", "period": "2022-11-01"}),
        (
            ["Hvor mange var på jobbklubb, i november 2017?"],
            {"series_code": "job_club", "period": "2017-11-01"},
        ),
        # Months as numbers and for short, and names in the other language.
        (["2022-11 jobbklubb"], {"period": "2022-11-01"}),
        (["jobbklubb 11/2022"], {"period": "2022-11-01"}),
        (["mentor feb. 2022"], {"series_code": "mentor", "period": "2022-02-01"}),
        (["wage subsidies women 2017"], {"measure_group_code": "LONNSTILSKUDD", "sex_code": "F"}),
        (["immigrants aft"], {"category_code": "immigrant"}),
        # Each measure, the largest of the month first.
        (
            ["hvilket tiltak i desember 2022"],
            {"set": "participants_by_measure", "measure_code": "*", "period": "2022-12-01"},
        ),
    ):
        open_at(chromium, built, "")
        for text in texts:
            *_, notice, left = chromium.run(f"({SEARCHED})({text!r})")
        asked = dict(parse_qsl(chromium.run("address(now).slice(1)")))
        assert {name: asked.get(name) for name in due} == due, texts
        assert left == texts[-1] and "Ikke med" not in notice
    # A title says which of one name is meant, and nothing more of a name that one has.
    for text, kind in (("oppfølging", " (tiltaksgruppe)"), ("lønnstilskudd", "")):
        _, _, title, *_ = chromium.run(f"({SEARCHED})({text!r})")
        assert title == text.capitalize() + kind
    # Each measure of a month, the largest first.
    chromium.run(f"({SEARCHED})('hvert tiltak desember 2022')")
    sizes = chromium.run(
        "now.panels.map(({ rows }) => rows.find((row) => figures.period[row] === '2022-12-01'))"
        ".filter((row) => row !== undefined).map(lowOf)"
    )
    assert sizes == sorted(sizes, reverse=True) and len(sizes) > 20
    # Where some measures alone have what is asked, it is said which are shown.
    *_, notice, _ = chromium.run(f"({SEARCHED})('vestland 2024')")
    assert notice.strip() == "Her vises Nesten samme område · Vestland · Arbeidspraksis."
    # A year that no edition is of has its reason, and is no part of a name.
    *_, notice, _ = chromium.run(f"({SEARCHED})('2019')")
    assert "Ingen utgave for året er med her" in notice and "Østfold" not in notice
    for text in ("oslo 2022", "fylker 2014"):
        *_, notice, _ = chromium.run(f"({SEARCHED})({text!r})")
        assert notice.startswith(f"År «{text[-4:]}» finnes ikke") and "NAV kan ha dem" in notice
    # What is chosen in a list is no longer what was searched for.
    choose(chromium, "view", "view=month&month=2")
    assert chromium.run("document.querySelector('#search input').value") == ""
    # A county of the same name is offered.
    *_, notice, _ = chromium.run(f"({SEARCHED})('akershus lønnstilskudd 2017')")
    assert notice == " Samme navn har: Akershus (-2019)"
    # Another thing of the name that was typed is offered, whatever the first is called itself.
    *_, notice, _ = chromium.run(f"({SEARCHED})('avklaring')")
    assert notice == " Samme navn har: Avklaring, harmonisert serie · Avklaring, tiltak"
    # A year that others have is asked for, and told as any other part of the address.
    *_, notice, _ = chromium.run(f"({SEARCHED})('oppfølging 2024')")
    assert notice.startswith("År «2024» finnes ikke i dette utvalget; mulig er 2022, 2014, 2017. ")
    assert "bare disse tiltaksgruppene med: Arbeidspraksis" in notice
    assert "Ikke med" not in notice
    *_, notice, _ = chromium.run(f"({SEARCHED})('mentor viken')")
    assert "Viken var et fylke" in notice


def test_a_name_of_several_things_tells_the_others(
    chromium: browser.Browser, built: Workspace
) -> None:
    """With links; where the one was taken from the list there is nothing to tell."""
    open_at(chromium, built, "")
    _, address, _, notice, _ = chromium.run(f"({SEARCHED})('Oppfølging')")
    assert "measure_group_code=OPPFOLGING" in address
    assert notice == " Samme navn har: Oppfølging, tiltak"
    (link,) = each(chromium, "#notice a", "e.hash.slice(1)")
    assert dict(parse_qsl(link))["measure_code"] == "INDOPPFAG"
    (text,) = each(
        chromium,
        "#names option[value^='Oppfølging – tiltaksgruppe: Deltakere etter tiltaks']",
        "e.value",
    )
    assert chromium.run(f"({SEARCHED})({text!r})")[3] == ""


def test_a_county_without_figures_of_a_year_is_told_what_the_year_has(
    chromium: browser.Browser, built: Workspace
) -> None:
    """Another division is the reason only where the same measures are published in it."""
    county = "set=participants_by_county&county_division=2017&county_code=03&measure_group_code"
    for group, due in {
        "TILRETTELEGGING": "bare disse tiltaksgruppene med: Arbeidspraksis",
        "ARBEIDSPRAKSIS": "Publisert i en annen fylkesinndeling.",
    }.items():
        open_at(chromium, built, f"{county}={group}")
        (reason,) = [
            text for text in each(chromium, "#gaps li", "e.textContent") if "2024" in text[:40]
        ]
        assert due in reason


def test_a_county_that_is_not_quite_the_same_says_so_of_itself(
    chromium: browser.Browser, built: Workspace
) -> None:
    """Not of all counties alone; its area is one step away, in the month that is shown."""
    county = "set=participants_by_county&county_division=2024&measure_group_code=ARBEIDSPRAKSIS"
    open_at(chromium, built, f"{county}&view=month&month=11&county_code=55")
    said = "document.querySelector('#point b').textContent"
    assert "Området er ikke akkurat det samme i begge år." in chromium.run(said)
    (link,) = each(chromium, "#point a.alone", "e.hash.slice(1)")
    assert dict(parse_qsl(link))["period"] == "2024-11-01"
    open_at(chromium, built, link)
    assert chromium.run("document.getElementById('point-title').textContent") == "november 2024"
    assert "Området er nesten det samme i begge år." in chromium.run(said)


def in_ranges(text: str) -> set[int]:
    """Return the years of a text such as 2014–2016, 2018."""
    return {
        year
        for first, last in re.findall(r"(\d{4})(?:–(\d{4}))?", text)
        for year in range(int(first), int(last or first) + 1)
    }


def test_years_without_figures_are_named_beside_the_chart(
    chromium: browser.Browser, built: Workspace
) -> None:
    """Those of the reasons below, which are one step away."""
    years = "document.getElementById('missing').firstChild.textContent"
    for fragment in ("", "set=participants_by_series&series_code=mentor", "sex_code=F"):
        open_at(chromium, built, fragment)
        told = in_ranges(chromium.run(years))
        reasons = each(chromium, "#gaps li", "e.textContent.split(':')[0]")
        assert told == {int(year) for one in reasons for year in one.split(", ")} != set()
    chromium.run("document.documentElement.style.scrollBehavior = 'auto'")
    chromium.run("document.querySelector('#missing button').click()")
    top = chromium.run("document.getElementById('gaps').getBoundingClientRect().top")
    assert -1 < top < 900
    # Of several charts the years that none has.
    county = "set=participants_by_county&county_code=*&measure_group_code"
    for group, has_2024 in {"TILRETTELEGGING": False, "ARBEIDSPRAKSIS": True}.items():
        open_at(chromium, built, f"{county}={group}")
        told = in_ranges(chromium.run(years))
        assert 2022 in told and len(told & {2017, 2024}) == 1
        assert (2024 not in told) == has_2024


def test_what_is_no_county_comes_after_all_counties(
    chromium: browser.Browser, built: Workspace, marts: Connection
) -> None:
    others = values(marts, "select code_name_nb from dim_code where dimension = 'county'")
    for fragment in (
        "set=participants_by_county&county_code=*",
        "set=participants_by_county_harmonized&area_code=*",
    ):
        open_at(chromium, built, fragment)
        # However many they are: in these editions they are the fewest.
        chromium.run(
            "figures.mart.forEach((_, row) => ['_U', 'other_areas'].includes("
            "figures.county_code[row] ?? figures.area_code[row]) && (figures.obs_value[row] = 1e6))"
        )
        chromium.run("showAddress()")
        names = each(chromium, "#panels h3", "e.textContent")
        is_other = [name in others for name in names]
        assert any(is_other) and is_other == sorted(is_other)


def test_the_search_is_used_by_keys_alone(chromium: browser.Browser, built: Workspace) -> None:
    open_at(chromium, built, "")
    chromium.run("document.querySelector('#search input').focus()")
    chromium.call("Input.insertText", text="mentor")
    press(chromium, "Enter")
    assert "Mentor" in chromium.run("document.getElementById('chart-title').textContent")
    press(chromium, "Tab")
    assert chromium.run("document.activeElement.name") == "set"


def test_what_nobody_asked_for_is_not_told(chromium: browser.Browser, built: Workspace) -> None:
    """Another table has other choices: only of what was chosen it is said that it is not there."""
    notice = "document.getElementById('notice').textContent"
    for table in SUBJECTS:
        open_at(chromium, built, "")
        choose(chromium, "set", table)
        assert chromium.run(notice) == "", table
    # A list that is wholly another asks anew.
    for dimension in ("education", "country_background"):
        choose(chromium, "dimension", dimension)
        assert chromium.run(notice) == "", dimension
    open_at(chromium, built, "")
    (training,) = [
        code
        for code, name in each(
            chromium, "select[name=measure_group_code] option", "[e.value, e.textContent]"
        )
        if name == "Opplæring"
    ]
    choose(chromium, "measure_group_code", training)
    # What is chosen is shown where it is.
    choose(chromium, "set", "participants_by_county")
    assert chromium.run(notice) == ""
    assert "Opplæring" in chromium.run("document.getElementById('chart-title').textContent")
    choose(chromium, "set", "participants_by_measure")
    choose(chromium, "measure_code", "MENTOR")
    choose(chromium, "set", "participants_by_county")
    assert "Tiltak «Mentor» finnes ikke i dette utvalget" in chromium.run(notice)


@pytest.mark.parametrize("language", PAGES)
def test_a_month_that_the_former_year_lacks_is_not_said_to_be_comparable(
    chromium: browser.Browser, built: Workspace, marts: Connection, language: str
) -> None:
    """Beside the point, in the table and below: the edition of the former year has one month."""
    former, (month,) = marts.execute(
        "select year(period), list(distinct month(period)) from participants_by_measure_group "
        "group by 1 having count(distinct month(period)) = 1"
    ).fetchall()[0]
    held = unpacked(page_file(built, language))
    later = min(int(period[:4]) for period in held["figures"]["period"] if int(period[:4]) > former)
    group = "set=participants_by_measure_group&measure_group_code=OPPFOLGING"
    for one in (month, month + 1):
        name = held["words"]["months"][one - 1]
        lacks, is_comparable = (
            held["words"][word].format(former=former, month=name)
            for word in ("other_months", "comparable")
        )
        due = is_comparable if one == month else lacks
        open_at(chromium, built, f"{group}&period={later}-{one:02}-01", language)
        assert chromium.run("document.querySelector('#point b').textContent").startswith(due)
        pair = held["words"]["pair"].format(year=later, former=former)
        said = dict(
            each(
                chromium,
                "#breaks h3",
                "[e.textContent, e.parentNode.querySelector('b').textContent]",
            )
        )
        assert said[pair].startswith(is_comparable)
        open_at(chromium, built, f"{group}&view=month&month={one}", language)
        said = dict(
            each(
                chromium,
                "#breaks h3",
                "[e.textContent, e.parentNode.querySelector('b').textContent]",
            )
        )
        assert said[pair].startswith(due)
    # Of a county the former year stands in another division: it has the month all the same.
    county = "participants_by_county&county_division=2024&county_code=11"
    open_at(chromium, built, f"set={county}", language)
    (before,) = values(
        marts,
        "select max(year(period)) from participants_by_county where county_division < '2024'",
    )
    due = held["words"]["comparable"].format(former=before)
    assert chromium.run("document.querySelector('#point b').textContent").startswith(due)
    assert held["words"]["not_month"] not in each(chromium, "#table td", "e.textContent")
    open_at(chromium, built, group, language)
    rows = each(
        chromium,
        "#table tbody tr",
        "[e.cells[0].textContent, e.cells[e.cells.length - 1].textContent]",
    )
    words = [text for when, text in rows if str(later) in when]
    yes, no = (held["words"].get("yes"), held["words"]["not_month"])
    assert len(words) == 12 and words.count(no) == 11
    assert words[month - 1] not in ("", no) and yes in (None, words[month - 1])


@pytest.mark.parametrize("language", PAGES)
def test_an_area_without_a_group_opens_what_most_months_have(
    chromium: browser.Browser, built: Workspace, marts: Connection, language: str
) -> None:
    """The total where there is one, else the group that goes over most months; gaps are told."""
    mart = "participants_by_county_harmonized"
    open_at(chromium, built, f"set={mart}&area_code=11", language)
    (most,) = marts.execute(
        f"select measure_group_code from marts.{mart} where area_code = '11' "
        "group by 1 order by count(distinct period) desc limit 1"
    ).fetchone()
    chosen_now = chromium.run("location.hash + document.querySelector('.figure').dataset.key")
    assert f"measure_group_code={most};measure_code=_T;status_code=_T" in chosen_now
    told = each(chromium, "#gaps li", "e.textContent")
    held = marts.execute(
        f"select sentence_{language}, string_agg(calendar_year, ', ' order by calendar_year) "
        "from marts.coverage where breakdown = 'measure_group county' and not is_published "
        "group by 1"
    ).fetchall()
    assert sorted(told) == sorted(f"{years}: {sentence}" for sentence, years in held)


@pytest.mark.parametrize(
    ("address", "mart", "where", "called"),
    [
        ("", "participants_by_measure_group", "measure_group_code = '_T' and sex_code = '_T'", ""),
        (
            "set=participants_by_county_harmonized&geography_method=population_weighted"
            "&target_division=2024&area_code=*&measure_group_code=ARBEIDSPRAKSIS&view=month&month=2",
            "participants_by_county_harmonized",
            "geography_method = 'population_weighted' and target_division = '2024' and "
            "measure_group_code = 'ARBEIDSPRAKSIS' and measure_code = '_T' and month(period) = 2",
            "-population_weighted-2024-2017-each_area-ARBEIDSPRAKSIS-month_2",
        ),
        (
            "set=participants_by_measure&measure_code=*&view=month&month=12",
            "participants_by_measure",
            "sex_code = '_T' and month(period) = 12",
            "-each_measure-month_12",
        ),
    ],
)
def test_file_of_the_selection_is_the_mart(
    chromium: browser.Browser,
    built: Workspace,
    marts: Connection,
    tmp_path: Path,
    address: str,
    mart: str,
    where: str,
    called: str,
) -> None:
    """The selection, downloaded, has the rows of the mart, named; its file's name tells it."""
    open_at(chromium, built, address)
    chromium.call("Page.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    chromium.run("document.getElementById('download').click()")
    file = tmp_path / f"{mart}{called}.csv"
    deadline = time.monotonic() + browser.PATIENCE
    while not file.exists():
        assert time.monotonic() < deadline, "nothing is downloaded"
        time.sleep(0.02)
    of_area = ("area_min", "area_max") if "area_code" in KEYS[mart] else ()
    columns = ", ".join(("period", *KEYS[mart], *GIVEN, *of_area))
    held = f"select {columns} from marts.{mart} where status_code = '_T' and {where}"
    types = dict(
        marts.execute(f"select column_name, column_type from (describe {held})").fetchall()
    )
    said = f"select {columns} from read_csv('{file}', types = {types})"
    assert differences(marts, said, held) == []
    packed = unpacked(page_file(built, "nb"))
    choices = packed["choices"]
    names = {
        (column, code): name
        for column, code, name in zip(
            choices["column_name"], choices["code"], choices["name"], strict=True
        )
    }
    named = [column for column in KEYS[mart] if column.endswith("_code")]
    rows_of = marts.execute(f"from read_csv('{file}', all_varchar = true)")
    heads = [column[0] for column in rows_of.description]
    sentences = set()
    for line in rows_of.fetchall():
        row = dict(zip(heads, line, strict=True))
        for column in named:
            if name := names.get((column, row[column])):
                assert row[column.replace("_code", "_name")] == name
        sentences.add(row["sentence"])
    assert sentences - {None} <= set(packed["figures"]["sentence"])
    assert len(sentences) > 1


# Each link of the report to this page, with the numbers that it stands beside: those of its row,
# panel, finding or figure (of several tables the one that is open), by their whole key, means by
# their year.
LINKED = """[...document.querySelectorAll('a[href^=explore]')].map((link) => {
  const around = link.closest('tr, li, .panel, figure'), seen = {};
  const place = around.closest('figure')?.querySelector('.chosen') ?? around;
  for (const e of place.querySelectorAll('td:not(.drawn), b[data-key]')) {
    if (!e.matches('b') && (!e.closest('[data-column]') || e.textContent === '..')) continue;
    const own = e.matches('b') ? [] : [
      e.closest('table').dataset.key, e.parentNode.dataset.key,
      e.closest('table').querySelectorAll('thead th:not(.drawn)')[
        [...e.parentNode.children].filter((one) => !one.matches('.drawn')).indexOf(e)].dataset.key];
    const key = [...own, e.dataset.key].filter(Boolean).join(';').split(';').sort().join(';');
    // What names a row stands beside its figures, without the key of a period.
    if (!key.includes('period=')) continue;
    if (e.closest('[data-column]').dataset.column !== 'obs_value') continue;
    const isMean = e.closest('[data-mart]').dataset.mart === 'annual_means';
    seen[isMean ? 'mean ' + key.match(/period=(\\d+)/)[1] : key] = e.textContent;
  }
  return [link.getAttribute('href'), seen];
})"""
POINTS = """Object.fromEntries([...document.querySelectorAll('.point')].flatMap((e) => {
  const row = Number(e.dataset.row), mean = meanOf(row);
  return [
    [e.dataset.key.split(';').sort().join(';'),
      e.getAttribute('aria-label').match(/: ([^:]+)$/)[1]],
    ...(mean ? [['mean ' + yearOf(row), meanText(mean)]] : []),
  ];
}))"""


def is_said(due: str, drawn: str | None) -> bool:
    """Tell whether two numbers are the same; a finding says of a mean whole people."""
    if drawn == due or drawn is None or not re.fullmatch(r"[\d,]+\.\d", drawn):
        return drawn == due
    return due == f"{float(drawn.replace(',', '')):,.0f}"


# What a number of a mart that the page holds stands in, where no link leads to it.
UNLINKED = """((held) => [...document.querySelectorAll('main [data-mart]')].filter((e) => {
  if (!held.includes(e.dataset.mart) || e.dataset.column !== 'obs_value') return false;
  const link = 'a[href^=explore]', rows = [...e.querySelectorAll('tbody tr')];
  const around = e.closest('#findings li') ?? e.closest('.panel:has(h3)') ?? e.closest('figure');
  return !around?.querySelector(link)
    && !(rows.length && rows.every((row) => row.querySelector(`th ${link}`)));
}).map((e) => `${e.dataset.mart} ${e.closest('section').id}`))"""


@pytest.mark.parametrize("language", PAGES)
def test_every_figure_of_the_report_has_a_link(
    chromium: browser.Browser, built: Workspace, language: str
) -> None:
    """Of every table and sentence with figures that this page can show, or whose means it says."""
    held = ["annual_means", *unpacked(page_file(built, language))["titles"]]
    page = {"nb": "index.html", "en": "en.html"}[language]
    chromium.open(page_file(built, language).with_name(page), DESKTOP)
    marked = "[...document.querySelectorAll('[data-mart]')].map((e) => e.dataset.mart)"
    assert {*chromium.run(marked)} >= {*held}
    assert chromium.run(f"{UNLINKED}({json.dumps(held)})") == []
    # It finds a link that is lost.
    for place in ("#findings li", "#measures th", "#means th", "#sexes figcaption", ".panel h3"):
        chromium.run(f"document.querySelector('{place} a[href^=explore]').removeAttribute('href')")
        assert chromium.run(f"{UNLINKED}({json.dumps(held)})"), place
        chromium.open(page_file(built, language).with_name(page), DESKTOP)


def test_every_link_of_the_report_lands_on_its_numbers(
    chromium: browser.Browser, built: Workspace
) -> None:
    """What a figure, a panel, a row or a finding says is drawn where its link leads."""
    chromium.call("Page.navigate", url="about:blank")
    chromium.open(page_file(built, "en").with_name("en.html"), DESKTOP)
    links = [(href.partition("#"), seen) for href, seen in chromium.run(LINKED)]
    open_at(chromium, built, "", "en")
    assert len(links) > 120
    numbers = 0
    for (page, _, address), seen in links:
        assert page == PAGES["en"]
        if not address:
            continue
        chromium.run(f"location.hash = {address!r}")
        asked = dict(parse_qsl(address))
        of_line = {"set", "view", "month", "period"}
        pinned = {
            f"{name}={code}" for name, code in asked.items() if name not in of_line and code != "*"
        }
        wait_for(
            chromium,
            f"{sorted(pinned)!r}.every((part) => document.querySelector('.point').dataset.key"
            f".split(';').includes(part)) && held.titles[{asked['set']!r}] && "
            f"now.chosen.get('set') === {asked['set']!r}",
        )
        assert chromium.run("document.getElementById('notice').textContent") == "", address
        drawn = chromium.run(POINTS)
        # Of a table that crosses two dimensions, the page draws the first line.
        due = {
            key: text
            for key, text in seen.items()
            if key.startswith("mean") or pinned <= {*key.split(";")}
        }
        wrong = {key: text for key, text in due.items() if not is_said(text, drawn.get(key))}
        assert wrong == {}, address
        assert due or not seen, address
        numbers += len(due)
    assert numbers > 1_100
