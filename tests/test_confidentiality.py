"""What NAV suppressed stays hidden: nothing exported says more of a cell than its asterisk does.

Each rule is a function that lists what breaks it in a copy of all exported relations. A test runs
it on the exports as they are, and again on a copy with one leak put in, where it must find it.
What is suppressed is read from the printed cells, and figures are found by the cells that they
come from: a rule does not rely on what a mart calls its columns, and a new mart is under it.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest
from build import summary
from conftest import DATABASE, EXPORTED, PROJECT, Connection, Workspace, values
from export.functions import SCHEMA
from measure import exposure, interference
from measure.exact import EPSILON, Bounds, Sum, by_figure, propagated
from rehearse import Rehearsal

# Numbers that are no figures: places, counts of cells, and by how much a published figure counts
# in a derived one. Every other number is taken for one.
NO_FIGURES = {
    *("line_no", "column_no", "page_no", "table_no", "first_line_no", "first_column_no"),
    *("part_count", "suppressed_count", "tolerance", "weight"),
}
# By how much a derived figure with decimals may differ from its parts: it has one, and what is
# hidden is rounded outwards.
ROUNDING = 0.1
PLACE = ("document_id", "line_no", "column_no")
NUMERIC = re.compile(r"(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|DECIMAL.*)$")
# Higher than any figure of the statistics.
NO_LIMIT = 10**7


class Relation(NamedTuple):
    """An exported relation and the types of its columns."""

    name: str
    types: dict[str, str]

    def has(self, *columns: str) -> bool:
        """Return whether it has all these columns."""
        return set(columns) <= set(self.types)

    def bounded(self) -> str | None:
        """Return the column of its derived figures, known by their bounds and their status."""
        bounded = (
            name for name in self.types if self.has(f"{name}_min", f"{name}_max", "obs_status")
        )
        return next(bounded, None)

    def figures(self) -> list[str]:
        """Return the columns of numbers that can be figures."""
        return [
            name
            for name, kind in self.types.items()
            if NUMERIC.match(kind) and name not in NO_FIGURES
        ]


# What is known of each cell besides the exports (temporary: no leak is looked for in it).
KNOWN = """
    -- One row per printed cell with a figure: the observation that it prints, the bounds that the
    -- print gives, and whether any print of that observation is suppressed.
    create temp table cell as
    select
        observations.observation_id,
        cells.document_id,
        cells.line_no,
        cells.column_no,
        cells.obs_value,
        cells.obs_value_min,
        cells.obs_value_max,
        bool_or(cells.reading = 'suppressed') over (partition by observations.observation_id)
            as is_suppressed
    from built.harmonized.int_cells as cells
    inner join built.harmonized.int_observations as observations
        using (period, freq, indicator, {slice})
    where cells.is_figure;

    create temp table partition_member as
    select
        members.*,
        members.side = 'total' as is_total,
        cast(floor(checks.tolerance) as integer) as slack
    from built.checks.int_check_members as members
    inner join built.checks.int_identity_checks as checks using (check_id)
    where checks.kind = 'partition';

    create temp table hidden_check as
    select check_id from built.checks.int_identity_checks where suppressed_count > 0
    union
    select check_id from partition_member where obs_value is null;

    -- What the parts of each check give, from the figures as printed.
    create temp view recomputed_check as
    select check_id, sum(obs_value) as recomputed
    from partition_member
    where not is_total
    group by check_id
    union all
    select checks.check_id, cell.obs_value as recomputed
    from built.checks.int_identity_checks as checks
    inner join cell using (document_id, line_no, column_no)
    where checks.kind = 'print'
    union all
    select checks.check_id, cast(floor(avg(others.obs_value) + 0.5) as bigint) as recomputed
    from built.checks.int_identity_checks as checks
    inner join marts.participants as others using (document_id, {slice})
    where checks.kind = 'mean' and others.freq = 'M' and others.indicator = 'participants'
    group by checks.check_id
    union all
    select
        checks.check_id,
        cast(round(100.0 * changes.obs_value / (others.obs_value - changes.obs_value))
            as bigint) as recomputed
    from built.checks.int_identity_checks as checks
    inner join marts.participants as others using (document_id, {slice})
    inner join marts.participants as changes using (document_id, {slice})
    where
        checks.kind = 'percent' and others.indicator = 'participants'
        and changes.indicator = 'participants_change';

    -- The sums that everyone knows, by their terms: totals are their parts, ...
    create temp view known_total as
    select
        check_id as sum_id,
        observation_id,
        case when is_total then -1 else 1 end as weight,
        -slack as low,
        slack as high
    from partition_member;

    -- ... and twelve times an average is its months, but for its rounding.
    create temp view known_average as
    with averages as (
        select averages.observation_id as sum_id, months.observation_id
        from built.harmonized.int_observations as averages
        inner join built.harmonized.int_observations as months using (document_id, {slice})
        where
            averages.indicator = 'participants_avg'
            and months.freq = 'M' and months.indicator = 'participants'
    )
    select sum_id, observation_id, 1 as weight, -6 as low, 6 as high from averages
    union all
    select distinct sum_id, sum_id, -12, -6, 6 from averages;
