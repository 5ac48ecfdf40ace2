-- One row per subject x month x status x sex: the sum of its published figures as an interval.
-- NAV leaves out rows that are zero: where the month prints measures for this status and sex, a
-- subject that its year prints anywhere has a row, zero where it has no source. Where it prints
-- group totals only, those that are printed have one.
with sources as (

    select * from {{ ref('subject_sources') }}

),

slices as (

    select distinct
        year(period) as calendar_year,
        period,
        status_code,
        sex_code
    from {{ ref('observations') }}
    where
        {{ participants_by(['measure_group', 'measure', 'status', 'sex']) }}
        and measure_code <> '_T'

),

subject_years as (

    select * from {{ ref('subject_years') }}
    where is_offered

),

subject_slices as (

    select
        subject_years.subject_kind,
        subject_years.subject_code,
        slices.*
    from subject_years
    inner join slices on subject_years.calendar_year = slices.calendar_year
    union
    select
        subject_kind,
        subject_code,
        calendar_year,
        period,
        status_code,
        sex_code
    from sources

),

offered as (

    select
        subject_slices.*,
        subject_years.is_covered,
        subject_years.measure_codes
    from subject_slices
    inner join subject_years
        on
            subject_slices.subject_kind = subject_years.subject_kind
            and subject_slices.subject_code = subject_years.subject_code
            and subject_slices.calendar_year = subject_years.calendar_year

)

select
    {{ figure_id('subject', [
        'offered.subject_kind',
        'offered.subject_code',
        'offered.period',
        'offered.status_code',
        'offered.sex_code',
    ]) }}
        as figure_id,
    offered.subject_kind,
    offered.subject_code,
    offered.calendar_year,
    offered.period,
    offered.status_code,
    offered.sex_code,
    case
        when count(sources.obs_value) = count(sources.observation_id)
            then cast(coalesce(sum(sources.obs_value), 0) as integer)
    end as obs_value,
    cast(coalesce({{ lowest_sum('sources') }}, 0) as integer) as obs_value_min,
    cast(coalesce({{ highest_sum('sources') }}, 0) as integer) as obs_value_max,
    case when count(sources.observation_id) = 0 then 'I' else {{ status_of_sum('sources') }} end
        as obs_status,
    count(sources.observation_id) as source_count,
    count(case when sources.obs_status = 'Q' then 1 end) as suppressed_count,
    any_value(offered.is_covered) as is_covered,
    any_value(offered.measure_codes) as measure_codes
from offered
left join sources
    on
        offered.subject_kind = sources.subject_kind
        and offered.subject_code = sources.subject_code
        and offered.period = sources.period
        and offered.status_code = sources.status_code
        and offered.sex_code = sources.sex_code
group by
    offered.subject_kind,
    offered.subject_code,
    offered.calendar_year,
    offered.period,
    offered.status_code,
    offered.sex_code
