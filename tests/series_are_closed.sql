-- The lists of series, successions, notes, breaks and pieces are closed both ways: each measure is
-- in a leaf and has a policy category; no row is unused; no succession tears two leaves apart that
-- are both compared over it.
with series as (

    select * from {{ ref('series') }}

),

leaves as (

    select * from {{ ref('measure_series') }}

),

notes as (

    select * from {{ ref('comparability_notes') }}

),

transfers as (

    select * from {{ ref('municipality_transfers') }}

),

pieces as (

    select * from {{ ref('area_pieces') }}

)

select
    'measure without a series' as found,
    measure_code as code
from {{ ref('measures') }}
where measure_code not in (select leaves.measure_code from leaves)
union all
select
    'measure without a policy category' as found,
    measure_code as code
from {{ ref('measures') }}
where measure_code not in (select bridge.measure_code from {{ ref('measure_lmp') }} as bridge)
union all
select
    'series without a measure or a leaf' as found,
    series_code as code
from series
where
    series_code not in (select leaves.series_code from leaves)
    and series_code not in (
        select children.parent_series_code from series as children
        where children.parent_series_code is not null
    )
union all
select
    'parent series with measures of its own, or with a parent' as found,
    parents.series_code as code
from series as parents
where
    parents.series_code in (
        select children.parent_series_code from series as children
        where children.parent_series_code is not null
    )
    and (
        parents.parent_series_code is not null
        or parents.series_code in (select leaves.series_code from leaves)
    )
union all
-- A succession may lead from one leaf to another only where a break says why.
select
    'succession across comparable series' as found,
    successions.from_measure_code || ' to ' || successions.to_measure_code as code
from {{ ref('successions') }} as successions
inner join leaves as former on successions.from_measure_code = former.measure_code
inner join leaves as later on successions.to_measure_code = later.measure_code
where
    former.series_code <> later.series_code
    and not (
        former.series_code in (
            select breaks.measure_set_code from {{ ref('breaks') }} as breaks
            where breaks.is_break and breaks.dimension is null
        )
        and later.series_code in (
            select breaks.measure_set_code from {{ ref('breaks') }} as breaks
            where breaks.is_break and breaks.dimension is null
        )
    )
union all
select
    'note without a break' as found,
    note_code as code
from notes
where
    applies in ('always', 'dated')
    and note_code not in (select breaks.note_code from {{ ref('breaks') }} as breaks)
union all
select
    'policy category without a measure' as found,
    lmp_category as code
from {{ ref('lmp_categories') }}
where lmp_category not in (select bridge.lmp_category from {{ ref('measure_lmp') }} as bridge)
union all
select
    'coverage state, verdict or method that the models do not know' as found,
    verdict as code
from {{ ref('geography_methods') }}
where verdict not in (select listed.verdict from {{ ref('comparability_verdicts') }} as listed)
union all
-- The pieces that are less than a county are what the municipalities that moved were.
select
    'moved people differ from the piece that moved' as found,
    pieces.piece_code as code
from pieces
left join transfers using (piece_code)
group by pieces.piece_code, pieces.population
having count(transfers.piece_code) > 0 and sum(transfers.population) <> pieces.population
union all
select
    'piece in the wrong county before or after the move' as found,
    transfers.municipality_code as code
from transfers
left join {{ ref('county_pieces') }} as former
    on
        transfers.piece_code = former.piece_code
        and transfers.from_county_code = former.county_code
left join {{ ref('county_pieces') }} as later
    on
        transfers.piece_code = later.piece_code
        and transfers.to_county_code = later.county_code
where former.piece_code is null or later.piece_code is null
union all
select
    'county of a division without a piece' as found,
    counties.county_division || ' ' || counties.county_code as code
from {{ ref('dim_county') }} as counties
left join {{ ref('county_pieces') }} as listed using (county_division, county_code)
where
    counties.county_code in (select codes.county_code from {{ ref('counties') }} as codes)
    and listed.piece_code is null
union all
select
    'piece without a county in a division' as found,
    divisions.county_division || ' ' || pieces.piece_code as code
from {{ ref('county_divisions') }} as divisions
cross join pieces
left join {{ ref('county_pieces') }} as listed
    on
        divisions.county_division = listed.county_division
        and pieces.piece_code = listed.piece_code
where listed.piece_code is null
