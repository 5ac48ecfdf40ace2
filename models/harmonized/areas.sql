-- One row per geography method x division x area x county of that division: what each area is.
-- A region is every county that can be reached over land in common, but for moves of less than the
-- method's tolerance on both sides; regions are named by the newest division, in which they and all
-- other divisions in use are the same area. Other areas are the single counties of each division.
-- Each round goes one county further; after the last one nothing is left to reach (a test says so).
{%- set rounds = 6 %}
with vintages as (

    select
        county_vintages.county_vintage,
        row_number() over (order by county_vintages.valid_on desc) as newest_no
    from {{ ref('county_vintages') }} as county_vintages
    where
        county_vintages.county_vintage in (
            select used.county_vintage from {{ ref('county_links') }} as used
        )

),

steps as (

    select
        geography_methods.geography_method,
        county_links.*
    from {{ ref('county_links') }} as county_links
    inner join {{ ref('geography_methods') }} as geography_methods
        on
            geography_methods.area_is = 'region'
            and not (
                county_links.population_18_66 < geography_methods.tolerance_share * county_links.county_population
                and county_links.population_18_66 < geography_methods.tolerance_share * county_links.other_population
            )

),

reached_0 as (

    select
        geography_method,
        county_vintage,
        county_code,
        other_vintage,
        other_code
    from steps

),

-- A county is linked to itself too: what is reached stays reached.
{% for round in range(rounds) %}
reached_{{ round + 1 }} as (

    select distinct
        reached.geography_method,
        reached.county_vintage,
        reached.county_code,
        steps.other_vintage,
        steps.other_code
    from reached_{{ round }} as reached
    inner join steps
        on
            reached.geography_method = steps.geography_method
            and reached.other_vintage = steps.county_vintage
            and reached.other_code = steps.county_code

),

{% endfor %}

regions as (

    select
        reached.geography_method,
        reached.county_vintage as target_vintage,
        reached.county_code,
        {{ join_text('reached.other_code', '+', 'reached.other_code') }} as area_code
    from reached_{{ rounds }} as reached
    inner join vintages
        on reached.county_vintage = vintages.county_vintage and vintages.newest_no = 1
    where reached.county_vintage = reached.other_vintage
    group by all

)

select
    geography_method,
    target_vintage,
    area_code,
    county_code
from regions
union all
select distinct
    geography_methods.geography_method,
    county_links.county_vintage as target_vintage,
    county_links.county_code as area_code,
    county_links.county_code
from {{ ref('geography_methods') }} as geography_methods
cross join {{ ref('county_links') }} as county_links
where geography_methods.area_is = 'county'
