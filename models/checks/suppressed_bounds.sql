-- One row per suppressed figure: the bounds that NAV's own printed totals leave for it.
-- Averages, which rounding leaves room for, are not used.
-- Each round takes every check that it stands in and narrows it by what the other members allow;
-- the last of the rounds moves no bound any more (a test says so). Stays in the working database:
-- only the number of figures with one possible value is published, never which.
{%- set rounds = var('bound_rounds', 6) | int %}
with identity_checks as (

    select * from {{ ref('identity_checks') }}
    where kind = 'partition' and suppressed_count > 0

),

identity_members as (

    select * from {{ ref('identity_members') }}

),

document_observations as (

    select * from {{ ref('document_observations') }}

),

observations as (

    select * from {{ ref('observations') }}

),

places as (

    select
        document_observations.document_id,
        document_observations.line_no,
        document_observations.column_no,
        document_observations.printed_text is null as is_rebuilt,
        observations.observation_id
    from document_observations
    inner join observations on {{ same_key('document_observations', 'observations') }}
    where document_observations.obs_value is null

),

members as (

    select
        identity_members.check_id,
        identity_members.is_total,
        identity_members.obs_value_min,
        identity_members.obs_value_max,
        floor(identity_checks.tolerance) as tolerance,
        places.observation_id
    from identity_members
    inner join identity_checks on identity_members.check_id = identity_checks.check_id
    left join places
        on
            identity_members.document_id = places.document_id
            and identity_members.line_no = places.line_no
            and identity_members.column_no = places.column_no
            and (identity_members.printed_text is null) = places.is_rebuilt

),

bounds_0 as (

    select
        observation_id,
        obs_value_min as bound_min,
        obs_value_max as bound_max
    from observations
    where obs_value is null

),

{% for round in range(rounds) %}
members_{{ round }} as (

    select
        members.check_id,
        members.observation_id,
        members.is_total,
        members.tolerance,
        coalesce(bounds.bound_min, members.obs_value_min) as bound_min,
        coalesce(bounds.bound_max, members.obs_value_max) as bound_max
    from members
    left join bounds_{{ round }} as bounds
        on members.observation_id = bounds.observation_id

),

sums_{{ round }} as (

    select
        *,
        sum(case when is_total then bound_min end) over of_check as total_min,
        sum(case when is_total then bound_max end) over of_check as total_max,
        sum(case when is_total then 0 else bound_min end) over of_check as parts_min,
        sum(case when is_total then 0 else bound_max end) over of_check as parts_max
    from members_{{ round }}
    window of_check as (partition by check_id)

),

limits_{{ round }} as (

    select
        observation_id,
        max(
            case
                when is_total then parts_min else total_min - (parts_max - bound_max)
            end - tolerance
        ) as limit_min,
        min(
            case
                when is_total then parts_max else total_max - (parts_min - bound_min)
            end + tolerance
        ) as limit_max
    from sums_{{ round }}
    where observation_id is not null
    group by observation_id

),

bounds_{{ round + 1 }} as (

    select
        bounds.observation_id,
        greatest(bounds.bound_min, coalesce(limits.limit_min, bounds.bound_min)) as bound_min,
        least(bounds.bound_max, coalesce(limits.limit_max, bounds.bound_max)) as bound_max
    from bounds_{{ round }} as bounds
    left join limits_{{ round }} as limits on bounds.observation_id = limits.observation_id

),

{% endfor %}
final as (

    select
        bounds.observation_id,
        cast(bounds.bound_min as integer) as bound_min,
        cast(bounds.bound_max as integer) as bound_max,
        coalesce(bounds.bound_min = former.bound_min and bounds.bound_max = former.bound_max, false)
            as is_settled
    from bounds_{{ rounds }} as bounds
    inner join bounds_{{ rounds - 1 }} as former
        on bounds.observation_id = former.observation_id

)

select * from final
