-- One row per month x county x measure group x measure (_T: the group) x status x published figure
-- that it is the sum of. Where a document prints the measures of a group by county and not the
-- group, the group is the sum of its measures.
with figures as (

    select * from {{ ref('observations') }}
    where
        {{ participants_by(['county', 'measure_group', 'measure', 'status']) }}
        and county_code <> '_T'

),

group_totals as (

    select distinct
        period,
        measure_group_code,
        status_code
    from figures
    where measure_code = '_T'

),

sources as (

    select
        figures.measure_code as subject_code,
        figures.*
    from figures
    union all
    select
        '_T' as subject_code,
        figures.*
    from figures
    left join group_totals
        on
            figures.period = group_totals.period
            and figures.measure_group_code = group_totals.measure_group_code
            and figures.status_code = group_totals.status_code
    where figures.measure_code <> '_T' and group_totals.period is null

)

select
    period,
    county_vintage,
    county_code,
    measure_group_code,
    subject_code as measure_code,
    status_code,
    observation_id,
    obs_value,
    obs_value_min,
    obs_value_max,
    obs_status
from sources
