{#- A seed is its file, read by the engine: dbt would read it whole in Python first, which takes
    longer than all models together where the file is large (and dbt-spark would write NULL as the
    text 'None'). Nothing between two commas is NULL; a column without a type in `column_types` is
    text. On a cluster the file must be where all workers can read it. -#}
{% materialization seed, default %}
    {%- set relation = this.incorporate(type='table') -%}
    {%- set types = config.get('column_types', {}) -%}
    {%- set printed = model.alias ~ '_as_printed' -%}
    {{ run_hooks(pre_hooks) }}
    {% call statement('file') %}
        create or replace temporary view {{ printed }}
        {{ rows_of_csv(model.root_path ~ '/' ~ model.original_file_path) }}
    {% endcall %}
    {%- set first_rows = run_query('select * from ' ~ printed ~ ' limit 10') %}
    {%- do store_result('agate_table', response='OK', agate_table=first_rows) %}
    {% do adapter.drop_relation(relation) %}
    {% call statement('main') %}
        create table {{ relation }} as
        select
            {%- for column in first_rows.column_names %}
            cast(nullif({{ column }}, '') as {{ types.get(column, 'string') }}) as {{ column }}
            {{- ',' if not loop.last }}
            {%- endfor %}
        from {{ printed }}
    {% endcall %}
    {% do adapter.commit() %}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}
