-- One row per month x geography method x area x measure group x measure x status: the weighted sum
-- of the county figures as an interval, and what the area itself can hold: all counties wholly in
-- it at their lowest, all counties with land in it at their highest.
with sources as (

    select
        area_counties.geography_method,
        area_counties.target_division,
        area_counties.area_code,
        area_counties.weight,
        area_counties.is_whole,
        county_parts.*
    from {{ ref('int_county_parts') }} as county_parts
    inner join {{ ref('int_area_counties') }} as area_counties using (county_division, county_code)

),

sums as (

    select
        sources.period,
        sources.geography_method,
        sources.target_division,
        sources.area_code,
        sources.county_division,
        sources.measure_group_code,
        sources.measure_code,
        sources.status_code,
        bool_and(sources.obs_value is not null or sources.weight = 0) as is_known,
        bool_or(sources.weight not in (0, 1)) as is_estimated,
        {{ lowest_sum('sources', 'weight') }} as sum_min,
        {{ highest_sum('sources', 'weight') }} as sum_max,
        {{ status_of_sum('sources', 'weight') }} as status_of_sum,
        cast(sum(case when sources.is_whole then sources.obs_value_min else 0 end) as integer)
            as area_min,
        cast(sum(sources.obs_value_max) as integer) as area_max,
        count(case when sources.weight > 0 then 1 end) as part_count,
        count(case when sources.weight > 0 and sources.obs_status = 'Q' then 1 end)
            as suppressed_count
    from sources
    group by all
    having max(sources.weight) > 0

)

select
    {{ figure_id('area', [
        'geography_method',
        'target_division',
        'area_code',
        'period',
        'measure_group_code',
        'measure_code',
        'status_code',
    ]) }}
        as figure_id,
    period,
    geography_method,
    target_division,
    area_code,
    county_division,
    measure_group_code,
    measure_code,
    status_code,
    case when is_known then cast(round(sum_min, 1) as decimal(18, 1)) end as obs_value,
    -- The bounds of what is hidden are rounded outwards.
    cast(
        case when is_known then round(sum_min, 1) else floor(10 * sum_min) * 0.1 end
        as decimal(18, 1)
    ) as obs_value_min,
    cast(
        case when is_known then round(sum_max, 1) else ceil(10 * sum_max) * 0.1 end
        as decimal(18, 1)
    ) as obs_value_max,
    case when is_known and is_estimated then 'E' else status_of_sum end as obs_status,
    area_min,
    area_max,
    part_count,
    suppressed_count
from sums
