-- One row per series or measure group x month x earlier year with that month x status x sex.
select
    change_figures.subject_kind,
    change_figures.subject_code,
    subject_names.name_nb as subject_name_nb,
    subject_names.name_en as subject_name_en,
    change_figures.from_period,
    change_figures.period,
    change_figures.status_code,
    change_figures.sex_code,
    change_figures.obs_value,
    change_figures.obs_value_min,
    change_figures.obs_value_max,
    change_figures.obs_status,
    change_figures.change_pct,
    change_figures.is_comparable,
    change_figures.comparability_codes || coalesce(' ' || outlier_figures.note_code, '') as comparability_codes,
    change_figures.figure_id
from {{ ref('change_figures') }} as change_figures
inner join {{ ref('subject_names') }} as subject_names
    on {{ same_subject('change_figures', 'subject_names') }}
left join {{ ref('outlier_figures') }} as outlier_figures using (figure_id)
