-- Every figure of an area says what the area itself can have, by the figures of its counties, and
-- whether it is an estimate. Worked out from the counties with land in it, figure by figure.
with

-- The figures of the counties that have land in an area, from the mart of counties. A group that is
-- printed by its measures only is their sum.
figures as (

    select
        period,
        county_division,
        county_code,
        measure_group_code,
        measure_code,
        status_code,
        obs_value_min,
        {{ bound('obs_value_max', 'max') }} as obs_value_max
    from {{ ref('participants_by_county') }}
    union all
    select
        period,
        county_division,
        county_code,
        measure_group_code,
        '_T' as measure_code,
        status_code,
        sum(obs_value_min) as obs_value_min,
        sum({{ bound('obs_value_max', 'max') }}) as obs_value_max
    from {{ ref('participants_by_county') }} as counties
    where
        not exists (
            select 1 from {{ ref('participants_by_county') }} as printed
            where
                printed.period = counties.period
                and printed.measure_group_code = counties.measure_group_code
                and printed.status_code = counties.status_code
                and printed.measure_code = '_T'
        )
    group by all

),

-- An area has a figure where a county that counts for it is printed.
held as (

    select
        {{ area_key('areas') }},
        figures.period,
        figures.measure_group_code,
        figures.measure_code,
        figures.status_code,
        bool_or(areas.weight > 0 and areas.weight < 1) as is_estimated,
        sum(case when areas.is_whole then figures.obs_value_min end) as whole_min,
        {{ known_bound('sum(figures.obs_value_max)') }} as land_max
    from {{ ref('area_counties') }} as areas
    inner join figures using (county_division, county_code)
    group by all
    having max(areas.weight) > 0

)

select
    'area_min and area_max' as what,
    concat_ws(
        ' ', {{ area_key() }}, period, measure_group_code, measure_code, status_code
    ) as place,
    concat_ws(' to ', coalesce(held.whole_min, 0), held.land_max) as expected,
    concat_ws(' to ', areas.area_min, areas.area_max) as found
from held
full outer join {{ ref('participants_by_county_harmonized') }} as areas
    using ({{ area_key() }}, period, measure_group_code, measure_code, status_code)
where
    coalesce(held.whole_min, 0) is distinct from areas.area_min
    or held.land_max is distinct from areas.area_max
union all
select
    'is_estimated' as what,
    concat_ws(
        ' ', {{ area_key() }}, period, measure_group_code, measure_code, status_code
    ) as place,
    cast(held.is_estimated as string) as expected,
    cast(areas.is_estimated as string) as found
from held
inner join {{ ref('participants_by_county_harmonized') }} as areas
    using ({{ area_key() }}, period, measure_group_code, measure_code, status_code)
where held.is_estimated <> areas.is_estimated
