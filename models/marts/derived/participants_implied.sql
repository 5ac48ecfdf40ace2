-- One row per slice whose change from the year before is printed: the figure that it implies.
select
    cast(counts.period - interval 1 year as date) as period,
    'participants_implied' as indicator,
    counts.measure_group_code,
    counts.measure_code,
    counts.status_code,
    {{ published_interval('figures') }},
    figures.obs_status,
    parts.figure_id
from {{ ref('int_figure_parts') }} as parts
inner join {{ ref('int_figures') }} as figures using (figure_id)
inner join {{ ref('int_observations') }} as counts using (observation_id)
-- The slice is that of the count, from which the change is taken away.
where parts.figure_kind = 'implied' and parts.weight > 0
