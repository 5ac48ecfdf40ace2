-- One row per area x county division that it links: the area's name, and what shares of the
-- people of the counties that count for it live outside it, and of others live in it. Where
-- counties are spread by shares nothing is left outside; residual categories have no people.
with transfers as (

    select
        {{ area_key('area_counties') }},
        area_counties.county_division,
        any_value(geography_methods.tolerance_share) as tolerance_share,
        any_value(geography_methods.note_code) as method_note_code,
        bool_or(area_counties.weight not in (0, 1)) as is_spread,
        sum(case when area_counties.weight = 1 then area_counties.county_population else 0 end)
            as counted,
        sum(
            case
                when area_counties.weight = 1
                    then area_counties.county_population - area_counties.population_inside
                else 0
            end
        ) as moved_out,
        sum(case when area_counties.weight = 0 then area_counties.population_inside else 0 end)
            as moved_in
    from {{ ref('int_area_counties') }} as area_counties
    inner join {{ ref('geography_methods') }} as geography_methods using (geography_method)
    group by all

),

shares as (

    select
        *,
        case when not is_spread then moved_out / counted end as moved_out_share,
        case when not is_spread then moved_in / counted end as moved_in_share
    from transfers

),

names as (

    select
        {{ area_key('areas') }},
        {{ join_text('counties.name_nb', ' + ', 'counties.county_code') }} as area_name_nb
    from {{ ref('int_areas') }} as areas
    inner join {{ ref('counties') }} as counties using (county_code)
    group by all

),

residuals as (

    select
        code as area_code,
        name_nb
    from {{ ref('codes') }}
    where dimension = 'county'

)

select
    {{ area_key('shares') }},
    shares.county_division,
    coalesce(names.area_name_nb, residuals.name_nb) as area_name_nb,
    cast(round(100 * shares.moved_out_share, 2) as decimal(9, 2)) as moved_out_pct,
    cast(round(100 * shares.moved_in_share, 2) as decimal(9, 2)) as moved_in_pct,
    cast(round(100 * (shares.moved_in_share - shares.moved_out_share), 2) as decimal(9, 2))
        as moved_net_pct,
    -- Over what it links: the area stands for the same people in each division, nearly.
    bool_and(
        shares.is_spread
        or shares.counted is null
        or (
            shares.moved_out_share <= shares.tolerance_share
            and shares.moved_in_share <= shares.tolerance_share
        )
    ) over of_area as is_within_tolerance,
    case
        when bool_or(shares.is_spread or shares.moved_out + shares.moved_in > 0) over of_area
            then shares.method_note_code
    end as note_code
from shares
left join names using ({{ area_key() }})
left join residuals using (area_code)
window
    of_area as (
        partition by {{ area_key('shares') }}
    )
