{#- The keys of a table that are incomplete or stand in more than one row.
    optional: columns of the key that may be empty. -#}
{% macro doubled_keys(relation, columns, optional=[]) -%}
select
    concat_ws(', ', {{ columns | join(', ') }}) as key_values,
    count(*) as row_count
from {{ relation }}
group by {{ columns | join(', ') }}
having
    count(*) > 1
    {%- for column in columns if column not in optional %}
    or {{ column }} is null
    {%- endfor %}
{%- endmacro %}

{#- A test of all keys of a schema: fails with every key that is incomplete or stands in more than one
    row, and with every table of the schema that is not listed or has no key. A key stands in the
    table's YAML: as primary key of its contract, or as `config.meta.key` (empty for a list without
    one). One test for many tables: each test costs dbt more than the engine. -#}
{% macro unique_keys(schema, relations) -%}
{#- What the project holds is known only when it is run; before, the references are. -#}
{%- set nodes = graph.nodes.values() | selectattr('resource_type', 'in', ['model', 'seed'])
    | selectattr('schema', 'equalto', schema) | list if execute else [] -%}
{%- for relation in relations -%}{%- do ref(relation) -%}{%- endfor -%}
{%- for node in nodes %}
    {%- set keys = [] -%}
    {%- for rule in node.constraints or [] if rule.type == 'primary_key' -%}
        {%- do keys.append(rule.columns) -%}
    {%- endfor -%}
    {%- if 'short_key' in node.config.meta -%}
        {%- do keys.append([node.config.meta.short_key]) -%}
    {%- endif -%}
    {%- if node.config.meta.key -%}{%- do keys.append(node.config.meta.key) -%}{%- endif -%}
    {%- for key in keys %}
select
    '{{ node.name }}' as relation,
    key_values,
    row_count
from (
    {{ doubled_keys(ref(node.name), key, node.config.meta.get('optional', [])) }}
) as doubled
union all
    {%- endfor %}
    {%- if node.name not in relations or (not keys and 'key' not in node.config.meta) %}
select
    '{{ node.name }}' as relation,
    'not listed in the test, or without a key in its YAML' as key_values,
    0 as row_count
union all
    {%- endif %}
{%- endfor %}
select
    'none' as relation,
    'none' as key_values,
    0 as row_count
where 1 = 0
{%- endmacro %}

{#- The references of a table (one column or several) that have no row in the other table. A
    reference with a NULL in it refers to nothing. -#}
{% macro dangling_references(relation, columns, to, to_columns=none) -%}
select
    concat_ws(', ', {{ prefixed(columns, 'referring') }}) as reference_values,
    count(*) as row_count
from {{ relation }} as referring
left join {{ to }} as referred
    on
        {%- for column in columns %}
        {{ 'and ' if not loop.first }}referring.{{ column }}
        = referred.{{ (to_columns or columns)[loop.index0] }}
        {%- endfor %}
where
    {%- for column in columns %}
    referring.{{ column }} is not null and
    {%- endfor %}
    referred.{{ (to_columns or columns)[0] }} is null
group by {{ prefixed(columns, 'referring') }}
{%- endmacro %}

{#- The columns of a mart's table, and its key. An archive's tables are too large for the index that
    enforces a key while rows are inserted: there tests/keys_of_marts.sql proves it alone. -#}
{% macro duckdb__get_table_columns_and_constraints() -%}
    {%- if not var('is_archive') -%}
        {{ return(table_columns_and_constraints()) }}
    {%- endif -%}
    (
        {%- for column in adapter.render_raw_columns_constraints(raw_columns=model['columns']) %}
        {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

{#- Spark's tables of plain files hold no constraints: there too that test proves the keys. -#}
{% macro spark__persist_constraints(relation, model) -%}{%- endmacro %}
