"""What a row of a seed says in words agrees with its columns, its other language, and figures."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict

import approved_seeds
import pytest
from conftest import PROJECT, Workspace

Row = dict[str, str]
SEEDS = approved_seeds.read()
NUMBERS = {
    "two": 2, "three": 3, "tre": 3, "four": 4, "fire": 4, "five": 5, "fem": 5, "six": 6, "seks": 6,
    "seven": 7, "sju": 7, "eight": 8, "åtte": 8, "nine": 9, "ni": 9, "ten": 10, "ti": 10,
    "twelve": 12, "tolv": 12,
}  # fmt: skip
MONTHS = {
    name: number
    for number, name in enumerate(
        ("January", "February", "March", "April", "May", "June", "July", "August", "September",
         "October", "November", "December"), 1,
    )
}  # fmt: skip
BOTH = [
    (seed, column)
    for seed, rows in SEEDS.items()
    for column in (rows[0] if rows else ())
    if column.endswith("_nb") and f"{column[:-3]}_en" in rows[0]
]


def numbers(text: str, language: str) -> list[int]:
    """Return the numbers that a text says, in digits and in words; names of columns say none."""
    text = re.sub(r"\b\w+_\w+\b", "", re.sub(r"(?<=\d) (?=\d{3}\b)", "", text))
    words = {**NUMBERS, **({"to": 2} if language == "nb" else {})}
    said = [words[word] for word in re.findall(r"\w+", text.lower()) if word in words]
    return sorted([*map(int, re.findall(r"\d+", text)), *said])


def differing(row: Row, column: str) -> bool:
    """Whether a text says other numbers in Norwegian than in English."""
    norwegian, english = row[column], row[f"{column[:-3]}_en"]
    return numbers(norwegian, "nb") != numbers(english, "en")


@pytest.mark.parametrize(("seed", "column"), BOTH)
def test_both_languages_say_the_same_numbers(seed: str, column: str) -> None:
    assert [row for row in SEEDS[seed] if differing(row, column)] == []
    for row in SEEDS[seed]:
        assert differing(row | {column: row[column] + " 4"}, column)


PER_CENT = re.compile(r"(\w+) (?:per cent|prosent)")


def wrong_per_cent(row: Row) -> list[str]:
    """Return the per cents of a method's texts that are not its tolerance."""
    tolerance = f"{100 * float(row['tolerance_share']):g}"
    return [
        f"{row['geography_method']}.{column}: {said} per cent, not {tolerance}"
        for column, text in row.items()
        for said in PER_CENT.findall(text)
        if str(NUMBERS.get(said, said)) != tolerance
    ]


def test_a_method_says_its_tolerance() -> None:
    methods = SEEDS["geography_methods"]
    assert [words for row in methods for words in wrong_per_cent(row)] == []
    (told,) = [row for row in methods if PER_CENT.search(row["description_en"])]
    assert len(wrong_per_cent(told | {"tolerance_share": "0.04"})) == 2
    assert len(wrong_per_cent(told | {"description_nb": "Under fire prosent."})) == 1


def unbroken(breaks: list[Row]) -> set[str]:
    """Return the notes that say of a break what none of their rows is."""
    saying = {
        row["note_code"]
        for row in SEEDS["comparability_notes"]
        if "cannot be compared across the break" in row["sentence_en"]
    }
    assert saying
    return saying - {row["note_code"] for row in breaks if row["is_break"] == "true"}


def test_what_cannot_be_compared_across_a_break_is_one() -> None:
    assert unbroken(SEEDS["breaks"]) == set()
    assert len(unbroken([row | {"is_break": "false"} for row in SEEDS["breaks"]])) == 1


def out_of_time(note: Row, breaks: list[Row]) -> list[str]:
    """Return the years of a note, and the year or month of its code, in which nothing breaks."""
    spans = [(row["breaks_from"], row["breaks_to"]) for row in breaks if row["breaks_from"]]
    first, last = min(spans)[0][:4], max(until for _, until in spans)[:4]
    texts = f"{note['sentence_nb']} {note['sentence_en']}"
    wrong = [year for year in re.findall(r"\b(?:19|20)\d\d\b", texts) if not first <= year <= last]
    if dated := re.search(r"_(\d{4})(?:_(\d\d))?$", note["note_code"]):
        day = "-".join(filter(None, dated.groups()))
        if not any(held.startswith(day) for span in spans for held in span):
            wrong.append(note["note_code"])
    return wrong


