"""What NAV suppressed stays hidden: nothing exported says more of a cell than its asterisk does.

Each rule is a function that lists what breaks it in a copy of all exported relations. A test runs
it on the exports as they are, and again on a copy with one leak put in, where it must find it.
What is suppressed is read from the printed cells, and figures are found by the cells that they
come from: a rule does not rely on what a mart calls its columns, and a new mart is under it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest
from build import summary
from conftest import PROJECT, Workspace
from rehearse import Rehearsal

DATABASE = "nav_tiltak.duckdb"
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

    def figures(self) -> list[str]:
        """Return the columns of numbers that can be figures."""
        return [
            name
            for name, kind in self.types.items()
            if NUMERIC.match(kind) and name not in NO_FIGURES
        ]

    def texts(self) -> list[str]:
        """Return the columns of text."""
        return [name for name, kind in self.types.items() if kind == "VARCHAR"]


def open_exports(built: Workspace) -> duckdb.DuckDBPyConnection:
    """Return a copy of all exported tables (schema marts), and what is known of each cell.

    `cell`: one row per printed cell with a figure, with the observation that it prints, the bounds
    that the print gives, and whether any print of that observation is suppressed.
    """
    connection = duckdb.connect()
    connection.execute(f"attach '{built.folder / DATABASE}' as built (read_only)")
    connection.execute(f"attach '{built.folder / 'exports' / DATABASE}' as exported (read_only)")
    connection.execute("create schema marts")
    for (name,) in connection.execute(
        "select table_name from duckdb_tables() where database_name = 'exported'"
    ).fetchall():
        connection.execute(f"create table marts.{name} as from exported.marts.{name}")
    # A rule knows the value of a figure by its bounds, whatever a mart calls it.
    for relation in relations(connection):
        for value in relation.types:
            if relation.has(f"{value}_min", f"{value}_max", "obs_status") and value != "obs_value":
                for end in ("", "_min", "_max"):
                    connection.execute(
                        f"alter table marts.{relation.name} rename {value}{end} to obs_value{end}"
                    )
    key = ", ".join(key_columns(connection))
    connection.execute(
        f"""
        create table cell as
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
        from built.harmonized.int_cells
        inner join built.harmonized.int_observations using ({key})
        where cells.is_figure
        """
    )
    connection.execute(
        """
        create table partition_member as
        select members.*, members.side = 'total' as is_total
        from built.checks.int_check_members as members
        inner join built.checks.int_identity_checks as checks using (check_id)
        where checks.kind = 'partition'
        """
    )
    # A rebuilt figure stands on the line of its neighbour, so the place alone does not name it.
    connection.execute(
        """
        create table figure as
        select
            document_id, line_no, column_no,
            printed_text is null as is_rebuilt,
            observation_id,
            obs_value
        from built.harmonized.int_document_observations
        """
    )
    return connection


def key_columns(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the columns that identify a figure."""
    return [
        name
        for (name,) in connection.execute(
            "select column_name from duckdb_columns() where database_name = 'built' "
            "and schema_name = 'harmonized' and table_name = 'observations' "
            "and (column_name in ('period', 'freq', 'indicator', 'county_division') "
            "or column_name like '%\\_code' escape '\\') order by column_index"
        ).fetchall()
    ]


def relations(connection: duckdb.DuckDBPyConnection) -> list[Relation]:
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
def shared(built: Workspace) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return the exports as they are; for tests that only read them."""
    with open_exports(built) as connection:
        yield connection


def test_files_say_what_the_database_says(
    built: Workspace, shared: duckdb.DuckDBPyConnection
) -> None:
    """The rules read the exported database; CSV and Parquet have the same rows and no more."""
    exports = built.folder / "exports"
    exported = relations(shared)
    for kind in ("csv", "parquet"):
        files = {path.stem: path for path in (exports / kind).iterdir()}
        assert sorted(files) == [relation.name for relation in exported]
        for relation in exported:
            file = f"read_parquet('{files[relation.name]}')"
            if kind == "csv":
                file = (
                    f"read_csv('{files[relation.name]}', columns={relation.types}, "
                    "allow_quoted_nulls=false)"
                )
            mart = f"exported.marts.{relation.name}"
            for left, right in ((mart, file), (file, mart)):
                assert shared.execute(f"from {left} except all from {right}").fetchall() == [], (
                    relation.name
                )


@pytest.fixture
def sabotaged(shared: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return the exports for a test to put a leak in; they are as before after it."""
    shared.execute("begin")
    yield shared
    shared.execute("rollback")


