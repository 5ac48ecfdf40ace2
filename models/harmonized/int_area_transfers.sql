-- One row per geography method x area x county division: what shares of the people of the counties
-- that count for the area live outside it, and of others live in it. Where counties are spread by
-- shares nothing is left outside.
with area_counties as (

    select * from {{ ref('int_area_counties') }}
    where county_population is not null

),

moves as (

    select
        area_counties.geography_method,
        area_counties.target_division,
        area_counties.area_code,
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
    from area_counties
    inner join {{ ref('geography_methods') }} as geography_methods using (geography_method)
    group by all

),

shares as (

    select
        *,
        case when not is_spread then moved_out / counted end as moved_out_share,
        case when not is_spread then moved_in / counted end as moved_in_share
    from moves

)

select
    geography_method,
    target_division,
    area_code,
    county_division,
    is_spread,
    cast(round(100 * moved_out_share, 2) as decimal(9, 2)) as moved_out_pct,
    cast(round(100 * moved_in_share, 2) as decimal(9, 2)) as moved_in_pct,
    cast(round(100 * (moved_in_share - moved_out_share), 2) as decimal(9, 2)) as moved_net_pct,
    -- Over all divisions: the area stands for the same people in each of them, nearly.
    bool_and(
        is_spread
        or (
            moved_out_share <= tolerance_share
            and moved_in_share <= tolerance_share
        )
    ) over (partition by geography_method, target_division, area_code) as is_within_tolerance,
    case
        when
            bool_or(is_spread or moved_out + moved_in > 0)
                over (partition by geography_method, target_division, area_code)
            then method_note_code
    end as note_code
from shares
