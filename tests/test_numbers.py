"""Numbers in the words of pages and notes are those of the data, and of the dated measurements."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

import duckdb
import make_editions
import pytest
from conftest import DATABASE, PRINTED, PROJECT, Connection, Workspace
from test_machine import MEMORY

README, SERIES = "README.md", "docs/series-and-areas.md"
PROOF, SUPPRESSION = "docs/proof.md", "docs/suppression.md"
EDITIONS, TABLES, SCALE = "docs/editions.md", "docs/tables.md", "docs/scale.md"
NOTES, WARNINGS = "comparability_notes.csv", "usage_warnings.csv"
WORDS = {
    2: ("two", "to"),
    3: ("three", "tre"),
    4: ("four", "fire"),
    5: ("five", "fem"),
    6: ("six", "seks"),
    7: ("seven", "sju"),
    8: ("eight", "åtte"),
    9: ("nine", "ni"),
    10: ("ten", "ti"),
    11: ("eleven", "elleve"),
    12: ("twelve", "tolv"),
    13: ("thirteen", "tretten"),
}
BENCHMARK, ARCHIVES, ENGINES, CLUSTER, MUTANTS, COLD_START, MADE_DAMAGE = (
    f"read_csv('{PROJECT}/scripts/measure/{name}.csv', all_varchar = false)"
    for name in (
        "benchmark",
        "scale",
        "engines",
        "cluster",
        "mutants",
        "cold_start",
        "made_damage",
    )
)
DOCUMENTS = "select count(*) from reference.documents"
BELOW = "select distinct suppressed_below from reference.documents where suppressed_below > 0"
SHARED = (
    "select count(*) from (from reference.counties select name_nb group by all having count(*) = 2)"
)
DIVIDED = "select count(*) from reference.counties where valid_to = '2024-01-01'"
REFORMS = """
    select min(year(valid_to)), (
        select max(year(valid_to)) from reference.counties
        where valid_to < (select max(valid_to) from reference.counties)
    ), max(year(valid_to))
    from reference.counties having count(distinct valid_to) = 3"""
# The edition that the manual adds is the one of 2022 with another year (make_editions.py).
ADDED = "document_id = 'tiltak_2022'"
COUNTED = ("table_count", "row_count", "cell_count", "number_count", "suppressed_count")
VERDICTS = ("exact", "within_bounds", "within_rounding")
AREAS = """
    select count(distinct area_code) from marts.area_counties
    where geography_method = '{}' and target_division = '{}'
        and area_code not in ('_U', 'other_areas')"""
WHOLE = "mart = 'all marts'"
# What a page says, and the query whose rows stand there.
FACTS: list[tuple[str, str, str]] = [
    (README, "read from the text of {} of NAV's documents", DOCUMENTS),
    (README, "`*` stands for a count below {}, and zero", BELOW),
    (
        README,
        "can be: 0 to {} where NAV printed `*`",
        f"select suppressed_below - 1 from ({BELOW})",
    ),
    (README, "seeds/documents the {} documents", DOCUMENTS),
    (
        SERIES,
        "exactly one of {} leaf series",
        "select count(distinct series_code) from reference.measure_series",
    ),
    (
        SERIES,
        "{} parents, follow-up and training",
        "select count(distinct parent_series_code) from reference.series",
    ),
    (SERIES, "{} municipalities moved", "select count(*) from reference.municipality_transfers"),
    (SERIES, "{} county names belong to two codes each", SHARED),
    (
        SERIES,
        "{} counties kept their code and changed their area",
        """
        select count(*) from (
            select county_code
            from (
                select county_code, county_division,
                    string_agg(piece_code, ' ' order by piece_code) as pieces
                from reference.county_pieces
                where county_division in ('2017', '2024')
                group by all
            )
            group by all
            having count(*) = 2 and count(distinct pieces) = 2
        )""",
    ),
    (SERIES, "`same_area` | {} regions", AREAS.format("same_area", 2024)),
    (SERIES, "`tolerance` | {} regions", AREAS.format("tolerance", 2024)),
    (SERIES, "`nominal` | {} counties of 2024", AREAS.format("nominal", 2024)),
    (
        SERIES,
        "`population_weighted` | {} counties of 2024",
        AREAS.format("population_weighted", 2024),
    ),
    (SERIES, "of 2024, {} of 2017", AREAS.format("population_weighted", 2017)),
    (
        SERIES,
        "less than {} per cent of the people moved",
        "select 100 * tolerance_share from reference.geography_methods "
        "where geography_method = 'tolerance'",
    ),
    (
        SERIES,
        "whose people are {} per cent of its own",
        "select distinct moved_in_pct from marts.participants_by_county_harmonized "
        "where geography_method = 'nominal' and area_code = '32' and year(period) = 2017",
    ),
    (SUPPRESSION, "in place of a count below {}.", BELOW),
    (
        SUPPRESSION,
        "For the five documents it is {} of {}.",
        "select recoverable_count, suppressed_count from reference.measured_exposure",
    ),
    (
        PROOF,
        "Of {} changes ({}, random seed {}), {} show in an export: {} are found by a rule, {} only",
        "select count(*), max(measured_on), max(seed_no), "
        "count(*) filter (outcome in ('found', 'record', 'survived')), "
        f"count(*) filter (outcome = 'found'), count(*) filter (outcome = 'record') from {MUTANTS}",
    ),
    (
        PROOF,
        "approved, and {} are not noticed. Those {} are looks",
        f"select count(*), count(*) from {MUTANTS} where outcome = 'survived'",
    ),
    (
        PROOF,
        "On {} it proposed {} of {} in the very words",
        "select max(measured_on), sum(exact_count)::int, sum(errata_count)::int "
        f"from {COLD_START} having sum(wrong_count) = 0 and bool_and(passes)",
    ),
    (
        PROOF,
        "| {} | {} | {} | {} | {} ({}–{}) | {} | {} | {} | {} ({}) | {} ({}) |",
        # Of the share its interval, after Wilson: 1.96 squared is 3.8416.
        "with counted as (select at_once, sum(trial_count)::int as documents, "
        "sum(error_count)::int as errors, sum(healed_count)::int as healed, "
        "sum(asked_count)::int as asked, sum(left_count)::int as open, "
        "sum(wrong_count)::int as wrong, healed + asked + open + wrong as clear, "
        "healed / clear as share, "
        "1.96 * sqrt(share * (1 - share) / clear + 0.9604 / clear ** 2) as half, "
        "sum(certain_count)::int as certain, sum(wrong_certain_count)::int as not_certain, "
        "sum(likely_count)::int as likely, sum(wrong_likely_count)::int as not_likely "
        f"from {MADE_DAMAGE} where error_kind = '_T' group by at_once) "
        "select at_once, documents, errors, clear, (100 * share)::decimal(4, 1), "
        "(100 * (share + 1.9208 / clear - half) / (1 + 3.8416 / clear))::decimal(4, 1), "
        "(100 * (share + 1.9208 / clear + half) / (1 + 3.8416 / clear))::decimal(4, 1), "
        "asked, open, wrong, certain, not_certain, likely, not_likely "
        "from counted order by at_once",
    ),
    (
        PROOF,
        "{} lost rows ({} figures) are rebuilt",
        "select (select count(*) from reference.errata where kind = 'lost_row'), count(*) "
        "from harmonized.int_rebuilt_observations",
    ),
    (
        PROOF,
        "(on {}, random seed {};",
        "select distinct measured_on, seed_no from reference.measured_detection",
    ),
    (EDITIONS, "{} kinds of damage occur", "select count(distinct kind) from reference.errata"),
    (EDITIONS, "kinds of damage occur in the {} documents", DOCUMENTS),
    (
        EDITIONS,
        "{} pages, {} tables, {} rows, {} cells, {} numbers, {} suppressed, {} blank",
        f"select page_count, {', '.join(COUNTED)}, blank_count from reference.documents "
        f"where {ADDED}",
    ),
    (
        EDITIONS,
        "read {} documents, Feb 2014 to Dec 2024: {} tables, {} rows, {} cells ({} numbers, {} "
        "suppressed)",
        "select count(*) + 1, "
        + ", ".join(f"(sum({n}) + sum({n}) filter ({ADDED}))::int" for n in COUNTED)
        + " from reference.documents",
    ),
    (EDITIONS, "{} things of it are in no", f"select count(*) from reference.errata where {ADDED}"),
    (
        EDITIONS,
        "all proposals: {} checks of the document: {} exact, {} within bounds; none",
        "select count(*), count(*) filter (verdict = 'exact'), "
        f"count(*) filter (verdict = 'within_bounds') from marts.identity_checks where {ADDED}",
    ),
    (
        EDITIONS,
        "proved {} checks of {} identities: {} exact, {} within bounds, {} within rounding;",
        f"select count(*) + count(*) filter ({ADDED}), count(distinct identity), "
        + ", ".join(
            f"count(*) filter (verdict = '{verdict}') "
            f"+ count(*) filter (verdict = '{verdict}' and {ADDED})"
            for verdict in VERDICTS
        )
        + " from marts.identity_checks",
    ),
    (TABLES, "{} cells, none without a fate", "select count(*) from marts.printed_cells"),
    (
        TABLES,
        "{} and {} counties: different areas",
        "select count(*) filter (county_division = '2017'), "
        "count(*) filter (county_division = '2024') "
        "from marts.dim_county semi join reference.counties using (county_code)",
    ),
    (
        TABLES,
        "{} measures of work practice; not crossed",
        "select count(distinct measure_code) from marts.participants_by_background "
        "where measure_code <> '_T'",
    ),
    (SERIES, "Counties were merged in {} and {} and divided in {}", REFORMS),
    (WARNINGS, "Counties were merged in {} and {} and divided in {}", REFORMS),
    (NOTES, "{} counties were divided in 2024", DIVIDED),
    (NOTES, "{} fylker ble delt i 2024", DIVIDED),
    (NOTES, "{} names belong to two codes each", SHARED),
    (NOTES, "{} navn hører til to ulike koder", SHARED),
    (NOTES, "suppresses counts below {},", BELOW),
    (NOTES, "prikker tall under {},", BELOW),
    (WARNINGS, "{} names belong to two codes", SHARED),
    (WARNINGS, "a count below {};", BELOW),
    *(
        (
            SCALE,
            f"{words} | {{}} |",
            f"select round(ratio_to_whole_job, 2) from {BENCHMARK} where way = '{way}'",
        )
        for words, way in {
            "the same with nothing changed": "no_change",
            "`dbt docs generate` and export, each a process": "dbt_build",
            "`dbt test`, `dbt docs generate` and export": "seed_run_test",
            "data tests and exports in plain duckdb": "plain_duckdb",
            "`dbt build` alone": "dbt_build_only",
            "models and data tests in plain duckdb": "plain_duckdb_only",
        }.items()
    ),
    (
        SCALE,
        "way ({}, medians of {} rounds, 2 cores)",
        f"select distinct measured_on, rounds from {BENCHMARK}",
    ),
    (
        SCALE,
        "whole job took {} seconds",
        f"select round(median_seconds, 1) from {BENCHMARK} where way = 'whole_job'",
    ),
    (
        SCALE,
        "Staging takes {} times what",
        f"select round(max(median_seconds) / min(median_seconds))::int from {BENCHMARK} "
        "where way in ('staging', 'bare_split')",
    ),
    (SCALE, "together hold less than {} MB", f"select {MEMORY}"),
    (SCALE, "archive ({}, 2 cores)", f"select distinct measured_on from {ARCHIVES}"),
    (SCALE, "{} municipalities, suppression", f"select max(municipalities) from {ARCHIVES}"),
    (
        SCALE,
        "{} cells | {} MB | {} | {} | {} | {} | {} GiB |",
        "select "
        + ", ".join(
            f"case when {count} < 1e6 then round({count} / 1e3)::int || ' thousand' "
            f"else round({count} / 1e6, 1) || ' million' end"
            if count in ("cells", "checks")
            else count
            for count in (
                "cells",
                "text_mb",
                "checks",
                "round(seconds)::int",
                "round(processor_seconds)::int",
                "round(processor_us_per_cell)::int",
                "round(peak_gib, 1)",
            )
        )
        + f" from {ARCHIVES} where step = 'the whole job'",
    ),
    (
        SCALE,
        "staging took {} seconds, building {}, testing {} and exporting {}.",
        "select "
        + ", ".join(
            f"(max(round(seconds)) filter (step = '{step}'))::int"
            for step in ("staging", "building the models", "testing", "exporting the tables")
        )
        + f" from {ARCHIVES} where years = (select max(years) from {ARCHIVES})",
    ),
    (
        SCALE,
        "({}, on one machine, 2 cores) {} marts with {} rows and {} cells had no difference.",
        "select max(measured_on), count(*), sum(rows)::int, sum(cells)::int "
        f"from {ENGINES} where not {WHOLE} having sum(differences) = 0",
    ),
    *(
        (
            SCALE,
            words + " | {} | {} |",
            f"select {engine}_tests, round({engine}_seconds)::int from {ENGINES} where {WHOLE}",
        )
        for engine, words in {"duckdb": "(dbt-duckdb 1.11.1)", "spark": "Java 17.0.15)"}.items()
    ),
    *(
        (
            SCALE,
            words,
            f"select regexp_extract(\"with\", '{tool} ([0-9.]+)', 1) from {ENGINES} where {WHOLE}",
        )
        for words, tool in {
            "DuckDB {} (dbt-duckdb": ", duckdb",
            "(dbt-duckdb {})": "dbt-duckdb",
            "Spark {} (dbt-spark": "pyspark",
            "(dbt-spark {}, Java": "dbt-spark",
            "Java {}) |": "Java",
        }.items()
    ),
    (SCALE, "({}, with `--kill`, 2 busy cores", f"select distinct measured_on from {CLUSTER}"),
    (
        SCALE,
        "| {} cells | {} | {} | {} | {} | {} | {} |",
        "select cells, compared_cells, round(spark_seconds)::int, "
        "round(1000 * spark_seconds / cells, 2), round(duckdb_seconds)::int, broadcast_joins, "
        f"sorted_joins from {CLUSTER} where differences = 0 and rows_out_of_place = 0",
    ),
    (
        SCALE,
        "| {}, {} | {} | {} | {} MB | {} MB | {} GiB |",
        "select cells, what, tasks, lost_tasks, shuffle_read_mb, shuffle_written_mb, "
        f"round(peak_gib, 1) from {CLUSTER} where what <> 'the whole'",
    ),
    (
        SCALE,
        "of {} times the cells it was {} times as long",
        "select round(max(cells) / min(cells), 1), "
        f"round(max(spark_seconds) / min(spark_seconds), 1) from {CLUSTER}",
    ),
    (
        SCALE,
        "worker** grew {} times",
        f"select round(max(peak_gib) / max(peak_gib) filter (cells < 1e6), 1) from {CLUSTER}",
    ),
    (
        SCALE,
        "grew from {} to {} kB per cell",
        "select min(written), max(written) from (select round(1000 * sum(shuffle_written_mb) "
        f"/ cells, 1) as written from {CLUSTER} group by cells)",
    ),
    (
        SCALE,
        "it took {} times as long as DuckDB with {} thousand cells, and {} times with {} million",
        "select any_value(longer) filter (cells < 1e6), (min(cells) / 1e3)::int, "
        "any_value(longer) filter (cells > 1e6), round(max(cells) / 1e6, 1) from (select cells, "
        f"round(spark_seconds / duckdb_seconds)::int as longer from {CLUSTER}) where longer > 0",
    ),
]

# What no query gives: names, versions, rules, and what was tried once by hand (sqlmesh).
UNREAD = [
    *(
        "Python 3.11 to 3.14",
        "Python 3.11",
        "JSON-stat 2.0",
        "the interval is of 95 per cent",
        "DuckDB 1.2",
        "DuckDB 1.2 to 2.0",
        "KLASS 104",
        "KLASS 131",
    ),
    *("CC BY 4.0", "seen 1 October 2026"),
    *("table 07459", "1 January", "Java 17", "exit code 1", "aged 18 to 66", "report | 1 |"),
    *("read as 0", "as 0 is the", "0, 1, 2 or 3", "[0, 3]", "counts of 1 to 3"),
    *("needs 30 GB", "17 million cells", "6 GB of memory"),
    *("(0.236.4, which needs DuckDB below 2: 1.5.6) builds all 35 seeds and 81 models",),
    *("5 of its 31 audits fail, though it ends with 0", "01 becomes 1", "23 of the 39 marts"),
]
PAGES = ["README.md", *sorted(f"docs/{path.name}" for path in (PROJECT / "docs").glob("*.md"))]
NUMBER = re.compile(r"(?<![\w.,§/–-])\d[\d.,]*(?: \d{3})*(?![\w/–-])")


@functools.cache
def page(name: str) -> str:
    """Return the words of a page or seed, on one line."""
    path = PROJECT / ("seeds/reference" if name.endswith(".csv") else "") / name
    return " ".join(path.read_text(encoding="utf-8").split())


def said(value: object) -> list[str]:
    """Return the ways in which a value is written."""
    ways = [str(value)]
    if isinstance(value, int | float | Decimal) and value == int(value):
        count = int(value)
        words = WORDS.get(count, ())
        grouped = f"{count:,}"
        ways += [str(count), grouped, grouped.replace(",", " "), *words, *map(str.title, words)]
    return ways


def phrase(words: str, row: tuple) -> str:
    """Return the pattern of words with these values in them, each written in any way."""
    ways = (f"(?:{'|'.join(map(re.escape, said(value)))})" for value in row)
    first, *others = map(re.escape, words.split("{}"))
    return first + "".join(way + part for way, part in zip(ways, others, strict=True))


def stands(name: str, words: str, row: tuple) -> bool:
    """Whether a page says it of these values."""
    return bool(re.search(phrase(words, row), page(name)))


def unread(name: str, text: str, phrases: Iterable[str]) -> list[str]:
    """Return numbers of a page that are in no phrase, answered example, code, date or year."""
    prose = re.sub(r"^```.*?^```\n(?:\n(?:\|[^\n]*\n)+)?", "", text, flags=re.MULTILINE | re.DOTALL)
    prose = " ".join(re.sub(r"^\d\. ", "", prose, flags=re.MULTILINE).split())
    read = [*phrases, r"`[^`]*`", r"\d{4}-\d\d-\d\d", r"\b(?:19|20)\d\d\b"]
    known = {
        at for words in read for match in re.finditer(words, prose) for at in range(*match.span())
    }
    return [
        f"{name}: ...{prose[max(0, match.start() - 40) : match.end() + 20]}..."
        for match in NUMBER.finditer(prose)
        if match.start() not in known
    ]


def another(value: object) -> object:
    """Return a value that is not this one, the next number."""
    if isinstance(value, int | float | Decimal):
        return value + 1
    return re.sub(r"\d", lambda digit: str((int(digit[0]) + 1) % 10), str(value), count=1)


@pytest.fixture(scope="module")
def tables(built: Workspace) -> Iterator[Connection]:
    with duckdb.connect(built.folder / DATABASE, read_only=True) as connection:
        yield connection


@pytest.mark.parametrize(("name", "words", "sql"), FACTS, ids=[words for _, words, _ in FACTS])
def test_a_page_says_what_the_data_say_and_another_number_is_found(
    tables: Connection, name: str, words: str, sql: str
) -> None:
    rows = tables.execute(sql).fetchall()
    assert rows
    assert [row for row in rows if not stands(name, words, row)] == []
    for row in rows:
        for place, value in enumerate(row):
            assert not stands(name, words, (*row[:place], another(value), *row[place + 1 :]))


@pytest.fixture(scope="module")
def phrases(tables: Connection) -> dict[str, list[str]]:
    """Return by page the patterns of what the facts say."""
    found: dict[str, list[str]] = {name: [] for name in PAGES}
    for name, words, sql in FACTS:
        rows = tables.execute(sql).fetchall()
        found.setdefault(name, []).extend(phrase(words, row) for row in rows)
    return found


@pytest.mark.parametrize("name", PAGES)
def test_every_number_of_a_page_is_read_back(phrases: dict[str, list[str]], name: str) -> None:
    known = [*phrases[name], *map(re.escape, UNREAD)]
    text = (PROJECT / name).read_text(encoding="utf-8")
    assert unread(name, text, known) == []
    assert len(unread(name, text + "\n\nThere are 4 711 of them, and 12 more.\n", known)) == 2


def test_what_is_not_read_back_is_there() -> None:
    pages = " ".join(map(page, PAGES))
    assert [words for words in UNREAD if words not in pages] == []


def test_the_readme_shows_how_the_build_ends(built: Workspace) -> None:
    printed = " ".join((built.folder / PRINTED).read_text(encoding="utf-8").split())
    (shown,) = re.findall(
        r"```text\n(read .*?)```", (PROJECT / "README.md").read_text("utf-8"), re.DOTALL
    )
    lines = re.findall(r"^\w+ +(.+(?:\n +.+)*)", shown, re.MULTILINE)
    assert len(lines) == 6
    assert [line for line in lines if " ".join(line.split()) not in printed] == []


def test_the_manual_counts_the_editions_that_do_not_exist() -> None:
    assert stands(EDITIONS, "makes {} editions that do not exist", (len(make_editions.EDITIONS),))
