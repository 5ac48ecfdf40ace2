-- The country adds up in every geography method and link of divisions: the areas of a month, group,
-- measure and status hold as much as the counties that were printed, and the weights of each county
-- add up to 1.
-- Estimates are rounded to one decimal, so each area may be off by half of that. And an area is
-- all the counties that its code names: else harmonized.int_areas needs more rounds.
with areas as (

    select
        {{ area_link() }},
        period,
        measure_group_code,
        measure_code,
        status_code,
        sum(obs_value_min) as areas_min,
        {{ known_bound('sum(' ~ bound('obs_value_max', 'max') ~ ')') }} as areas_max,
        0.1 * count(*) as tolerance
    from {{ ref('participants_by_county_harmonized') }}
    group by all

),

printed as (

    select
        period,
        county_division,
        measure_group_code,
        measure_code,
        status_code,
        sum(obs_value_min) as counties_min,
        sum({{ bound('obs_value_max', 'max') }}) as counties_max
    from {{ ref('participants_by_county') }}
    group by all

),

-- A group that is not printed by county is the sum of its measures.
counties as (

    select * from printed
    union all
    select
        period,
        county_division,
        measure_group_code,
        '_T' as measure_code,
        status_code,
        sum(counties_min) as counties_min,
        sum(counties_max) as counties_max
    from printed
    group by all
    having not bool_or(measure_code = '_T')

),

links as (

    select distinct
        {{ area_link() }},
        county_division
    from {{ ref('int_area_counties') }}

)

select
    concat_ws(' ', {{ area_link() }}) as link,
    concat_ws(' ', period, measure_group_code, measure_code, status_code) as slice,
    counties.counties_min as expected,
    areas.areas_min as found
from counties
inner join links using (county_division)
left join areas
    using ({{ area_link() }}, period, measure_group_code, measure_code, status_code)
where
    not coalesce(
        abs(counties.counties_min - areas.areas_min) <= areas.tolerance
        and case
            when areas.areas_max is null
                then {{ known_bound('counties.counties_max') }} is null
            else abs(counties.counties_max - areas.areas_max) <= areas.tolerance
        end,
        false
    )
union all
select
    concat_ws(' ', {{ area_link() }}) as link,
    county_division || ' ' || county_code as slice,
    1 as expected,
    sum(weight) as found
from {{ ref('int_area_counties') }}
group by {{ area_link() }}, county_division, county_code
having abs(sum(weight) - 1) > 0.000000001
union all
select
    concat_ws(' ', {{ area_link() }}) as link,
    area_code as slice,
    length(area_code) - length(replace(area_code, '+', '')) + 1 as expected,
    count(*) as found
from {{ ref('int_areas') }}
group by {{ area_key() }}
having count(*) <> length(area_code) - length(replace(area_code, '+', '')) + 1
