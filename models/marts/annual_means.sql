-- One row per measure set x year x status x sex: the mean of the twelve months.
with steps as (

    select * from {{ ref('int_comparability_steps') }}
    where not is_by_county

)

select
    annual_means.measure_set_kind,
    annual_means.measure_set_code,
    measure_set_names.name_nb as measure_set_name_nb,
    measure_set_names.name_en as measure_set_name_en,
    annual_means.period,
    annual_means.status_code,
    annual_means.sex_code,
    annual_means.obs_value,
    annual_means.obs_value_min,
    annual_means.obs_value_max,
    annual_means.obs_status,
    annual_means.month_count,
    annual_means.suppressed_count,
    steps.is_comparable,
    steps.comparability_codes || coalesce(' ' || outlier_figures.note_code, '') as comparability_codes,
    annual_means.figure_id
from {{ ref('int_annual_means') }} as annual_means
inner join {{ ref('int_measure_set_names') }} as measure_set_names
    on {{ same_measure_set('annual_means', 'measure_set_names') }}
inner join steps
    on
        {{ same_measure_set('annual_means', 'steps') }}
        and annual_means.calendar_year = steps.calendar_year
        and (annual_means.status_code <> '_T') = steps.is_by_status
        and (annual_means.sex_code <> '_T') = steps.is_by_sex
left join {{ ref('int_outlier_figures') }} as outlier_figures using (figure_id)
