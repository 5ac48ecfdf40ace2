-- One row per geography method x area x county with land in it: with what weight it counts there.
select
    county_weights.geography_method,
    county_weights.target_vintage,
    county_weights.area_code,
    county_weights.county_vintage,
    county_weights.county_code,
    names.area_name_nb,
    dim_county.name_unique_nb as county_name_nb,
    county_weights.weight,
    county_weights.is_whole,
    cast(county_weights.population_inside as integer) as population_inside,
    cast(county_weights.county_population as integer) as county_population
from {{ ref('county_weights') }} as county_weights
inner join {{ ref('dim_county') }} as dim_county using (county_vintage, county_code)
inner join {{ ref('area_names') }} as names using (geography_method, target_vintage, area_code)
