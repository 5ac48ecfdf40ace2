-- Every mart has the key that its contract states: complete, and in one row only.
{%- set marts = [
    'participants', 'participants_by_measure_group', 'participants_by_measure',
    'participants_by_county', 'participants_by_background', 'total_checks', 'check_summary',
    'check_coverage', 'printed_cells', 'revisions', 'corrections',
] %}
{%- for mart in marts %}
{%- set keys = [] %}
{%- if execute %}
    {%- for rule in graph.nodes['model.nav_tiltak.' ~ mart].constraints if rule.type == 'primary_key' %}
        {%- do keys.extend(rule.columns) %}
    {%- endfor %}
{%- endif %}
select
    '{{ mart }}' as mart,
    count(*) as key_count
from (
    select count(*) as row_count
    from {{ ref(mart) }}
    group by {{ keys | join(', ') or 'all' }}
    having count(*) > 1 or {{ keys | join(' is null or ') or '1' }} is null
) as doubled
having count(*) > 0
{{ 'union all' if not loop.last }}
{%- endfor %}
