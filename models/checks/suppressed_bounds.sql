-- One row per document and suppressed figure: what the printed totals leave it to be. Averages,
-- which rounding leaves room for, narrow nothing, and neither does a check of any figure that a
-- violated check accuses: one of those is wrong.
-- Each round takes every check that a figure stands in and narrows it by what the other members
-- allow; the last of the rounds moves no bound any more (a test says so). Rounds look only where
-- the one before moved a bound. For finding errors, and for counting what NAV gives away: must
-- never leave the working database.
{%- set rounds = var('bound_rounds', 6) | int(6) %}
{%- set place = ['document_id', 'line_no', 'column_no', 'is_rebuilt'] %}
with violated as (

    select
        check_id,
        document_id
    from {{ ref('int_identity_checks') }}
    where verdict = 'violated'

),

-- A rebuilt figure is as wrong as what it was made from.
accused as (

    select
        check_members.document_id,
        check_members.line_no,
        check_members.column_no,
        false as is_rebuilt
    from {{ ref('int_check_members') }} as check_members
    inner join violated using (check_id)
    where check_members.obs_value_min = check_members.obs_value_max
    union
    select
        document_observations.document_id,
        document_observations.line_no,
        document_observations.column_no,
        true as is_rebuilt
    from {{ ref('int_document_observations') }} as document_observations
    inner join violated using (document_id)
    where document_observations.printed_text is null and document_observations.obs_value is not null

),

untrusted as (

    select members.check_id
    from {{ ref('int_identity_members') }} as members
    inner join accused
        on
            members.document_id = accused.document_id
            and members.line_no = accused.line_no
            and members.column_no = accused.column_no
            and (members.printed_text is null) = accused.is_rebuilt
    group by all

),

-- What two documents suppress is one figure.
doubled as (

    select
        checks.check_id,
        figures.document_id,
        figures.line_no,
        figures.column_no,
        figures.printed_text is null as is_rebuilt,
        figures.document_id = checks.first_document_id as is_total
    from {{ ref('int_identity_checks') }} as checks
    inner join {{ ref('int_document_observations') }} as figures
        on
            figures.document_id in (checks.document_id, checks.first_document_id)
            and {{ same_key('checks', 'figures') }}
    where
        checks.identity = 'two_documents'
        and checks.total_min < checks.total_max
        and checks.parts_min < checks.parts_max
        and figures.document_count > 1
        and figures.obs_value is null

),

-- Checks that can narrow a figure, and suppressed figures: both by a number, for there are many.
numbered_checks as (

    select
        checks.check_id,
        checks.total_min,
        checks.total_max,
        checks.parts_min,
        checks.parts_max,
        cast(row_number() over (order by checks.check_id) as integer) as check_no
    from {{ ref('int_identity_checks') }} as checks
    left join untrusted using (check_id)
    where
        (
            checks.kind = 'partition'
            and checks.total_count = 1
            and checks.suppressed_count > 0
            and checks.tolerance = 0
            and untrusted.check_id is null
        )
        or checks.check_id in (select doubled.check_id from doubled)

),

cells as (

    select
        document_id,
        line_no,
        column_no,
        printed_text is null as is_rebuilt,
        obs_value_min,
        obs_value_max,
        cast(
            row_number() over (order by document_id, line_no, column_no, printed_text is null)
            as integer
        ) as cell_no
    from {{ ref('int_document_observations') }}
    where obs_value is null

),

members as (

    select
        check_id,
        document_id,
        line_no,
        column_no,
        printed_text is null as is_rebuilt,
        is_total
    from {{ ref('int_identity_members') }}
    where obs_value is null
    union all
    select * from doubled

),

hidden as (

    select
        checks.check_no,
        cells.cell_no,
        members.is_total,
        cells.obs_value_min,
        cells.obs_value_max
    from members
    inner join numbered_checks as checks using (check_id)
    inner join cells on {{ same_columns('members', 'cells', place) }}
    where {{ made_once() }}

),

-- What the printed members of a check say, the same in each round.
known as (

    select
        hidden.check_no,
        checks.total_min - sum(case when hidden.is_total then hidden.obs_value_min else 0 end)
            as total_min,
        checks.total_max - sum(case when hidden.is_total then hidden.obs_value_max else 0 end)
            as total_max,
        checks.parts_min - sum(case when hidden.is_total then 0 else hidden.obs_value_min end)
            as parts_min,
        checks.parts_max - sum(case when hidden.is_total then 0 else hidden.obs_value_max end)
            as parts_max
    from hidden
    inner join numbered_checks as checks using (check_no)
    where {{ made_once() }}
    group by
        hidden.check_no, checks.total_min, checks.total_max, checks.parts_min, checks.parts_max

),

bounds_0 as (

    select
        cell_no,
        obs_value_min as bound_min,
        obs_value_max as bound_max,
        true as has_moved
    from cells

),

{{ narrowing_rounds(rounds) }}
final as (

    select
        {% for column in place %}
        cells.{{ column }},
        {% endfor %}
        bounds.bound_min,
        bounds.bound_max,
        not bounds.has_moved as is_settled
    from bounds_{{ rounds }} as bounds
    inner join cells on bounds.cell_no = cells.cell_no

)

select * from final
