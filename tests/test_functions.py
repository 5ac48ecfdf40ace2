"""The functions of the exported database: what they take, what they answer, what they refuse."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest
from conftest import EXPORTED, PROJECT, READERS, SEEDS, Connection, Workspace, values
from export.functions import SCHEMA, singular
from rehearse import rows_of as rows

from seeds import read_seed

# What is said of every figure, after what is said of its year.
STOCKS = "select sentence_en from dim_comparability_note where note_code = 'STOCK_EOM'"
FIGURES = ["period", "obs_value", "obs_value_min", "obs_value_max", "obs_status"]


def refusal(connection: Connection, query: str) -> str:
    """Return what a query is refused with."""
    with pytest.raises(duckdb.InvalidInputException) as error:
        connection.execute(query).fetchall()
    return str(error.value).removeprefix("Invalid Input Error: ")


def test_every_function_is_described_as_the_page_of_tables_has_it(marts: Connection) -> None:
    """With its parameters in their order; `db` is said of all of them."""
    page = (PROJECT / "docs" / "tables.md").read_text(encoding="utf-8")
    listed = {
        name: re.findall(r"(\w+)(?: := [^,]+)?(?:, |$)", given)
        for name, given in re.findall(r"^\| `(\w+)\(([^`]*)\)` \|", page, re.MULTILINE)
    }
    found = marts.execute(
        "select function_name, list_filter(parameters, lambda name: name <> 'db'), comment "
        "from duckdb_functions() where not internal"
    ).fetchall()
    assert {name: given for name, given, _ in found} == listed | {"add_up": ["figures"]}
    for name, _, comment in found:
        assert (comment or "")[:8] in ("One row ", "The sum "), name


@pytest.mark.parametrize(
    ("call", "mart", "where"),
    [
        ("series('_T')", "participants_by_measure_group", "measure_group_code = '_T'"),
        ("series('SUPPEMP')", "participants_by_measure", "measure_code = 'SUPPEMP'"),
        ("series('mentor')", "participants_by_series", "series_code = 'mentor'"),
    ],
)
def test_series_has_every_figure_of_its_mart(
    marts: Connection, call: str, mart: str, where: str
) -> None:
    """And a row for each other month of the years of `coverage`, without a figure."""
    columns = ", ".join([*FIGURES, "is_comparable", "comparability_codes", "figure_id"])
    due = f"select {columns} from {mart} where {where} and status_code = '_T' and sex_code = '_T'"
    found = f"select {columns} from {call} where obs_status <> 'O' order by period"
    assert marts.execute(found).fetchall() == marts.execute(f"{due} order by period").fetchall()
    empty = rows(marts, f"from {call} where obs_status = 'O'")
    assert {row["obs_value_min"] for row in empty} | {row["figure_id"] for row in empty} == {None}
    months = values(marts, f"select (year(period), month(period)) from {call} order by period")
    years = sorted(set(values(marts, "select calendar_year from coverage")))
    assert months == [(year, month) for year in years for month in range(1, 13)]


@pytest.mark.parametrize("call", ["series('mentor')", "area_series('ARBEIDSPRAKSIS', '32')"])
def test_months_with_figures_come_first(marts: Connection, call: str) -> None:
    """In their order; then all others, in theirs: a first look is one at figures."""
    found = marts.execute(f"select obs_status = 'O', period from {call}").fetchall()
    assert found == sorted(found)
    assert {is_empty for is_empty, _ in found} == {False, True}


def test_every_month_of_an_area_names_it_beside_the_month(marts: Connection) -> None:
    """As the figures have it, without one too; a county that is gone by its own name and years."""
    areas = "select area_name_nb from participants_by_county_harmonized where area_code = "
    for area, method in (("Akershus", "same_area"), ("Oslo", "same_area"), ("Troms", "tolerance")):
        call = f"area_series('ARBEIDSPRAKSIS', '{area}', method := '{method}')"
        assert values(marts, f"describe from {call}")[:2] == ["period", "obs_value"]
        ((code, names),) = marts.execute(
            f"select max(area_code), list(distinct area_name_nb) from {call}"
        ).fetchall()
        assert names == [*dict.fromkeys(values(marts, f"{areas} '{code}'"))]
    asked = "select distinct area_name_nb from area_series('_T', 'Viken')"
    assert values(marts, asked) == ["Viken (2020-2023)"]


def test_a_county_that_is_gone_bears_its_years_beside_counties_of_other_divisions(
    marts: Connection,
) -> None:
    """In what `find` gives, and in the list of what an unknown area can be."""
    ends = marts.execute(
        "select county_code, county_name_short_nb, year(valid_from), year(valid_to) - 1 "
        "from marts.dim_county where valid_to is not null group by all"
    ).fetchall()
    for code, name, first, last in ends:
        found = dict(marts.execute(f"select code, name_nb from find('{name}')").fetchall())
        assert found[code] == f"{name} ({first or ''}-{last})"
    assert len(ends) > 15
    with pytest.raises(duckdb.Error) as refused:
        marts.execute("from area_series('_T', 'Bergen')")
    assert "30 (Viken (2020-2023))" in str(refused.value)
    assert "11 (Rogaland)" in str(refused.value)


def test_what_is_no_county_has_its_english_name(marts: Connection) -> None:
    call = "from area_series('ARBTREN', '{}') where obs_status <> 'O'"
    found = [marts.execute(call.format(name)).fetchall() for name in ("_U", "Ukjent", "unknown")]
    assert found[0] == found[1] == found[2] != []


def test_figures_come_first_names_and_sentences_last(marts: Connection) -> None:
    for call in ("series('mentor')", "area_series('_T', 'Oslo')"):
        columns = values(marts, f"describe from {call}")
        # Of an area it must be known which it is.
        assert [name for name in columns if name != "area_name_nb"][:5] == FIGURES
        assert columns[-4:] == ["name_nb", "name_en", "sentence_nb", "sentence_en"]
    for name in ("compare", "compare_means"):
        columns = values(marts, f"describe from {name}('mentor', 2017, 2022)")
        assert columns[:4] == ["period", "obs_value", "from_value", "change"]
        assert columns[-4:] == ["name_nb", "name_en", "sentence_nb", "sentence_en"]
    columns = values(marts, "describe from explain('mentor', period := '2017-02-01')")
    assert columns[:4] == FIGURES[1:]
    assert columns[-3:] == ["document_title", "sentence_nb", "sentence_en"]


@pytest.mark.parametrize(
    ("call", "as_named"),
    [
        ("series('LONNSTILSKUDD', sex := 'F')", "series('lønnstilskudd', sex := 'kvinner')"),
        ("series('LONNSTILSKUDD', sex := 'F')", "series('lonnstilskudd', sex := 'Women')"),
        ("series('LONNSTILSKUDD')", "series('Wage Subsidies', status := 'I alt')"),
        ("series('LONNSTILSKUDD')", "series('wage subsidy')"),
        ("series('_T')", "series('alle tiltak')"),
        ("series('MENTOR', 'jobseeker')", "series('MENTOR', 'arbeidssøkere på tiltak')"),
        ("area_series('ARBEIDSPRAKSIS', '32')", "area_series('arbeidspraksis', 'Akershus')"),
        (
            "area_series('ARBEIDSPRAKSIS', '02')",
            "area_series('work practice', 'Akershus (-2019)')",
        ),
        ("area_series('ARBEIDSPRAKSIS', '16')", "area_series('arbeidspraksis', 'sor-trondelag')"),
        # As `find` has it.
        (
            "area_series('ARBEIDSPRAKSIS', '12')",
            "area_series('arbeidspraksis', 'Hordaland (-2019)')",
        ),
        (
            "area_series('ARBEIDSPRAKSIS', '46', 'nominal')",
            "area_series('Arbeidspraksis', 'Hordaland', method := 'Hele fylker')",
        ),
        (
            "area_series('ARBEIDSPRAKSIS', '04', 'population_weighted')",
            "area_series('Arbeidspraksis', 'hedmark', method := 'Estimate by population')",
        ),
    ],
)
def test_names_and_former_counties_are_what_their_codes_are(
    marts: Connection, call: str, as_named: str
) -> None:
    columns = "select * exclude (sentence_nb, sentence_en)"
    found = marts.execute(f"{columns} from {call}").fetchall()
    assert len(found) > 11
    assert marts.execute(f"{columns} from {as_named}").fetchall() == found


def test_every_name_of_a_measure_set_means_it_or_is_shared(marts: Connection) -> None:
    """A name is found as it is written; a code as it stands means one thing."""
    words = f"{SCHEMA}.words"
    due = "select measure_set_code, measure_set_kind from dim_measure_set"
    codes = f"select code, kind from {words} where subject = 'measure_set' and place = 1"
    assert sorted(marts.execute(codes).fetchall()) == sorted(marts.execute(due).fetchall())
    folded = "replace(replace(strip_accents(lower(name)), 'ø', 'o'), 'æ', 'ae')"
    folded = rf"regexp_replace({folded}, 'ies\b', 'y', 'g')"
    folded = rf"regexp_replace({folded}, '(\w{{3}})s\b', '\1', 'g')"
    assert not values(
        marts,
        "select code from (select measure_set_code as code, measure_set_kind as kind, "
        "unnest([measure_set_name_nb, measure_set_name_en, measure_set_code]) as name "
        f"from dim_measure_set) as due where not exists (from {words} as known "
        "where known.is_folded and known.code = due.code and known.kind = due.kind "
        f"and known.word = {folded})",
    )


def means(marts: Connection, asked: Sequence[tuple[str, str]]) -> dict[tuple[str, str], list[str]]:
    """Return the codes that functions take (subject, word) for: those known best."""
    known = (
        "with asked as (select unnest($subjects) as subject, unnest($words) as word) "
        f"select subject, asked.word, code from {SCHEMA}.words as known "
        "inner join asked using (subject) "
        f"where known.word = if(is_folded, {singular('asked.word')}, asked.word) "
        "qualify place = min(place) over (partition by subject, asked.word)"
    )
    subjects, words = zip(*asked, strict=True)
    found: dict[tuple[str, str], list[str]] = {one: [] for one in asked}
    for subject, word, code in marts.execute(
        f"select distinct * from ({known})", {"subjects": subjects, "words": words}
    ).fetchall():
        found[subject, word].append(code)
    return found


def test_what_a_code_is_called_besides_its_names_means_it(marts: Connection) -> None:
    """Each such word of words.toml, of a code that there is: by what functions know."""
    words = tomllib.loads((PROJECT / "scripts" / "export" / "words.toml").read_text("utf-8"))
    also = {
        (*key.split("-", 2)[1:], word): key
        for key, said in words.items()
        if key.startswith("also-")
        for language in ("nb", "en")
        for word in said[language].split(", ")
    }
    assert len({*also.values()}) > 5
    found = means(marts, [(subject, word) for subject, _, word in also])
    assert found == {(subject, word): [code] for subject, code, word in also}
    of_keys = {key: one for one, key in also.items()}
    for subject, code, word in [*of_keys.values()][::4]:
        asked = "'{}'" if subject == "measure_set" else f"'ARBEIDSPRAKSIS', {subject} := '{{}}'"
        of_code, of_word = (
            marts.execute(f"from series({asked.format(one)})").fetchall() for one in (code, word)
        )
        assert of_word == of_code


AREAS = {
    # What is asked for, and what is said: the area, the county, what gives it alone; or nothing.
    "('Oslo')": None,
    "('42')": None,
    "('18+55')": None,
    "('Akershus', method := 'nominal')": None,
    # All that the area holds of the division is the county.
    "('02', method := 'nominal')": None,
    "('Akershus')": None,
    "('Aust-Agder')": None,
    "('Troms', method := 'same_area')": (
        "Nordland + Troms",
        "Troms (2024-)",
        "method := 'tolerance'",
    ),
    # Two counties of one name, and the safest method of which the years can be compared.
    "('02', 'population_weighted', target := '2024')": (
        *("Akershus (2024-)", "Akershus (-2019)"),
        "method := 'population_weighted', target := '2017'",
    ),
    "('Akershus', method := 'same_area')": (
        *("Østfold + Akershus + Buskerud + Innlandet + Vestfold", "Akershus (2024-)"),
        "method := 'population_weighted'",
    ),
    "('Nordland', method := 'same_area')": (
        "Nordland + Troms",
        "Nordland",
        "method := 'tolerance'",
    ),
    "('Aust-Agder', method := 'same_area')": (
        *("Agder", "Aust-Agder"),
        "method := 'population_weighted', target := '2017'",
    ),
    "('16', method := 'tolerance')": (
        *("Trøndelag", "Sør-Trøndelag"),
        "method := 'population_weighted', target := '2017'",
    ),
}


@pytest.mark.parametrize("call", AREAS)
def test_an_area_that_is_more_than_its_county_says_so_first(marts: Connection, call: str) -> None:
    """And what gives the county alone does so, without a word more."""
    asked = f"from area_series('ARBEIDSPRAKSIS', {call[1:]}"
    said = marts.execute(f"select sentence_nb, sentence_en {asked}").fetchall()
    if AREAS[call] is None:
        assert not any((nb or "").startswith("Dette er") for nb, _ in said)
        return
    area, county, how = AREAS[call]
    for nb, en in said:
        assert nb.startswith(f"Dette er {area}; for {county} alene velges {how}.")
        assert en.startswith(f"This is {area}; for {county} alone choose {how}.")
    alone = f"from area_series('ARBEIDSPRAKSIS', '{county}', {how}) where obs_status <> 'O'"
    assert values(marts, f"select distinct area_name_nb {alone}") == [county.split(" (")[0]]
    assert False not in values(marts, f"select is_comparable {alone}")
    sentences = values(marts, f"select coalesce(sentence_en, '') {alone}")
    assert not any(sentence.startswith("This is") for sentence in sentences)


def test_a_county_is_answered_by_the_safest_method_that_gives_it_alone(marts: Connection) -> None:
    """By its code as by its name; where a newer county has the name, that one by the name alone."""
    counties = rows(
        marts,
        "select county_division, county_code, any_value(county_name_short_nb) as short, "
        "any_value(county_name_nb) as dated, "
        "arg_min([area_code, geography_method, target_division], "
        "    (order_no, -cast(target_division as integer), linked_division)) as due "
        "from area_counties inner join dim_geography_method using (geography_method) "
        "inner join dim_county using (county_division, county_code, county_name_nb) "
        "where is_county group by all order by county_division",
    )
    newest = {county["short"]: county for county in counties}
    for county in counties:
        for word in {county["county_code"], county["dated"], county["short"]}:
            due = newest[word]["due"] if word == county["short"] else county["due"]
            call = f"area_series('ARBEIDSPRAKSIS', '{word}')"
            asked = f"select distinct [area_code, geography_method, target_division] from {call}"
            assert values(marts, asked) == [due], word
    assert len({county["due"][1] for county in counties}) == 3
    assert len(newest) < len(counties) > 30


def test_an_area_of_a_name_tells_another_of_that_name(marts: Connection) -> None:
    """Not where it is asked for by its code; what stands in brackets need not be written."""
    said = "select distinct sentence_en from area_series('ARBEIDSPRAKSIS', '{}')"
    for word, other in (("Akershus", "02"), ("32", None), ("Oslo", None)):
        told = [
            re.findall(r"Also of this name: (.*), chosen by the code\.", sentence)
            for sentence in values(marts, said.format(word))
        ]
        assert told == [[other] if other else []] * len(told) and told, word
    named = "select code from series('{}') limit 1"
    (code,) = values(marts, named.format("arbeidsmarkedsopplæring"))
    assert [code] == values(marts, named.format("Arbeidsmarkedsopplæring (AMO)"))


def test_a_change_of_an_area_says_what_the_former_figure_is_of(marts: Connection) -> None:
    """What the area can have had where it is an estimate; else who lived elsewhere."""
    people = "(aged 18–66)"
    for area, due in (
        ("34", "In 2017 the area itself can have had {area_min:.0f}–{area_max:.0f}."),
        ("18", f"In 2017 {{moved_out_pct}}% of the people {people} who are counted lived outside"),
        ("50", f"In 2017 {{moved_in_pct}}% more people {people} lived in the area, in counties"),
        ("03", None),
    ):
        call = f"from area_series('ARBEIDSPRAKSIS', '{area}') where month(period) = 2"
        former, later = rows(marts, f"{call} and obs_status <> 'O' order by period")
        if due:
            assert due.format(**former) in later["sentence_en"].rsplit("up. ", 1)[1]
        else:
            assert not re.search("itself can have|lived", later["sentence_en"])


def test_a_county_that_is_gone_names_its_parts(marts: Connection) -> None:
    """Those of the newest division that have its land, by the seeds."""
    counties = read_seed(SEEDS / "reference" / "counties.csv")
    pieces = read_seed(SEEDS / "reference" / "county_pieces.csv")
    used = set(values(marts, "select county_code from area_counties"))
    gone = [row for row in counties if row["county_code"] not in used]
    assert len(gone) > 2
    newest = max(row["county_division"] for row in pieces)
    for county in gone:
        land = {row["piece_code"] for row in pieces if row["county_code"] == county["county_code"]}
        parts = {
            row["county_code"]
            for row in pieces
            if row["county_division"] == newest and row["piece_code"] in land
        }
        years = f"{county['valid_from'][:4]}–{int(county['valid_to'][:4]) - 1}"
        # Once, of no month: nothing of a figure that was zero, or of an edition.
        ((period, sentence),) = marts.execute(
            "select period, sentence_en from area_series('_T', ?)", [county["name_nb"]]
        ).fetchall()
        assert period is None
        assert sentence.startswith(f"{county['name_nb']} was a county {years}, ")
        assert set(re.findall(r"\((\d\d)\)", sentence)) == parts


def test_every_verdict_has_its_sentence(marts: Connection) -> None:
    """Each figure of the functions once, of measures and areas too."""
    figures = f"{SCHEMA}.figures"
    unsaid = f"from {figures} where is_comparable is not null and sentence_en is null"
    assert marts.execute(f"select kind, count(*) {unsaid} group by kind").fetchall() == []
    judged = f"select distinct kind from {figures} where is_comparable is not null"
    assert set(values(marts, judged)) == {"measure", "measure_group", "series"}
    key = "kind, code, period, status_code, sex_code, geography_method, target_division, "
    key += "linked_division, area_code"
    assert values(marts, f"select count(*) from {figures} group by {key} having count(*) > 1") == []


@pytest.mark.parametrize(
    ("measure", "year", "said"),
    [
        ("ARBTREN", 2014, "Predecessor: Work practice in ordinary enterprise (PRAKSORD)."),
        ("SUPPEMP", 2022, "Successor: Extended follow-up in NAV (UTVAOONAV)."),
        ("SUPPEMP", 2014, "A trial: not printed in 2014, printed in 2017."),
    ],
)
def test_a_year_without_a_row_names_what_came_before_or_after(
    marts: Connection, measure: str, year: int, said: str
) -> None:
    asked = f"from series('{measure}') where period = '{year}-02-01'"
    (sentence,) = values(marts, f"select sentence_en {asked}")
    assert sentence.endswith(f" did not exist that year. {said}")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (
            "series('lønstilskudd')",
            "series: no measure set is called 'lønstilskudd'; nearest: LONNSTILSKUDD "
            "(Lønnstilskudd, measure group), LONNTIL (Tidsbegrenset lønnstilskudd, measure), "
            "LONNTILAAP (AAP som lønnstilskudd, measure); next: take one of these, or look with "
            "from find('...')",
        ),
        ("series('mentor', sex := 'X')", "series: no sex is called 'X'; there are: "),
        ("series('mentor', status := null)", "series: no status is called 'NULL'; there are: "),
        ("series(null)", "series: no measure set is called 'NULL'; nearest: "),
        (
            "area_series('_T', 'Akershuss')",
            "area_series: no area is called 'Akershuss' (figures are by county); nearest: "
            "32 (Akershus), ",
        ),
        (
            "area_series('_T', '_T')",
            "area_series: no area is called '_T' (figures are by county); there are: 03 (Oslo), ",
        ),
        (
            "area_series('_T', 'Bergen')",
            "area_series: no area is called 'Bergen' (figures are by county); there are: "
            "03 (Oslo), 11 (Rogaland), ",
        ),
        (
            "area_series('_T', 'rømskog')",
            "area_series: 'rømskog' is a municipality, and figures are by county; "
            "next: ask for the county that it is in, 32 (Akershus)",
        ),
        ("area_series('_T', 'Oslo', sex := 'X')", "area_series: no sex is called 'X'; there are: "),
        (
            "area_series('_T', 'Oslo', method := 'same')",
            "area_series: no geography method is called 'same'; nearest: same_area (",
        ),
        (
            "area_series('_T', 'Oslo', target := '2016')",
            "area_series: no method has such a pair of divisions; next: choose target and linked "
            "of 2024 and 2017, 2017 and 2024",
        ),
        (
            "area_series('_T', 'Oslo', method := 'same_area', target := '2016')",
            "area_series: same_area has no such pair of divisions; next: choose target and linked "
            "of 2024 and 2017",
        ),
        (
            "area_series('ARBEIDSPRAKSIS', '06', 'population_weighted', '2024')",
            "area_series: '06' is the name of several: 32 (Akershus), 33 (Buskerud); next: say "
            "which by its code, as in '32'",
        ),
        ("explain('nothing')", "explain: no measure set is called 'nothing'; nearest: "),
        (
            "explain('mentor')",
            "explain: 'mentor' is a name and no id of a figure; next: say of which month, as in "
            "period := '2024-12-01'",
        ),
        (
            "explain('mentor', period := '2034-06-01')",
            "explain: mentor has no figure of 2034-06; next: see which months it has, from "
            "series('mentor')",
        ),
        (
            "explain('mentor', period := 'feb 2017')",
            "explain: 'feb 2017' is no month; "
            "next: say of which month, as in period := '2024-12-01'",
        ),
        (
            "find('lønstilskudd')",
            "find: nothing has 'lønstilskudd' in its code, its names or its kind; nearest: LONN",
        ),
        (
            "compare('mentor', 2017, 2031)",
            "compare: there is no year 2031; next: take two of 2014 to 2024, as in "
            "compare('_T', 2014, 2024)",
        ),
        (
            "compare('mentor', 2017, 2017)",
            "compare: found one year twice; next: name two years",
        ),
        (
            "compare_means('mentor', 2017, 2031)",
            "compare_means: there is no year 2031; next: take two of 2014 to 2024, as in "
            "compare_means('_T', 2014, 2024)",
        ),
        (
            "find('Bergen')",
            "find: nothing has 'Bergen' in its code, its names or its kind; nothing is like it; "
            "figures are of the country and of counties; next: look for ",
        ),
    ],
)
def test_a_wrong_word_is_told_the_right_ones(marts: Connection, call: str, said: str) -> None:
    refused = refusal(marts, f"from {call}")
    assert refused.startswith(said)
    assert refused.count("; next: ") == 1
    if named := re.search(r"; (?:nearest|there are): (.*); next", refused):
        assert len(re.findall(r"[\w+]+ \(", named[1])) >= 3


def test_what_is_known_and_not_published_answers_with_the_sentence_of_coverage(
    marts: Connection,
) -> None:
    """Women by group and by county, a series by county; and by what that was asked."""
    for call, breakdown, by in [
        ("series('LONNSTILSKUDD', sex := 'F')", "measure_group sex", "measure group, sex"),
        (
            "area_series('MENTOR', 'Oslo')",
            "measure_group measure county",
            "measure group, measure, county",
        ),
        (
            "area_series('ARBEIDSPRAKSIS', 'Oslo', status := 'other')",
            "measure_group status county",
            "measure group, status, county",
        ),
        (
            "area_series('ARBEIDSPRAKSIS', 'Oslo', sex := 'female')",
            None,
            "measure group, sex, county",
        ),
    ]:
        said = dict(
            marts.execute(
                f"select year(period), sentence_nb || '/' || sentence_en from {call} "
                "where obs_status = 'O' and obs_value_max is null"
            ).fetchall()
        )
        # What no edition breaks down so, no year has: as it is said of another that it has not.
        due = marts.execute(
            "select calendar_year, any_value(sentence_nb || '/' || sentence_en) from coverage "
            f"where breakdown = coalesce({repr(breakdown) if breakdown else 'null'}, breakdown) "
            "and not is_published group by all"
        ).fetchall()
        assert due
        for year, words in due:
            for part, whole in zip(words.split("/"), said[year].split("/"), strict=True):
                assert whole.startswith(part)
        assert said[2014].endswith(f"Asked for here by: {by}.")
    # Of all groups by county some editions have the sum, some have one of the groups.
    names = dict(
        marts.execute(
            "select measure_group_code, measure_group_name_en || ' (' || measure_group_code || ')' "
            "from dim_measure_group"
        ).fetchall()
    )
    of_counties = marts.execute(
        "select calendar_year, is_published, measure_group_codes from coverage "
        "where breakdown = 'measure_group county'"
    ).fetchall()
    said = {
        row["period"].year: (row["sentence_en"], row["obs_value_min"])
        for row in rows(marts, "from area_series('_T', 'Oslo') where month(period) = 2")
    }
    states = set()
    for year, is_by_group, codes in of_counties:
        sentence, value = said[year]
        states.add((is_by_group, codes))
        assert (value is not None) == (is_by_group and codes is None)
        if codes is not None:
            listed = ", ".join(names[code] for code in codes.split())
            assert (
                sentence
                == f"NAV may have the rest; held here are these measure groups only: {listed}."
            )
        elif not is_by_group:
            has_edition = values(marts, f"from dim_document where edition like '{year}%'")
            assert sentence.startswith("The edition of the year") == bool(has_edition)
    assert states == {(True, None), (True, "ARBEIDSPRAKSIS"), (False, None)}
    (health,) = rows(marts, "from series('HELSE') where period = '2022-06-01'")
    assert health["sentence_en"].startswith("Published, but without a row for this")
    (group,) = rows(marts, "from series('OPPFOLGING') where period = '2024-02-01'")
    assert group["sentence_en"] == (
        "NAV may have the rest; held here are these measure groups only: "
        f"{names['ARBEIDSPRAKSIS']}."
    )
    (cell,) = rows(marts, "from explain('mentor', period := '2018-02-01')")
    assert cell["sentence_en"] == ("No edition of the year is held here; NAV may have the figures.")
    assert cell["obs_value"] is None


@pytest.mark.parametrize("areas", ["min", pytest.param("every", marks=pytest.mark.long)])
def test_a_whole_county_says_whether_its_area_is_the_same(marts: Connection, areas: str) -> None:
    """The same, nearly the same, or another; the rest is what the pair of years says.

    By default one county of each kind.
    """
    heads = set()
    counties = marts.sql(
        "select area_code, any_value(comparability_codes) as code_list, "
        "any_value(is_comparable) as is_comparable "
        "from participants_by_county_harmonized where geography_method = 'nominal' "
        "and target_division = '2024' and measure_group_code = 'ARBEIDSPRAKSIS' "
        "and measure_code = '_T' and status_code = '_T' and year(period) = 2024 "
        "and regexp_matches(area_code, '^[0-9]+$') group by area_code"
    )
    if areas == "min":
        counties = counties.aggregate("min(area_code), code_list, is_comparable")
    for area, code_list, is_comparable in counties.fetchall():
        said = values(
            marts,
            f"select distinct sentence_en from area_series('ARBEIDSPRAKSIS', '{area}', 'nominal') "
            "where year(period) = 2024 and obs_status <> 'O'",
        )
        (whole,) = values(
            marts,
            "select sentence_en from comparability where measure_set_code = 'ARBEIDSPRAKSIS' and "
            "(from_year, to_year) = (2017, 2024) and dimension = 'county' "
            "and status_code = '_T' and sex_code = '_T' "
            f"and geography_method = '{'same_area' if is_comparable else 'nominal'}'",
        )
        nearly = "nearly " * ("COUNTY_APPROXIMATE" in code_list)
        how = nearly if is_comparable else "not exactly "
        head = f"The area is {how}the same in both years. "
        heads.add(head)
        assert all(f"Against 2017: {head}{whole}" in one for one in said), (area, said)
        assert said
    assert len(heads) == 3


@pytest.mark.parametrize("call", ["series('MENTOR')", "area_series('ARBEIDSPRAKSIS', '03')"])
def test_a_month_without_a_figure_says_which_months_its_year_has(
    marts: Connection, call: str
) -> None:
    """Where others of the year are printed; elsewhere what holds for the whole year."""
    printed = set(values(marts, "select distinct period from participants"))
    figures = set(values(marts, f"select period from {call} where figure_id is not null"))
    said = {year: set() for year in {period.year for period in figures}}
    for row in rows(marts, f"from {call} where figure_id is null"):
        period, sentence = row["period"], row["sentence_en"]
        said.setdefault(period.year, set()).add(sentence)
        if period.year in {one.year for one in figures}:
            of_year = sorted(f"{one:%Y-%m}" for one in printed if one.year == period.year)
            assert (
                sentence == f"Of this year only these months are held here: {', '.join(of_year)}."
            )
    assert all(len(sentences) < 2 for sentences in said.values())
    assert {len(sentences) for sentences in said.values()} == {0, 1}


@pytest.mark.parametrize(("area", "method"), [("50", "tolerance"), ("34", "population_weighted")])
def test_an_area_has_its_change_beside_it(marts: Connection, area: str, method: str) -> None:
    """Since the same month of the year before; of an estimate within what the area can have."""
    found = {
        row["period"]: row
        for row in rows(
            marts,
            f"from area_series('ARBEIDSPRAKSIS', '{area}', method := '{method}') "
            "where figure_id is not null",
        )
    }
    told = 0
    for period, row in found.items():
        former = found.get(period.replace(year=2017))
        if period.year == 2017:
            assert row["change_min"] is row["from_value"] is None
            continue
        assert (row["from_period"], row["from_value"]) == (former["period"], former["obs_value"])
        if former["obs_status"] == "E":
            bounds = (
                row["obs_value_min"] - former["area_max"],
                row["obs_value_max"] - former["area_min"],
            )
            assert (row["change"], row["change_min"], row["change_max"]) == (None, *bounds)
        else:
            change = row["obs_value"] - former["obs_value"]
            assert (row["change"], row["change_min"], row["change_max"]) == (change,) * 3
            assert abs(float(row["change_pct"]) - float(100 * change / former["obs_value"])) <= 0.05
        told += 1
    assert told == 12


@pytest.mark.parametrize("table", ["figures", "changes"])
def test_what_is_said_of_an_area_follows_from_the_area(marts: Connection, table: str) -> None:
    """Not from the method: of one that is the same nothing else is said; of no area nothing."""
    told = Counter[str]()
    for area, codes, sentence in marts.execute(
        f'select distinct area_code, comparability_codes, sentence_en from "next: use the attached '
        f"database, or name it as db\".{table} where geography_method <> '_T' and is_comparable"
    ).fetchall():
        said = [
            name
            for name, words in {
                "same": "The area is the same in both years.",
                "nearly": "The area is nearly the same in both years.",
                "moved": "Municipalities moved across the border of the area",
                "only": "Can be compared as an estimate only",
                "estimate": "Estimate: the participants of a divided county",
            }.items()
            if words in sentence
        ]
        if area in ("_U", "other_areas"):
            due = []
        elif "COUNTY_APPROXIMATE" in codes:
            due = ["nearly", "moved"]
        elif "COUNTY_ESTIMATED" in codes:
            due = ["only", "estimate"]
        else:
            due = ["same"]
        assert said == due, (area, codes)
        told[" ".join(due)] += 1
    assert len(told) == 4, told


def test_series_say_of_each_year_what_comparability_says(marts: Connection) -> None:
    """After what a figure is, where it is not simply printed, and against which year."""
    kinds = dict(
        marts.execute(
            "select code, code_name_en || '. ' from dim_code where dimension = 'obs_status'"
        ).fetchall()
    )
    seen = set()
    for call, key in {
        "series('follow_up_all')": "measure_set_code = 'follow_up_all' and dimension = '_T'",
        "series('OPPFOLGING')": "measure_set_code = 'OPPFOLGING' and dimension = '_T'",
        "series('training_all')": "measure_set_code = 'training_all' and dimension = '_T'",
        "area_series('ARBEIDSPRAKSIS', '42')": "measure_set_code = 'ARBEIDSPRAKSIS' "
        "and geography_method = 'same_area'",
    }.items():
        said = marts.execute(
            f"select distinct year(period), month(period), obs_status, sentence_en from {call} "
            "where is_comparable is not null"
        ).fetchall()
        held = set(
            marts.execute(
                f"select year(period), month(period) from {call} where figure_id is not null"
            ).fetchall()
        )
        (stocks,) = values(marts, STOCKS)
        assert said
        area = "The area is the same in both years. " if "area" in call else ""
        for year, month, status, sentence in said:
            former = max(one for one, _ in held if one < year)
            is_of_both = (former, month) in held
            seen |= {status, is_of_both}
            lacks = "" if is_of_both else ", which has no figure of the month"
            due = values(
                marts,
                f"select 'Against {former}{lacks}: {area}' || sentence_en from comparability "
                f"where to_year = {year} and {key} and status_code = '_T' and sex_code = '_T' "
                f"and from_year = {former}",
            )
            kind = "" if status == "A" else kinds[status]
            assert [sentence] == [f"{kind}{one} {stocks}" for one in due]
    assert seen >= {"A", "Q", True, False}


@pytest.mark.parametrize("call", ["series('_T')", "area_series('ARBEIDSPRAKSIS', 'Troms')"])
def test_every_figure_says_that_months_are_not_added(marts: Connection, call: str) -> None:
    """Whoever sums them by plain SQL has read it; a row without a figure does not say it."""
    (stocks,) = values(marts, STOCKS)
    for is_figure in (True, False):
        said = values(
            marts, f"select sentence_en from {call} where (obs_status <> 'O') = {is_figure}"
        )
        assert said
        assert {stocks in sentence for sentence in said} == {is_figure}


def test_bounds_of_the_area_are_told_where_they_are_not_those_of_the_figure(
    marts: Connection,
) -> None:
    """And in no other row; with the numbers of the row."""
    kinds = set()
    for method in values(marts, "select geography_method from dim_geography_method"):
        if method == "_T":
            continue
        for row in rows(marts, f"from area_series('ARBEIDSPRAKSIS', '32', method := '{method}')"):
            bounds = row["area_min"], row["area_max"]
            told = f"the area itself can have {bounds[0]}–{bounds[1]} (area_min and area_max)."
            is_other = bounds != (row["obs_value_min"], row["obs_value_max"])
            assert (row["sentence_en"] or "").endswith(told) == is_other
            kinds.add((method, is_other))
    assert ("same_area", False) in kinds
    assert ("population_weighted", True) in kinds


@pytest.mark.parametrize(
    ("given", "status", "counties"),
    [
        ("'Oslo'", "_T", "'03'"),
        ("'Agder', method := 'nominal'", "jobseeker", "'09', '10'"),
        ("'Trøndelag', method := 'tolerance'", "jobseeker", "'16', '17'"),
    ],
)
def test_all_measures_of_a_county_are_the_sum_of_its_groups(
    marts: Connection, given: str, status: str, counties: str
) -> None:
    """Of each month in which all groups are printed by county, as an interval."""
    due = marts.execute(
        "select period, sum(obs_value_min), sum(obs_value_max) from participants_by_county "
        f"where measure_group_code <> '_T' and status_code = '{status}' and measure_code = '_T' "
        f"and county_code in ({counties}) group by period "
        "having count(distinct measure_group_code) > 1 order by period"
    ).fetchall()
    found = marts.execute(
        "select period, obs_value_min, obs_value_max from "
        f"area_series('_T', {given}, status := '{status}') where obs_status <> 'O'"
    ).fetchall()
    assert len(due) > 11
    assert found == due


def test_find_looks_in_codes_and_names_of_everything(marts: Connection) -> None:
    counties = set(values(marts, "select county_code from dim_county"))
    for kind in ("county", "Fylke"):
        found = rows(marts, f"from find('{kind}')")
        assert {row["code"] for row in found if row["kind"] == "county"} == counties
    found = rows(marts, "from find('lønn')")
    assert {row["kind"] for row in found} == {"measure", "measure_group", "series"}
    due = values(
        marts,
        "select measure_set_code from dim_measure_set where contains(lower(concat_ws(' ', "
        "measure_set_code, measure_set_name_nb, measure_set_name_en)), 'lønn') "
        "or measure_set_code like '%LONN%'",
    )
    assert sorted(row["code"] for row in found) == sorted(due)
    for words, kind, code in (
        ("trondelag", "county", "50"),
        ("Sør-Trønd", "county", "16"),
        ("kvinner", "sex", "F"),
        ("20-24", "age", "Y20T24"),
        ("grunnskole", "education", "primary"),
        ("follow-up by contracted", "series", "follow_up_contracted"),
        ("training series", "series", "training_all"),
        ("series  training", "series", "training_all"),
        ("wage series", "series", "permanent_wage_subsidy"),
        ("wage subsidy", "measure_group", "LONNSTILSKUDD"),
        ("aft", "measure", "ARBFORB"),
        ("KIA", "measure", "AMBF2"),
    ):
        assert (kind, code) in {
            (row["kind"], row["code"]) for row in rows(marts, f"from find('{words}')")
        }


def test_a_series_is_found_by_the_names_of_its_measures(marts: Connection) -> None:
    """By each of them, and by no other series' measures."""
    held = marts.execute(
        "select series_code, measure_name_nb from dim_series, "
        "unnest(string_split(measure_codes, ' ')) as codes(measure_code) "
        "inner join dim_measure using (measure_code) order by all"
    ).fetchall()
    for name in {name for _, name in held[::5]}:
        found = {row["code"] for row in rows(marts, f"from find('{name}')")}
        assert {code for code, other in held if other == name} <= found, name


