-- One row per county of a division, the residual categories of that division, and _T (the
-- country).
-- A name can belong to two codes and a code to two areas: join on division and code.
-- Names that belong to several codes are told apart by the years of the code.
with shared_names as (

    select name_nb
    from {{ ref('counties') }}
    group by all
    having count(*) > 1

),

named as (

    select
        counties.*,
        case
            when counties.name_nb in (select shared_names.name_nb from shared_names)
                then
                    counties.name_nb || ' ('
                    || coalesce(cast(year(counties.valid_from) as string), '') || '-'
                    || coalesce(cast(year(counties.valid_to) - 1 as string), '') || ')'
            else counties.name_nb
        end as county_name_nb
    from {{ ref('counties') }} as counties

),

-- In which counties of the newest division the land of each county is, and how many live there.
lands as (

    select
        former.county_division,
        former.county_code,
        newest.county_code as newest_code,
        sum(area_pieces.population) as population
    from {{ ref('county_pieces') }} as former
    inner join {{ ref('county_pieces') }} as newest using (piece_code)
    inner join {{ ref('area_pieces') }} as area_pieces using (piece_code)
    where
        newest.county_division = (
            select max(pieces.county_division) from {{ ref('county_pieces') }} as pieces
        )
    group by all

),

successors as (

    select
        county_division,
        county_code,
        {{ join_text('newest_code', ' ', 'population desc, newest_code') }} as newest_county_codes
    from lands
    group by all

),

residuals as (

    select * from {{ ref('codes') }}
    where dimension = 'county'

)

select
    county_divisions.county_division,
    counties.county_code,
    counties.county_name_nb,
    counties.name_nb as county_name_short_nb,
    counties.name_official as county_name_official,
    counties.valid_from,
    counties.valid_to,
    successors.newest_county_codes,
    counties.note,
    texts.text_nb as note_nb,
    tiles.tile_row,
    tiles.tile_column,
    counties.source
from {{ ref('county_divisions') }} as county_divisions
inner join named as counties
    on
        {{ is_county_of('counties', 'county_divisions') }}
left join {{ ref('county_tiles') }} as tiles
    on
        county_divisions.county_division = tiles.county_division
        and counties.county_code = tiles.county_code
left join successors
    on
        county_divisions.county_division = successors.county_division
        and counties.county_code = successors.county_code
left join {{ ref('norwegian_texts') }} as texts on counties.note = texts.text_en
union all
select
    county_divisions.county_division,
    residuals.code as county_code,
    residuals.name_nb as county_name_nb,
    residuals.name_nb as county_name_short_nb,
    residuals.name_nb as county_name_official,
    cast(null as date) as valid_from,
    cast(null as date) as valid_to,
    cast(null as string) as newest_county_codes,
    cast(null as string) as note,
    cast(null as string) as note_nb,
    cast(null as integer) as tile_row,
    cast(null as integer) as tile_column,
    residuals.source
from {{ ref('county_divisions') }} as county_divisions
cross join residuals
where residuals.code <> '_T'
union all
select
    code as county_division,
    code as county_code,
    name_nb as county_name_nb,
    name_nb as county_name_short_nb,
    name_nb as county_name_official,
    cast(null as date) as valid_from,
    cast(null as date) as valid_to,
    cast(null as string) as newest_county_codes,
    cast(null as string) as note,
    cast(null as string) as note_nb,
    cast(null as integer) as tile_row,
    cast(null as integer) as tile_column,
    source
from residuals
where code = '_T'
