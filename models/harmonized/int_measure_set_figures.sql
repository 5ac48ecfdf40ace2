-- One row per measure set x month x status x sex: the sum of its published figures as an interval.
-- NAV leaves out rows that are zero: where the month prints measures for this status and sex, a
-- measure set that its year prints anywhere has a row, zero where it has no source. Where it prints
-- group totals only, those that are printed have one.
with slices as (

    select distinct
        year(period) as calendar_year,
        period,
        status_code,
        sex_code
    from {{ ref('int_observations') }}
    where
        {{ participants_by(['measure_group', 'measure', 'status', 'sex']) }}
        and measure_code <> '_T'

),

measure_set_years as (

    select * from {{ ref('int_measure_set_years') }}
    where is_offered

),

measure_set_slices as (

    select
        measure_set_years.measure_set_kind,
        measure_set_years.measure_set_code,
        slices.*
    from measure_set_years
    inner join slices using (calendar_year)
    union
    select
        measure_set_kind,
        measure_set_code,
        calendar_year,
        period,
        status_code,
        sex_code
    from {{ ref('int_measure_set_parts') }}

),

offered as (

    select
        measure_set_slices.*,
        measure_set_years.is_covered,
        measure_set_years.measure_codes
    from measure_set_slices
    inner join measure_set_years
        on
            {{ same_measure_set('measure_set_slices', 'measure_set_years') }}
            and measure_set_slices.calendar_year = measure_set_years.calendar_year

)

select
    {{ figure_id('subject', [
        'offered.measure_set_kind',
        'offered.measure_set_code',
        'offered.period',
        'offered.status_code',
        'offered.sex_code',
    ]) }}
        as figure_id,
    offered.measure_set_kind,
    offered.measure_set_code,
    offered.calendar_year,
    offered.period,
    offered.status_code,
    offered.sex_code,
    case
        when count(measure_set_parts.obs_value) = count(measure_set_parts.observation_id)
            then cast(coalesce(sum(measure_set_parts.obs_value), 0) as integer)
    end as obs_value,
    cast(coalesce({{ lowest_sum('measure_set_parts') }}, 0) as integer) as obs_value_min,
    cast(coalesce({{ highest_sum('measure_set_parts') }}, 0) as integer) as obs_value_max,
    case when count(measure_set_parts.observation_id) = 0 then 'I' else {{ status_of_sum('measure_set_parts') }} end
        as obs_status,
    count(measure_set_parts.observation_id) as part_count,
    count(case when measure_set_parts.obs_status = 'Q' then 1 end) as suppressed_count,
    any_value(offered.is_covered) as is_covered,
    any_value(offered.measure_codes) as measure_codes
from offered
left join {{ ref('int_measure_set_parts') }} as measure_set_parts
    on
        {{ same_measure_set('offered', 'measure_set_parts') }}
        and offered.period = measure_set_parts.period
        and offered.status_code = measure_set_parts.status_code
        and offered.sex_code = measure_set_parts.sex_code
group by
    offered.measure_set_kind,
    offered.measure_set_code,
    offered.calendar_year,
    offered.period,
    offered.status_code,
    offered.sex_code
