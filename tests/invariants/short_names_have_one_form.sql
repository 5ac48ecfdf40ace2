-- The short names of figures, observations and checks are sixteen signs long, in every mart.
{%- set names = {
    'observation_id': ['participants', 'printed_cells', 'figure_parts', 'check_members'],
    'check_id': ['identity_checks', 'check_members'],
    'figure_id': [
        'figure_parts', 'participants_by_series', 'annual_means', 'headline', 'same_month_changes',
        'participants_by_county_harmonized', 'participants_implied',
    ],
} %}
{% for name, marts in names.items() %}
{%- set outer = loop %}
{% for mart in marts %}
select distinct
    '{{ mart }}.{{ name }}' as what,
    {{ name }} as found
from {{ ref(mart) }}
where length({{ name }}) <> 16
{{ 'union all' if not (loop.last and outer.last) }}
{% endfor %}
{% endfor %}
