-- Codes, names and days of counties, area pieces and municipalities that moved say the same thing:
-- a piece changes its county only where a code ends or begins, or where a municipality moved; what
-- a county is cut into has the names of what moved; no two counties of one name hold on one day.
with first_and_last as (

    select
        min(valid_on) as first_on,
        max(valid_on) as last_on
    from {{ ref('county_divisions') }}

),

-- The county of each piece on the day of each division.
held as (

    select
        county_pieces.piece_code,
        county_pieces.county_code,
        county_divisions.valid_on,
        counties.name_nb,
        counties.valid_from,
        counties.valid_to,
        lag(county_divisions.valid_on) over pieces_in_time as former_on,
        lag(county_pieces.county_code) over pieces_in_time as former_code,
        lag(counties.valid_to) over pieces_in_time as former_valid_to
    from {{ ref('county_pieces') }} as county_pieces
    inner join {{ ref('county_divisions') }} as county_divisions using (county_division)
    left join {{ ref('counties') }} as counties using (county_code)
    window pieces_in_time as (
        partition by county_pieces.piece_code order by county_divisions.valid_on
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
    cross join first_and_last
    inner join held as oldest
        on
            area_pieces.piece_code = oldest.piece_code
            and first_and_last.first_on = oldest.valid_on
    inner join held as newest
        on
            area_pieces.piece_code = newest.piece_code
            and first_and_last.last_on = newest.valid_on

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
        county_divisions.county_division,
        county_divisions.valid_on,
        county_divisions.reason,
        count(counties.county_code) as county_count
    from {{ ref('county_divisions') }} as county_divisions
    left join {{ ref('counties') }} as counties
        on
            (counties.valid_from is null or county_divisions.valid_on >= counties.valid_from)
            and (counties.valid_to is null or county_divisions.valid_on < counties.valid_to)
    group by all

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
    'a division that is not named by its year, does not begin with a code, or counts otherwise'
        as found,
    divisions.county_division || ': ' || cast(divisions.county_count as string) || ' counties'
        as code
from division_counts as divisions
cross join first_and_last
where
    divisions.county_division <> cast(year(divisions.valid_on) as string)
    or divisions.reason not like
    'The ' || cast(divisions.county_count as string) || ' counties %'
    or (
        divisions.valid_on > first_and_last.first_on
        and divisions.valid_on not in (
            select counties.valid_from from {{ ref('counties') }} as counties
            where counties.valid_from is not null
        )
    )
union all
select
    'a piece in a county that does not hold on the day of the division' as found,
    piece_code || ' in ' || county_code as code
from held
where name_nb is null or valid_from > valid_on or valid_to <= valid_on
union all
-- Between two divisions a county ends and another begins, or municipalities move.
select
    'a piece that changes its county though neither a code nor a municipality does' as found,
    held.piece_code || ' from ' || held.former_code || ' to ' || held.county_code as code
from held
left join {{ ref('municipality_transfers') }} as moved
    on
        held.piece_code = moved.piece_code
        and held.former_on < moved.moved_on
        and held.valid_on >= moved.moved_on
where
    held.county_code <> held.former_code
    and moved.piece_code is null
    and not coalesce(
        held.former_valid_to > held.former_on
        and held.former_valid_to <= held.valid_on
        and held.valid_from > held.former_on
        and held.valid_from <= held.valid_on,
        false
    )
union all
select
    'a municipality that moved at another time than its piece' as found,
    moved.municipality_code || ' ' || moved.municipality_name as code
from {{ ref('municipality_transfers') }} as moved
left join held
    on
        moved.piece_code = held.piece_code
        and moved.moved_on > held.former_on
        and moved.moved_on <= held.valid_on
        and moved.from_county_code = held.former_code
        and held.former_code <> held.county_code
where held.piece_code is null
union all
select
    'a piece that is not named by its oldest and its newest county' as found,
    piece_code as code
from pieces
where piece_code <> oldest_code || '-' || newest_code
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
