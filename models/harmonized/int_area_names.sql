-- One row per geography method x area with its name: the counties of the division that it is of.
with residuals as (

    select distinct
        geography_method,
        target_division,
        area_code
    from {{ ref('int_area_counties') }}
    where county_population is null

)

select
    areas.geography_method,
    areas.target_division,
    areas.area_code,
    {{ join_text('counties.name_nb', ' + ', 'counties.county_code') }} as area_name_nb
from {{ ref('int_areas') }} as areas
inner join {{ ref('counties') }} as counties using (county_code)
group by all
union all
select
    residuals.geography_method,
    residuals.target_division,
    residuals.area_code,
    codes.name_nb as area_name_nb
from residuals
inner join {{ ref('codes') }} as codes
    on residuals.area_code = codes.code and codes.dimension = 'county'
