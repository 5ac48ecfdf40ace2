-- One row per measure set x month x status x sex x published figure that it is the sum of. A measure set
-- that is one whole measure group, or all of them, has NAV's own total as its one source where it
-- is printed; any other is the sum of its measures.
with figures as (

    select
        observations.*,
        year(observations.period) as calendar_year
    from {{ ref('int_observations') }} as observations
    where {{ participants_by(['measure_group', 'measure', 'status', 'sex']) }}

),

offered as (

    select * from {{ ref('int_measure_set_years') }}
    where is_offered

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
        measure_set_kind,
        measure_set_code,
        count(*) as measure_count,
        case
            when count(distinct measure_group_code) = 1 then min(measure_group_code) else '_T'
        end as measure_group_code
    from {{ ref('int_measure_sets') }}
    group by all

),

totals as (

    select
        sizes.measure_set_kind,
        sizes.measure_set_code,
        figures.*
    from sizes
    inner join group_sizes using (measure_group_code, measure_count)
    inner join figures
        on
            sizes.measure_group_code = figures.measure_group_code
            and figures.measure_code = '_T'
    where sizes.measure_set_kind <> 'measure'

),

parts as (

    select
        measure_sets.measure_set_kind,
        measure_sets.measure_set_code,
        figures.*
    from {{ ref('int_measure_sets') }} as measure_sets
    inner join figures using (measure_code)
    left join totals
        on
            {{ same_measure_set('measure_sets', 'totals') }}
            and figures.period = totals.period
            and figures.status_code = totals.status_code
            and figures.sex_code = totals.sex_code
    where totals.period is null

),

sources as (

    select * from totals
    union all
    select * from parts

)

select
    sources.measure_set_kind,
    sources.measure_set_code,
    sources.calendar_year,
    sources.period,
    sources.status_code,
    sources.sex_code,
    sources.measure_code,
    sources.observation_id,
    sources.obs_value,
    sources.obs_value_min,
    sources.obs_value_max,
    sources.obs_status
from sources
inner join offered
    on
        {{ same_measure_set('sources', 'offered') }}
        and sources.calendar_year = offered.calendar_year
