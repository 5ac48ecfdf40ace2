-- One row per subject x year x status x sex: the mean of the twelve months.
with steps as (

    select * from {{ ref('comparability_steps') }}
    where not is_by_county

)

select
    annual_figures.subject_kind,
    annual_figures.subject_code,
    subject_names.name_nb as subject_name_nb,
    subject_names.name_en as subject_name_en,
    annual_figures.period,
    annual_figures.status_code,
    annual_figures.sex_code,
    annual_figures.obs_value,
    annual_figures.obs_value_min,
    annual_figures.obs_value_max,
    annual_figures.obs_status,
    annual_figures.month_count,
    annual_figures.suppressed_count,
    steps.is_comparable,
    steps.comparability_codes || coalesce(' ' || outlier_figures.note_code, '') as comparability_codes,
    annual_figures.figure_id
from {{ ref('annual_figures') }} as annual_figures
inner join {{ ref('subject_names') }} as subject_names
    on {{ same_subject('annual_figures', 'subject_names') }}
inner join steps
    on
        {{ same_subject('annual_figures', 'steps') }}
        and annual_figures.calendar_year = steps.calendar_year
        and (annual_figures.status_code <> '_T') = steps.is_by_status
        and (annual_figures.sex_code <> '_T') = steps.is_by_sex
left join {{ ref('outlier_figures') }} as outlier_figures using (figure_id)
