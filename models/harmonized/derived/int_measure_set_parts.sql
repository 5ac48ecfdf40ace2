-- One row per measure set x month x status x sex x observation that it is the sum of. A measure
-- set that is one whole measure group, or all of them, has NAV's own total as its one part where
-- it is printed, whether the year prints measures or not; any other is the sum of its measures.
{%- set slice = prefixed(
    ['calendar_year', 'period', 'status_code', 'sex_code', 'observation_id'], 'figures'
) %}
with figures as (

    {% for relation in [ref('int_observations'), ref('int_derived_parts')] %}
    select
        year(period) as calendar_year,
        period,
        measure_group_code,
        measure_code,
        status_code,
        sex_code,
        observation_id
    from {{ relation }}
    where
        {{ participants_by(['measure_group', 'measure', 'status', 'sex']) }}
        -- A group that is not printed is the sum of its measures all the same.
        {{ "and measure_code <> '_T'" if not loop.first }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

group_sizes as (

    select
        measure_group_code,
        count(*) as measure_count
    from {{ ref('measures') }}
    group by all
    union all
    select
        '_T' as measure_group_code,
        count(*) as measure_count
    from {{ ref('measures') }}

),

sizes as (

    select
        {{ measure_set() }},
        count(*) as measure_count,
        case
            when count(distinct measure_group_code) = 1 then min(measure_group_code) else '_T'
        end as measure_group_code
    from {{ ref('int_measure_sets') }}
    where measure_set_kind <> 'measure'
    group by all

),

totals as (

    select
        {{ measure_set('sizes') }},
        {{ slice }}
    from sizes
    inner join group_sizes using (measure_group_code, measure_count)
    inner join figures using (measure_group_code)
    where figures.measure_code = '_T'

),

measures as (

    select
        {{ measure_set('measure_sets') }},
        {{ slice }}
    from {{ ref('int_measure_sets') }} as measure_sets
    inner join figures using (measure_code)
    inner join {{ ref('int_measure_set_years') }} as years
        using ({{ measure_set() }}, calendar_year)
    left join totals using ({{ measure_set() }}, period, status_code, sex_code)
    where years.is_offered and totals.period is null

),

parts as (

    select * from totals
    union all
    select * from measures

)

select
    {{ figure_id('subject', [measure_set('parts'), 'period', 'status_code', 'sex_code']) }}
        as figure_id,
    {{ measure_set('parts') }},
    parts.calendar_year,
    parts.period,
    parts.status_code,
    parts.sex_code,
    parts.observation_id
from parts
