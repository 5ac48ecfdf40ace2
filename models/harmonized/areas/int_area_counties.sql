-- One row per area x county with land in it, of the two divisions that it links: with what weight
-- the county's figures count, and how many of its people live in the area.
-- Residual categories are areas of their own in every division.
with inside as (

    select
        {{ area_key('areas') }},
        county_overlaps.county_division,
        county_overlaps.county_code,
        sum(county_overlaps.population_18_66) as population_inside,
        any_value(county_overlaps.county_population) as county_population
    from {{ ref('int_areas') }} as areas
    inner join {{ ref('int_county_overlaps') }} as county_overlaps
        on
            areas.target_division = county_overlaps.other_division
            and areas.county_code = county_overlaps.other_code
            and {{ is_linked('county_overlaps.county_division', 'areas') }}
    group by all

),

weighted as (

    select
        inside.*,
        geography_methods.counts,
        geography_methods.area_is,
        row_number() over (
            partition by
                {{ area_link('inside') }}, inside.county_division, inside.county_code
            order by inside.population_inside desc, inside.area_code asc
        ) as largest_no
    from inside
    inner join {{ ref('geography_methods') }} as geography_methods using (geography_method)

),

counted as (

    select
        {{ area_key() }},
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

    select distinct {{ area_link() }}
    from (
        select
            {{ area_key() }},
            county_division
        from counted
        group by all
        having max(weight) = 0
    ) as empty_areas

),

residuals as (

    select distinct
        {{ area_link('counted') }},
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
left join impossible using ({{ area_link() }})
where impossible.geography_method is null
