-- One row per month x harmonized series x status x sex: the sum of its measures as an interval.
with figures as (

    select * from {{ ref('int_measure_set_figures') }}
    where measure_set_kind = 'series'

),

steps as (

    select * from {{ ref('int_comparability_steps') }}
    where measure_set_kind = 'series' and not is_by_county

)

select
    figures.period,
    figures.measure_set_code as series_code,
    series.name_nb as series_name_nb,
    series.name_en as series_name_en,
    series.parent_series_code,
    figures.status_code,
    figures.sex_code,
    figures.obs_value,
    figures.obs_value_min,
    figures.obs_value_max,
    figures.obs_status,
    figures.part_count,
    figures.suppressed_count,
    figures.measure_codes,
    figures.is_covered as is_fully_covered,
    steps.is_comparable,
    steps.comparability_codes || coalesce(' ' || outlier_figures.note_code, '') as comparability_codes,
    figures.figure_id
from figures
inner join {{ ref('series') }} as series on figures.measure_set_code = series.series_code
inner join steps
    on
        figures.measure_set_code = steps.measure_set_code
        and figures.calendar_year = steps.calendar_year
        and (figures.status_code <> '_T') = steps.is_by_status
        and (figures.sex_code <> '_T') = steps.is_by_sex
left join {{ ref('int_outlier_figures') }} as outlier_figures using (figure_id)
