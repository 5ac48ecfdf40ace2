"""What is said of comparing two years follows from the printed figures and from dated facts.

Every share is worked out a second time here, measure by measure, from the table of measures and the
rows of successions.csv; the models know nothing of this route.
"""

from __future__ import annotations

import csv
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import combinations

import pytest
from conftest import SEEDS, Connection, values

Span = tuple[int, int]
SLICES = "status_code, sex_code"


def seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / "reference" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def month_end(period: date) -> date:
    following = date(period.year + period.month // 12, period.month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


class Archive:
    """The figures of measures by year, slice and month, and what successions say of them."""

    def __init__(self, marts: Connection) -> None:
        self.figures: dict[tuple[int, str, str], dict[int, dict[str, Span]]] = defaultdict(
            lambda: defaultdict(dict)
        )
        months: dict[int, set[date]] = defaultdict(set)
        for code, period, status, sex, low, high in marts.execute(
            f"select measure_code, period, {SLICES}, obs_value_min, obs_value_max "
            "from marts.participants_by_measure"
        ).fetchall():
            slice_ = self.figures[period.year, status, sex]
            slice_[period.month][code] = (int(low), int(high))
            months[period.year].add(period)
        self.printed = {
            year: {code for code, in marts.execute(
                "select distinct measure_code from marts.participants_by_measure "
                f"where year(period) = {year}").fetchall()}
            for year in months
        }  # fmt: skip
        self.first = {year: month_end(min(days)) for year, days in months.items()}
        self.last = {year: month_end(max(days)) for year, days in months.items()}
        self.group = {row["measure_code"]: row["measure_group_code"] for row in seed("measures")}
        covers = {row["document_id"]: row["measure_group_code"] for row in seed("documents")}
        self.covered: dict[int, set[str]] = defaultdict(set)
        for document, year in marts.execute(
            "select distinct document_id, year(period) from marts.participants "
            "where measure_code <> '_T' and county_code = '_T'"
        ).fetchall():
            self.covered[year] |= {
                code for code, group in self.group.items() if covers[document] in ("", group)
            }
        self.facts = seed("successions")

    def changes(
        self, members: set[str], former: int, later: int
    ) -> Iterator[tuple[str, str, int, bool]]:
        """Yield what differs: kind, measure, year of its figures, and whether it is certain."""
        held = [
            fact | {"from": fact["from_measure_code"], "to": fact["to_measure_code"]}
            for fact in self.facts
            if date.fromisoformat(fact["changed_from"]) <= self.last[later]
        ]
        for code in members & self.printed[former]:
            left = [fact for fact in held if fact["from"] == code and fact["relation"] != "form_of"]
            over = all(date.fromisoformat(fact["changed_to"]) <= self.first[later] for fact in left)
            if any(fact["relation"] == "ended" for fact in left):
                yield "ended", code, former, over
            elif any(fact["to"] not in members for fact in left):
                yield "moved_out", code, former, over and all(f["to"] not in members for f in left)
            elif not left and code in self.covered[later] - self.printed[later]:
                yield "unjudged", code, former, False
            if code not in self.covered[later] and not (left and over):
                yield "not_covered", code, former, True
        came = {
            fact["from"]: fact
            for fact in held
            if fact["to"] in members and fact["from"] not in members
            and fact["relation"] in ("replaced", "joined", "divided")
        }  # fmt: skip
        for code, fact in came.items():
            over = date.fromisoformat(fact["changed_to"]) <= self.first[later]
            yield "moved_in", code, former, over and fact["relation"] != "divided"
        for code in members & self.printed[later] - self.printed[former]:
            if code not in self.covered[former]:
                yield "not_covered", code, later, True
                continue
            origins = [fact for fact in held if fact["to"] == code]
            if any(fact["relation"] == "began" for fact in origins):
                yield "begun", code, later, True
            elif not any(
                fact["relation"] in ("replaced", "joined", "divided") or fact["from"] in members
                for fact in origins
            ):
                yield "unjudged", code, later, False

    def share(
        self,
        members: set[str],
        years: tuple[int, int],
        slice_: tuple[str, str],
        kind: str,
        parts: list[tuple[str, int, bool]],
    ) -> tuple[Span, Span] | None:
        """Return the share in hundredths of per cent of the mean month, and the persons in it."""
        former, later = (self.figures[year, *slice_] for year in years)
        whole, part = [0, 0], [0, 0]
        months = sorted(former.keys() & later.keys())
        for month in months:
            for year in {year for _, year, _ in parts}:
                figures = (former if year == years[0] else later)[month]
                line = [sum(figures.get(code, (0, 0))[end] for code in members) for end in (0, 1)]
                sums = [0, 0]
                for code, figure_year, is_certain in parts:
                    if figure_year == year:
                        low, high = figures.get(code, (0, 0))
                        sums[0] += low if is_certain else 0
                        sums[1] += high
                for end in (0, 1):
                    part[end] += sums[end]
                    whole[end] += line[end] + (sums[end] if kind == "moved_in" else 0)
        if not months or not whole[1] or not part[1]:
            return None
        # What comes in is in the whole too: the least share is over the largest rest.
        least, most = Fraction(part[0], whole[1]), None
        if kind == "moved_in":
            least = Fraction(part[0], whole[1] - part[1] + part[0]) if part[0] else Fraction(0)
            most = Fraction(part[1], whole[0] - part[0] + part[1])
        else:
            most = min(Fraction(1), Fraction(part[1], whole[0])) if whole[0] else Fraction(1)
        hundredths = (math.floor(10000 * least), math.ceil(10000 * most))
        if part[0] == part[1] and whole[0] == whole[1]:
            hundredths = (math.floor(10000 * least + Fraction(1, 2)),) * 2
        return hundredths, (part[0] // len(months), -(-part[1] // len(months)))


@pytest.fixture(scope="module")
def archive(marts: Connection) -> Archive:
    return Archive(marts)


@pytest.fixture(scope="module")
def sets(marts: Connection) -> dict[tuple[str, str], set[str]]:
    """Return the measures of every measure set of the published list."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    parents = {row["series_code"]: row["parent_series_code"] for row in seed("series")}
    for row in seed("measures"):
        for group in (row["measure_group_code"], "_T"):
            found["measure_group", group].add(row["measure_code"])
    for row in seed("measure_series"):
        for series in filter(None, (row["series_code"], parents[row["series_code"]])):
            found["series", series].add(row["measure_code"])
    return found


def test_every_share_is_that_of_the_printed_figures(
    marts: Connection, archive: Archive, sets: dict[tuple[str, str], set[str]]
) -> None:
    said = {
        tuple(key): ((round(100 * low), round(100 * high)), (least, most))
        for *key, low, high, least, most in marts.execute(
            f"select measure_set_kind, measure_set_code, from_year, to_year, {SLICES}, "
            "content_change, pct_min, pct_max, persons_min, persons_max from marts.content_changes "
            "where measure_set_kind in ('series', 'measure_group') and persons_max is not null"
        ).fetchall()
    }
    offered = {
        tuple(key)
        for key in marts.execute(
            f"select measure_set_kind, measure_set_code, from_year, to_year, {SLICES} "
            "from marts.comparability where dimension = '_T' and moved_pct_min is not null"
        ).fetchall()
    }
    expected = {}
    for (kind_of_set, code), members in sets.items():
        for years in combinations(sorted(archive.last), 2):
            parts = defaultdict(list)
            for kind, measure, year, is_certain in archive.changes(members, *years):
                parts[kind].append((measure, year, is_certain))
            for kind, measures in parts.items():
                for slice_ in {key[1:] for key in archive.figures}:
                    key = (kind_of_set, code, *years, *slice_)
                    if key not in offered:
                        continue
                    if all((year, *slice_) in archive.figures for year in years):
                        share = archive.share(members, years, slice_, kind, measures)
                        if share is not None:
                            expected[(*key, kind)] = share
    assert len(expected) > 150
    assert {key: share for key, share in said.items() if key in expected} == expected
    assert {key for key, (_, (_, most)) in said.items() if most} <= expected.keys()


@pytest.mark.parametrize(
    ("subject", "years", "status", "change", "share"),
    [
        ("OPPLARING", (2014, 2017), "_T", "moved_out", 4.21),
        ("OPPLARING", (2017, 2022), "_T", "moved_out", 2.15),
        ("ARBEIDSPRAKSIS", (2014, 2017), "_T", "moved_in", 3.27),
        ("REHABILITERING", (2014, 2017), "_T", "moved_out", 11.68),
        ("_T", (2014, 2017), "_T", "moved_out", 1.12),
        ("_T", (2014, 2017), "other", "moved_out", 32.32),
        ("LONNSTILSKUDD", (2014, 2022), "_T", "ended", 4.28),
        ("temporary_wage_subsidy", (2014, 2022), "_T", "ended", 7.42),
        ("job_club", (2014, 2022), "_T", "begun", 38.21),
        ("OPPFOLGING", (2014, 2022), "_T", "begun", 18.05),
    ],
)  # fmt: skip
def test_known_shares(
    marts: Connection, subject: str, years: Span, status: str, change: str, share: float
) -> None:
    assert marts.execute(
        "select distinct cast(pct_min as double), pct_max - pct_min <= 0.01 "
        "from marts.content_changes where measure_set_code = ? and (from_year, to_year) = (?, ?) "
        "and status_code = ? and sex_code = '_T' and content_change = ?",
        [subject, *years, status, change],
    ).fetchall() == [(share, True)]


def test_the_number_in_a_sentence_is_that_of_its_column(marts: Connection) -> None:
    found = marts.execute(
        "select sentence_nb, sentence_en, pct_min, pct_max from marts.content_changes "
        "union all select sentence_nb, sentence_en, changed_pct_min, changed_pct_max "
        "from marts.comparability where verdict = 'changed'"
    ).fetchall()
    for *sentences, low, high in found:
        for sentence, mark in zip(sentences, ",.", strict=True):
            expected = f"{low}" if low == high else f"{low}–{high}"
            assert expected.replace(".", mark) in re.sub("[{}]", "", sentence)
            assert "{" not in sentence
    assert len(found) > 300


def test_all_measures_are_not_broken_by_programmes_that_open_or_close(marts: Connection) -> None:
    assert marts.execute(
        "select verdict from marts.comparability where measure_set_code = '_T' "
        "and status_code = '_T' and sex_code = '_T' and dimension = '_T' "
        "and moved_pct_min is not null order by from_year, to_year"
    ).fetchall() == [("joined",), ("changed",), ("changed",)]


def test_the_first_year_is_compared_with_nothing(marts: Connection) -> None:
    for mart in ("participants_by_measure_group", "participants_by_series", "headline"):
        assert marts.execute(
            f"select distinct year(period), is_comparable from marts.{mart} "
            "where status_code = '_T' and sex_code = '_T' and year(period) = 2014"
        ).fetchall() == [(2014, None)]


def test_a_share_of_content_says_of_which_months_it_is(marts: Connection) -> None:
    """Of a year of twelve months it is a mean; of fewer these are named, and one has no mean."""
    told = Counter[int]()
    for months, from_year, to_year, *sentences in marts.execute(
        "select month_count, from_year, to_year, sentence_nb, sentence_en "
        "from marts.content_changes where content_change not in ('not_covered', 'unjudged')"
    ).fetchall():
        shared = values(
            marts,
            "select distinct month(former.period) as month_no from marts.participants as former "
            "inner join marts.participants as later on month(former.period) = month(later.period) "
            f"where year(former.period) = {from_year} and year(later.period) = {to_year} "
            "and former.freq = 'M' and later.freq = 'M' order by 1",
        )
        assert months == len(shared)
        for sentence, mean in zip(sentences, ("i snitt", "on average"), strict=True):
            assert (mean in sentence) is (months > 1)
            named = re.findall(r"20\d\d-(\d\d)", sentence)
            assert {*named} == ({f"{no:02}" for no in shared} if months < 12 else set())
        told[months] += 1
    assert min(told[1], told[12]) > 20
