"""Try errata in memory: what is wrong of a document with each of several sets of them?

Each set makes a variant of the document under an id of its own, and all variants pass through the
models that every build runs, in one run. Only documents of the same publication stand beside them:
no identity reaches further.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rehearse import Rehearsal, rows_of

from seeds import read_seed

Row = dict[str, str]
Place = tuple[int | None, int | None]
NUMBERS = ("line_no", "column_no")


@dataclass(frozen=True)
class Fault:
    """A violated check (of an identity), or a place that cannot be read (by a rule).

    A check is known by what it sums, wherever that stands: rows can change their labels. `lines`
    are those of its total, and of the first and the last part, `members` all its places in the
    document (line, column), `rounded` that of an average or per cent, which tells roughly what it
    is made of. `is_rough` says that it is a sum of rounded figures, `is_print` that it compares two
    prints of a figure, `is_confirmed` that all sums, and what it is the average or per cent of,
    confirm the first one, or other prints, `is_supported` that one does, `is_guarded` that it
    touches suppressed figures, `is_slight` that it fails by no more than marks could add up to.
    """

    identity: str
    rule: str
    place: str
    lines: tuple[int | None, ...] = field(default=(), compare=False)
    members: frozenset[Place] = field(default=frozenset(), compare=False)
    rounded: Place | None = field(default=None, compare=False)
    is_rough: bool = field(default=False, compare=False)
    is_print: bool = field(default=False, compare=False)
    is_confirmed: bool = field(default=False, compare=False)
    is_supported: bool = field(default=False, compare=False)
    is_guarded: bool = field(default=False, compare=False)
    is_slight: bool = field(default=False, compare=False)

    @property
    def is_of_row(self) -> bool:
        """Whether it is a check of nothing but one row."""
        return not self.is_print and len({line for line, _ in self.members}) == 1

    @property
    def figure(self) -> str:
        """The figure of which it compares two prints: its place, less line and column."""
        return self.place.split(" ", 2)[-1]


@dataclass(frozen=True)
class Verdict:
    """What is wrong of a document with some errata, and how many checks hold (all, unguarded).

    `reading` stands for all figures that are read with them; 0 where it is not known.
    """

    faults: frozenset[Fault]
    held_count: int
    unguarded_count: int = 0
    reading: int = 0

    @property
    def unguarded(self) -> Verdict:
        """What is wrong, and holds, as far as it touches no suppressed figure."""
        faults = frozenset(fault for fault in self.faults if not fault.is_guarded)
        return Verdict(faults, self.unguarded_count, self.unguarded_count, self.reading)

    @property
    def rank(self) -> tuple[int, int]:
        """Its rank among others, the best first: less is wrong, or more checks hold."""
        return len(self.faults), -self.held_count


# What cannot be read, and what does not add up, of each variant (document_id#number). Of figures
# that are printed again each print is a check.
_FAULTS = """
    select
        split_part(document_id, '#', 2)::integer as variant_no,
        '' as identity,
        rule,
        concat_ws(' ', line_no, column_no) as place,
        [line_no] as lines,
        [] as members,
        null as rounded,
        false as is_rough,
        false as is_print,
        false as is_confirmed,
        false as is_supported,
        false as is_guarded,
        false as is_slight
    from checks.problems_in_reading
    where document_id like '%#%'
    union all
    select
        split_part(checks.document_id, '#', 2)::integer,
        checks.identity,
        'violated_identity',
        concat_ws(
            ' ',
            if(checks.kind = 'print', concat_ws(' ', checks.line_no, checks.column_no), null),
            checks.freq, checks.period, checks.indicator, checks.county_division, $codes
        ),
        [checks.line_no, checks.first_part_line_no, checks.last_part_line_no],
        members.places,
        if(checks.kind in ('mean', 'percent'), [checks.line_no, checks.column_no], null),
        checks.kind = 'partition' and checks.tolerance > 0,
        checks.kind = 'print',
        coalesce(prints.is_confirmed, false),
        prints.document_id is not null,
        checks.is_guarded,
        marks_max > 0 and abs(sums.deviation) <= marks_max
    from checks.int_identity_checks as checks
    inner join diagnosis.check_sums as sums using (check_id)
    inner join (
        select
            check_id,
            coalesce(list([line_no, column_no]) filter (document_id like '%#%'), []) as places
        from checks.int_check_members
        group by check_id
    ) as members using (check_id)
    left join diagnosis.supported_prints as prints
        on
            checks.document_id = prints.other_document_id
            and checks.first_document_id = prints.document_id
            and checks.first_line_no = prints.line_no
            and checks.first_column_no = prints.column_no
    where checks.verdict = 'violated' and checks.document_id like '%#%'
