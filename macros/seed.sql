{#- A seed on Spark: its file, read by the engine. dbt-spark's own seeds write NULL as the text 'None',
    and dbt would read the staged lines whole. The file must be where the workers can read it. -#}
{% materialization seed, adapter='spark' %}
    {%- set relation = this.incorporate(type='table') -%}
    {%- set file = model.alias ~ '_file' -%}
    {%- set path = model.root_path ~ '/' ~ model.original_file_path -%}
    {%- if model.name == 'lines' and var('staged_file', '') -%}
        {%- set path = var('staged_file') -%}
    {%- endif -%}
    {% call statement('file') %}
        create or replace temporary view {{ file }} using csv options (
            path '{{ path }}', header 'true', multiLine 'true', lineSep '\n',
            quote '"', escape '"', mode 'FAILFAST'
        )
    {% endcall %}
    {% do adapter.drop_relation(relation) %}
    {% call statement('main') %}
        create table {{ relation }} as
        select
            {%- for column in adapter.get_columns_in_relation(api.Relation.create(identifier=file)) %}
            cast(nullif({{ column.name }}, '') as {{ config.get('column_types', {}).get(column.name, 'string') }})
                as {{ column.name }}{{ ',' if not loop.last }}
            {%- endfor %}
        from {{ file }}
    {% endcall %}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}
