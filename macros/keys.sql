{#- The keys of a table that are incomplete or stand in more than one row. -#}
{% macro doubled_keys(relation, columns) -%}
select
    concat_ws(', ', {{ columns | join(', ') }}) as key_values,
    count(*) as row_count
from {{ relation }}
group by {{ columns | join(', ') }}
having
    count(*) > 1
    or {{ columns | join(' is null or ') }} is null
{%- endmacro %}

{#- A test of all keys of a schema: fails with every key that is incomplete or stands in more than
    one row, and with every table that is not listed. The keys of contracts are read from them.
    One test for many tables: each test costs dbt more than the engine. -#}
{% macro unique_keys(schema, keys={}, of_contract=[], without=[]) -%}
{%- set tables = [] -%}
{%- for relation, columns in keys.items() -%}
    {%- do tables.append([relation, columns]) -%}
{%- endfor -%}
{#- What the project holds is known only when it is run. -#}
{%- set nodes = graph.nodes.values() | list if execute else [] -%}
{%- for relation in of_contract -%}
    {%- set found = [] -%}
    {%- for node in nodes if node.name == relation -%}
        {%- for rule in node.constraints or [] if rule.type == 'primary_key' -%}
            {%- do found.extend(rule.columns) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- do tables.append([relation, found or ['null']]) -%}
{%- endfor -%}
{%- for relation, columns in tables %}
select
    '{{ relation }}' as relation,
    key_values,
    row_count
from ({{ doubled_keys(ref(relation), columns) }}) as doubled
union all
{%- endfor %}
{%- for node in nodes
    if node.schema == schema and node.resource_type in ('model', 'seed')
    and node.name not in keys and node.name not in of_contract and node.name not in without %}
select
    '{{ node.name }}' as relation,
    'not listed' as key_values,
    0 as row_count
union all
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
    concat_ws(', ', {{ columns | join(', ') }}) as reference_values,
    count(*) as row_count
from {{ relation }}
where
    {{ columns | join(' is not null and ') }} is not null
    and ({{ columns | join(', ') }}) not in (
        select {{ (to_columns or columns) | join(', ') }}
        from {{ to }}
        where {{ (to_columns or columns) | join(' is not null and ') }} is not null
    )
group by {{ columns | join(', ') }}
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