"""


def open_exports(built: Workspace) -> Connection:
    """Return a copy of all exported tables (schema marts), and what is known of each cell."""
    connection = duckdb.connect()
    connection.execute(f"attach '{built.folder / DATABASE}' as built (read_only)")
    connection.execute(f"attach '{built.folder / EXPORTED}' as exported (read_only)")
    connection.execute("create schema marts")
    for name in values(
        connection,
        "select table_name from duckdb_tables() "
        "where database_name = 'exported' and schema_name = 'marts'",
    ):
        connection.execute(f"create table marts.{name} as from exported.marts.{name}")
    # A rule knows the value of a figure by its bounds, whatever a mart calls it.
    for relation in relations(connection):
        value = relation.bounded()
        for end in ("", "_min", "_max") if value not in (None, "obs_value") else ():
            connection.execute(
                f"alter table marts.{relation.name} rename {value}{end} to obs_value{end}"
            )
    # The columns that identify a figure within a month, a frequency and an indicator.
    columns = values(
        connection,
        "select column_name from duckdb_columns() where database_name = 'built' "
        "and schema_name = 'harmonized' and table_name = 'int_observations' "
        "and (column_name = 'county_division' or column_name like '%\\_code' escape '\\')",
    )
    connection.execute(KNOWN.format(slice=", ".join(columns)))
    return connection


def relations(connection: Connection) -> list[Relation]:
    """Return the exported relations, whatever they are."""
    types: dict[str, dict[str, str]] = defaultdict(dict)
    for relation, column, kind in connection.execute(
        "select table_name, column_name, data_type from duckdb_columns() "
        "where schema_name = 'marts' and database_name = current_database() "
        "order by table_name, column_index"
    ).fetchall():
        types[relation][column] = kind
    return [Relation(name, columns) for name, columns in types.items()]


@pytest.fixture(scope="module")
def shared(built: Workspace) -> Iterator[Connection]:
    """Return the exports as they are; for tests that only read them."""
    with open_exports(built) as connection:
        yield connection


@pytest.fixture
def sabotaged(shared: Connection) -> Iterator[Connection]:
    """Return the exports for a test to put a leak in; they are as before after it."""
    shared.execute("begin")
    yield shared
    shared.execute("rollback")


def test_files_say_what_the_database_says(built: Workspace, shared: Connection) -> None:
    """The rules read the exported database; CSV and Parquet have the same rows and no more."""
    exported = relations(shared)
    for kind in ("csv", "parquet"):
        files = {path.stem: path for path in (built.folder / "exports" / kind).iterdir()}
        assert sorted(files) == [relation.name for relation in exported]
        for name, types in exported:
            options = f", columns={types}, allow_quoted_nulls=false" if kind == "csv" else ""
            file = f"read_{kind}('{files[name]}'{options})"
            mart = f"exported.marts.{name}"
            for left, right in ((mart, file), (file, mart)):
                assert values(shared, f"from {left} except all from {right}") == [], name


# T1: a suppressed cell is NULL, [0, 3] and Q wherever its observation or its place appears.


def open_suppressed_cells(connection: Connection) -> list[tuple[str, str]]:
    """Return the relations and columns that say more of a suppressed cell than its asterisk."""
    queries = []
    for relation in relations(connection):
        key = ("observation_id",) if relation.has("observation_id") else PLACE
        if not relation.has(*key):
            continue
        linked = (
            f"marts.{relation.name} as mart inner join "
            f"(select distinct {', '.join(key)}, is_suppressed as is_hidden, "
            "obs_value as printed_value, obs_value_max as printed_max from cell) "
            f"using ({', '.join(key)})"
        )
        # A rebuilt total stands on no line of its own: its check names its neighbour's.
        if relation.has("check_id"):
            linked += (
                " semi join (select check_id from built.checks.int_identity_checks "
                "where printed_text is not null) using (check_id)"
            )
        texts = [name for name, kind in relation.types.items() if kind == "VARCHAR"]
        rules = [(column, NUMBER_IS_OPEN) for column in relation.figures()]
        rules += [(column, TEXT_IS_OPEN) for column in texts]
        rules += [(name, rule) for name, rule in COLUMN_IS_OPEN.items() if relation.has(name)]
        queries += [
            f"select '{relation.name}', '{column}' from {linked} having {rule.format(column)}"
            for column, rule in rules
        ]
    return sorted(connection.execute(" union ".join(queries)).fetchall())


# A number of suppressed cells may only be NULL, or one and the same end of the interval in every
# row: it does not tell them apart.
NUMBER_IS_OPEN = (
    "bool_or(mart.{0} not in (0, printed_max)) filter (is_hidden) "
    "or count(distinct coalesce(cast(mart.{0} as varchar), '')) filter (is_hidden) > 1"
)
# A text that repeats the printed figures may only be NULL or an asterisk.
TEXT_IS_OPEN = (
    "avg(case when try_cast(replace(mart.{0}, ' ', '') as bigint) = printed_value then 1 else 0 "
    "end) filter (not is_hidden) > 0.5 and bool_or(mart.{0} <> '*') filter (is_hidden)"
)
COLUMN_IS_OPEN = {
    "obs_value": "bool_or(mart.{0} is not null) filter (is_hidden)",
    "obs_status": "bool_or(mart.{0} is distinct from 'Q') filter (is_hidden)",
}


def test_suppressed_cells_are_closed_in_every_relation(shared: Connection) -> None:
    assert values(shared, "select count(*) from cell where is_suppressed") == [2195]
    assert open_suppressed_cells(shared) == []


LEAKS_OF_CELLS = {
    "one value": "update marts.{mart} set obs_value = 2 where observation_id = '{one}'",
    "zeros": "update marts.{mart} set obs_value = 0 where is_suppressed",
    "one narrower bound": (
        "update marts.{mart} set obs_value_min = 1 where observation_id = '{one}'"
    ),
    "a status": "update marts.{mart} set obs_status = 'A' where observation_id = '{one}'",
    "a column of another name": (
        "alter table marts.{mart} add column quality double default 0; "
        "update marts.{mart} set quality = 1 where observation_id = '{one}'"
    ),
    "a column of text": (
        "alter table marts.{mart} add column remark varchar; "
        "update marts.{mart} set remark = obs_value; "
        "update marts.{mart} set remark = '2' where observation_id = '{one}'"
    ),
}


@pytest.mark.parametrize(
    ("mart", "leak"),
    [
        (mart, leak)
        for mart in ("participants", "participants_by_measure", "printed_cells")
        for leak in LEAKS_OF_CELLS
        # Printed cells carry no status.
        if mart != "printed_cells" or leak not in ("zeros", "a status")
    ],
)
def test_an_open_cell_is_found(sabotaged: Connection, mart: str, leak: str) -> None:
    (one,) = values(
        sabotaged,
        f"select min(observation_id) from marts.{mart} semi join cell using (observation_id) "
        "where obs_value is null and obs_value_max is not null",
    )
    sabotaged.execute(LEAKS_OF_CELLS[leak].format(mart=mart, one=one))
    assert {relation for relation, _ in open_suppressed_cells(sabotaged)} == {mart}


# T2: what is derived is recomputed from its parts, and hidden where a part is.


def wrong_derived_figures(connection: Connection) -> list[tuple[str, str, str]]:
    """Return (relation, column, key) of derived figures that their parts do not give.

    Derived are the sums of checks, and every figure of a relation whose `<x>_id` another exported
    relation links to the observations that it is made from.
    """
    queries = [WRONG_BOUNDS.format(terms=derived_terms(connection))]
    for relation in relations(connection):
        if relation.has("check_id"):
            queries += [
                f"select '{relation.name}', '{column}', check_id from marts.{relation.name} "
                f"where {column} is not null and check_id in (from hidden_check)"
                for column in relation.figures()
            ]
        if relation.has("check_id", "parts_sum"):
            queries.append(
                f"select '{relation.name}', 'parts_sum', check_id from marts.{relation.name} "
                "left join recomputed_check using (check_id) "
                "where parts_sum is not null and parts_sum is distinct from recomputed"
            )
    return connection.execute(" union all ".join(queries)).fetchall()


WRONG_BOUNDS = """
    with compared as (
        -- What is made from nothing is a row that is left out because it is zero.
        select
            terms.* exclude (observation_id, weight),
            coalesce(sum(least(weight * parts.obs_value_min, weight * parts.obs_value_max)), 0)
                as parts_min,
            coalesce(sum(greatest(weight * parts.obs_value_min, weight * parts.obs_value_max)), 0)
                as parts_max,
            coalesce(
                bool_or(parts.obs_value is null and weight <> 0)
                    filter (terms.observation_id is not null),
                false
            ) as is_hidden
        from ({terms}) as terms
        left join marts.participants as parts using (observation_id)
        group by all
    )

    select relation, 'bounds', figure
    from compared
    where
        abs(low - parts_min) > off + 1e-6
        or abs(high - parts_max) > off + 1e-6
        or shown < parts_min - off - 1e-6
        or shown > parts_max + off + 1e-6
        or (is_hidden and shown is not null)
        or (not is_hidden and shown is null)