"""
_HELD = """
    select
        split_part(document_id, '#', 2)::integer as variant_no,
        count(*) as held_count,
        count(*) filter (not is_guarded) as unguarded_count
    from checks.int_identity_checks
    where verdict <> 'violated' and document_id like '%#%'
    group by all
"""
# All figures that are read of documents, at their lines; those of lost rows have none.
FIGURES = """
    select document_id, line_no, column_no, observation_id, obs_value_min, obs_value_max
    from harmonized.int_cells
    where is_figure
    union all
    select document_id, null, null, observation_id, obs_value_min, obs_value_max
    from harmonized.int_document_observations
    where rebuilt_along is not null
"""
# The figures of each variant as one number, whatever it is that reads them so.
_READ = f"""
    with figures as ({FIGURES})

    select
        split_part(document_id, '#', 2)::integer as variant_no,
        sum(hash(line_no, column_no, observation_id, obs_value_min, obs_value_max)) as reading
    from figures
    where document_id like '%#%'
    group by all
"""


def tried(
    rehearsal: Rehearsal, seeds: Path, document_id: str, sets: Sequence[Sequence[Row]]
) -> list[Verdict]:
    """Return what is wrong with each set of errata laid over those of the seeds.

    Args:
        rehearsal: the compiled project.
        seeds: a folder like seeds/, staged, in which the document is registered.
        document_id: the document.
        sets: of errata, each a row with the columns of errata.csv; erratum_id may be missing.
    """
    wanted = ("problems_in_reading", "int_identity_checks", "supported_prints")
    none = {"held_count": 0, "unguarded_count": 0, "reading": 0}
    with rehearsal.run(seeds, wanted, inputs=_inputs(seeds, document_id, sets)) as connection:
        columns = [
            name
            for (name, *_) in connection.execute("describe checks.int_identity_checks").fetchall()
            if name.endswith("_code")
        ]
        faults = rows_of(
            connection, _FAULTS.replace("$codes", ", ".join(f"checks.{name}" for name in columns))
        )
        held = {row.pop("variant_no"): row for row in rows_of(connection, _HELD)}
        for row in rows_of(connection, _READ):
            held.setdefault(row["variant_no"], dict(none))["reading"] = row["reading"]
    found: list[set[Fault]] = [set() for _ in sets]
    for row in faults:
        lists = {"lines": tuple(row["lines"]), "members": frozenset(map(tuple, row["members"]))}
        lists["rounded"] = tuple(row["rounded"]) if row["rounded"] else None
        found[row.pop("variant_no")].add(Fault(**row | lists))
    return [
        Verdict(frozenset(faults), **held.get(number, none)) for number, faults in enumerate(found)
    ]


def _inputs(seeds: Path, document_id: str, sets: Sequence[Sequence[Row]]) -> dict[str, str]:
    """Return the queries that clone a document for every set, beside those of its publication."""
    documents = read_seed(seeds / "reference" / "documents.csv")
    mine = next(row for row in documents if row["document_id"] == document_id)
    partners = [
        row["document_id"]
        for row in documents
        if row is not mine and _publication(row) == _publication(mine)
    ]
    beside = ", ".join(_quoted(name) for name in ["", "_T", *partners])
    numbers = ", ".join(str(number) for number in range(len(sets)))
    clones = (
        "select original.* replace (concat(document_id, '#', variant_no) as document_id$ids) "
        "from $seed as original cross join (select unnest([$numbers]) as variant_no) as variants "
        f"where document_id = {_quoted(document_id)} "
        f"union all by name select * from $seed as original where document_id in ({beside})"
    ).replace("$numbers", numbers)
    errata = clones.replace("$ids", ", concat(erratum_id, '#', variant_no) as erratum_id")
    rows = [
        _values(row | {"document_id": f"{document_id}#{number}", "erratum_id": f"{number}/{place}"})
        for number, added in enumerate(sets)
        for place, row in enumerate(added)
    ]
    if rows:
        errata += f" union all by name {' union all by name '.join(rows)}"
    pairs = ", ".join(
        f"({_quoted(f'{document_id}#{number}')}, {_quoted(partner)})"
        for number in range(len(sets))
        for partner in partners
    )
    return {
        "staged.lines": clones.replace("$ids", ""),
        "reference.documents": clones.replace("$ids", ""),
        "reference.suppression_marks": clones.replace("$ids", ""),
        "reference.errata": errata,
        "checks.int_document_pairs": (
            "select * from (values ('', ''), $pairs) as pairs (document_id, first_document_id)"
        ).replace(", $pairs", f", {pairs}" if pairs else ""),
    }


def _values(row: Row) -> str:
    """Return a row as a query; empty values are NULL, as they are in a seed."""
    values = (
        f"{value if name in NUMBERS else _quoted(value)} as {name}"
        for name, value in row.items()
        if value
    )
    return f"select {', '.join(values)}"


def _publication(document: Row) -> str:
    return document["updated_on"] or document["edition"]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
