-- The people of a county who live in an area are those of the pieces of land that both have, and
-- the shares that moved out and in are of the people of the counties that count whole for it. Where
-- counties are spread by shares nobody is left out, and residual categories have no people.
with county_pieces as (

    select
        pieces_of_counties.county_division,
        pieces_of_counties.county_code,
        pieces_of_counties.piece_code,
        pieces.population_18_66 as people
    from {{ ref('county_pieces') }} as pieces_of_counties
    inner join {{ ref('area_pieces') }} as pieces using (piece_code)

),

-- The pieces of an area are those of the counties of its own division that its code names.
area_pieces as (

    select
        areas.geography_method,
        areas.target_division,
        areas.area_code,
        county_pieces.piece_code,
        county_pieces.people
    from (
        select distinct
            geography_method,
            target_division,
            area_code
        from {{ ref('area_counties') }}
    ) as areas
    inner join county_pieces
        on
            areas.target_division = county_pieces.county_division
            and '+' || areas.area_code || '+' like '%+' || county_pieces.county_code || '+%'

),

-- Every piece of every county of an area, whether or not it is in the area.
counted as (

    select
        listed.geography_method,
        listed.target_division,
        listed.area_code,
        listed.county_division,
        listed.county_code,
        any_value(listed.weight) as weight,
        any_value(listed.is_whole) as is_whole,
        any_value(listed.population_inside) as stated_inside,
        any_value(listed.county_population) as stated_people,
        sum(county_pieces.people) as people,
        sum(area_pieces.people) as people_inside
    from {{ ref('area_counties') }} as listed
    left join county_pieces using (county_division, county_code)
    left join area_pieces
        using (geography_method, target_division, area_code, piece_code)
    group by all

),

moved as (

    select
        geography_method,
        target_division,
        area_code,
        county_division,
        bool_or(weight not in (0, 1)) as is_spread,
        sum(people_inside) as area_people,
        sum(case when weight = 1 then people end) as counted_people,
        sum(case when weight = 1 then people_inside end) as common_people
    from counted
    group by all

),

shares as (

    select
        stated.geography_method,
        stated.target_division,
        stated.area_code,
        stated.county_division,
        moved.is_spread,
        stated.moved_out_pct,
        stated.moved_in_pct,
        stated.moved_net_pct,
        100.0 * (moved.counted_people - moved.common_people) / moved.counted_people
            as expected_out,
        100.0 * (moved.area_people - moved.common_people) / moved.counted_people as expected_in,
        100.0 * (moved.area_people - moved.counted_people) / moved.counted_people as expected_net
    from {{ ref('participants_by_county_harmonized') }} as stated
    inner join moved using (geography_method, target_division, area_code, county_division)
    group by all

)

select
    concat_ws(' ', geography_method, target_division, area_code) as area,
    concat_ws(' ', county_division, county_code) as county,
    'people inside, of the county, and whether it is whole' as what,
    concat_ws(' ', people_inside, people, people_inside = people) as expected,
    concat_ws(' ', stated_inside, stated_people, is_whole) as found
from counted
where
    stated_inside is distinct from people_inside
    or stated_people is distinct from people
    or is_whole <> coalesce(people_inside = people, true)
{% for way in ['out', 'in', 'net'] %}
union all
select
    concat_ws(' ', geography_method, target_division, area_code) as area,
    county_division as county,
    'moved_{{ way }}_pct' as what,
    case when not is_spread then cast(round(expected_{{ way }}, 4) as string) end as expected,
    cast(moved_{{ way }}_pct as string) as found
from shares
where
    (is_spread or expected_{{ way }} is null) <> (moved_{{ way }}_pct is null)
    or abs(expected_{{ way }} - moved_{{ way }}_pct) > 0.005001
{% endfor %}
