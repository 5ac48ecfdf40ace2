"""What `make edition` proposes for what no seed explains, and what it asks: each kind of label."""

from __future__ import annotations

from pathlib import Path

import pytest
import rehearse
import stage
from conftest import SEEDS, Workspace, copy_seeds, files_of
from edition import new_measures, proposals
from edition.document import Edition, Name
from edition.labels import is_damaged, same
from edition.profile import report
from edition.proposals import Outcome, rehearsed
from edition.rows import Labels, Place
from edition.seeds import ASK, accepted
from edition.unread import Reader, one_code
from hypothesis import given
from hypothesis import strategies as st
from make_editions import EDITIONS, NEW_MEASURES
from parse import StagingError
from rehearse import Rehearsal, rows_of

from seeds import read_seed, write_seed

REFERENCE = SEEDS / "reference"
STATISTICS = read_seed(REFERENCE / "statistics.csv")
CONFUSIONS = [
    (row["printed_part"], row["meant_part"]) for row in read_seed(REFERENCE / "confusions.csv")
]
# Errata of labels whose row stands in another's place: only the structure of a table tells them.
MOVED = {
    "Nettbasert arbeidsmarkedsopplæring (AMO)",
    "Resultatbasert finansiering",
    "Supported Employment (SE)",
    "Oppfølging",
}


def added(seeded: Workspace, text: str, document_id: str = "tiltak_2023") -> Edition:
    path = seeded.seeds / "documents" / f"{document_id}.txt"
    path.write_text(text, encoding="utf-8", newline="")
    return Edition(path, seeded.seeds)


def replaced(text: str, changes: dict[str, str]) -> str:
    for printed, other in changes.items():
        assert printed in text, printed
        text = text.replace(printed, other)
    return text


# Whose statistic it is.


@pytest.mark.parametrize(
    ("title", "said"),
    [(row["title_example"], row["counts"]) for row in STATISTICS if row["is_read"] == "false"]
    + [
        ("Deltakere i arbeidsrettede tiltak. Avgang. Tidsserie måned", "nobody has judged"),
        ("Deltakere i arbeidsrettede tiltak og ledige. Tiltak. Tidsserie måned", "nobody"),
        ("TILT120 Tiltaksdeltakere på arbeidspraksis. Avgang. Tidsserie måned", "nobody"),
        ("Sykefravær. Tidsserie måned", "nobody has judged"),
    ],
)
def test_another_statistic_is_refused_by_name(
    title: str, said: str, seeded: Workspace, rehearsal: Rehearsal
) -> None:
    """By `make edition`, and by the models where a person registers it by hand."""
    ours = "Deltakere i arbeidsrettede tiltak. Tiltak. Tidsserie måned"
    title += "" if title.endswith("måned") else ". Tidsserie måned"
    text = EDITIONS["tiltak_2023"]().replace(ours, title)
    with pytest.raises(StagingError, match=said) as refused:
        added(seeded, text)
    assert "next:" in str(refused.value)
    if title == "Sykefravær. Tidsserie måned":
        seeded.register("tiltak_2022", text.encode(), title=title)
        stage_without(seeded, "tiltak_2023.txt")
        with rehearsal.run(seeded.seeds, ("problems",)) as connection:
            found = rows_of(connection, "from checks.problems where rule = 'foreign_statistic'")
        assert [row["document_id"] for row in found] == ["tiltak_2022"]
        assert title in found[0]["found"]


def stage_without(seeded: Workspace, file_name: str) -> None:
    (seeded.seeds / "documents" / file_name).unlink()
    stage.write(seeded.seeds)


# What is damage, and what is another name.


def test_damage_is_told_from_another_name() -> None:
    errata = [row for row in read_seed(REFERENCE / "errata.csv") if row["kind"] == "label"]
    lost_beginning = {row["corrected"] for row in errata if row["corrected"].startswith("I alt ")}
    unexplained = {
        row["corrected"]
        for row in errata
        if not is_damaged(row["printed"], row["corrected"], CONFUSIONS)
    }
    assert unexplained == MOVED | lost_beginning
    # No known name is damage of another; two that differ by two letters are told by both.
    known = sorted({row["printed_label"] for row in read_seed(REFERENCE / "row_labels.csv")})
    near = [(a, b) for a in known for b in known if a < b and is_damaged(a, b, CONFUSIONS)]
    assert {(a.replace("dag", "døgn"), b) for a, b in near} == {(b, b) for _, b in near}


