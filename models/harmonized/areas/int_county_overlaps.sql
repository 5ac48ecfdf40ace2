-- One row per county x county of another division (or of its own) that have land in common, with
-- the people who lived there.
with used as (

    select distinct county_division
    from {{ ref('documents') }}
    where county_division is not null

),

links as (

    select
        former.county_division,
        former.county_code,
        other.county_division as other_division,
        other.county_code as other_code,
        sum(area_pieces.population_18_66) as population_18_66
    from {{ ref('county_pieces') }} as former
    inner join used using (county_division)
    inner join {{ ref('county_pieces') }} as other using (piece_code)
    inner join used as other_used on other.county_division = other_used.county_division
    inner join {{ ref('area_pieces') }} as area_pieces using (piece_code)
    group by all

)

select
    county_division,
    county_code,
    other_division,
    other_code,
    population_18_66,
    sum(population_18_66) over (partition by county_division, county_code, other_division)
        as county_population,
    sum(population_18_66) over (partition by other_division, other_code, county_division)
        as other_population
from links
