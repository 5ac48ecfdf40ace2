-- An area itself holds at least what the counties wholly in it do, and at most what all counties
-- with land in it do, whether or not they count for it.
with counties as (

    select
        figures.figure_id,
        figures.geography_method,
        figures.target_division,
        figures.area_code,
        figures.period,
        figures.area_min,
        figures.area_max,
        sum(case when listed.is_whole then observations.obs_value_min else 0 end) as lowest,
        sum(observations.obs_value_max) as highest
    from {{ ref('participants_by_county_harmonized') }} as figures
    inner join {{ ref('area_counties') }} as listed
        using (geography_method, target_division, area_code, county_division)
    inner join {{ ref('participants_by_county') }} as observations
        on
            listed.county_division = observations.county_division
            and listed.county_code = observations.county_code
            and figures.period = observations.period
            and figures.measure_group_code = observations.measure_group_code
            and figures.status_code = observations.status_code
            and (
                figures.measure_code = observations.measure_code
                or (
                    figures.measure_code = '_T'
                    and (observations.period, observations.measure_group_code) not in (
                        select
                            totals.period,
                            totals.measure_group_code
                        from {{ ref('participants_by_county') }} as totals
                        where totals.measure_code = '_T'
                    )
                )
            )
    group by all

)

select
    figure_id,
    concat_ws(' ', geography_method, target_division, area_code, period) as area,
    concat_ws(' to ', lowest, highest) as expected,
    concat_ws(' to ', area_min, area_max) as found
from counties
where area_min <> lowest or area_max <> highest
