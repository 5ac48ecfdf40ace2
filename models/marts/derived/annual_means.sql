-- One row per measure set x year x status x sex: the mean of the twelve months.
select
    {{ measure_set('means') }},
    names.measure_set_name_nb,
    names.measure_set_name_en,
    means.period,
    means.status_code,
    means.sex_code,
    {{ published_interval('figures', 'decimal(18, 1)') }},
    -- Where months are missing there is no mean.
    coalesce(figures.obs_status, 'O') as obs_status,
    means.month_count,
    -- Without a mean nothing is suppressed.
    coalesce(figures.suppressed_count, 0) as suppressed_count,
    comparability.is_comparable,
    comparability.comparability_codes,
    means.figure_id
from {{ ref('int_annual_means') }} as means
inner join {{ ref('dim_measure_set') }} as names using ({{ measure_set() }})
inner join {{ ref('int_figure_comparability') }} as comparability using (figure_id)
left join {{ ref('int_figures') }} as figures using (figure_id)