def test_a_year_of_some_groups_only_says_which_of_the_total(marts: Connection) -> None:
    """By any breakdown that they have: not that the edition has nothing."""
    for call in ("series('_T')", "series('_T', 'jobseeker')", "series('_T', sex := 'F')"):
        said = values(marts, f"select distinct sentence_nb from {call} where year(period) = 2024")
        assert said == [
            "NAV kan ha resten; her er bare disse tiltaksgruppene med: "
            "Arbeidspraksis (ARBEIDSPRAKSIS)."
        ]


def test_a_name_of_several_means_the_one_that_has_all_of_the_others(marts: Connection) -> None:
    """Their figures and verdicts; else the group, then the series: and the others are told."""
    facts: dict[str, set[tuple[object, ...]]] = {}
    figures = "period, status_code, sex_code, obs_value_min, obs_value_max"
    for kind in ("measure", "measure_group", "series"):
        read = f"select {kind}_code, {figures} from participants_by_{kind}"
        for code, *fact in marts.execute(read).fetchall():
            facts.setdefault(code, set()).add(tuple(fact))
    for code, *fact in marts.execute(
        "select measure_set_code, from_year, to_year, status_code, sex_code, is_comparable "
        "from comparability where dimension = '_T'"
    ).fetchall():
        facts.setdefault(code, set()).add(tuple(fact))
    shared: dict[str, dict[str, str]] = {}
    for kind, code, *names in marts.execute(
        "select measure_set_kind, measure_set_code, measure_set_name_nb, measure_set_name_en "
        "from dim_measure_set"
    ).fetchall():
        for name in names:
            shared.setdefault(name.lower(), {})[code] = kind
    seen = Counter[str]()
    for name, kinds in shared.items():
        if len(kinds) == 1 or name in map(str.lower, facts):
            continue
        order = {code: ("measure_group", "series", "measure").index(kinds[code]) for code in kinds}

        def is_said_by(one: str, code: str) -> bool:
            more = facts[one] < facts[code]
            return more or (facts[one] == facts[code] and order[code] < order[one])  # noqa: B023

        own = [one for one in kinds if not any(is_said_by(one, code) for code in kinds)]
        due, *others = sorted(own, key=order.get)
        call = f"series('{name}')"
        assert set(values(marts, f"select code from {call}")) == {due}, name
        for language, told in (
            ("nb", "Samme navn har også {}: "),
            ("en", "Also of this name: {}, "),
        ):
            sentences = values(marts, f"select sentence_{language} from {call}")
            due_text = told.format(", ".join(others))
            # After what is said of the figure.
            ends = {sentence[sentence.rfind(". ") + 2 :] for sentence in sentences}
            assert {end.startswith(due_text) for end in ends} == {bool(others)}, name
        seen[f"{len(kinds)} {bool(others)}"] += 1
    assert seen["2 True"] > 5 and seen["2 False"] > 5, seen
    # A code as it stands means one thing.
    assert "Samme navn" not in "".join(values(marts, "select sentence_nb from series('JOBBK')"))


