-- One row per slice whose change from the year before is printed: the figure that it implies. Below
-- the threshold under which NAV hides counts it stays hidden.
with threshold as (

    select max(suppressed_below) as suppressed_below from {{ ref('documents') }}

),

implied as (

    select
        implied.*,
        cast(figures.obs_value as integer) as implied_value,
        figures.obs_value >= threshold.suppressed_below as is_shown,
        threshold.suppressed_below
    from {{ ref('int_participants_implied') }} as implied
    inner join {{ ref('int_figures') }} as figures using (figure_id)
    cross join threshold

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
    case when is_shown then 'I' else 'Q' end as obs_status,
    figure_id
from implied