# T1: a suppressed cell is NULL, [0, 3] and Q wherever its observation or its place appears.


def open_suppressed_cells(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Return the relations and columns that say more of a suppressed cell than its asterisk."""
    found = []
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
        found += [
            (relation.name, column)
            for column in [*relation.figures(), *relation.texts()]
            if _opens(connection, linked, column, relation.types[column])
        ]
        for column, closed in (("obs_value", "null"), ("obs_status", "'Q'")):
            if relation.has(column) and _any(
                connection, linked, f"is_hidden and mart.{column} is distinct from {closed}"
            ):
                found.append((relation.name, column))
    return sorted(set(found))


def _opens(connection: duckdb.DuckDBPyConnection, linked: str, column: str, data_type: str) -> bool:
    """Return whether a column tells suppressed cells apart, or has a number for one.

    A number may only be NULL, or one and the same end of the interval in every row. A text that
    repeats the printed figures may only be NULL or an asterisk.
    """
    if NUMERIC.match(data_type):
        values = connection.execute(
            f"select distinct mart.{column}, printed_max from {linked} where is_hidden"
        ).fetchall()
        return len({value for value, _ in values}) > 1 or any(
            value not in (None, 0, highest) for value, highest in values
        )
    (repeats,) = connection.execute(
        f"select avg(case when try_cast(replace(mart.{column}, ' ', '') as bigint) "
        f"= printed_value then 1 else 0 end) from {linked} where not is_hidden"
    ).fetchone()
    return (repeats or 0) > 0.5 and _any(
        connection, linked, f"is_hidden and coalesce(mart.{column}, '*') <> '*'"
    )


def _any(connection: duckdb.DuckDBPyConnection, linked: str, condition: str) -> bool:
    (count,) = connection.execute(f"select count(*) from {linked} where {condition}").fetchone()
    return count > 0


def test_suppressed_cells_are_closed_in_every_relation(shared: duckdb.DuckDBPyConnection) -> None:
    (suppressed,) = shared.execute("select count(*) from cell where is_suppressed").fetchone()
    assert suppressed == 2195
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
def test_an_open_cell_is_found(sabotaged: duckdb.DuckDBPyConnection, mart: str, leak: str) -> None:
    (one,) = sabotaged.execute(
        f"select min(observation_id) from marts.{mart} semi join cell using (observation_id) "
        "where obs_value is null and obs_value_max is not null"
    ).fetchone()
    sabotaged.execute(LEAKS_OF_CELLS[leak].format(mart=mart, one=one))
    assert {relation for relation, _ in open_suppressed_cells(sabotaged)} == {mart}


# T2: what is derived is recomputed from its parts, and hidden where a part is.


def wrong_derived_figures(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str]]:
    """Return (relation, column, key) of derived figures that their parts do not give.

    Derived are the sums of checks, and every figure of a relation whose `<x>_id` another exported
    relation links to the observations that it is made from.
    """
    found = []
    hidden = (
        "select check_id from built.checks.int_identity_checks where suppressed_count > 0 union "
        "select check_id from partition_member where obs_value is null"
    )
    for relation in relations(connection):
        if not relation.has("check_id"):
            continue
        for column in relation.figures():
            found += [
                (relation.name, column, check_id)
                for (check_id,) in connection.execute(
                    f"select check_id from marts.{relation.name} "
                    f"where {column} is not null and check_id in ({hidden})"
                ).fetchall()
            ]
        if relation.has("parts_sum"):
            found += [
                (relation.name, "parts_sum", check_id)
                for (check_id,) in connection.execute(
                    f"select check_id from marts.{relation.name} "
                    f"left join ({parts_of_checks(connection)}) as parts using (check_id) "
                    f"where parts_sum is not null and parts_sum is distinct from recomputed"
                ).fetchall()
            ]
    for relation, identifier, links in derived(connection):
        weight = "weight" if links.has("weight") else "1"
        off = rounding(relation) + 1e-6
        found += [
            (relation.name, "bounds", str(key))
            for (key,) in connection.execute(
                f"""
                with sums as (
                    select
                        {identifier},
                        sum({weight} * case when {weight} < 0
                            then parts.obs_value_max else parts.obs_value_min end) as parts_min,
                        sum({weight} * case when {weight} < 0
                            then parts.obs_value_min else parts.obs_value_max end) as parts_max,
                        bool_or(parts.obs_value is null and {weight} <> 0) as is_hidden
                    from marts.{links.name}
                    inner join marts.participants as parts using (observation_id)
                    group by {identifier}
                ),
                -- What is made from nothing is a row that is left out because it is zero.
                compared as (
                    select
                        {identifier},
                        whole.obs_value,
                        whole.obs_value_min,
                        whole.obs_value_max,
                        coalesce(parts_min, 0) as parts_min,
                        coalesce(parts_max, 0) as parts_max,
                        coalesce(is_hidden, false) as is_hidden
                    from marts.{relation.name} as whole
                    left join sums using ({identifier})
                    where whole.obs_value_min is not null or whole.obs_value is not null
                )
                select {identifier}
                from compared
                where
                    (
                        abs(obs_value_min - parts_min) > {off}
                        or abs(obs_value_max - parts_max) > {off}
                        or obs_value < parts_min - {off}
                        or obs_value > parts_max + {off}
                        or (is_hidden and obs_value is not null)
                    )
                    -- A small figure may be hidden though its parts are not.
                    and not (
                        obs_value is null and not is_hidden and parts_min = parts_max
                        and obs_value_min = 0 and parts_min between 0 and obs_value_max
                        and obs_value_max
                            = (select max(suppressed_below) - 1 from marts.dim_document)
                    )
                """
            ).fetchall()
        ]
    return found


def parts_of_checks(connection: duckdb.DuckDBPyConnection) -> str:
    """Return a query for what the parts of each check give, from the figures as printed."""
    key = [name for name in key_columns(connection) if name not in ("period", "freq", "indicator")]
    same = " and ".join(f"checks.{name} = others.{name}" for name in key)
    return f"""
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
        inner join marts.participants as others
            on {same} and checks.document_id = others.document_id
        where checks.kind = 'mean' and others.freq = 'M' and others.indicator = 'participants'
        group by checks.check_id
        union all
        select
            checks.check_id,
            cast(round(100.0 * changes.obs_value / (others.obs_value - changes.obs_value))
                as bigint) as recomputed
        from built.checks.int_identity_checks as checks
        inner join marts.participants as others
            on {same} and checks.document_id = others.document_id
        inner join marts.participants as changes
            on {same.replace("others.", "changes.")}
            and checks.document_id = changes.document_id
        where
            checks.kind = 'percent' and others.indicator = 'participants'
            and changes.indicator = 'participants_change'
    """


def rounding(relation: Relation) -> float:
    """Return by how much the figures of a relation may differ from their parts."""
    return ROUNDING if relation.types["obs_value_min"].startswith("DECIMAL") else 0


def derived(
    connection: duckdb.DuckDBPyConnection,
) -> list[tuple[Relation, str, Relation]]:
    """Return (relation, its identifier, relation that links it to observations)."""
    exported = relations(connection)
    return [
        (relation, identifier, links)
        for relation in exported
        if relation.has("obs_value_min", "obs_value_max") and not relation.has("observation_id")
        for links in exported
        if links.has("observation_id") and not links.has("obs_value")
        for identifier in relation.types
        if identifier.endswith("_id") and identifier != "document_id" and links.has(identifier)
    ]


def test_derived_figures_are_what_their_parts_give(shared: duckdb.DuckDBPyConnection) -> None:
    (shown,) = shared.execute("select count(parts_sum) from marts.identity_checks").fetchone()
    assert shown > 6000
    assert wrong_derived_figures(shared) == []


def test_bounds_always_say_what_they_are_made_from(shared: duckdb.DuckDBPyConnection) -> None:
    """A relation with bounds carries observations, or another one links its rows to them."""
    linked = {relation.name for relation, _, _ in derived(shared)}
    assert [
        relation.name
        for relation in relations(shared)
        if relation.has("obs_value_min")
        and not relation.has("observation_id")
        and relation.name not in linked
    ] == []


LEAKS_OF_SUMS = {
    "a sum with a suppressed part": "update marts.identity_checks set parts_sum = 0 "
    "where suppressed_count > 0 and identity = 'sexes_to_both'",
    "how far a total is from its lowest": "update marts.identity_checks set deviation = slack "
    "from (select check_id, total_min - parts_min as slack from built.checks.int_identity_checks "
    "where suppressed_count > 0) as gap where gap.check_id = identity_checks.check_id",
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
def test_a_wrong_derived_figure_is_found(sabotaged: duckdb.DuckDBPyConnection, leak: str) -> None:
    sabotaged.execute(LEAKS_OF_SUMS[leak])
    assert wrong_derived_figures(sabotaged)


def test_rebuilt_figures_rest_on_printed_ones(shared: duckdb.DuckDBPyConnection) -> None:
    """No figure that a lost row was rebuilt from is suppressed, and none is below the threshold."""
    (suppressed_sources,) = shared.execute(
        "select count(*) from partition_member "
        "where obs_value is null and check_id in "
        "(select check_id from built.checks.int_identity_checks where is_by_construction)"
    ).fetchone()
    rebuilt = shared.execute(
        "select count(*), min(obs_value) from marts.participants where obs_status = 'I'"
    ).fetchone()
    assert suppressed_sources == 0
    assert rebuilt[0] == 24
    assert rebuilt[1] >= 4


# T4: whoever propagates bounds over all exports together learns no more than from the documents.


class Sum(NamedTuple):
    """What is known of a weighted sum of figures: it lies from `low` to `high`."""

    weights: dict[str, float]
    low: float
    high: float


Bounds = dict[str, tuple[float, float]]


def printed_bounds(connection: duckdb.DuckDBPyConnection) -> Bounds:
    """Return what the printed cells alone say of each figure; a lost row says nothing."""
    bounds: Bounds = {
        name: (0, NO_LIMIT)
        for (name,) in connection.execute("select observation_id from figure").fetchall()
    }
    for name, low, high in connection.execute(
        "select observation_id, max(obs_value_min), min(obs_value_max) from cell "
        "group by observation_id"
    ).fetchall():
        bounds[name] = (low, high)
    return bounds


def known_sums(connection: duckdb.DuckDBPyConnection) -> list[Sum]:
    """Return what everyone knows: totals are their parts, averages the mean of their months."""
    return known_totals(connection) + known_averages(connection)


def known_totals(connection: duckdb.DuckDBPyConnection) -> list[Sum]:
    """Return the sums by which totals are their parts."""
    return _sums(
        connection,
        """
        select
            members.check_id,
            figure.observation_id,
            case when members.is_total then -1 else 1 end as weight,
            cast(floor(checks.tolerance) as integer) as slack
        from partition_member as members
        inner join built.checks.int_identity_checks as checks using (check_id)
        inner join figure
            on members.document_id = figure.document_id
            and members.line_no = figure.line_no
            and members.column_no = figure.column_no
            and (members.printed_text is null) = figure.is_rebuilt
        """,
    )


def known_averages(connection: duckdb.DuckDBPyConnection) -> list[Sum]:
    """Return the sums by which twelve times an average is its months, but for its rounding."""
    same = " and ".join(
        f"averages.{name} = months.{name}"
        for name in key_columns(connection)
        if name not in ("period", "freq", "indicator")
    )
    averages = f"""
        from built.harmonized.int_observations as averages
        inner join built.harmonized.int_observations as months
            on {same}
            and averages.document_id = months.document_id
            and months.freq = 'M' and months.indicator = 'participants'
        where averages.indicator = 'participants_avg'
    """
    return _sums(
        connection,
        f"""
        select averages.observation_id, months.observation_id, 1 as weight, 6 as slack {averages}
        union all
        select distinct averages.observation_id, averages.observation_id, -12, 6 {averages}
        """,
    )


def _sums(connection: duckdb.DuckDBPyConnection, query: str) -> list[Sum]:
    """Return the sums of a query: sum, figure, weight, and how far the sum may be from zero."""
    weights: dict[str, dict[str, int]] = defaultdict(dict)
    slacks = {}
    for name, figure, weight, slack in connection.execute(query).fetchall():
        weights[name][figure] = weight
        slacks[name] = slack
    return [Sum(weights[name], -slack, slack) for name, slack in slacks.items()]


def exported_knowledge(
    connection: duckdb.DuckDBPyConnection, printed: Bounds
) -> tuple[Bounds, list[Sum]]:
    """Return what all exported relations add to the printed bounds and to the known sums."""
    bounds = dict(printed)
    sums = []
    for relation in relations(connection):
        if relation.has("observation_id", "obs_value_min", "obs_value_max"):
            for name, low, high in connection.execute(
                "select observation_id, "
                "max(greatest(obs_value_min, obs_value)), min(least(obs_value_max, obs_value)) "
                f"from marts.{relation.name} where obs_value_min is not null "
                "group by observation_id"
            ).fetchall():
                bounds[name] = (max(bounds[name][0], low), min(bounds[name][1], high))
        if relation.has("check_id", "parts_sum"):
            parts: dict[tuple[str, int], dict[str, int]] = defaultdict(dict)
            for check_id, shown, name in connection.execute(
                f"""
                select check_id, parts_sum, figure.observation_id
                from marts.{relation.name}
                inner join partition_member as members using (check_id)
                inner join figure
                    on members.document_id = figure.document_id
                    and members.line_no = figure.line_no
                    and members.column_no = figure.column_no
                    and (members.printed_text is null) = figure.is_rebuilt
                where not members.is_total and parts_sum is not null
                """
            ).fetchall():
                parts[check_id, shown][name] = 1
            sums += [Sum(weights, shown, shown) for (_, shown), weights in parts.items()]
    for relation, identifier, links in derived(connection):
        wholes: dict[tuple[str, float, float], dict[str, float]] = defaultdict(dict)
        weight = "weight" if links.has("weight") else "1"
        off = rounding(relation)
        for key, low, high, name, factor in connection.execute(
            f"select {identifier}, cast(whole.obs_value_min as double) - {off}, "
            f"cast(whole.obs_value_max as double) + {off}, observation_id, "
            f"cast({weight} as double) from marts.{relation.name} as whole "
            f"inner join marts.{links.name} using ({identifier}) "
            f"where {weight} <> 0 and whole.obs_value_min is not null"
        ).fetchall():
            wholes[key, low, high][name] = factor
        sums += [Sum(weights, low, high) for (_, low, high), weights in wholes.items()]
    return bounds, sums


def propagated(printed: Bounds, sums: list[Sum]) -> Bounds:
    """Return the bounds when nothing more follows from any single sum."""
    bounds = dict(printed)
    of_figure: dict[str, list[int]] = defaultdict(list)
    for number, known in enumerate(sums):
        for name in known.weights:
            of_figure[name].append(number)
    waiting = dict.fromkeys(range(len(sums)))
    while waiting:
        number = next(iter(waiting))
        del waiting[number]
        known = sums[number]
        terms = {
            name: sorted((weight * bounds[name][0], weight * bounds[name][1]))
            for name, weight in known.weights.items()
        }
        lowest = sum(low for low, _ in terms.values())
        highest = sum(high for _, high in terms.values())
        for name, weight in known.weights.items():
            low, high = terms[name]
            ends = (
                (known.low - (highest - high)) / weight,
                (known.high - (lowest - low)) / weight,
            )
            narrowed = (
                max(bounds[name][0], -(-(min(ends) - 1e-6) // 1)),
                min(bounds[name][1], (max(ends) + 1e-6) // 1),
            )
            if narrowed != bounds[name]:
                bounds[name] = narrowed
                waiting.update(dict.fromkeys(of_figure[name]))
                break
    return bounds


def learned(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[object, object]]:
    """Return the figures of which the exports say more than the documents: both bounds."""
    printed, sums = printed_bounds(connection), known_sums(connection)
    from_documents = propagated(printed, sums)
    bounds, more = exported_knowledge(connection, printed)
    from_exports = propagated(bounds, sums + more)
    return {
        name: (from_documents[name], from_exports[name])
        for name in printed
        if from_documents[name] != from_exports[name]
    }


def test_all_exports_together_teach_nothing(shared: duckdb.DuckDBPyConnection) -> None:
    assert learned(shared) == {}


def test_published_count_is_what_anyone_can_work_out(shared: duckdb.DuckDBPyConnection) -> None:
    """The one number that is published of recoverable cells, worked out here once more."""
    printed = printed_bounds(shared)
    from_documents = propagated(printed, known_totals(shared))
    hidden = {name for name, (low, high) in printed.items() if low < high < NO_LIMIT}
    recoverable = sum(from_documents[name][0] == from_documents[name][1] for name in hidden)
    assert shared.execute(
        "select suppressed_count, recoverable_count from marts.exposure"
    ).fetchall() == [(len(hidden), recoverable)]


LEAKS_OF_KNOWLEDGE = {
    "a bound": "update marts.participants_by_measure set obs_value_max = 2 "
    "where observation_id = '{open}'",
    "a value": "update marts.printed_cells set obs_value = 1 where observation_id = '{open}'",
    "a sum": "update marts.identity_checks set parts_sum = parts_min from "
    "built.checks.int_identity_checks as checks where checks.check_id = identity_checks.check_id "
    "and checks.total_max > checks.parts_min and checks.suppressed_count > 0 "
    "and checks.identity = 'statuses_to_all'",
}


@pytest.mark.parametrize("leak", LEAKS_OF_KNOWLEDGE)
def test_what_an_attacker_could_learn_is_found(
    sabotaged: duckdb.DuckDBPyConnection, leak: str
) -> None:
    from_documents = propagated(printed_bounds(sabotaged), known_sums(sabotaged))
    still_open = min(
        name
        for (name,) in sabotaged.execute(
            "select observation_id from marts.participants_by_measure where is_suppressed"
        ).fetchall()
        if from_documents[name] == (0, 3)
    )
    sabotaged.execute(LEAKS_OF_KNOWLEDGE[leak].format(open=still_open))
    assert learned(sabotaged)


# T3: no exported row depends on a printed total that hides suppressed parts, but its own.


def harmless_moves(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, int]]:
    """Return printed figures that can be moved so that every identity still holds.

    Returns:
        "alone" (one figure moved by one) and "together" (two of one identity), each as
        observation -> by how much; no two moves of a kind stand in one identity, so that all of
        them can be made at once. Figures that stand in averages and per cents, or beside a rebuilt
        one, stay as they are.
    """
    printed, sums = printed_bounds(connection), known_sums(connection)
    of_figure: dict[str, list[int]] = defaultdict(list)
    for number, known in enumerate(sums):
        for name in known.weights:
            of_figure[name].append(number)
    fixed = {
        name
        for known in sums
        if known.high > 0 or any(printed[name][1] == NO_LIMIT for name in known.weights)
        for name in known.weights
    } | {
        name
        for (name,) in connection.execute(
            "select observation_id from built.harmonized.int_observations "
            "where indicator in (select indicator from built.reference.indicators "
            "where not is_additive) or (document_id, period) in (select document_id, period "
            "from built.harmonized.int_observations where indicator = 'participants_change')"
        ).fetchall()
    }
    hidden = {number for number, known in enumerate(sums) if _is_open(known, printed)}

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

    alone: dict[str, dict[str, int]] = {}
    breaks_one: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for name in sorted(set(printed) - fixed):
        # A figure of 4 or less could not be printed one lower.
        if printed[name][0] < printed[name][1] or printed[name][0] < 5:
            continue
        if hidden.isdisjoint(of_figure[name]):
            continue
        for step in (1, -1):
            failing = broken({name: step})
            if not failing:
                alone[name] = {name: step}
            elif len(failing) == 1:
                breaks_one[failing.pop()].append((name, step))
    together = {
        f"{first} {second}": {first: step, second: other}
        for pairs in breaks_one.values()
        for number, (first, step) in enumerate(pairs)
        for second, other in pairs[number + 1 :]
        if first != second and not broken({first: step, second: other})
    }

    def apart(moves: dict[str, dict[str, int]]) -> dict[str, int]:
        chosen: dict[str, int] = {}
        taken: set[int] = set()
        for move in moves.values():
            touched = {number for name in move for number in of_figure[name]}
            if taken.isdisjoint(touched):
                taken |= touched
                chosen |= move
        return chosen

    return {"alone": apart(alone), "together": apart(together)}


def _is_open(known: Sum, printed: Bounds) -> bool:
    return any(printed[name][0] < printed[name][1] for name in known.weights)


def after_moves(
    built: Workspace, rehearsal: Rehearsal, moves: dict[str, int], leak: str = ""
) -> duckdb.DuckDBPyConnection:
    """Return all marts, and the relation `moved`, after printed figures were moved.

    Args:
        built: a built project.
        rehearsal: the compiled project.
        moves: observation -> by how much each of its prints is moved.
        leak: a query that takes the place of marts.participants, to see the test fail.
    """
    values = ", ".join(f"('{name}', {step})" for name, step in moves.items())
    moved = (
        "select document_id, line_no, column_no, cells.observation_id, steps.step "
        f"from built.marts.printed_cells as cells inner join (values {values}) "
        "as steps (observation_id, step) using (observation_id)"
    )
    inputs = {
        "staging.stg_cells": (
            "select cells.* replace ("
            "case when moved.step is null then cells.printed_text "
            "else cast(cells.cell_number + moved.step as varchar) end as printed_text, "
            "cells.cell_number + coalesce(moved.step, 0) as cell_number) "
            f"from built.staging.stg_cells as cells left join ({moved}) as moved "
            "using (document_id, line_no, column_no)"
        )
    }
    if leak:
        inputs["marts.participants"] = leak
    marts = sorted(
        name
        for (name,) in built.query(
            "select table_name from duckdb_tables() where schema_name = 'marts'", DATABASE
        )
    )
    wanted = ["observations", "identity_checks", *marts]
    connection = rehearsal.replay(built.folder, inputs, wanted)
    connection.execute(f"create table moved as {moved}")
    return connection


def changed_elsewhere(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, tuple]]:
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
        found += [
            (relation.name, row)
            for before, after in ((f"built.{mart}", mart), (mart, f"built.{mart}"))
            for row in connection.execute(
                f"select * from (from {before} except all from {after}) {own}"
            ).fetchall()
        ]
    return found


@pytest.fixture(scope="module")
def moves(shared: duckdb.DuckDBPyConnection) -> dict[str, dict[str, int]]:
    """Return the moves of `harmless_moves`, found once."""
    return harmless_moves(shared)


@pytest.mark.parametrize("kind", ["alone", "together"])
def test_no_row_depends_on_a_total_that_is_not_its_own(
    built: Workspace,
    rehearsal: Rehearsal,
    moves: dict[str, dict[str, int]],
    kind: str,
    tmp_path: Path,
) -> None:
    assert len(moves[kind]) > 100
    with after_moves(built, rehearsal, moves[kind]) as connection:
        assert connection.execute(
            "select count(*) from checks.int_identity_checks where verdict = 'violated'"
        ).fetchone() == (0,)
        assert connection.execute(
            "select count(*) from (from marts.participants except from built.marts.participants)"
        ).fetchone() == (len(moves[kind]),)
        assert changed_elsewhere(connection) == []
        # What the build prints does not depend on them either.
        connection.execute(f"attach '{tmp_path / 'moved.duckdb'}' as saved")
        connection.execute("copy from database memory to saved")
    assert summary(tmp_path / "moved.duckdb", 0) == summary(built.folder / DATABASE, 0)


# A suppressed part narrowed by its total: what a subtraction would give.
NARROWED = """
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
        inner join checks.int_identity_checks as checks using (check_id)
        where checks.kind = 'partition' and members.obs_value is null and members.side = 'part'
        group by members.document_id, members.line_no, members.column_no
    ) as gaps using (document_id, line_no, column_no)