@pytest.mark.parametrize("confusion", CONFUSIONS)
def test_every_confusion_explains_an_erratum(confusion: tuple[str, str]) -> None:
    others = [one for one in CONFUSIONS if one != confusion]
    errata = [row for row in read_seed(REFERENCE / "errata.csv") if row["kind"] == "label"]
    assert any(
        is_damaged(row["printed"], row["corrected"], CONFUSIONS)
        and not is_damaged(row["printed"], row["corrected"], others)
        for row in errata
    )


# Labels in a document, each of a kind: what is printed, what stands there otherwise, and what is
# proposed: a correction, or a question.
LABELS: dict[str, tuple[str, str | None]] = {
    "Kvalifiseringsprogrammet": ("\nMentor\t", None),
    # The retired measure of that place is 86 % alike.
    "Arbeidstrening i skjermet virksomhet": ("\nArbeidstrening\t", None),
    "Arbeid med støtte": ("\nUtvidet oppfølging i opplæring\t", None),
    "Mentortilskudd": ("\nFunksjonsassistanse\t", None),
    "Varig lønntilskud": ("\nVarig lønnstilskudd\t", "Varig lønnstilskudd"),
    "Høyere utdaning": ("\nHøyere utdanning\t", "Høyere utdanning"),
    "Egen etablering": ("\nEgenetablering\t", "Egenetablering"),
    "Аvklaring": ("\nAvklaring\t", "Avklaring"),
    # As near to the measure of days and nights, which had ended.
    "Arbeidsrettet rehabilitering (dagn)": (
        "\nArbeidsrettet rehabilitering (dag)\t",
        "Arbeidsrettet rehabilitering (dag)",
    ),
    # A total that lost its first words, at the end of its block.
    "tilrettelagt arbeid": ("\nI alt tilrettelagt arbeid\t", "I alt tilrettelagt arbeid"),
}


@pytest.fixture(scope="module")
def labelled(
    tmp_path_factory: pytest.TempPathFactory, rehearsal: Rehearsal
) -> tuple[Edition, Outcome]:
    """Return an edition with a label of each kind, and what its rehearsal says."""
    changes = {old: f"\n{new}\t" for new, (old, _) in LABELS.items()}
    text = replaced(EDITIONS["tiltak_2023"](), changes)
    edition = added(copy_seeds(tmp_path_factory.mktemp("labelled")), text)
    return edition, rehearsed(edition, rehearsal)


@pytest.mark.parametrize("printed", LABELS)
def test_labels_are_corrected_where_damage_is_known_and_asked_elsewhere(
    printed: str, labelled: tuple[Edition, Outcome]
) -> None:
    proposed, meant = labelled[0].seeds.proposed, LABELS[printed][1]
    errata = {row["printed"]: row["corrected"] for row in proposed["errata"]}
    asked = {row["printed_label"] for row in proposed[new_measures.NAME]}
    assert errata.get(printed) == meant
    assert (printed in asked) == (meant is None)
    finding = next(one for one in labelled[0].findings if one.unread.printed == printed)
    assert finding.grade == ("asked" if meant is None else "likely")


def test_what_is_asked_hides_nothing_else(labelled: tuple[Edition, Outcome]) -> None:
    """A measure that nobody knows is one more of the group in whose block it stands."""
    edition, outcome = labelled
    asked = {
        row["printed_label"]: row["measure_group_code"]
        for row in edition.seeds.proposed[new_measures.NAME]
    }
    assert asked["Kvalifiseringsprogrammet"] == "OPPFOLGING"
    assert asked["Arbeidstrening i skjermet virksomhet"] == "ARBEIDSPRAKSIS"
    assert outcome.asked == len(asked)
    assert "violated" not in outcome.verdicts
    assert outcome.problems == []
    assert outcome.waiting == 0
    assert not outcome.passed