def test_a_note_speaks_of_the_years_in_which_something_breaks() -> None:
    breaks: dict[str, list[Row]] = defaultdict(list)
    for row in SEEDS["breaks"]:
        breaks[row["note_code"]].append(row)
    dated = [
        note
        for note in SEEDS["comparability_notes"]
        if any(row["breaks_from"] for row in breaks[note["note_code"]])
    ]
    assert len(dated) > 5
    for note in dated:
        held = breaks[note["note_code"]]
        assert out_of_time(note, held) == [], note["note_code"]
        if re.search(r"\d{4}", note["note_code"] + note["sentence_en"]):
            later = [row | {"breaks_from": "2031-02-03", "breaks_to": "2031-02-03"} for row in held]
            assert out_of_time(note, later), note["note_code"]


def at_odds(breaks: list[Row]) -> list[tuple[str, str]]:
    """Return notes, and reasons that they give to several sets, whose rows say different things."""
    said = defaultdict(set)
    for row in breaks:
        key = (row["note_code"], row["measure_set_kind"], row["reason"])
        said[key].add((row["dimension"], row["breaks_from"], row["breaks_to"], row["is_break"]))
    return [(note, reason) for (note, _, reason), rows in said.items() if len(rows) > 1]


QUOTED = {"nb": re.compile("«([^»]+)»"), "en": re.compile("“([^”]+)”")}


def test_a_note_names_a_series_as_it_is_called() -> None:
    """What stands in quotes in what must be said is the name of a series: to be looked up."""
    for language, quoted in QUOTED.items():
        names = {row[f"name_{language}"] for row in SEEDS["series"]}
        named = [
            name
            for row in SEEDS["comparability_notes"]
            for name in quoted.findall(row[f"sentence_{language}"])
        ]
        assert named and {*named} <= names
        assert not any(" series of " in row["sentence_en"] for row in SEEDS["comparability_notes"])


def test_one_reason_of_a_note_says_one_thing() -> None:
    assert at_odds(SEEDS["breaks"]) == []
    for place, row in enumerate(SEEDS["breaks"]):
        alike = [
            other
            for other in SEEDS["breaks"]
            if all(other[name] == row[name] for name in ("note_code", "measure_set_kind", "reason"))
        ]
        for change in ({"breaks_to": "2031-02-03"}, {"is_break": "maybe"}, {"dimension": "sex"}):
            others = [
                row | change if no == place else one for no, one in enumerate(SEEDS["breaks"])
            ]
            assert bool(at_odds(others)) == (len(alike) > 1)


PARENTS = {row["series_code"]: row["parent_series_code"] for row in SEEDS["series"]}


def measure_sets() -> dict[tuple[str, str], frozenset[str]]:
    """Return the measures of each series, of the series that it is part of, and of each group."""
    held: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in SEEDS["measures"]:
        held["measure_group", row["measure_group_code"]].add(row["measure_code"])
    for row in SEEDS["measure_series"]:
        for series in filter(None, (row["series_code"], PARENTS[row["series_code"]])):
            held["series", series].add(row["measure_code"])
    return {key: frozenset(measures) for key, measures in held.items()}


def differing_twins(breaks: list[Row]) -> list[str]:
    """Return the groups that hold the very measures of a series, and have other breaks."""
    sets = measure_sets()

    def of(kind: str, code: str) -> list[tuple[str, ...]]:
        return sorted(
            (row["note_code"], row["dimension"], row["breaks_from"], row["is_break"])
            for row in breaks
            if (row["measure_set_kind"], row["measure_set_code"]) == (kind, code)
        )

    return [
        f"{group} and {series}"
        for (kind, group), measures in sets.items()
        for (other, series), held in sets.items()
        if kind == "measure_group" and other == "series" and measures == held
        and of(kind, group) != of(other, series)
    ]  # fmt: skip


def test_a_group_breaks_where_the_series_of_its_measures_does() -> None:
    assert differing_twins(SEEDS["breaks"]) == []
    twins = ("AVKLARING", "REHABILITERING", "assessment", "occupational_rehabilitation")
    for code in twins:
        others = [row for row in SEEDS["breaks"] if row["measure_set_code"] != code]
        assert len(differing_twins(others)) == 1


def alone(breaks: list[Row]) -> list[str]:
    """Return the parts of a series of which a note breaks one, but not the next."""
    found = []
    for row in breaks:
        if row["measure_set_kind"] == "series" and row["is_break"] == "true":
            parent = PARENTS[row["measure_set_code"]]
            parts = {code for code, of in PARENTS.items() if of and of == parent}
            broken = {
                other["measure_set_code"] for other in breaks
                if (other["note_code"], other["is_break"]) == (row["note_code"], "true")
            }  # fmt: skip
            found += sorted(parts - broken)
    return found


