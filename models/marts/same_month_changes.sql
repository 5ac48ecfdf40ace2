-- One row per series or measure group x month x earlier year with that month x status x sex.
select
    same_month_changes.measure_set_kind,
    same_month_changes.measure_set_code,
    measure_set_names.name_nb as measure_set_name_nb,
    measure_set_names.name_en as measure_set_name_en,
    same_month_changes.from_period,
    same_month_changes.period,
    same_month_changes.status_code,
    same_month_changes.sex_code,
    same_month_changes.obs_value,
    same_month_changes.obs_value_min,
    same_month_changes.obs_value_max,
    same_month_changes.obs_status,
    same_month_changes.change_pct,
    same_month_changes.is_comparable,
    same_month_changes.comparability_codes || coalesce(' ' || outlier_figures.note_code, '') as comparability_codes,
    same_month_changes.figure_id
from {{ ref('int_same_month_changes') }} as same_month_changes
inner join {{ ref('int_measure_set_names') }} as measure_set_names
    on {{ same_measure_set('same_month_changes', 'measure_set_names') }}
left join {{ ref('int_outlier_figures') }} as outlier_figures using (figure_id)
