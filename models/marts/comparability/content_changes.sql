-- One row per measure, measure group or series x pair of years x status x sex x content
-- change: what share of the participants moved, ended, began or is not covered between the years.
select
    {{ measure_set('changes') }},
    names.measure_set_name_nb,
    names.measure_set_name_en,
    cast(changes.from_year as bigint) as from_year,
    cast(changes.to_year as bigint) as to_year,
    changes.status_code,
    changes.sex_code,
    changes.content_change,
    changes.pct_min,
    changes.pct_max,
    changes.least_pct,
    changes.most_pct,
    changes.persons_min,
    changes.persons_max,
    changes.month_count,
{% for language in ['nb', 'en'] %}
    {{ filled('kinds.sentence_' ~ language, {
        'share': range_words('changes.pct_min', 'changes.pct_max', language),
        'from_year': 'cast(changes.from_year as string)',
        'to_year': 'cast(changes.to_year as string)',
    }) }} as sentence_{{ language }}{{ ',' if not loop.last }}
{% endfor %}
from {{ ref('int_content_changes') }} as changes
inner join {{ ref('content_change_kinds') }} as kinds using (content_change)
inner join {{ ref('dim_measure_set') }} as names using ({{ measure_set() }})
