-- One row per area (geography method x division x division linked) x county with land in it: with
-- what weight it counts there.
select
    {{ area_key('area_counties') }},
    area_counties.county_division,
    area_counties.county_code,
    transfers.area_name_nb,
    counties.county_name_nb,
    area_counties.weight,
    area_counties.is_whole,
    transfers.is_within_tolerance
    and area_counties.weight > 0
    and count(case when area_counties.weight > 0 then 1 end) over (
        partition by {{ area_key('area_counties') }}, area_counties.county_division
    ) = 1 as is_county,
    cast(area_counties.population_inside as integer) as population_inside,
    cast(area_counties.county_population as integer) as county_population
from {{ ref('int_area_counties') }} as area_counties
inner join {{ ref('dim_county') }} as counties using (county_division, county_code)
inner join {{ ref('int_area_transfers') }} as transfers
    using ({{ area_key() }}, county_division)