def test_each_month_of_two_years_is_compared_or_says_which_year_lacks_it(marts: Connection) -> None:
    """Those that both years have first, with the change of their mart; a filter leaves no hole."""
    for code, former, later in (
        ("permanent_wage_subsidy", 2014, 2022),
        ("mentor", 2017, 2022),
        ("LONNSTILSKUDD", 2017, 2024),
        ("ARBEIDSPRAKSIS", 2017, 2024),
    ):
        found = rows(marts, f"from compare('{code}', {former}, {later})")
        assert sorted(row["period"].month for row in found) == [*range(1, 13)]
        assert {row["period"].year for row in found} == {later}
        values_of = dict(
            marts.execute(
                f"select (year(period), month(period)), obs_value from series('{code}')"
            ).fetchall()
        )
        due = dict(
            marts.execute(
                "select period, change from same_month_changes where measure_set_code = ? "
                "and status_code = '_T' and sex_code = '_T' and year(from_period) = ? "
                "and year(period) = ? and is_comparable",
                [code, former, later],
            ).fetchall()
        )
        assert {row["period"]: row["change"] for row in found if row["is_comparable"]} == due
        lacking = []
        for row in found:
            held = [values_of[year, row["period"].month] for year in (former, later)]
            assert [row["from_value"], row["obs_value"]] == held
            lacks = [year for year, one in zip((former, later), held, strict=True) if one is None]
            told = [year for year in (former, later) if f"{year}: " in row["sentence_en"]]
            assert told == lacks
            assert (row["obs_status"] == "O") is (held[1] is None)
            lacking.append(bool(lacks))
        assert lacking == sorted(lacking)