def test_a_line_drawn_anew_breaks_the_series_on_both_sides() -> None:
    assert alone(SEEDS["breaks"]) == []
    code = "labour_market_training"
    assert alone([row for row in SEEDS["breaks"] if row["measure_set_code"] != code]) == [code]


def denying(row: Row) -> bool:
    """Whether a verdict's sentences say that something is missing, broken or not there."""
    words = re.findall(r"\w+", f"{row['sentence_nb']} {row['sentence_en']}".lower())
    denials = {"only", "not", "no", "merely", "missing", "broken"}
    return not {*denials, "bare", "ikke", "ingen", "mangler", "brudd"}.isdisjoint(words)


def test_a_verdict_is_comparable_where_its_sentence_denies_nothing() -> None:
    verdicts = SEEDS["comparability_verdicts"]
    assert [row for row in verdicts if denying(row) == (row["is_comparable"] == "true")] == []
    assert 0 < sum(map(denying, verdicts)) < len(verdicts)


SENTENCES = ("reason", "evidence", "definition", "sentence_", "statement_", "description_", "may_")


def no_sentences(text: str) -> bool:
    """Whether a text does not end with a full stop, or goes on in small letters after one."""
    return not text.endswith(".") or bool(re.search(r"[^\W\d_]{2,}[.] [a-zæøå]", text))


def test_sentences_end_where_they_end() -> None:
    told = [
        row[column]
        for rows in SEEDS.values()
        for row in rows
        for column in row
        if column.startswith(SENTENCES) and " " in row[column]
    ]
    assert [text for text in told if no_sentences(text)] == []
    for text in told:
        # The last two words change places.
        *words, last, end = text.split(" ")
        assert no_sentences(" ".join([*words, end, last]))


def names_columns(text: str) -> bool:
    """Whether a text for people names a column or a code."""
    return bool(re.search(r"\w_\w|\b_[A-Z]\b", text))


def test_what_people_are_told_is_told_in_words() -> None:
    told = [
        row[column]
        for seed in ("usage_warnings", "comparability_notes", "comparability_verdicts")
        for row in SEEDS[seed]
        for column in row
        if column.startswith(("may_", "sentence_"))
    ]
    assert [text for text in told if names_columns(text)] == []
    assert all(names_columns(f"{text} obs_value") for text in told)


def in_another_order(rows: dict[str, list[Row]]) -> list[set[str]]:
    """Return texts of the same words, but not in the same order."""
    texts: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for row in (row for of in rows.values() for row in of):
        for column, text in row.items():
            if column != "error_kind":
                words = text.lower().rstrip(".").split()
                texts[tuple(sorted(words))].add(" ".join(words))
    return [found for found in texts.values() if len(found) > 1]


@pytest.mark.parametrize(
    ("seed", "column", "code", "text"),
    [
        ("series", "name_en", "labour_market_training", "Labour market (AMO) training"),
        ("codes", "name_nb", "_T", "alt I"),
        ("counties", "source", "18", "SSB 104 KLASS"),
    ],
)
def test_the_same_words_stand_in_the_same_order(
    seed: str, column: str, code: str, text: str
) -> None:
    assert in_another_order(SEEDS) == []
    key = next(name for name in ("series_code", "county_code", "code") if name in SEEDS[seed][0])
    place = next(no for no, row in enumerate(SEEDS[seed]) if row[key] == code)
    rows = [row | ({column: text} if no == place else {}) for no, row in enumerate(SEEDS[seed])]
    assert len(in_another_order(SEEDS | {seed: rows})) == 1


# The figures at the end of a month of any status, as the marts of three kinds of measure sets say.
FIGURES = " union all ".join(
    f"select {kind}_code, month(period), obs_value_min, obs_value_max "
    f"from marts.participants_by_{kind} where sex_code = '_T'"
    for kind in ("measure", "measure_group", "series")
)
# A measure, measure group or series, and a month of any year -> lowest and highest values.
Figures = dict[tuple[str, int], set[tuple[int, int]]]
TELLING = [
    (seed, column, row)
    for seed, column in (("successions", "reason"), ("breaks", "reason"), ("measures", "note"))
    for row in SEEDS[seed]
    if re.search(r"\d", row[column])
]


@pytest.fixture(scope="module")
def figures(built: Workspace) -> Figures:
    found: Figures = defaultdict(set)
    for code, month, *ends in built.query(FIGURES):
        found[code, month].add(tuple(ends))
    return found


