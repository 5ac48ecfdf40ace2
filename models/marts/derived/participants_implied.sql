-- One row per slice whose change from the year before is printed: the figure that it implies.
-- Below the threshold under which NAV hides counts it stays hidden.
with threshold as (

    select max(suppressed_below) as suppressed_below from {{ ref('documents') }}

),

implied as (

    select
        cast(counts.period - interval 1 year as date) as period,
        'participants_implied' as indicator,
        counts.measure_group_code,
        counts.measure_code,
        counts.status_code,
        cast(figures.obs_value as integer) as implied_value,
        figures.obs_value >= threshold.suppressed_below as is_shown,
        threshold.suppressed_below,
        parts.figure_id
    from {{ ref('int_figure_parts') }} as parts
    inner join {{ ref('int_figures') }} as figures using (figure_id)
    inner join {{ ref('int_observations') }} as counts using (observation_id)
    cross join threshold
    -- The slice is that of the count, from which the change is taken away.
    where parts.figure_kind = 'implied' and parts.weight > 0

)

select
    period,
    indicator,
    measure_group_code,
    measure_code,
    status_code,
    case when is_shown then implied_value end as obs_value,
    case when is_shown then implied_value else 0 end as obs_value_min,
    case when is_shown then implied_value else suppressed_below - 1 end as obs_value_max,
    case when is_shown then 'A' else 'Q' end as obs_status,
    figure_id
from implied