def test_likeness_is_shown_with_the_life_of_a_measure(labelled: tuple[Edition, Outcome]) -> None:
    told = " ".join(report(labelled[0], labelled[1].verdicts).split())
    assert "86 % Arbeidspraksis i skjermet virksomhet - 6 letters differ, since" in told
    assert ", ended 2016-10-01" in told
    assert "'А' is CYRILLIC CAPITAL LETTER A" in told
    assert "100 % Avklaring - the same but for look-alike letters" in told


def test_evidence_says_what_checks_prove_of_a_name(labelled: tuple[Edition, Outcome]) -> None:
    evidence = {row["printed"]: row["evidence"] for row in labelled[0].seeds.proposed["errata"]}
    assert evidence["Varig lønntilskud"].endswith("which under another name would not.")
    assert evidence["AMO Enkeltklass"].startswith("Read so in another document (tiltak_2022-")
    hidden = evidence["Arbeidsmarkedsopplæring (AMO) enkelt plass"]
    assert hidden.endswith("All its figures are suppressed: they fit any name.")


def test_a_code_stands_once_in_a_block(seeded: Workspace, rehearsal: Rehearsal) -> None:
    """Damage of a name whose row is there already is no damage of it; a name is known as it is."""
    text = replaced(EDITIONS["tiltak_2023"](), {"\nMentor\t": "\nJobbklub\t"})
    edition = added(seeded, text)
    rehearsed(edition, rehearsal)
    errata = {row["printed"] for row in edition.seeds.proposed["errata"]}
    asked = {row["printed_label"] for row in edition.seeds.proposed[new_measures.NAME]}
    assert "Jobbklub" in asked
    assert "Jobbklub" not in errata


@pytest.mark.long
def test_names_of_counties_are_those_of_the_division(
    seeded: Workspace, rehearsal: Rehearsal
) -> None:
    changes = {"\nØstfold\t": "\nOstfold\t", "\nVestfold\t": "\nVesfold\t"}
    changes |= {"\nVest-Agder\t": "\nAgder\t", "\nOslo\t": "\nOslo - Oslove\t"}
    edition = added(seeded, replaced(EDITIONS["tiltaksgruppe_fylke_2016"](), changes), "fylke_2016")
    rehearsed(edition, rehearsal)
    asked = {row["printed_label"]: row["code"] for row in edition.seeds.proposed["row_labels"]}
    # A county of another division, and a name that no list has: whatever they are like.
    assert asked == {"Agder": ASK, "Oslo - Oslove": ASK}
    errata = {row["printed"]: row["corrected"] for row in edition.seeds.proposed["errata"]}
    assert errata == {"Ostfold": "Østfold", "Vesfold": "Vestfold"}


def test_a_label_that_two_names_can_be_is_neither() -> None:
    one, other = Name("Kurs (dag)", "measure", "A"), Name("Kurs (døgn)", "measure", "B")
    assert one_code("Kurs (dagn)", [one, one._replace(label="Kurs dag")]) == one
    assert one_code("Kurs (dagn)", [one, other]) is None
    assert one_code("Kurs (dagn)", []) is None


def test_a_label_proves_no_name_alone(seeded: Workspace, rehearsal: Rehearsal) -> None:
    """A damaged label that stands in one status table has no other row to agree with."""
    edition = added(seeded, EDITIONS["tiltak_status_2023"]())
    rehearsed(edition, rehearsal)
    evidence = {row["printed"]: row["evidence"] for row in edition.seeds.proposed["errata"]}
    assert evidence["Jobbkubb"].endswith("as it would under any name: nothing proves this one.")


