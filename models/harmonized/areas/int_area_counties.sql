-- One row per geography method x area x county of any division in use that has land in it: with
-- what weight the county's figures count, and how many of its people live in the area.
-- Residual categories are areas of their own in every division.
with inside as (

    select
        areas.geography_method,
        areas.target_division,
        areas.area_code,
        county_overlaps.county_division,
        county_overlaps.county_code,
        sum(county_overlaps.population_18_66) as population_inside,
        any_value(county_overlaps.county_population) as county_population
    from {{ ref('int_areas') }} as areas
    inner join {{ ref('int_county_overlaps') }} as county_overlaps
        on
            areas.target_division = county_overlaps.other_division
            and areas.county_code = county_overlaps.other_code
    group by all

),

weighted as (

    select
        inside.*,
        geography_methods.counts,
        geography_methods.area_is,
        row_number() over (
            partition by
                inside.geography_method,
                inside.target_division,
                inside.county_division,
                inside.county_code
            order by inside.population_inside desc, inside.area_code asc
        ) as largest_no
    from inside
    inner join {{ ref('geography_methods') }} as geography_methods using (geography_method)

),

counted as (

    select
        geography_method,
        target_division,
        area_code,
        county_division,
        county_code,
        population_inside,
        county_population,
        cast(
            case
                when counts = 'share'
                    then round(cast(population_inside as double) / county_population, 10)
                when largest_no = 1 then 1
                else 0
            end
            as decimal(12, 10)
        ) as weight
    from weighted

),

-- Whole counties cannot be carried to a division in which a county would be left without any.
impossible as (

    select distinct
        geography_method,
        target_division
    from (
        select
            geography_method,
            target_division,
            area_code,
            county_division
        from counted
        group by all
        having max(weight) = 0
    ) as empty_areas

),

residuals as (

    select distinct
        counted.geography_method,
        counted.target_division,
        codes.code as area_code,
        counted.county_division,
        codes.code as county_code
    from counted
    cross join {{ ref('codes') }} as codes
    where codes.dimension = 'county' and codes.code <> '_T'

),

possible as (

    select
        counted.*,
        counted.population_inside = counted.county_population as is_whole
    from counted
    union all
    select
        residuals.*,
        cast(null as integer) as population_inside,
        cast(null as integer) as county_population,
        cast(1 as decimal(12, 10)) as weight,
        true as is_whole
    from residuals

)

select possible.*
from possible
left join impossible using (geography_method, target_division)
where impossible.geography_method is null
