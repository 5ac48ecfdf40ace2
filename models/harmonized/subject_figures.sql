-- One row per subject x month x status x sex: the sum of its published figures as an interval.
-- NAV leaves out rows that are zero: where the month prints measures for this status and sex, a
-- subject that its year prints anywhere has a row, zero where it has no source. Where it prints
-- group totals only, those that are printed have one.
with slices as (

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
    inner join slices using (calendar_year)
    union
    select
        subject_kind,
        subject_code,
        calendar_year,
        period,
        status_code,
        sex_code
    from {{ ref('subject_sources') }}

),

offered as (

    select
        subject_slices.*,
        subject_years.is_covered,
        subject_years.measure_codes
    from subject_slices
    inner join subject_years
        on
            {{ same_subject('subject_slices', 'subject_years') }}
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
        when count(subject_sources.obs_value) = count(subject_sources.observation_id)
            then cast(coalesce(sum(subject_sources.obs_value), 0) as integer)
    end as obs_value,
    cast(coalesce({{ lowest_sum('subject_sources') }}, 0) as integer) as obs_value_min,
    cast(coalesce({{ highest_sum('subject_sources') }}, 0) as integer) as obs_value_max,
    case when count(subject_sources.observation_id) = 0 then 'I' else {{ status_of_sum('subject_sources') }} end
        as obs_status,
    count(subject_sources.observation_id) as source_count,
    count(case when subject_sources.obs_status = 'Q' then 1 end) as suppressed_count,
    any_value(offered.is_covered) as is_covered,
    any_value(offered.measure_codes) as measure_codes
from offered
left join {{ ref('subject_sources') }} as subject_sources
    on
        {{ same_subject('offered', 'subject_sources') }}
        and offered.period = subject_sources.period
        and offered.status_code = subject_sources.status_code
        and offered.sex_code = subject_sources.sex_code
group by
    offered.subject_kind,
    offered.subject_code,
    offered.calendar_year,
    offered.period,
    offered.status_code,
    offered.sex_code
