-- One row per month x geography method x area x measure group x measure x status.
with figures as (

    select * from {{ ref('area_figures') }}

),

moves as (

    select * from {{ ref('area_moves') }}

),

steps as (

    select * from {{ ref('comparability_steps') }}
    where is_by_county and not is_by_sex

),

outliers as (

    select * from {{ ref('outlier_figures') }}

)

select
    figures.period,
    figures.geography_method,
    figures.target_vintage,
    figures.area_code,
    names.area_name_nb,
    figures.county_vintage,
    figures.measure_group_code,
    figures.measure_code,
    figures.status_code,
    figures.obs_value,
    figures.obs_value_min,
    figures.obs_value_max,
    figures.obs_status,
    figures.area_min,
    figures.area_max,
    figures.source_count,
    figures.suppressed_count,
    moves.moved_out_pct,
    moves.moved_in_pct,
    moves.moved_net_pct,
    steps.former_year is null
    or (steps.is_comparable and coalesce(moves.is_within_tolerance, true)) as is_comparable,
    steps.comparability_codes
    || coalesce(' ' || moves.note_code, '')
    || coalesce(' ' || outliers.note_code, '') as comparability_codes,
    figures.figure_id
from figures
inner join {{ ref('area_names') }} as names
    on
        figures.geography_method = names.geography_method
        and figures.target_vintage = names.target_vintage
        and figures.area_code = names.area_code
inner join steps
    on
        year(figures.period) = steps.calendar_year
        and steps.subject_kind
        = case when figures.measure_code = '_T' then 'measure_group' else 'measure' end
        and steps.subject_code
        = case
            when figures.measure_code = '_T' then figures.measure_group_code
            else figures.measure_code
        end
        and (figures.status_code <> '_T') = steps.is_by_status
left join moves
    on
        figures.geography_method = moves.geography_method
        and figures.target_vintage = moves.target_vintage
        and figures.area_code = moves.area_code
        and figures.county_vintage = moves.county_vintage
left join outliers on figures.figure_id = outliers.figure_id
