-- One row per month x geography method x area x measure group x measure x status.
with steps as (

    select * from {{ ref('int_comparability_steps') }}
    where is_by_county and not is_by_sex

)

select
    area_figures.period,
    area_figures.geography_method,
    area_figures.target_division,
    area_figures.area_code,
    names.area_name_nb,
    area_figures.county_division,
    area_figures.measure_group_code,
    area_figures.measure_code,
    area_figures.status_code,
    area_figures.obs_value,
    area_figures.obs_value_min,
    area_figures.obs_value_max,
    area_figures.obs_status,
    area_figures.area_min,
    area_figures.area_max,
    area_figures.part_count,
    area_figures.suppressed_count,
    area_transfers.moved_out_pct,
    area_transfers.moved_in_pct,
    area_transfers.moved_net_pct,
    steps.former_year is null
    or (steps.is_comparable and coalesce(area_transfers.is_within_tolerance, true)) as is_comparable,
    steps.comparability_codes
    || coalesce(' ' || area_transfers.note_code, '')
    || coalesce(' ' || outlier_figures.note_code, '') as comparability_codes,
    area_figures.figure_id
from {{ ref('int_area_figures') }} as area_figures
inner join {{ ref('int_area_names') }} as names using (geography_method, target_division, area_code)
inner join steps
    on
        year(area_figures.period) = steps.calendar_year
        and steps.measure_set_kind
        = case when area_figures.measure_code = '_T' then 'measure_group' else 'measure' end
        and steps.measure_set_code
        = case
            when area_figures.measure_code = '_T' then area_figures.measure_group_code
            else area_figures.measure_code
        end
        and (area_figures.status_code <> '_T') = steps.is_by_status
left join {{ ref('int_area_transfers') }} as area_transfers
    using (geography_method, target_division, area_code, county_division)
left join {{ ref('int_outlier_figures') }} as outlier_figures using (figure_id)
