-- One row per document and suppressed figure: what the printed totals leave it to be. Averages,
-- which rounding leaves room for, narrow nothing, and neither does a check of any figure that a
-- violated check accuses: one of those is wrong.
-- Each round takes every check that a figure stands in and narrows it by what the other members
-- allow; the last of the rounds moves no bound any more (a test says so). For finding errors, and
-- for counting what NAV gives away: must never leave the working database.
{%- set rounds = var('bound_rounds', 6) | int(6) %}
{%- set place = ['document_id', 'line_no', 'column_no', 'is_rebuilt'] %}
with identity_checks as (

    select * from {{ ref('identity_checks') }}

),

check_members as (

    select * from {{ ref('check_members') }}

),

identity_members as (

    select
        *,
        printed_text is null as is_rebuilt
    from {{ ref('identity_members') }}

),

document_observations as (

    select
        *,
        printed_text is null as is_rebuilt
    from {{ ref('document_observations') }}

),

violated as (

    select
        check_id,
        document_id
    from identity_checks
    where verdict = 'violated'

),

-- A rebuilt figure is as wrong as what it was made from.
accused as (

    select
        check_members.document_id,
        check_members.line_no,
        check_members.column_no,
        false as is_rebuilt
    from check_members
    inner join violated on check_members.check_id = violated.check_id
    where check_members.obs_value_min = check_members.obs_value_max
    union
    select
        document_observations.document_id,
        document_observations.line_no,
        document_observations.column_no,
        document_observations.is_rebuilt
    from document_observations
    inner join violated on document_observations.document_id = violated.document_id
    where document_observations.is_rebuilt and document_observations.obs_value is not null

),

untrusted as (

    select identity_members.check_id
    from identity_members
    inner join accused
        on {{ same_columns('identity_members', 'accused', place) }}
    group by identity_members.check_id

),

members as (

    select
        identity_members.check_id,
        {% for column in place %}
        identity_members.{{ column }},
        {% endfor %}
        identity_members.is_total,
        identity_members.obs_value is null as is_hidden,
        identity_members.obs_value_min,
        identity_members.obs_value_max
    from identity_members
    inner join identity_checks on identity_members.check_id = identity_checks.check_id
    left join untrusted on identity_members.check_id = untrusted.check_id
    where
        identity_checks.total_count = 1
        and identity_checks.suppressed_count > 0
        and identity_checks.tolerance = 0
        and untrusted.check_id is null
    union all
    -- What two documents suppress is one figure.
    select
        identity_checks.check_id,
        {% for column in place %}
        document_observations.{{ column }},
        {% endfor %}
        document_observations.document_id = identity_checks.first_document_id as is_total,
        true as is_hidden,
        document_observations.obs_value_min,
        document_observations.obs_value_max
    from identity_checks
    inner join document_observations
        on
            document_observations.document_id
            in (identity_checks.document_id, identity_checks.first_document_id)
            and {{ same_key('identity_checks', 'document_observations') }}
    where
        identity_checks.identity = 'two_documents'
        and identity_checks.total_min < identity_checks.total_max
        and identity_checks.parts_min < identity_checks.parts_max

),

hidden as (

    select
        check_id,
        {% for column in place %}
        {{ column }},
        {% endfor %}
        is_total
    from members
    where is_hidden

),

-- What the printed members of a check say, the same in each round.
known as (

    select
        check_id,
        sum(case when is_total then obs_value_min end) as total_min,
        sum(case when is_total then obs_value_max end) as total_max,
        sum(case when is_total then 0 else obs_value_min end) as parts_min,
        sum(case when is_total then 0 else obs_value_max end) as parts_max
    from members
    where not is_hidden
    group by check_id

),

bounds_0 as (

    select
        {% for column in place %}
        {{ column }},
        {% endfor %}
        obs_value_min as bound_min,
        obs_value_max as bound_max,
        obs_value_min as former_min,
        obs_value_max as former_max
    from document_observations
    where obs_value is null

),

{% for round in range(rounds) %}
members_{{ round }} as (

    select
        {% for column in place %}
        bounds.{{ column }},
        {% endfor %}
        bounds.bound_min,
        bounds.bound_max,
        hidden.check_id,
        hidden.is_total
    from bounds_{{ round }} as bounds
    left join hidden on {{ same_columns('bounds', 'hidden', place) }}

),

sums_{{ round }} as (

    select
        members.*,
        coalesce(
            sum(case when members.is_total then members.bound_min end) over of_check,
            known.total_min
        ) as total_min,
        coalesce(
            sum(case when members.is_total then members.bound_max end) over of_check,
            known.total_max
        ) as total_max,
        sum(case when members.is_total then 0 else members.bound_min end) over of_check
        + coalesce(known.parts_min, 0) as parts_min,
        sum(case when members.is_total then 0 else members.bound_max end) over of_check
        + coalesce(known.parts_max, 0) as parts_max
    from members_{{ round }} as members
    left join known on members.check_id = known.check_id
    window of_check as (partition by members.check_id)

),

-- A figure in no check has no limits.
limits_{{ round }} as (

    select
        {% for column in place %}
        {{ column }},
        {% endfor %}
        bound_min,
        bound_max,
        greatest(
            bound_min,
            max(
                case
                    when is_total then parts_min
                    when not is_total then total_min - parts_max + bound_max
                end
            )
        ) as limit_min,
        least(
            bound_max,
            min(
                case
                    when is_total then parts_max
                    when not is_total then total_max - parts_min + bound_min
                end
            )
        ) as limit_max
    from sums_{{ round }}
    group by {{ place | join(', ') }}, bound_min, bound_max

),

-- Bounds that cross come from an error that no check sees: they narrow nothing.
bounds_{{ round + 1 }} as (

    select
        {% for column in place %}
        {{ column }},
        {% endfor %}
        case when limit_min <= limit_max then limit_min else bound_min end as bound_min,
        case when limit_min <= limit_max then limit_max else bound_max end as bound_max,
        bound_min as former_min,
        bound_max as former_max
    from limits_{{ round }}

),

{% endfor %}
final as (

    select
        {% for column in place %}
        {{ column }},
        {% endfor %}
        cast(bound_min as integer) as bound_min,
        cast(bound_max as integer) as bound_max,
        bound_min = former_min and bound_max = former_max as is_settled
    from bounds_{{ rounds }}

)

select * from final