def test_a_measure_answers_to_its_short_form(marts: Connection) -> None:
    short = marts.execute(
        "select abbreviation, measure_code from dim_measure where abbreviation is not null"
    ).fetchall()
    assert ("AFT", "ARBFORB") in short
    asked = [(one, code) for name, code in short for one in (name, name.lower())]
    # As the page to explore writes it.
    asked += marts.execute(
        "select measure_name_nb || ' (' || abbreviation || ')', measure_code from dim_measure "
        "where abbreviation is not null"
    ).fetchall()
    found = means(marts, [("measure_set", one) for one, _ in asked])
    assert found == {("measure_set", one): [code] for one, code in asked}
    for one, code in asked[::5]:
        assert rows(marts, f"from series('{one}')") == rows(marts, f"from series('{code}')")


def test_a_name_with_a_month_is_explained_as_its_figure_is(marts: Connection) -> None:
    for call, given in {
        "series('UTVAOONAV')": "'Utvidet oppfølging i NAV'",
        "series('follow_up_all', 'jobseeker')": "'follow_up_all', status := 'jobseeker'",
        "series('ARBEIDSPRAKSIS', sex := 'F')": "'work practice', sex := 'women'",
    }.items():
        figure = f"(select figure_id from {call} where period = '2017-05-01')"
        columns = "select * exclude (sentence_nb, sentence_en)"
        by_name = f"{columns} from explain({given}, period := '2017-05-23')"
        found = marts.execute(by_name).fetchall()
        assert found
        assert found == marts.execute(f"{columns} from explain({figure})").fetchall()


