-- One row per slice whose change from last year is printed: the figure of last year that it
-- implies. Below the threshold under which NAV hides counts it stays hidden.
with threshold as (

    select max(suppressed_below) as suppressed_below from {{ ref('documents') }}

),

implied as (

    select
        observations.*,
        changes.observation_id as change_observation_id,
        observations.obs_value - changes.obs_value as implied_value,
        threshold.suppressed_below
    from {{ ref('int_observations') }} as observations
    inner join {{ ref('int_observations') }} as changes
        on
            {{ same_slice('observations', 'changes') }}
            and changes.indicator = 'participants_change'
    cross join threshold
    where observations.indicator = 'participants'

)

select
    {{ figure_id('implied', ['observation_id']) }} as figure_id,
    'participants_implied' as indicator,
    cast(period - interval 1 year as date) as period,
    measure_group_code,
    measure_code,
    status_code,
    case when implied_value >= suppressed_below then implied_value end as obs_value,
    case when implied_value >= suppressed_below then implied_value else 0 end as obs_value_min,
    case when implied_value >= suppressed_below then implied_value else suppressed_below - 1 end
        as obs_value_max,
    case when implied_value >= suppressed_below then 'I' else 'Q' end as obs_status,
    observation_id,
    change_observation_id
from implied
