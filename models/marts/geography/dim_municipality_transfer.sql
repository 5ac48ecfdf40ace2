-- One row per municipality that moved from one county to another, and the piece it is part of.
select
    transfers.municipality_code,
    transfers.municipality_name,
    transfers.from_county_code,
    former.name_nb as from_county_name_nb,
    transfers.to_county_code,
    later.name_nb as to_county_name_nb,
    transfers.to_municipality_code,
    transfers.to_municipality_name,
    transfers.moved_on,
    transfers.population,
    transfers.piece_code,
    pieces.name_nb as piece_name_nb,
    pieces.population as piece_population,
    pieces.population_18_66 as piece_population_18_66,
    transfers.source
from {{ ref('municipality_transfers') }} as transfers
inner join {{ ref('counties') }} as former on transfers.from_county_code = former.county_code
inner join {{ ref('counties') }} as later on transfers.to_county_code = later.county_code
inner join {{ ref('area_pieces') }} as pieces using (piece_code)