def test_a_figure_of_a_lost_row_says_first_that_it_is_worked_out(marts: Connection) -> None:
    """And from which rows; no other row says so."""
    (lost,) = values(
        marts, "select rebuilt_id from explain('UTVAOONAV', period := '2017-06-01') "
        "where rebuilt_id is not null group by all",
    )  # fmt: skip
    for row in rows(marts, "from explain('UTVAOONAV', period := '2017-06-01')"):
        is_lost = row["observation_id"] == lost
        assert row["sentence_en"].startswith("The row is lost in the edition; ") == is_lost
        assert (row["line_no"] is None) == is_lost
        assert (row["rebuilt_id"] == lost) == (not is_lost)


LEAVES = [
    *("participants_by_measure_group", "participants_by_measure", "participants_by_county"),
    *("participants_by_county_harmonized", "participants_by_background", "participants_by_series"),
]


@pytest.mark.parametrize("mart", LEAVES)
def test_parts_of_a_month_are_added_up_as_an_interval(marts: Connection, mart: str) -> None:
    """Which holds the printed total; months and totals are refused."""
    for (month,) in marts.execute(f"select distinct period from {mart}").fetchall()[:3]:
        ((low, high, value),) = marts.execute(
            "select s.obs_value_min, s.obs_value_max, s.obs_value from "
            f"(select add_up(t) as s from {mart} as t where period = '{month}' and is_leaf)"
        ).fetchall()
        (total,) = values(
            marts,
            "select coalesce(max(obs_value) filter (measure_group_code = '_T'), sum(obs_value)) "
            f"from participants_by_measure_group where period = '{month}' and status_code = '_T' "
            "and sex_code = '_T'",
        )
        assert low <= total <= high
        assert value == (low if low == high else None)
        month_of = f"from {mart} as t where period = '{month}'"
        assert refusal(marts, f"select add_up(t) {month_of}").startswith("add_up: found totals")
        twice = f"(from {mart} union all from {mart}) as t where period = '{month}' and is_leaf"
        refused = refusal(marts, f"select add_up(t) from {twice}")
        assert refused.startswith("add_up: found a figure twice; expected each once; next: ")
    refused = refusal(marts, f"select add_up(t) from {mart} as t where period > '2100-01-01'")
    assert refused.startswith("add_up: found no rows; expected those of one month; next: ")
    refused = refusal(marts, f"select add_up(t) from {mart} as t where is_leaf")
    assert refused.startswith(
        "add_up: found figures of several months; expected one: they are stocks"
    )
    assert "; next: group by period" in refused
    for column in ("period", "obs_value_min", "obs_value_max", "is_leaf"):
        part = f"(select * exclude ({column}) from {mart} where {mart}.period = '{month}' limit 3)"
        refused = refusal(marts, f"select add_up(t) from {part} as t")
        assert refused.startswith("add_up: found rows that lack one of period, ")