"""


@pytest.mark.parametrize("kind", ["alone", "together"])
def test_a_row_that_depends_on_a_total_is_found(
    built: Workspace, rehearsal: Rehearsal, moves: dict[str, dict[str, int]], kind: str
) -> None:
    with after_moves(built, rehearsal, moves[kind], leak=NARROWED) as connection:
        assert "participants" in {relation for relation, _ in changed_elsewhere(connection)}


# T5: what is exported, said or shown has no residual.


def residuals_in_schemas(connection: duckdb.DuckDBPyConnection, database: str) -> list[str]:
    """Return the schemas other than marts, and names and comments that speak of residuals."""
    found = [
        schema
        for (schema,) in connection.execute(
            "select schema_name from duckdb_schemas() "
            f"where database_name = '{database}' and not internal"
        ).fetchall()
        if schema not in ("marts", "main")
    ]
    found += [
        f"{schema}.{relation}"
        for schema, relation in connection.execute(
            "select schema_name, table_name from duckdb_tables() "
            f"where database_name = '{database}' union all "
            "select schema_name, view_name from duckdb_views() "
            f"where database_name = '{database}' and not internal"
        ).fetchall()
        if schema != "marts"
    ]
    inner = {
        name
        for (name,) in connection.execute(
            "select distinct column_name from duckdb_columns() where database_name = 'built' "
            "and schema_name = 'checks' and (column_name like 'parts\\_%' escape '\\' "
            "or column_name like 'total\\_m%' escape '\\')"
        ).fetchall()
    }
    for relation, column, comment in connection.execute(
        "select table_name, column_name, coalesce(comment, '') from duckdb_columns() "
        f"where database_name = '{database}'"
    ).fetchall():
        # A comment with a number of its own could carry a figure: it may name the ends 0 and 3,
        # the threshold, a year, a standard or where counting starts.
        numbers = set(re.findall(r"(?<![\w.])\d+(?![\w.])", comment))
        if column in inner or not numbers <= COMMENT_NUMBERS:
            found.append(f"{relation}.{column}")
    return found


COMMENT_NUMBERS = {"0", "1", "3", "4", "18", "66", "104", "2017", "2024"}


def unpublished_numbers(connection: duckdb.DuckDBPyConnection, text: str) -> list[str]:
    """Return the numbers in printed answers (a table below a query) that no mart publishes."""
    published = {
        str(value)
        for relation in relations(connection)
        for column, kind in relation.types.items()
        if NUMERIC.match(kind)
        for (value,) in connection.execute(
            f"select distinct {column} from marts.{relation.name}"
        ).fetchall()
    }
    found = []
    for answer in re.findall(r"```sql\n.*?```\n\n((?:\|.*\n)+)", text, flags=re.DOTALL):
        for line in answer.splitlines()[2:]:
            found += [
                cell.strip()
                for cell in line.strip("|").split("|")
                if re.fullmatch(r"[\d ]+", cell.strip())
                and cell.strip().replace(" ", "") not in published
            ]
    return found


def test_exports_have_no_place_for_residuals(shared: duckdb.DuckDBPyConnection) -> None:
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
def test_a_place_for_residuals_is_found(sabotaged: duckdb.DuckDBPyConnection, leak: str) -> None:
    sabotaged.execute("drop table cell; drop table figure; drop table partition_member")
    assert residuals_in_schemas(sabotaged, "memory") == []
    sabotaged.execute(leak)
    assert residuals_in_schemas(sabotaged, "memory")


def test_documentation_shows_published_numbers_only(shared: duckdb.DuckDBPyConnection) -> None:
    for readme in [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]:
        assert unpublished_numbers(shared, readme.read_text(encoding="utf-8")) == []
    answer = "```sql\nselect 1\n```\n\n| n |\n|---|\n| 5511 |\n| 987654 |\n"
    assert unpublished_numbers(shared, answer) == ["987654"]
