-- One row per geography method x area x county with land in it: with what weight it counts there.
with area_counties as (

    select * from {{ ref('county_weights') }}

),

counties as (

    select * from {{ ref('dim_county') }}

)

select
    area_counties.geography_method,
    area_counties.target_vintage,
    area_counties.area_code,
    area_counties.county_vintage,
    area_counties.county_code,
    names.area_name_nb,
    counties.name_unique_nb as county_name_nb,
    area_counties.weight,
    area_counties.is_whole,
    cast(area_counties.population_inside as integer) as population_inside,
    cast(area_counties.county_population as integer) as county_population
from area_counties
inner join counties
    on
        area_counties.county_vintage = counties.county_vintage
        and area_counties.county_code = counties.county_code
inner join {{ ref('area_names') }} as names
    on
        area_counties.geography_method = names.geography_method
        and area_counties.target_vintage = names.target_vintage
        and area_counties.area_code = names.area_code