"""


def derived(connection: Connection) -> list[tuple[Relation, str, Relation]]:
    """Return (relation, its identifier, relation that links it to observations)."""
    exported = relations(connection)
    return [
        (relation, identifier, links)
        for relation in exported
        if relation.bounded() or relation.has("obs_value_min", "obs_value_max")
        if not relation.has("observation_id")
        for links in exported
        if links.has("observation_id") and not links.has("obs_value")
        for identifier in relation.types
        if identifier.endswith("_id") and identifier != "document_id" and links.has(identifier)
    ]


def derived_terms(connection: Connection) -> str:
    """Return a query for the published figures that each derived figure is a weighted sum of."""
    return " union all ".join(
        f"""
        select
            '{relation.name} by {links.name}' as relation,
            cast({identifier} as varchar) as figure,
            cast(wholes.obs_value as double) as shown,
            cast(wholes.obs_value_min as double) as low,
            cast(wholes.obs_value_max as double) as high,
            {ROUNDING if relation.types["obs_value_min"].startswith("DECIMAL") else 0.0} as off,
            links.observation_id,
            cast({"links.weight" if links.has("weight") else 1} as double) as weight
        from marts.{relation.name} as wholes
        left join marts.{links.name} as links using ({identifier})
        where wholes.obs_value is not null or wholes.obs_value_min is not null
        """
        for relation, identifier, links in derived(connection)
    )


def test_derived_figures_are_what_their_parts_give(shared: Connection) -> None:
    (shown,) = values(shared, "select count(parts_sum) from marts.identity_checks")
    assert shown > 6000
    assert wrong_derived_figures(shared) == []


def test_bounds_always_say_what_they_are_made_from(shared: Connection) -> None:
    """A relation with bounds carries observations, or another one links its rows to them."""
    linked = {relation.name for relation, _, _ in derived(shared)}
    assert [
        relation.name
        for relation in relations(shared)
        if relation.has("obs_value_min")
        and not relation.has("observation_id")
        and relation.name not in linked
    ] == []


# How much the totals of checks with marks leave to them.
SLACKS = """
    select
        check_id,
        sum(obs_value_min) filter (not is_total) as parts_min,
        sum(case when is_total then obs_value_min else -obs_value_min end) as slack
    from partition_member
    where check_id in (from hidden_check)
    group by check_id
