-- One row per document and suppressed figure: what the printed totals leave it to be. Averages,
-- which rounding leaves room for, narrow nothing, and neither does a check of any figure that a
-- violated check accuses: one of those is wrong.
-- Each round takes every check that a figure stands in and narrows it by what the other members
-- allow; the last of the rounds moves no bound any more (is_settled). Made in memory and forgotten:
-- for finding errors, and for counting what NAV gives away.
{%- set rounds = var('bound_rounds', 6) | int(6) %}
with members as (

    select
        members.*,
        members.printed_text is null as is_rebuilt,
        checks.verdict = 'violated' as is_violated
    from {{ ref('int_check_members') }} as members
    inner join {{ ref('check_sums') }} as checks using (check_id)

),

-- A rebuilt figure is as wrong as what it was made from.
accused as (

    select
        {{ place() }},
        false as is_rebuilt
    from members
    where is_violated and not is_rebuilt and obs_value_min = obs_value_max
    union
    select
        {{ place() }},
        true as is_rebuilt
    from {{ ref('int_document_observations') }}
    where
        printed_text is null
        and obs_value is not null
        and document_id in (
            select members.document_id from members
            where members.is_violated
        )

),

-- Checks that can narrow a figure, by a number, for there are many. What two documents suppress is
-- one figure.
numbered_checks as (

    select
        checks.*,
        cast(row_number() over (order by checks.check_id) as integer) as check_no
    from {{ ref('check_sums') }} as checks
    where
        (
            checks.kind = 'partition'
            and checks.total_count = 1
            and checks.suppressed_count > 0
            and checks.tolerance = 0
            and checks.check_id not in (
                select members.check_id
                from members
                inner join accused using (document_id, line_no, column_no, is_rebuilt)
            )
        )
        or (
            checks.identity = 'two_documents'
            and checks.total_min < checks.total_max
            and checks.parts_min < checks.parts_max
        )

),

cells as (

    select
        {{ place() }},
        printed_text is null as is_rebuilt,
        {{ interval() }},
        cast(
            row_number() over (order by document_id, line_no, column_no, printed_text is null)
            as integer
        ) as cell_no
    from {{ ref('int_document_observations') }}
    where obs_value is null

),

hidden as (

    select
        cells.cell_no,
        case members.side when 'total' then 'total' else 'parts' end as side,
        {{ interval('cells') }},
        checks.check_no,
        checks.total_min,
        checks.total_max,
        checks.parts_min,
        checks.parts_max
    from members
    inner join cells using (document_id, line_no, column_no, is_rebuilt)
    inner join numbered_checks as checks using (check_id)
    where members.obs_value is null

),

bounds_0 as (

    select
        cell_no,
        obs_value_min as bound_min,
        obs_value_max as bound_max,
        true as has_moved
    from cells

),

{% for round in range(rounds) %}
-- What the bounds so far make of both sides of each check.
sides_{{ round }} as (

    select
        hidden.side,
        {% for side in ['total', 'parts'] %}
        {% for end in ['min', 'max'] %}
        hidden.{{ side }}_{{ end }} + sum(
            case
                when hidden.side = '{{ side }}'
                    then bounds.bound_{{ end }} - hidden.obs_value_{{ end }}
                else 0
            end
        ) over of_check as {{ side }}_{{ end }},
        {% endfor %}
        {% endfor %}
        bounds.bound_min,
        bounds.bound_max,
        hidden.cell_no
    from hidden
    inner join bounds_{{ round }} as bounds using (cell_no)
    window of_check as (partition by hidden.check_no)

),

limits_{{ round }} as (

    select
        cell_no,
        max(case side when 'total' then parts_min else total_min - parts_max + bound_max end)
            as limit_min,
        min(case side when 'total' then parts_max else total_max - parts_min + bound_min end)
            as limit_max
    from sides_{{ round }}
    group by all

),

-- Bounds that cross come from an error that no check sees: they narrow nothing.
bounds_{{ round + 1 }} as (

    select
        bounds.cell_no,
        cast(greatest(bounds.bound_min, limits.limit_min) as bigint) as bound_min,
        cast(least(bounds.bound_max, limits.limit_max) as bigint) as bound_max,
        coalesce(
            bounds.bound_min < limits.limit_min or bounds.bound_max > limits.limit_max, false
        ) as has_moved
    from bounds_{{ round }} as bounds
    left join limits_{{ round }} as limits
        on
            bounds.cell_no = limits.cell_no
            and greatest(bounds.bound_min, limits.limit_min)
            <= least(bounds.bound_max, limits.limit_max)

){{ ',' if not loop.last }}

{% endfor %}
select
    {{ place('cells') }},
    cells.is_rebuilt,
    bounds.bound_min,
    bounds.bound_max,
    not bounds.has_moved as is_settled
from bounds_{{ rounds }} as bounds
inner join cells using (cell_no)
