-- Every area is the pieces of its counties: who lives in it, who of a county lives in it, with what
-- weight the county counts there, whether it is the county, and what moved out and in. Worked out
-- from the pieces of the country themselves, county by county.
with

-- Which pieces an area is: those of the counties that its code names.
area_pieces as (

    select distinct
        {{ area_key('areas') }},
        pieces.piece_code
    from {{ ref('area_counties') }} as areas
    inner join {{ ref('county_pieces') }} as pieces
        on
            areas.target_division = pieces.county_division
            and '+' || areas.area_code || '+' like '%+' || pieces.county_code || '+%'

),

areas as (

    select distinct {{ area_key() }}
    from {{ ref('area_counties') }}
    where population_inside is not null

),

-- Each piece of each county beside each area: whether it is in it, and with what weight it counts.
weighed as (

    select
        {{ area_key('areas') }},
        counties.county_division,
        counties.county_code,
        counted.weight,
        pieces.population_18_66 as people,
        case when area_pieces.piece_code is null then 0 else pieces.population_18_66 end
            as people_inside
    from areas
    cross join {{ ref('county_pieces') }} as counties
    inner join {{ ref('area_pieces') }} as pieces using (piece_code)
    left join area_pieces
        on
            areas.geography_method = area_pieces.geography_method
            and areas.target_division = area_pieces.target_division
            and areas.linked_division = area_pieces.linked_division
            and areas.area_code = area_pieces.area_code
            and counties.piece_code = area_pieces.piece_code
    left join {{ ref('area_counties') }} as counted
        on
            areas.geography_method = counted.geography_method
            and areas.target_division = counted.target_division
            and areas.linked_division = counted.linked_division
            and areas.area_code = counted.area_code
            and counties.county_division = counted.county_division
            and counties.county_code = counted.county_code
    where
        {{ is_linked('counties.county_division', 'areas') }}
        and counties.county_division in (
            select used.county_division from {{ ref('area_counties') }} as used
        )

),

counties as (

    select
        {{ area_key() }},
        county_division,
        county_code,
        sum(people_inside) as people_inside,
        sum(people) as people
    from weighed
    group by all

),

-- Those who count for an area and live outside it, and those who live in it and count elsewhere.
-- Of counties that are spread by shares nobody is left outside.
moves as (

    select
        {{ area_key() }},
        county_division,
        bool_or(weight > 0 and weight < 1) as is_spread,
        100.0 * sum(case when weight = 1 then people - people_inside else 0 end)
        / sum(case when weight = 1 then people end) as moved_out,
        100.0 * sum(case when coalesce(weight, 0) = 0 then people_inside else 0 end)
        / sum(case when weight = 1 then people end) as moved_in
    from weighed
    group by all

),

unspread as (

    select * from moves
    where not is_spread

),

residuals as (

    select code from {{ ref('codes') }}
    where dimension = 'county'

),

listed as (

    select
        areas.*,
        methods.counts,
        methods.area_is,
        residuals.code is not null as is_residual,
        sum(areas.weight) over of_county as weights,
        max(areas.population_inside) over of_county as most_inside,
        count(*) over of_county as area_count,
        count(case when areas.weight > 0 then 1 end) over of_area as county_count
    from {{ ref('area_counties') }} as areas
    inner join {{ ref('geography_methods') }} as methods using (geography_method)
    left join residuals on areas.county_code = residuals.code
    window
        of_county as (
            partition by
                {{ area_link('areas') }}, areas.county_division, areas.county_code
        ),
        of_area as (
            partition by {{ area_key('areas') }}, areas.county_division
        )

),

-- Areas that are not the same in all divisions that they link, as far as their method tolerates.
changed as (

    select distinct
        {{ area_key('moves') }},
        true as is_changed
    from moves
    inner join {{ ref('geography_methods') }} as methods using (geography_method)
    where
        not moves.is_spread
        and greatest(moves.moved_out, moves.moved_in) > 100 * methods.tolerance_share

),

