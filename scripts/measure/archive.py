"""Make an archive that does not exist, of any size: documents of the family and their seeds.

People are drawn per measure, status and municipality; every other figure is a sum of them or a
split of such a sum, so that all identities hold by construction and the truth is known. Per year
there is the edition of measures and statuses, the one by sex, one month with its changes from last
year, a report on ages with averages, and a report per measure group on municipalities. Small counts
are suppressed, rows without people left out, and some places are damaged as extractions damage
them, each with its erratum. The same options give the same bytes.

    python -m measure.archive FOLDER --years 2 --municipalities 40

FOLDER takes the place of seeds/ in a copy of the project; `python scripts/stage.py` stages it.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import random
import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from measure.archive_document import (
    ALL,
    AVERAGE,
    CHANGES,
    MONTHS,
    SUPPRESSED_BELOW,
    Counts,
    Document,
    Labels,
    Slice,
    rounded,
)
from seeds import columns_of, csv_text, read_seed, write_seed

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
VINTAGE = "archive"
# Before the breaks of the real series (2014), by which years could not be compared.
FIRST_YEAR = 1991
# Of a hundred municipalities, most have few people on a measure or none.
SIZES = (0, 0, 0, 2, 2, 4, 9, 20, 60, 250)
# Of a hundred participants, how many are younger than an age group begins.
AGE_BOUNDS = (0, 3, 14, 28, 55, 77, 93, 100)
# Exact, and suppressed; nothing is estimated or spread here.
STATUSES = ("A", "Q")
DAYS_OF_A_MEASURE = (
    *("in_force_from", "in_force_to", "in_force_source"),
    *("registered_from", "registered_to"),
)


class Archive:
    """The documents of an archive and the reference seeds that go with them."""

    def __init__(self, years: int, municipalities: int, seed: int) -> None:
        """Read what the project calls things; another seed draws other people and other damage."""
        self.years = range(FIRST_YEAR, FIRST_YEAR + years)
        self.seed = seed
        self.reference = {
            path.stem: read_seed(path) for path in sorted((SEEDS / "reference").glob("*.csv"))
        }
        codes = self.reference["codes"]
        self.codes = {
            dimension: [
                row["code"] for row in codes if row["dimension"] == dimension and row["code"] != ALL
            ]
            for dimension in ("status", "sex", "age")
        }
        self.municipalities = [f"{number:04}" for number in range(1, municipalities + 1)]
        self.groups: dict[str, list[str]] = {}
        for row in self.reference["measures"]:
            self.groups.setdefault(row["measure_group_code"], []).append(row["measure_code"])
        self.measures = [(group, one) for group, ones in self.groups.items() for one in ones]
        self.codes |= {"county": self.municipalities, "measure_group": list(self.groups)}
        self.labels = self._labels()
        draw = random.Random(seed)
        self.sizes = {
            Slice(group, measure, status, county=county): draw.choice(SIZES)
            for group, measure in self.measures
            for status in self.codes["status"]
            for county in self.municipalities
        }
        # Every measure has people somewhere.
        first = self.municipalities[0]
        self.sizes |= {place: 40 for place in self.sizes if place.county == first}

    def _labels(self) -> Labels:
        totals, contexts = {}, {}
        for row in self.reference["populations"]:
            place = Slice(*(row[f"{name}_code"] or ALL for name in Slice._fields[:4]))
            is_total = row["printed_text"].startswith("I alt")
            (totals if is_total else contexts).setdefault(place, row["printed_text"])
        rows: dict[tuple[str, str, str], str] = {}
        for row in self.reference["row_labels"]:
            if not row["county_division"]:
                key = (row["row_dimension"], row["dimension"], row["code"])
                rows.setdefault(key, row["printed_label"])
        for county in self.municipalities:
            rows["county", "county", county] = f"Kommune {county}"
        # Tables of municipalities have populations that no edition here prints.
        for group, measures in self.groups.items():
            names = {ALL: rows["measure_group", "measure_group", group]}
            names |= {one: rows["measure", "measure", one] + " (tiltak)" for one in measures}
            for (measure, name), status in itertools.product(names.items(), self._all("status")):
                people = "" if status == ALL else rows["status", "status", status] + ", "
                words = contexts[Slice(group, measure, status)] = people + name
                totals[Slice(group, measure, status)] = "I alt " + words[0].lower() + words[1:]
        return Labels(self.codes, totals, contexts, rows)

    def _all(self, dimension: str) -> tuple[str, ...]:
        return (ALL, *self.codes[dimension])

    def people(self, year: int) -> dict[Slice, Counts]:
        """Return the twelve counts of every slice of a year: drawn, summed and split."""
        draw = random.Random(f"{self.seed} {year}").random
        counts: dict[Slice, Counts] = defaultdict(lambda: [0] * len(MONTHS))

        def add(place: Slice, months: Counts) -> None:
            counts[place] = [a + b for a, b in zip(counts[place], months, strict=True)]

        for place, size in self.sizes.items():
            months = [int(size * (0.6 + 0.8 * draw())) for _ in MONTHS]
            for status in (place.status, ALL):
                for county, measure in itertools.product((place.county, ALL), (place.measure, ALL)):
                    add(place._replace(status=status, measure=measure, county=county), months)
                add(Slice(status=status), months)
        for group, measure in self.measures:
            for status in self.codes["status"]:
                share, whole = draw(), counts[Slice(group, measure, status)]
                women = [int(count * share) for count in whole]
                men = [a - b for a, b in zip(whole, women, strict=True)]
                for sex, months in zip(self.codes["sex"], (women, men), strict=True):
                    for each in (status, ALL):
                        add(Slice(group, measure, each, sex), months)
                        add(Slice(group, status=each, sex=sex), months)
                        add(Slice(status=each, sex=sex), months)
            whole, ages = counts[Slice(group, measure)], itertools.pairwise(AGE_BOUNDS)
            for age, (lower, upper) in zip(self.codes["age"], ages, strict=True):
                months = [count * upper // 100 - count * lower // 100 for count in whole]
                add(Slice(group, measure, age=age), months)
        return counts

    def documents(self) -> Iterator[Document]:
        """Return the documents, year by year."""
        former = self.people(self.years[0] - 1)
        for year in self.years:
            people = self.people(year)
            yield self._measures(year, people, "tiltak", "Tiltak", (ALL,))
            yield self._measures(year, people, "tiltak_kjonn", "Tiltak og kjønn", self._all("sex"))
            yield self._month(year, people, former)
            yield self._ages(year, people)
            for group in self.groups:
                yield self._municipalities(year, people, group)
            former = people

    def _document(
        self,
        name: str,
        title: str,
        year: int,
        people: dict[Slice, Counts],
        columns: tuple[str, ...] = MONTHS,
        **facts: str,
    ) -> Document:
        return Document(
            document_id=f"{name}_{year}",
            people=people,
            columns=columns,
            facts={
                "title": title,
                "printed_period": f"Januar {year} - Desember {year}",
                "edition": str(year),
                "period_from": f"{year}-01-01",
                "period_to": f"{year}-12-01",
                "suppressed_below": str(SUPPRESSED_BELOW),
            }
            | facts,
            labels=self.labels,
            draw=random.Random(f"{self.seed} {name} {year}"),
        )

    def _people_of(self, document: Document, sex: str = ALL) -> None:
        """Print the statuses of a sex, and the groups and measures of all and of each status."""
        whole = Slice(sex=sex)
        and_sex, of_sex = (" og kjønn", ", kjønn") if sex != ALL else ("", "")
        document.table("Hovedgrupper" + and_sex, whole, "status")
        self._population(document, "Tiltak" + and_sex, whole)
        for status in self.codes["status"]:
            of_status = whole._replace(status=status)
            self._population(document, "Tiltak og hovedgrupper" + of_sex, of_status)

    def _population(self, document: Document, section: str, whole: Slice) -> None:
        """Print the measure groups, and the measures, of a population."""
        document.table(section.replace("Tiltak", "Tiltaksgrupper"), whole, "measure_group")
        parts = []
        for group, measures in self.groups.items():
            place = whole._replace(measure_group=group)
            parts += [("measure", place._replace(measure=measure)) for measure in measures]
            parts.append(("measure_group", place))
        document.table(section, whole, "measure", parts)

    def _measures(
        self, year: int, people: dict[Slice, Counts], name: str, words: str, sexes: Sequence[str]
    ) -> Document:
        title = f"Deltakere i arbeidsrettede tiltak. {words}. Tidsserie måned"
        document = self._document(name, title, year, people)
        for sex in sexes:
            self._people_of(document, sex)
        return document

    def _month(
        self, year: int, people: dict[Slice, Counts], former: dict[Slice, Counts]
    ) -> Document:
        """Print one month with its changes; nothing is suppressed, and a blank is zero."""
        month = 1
        changes = {
            place: [counts[month], former[place][month]]
            for place, counts in people.items()
            if place.county == ALL and place in former
        }
        document = self._document(
            "tiltak_02",
            "Deltakere i arbeidsrettede tiltak. Tiltak. En måned",
            year,
            changes,
            CHANGES,
            printed_period=f"{MONTHS[month]} {year}",
            edition=f"{year}-02",
            period_from=f"{year}-02-01",
            period_to=f"{year}-02-01",
            suppressed_below="",
            blank_means="zero",
        )
        self._people_of(document)
        return document

    def _ages(self, year: int, people: dict[Slice, Counts]) -> Document:
        """Print measures by age, with the average of the year in the first column."""
        document = self._document(
            "alder",
            "Deltakere i arbeidsrettede tiltak. Tiltak. Tidsserie måned",
            year,
            {place: [rounded(sum(counts), 12), *counts] for place, counts in people.items()},
            (AVERAGE, *MONTHS),
            report_code="TILT100",
            updated_on=f"{year + 1}-01-02",
        )
        for whole in itertools.starmap(Slice, self.measures):
            document.table("Tiltak og alder", whole, "age")
        return document

    def _municipalities(self, year: int, people: dict[Slice, Counts], group: str) -> Document:
        document = self._document(
            f"kommune_{group.lower()}",
            "Deltakere i arbeidsrettede tiltak. Tiltaksgruppe og fylke. Tidsserie måned",
            year,
            people,
            county_division=VINTAGE,
        )
        measures = (ALL, *self.groups[group])
        for measure, status in itertools.product(measures, self._all("status")):
            document.table("Kommune og tiltak", Slice(group, measure, status), "county")
        return document

    def write(self, folder: Path, *, with_truth: bool = False) -> None:
        """Write documents and reference seeds into a folder like the project's seeds/."""
        for name in ("documents", "reference", "staged"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        shutil.copy(SEEDS / "_seeds.yml", folder / "_seeds.yml")
        registered, errata, expected = [], [], []
        # Documents of one edition must agree: what the year's have printed, by document.
        edition: dict[str, dict[str, set[Slice]]] = {}
        for document in self.documents():
            content = "\n".join([*document.lines, ""]).encode()
            (folder / "documents" / f"{document.document_id}.txt").write_bytes(content)
            registered.append(document.registered(hashlib.sha256(content).hexdigest()))
            errata += document.errata
            expected += [(document.document_id, *count) for count in document.checks().items()]
            if "updated_on" not in document.facts:
                others = edition.setdefault(document.facts["edition"], {})
                others[document.document_id] = {
                    place for place in document.figures if place.county == ALL
                }
        for others in edition.values():
            for place, later in enumerate(sorted(others)):
                shared = sum(len(others[later] & others[first]) for first in sorted(others)[:place])
                expected.append((later, "two_documents", 12 * shared))
        tables = self._tables() | {
            "documents": registered,
            "errata": errata,
            "expected_checks": [
                {"document_id": document_id, "identity": identity, "check_count": count}
                for document_id, identity, count in expected
                if count
            ],
        }
        for name, rows in tables.items():
            columns = columns_of(SEEDS / "reference" / f"{name}.csv")
            write_seed(folder / "reference" / f"{name}.csv", rows, columns)
        if with_truth:
            self._write_truth(folder / "truth.csv")

    def _tables(self) -> dict[str, Sequence[Mapping[str, object]]]:
        """Return the project's reference seeds, changed to what the archive has printed."""
        used, reference = self.labels, self.reference
        # One division of the country, so that every area is a municipality by any method.
        municipalities = [
            {"county_division": VINTAGE, "source": VINTAGE, "county_code": code, "piece_code": code}
            | {"name_nb": f"Kommune {code}", "name_official": f"Kommune {code}"}
            | {"population_on": f"{FIRST_YEAR}-01-01", "population": 1_000, "population_18_66": 600}
            for code in self.municipalities
        ]
        dimensions = {dimension for dimension, _ in used.used_rows.values()}
        return reference | {
            "accepted_discrepancies": [],
            "suppression_decisions": [],
            "outliers": [],
            "external_figures": [],
            "norwegian_texts": [],
            "municipality_transfers": [],
            "geography_methods": reference["geography_methods"][:1],
            # All documents are of the first statistic: participants in measures.
            "statistics": reference["statistics"][:1],
            "counties": municipalities,
            "area_pieces": municipalities,
            "county_pieces": municipalities,
            "county_tiles": [],
            "county_divisions": [{"county_division": VINTAGE, "valid_from": "", "reason": "Made."}],
            "sections": [
                {"section": section, "row_dimension": dimension, "source": VINTAGE}
                for section, dimension in used.used_sections.items()
            ],
            "populations": [
                {"printed_text": label, "source": VINTAGE}
                | {f"{name}_code": code.removeprefix(ALL) for name, code in place._asdict().items()}
                for label, place in used.used_populations.items()
            ],
            "row_labels": [
                {"row_dimension": row_dimension, "printed_label": label}
                | {"dimension": dimension, "code": code}
                | {"county_division": VINTAGE if dimension == "county" else ""}
                for (row_dimension, label), (dimension, code) in used.used_rows.items()
            ],
            "column_labels": [
                row
                for row in reference["column_labels"]
                if row["printed_label"] in used.used_columns
            ],
            # Measures live as long as the archive needs them.
            "measures": [
                row | dict.fromkeys(DAYS_OF_A_MEASURE, "") for row in reference["measures"]
            ],
            "codes": [
                row
                for row in reference["codes"]
                if row["code"] == ALL
                or row["dimension"] in dimensions | {"sex", "county", "freq"}
                or (row["dimension"] == "obs_status" and row["code"] in STATUSES)
            ],
        }

    def _write_truth(self, path: Path) -> None:
        """Write what every slice counts, suppressed or not, as nothing that is published may."""
        with path.open("w", encoding="utf-8", newline="") as file:
            columns = ["period", *(f"{name}_code" for name in Slice._fields), "count"]
            file.write(csv_text([columns]))
            for year in self.years:
                for place, counts in self.people(year).items():
                    months = enumerate(counts, 1)
                    file.write(csv_text([f"{year}-{no:02}-01", *place, n] for no, n in months))


def main() -> None:
    """Run the command line."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("folder", type=Path)
    options.add_argument("--years", type=int, default=1)
    options.add_argument("--municipalities", type=int, default=356)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--truth", action="store_true", help="write truth.csv too")
    arguments = options.parse_args()
    archive = Archive(arguments.years, arguments.municipalities, arguments.seed)
    archive.write(arguments.folder, with_truth=arguments.truth)


if __name__ == "__main__":
    main()