"""
LEAKS_OF_SUMS = {
    "a sum with a suppressed part": "update marts.identity_checks set parts_sum = 0 "
    "where suppressed_count > 0 and identity = 'sexes_to_both'",
    "how far a total is from its lowest": "update marts.identity_checks set deviation = slack "
    f"from ({SLACKS}) as gap where gap.check_id = identity_checks.check_id",
    "a wrong sum": "update marts.identity_checks set parts_sum = parts_sum + 1 "
    "where identity = 'mean_of_months'",
    "a wrong rounding": "update marts.identity_checks set parts_sum = parts_sum + 1 "
    "where identity = 'percent_of_change'",
    "a series whose bound leans on its total": "update marts.participants_by_series "
    "set obs_value_max = obs_value_max - 1 where obs_status = 'Q'",
    "an estimate of what is hidden": "update marts.participants_by_county_harmonized "
    "set obs_value = obs_value_min where obs_status = 'Q'",
    "a mean of what is hidden": "update marts.annual_means "
    "set obs_value = (obs_value_min + obs_value_max) / 2 where obs_status = 'Q'",
    "bounds that are not sums": "create table marts.series as "
    "select measure_code as series_id, sum(obs_value) as obs_value, "
    "sum(obs_value_min) as obs_value_min, sum(obs_value_max) - 1 as obs_value_max "
    "from marts.participants group by measure_code; create table marts.series_sources as "
    "select measure_code as series_id, observation_id from marts.participants",
}


@pytest.mark.parametrize("leak", LEAKS_OF_SUMS)
def test_a_wrong_derived_figure_is_found(sabotaged: Connection, leak: str) -> None:
    sabotaged.execute(LEAKS_OF_SUMS[leak])
    assert wrong_derived_figures(sabotaged)


def test_rebuilt_figures_rest_on_printed_ones(shared: Connection) -> None:
    """No figure that a lost row was rebuilt from is suppressed, and none is below the threshold."""
    assert values(
        shared,
        "select count(*) from partition_member where obs_value is null and check_id in "
        "(select check_id from built.checks.int_identity_checks where is_by_construction)",
    ) == [0]
    rebuilt = values(shared, "select obs_value from marts.participants where obs_status = 'I'")
    assert len(rebuilt) == 24
    assert min(rebuilt) >= 4


# T4: whoever puts all exports together learns no more than from the documents, by any method.


def printed_bounds(connection: Connection) -> Bounds:
    """Return what the printed cells alone say of each figure; a lost row says nothing."""
    return {
        name: (low, high)
        for name, low, high in connection.execute(
            "select observation_id, coalesce(max(cell.obs_value_min), 0), "
            f"coalesce(min(cell.obs_value_max), {NO_LIMIT}) "
            "from built.harmonized.int_observations left join cell using (observation_id) "
            "group by observation_id"
        ).fetchall()
    }


def sums_of(connection: Connection, terms: str) -> list[Sum]:
    """Return the sums of a query for their terms: sum, figure, weight, low, high."""
    weights: dict[tuple[str, float, float], dict[str, float]] = defaultdict(dict)
    for name, figure, weight, low, high in connection.execute(terms).fetchall():
        weights[name, low, high][figure] = weight
    return [Sum(terms, low, high) for (_, low, high), terms in weights.items()]


def known_sums(connection: Connection) -> list[Sum]:
    """Return what everyone knows: totals are their parts, averages the mean of their months."""
    return sums_of(connection, "from known_total union all from known_average")


def exported_knowledge(connection: Connection, printed: Bounds) -> tuple[Bounds, list[Sum]]:
    """Return what all exported relations add to the printed bounds and to the known sums."""
    bounds = dict(printed)
    terms = [
        "select concat_ws(' ', relation, figure), observation_id, weight, low - off, high + off "
        f"from ({derived_terms(connection)}) where weight <> 0 and low is not null"
    ]
    for relation in relations(connection):
        if relation.has("observation_id", "obs_value_min", "obs_value_max"):
            for name, low, high in connection.execute(
                "select observation_id, "
                "max(greatest(obs_value_min, obs_value)), min(least(obs_value_max, obs_value)) "
                f"from marts.{relation.name} where obs_value_min is not null "
                "and observation_id is not null "
                "group by observation_id"
            ).fetchall():
                bounds[name] = (max(bounds[name][0], low), min(bounds[name][1], high))
        if relation.has("check_id", "parts_sum"):
            terms.append(
                "select check_id, members.observation_id, 1, parts_sum, parts_sum "
                f"from marts.{relation.name} "
                "inner join partition_member as members using (check_id) "
                "where not members.is_total and parts_sum is not null"
            )
    return bounds, sums_of(connection, " union all ".join(terms))


def says_nothing(bounds: Bounds, known: Sum) -> bool:
    """Return whether a sum says no more than the bounds of its figures."""
    ends = [sorted((w * bounds[name][0], w * bounds[name][1])) for name, w in known.weights.items()]
    return (
        sum(low for low, _ in ends) >= known.low - EPSILON
        and sum(high for _, high in ends) <= known.high + EPSILON
    )


def tied(bounds: Bounds, sums: list[Sum], names: set[str]) -> list[Sum]:
    """Return the sums that tie open figures to some of them, over any number of sums."""
    of_figure, found, waiting = by_figure(sums), set(), list(names)
    while waiting:
        name = waiting.pop()
        if bounds[name][0] < bounds[name][1]:
            for number in set(of_figure[name]) - found:
                found.add(number)
                waiting += sums[number].weights
    return [sums[number] for number in sorted(found)]


def learned(connection: Connection) -> dict[str, tuple[object, object]]:
    """Return the figures of which the exports say more than the documents: both bounds.

    What already follows from the documents teaches nobody, however it is put together. What does
    not is given to the exact solver, with all that it is tied to.
    """
    sums = known_sums(connection)
    documents = propagated(printed_bounds(connection), sums)
    bounds, more = exported_knowledge(connection, documents)
    more = [known for known in more if not says_nothing(documents, known)]
    told = {name for name in bounds if bounds[name] != documents[name]}
    told.update(*(known.weights for known in more))
    if not told:
        return {}
    known = tied(documents, sums, told)
    names = told.union(*(one.weights for one in known))
    from_documents, from_exports = (
        exposure.exactly({name: start[name] for name in names}, known + further)
        for start, further in ((documents, []), (bounds, more))
    )
    return {
        name: (from_documents[name], from_exports and from_exports[name])
        for name in names
        if not from_exports or from_documents[name] != from_exports[name]
    }


def test_all_exports_together_teach_nothing(shared: Connection) -> None:
    assert learned(shared) == {}


def test_published_count_is_what_anyone_can_work_out(shared: Connection) -> None:
    """The one number that is published of recoverable cells, worked out here once more."""
    printed = printed_bounds(shared)
    from_documents = propagated(printed, sums_of(shared, "from known_total"))
    hidden = {name for name, (low, high) in printed.items() if low < high < NO_LIMIT}
    recoverable = sum(from_documents[name][0] == from_documents[name][1] for name in hidden)
    assert shared.execute(
        "select suppressed_count, recoverable_count from marts.exposure"
    ).fetchall() == [(len(hidden), recoverable)]


LEAKS_OF_KNOWLEDGE = {
    "a bound": "update marts.participants_by_measure set obs_value_max = 2 "
    "where observation_id = '{open}'",
    "a value": "update marts.printed_cells set obs_value = 1 where observation_id = '{open}'",
    "a sum": "update marts.identity_checks set parts_sum = gap.parts_min "
    f"from ({SLACKS}) as gap where gap.check_id = identity_checks.check_id "
    "and slack > 0 and identity = 'statuses_to_all'",
}


@pytest.mark.skipif(not exposure.SOLVER.exists(), reason="the solver is not installed")
@pytest.mark.parametrize("leak", LEAKS_OF_KNOWLEDGE)
def test_what_an_attacker_could_learn_is_found(sabotaged: Connection, leak: str) -> None:
    from_documents = propagated(printed_bounds(sabotaged), known_sums(sabotaged))
    still_open = min(
        name
        for name in values(
            sabotaged,
            "select observation_id from marts.participants_by_measure where is_suppressed",
        )
        if from_documents[name] == (0, 3)
    )
    sabotaged.execute(LEAKS_OF_KNOWLEDGE[leak].format(open=still_open))
    assert learned(sabotaged)


# T3: no exported row depends on a printed total that hides suppressed parts, but its own.


def harmless_moves(connection: Connection) -> dict[str, dict[str, int]]:
    """Return printed figures that can be moved so that every identity still holds.

    Returns:
        "alone" (one figure moved by one) and "together" (two of one identity), each as
        observation -> by how much; no two moves of a kind stand in one identity, so that all of
        them can be made at once. Figures that stand in averages and per cents, or beside a rebuilt
        one, stay as they are.
    """
    printed, sums = printed_bounds(connection), known_sums(connection)
    of_figure = by_figure(sums)
    fixed = {
        name
        for known in sums
        if known.high > 0 or any(printed[name][1] == NO_LIMIT for name in known.weights)
        for name in known.weights
    }
    fixed |= set(
        values(
            connection,
            "select observation_id from built.harmonized.int_observations "
            "where indicator in (select indicator from built.reference.indicators "
            "where not is_additive) or (document_id, period) in (select document_id, period "
            "from built.harmonized.int_observations where indicator = 'participants_change')",
        )
    )
    hidden = {
        number
        for number, known in enumerate(sums)
        if any(printed[name][0] < printed[name][1] for name in known.weights)
    }

    def broken(moved: dict[str, int]) -> set[int]:
        """Return the sums that a move makes impossible."""
        found = set()
        for number in {number for name in moved for number in of_figure[name]}:
            low = high = 0
            for name, weight in sums[number].weights.items():
                ends = [weight * (end + moved.get(name, 0)) for end in printed[name]]
                low, high = low + min(ends), high + max(ends)
            if low > sums[number].high or high < sums[number].low:
                found.add(number)
        return found

    alone: list[dict[str, int]] = []
    breaks_one: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for name in sorted(set(printed) - fixed):
        # A figure of 4 or less could not be printed one lower.
        low, high = printed[name]
        if low < high or low < 5 or hidden.isdisjoint(of_figure[name]):
            continue
        for step in (1, -1):
            failing = broken({name: step})
            if not failing:
                alone.append({name: step})
            elif len(failing) == 1:
                breaks_one[failing.pop()].append((name, step))
    together = [
        {first: step, second: other}
        for pairs in breaks_one.values()
        for (first, step), (second, other) in itertools.combinations(pairs, 2)
        if first != second and not broken({first: step, second: other})
    ]

    def apart(moves: list[dict[str, int]]) -> dict[str, int]:
        chosen: dict[str, int] = {}
        taken: set[int] = set()
        for move in moves:
            touched = {number for name in move for number in of_figure[name]}
            if taken.isdisjoint(touched):
                taken |= touched
                chosen |= move
        return chosen

    return {"alone": apart(alone), "together": apart(together)}


def after_moves(built: Workspace, rehearsal: Rehearsal, moves: dict[str, int]) -> Connection:
    """Return all marts, and the relation `moved`, after prints of figures were moved."""
    steps = ", ".join(f"('{name}', {step})" for name, step in moves.items())
    moved = (
        "select document_id, line_no, column_no, cells.observation_id, steps.step "
        f"from built.marts.printed_cells as cells inner join (values {steps}) "
        "as steps (observation_id, step) using (observation_id)"
    )
    cells = (
        "select cells.* replace (case when moved.step is null then cells.printed_text "
        "else cast(cells.cell_number + moved.step as varchar) end as printed_text, "
        "cells.cell_number + coalesce(moved.step, 0) as cell_number) "
        f"from built.staging.stg_cells as cells left join ({moved}) as moved "
        "using (document_id, line_no, column_no)"
    )
    held = "select table_name from duckdb_tables() where schema_name = 'marts'"
    marts = [name for (name,) in built.query(held)]
    connection = rehearsal.replay(
        built.folder, {"staging.stg_cells": cells}, ["int_observations", *marts]
    )
    connection.execute(f"create table moved as {moved}")
    return connection


def changed_elsewhere(connection: Connection) -> list[tuple[str, tuple]]:
    """Return the exported rows that changed though no moved cell is in their provenance."""
    found = []
    links_of_figures = derived(connection)
    for relation in relations(connection):
        mart = f"marts.{relation.name}"
        key = ("observation_id",) if relation.has("observation_id") else PLACE
        own = ""
        if relation.has(*key):
            own = f"where ({', '.join(key)}) not in (select ({', '.join(key)}) from moved)"
        for other, identifier, links in links_of_figures:
            if other.name == relation.name:
                own = (
                    f"where {identifier} not in (select {identifier} from marts.{links.name} "
                    "semi join moved using (observation_id))"
                )
        if relation.has("measure_set_kind", "from_year"):
            # A share is of figures of the set's measures, or of those that came in; of no total.
            same_set = (
                f"members.measure_set_kind = {relation.name}.measure_set_kind "
                f"and members.measure_set_code = {relation.name}.measure_set_code"
            )
            own = "where " + " and ".join(
                "not exists (from moved inner join built.marts.participants as figures "
                f"using (observation_id) inner join built.harmonized.{members} as members "
                f"using (measure_code) where {same_set} and year(figures.period) "
                f"in ({relation.name}.from_year, {relation.name}.to_year))"
                for members in ("int_measure_sets", "int_content_measures")
            )
        for before, after in ((f"built.{mart}", mart), (mart, f"built.{mart}")):
            changed = f"from (from {before} except all from {after}) as {relation.name} {own}"
            found += [(relation.name, row) for row in connection.execute(changed).fetchall()]
    return found


def hidden_moves(built: Workspace) -> dict[str, int]:
    """Return the printed totals that move when hidden counts are moved within their marks.

    One hidden count of each month: all of them can be moved at once.
    """
    figures = {
        (document, line, column): (name, period)
        for name, period, document, line, column in built.query(
            "select observation_id, period, document_id, line_no, column_no "
            "from harmonized.int_cells where is_figure",
            DATABASE,
        )
    }
    chosen: dict[str, int] = {}
    months = set()
    for mark in interference.marks(built.folder / DATABASE):
        _, period = figures[mark.document_id, mark.line_no, mark.column_no]
        if period not in months:
            months.add(period)
            chosen |= {figures[place][0]: step for place, step in mark.moved.items()}
    return chosen


@pytest.fixture(scope="module")
def moves(shared: Connection, built: Workspace) -> dict[str, dict[str, int]]:
    """Return the moves of `harmless_moves` and `hidden_moves`, found once."""
    return harmless_moves(shared) | {"hidden": hidden_moves(built)}


@pytest.mark.parametrize("kind", ["alone", "together", "hidden"])
def test_no_row_depends_on_a_total_that_is_not_its_own(
    built: Workspace,
    rehearsal: Rehearsal,
    moves: dict[str, dict[str, int]],
    kind: str,
    tmp_path: Path,
) -> None:
    assert len(moves[kind]) > 100
    with after_moves(built, rehearsal, moves[kind]) as connection:
        assert (
            values(connection, "from checks.int_identity_checks where verdict = 'violated'") == []
        )
        assert len(
            values(connection, "from marts.participants except from built.marts.participants")
        ) == len(moves[kind])
        assert changed_elsewhere(connection) == []
        # What the build prints does not depend on them either.
        connection.execute(f"attach '{tmp_path / 'moved.duckdb'}' as saved")
        connection.execute("copy from database memory to saved")
    of = {"is_archive": False}
    moved = summary(tmp_path / "moved.duckdb", 0, **of)
    assert moved == summary(built.folder / DATABASE, 0, **of)


# A suppressed part narrowed by its total: what a subtraction would give.
NARROWED = """
    create or replace table marts.participants as
    select
        participants.* replace (
            least(participants.obs_value_max, coalesce(gaps.gap, participants.obs_value_max))
                as obs_value_max
        )
    from built.marts.participants as participants
    left join (
        select members.document_id, members.line_no, members.column_no,
            min(checks.total_max - checks.parts_min) as gap
        from built.checks.int_check_members as members
        inner join diagnosis.check_sums as checks using (check_id)
        where checks.kind = 'partition' and members.obs_value is null and members.side = 'part'
        group by members.document_id, members.line_no, members.column_no
    ) as gaps using (document_id, line_no, column_no)
