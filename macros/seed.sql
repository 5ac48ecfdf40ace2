{#- A seed on Spark: its file, read by the engine. dbt-spark's own seeds write NULL as the text 'None',
    and dbt would read the staged lines whole. The file must be where the workers can read it. -#}
{% materialization seed, adapter='spark' %}
    {%- set file = model.alias ~ '_file' -%}
    {%- set path = model.root_path ~ '/' ~ model.original_file_path -%}
    {%- if model.name == 'lines' and var('staged_file', '') -%}
        {%- set path = var('staged_file') -%}
    {%- endif -%}
    {%- set types = config.get('column_types', {}) -%}
    {%- set relation = this.incorporate(type='table') -%}
    {% call statement('file') %}
        create or replace temporary view {{ file }} using csv options (
            path '{{ path }}', header 'true', multiLine 'true', lineSep '\n',
            quote '"', escape '"', mode 'FAILFAST'
        )
    {% endcall %}
    {%- set empty = run_query('select * from ' ~ file ~ ' limit 0') -%}
    {#- dbt shows this table where it is asked to. -#}
    {%- do store_result('agate_table', response='OK', agate_table=empty) -%}
    {%- do adapter.drop_relation(relation) -%}
    {% call statement('main') %}
        create table {{ relation }} as
        select
            {%- for column in empty.column_names %}
            cast(nullif({{ column }}, '') as {{ types.get(column, 'string') }}) as {{ column }}{{ ',' if not loop.last }}
            {%- endfor %}
        from {{ file }}
    {% endcall %}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}
