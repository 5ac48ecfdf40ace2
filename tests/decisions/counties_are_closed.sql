-- Codes, names and days of counties, area pieces and municipalities that moved say the same thing:
-- a piece changes its county only where a code ends or begins, or where a municipality moved; what
-- a county is cut into has the names of what moved; no two counties of one name hold on one day.
with divisions as (

    select
        *,
        row_number() over (order by valid_from nulls first) as division_no,
        row_number() over (order by valid_from desc nulls last) as newest_no
    from {{ ref('county_divisions') }}

),

-- The county of each piece in each division.
held as (

    select
        county_pieces.piece_code,
        county_pieces.county_code,
        divisions.division_no,
        divisions.newest_no,
        divisions.valid_from as division_from,
        counties.name_nb,
        counties.valid_from,
        coalesce({{ is_county_of('counties', 'divisions') }}, false) as is_of_division,
        lag(county_pieces.county_code) over pieces_in_time as former_code,
        lag(counties.valid_to) over pieces_in_time as former_valid_to
    from {{ ref('county_pieces') }} as county_pieces
    inner join divisions using (county_division)
    left join {{ ref('counties') }} as counties using (county_code)
    window pieces_in_time as (
        partition by county_pieces.piece_code order by divisions.division_no
    )

),

pieces as (

    select
        area_pieces.piece_code,
        area_pieces.name_nb,
        area_pieces.population,
        area_pieces.population_18_66,
        oldest.county_code as oldest_code,
        oldest.name_nb as oldest_name,
        newest.county_code as newest_code,
        row_number() over (
            partition by oldest.county_code order by area_pieces.population desc
        ) = 1 as is_main,
        area_pieces.piece_code in (
            select moved.piece_code from {{ ref('municipality_transfers') }} as moved
        ) as has_moved
    from {{ ref('area_pieces') }} as area_pieces
    inner join held as oldest
        on area_pieces.piece_code = oldest.piece_code and oldest.division_no = 1
    inner join held as newest
        on area_pieces.piece_code = newest.piece_code and newest.newest_no = 1

),

-- Each municipality that moved with its piece, and the piece that is left of its county.
transfers as (

    select
        moved.*,
        pieces.name_nb as piece_name,
        pieces.oldest_code,
        pieces.newest_code,
        rest.name_nb as rest_name
    from {{ ref('municipality_transfers') }} as moved
    inner join pieces using (piece_code)
    left join pieces as rest on pieces.oldest_code = rest.oldest_code and rest.is_main

),

division_counts as (

    select
        divisions.county_division,
        divisions.valid_from,
        divisions.reason,
        count(counties.county_code) as county_count
    from divisions
    left join {{ ref('counties') }} as counties
        on {{ is_county_of('counties', 'divisions') }}
    group by all

),

-- The days on which a county code begins, or a municipality changes its county.
days as (

    select valid_from as began_on
    from {{ ref('counties') }}
    where valid_from is not null
    union
    select moved_on as began_on
    from {{ ref('municipality_transfers') }}

)

select
    'a code that ends before it begins' as found,
    county_code as code
from {{ ref('counties') }}
where valid_to <= valid_from
union all
select
    'two counties of one name on one day' as found,
    counties.county_code || ' and ' || others.county_code as code
from {{ ref('counties') }} as counties
inner join {{ ref('counties') }} as others
    on
        counties.name_nb = others.name_nb
        and counties.county_code < others.county_code
        and coalesce(counties.valid_to > others.valid_from, true)
        and coalesce(counties.valid_from < others.valid_to, true)
union all
select
    'an official name that does not begin with the name' as found,
    county_code as code
from {{ ref('counties') }}
where name_official <> name_nb and name_official not like name_nb || ' - %'
union all
{% for end, other, words in [
    ('valid_to', 'valid_from', 'a code that ends on a day when none begins'),
    ('valid_from', 'valid_to', 'a code that begins on a day when none ends'),
] %}
select
    '{{ words }}' as found,
    county_code as code
