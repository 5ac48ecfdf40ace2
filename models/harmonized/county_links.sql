-- One row per county x county of another division (or of its own) that have land in common, with
-- the people who lived there.
with used as (

    select distinct county_vintage
    from {{ ref('documents') }}
    where county_vintage is not null

),

links as (

    select
        former.county_vintage,
        former.county_code,
        other.county_vintage as other_vintage,
        other.county_code as other_code,
        sum(area_pieces.population_18_66) as population_18_66
    from {{ ref('county_pieces') }} as former
    inner join used using (county_vintage)
    inner join {{ ref('county_pieces') }} as other using (piece_code)
    inner join used as other_used on other.county_vintage = other_used.county_vintage
    inner join {{ ref('area_pieces') }} as area_pieces using (piece_code)
    group by all

)

select
    county_vintage,
    county_code,
    other_vintage,
    other_code,
    population_18_66,
    sum(population_18_66) over (partition by county_vintage, county_code, other_vintage)
        as county_population,
    sum(population_18_66) over (partition by other_vintage, other_code, county_vintage)
        as other_population
from links