wrong as (

    {% for column, expected in [
        ('population_inside', 'people_inside'),
        ('county_population', 'people'),
    ] %}
    select
        '{{ column }}' as what,
        concat_ws(' ', {{ area_key() }}, county_division, county_code) as place,
        cast(counties.{{ expected }} as string) as expected,
        cast(areas.{{ column }} as string) as found
    from counties
    full outer join listed as areas using ({{ area_key() }}, county_division, county_code)
    where
        areas.is_residual is distinct from true
        and counties.people_inside is distinct from 0
        and counties.{{ expected }} is distinct from areas.{{ column }}
    union all
    {% endfor %}
    select
        'people or part of a residual category' as what,
        concat_ws(' ', {{ area_key() }}, county_division, county_code) as place,
        'no people, whole, counted once, under its own code' as expected,
        concat_ws(' ', population_inside, county_population, weight) as found
    from listed
    where
        is_residual
        and (
            population_inside is not null
            or county_population is not null
            or weight <> 1
            or not is_whole
            or area_code <> county_code
        )
    union all
    select
        'weights of a county' as what,
        concat_ws(' ', {{ area_link() }}, county_division, county_code) as place,
        '1' as expected,
        cast(max(weights) as string) as found
    from listed
    group by {{ area_link() }}, county_division, county_code
    having abs(max(weights) - 1) > 0.000000001
    union all
    select
        'weight' as what,
        concat_ws(' ', {{ area_key() }}, county_division, county_code) as place,
        counts || ' of ' || population_inside || ' of ' || county_population as expected,
        cast(weight as string) as found
    from listed
    where
        not is_residual
        and case counts
            when 'share' then abs(weight * county_population - population_inside) > 0.001
            else (weight = 1) <> (population_inside = most_inside) or weight not in (0, 1)
        end
    union all
    -- A county is whole in the one area that has land in it.
    select
        'is_whole' as what,
        concat_ws(' ', {{ area_key() }}, county_division, county_code) as place,
        'in ' || area_count || ' areas' as expected,
        cast(is_whole as string) as found
    from listed
    where is_whole <> (area_count = 1)
    union all
    select
        'is_county' as what,
        concat_ws(' ', {{ area_key() }}, listed.county_division, listed.county_code) as place,
        concat_ws(' of ', listed.weight, listed.county_count) as expected,
        cast(listed.is_county as string) as found
    from listed
    left join changed using ({{ area_key() }})
    where
        listed.is_county
        <> (listed.weight > 0 and listed.county_count = 1 and changed.is_changed is null)
    union all
    {% for column, expected in [
        ('moved_out_pct', 'unspread.moved_out'),
        ('moved_in_pct', 'unspread.moved_in'),
        ('moved_net_pct', 'unspread.moved_in - unspread.moved_out'),
    ] %}
    select distinct
        '{{ column }}' as what,
        concat_ws(' ', {{ area_key() }}, county_division) as place,
        cast(round({{ expected }}, 2) as string) as expected,
        cast(figures.{{ column }} as string) as found
    from {{ ref('participants_by_county_harmonized') }} as figures
    left join unspread using ({{ area_key() }}, county_division)
    where
        (figures.{{ column }} is null) <> (unspread.moved_out is null)
        or abs(figures.{{ column }} - ({{ expected }})) > 0.00501
    union all
    {% endfor %}
    -- What is joined to regions keeps the tolerance that its method states; none means none.
    select
        'tolerance of regions' as what,
        concat_ws(' ', {{ area_key() }}, moves.county_division) as place,
        cast(100 * methods.tolerance_share as string) as expected,
        cast(greatest(moves.moved_out, moves.moved_in) as string) as found
    from moves
    inner join {{ ref('dim_geography_method') }} as methods using (geography_method)
    inner join {{ ref('geography_methods') }} as given using (geography_method)
    where
        given.area_is = 'region'
        and (
            methods.tolerance_share <> given.tolerance_share
            or moves.is_spread
            or greatest(moves.moved_out, moves.moved_in) >= 100 * given.tolerance_share
            and greatest(moves.moved_out, moves.moved_in) > 0
        )
    union all
    select
        'municipality that moved' as what,
        moved.municipality_code as place,
        concat_ws(' ', piece_code, pieces.population, pieces.population_18_66) as expected,
        concat_ws(' ', moved.piece_code, moved.piece_population, moved.piece_population_18_66)
            as found
    from {{ ref('dim_municipality_transfer') }} as moved
    left join {{ ref('area_pieces') }} as pieces using (piece_code)
    where
        moved.piece_population is distinct from pieces.population
        or moved.piece_population_18_66 is distinct from pieces.population_18_66
        or moved.population > moved.piece_population

)

select
    what,
    place,
    expected,
    found
from wrong