def test_words_of_their_own_are_asked(seeded: Workspace, rehearsal: Rehearsal) -> None:
    """A context, heading or column that may be of other people, beside one in known words."""
    changes = {
        "\nArbeidssøkere på tiltak\n\n\tJanuar": "\nMottakere av dagpenger\n\n\tJanuar",
        "\nTiltaksgrupper og hovedgrupper\n": "\nTiltaksgrupper og avgang\n",
        "\tDesember\n": "\tAvganger\n",
        # Fewer words of known people, who can be others: not on measures, say.
        "\tNovember\t": "\tNedsatt arbeidsevne\t",
    }
    edition = added(seeded, replaced(EDITIONS["tiltak_2023"](), changes))
    outcome = rehearsed(edition, rehearsal)
    asked = {
        row[column]
        for seed, column in (
            *(("populations", "printed_text"), ("sections", "section")),
            *(("column_labels", "printed_label"),),
        )
        for row in edition.seeds.proposed[seed]
        if ASK in row.values()
    }
    assert asked == {
        *("Mottakere av dagpenger", "Tiltaksgrupper og avgang", "Avganger"),
        "Nedsatt arbeidsevne",
    }
    # What follows from figures that nobody can read yet is counted, not listed.
    assert outcome.waiting > 0
    assert outcome.failing == {}
    assert edition.seeds.proposed["expected_checks"] == []
    assert "answer that first" in outcome.in_words()


# From questions to marts.


ANSWERS = {
    "opplæring": {
        "measure_code": "FORSOPPLEV",
        "name_en": "Longer training, trial",
        "series_code": "education_and_vocational_training",
        "lmp_category": "2",
    },
    "arbeidspraksis": {
        "name_en": "Work training in sheltered enterprise",
        "series_code": "work_training",
        "lmp_category": "2",
    },
    "oppfølging": {
        "measure_code": "ARBSTOTTE",
        "name_en": "Work with support",
        "series_code": "follow_up_nav_job_specialists",
        "lmp_category": "5",
        "succeeds_measure_code": "UTVAOONAV",
        "relation": "replaced",
        "changed_from": "2023-12-01",
        "changed_to": "2023-12-01",
    },
}