"""


@pytest.mark.parametrize(
    "kind", ["alone", "together", pytest.param("hidden", marks=pytest.mark.long)]
)
def test_a_row_that_depends_on_a_total_is_found(
    built: Workspace, rehearsal: Rehearsal, moves: dict[str, dict[str, int]], kind: str
) -> None:
    with after_moves(built, rehearsal, moves[kind]) as connection:
        connection.execute(NARROWED)
        assert "participants" in {relation for relation, _ in changed_elsewhere(connection)}


# T5: what is exported, said or shown has no residual.


def residuals_in_schemas(connection: Connection, database: str) -> list[str]:
    """Return the schemas other than marts, and names and comments that speak of residuals."""
    of_database = f"where database_name = '{database}'"
    functions = SCHEMA.strip('"')
    found = values(
        connection,
        f"""
        select schema_name from duckdb_schemas()
        {of_database} and not internal and schema_name not in ('marts', 'main', '{functions}')
        union all
        select table_name from duckdb_tables()
        {of_database} and schema_name not in ('marts', '{functions}')
        union all
        select view_name from duckdb_views()
        {of_database} and not internal and schema_name not in ('main', '{functions}')
        union all
        select table_name || '.' || column_name from duckdb_columns()
        {of_database} and column_name in ('total_min', 'total_max', 'parts_min', 'parts_max')
        """,
    )
    for comment in values(
        connection, f"select comment from duckdb_columns() {of_database} and comment is not null"
    ):
        # A comment with a number of its own could carry a figure: it may name the ends 0 and 3,
        # the threshold, a year, a standard or where counting starts.
        if not set(re.findall(r"(?<![\w.])\d+(?![\w.])", comment)) <= COMMENT_NUMBERS:
            found.append(comment)
    return found


COMMENT_NUMBERS = {"0", "1", "3", "4", "18", "66", "104", "2017", "2024"}


def unpublished_numbers(connection: Connection, text: str) -> list[str]:
    """Return the numbers in printed answers (a table below a query) that no mart publishes."""
    published = {
        str(value)
        for relation in relations(connection)
        for column, kind in relation.types.items()
        if NUMERIC.match(kind)
        for value in values(connection, f"select distinct {column} from marts.{relation.name}")
    }
    return [
        cell.strip()
        for answer in re.findall(r"```sql\n.*?```\n\n((?:\|.*\n)+)", text, flags=re.DOTALL)
        for line in answer.splitlines()[2:]
        for cell in line.strip("|").split("|")
        if re.fullmatch(r"[\d ]+", cell.strip()) and cell.strip().replace(" ", "") not in published
    ]


def test_exports_have_no_place_for_residuals(shared: Connection) -> None:
    assert residuals_in_schemas(shared, "exported") == []


@pytest.mark.parametrize(
    "leak",
    [
        "create table aside as select 1 as n",
        "create schema checks; create view checks.gaps as select 1 as n",
        "alter table marts.identity_checks add column parts_max integer",
        "comment on column marts.participants.obs_value is 'NULL where suppressed (mostly 2).'",
    ],
)
def test_a_place_for_residuals_is_found(sabotaged: Connection, leak: str) -> None:
    assert residuals_in_schemas(sabotaged, "memory") == []
    sabotaged.execute(leak)
    assert residuals_in_schemas(sabotaged, "memory")


def test_documentation_shows_published_numbers_only(shared: Connection) -> None:
    for readme in [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]:
        assert unpublished_numbers(shared, readme.read_text(encoding="utf-8")) == []
    answer = "```sql\nselect 1\n```\n\n| n |\n|---|\n| 5511 |\n| 987654 |\n"
    assert unpublished_numbers(shared, answer) == ["987654"]