def subjects(seed: str, row: Row) -> set[str]:
    """Return of what a row speaks: of its measures, group or series, and what left or joined it."""
    if seed == "successions":
        return {row["from_measure_code"], row["to_measure_code"]}
    held = {
        (kind, of["measure_code"], of[f"{kind}_code"])
        for kind, table in (("measure_group", "measures"), ("series", "measure_series"))
        for of in SEEDS[table]
    }
    if seed == "measures":
        return {
            row["measure_code"],
            *(set_ for _, code, set_ in held if code == row["measure_code"]),
        }
    kind, code = row["measure_set_kind"], row["measure_set_code"]
    within = {measure for of, measure, set_ in held if (of, set_) == (kind, code)}
    crossing = {
        pair["from_measure_code"]
        for pair in SEEDS["successions"]
        if (pair["from_measure_code"] in within) != (pair["to_measure_code"] in within)
    }
    return {code, *crossing}


def unknown(text: str, codes: set[str], figures: Figures) -> list[int]:
    """Return the numbers of a text that are no figure of a month that it names.

    Where it names none they are of January, February or December; thousands may be rounded.
    """
    text = re.sub(r"(?<=\d) (?=\d{3}\b)", "", text)
    text = re.sub(r"\d+ per cent|\b\d+ [A-Z]\w+ \d{4}|\b20\d\d\b", "", text)
    months = {MONTHS[name] for name in re.findall(r"\w+", text) if name in MONTHS} or {1, 2, 12}
    held = {ends for code in codes for month in months for ends in figures[code, month]}
    rounded = {round(low, -3) for low, _ in held}
    return [
        number
        for number in map(int, re.findall(r"\d+", text))
        if number not in rounded and not any(low <= number <= most for low, most in held)
    ]


@pytest.mark.parametrize(
    ("seed", "column", "row"),
    TELLING,
    ids=[f"{seed}-{next(iter(row.values()))}" for seed, _, row in TELLING],
)
def test_a_text_says_figures_that_are_published(
    figures: Figures, seed: str, column: str, row: Row
) -> None:
    assert unknown(row[column], subjects(seed, row), figures) == []


def test_another_figure_is_found(figures: Figures) -> None:
    """Nearly always: a number that is another figure of the same measure is not told apart."""
    changed = [
        (
            subjects(seed, row),
            f"{row[column][: at.start()]}{int(at[0]) + 3}{row[column][at.end() :]}",
        )
        for seed, column, row in TELLING
        for at in re.finditer(r"\b(?!20)\d{2,3}\b(?! per)", row[column])
    ]
    found = [unknown(text, codes, figures) for codes, text in changed]
    assert len(found) > 30
    assert sum(map(bool, found)) >= 0.9 * len(found)


# Words that a Norwegian statistician reads otherwise than they are meant, and what is said instead.
WRONG_WORDS = {
    r"\bskjermet(?! virksomhet| arbeid)|\bskjermede\b": "prikket: skjermet is sheltered",
    r"\blikhet(er|ene|en)?\b": "sammenheng: likhet is similarity",
    r"\btallene\b.{0,40} er brutt\b": "stemmer ikke",
    r"\bharmonisert linje\b|\bén linje gjennom\b": "serie: a linje is of a document or chart",
    r"\bsummerer til\b|\bog summerer:": "summerer seg til",
    r"\bbevist å være\b": "vist",
    r"\* (er|is) (aldri|never) (0|null|zero)": "* is never to be read as 0: it can be 0",
}
NORWEGIAN = [
    *(
        (f"{seed}.{column}", row[column])
        for seed, column in BOTH
        for row in SEEDS[seed]
        if seed != "measures"
    ),
    *(
        (f"{file.parent.name}/{file.name}, {key}", texts["nb"])
        for file in sorted((PROJECT / "scripts").glob("*/words.toml"))
        for key, texts in tomllib.loads(file.read_text(encoding="utf-8")).items()
    ),
]


def wrong_words(sentences: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the places of Norwegian sentences that say a wrong word, and what to say."""
    return [
        (place, instead)
        for place, sentence in sentences
        for wrong, instead in WRONG_WORDS.items()
        if re.search(wrong, sentence, re.IGNORECASE)
    ]


def test_norwegian_sentences_use_the_words_of_the_field() -> None:
    assert len(NORWEGIAN) > 400
    assert wrong_words(NORWEGIAN) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Skjermet etter loven",
        "Mulig med skjermede deler",
        "Slags likheter",
        "De trykte tallene: 3 er brutt",
        "Tiltak som er én linje gjennom reformer",
        "Tiltakene summerer til gruppen",
        "Det er ikke bevist å være personer",
        "* er aldri 0",
    ],
)
def test_a_wrong_word_is_found(sentence: str) -> None:
    assert wrong_words([("here", sentence)]) != []