@pytest.mark.parametrize("mart", ["participants", *LEAVES])
def test_rows_of_one_level_are_added_up_whichever_it_is(marts: Connection, mart: str) -> None:
    """In no level does a group have more than its total: its codes count nobody twice.

    A level is what figures are divided by: the columns in which they have a code other than _T.
    """
    held = values(marts, f"select column_name from (describe {mart})")
    divided = [name for name in held if name.endswith("_code") and name != "parent_series_code"]
    level = " || ".join(f"if({name} = '_T', '-', '+')" for name in divided)
    lists = ["geography_method", "target_division", "linked_division", "dimension", "indicator"]
    by = ", ".join(name for name in ("period", *lists) if name in held)
    group = "measure_group_code" if "measure_group_code" in held else "'_T'"
    where = "indicator = 'participants'" if mart == "participants" else "true"
    if "series_code" in held:
        where = "series_code not in (select parent_series_code from dim_series "
        where += "where parent_series_code is not null)"
    sums = (
        f"select period, {group} as measure_group_code, add_up(t) as sum from {mart} as t "
        f"where {where} group by {by}, {group}, {level}, period"
    )
    found = marts.execute(
        "select count(*), count(*) filter (sums.sum.obs_value_min > totals.obs_value_max) "
        f"from ({sums}) as sums inner join participants_by_measure_group as totals "
        "using (period, measure_group_code) where totals.status_code = '_T' and sex_code = '_T'"
    ).fetchall()
    assert found[0][0] > 10
    assert found[0][1] == 0


