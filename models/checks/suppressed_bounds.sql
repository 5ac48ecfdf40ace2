-- One row per suppressed figure: the bounds that NAV's own printed totals leave for it.
-- Averages, which rounding leaves room for, are not used.
-- Each round takes every check that it stands in and narrows it by what the other members allow;
-- the last of the rounds moves no bound any more (a test says so). Stays in the working database:
-- only the number of figures with one possible value is published, never which.
{%- set rounds = var('bound_rounds', 6) | int(6) %}
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
        document_observations.observation_id
    from document_observations
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

hidden as (

    select
        check_id,
        is_total,
        tolerance,
        observation_id
    from members
    where observation_id is not null

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
    where observation_id is null
    group by check_id

),

bounds_0 as (

    select
        observation_id,
        obs_value_min as bound_min,
        obs_value_max as bound_max,
        true as is_moved
    from observations
    where obs_value is null

),

{% for round in range(rounds) %}
-- A check can say something new only if a bound of its members moved in the last round.
open_{{ round }} as (

    select hidden.check_id
    from hidden
    inner join bounds_{{ round }} as bounds on hidden.observation_id = bounds.observation_id
    where bounds.is_moved
    group by hidden.check_id

),

members_{{ round }} as (

    select
        hidden.check_id,
        hidden.is_total,
        hidden.tolerance,
        hidden.observation_id,
        bounds.bound_min,
        bounds.bound_max
    from hidden
    inner join open_{{ round }} as open_checks on hidden.check_id = open_checks.check_id
    inner join bounds_{{ round }} as bounds on hidden.observation_id = bounds.observation_id

),

sums_{{ round }} as (

    select
        members.check_id,
        coalesce(sum(case when members.is_total then members.bound_min end), min(known.total_min))
            as total_min,
        coalesce(sum(case when members.is_total then members.bound_max end), min(known.total_max))
            as total_max,
        sum(case when members.is_total then 0 else members.bound_min end)
        + coalesce(min(known.parts_min), 0) as parts_min,
        sum(case when members.is_total then 0 else members.bound_max end)
        + coalesce(min(known.parts_max), 0) as parts_max
    from members_{{ round }} as members
    left join known on members.check_id = known.check_id
    group by members.check_id

),

limits_{{ round }} as (

    select
        members.observation_id,
        max(
            case
                when members.is_total then sums.parts_min
                else sums.total_min - (sums.parts_max - members.bound_max)
            end - members.tolerance
        ) as limit_min,
        min(
            case
                when members.is_total then sums.parts_max
                else sums.total_max - (sums.parts_min - members.bound_min)
            end + members.tolerance
        ) as limit_max
    from members_{{ round }} as members
    inner join sums_{{ round }} as sums on members.check_id = sums.check_id
    group by members.observation_id

),

bounds_{{ round + 1 }} as (

    select
        bounds.observation_id,
        greatest(bounds.bound_min, coalesce(limits.limit_min, bounds.bound_min)) as bound_min,
        least(bounds.bound_max, coalesce(limits.limit_max, bounds.bound_max)) as bound_max,
        coalesce(
            limits.limit_min > bounds.bound_min or limits.limit_max < bounds.bound_max, false
        ) as is_moved
    from bounds_{{ round }} as bounds
    left join limits_{{ round }} as limits on bounds.observation_id = limits.observation_id

),

{% endfor %}
final as (

    select
        observation_id,
        cast(bound_min as integer) as bound_min,
        cast(bound_max as integer) as bound_max,
        not is_moved as is_settled
    from bounds_{{ rounds }}

)

select * from final
