-- One row per slice whose change from last year is printed: the count and the change that imply the
-- figure of last year.
select
    {{ figure_id('implied', ['counts.observation_id']) }} as figure_id,
    'participants_implied' as indicator,
    cast(counts.period - interval 1 year as date) as period,
    counts.measure_group_code,
    counts.measure_code,
    counts.status_code,
    counts.observation_id,
    changes.observation_id as change_observation_id
from {{ ref('int_observations') }} as counts
inner join {{ ref('int_observations') }} as changes
    on
        {{ same_slice('counts', 'changes') }}
        and changes.indicator = 'participants_change'
where counts.indicator = 'participants'
