-- One row per series or measure group x month x earlier year with that month x status x sex: the
-- change between the two as an interval. Where the two years cannot be compared there is none.
select
    {{ measure_set('changes') }},
    names.measure_set_name_nb,
    names.measure_set_name_en,
    changes.from_period,
    changes.period,
    changes.status_code,
    changes.sex_code,
    cast(figures.obs_value as integer) as change,
    {% for end in ['min', 'max'] %}
    cast({{ known_bound('figures.obs_value_' ~ end) }} as integer) as change_{{ end }},
    {% endfor %}
    coalesce(figures.obs_status, 'O') as obs_status,
    {{ per_cent('figures.obs_value', 'former.obs_value') }} as change_pct,
    comparability.is_comparable,
    comparability.comparability_codes,
    changes.figure_id
from {{ ref('int_same_month_changes') }} as changes
inner join {{ ref('dim_measure_set') }} as names using ({{ measure_set() }})
inner join {{ ref('int_figure_comparability') }} as comparability using (figure_id)
left join {{ ref('int_figures') }} as figures using (figure_id)
left join {{ ref('int_figures') }} as former on changes.from_figure_id = former.figure_id
