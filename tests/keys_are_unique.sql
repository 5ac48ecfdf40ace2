-- Every mart has the key that its contract states: complete, and in one row only. An archive's
-- tables have no other guard (macros/keys.sql). A mart that is not listed fails too.
{%- set marts = [
    'annual_means', 'area_counties', 'build_facts', 'check_coverage', 'check_summary',
    'comparability', 'corrections', 'coverage', 'dim_code', 'dim_comparability_note',
    'detection_power', 'dim_county', 'dim_document', 'dim_geography_method', 'dim_identity', 'dim_measure',
    'dim_measure_group', 'dim_series', 'dim_usage_warning', 'figure_sources', 'headline',
    'lmp_bridge', 'measure_life', 'measure_succession', 'municipality_moves', 'participants',
    'participants_by_background', 'participants_by_county', 'participants_by_county_harmonized',
    'participants_by_measure', 'participants_by_measure_group', 'participants_by_series',
    'participants_implied', 'printed_cells', 'revisions', 'same_month_changes', 'total_checks',
] %}
{%- set keys = {} %}
{%- if execute %}
{%- for node in graph.nodes.values() if node.schema == 'marts' %}
{%- for rule in node.constraints or [] if rule.type == 'primary_key' %}
{%- do keys.update({node.name: rule.columns}) %}
{%- endfor %}
{%- endfor %}
{%- endif %}
{%- for mart in marts %}
{%- set columns = keys.pop(mart, ['1']) %}
select
    '{{ mart }}' as mart,
    count(*) as key_count
from (
    select count(*) as row_count
    from {{ ref(mart) }}
    group by {{ columns | join(', ') }}
    having count(*) > 1 or {{ columns | join(' is null or ') }} is null
) as doubled
having count(*) > 0
{{ 'union all' if not loop.last }}
{%- endfor %}
{%- for mart in keys %}
union all
select
    '{{ mart }} is not listed' as mart,
    null as key_count
{%- endfor %}