@pytest.mark.parametrize(
    "where",
    [
        "measure_code in ('_T', 'MENTOR') and status_code = '_T' and sex_code = '_T'",
        "measure_code = 'MENTOR' and sex_code = '_T'",
        "measure_code = 'MENTOR' and status_code <> '_T'",
    ],
)
def test_rows_of_several_levels_are_refused(marts: Connection, where: str) -> None:
    refused = refusal(
        marts,
        "select add_up(t) from participants as t where period = '2017-02-01' and indicator = "
        f"'participants' and county_code = '_T' and {where}",
    )
    assert refused.startswith("add_up: found totals beside their parts, or parts of several ")
    assert "; next: take the rows where is_leaf, or those of one level, as in where " in refused


def test_figures_of_several_lists_of_areas_or_a_series_beside_its_parent_are_refused(
    marts: Connection,
) -> None:
    area = (
        "participants_by_county_harmonized as t where period = '2017-02-01' and status_code = '_T'"
    )
    area += (
        " and measure_group_code = 'ARBEIDSPRAKSIS' and measure_code = '_T' and area_code = '03'"
    )
    series = "participants_by_series as t where period = '2017-02-01' and status_code = '_T' and "
    series += "sex_code = '_T' and series_code in ('training_all', 'labour_market_training')"
    for rows_of in (area, series):
        refused = refusal(marts, f"select add_up(t) from {rows_of}")
        assert refused.startswith("add_up: found totals beside their parts, or parts of several ")


