-- One row per series or measure group x month x earlier year with that month x status x sex.
with figures as (

    select * from {{ ref('change_figures') }}

),

names as (

    select * from {{ ref('subject_names') }}

),

outliers as (

    select * from {{ ref('outlier_figures') }}

)

select
    figures.subject_kind,
    figures.subject_code,
    names.name_nb as subject_name_nb,
    names.name_en as subject_name_en,
    figures.from_period,
    figures.period,
    figures.status_code,
    figures.sex_code,
    figures.obs_value,
    figures.obs_value_min,
    figures.obs_value_max,
    figures.obs_status,
    figures.change_pct,
    figures.is_comparable,
    figures.comparability_codes || coalesce(' ' || outliers.note_code, '') as comparability_codes,
    figures.figure_id
from figures
inner join names
    on figures.subject_kind = names.subject_kind and figures.subject_code = names.subject_code
left join outliers on figures.figure_id = outliers.figure_id