from {{ ref('counties') }}
where
    {{ end }} not in (
        select others.{{ other }} from {{ ref('counties') }} as others
        where others.{{ other }} is not null
    )
union all
{% endfor %}
select
    'a division that is not named by its year, or counts otherwise' as found,
    county_division || ': ' || cast(county_count as string) || ' counties' as code
from division_counts
where
    county_division <> cast(year(valid_from) as string)
    or reason not like 'The ' || cast(county_count as string) || ' counties %'
union all
select
    'a day without a division, or a division that begins on a day when nothing changes' as found,
    cast(coalesce(days.began_on, divisions.valid_from) as string) as code
from days
full outer join divisions on days.began_on = divisions.valid_from
where
    divisions.county_division is null
    or (days.began_on is null and divisions.valid_from is not null)
union all
select
    'as many oldest divisions as one' as found,
    cast(count(*) as string) as code
from divisions
where valid_from is null
having count(*) <> 1
union all
select
    'a piece in a county that does not hold in the division' as found,
    piece_code || ' in ' || county_code as code
from held
where not is_of_division
union all
-- On the first day of a division a county ends and another begins, or municipalities move.
select
    'a piece that changes its county though neither a code nor a municipality does' as found,
    held.piece_code || ' from ' || held.former_code || ' to ' || held.county_code as code
from held
left join {{ ref('municipality_transfers') }} as moved
    on
        held.piece_code = moved.piece_code
        and held.division_from = moved.moved_on
where
    held.county_code <> held.former_code
    and moved.piece_code is null
    and not coalesce(
        held.former_valid_to = held.division_from and held.valid_from = held.division_from, false
    )
union all
select
    'a municipality that moved at another time than its piece' as found,
    moved.municipality_code || ' ' || moved.municipality_name as code
from {{ ref('municipality_transfers') }} as moved
left join held
    on
        moved.piece_code = held.piece_code
        and moved.moved_on = held.division_from
        and moved.from_county_code = held.former_code
        and held.former_code <> held.county_code
where held.piece_code is null
union all
select
    'a piece that is not named by its oldest and its newest county and what it is' as found,
    piece_code as code
from pieces
where
    piece_code <> oldest_code || '-' || newest_code
    and piece_code not in (
        select
            concat_ws(
                '-', moved.from_county_code, moved.to_county_code, moved.municipality_code
            ) as named
        from {{ ref('municipality_transfers') }} as moved
        where moved.piece_code = pieces.piece_code
    )
union all
select
    'a part of a county without municipalities that moved, or a main part with some' as found,
    piece_code as code
from pieces
where is_main = has_moved
union all
select
    'a main part that has not the name of its county' as found,
    piece_code || ' ' || name_nb as code
from pieces
where is_main and name_nb <> oldest_name and name_nb not like oldest_name || ' uten %'
union all
select
    'as many people of 18 to 66 years as of all ages, or more' as found,
    piece_code as code
from pieces
where population_18_66 >= population
union all
select
    'a municipality that its codes, its piece and what is left of its county tell otherwise'
        as found,
    municipality_code || ' ' || municipality_name as code
from transfers
where
    left(municipality_code, 2) <> from_county_code
    or left(to_municipality_code, 2) <> to_county_code
    or from_county_code <> oldest_code
    or to_county_code <> newest_code
    or position(municipality_name in piece_name) = 0
    or position(municipality_name in rest_name) = 0
union all
-- A division has a tile for each of its counties, or none at all.
select
    'counties without a tile, or two on one' as found,
    county_division || ': ' || {{ join_text('county_code', ', ', 'county_code') }} as code
from {{ ref('dim_county') }}
left join {{ ref('county_tiles') }} as tiles using (county_division, county_code)
where
    county_division in (select drawn.county_division from {{ ref('county_tiles') }} as drawn)
    and county_code in (select held.county_code from {{ ref('counties') }} as held)
group by county_division, tiles.tile_row, tiles.tile_column
having count(*) > 1 or tiles.tile_row is null