def test_tables_are_there_by_their_name_alone_with_keys(marts: Connection) -> None:
    """`show tables` lists them; a key and what is never empty are declared on the table itself."""
    read = "select table_name from duckdb_tables() where schema_name = 'marts' order by 1"
    due = values(marts, read)
    assert values(marts, "select name from (show tables) order by 1") == sorted(["about", *due])
    for name in due:
        assert marts.execute(f"from {name} except from marts.{name}").fetchall() == []
    keyed = "from duckdb_constraints() where constraint_type = 'PRIMARY KEY'"
    assert values(marts, f"select table_name {keyed} order by 1") == due


ATTACHED = """
import sys
import duckdb
CALLS = (
    "series('lønnstilskudd'{})", "area_series('work practice', '02'{})", "find('lønn'{})",
    "explain('mentor', period := '2017-02-01'{})", "compare('mentor', 2017, 2022{})",
    "compare_means('LONNSTILSKUDD', 2017, 2022{})",
)
def tried(connection, query):
    try:
        return connection.execute(query).fetchall()
    except duckdb.Error as error:
        return str(error).split(chr(10) + chr(10))[0]
# Of two that read the same view an older engine, which takes seconds for each, is asked one.
CALLS = CALLS[: len(CALLS) if sys.argv[2:] else -1]
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    due = [tried(connection, "from " + call.format("")) for call in CALLS]
    wrong = tried(connection, "from series('lønstilskudd')")
assert all(isinstance(rows, list) and rows for rows in due), due
print(duckdb.__version__, wrong)
if not sys.argv[2:]:
    sys.exit()
with duckdb.connect() as connection:
    connection.execute("attach '" + sys.argv[1] + "' as nav (read_only)")
    for call, rows in zip(CALLS, due):
        said = tried(connection, "from nav." + call.format(""))
        assert "Error: found no database in use" in said, said
        assert "next: use the attached database, or name it as db, as in" in said, said
        assert tried(connection, "from nav." + call.format(", db := 'nav'")) == rows, call
    added = tried(connection, "select nav.add_up(t) from nav.participants_by_measure as t "
                  "where period = '2017-02-01' and is_leaf")
    assert isinstance(added, list), added
    connection.execute("use nav")
    for call, rows in zip(CALLS, due):
        assert tried(connection, "from " + call.format("")) == rows, call
"""


# Older engines take ten times as long, and longer where the database is attached.
@pytest.mark.parametrize(
    ("python", "ways"),
    [
        pytest.param(sys.executable, ["attached"], id="this"),
        pytest.param(READERS, [], id="older"),
        pytest.param(READERS, ["attached"], id="older, attached", marks=pytest.mark.long),
    ],
)
def test_functions_work_in_use_and_attached(
    built: Workspace, python: str | Path, ways: list[str]
) -> None:
    """In this DuckDB and in the oldest; in neither way they say what to do."""
    if not Path(python).exists():
        pytest.skip("an older duckdb is not installed (make .venv-readers/installed)")
    outcome = subprocess.run(
        [str(python), "-c", ATTACHED, str(built.folder / EXPORTED), *ways],
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stderr
    assert "nearest: LONNSTILSKUDD (Lønnstilskudd, measure group)" in outcome.stdout
