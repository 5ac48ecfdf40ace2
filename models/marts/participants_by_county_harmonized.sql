-- One row per month x geography method x area x measure group x measure x status.
with steps as (

    select * from {{ ref('comparability_steps') }}
    where is_by_county and not is_by_sex

)

select
    area_figures.period,
    area_figures.geography_method,
    area_figures.target_vintage,
    area_figures.area_code,
    names.area_name_nb,
    area_figures.county_vintage,
    area_figures.measure_group_code,
    area_figures.measure_code,
    area_figures.status_code,
    area_figures.obs_value,
    area_figures.obs_value_min,
    area_figures.obs_value_max,
    area_figures.obs_status,
    area_figures.area_min,
    area_figures.area_max,
    area_figures.source_count,
    area_figures.suppressed_count,
    area_moves.moved_out_pct,
    area_moves.moved_in_pct,
    area_moves.moved_net_pct,
    steps.former_year is null
    or (steps.is_comparable and coalesce(area_moves.is_within_tolerance, true)) as is_comparable,
    steps.comparability_codes
    || coalesce(' ' || area_moves.note_code, '')
    || coalesce(' ' || outlier_figures.note_code, '') as comparability_codes,
    area_figures.figure_id
from {{ ref('area_figures') }} as area_figures
inner join {{ ref('area_names') }} as names using (geography_method, target_vintage, area_code)
inner join steps
    on
        year(area_figures.period) = steps.calendar_year
        and steps.subject_kind
        = case when area_figures.measure_code = '_T' then 'measure_group' else 'measure' end
        and steps.subject_code
        = case
            when area_figures.measure_code = '_T' then area_figures.measure_group_code
            else area_figures.measure_code
        end
        and (area_figures.status_code <> '_T') = steps.is_by_status
left join {{ ref('area_moves') }} as area_moves
    using (geography_method, target_vintage, area_code, county_vintage)
left join {{ ref('outlier_figures') }} as outlier_figures using (figure_id)
