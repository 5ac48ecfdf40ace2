-- One row per month x area x measure group x measure (_T: the group) x status x
-- observation of a county with land in the area, with the weight by which it counts. Where a
-- document prints the measures of a group by county and not the group, the group is the sum of its
-- measures.
with county_figures as (

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
        status_code,
        measure_code,
        bool_or(measure_code = '_T')
            over (partition by period, measure_group_code, status_code) as is_group_printed
    from county_figures
    group by period, measure_group_code, status_code, measure_code

),

sums as (

    select
        *,
        measure_code as sum_measure_code
    from slices
    union all
    select
        *,
        '_T' as sum_measure_code
    from slices
    where not is_group_printed

)

select
    {{ figure_id('area', [
        area_key('area_counties'),
        'county_figures.period',
        'county_figures.measure_group_code',
        'sums.sum_measure_code',
        'county_figures.status_code',
    ]) }}
        as figure_id,
    county_figures.period,
    {{ area_key('area_counties') }},
    county_figures.county_division,
    county_figures.measure_group_code,
    sums.sum_measure_code as measure_code,
    county_figures.status_code,
    county_figures.observation_id,
    area_counties.weight,
    area_counties.is_whole
from county_figures
inner join sums using (period, measure_group_code, measure_code, status_code)
inner join {{ ref('int_area_counties') }} as area_counties using (county_division, county_code)
