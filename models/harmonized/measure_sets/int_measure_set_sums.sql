-- One row per measure set x month x status x sex: the bounds of what its measures add up to, and of
-- NAV's total only where the measures are not printed. So no share depends on a total beside
-- suppressed counts.
with sums as (

    select
        parts.figure_id,
        sum(observations.obs_value_min) as obs_value_min,
        sum(observations.obs_value_max) as obs_value_max
    from {{ ref('int_measure_set_parts') }} as parts
    inner join {{ ref('int_observations') }} as observations using (observation_id)
    group by all

),

-- NAV leaves out rows that are zero.
figures as (

    select
        {{ measure_set('figures') }},
        figures.calendar_year,
        figures.period,
        figures.status_code,
        figures.sex_code,
        figures.is_covered,
        coalesce(sums.obs_value_min, 0) as obs_value_min,
        coalesce(sums.obs_value_max, 0) as obs_value_max
    from {{ ref('int_measure_set_figures') }} as figures
    left join sums using (figure_id)

),

of_measures as (

    select
        {{ measure_set('measure_sets') }},
        figures.period,
        figures.status_code,
        figures.sex_code,
        sum(figures.obs_value_min) as obs_value_min,
        sum(figures.obs_value_max) as obs_value_max
    from {{ ref('int_measure_sets') }} as measure_sets
    inner join figures
        on
            figures.measure_set_kind = 'measure'
            and measure_sets.measure_code = figures.measure_set_code
    group by all

)

select
    {{ measure_set('figures') }},
    figures.calendar_year,
    figures.period,
    figures.status_code,
    figures.sex_code,
    figures.is_covered,
    cast(coalesce(of_measures.obs_value_min, figures.obs_value_min) as bigint) as obs_value_min,
    cast(coalesce(of_measures.obs_value_max, figures.obs_value_max) as bigint) as obs_value_max
from figures
left join of_measures using ({{ measure_set() }}, period, status_code, sex_code)
