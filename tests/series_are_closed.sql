-- The lists of series, successions, notes, breaks and pieces are closed both ways: each measure is
-- in a leaf and has a policy category; no row is unused.
{%- set unlisted = [
    ['measure without a series', 'measures', 'measure_code', 'measure_series'],
    ['measure without a policy category', 'measures', 'measure_code', 'measure_lmp'],
    ['policy category without a measure', 'lmp_categories', 'lmp_category', 'measure_lmp'],
] %}
with series as (

    select
        *,
        series_code in (
            select children.parent_series_code from {{ ref('series') }} as children
            where children.parent_series_code is not null
        ) as is_parent,
        series_code in (select leaves.series_code from {{ ref('measure_series') }} as leaves)
            as has_measures
    from {{ ref('series') }}

)

{% for found, relation, column, other in unlisted %}
select
    '{{ found }}' as found,
    {{ column }} as code
from {{ ref(relation) }}
where {{ column }} not in (select listed.{{ column }} from {{ ref(other) }} as listed)
union all
{% endfor %}
select
    'series without a measure or a leaf' as found,
    series_code as code
from series
where not has_measures and not is_parent
union all
select
    'parent series with measures of its own, or with a parent' as found,
    series_code as code
from series
where is_parent and (parent_series_code is not null or has_measures)
union all
select
    'note without a break' as found,
    note_code as code
from {{ ref('comparability_notes') }}
where
    applies in ('always', 'dated')
    and note_code not in (select breaks.note_code from {{ ref('breaks') }} as breaks)
union all
-- The pieces that are less than a county are what the municipalities that moved were.
select
    'moved people differ from the piece that moved' as found,
    pieces.piece_code as code
from {{ ref('area_pieces') }} as pieces
left join {{ ref('municipality_transfers') }} as transfers using (piece_code)
group by pieces.piece_code, pieces.population
having count(transfers.piece_code) > 0 and sum(transfers.population) <> pieces.population
union all
select
    'piece in the wrong county before or after the move' as found,
    transfers.municipality_code as code
from {{ ref('municipality_transfers') }} as transfers
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
cross join {{ ref('area_pieces') }} as pieces
left join {{ ref('county_pieces') }} as listed
    on
        divisions.county_division = listed.county_division
        and pieces.piece_code = listed.piece_code
where listed.piece_code is null
