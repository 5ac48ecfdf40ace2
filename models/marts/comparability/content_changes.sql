-- One row per measure, measure group or series x pair of years x status x sex x content
-- change: what share of the participants moved, ended, began or is not covered between the years.
-- Where the two years do not have all twelve months, those that both have are named.
{%- set mean = {'nb': 'i snitt ', 'en': 'on average '} %}
{%- set when = {} %}
{%- for year in ['from_year', 'to_year'] %}
{%- do when.update({year:
    "case when changes.month_count = 12 then cast(changes." ~ year ~ " as string) else concat(changes."
    ~ year ~ ", '-', replace(changes.months, ' ', concat(', ', changes." ~ year ~ ", '-'))) end"
}) %}
{%- endfor %}
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
        'mean': "case when changes.month_count > 1 then '" ~ mean[language] ~ "' end",
        'from_year': when['from_year'],
        'to_year': when['to_year'],
    }) }} as sentence_{{ language }}{{ ',' if not loop.last }}
{% endfor %}
from {{ ref('int_content_changes') }} as changes
inner join {{ ref('content_change_kinds') }} as kinds using (content_change)
inner join {{ ref('dim_measure_set') }} as names using ({{ measure_set() }})
