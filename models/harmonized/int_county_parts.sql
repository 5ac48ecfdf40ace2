-- One row per month x county x measure group x measure (_T: the group) x status x published figure
-- that it is the sum of. Where a document prints the measures of a group by county and not the
-- group, the group is the sum of its measures.
with figures as (

    select * from {{ ref('int_observations') }}
    where
        {{ participants_by(['county', 'measure_group', 'measure', 'status']) }}
        and county_code <> '_T'

),

-- Few, where figures are many.
slices as (

    select
        period,
        measure_group_code,
        measure_code,
        status_code
    from {{ ref('int_observations') }}
    where
        {{ participants_by(['county', 'measure_group', 'measure', 'status']) }}
        and county_code <> '_T'
    group by all

),

measure_sets as (

    select
        *,
        measure_code as measure_set_code
    from slices
    union all
    select
        slices.*,
        '_T' as measure_set_code
    from slices
    left join slices as group_totals
        on
            slices.period = group_totals.period
            and slices.measure_group_code = group_totals.measure_group_code
            and slices.status_code = group_totals.status_code
            and group_totals.measure_code = '_T'
    where slices.measure_code <> '_T' and group_totals.period is null

)

select
    figures.period,
    figures.county_division,
    figures.county_code,
    figures.measure_group_code,
    measure_sets.measure_set_code as measure_code,
    figures.status_code,
    figures.observation_id,
    figures.obs_value,
    figures.obs_value_min,
    figures.obs_value_max,
    figures.obs_status
from figures
inner join measure_sets using (period, measure_group_code, measure_code, status_code)
