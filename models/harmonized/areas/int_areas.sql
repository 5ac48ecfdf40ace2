-- One row per geography method x division x area x county of that division: what each area is.
-- A region is every county that can be reached over land in common, but for moves of less than the
-- method's tolerance on both sides; regions are named by the newest division, in which they and
-- all other divisions in use are the same area. Other areas are the single counties of each
-- division.
-- Each round goes one county further; after the last one nothing is left to reach (a test says so).
{%- set rounds = 6 %}
with divisions as (

    select
        county_divisions.county_division,
        row_number() over (order by county_divisions.valid_from desc nulls last) as newest_no
    from {{ ref('county_divisions') }} as county_divisions
    where
        county_divisions.county_division in (
            select used.county_division from {{ ref('int_county_overlaps') }} as used
        )

),

steps as (

    select
        methods.geography_method,
        county_overlaps.*
    from {{ ref('int_county_overlaps') }} as county_overlaps
    inner join {{ ref('geography_methods') }} as methods
        on
            methods.area_is = 'region'
            and not (
                county_overlaps.population_18_66
                < methods.tolerance_share * county_overlaps.county_population
                and county_overlaps.population_18_66
                < methods.tolerance_share * county_overlaps.other_population
            )

),

reached_0 as (

    select
        geography_method,
        county_division,
        county_code,
        other_division,
        other_code
    from steps

),

-- A county is linked to itself too: what is reached stays reached.
{% for round in range(rounds) %}
reached_{{ round + 1 }} as (

    select distinct
        reached.geography_method,
        reached.county_division,
        reached.county_code,
        steps.other_division,
        steps.other_code
    from reached_{{ round }} as reached
    inner join steps
        on
            reached.geography_method = steps.geography_method
            and reached.other_division = steps.county_division
            and reached.other_code = steps.county_code

),

{% endfor %}

regions as (

    select
        reached.geography_method,
        reached.county_division as target_division,
        reached.county_code,
        {{ join_text('reached.other_code', '+', 'reached.other_code') }} as area_code
    from reached_{{ rounds }} as reached
    inner join divisions
        on reached.county_division = divisions.county_division and divisions.newest_no = 1
    where reached.county_division = reached.other_division
    group by all

)

select
    geography_method,
    target_division,
    area_code,
    county_code
from regions
union all
select distinct
    geography_methods.geography_method,
    county_overlaps.county_division as target_division,
    county_overlaps.county_code as area_code,
    county_overlaps.county_code
from {{ ref('geography_methods') }} as geography_methods
cross join {{ ref('int_county_overlaps') }} as county_overlaps
where geography_methods.area_is = 'county'