@pytest.fixture
def project(seeded: Workspace, rehearsal: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Return seeds that the command works on."""
    monkeypatch.setattr(proposals, "PROJECT", seeded.folder)
    monkeypatch.setattr(proposals, "PROPOSALS", seeded.folder / "proposals")
    monkeypatch.setattr(rehearse, "compiled", lambda: rehearsal)
    return seeded


def test_new_measures_are_asked_in_one_place_and_accepted(
    project: Workspace, rehearsal: Rehearsal, capsys: pytest.CaptureFixture[str]
) -> None:
    """An edition of status tables only: no table says what all statuses have."""
    path = project.seeds / "documents" / "tiltak_status_2023.txt"
    path.write_text(EDITIONS["tiltak_status_2023"](), encoding="utf-8", newline="")
    assert proposals.propose(path, dry_run=False) == 1
    printed = capsys.readouterr().out
    assert "fill in the 3 rows with ?" in printed
    assert "violated_identity" not in printed
    asked = project.folder / "proposals" / "new_measures.csv"
    rows = read_seed(asked)
    labels = {label: group for group, label in NEW_MEASURES.items()}
    common = {"lmp_confidence": "low", "reason": "Made."}
    answers = [row | common | ANSWERS[labels[row["printed_label"]]] for row in rows]
    write_seed(asked, [row | {"series_code": "work_trainin"} for row in answers])
    with pytest.raises(StagingError, match=r"'work_trainin', which series.csv does not know"):
        proposals.accept()
    write_seed(asked, answers)
    assert proposals.accept() == 0
    changed = {name.split("/")[-1] for name in changed_files(project.seeds)}
    assert changed == {
        *("documents.csv", "errata.csv", "expected_checks.csv", "lines.csv", "measures.csv"),
        *("measure_lmp.csv", "measure_series.csv", "row_labels.csv", "successions.csv"),
        "tiltak_status_2023.txt",
    }
    with rehearsal.run(project.seeds) as connection:
        assert rehearsal.failures(connection) == {}
        assert connection.execute(
            "select measure_code, sum(obs_value) from marts.participants_by_measure "
            "where measure_code in ('FORSOPPLEV', 'ARBEIDSTRENING_I_SKJERMET_VIRKSOMHET', "
            "'ARBSTOTTE') and sex_code = '_T' and status_code <> '_T' group by all order by all"
        ).fetchall() == [
            (code, 3 * sum(range(10, 22)))
            for code in ("ARBEIDSTRENING_I_SKJERMET_VIRKSOMHET", "ARBSTOTTE", "FORSOPPLEV")
        ]
        # A total over the statuses is printed nowhere: it is not published, and not missed.
        assert connection.execute(
            "select distinct status_code from marts.participants where year(period) = 2023 "
            "order by all"
        ).fetchall() == [("jobseeker",), ("other",), ("reduced_capacity",)]


def changed_files(folder: Path) -> set[str]:
    before, after = files_of(SEEDS), files_of(folder)
    return {name for name in after if before.get(name) != after[name]}


def test_a_label_can_be_another_name_of_a_measure(seeded: Workspace) -> None:
    edition = added(seeded, EDITIONS["tiltak_2023"]())
    row = new_measures.asked("Mentorordning", "OPPFOLGING", [], "d")
    edition.seeds.propose(new_measures.NAME, row | {"measure_code": "MENTOR", "reason": "Made."})
    assert {"measure_code": "MENTOR", "printed_label": "Mentorordning", "reason": "Made."} in (
        edition.seeds.rows("other_labels")
    )
    assert "MENTOR" in [
        label["code"]
        for label in edition.seeds.rows("row_labels")
        if label["printed_label"] == "Mentorordning"
    ]
    assert edition.seeds.rows("measures") == read_seed(REFERENCE / "measures.csv")


def test_of_another_name_only_the_reason_is_asked(project: Workspace) -> None:
    folder = project.folder / "proposals"
    folder.mkdir()
    row = new_measures.asked("Mentorordning", "OPPFOLGING", [], "d") | {"measure_code": "MENTOR"}
    write_seed(folder / "new_measures.csv", [row])
    with pytest.raises(StagingError, match="reason"):
        accepted(folder, project.seeds)
    write_seed(folder / "new_measures.csv", [row | {"reason": "Made."}])
    (answered,) = accepted(folder, project.seeds)[new_measures.NAME]
    assert ASK not in answered.values()
    write_seed(folder / "new_measures.csv", [row | {"reason": "Made.", "measure_code": "NEW"}])
    with pytest.raises(StagingError, match="name_en"):
        accepted(folder, project.seeds)


def swap(rows: list[dict[str, str]]) -> None:
    """Two labels change their corrections: measures of one group, which no block can tell."""
    one, other = (
        next(row for row in rows if row["printed"] == printed)
        for printed in ("Jobbklass", "Inkluderingsstilkudd")
    )
    one["corrected"], other["corrected"] = other["corrected"], one["corrected"]


def test_what_a_build_would_refuse_is_not_accepted(
    project: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    path = project.seeds / "documents" / "tiltak_2023.txt"
    path.write_text(EDITIONS["tiltak_2023"](), encoding="utf-8", newline="")
    assert proposals.propose(path, dry_run=False) == 0
    errata = project.folder / "proposals" / "errata.csv"
    rows = read_seed(errata)
    swap(rows)
    write_seed(errata, rows)
    before = files_of(project.folder)
    capsys.readouterr()
    assert proposals.accept() == 1
    printed = capsys.readouterr().out
    assert "violated_identity" in printed
    assert "Nothing is accepted: a build would stop." in printed
    assert files_of(project.folder) == before
    assert proposals.accept(anyway=True) == 0
    assert not (project.folder / "proposals").exists()


def test_dry_run_writes_nothing(project: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    path = project.seeds / "documents" / "utdrag_2023_12.txt"
    path.write_text(EDITIONS["utdrag_2023_12"](), encoding="utf-8", newline="")
    before = files_of(project.folder)
    assert proposals.propose(path, dry_run=True) == 0
    printed = capsys.readouterr().out
    assert "would propose:" in printed
    assert "column heading '30 Viken'" in printed
    assert files_of(project.folder) == before


# Any label in any block.


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """Return a reader that proposes for one label at a time."""
    workspace = copy_seeds(tmp_path_factory.mktemp("labels"))
    return Reader(added(workspace, EDITIONS["tiltak_2023"]()), None)


NAMES = sorted(
    {row["printed_label"] for row in read_seed(REFERENCE / "row_labels.csv")}
    | {row["name_nb"] for row in read_seed(REFERENCE / "measures.csv")}
    | {row["name_nb"] for row in read_seed(REFERENCE / "counties.csv")}
)
PARTS = sorted({part for name in NAMES for part in name.split()})
LETTERS = "aeiostklrnøå -"
GROUPS = sorted({row["measure_group_code"] for row in read_seed(REFERENCE / "measures.csv")})
NAMED = {row["measure_code"]: row for row in read_seed(REFERENCE / "measures.csv")}


@st.composite
def labels_and_blocks(draw: st.DrawFn) -> tuple[str, str | None, list[str]]:
    """Return a label, the measure group of a block (or none), and the measures beside it."""
    words = st.lists(st.sampled_from(PARTS), min_size=1, max_size=4).map(" ".join)
    measures = sorted(row["name_nb"] for row in NAMED.values())
    label = draw(st.one_of(st.sampled_from(measures), st.sampled_from(NAMES), words))
    own = [row for row in NAMED.values() if row["name_nb"] == label]
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(label)))
        cut = draw(st.integers(0, 1))
        label = label[:place] + draw(st.sampled_from(["", *LETTERS])) + label[place + cut :]
    for printed, meant in CONFUSIONS:
        if meant in label and draw(st.booleans()):
            label = label.replace(meant, printed)
    groups = [row["measure_group_code"] for row in own] or GROUPS
    group = draw(st.one_of(st.none(), st.sampled_from(groups), st.sampled_from(GROUPS)))
    members = [code for code, row in NAMED.items() if row["measure_group_code"] == group]
    beside = draw(st.lists(st.sampled_from(members), unique=True, max_size=3)) if members else []
    # Often the row that the label is like stands there too.
    beside += [row["measure_code"] for row in own if draw(st.booleans()) and group in groups]
    return label.strip() or "x", group, beside


@given(labels_and_blocks())
def test_any_label_keeps_its_name(
    reader: Reader, generated: tuple[str, str | None, list[str]]
) -> None:
    """What the lists name is that or a question, what is read otherwise is known damage."""
    label, group, beside = generated
    for rows in reader.seeds.proposed.values():
        rows.clear()
    row = dict.fromkeys(("code", "dimension", "measure_group_code", "total_line_no"))
    row |= {"printed_label": label, "line_no": 9, "table_no": 1, "table_group_code": group}
    others = [
        row | {"code": code, "dimension": "measure", "measure_group_code": group} for code in beside
    ]
    total = row | {"code": group, "dimension": "measure_group"}
    place = Place(row | {"row_dimension": "measure"}, others, [total] if group else [])
    labels = Labels(reader.edition, others)
    reader.is_asking = True
    reader._row(label, "measure", labels, [place])

    proposed = reader.seeds.files()
    (seed, *more) = [name for name in proposed if name != "row_labels"] or [""]
    assert more == []
    if seed == new_measures.NAME:
        (asked,) = proposed[seed]
        assert ASK in asked.values()
        assert asked["measure_code"] not in NAMED
        return
    for one in proposed.get("row_labels", []):
        named = {
            name.code for name in labels.of("measure") if same(one["printed_label"], name.label)
        }
        assert one["code"] in (ASK, *named)
    for one in proposed.get("errata", []):
        meant = [name for name in labels.of("measure") if name.label == one["corrected"]]
        assert meant
        assert not any(same(label, name.label) for name in labels.of("measure"))
        before = "Read so in another document" in one["evidence"]
        lost = one["corrected"].casefold().endswith(f" {label.casefold()}")
        assert before or lost or is_damaged(label, one["corrected"], CONFUSIONS)
        assert {name.code for name in meant}.isdisjoint(beside)
        assert all(
            labels.groups.get(name.code, group) == (group or labels.groups[name.code])
            for name in meant
            if name.dimension == "measure"
        )
        assert before or all(map(labels.is_in_use, meant))
