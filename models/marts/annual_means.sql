-- One row per subject x year x status x sex: the mean of the twelve months.
with figures as (

    select * from {{ ref('annual_figures') }}

),

names as (

    select * from {{ ref('subject_names') }}

),

steps as (

    select * from {{ ref('comparability_steps') }}
    where not is_by_county

),

outliers as (

    select * from {{ ref('outlier_figures') }}

)

select
    figures.subject_kind,
    figures.subject_code,
    names.name_nb as subject_name_nb,
    names.name_en as subject_name_en,
    figures.period,
    figures.status_code,
    figures.sex_code,
    figures.obs_value,
    figures.obs_value_min,
    figures.obs_value_max,
    figures.obs_status,
    figures.month_count,
    figures.suppressed_count,
    steps.is_comparable,
    steps.comparability_codes || coalesce(' ' || outliers.note_code, '') as comparability_codes,
    figures.figure_id
from figures
inner join names
    on figures.subject_kind = names.subject_kind and figures.subject_code = names.subject_code
inner join steps
    on
        figures.subject_kind = steps.subject_kind
        and figures.subject_code = steps.subject_code
        and figures.calendar_year = steps.calendar_year
        and (figures.status_code <> '_T') = steps.is_by_status
        and (figures.sex_code <> '_T') = steps.is_by_sex
left join outliers on figures.figure_id = outliers.figure_id
