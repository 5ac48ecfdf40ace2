-- One row per geography method x division x division that it is linked with x area x county of the
-- former: what each area is. What links two divisions depends on no third; _T links all that are in
-- use, where they are not just two.
-- A region is every county that can be reached over land in common, but for moves of less than the
-- method's tolerance on both sides; regions are named by the newer division, in which they and
-- the other are the same area. Other areas are the single counties of each division.
-- Each round goes one county further; after the last one nothing is left to reach (a test says so).
{%- set rounds = 6 %}
with divisions as (

    select
        county_divisions.county_division,
        row_number() over (order by county_divisions.valid_from desc nulls last) as newest_no,
        count(*) over () as division_count
    from {{ ref('county_divisions') }} as county_divisions
    where
        county_divisions.county_division in (
            select used.county_division from {{ ref('int_county_overlaps') }} as used
        )

),

pairs as (

    select
        targets.county_division as target_division,
        linked.county_division as linked_division,
        targets.newest_no < linked.newest_no as is_newer
    from divisions as targets
    inner join divisions as linked on targets.newest_no <> linked.newest_no
    union all
    select
        newest.county_division as target_division,
        '_T' as linked_division,
        true as is_newer
    from divisions as newest
    where newest.newest_no = 1 and newest.division_count <> 2

),

steps as (

    select
        pairs.target_division,
        pairs.linked_division,
        methods.geography_method,
        county_overlaps.*
    from pairs
    inner join {{ ref('int_county_overlaps') }} as county_overlaps
        on
            pairs.is_newer
            and {{ is_linked('county_overlaps.county_division', 'pairs') }}
            and {{ is_linked('county_overlaps.other_division', 'pairs') }}
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
        {{ area_link() }},
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
        {{ area_link('reached') }},
        reached.county_division,
        reached.county_code,
        steps.other_division,
        steps.other_code
    from reached_{{ round }} as reached
    inner join steps
        on
            reached.geography_method = steps.geography_method
            and reached.target_division = steps.target_division
            and reached.linked_division = steps.linked_division
            and reached.other_division = steps.county_division
            and reached.other_code = steps.county_code

),

{% endfor %}

regions as (

    select
        {{ area_link() }},
        county_code,
        {{ join_text('other_code', '+', 'other_code') }} as area_code
    from reached_{{ rounds }}
    where county_division = target_division and other_division = target_division
    group by all

)

select
    {{ area_key() }},
    county_code
from regions
union all
select distinct
    geography_methods.geography_method,
    pairs.target_division,
    pairs.linked_division,
    county_overlaps.county_code as area_code,
    county_overlaps.county_code
from {{ ref('geography_methods') }} as geography_methods
cross join pairs
inner join {{ ref('int_county_overlaps') }} as county_overlaps
    on pairs.target_division = county_overlaps.county_division
where geography_methods.area_is = 'county' and pairs.linked_division <> '_T'
