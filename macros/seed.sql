{#- A seed is its file, read by the engine: dbt would read it whole in Python first, which takes
    longer than all models together where the file is large. Nothing between two commas is NULL, and
    a column without a type in `column_types` is text. -#}
{% materialization seed, default %}
    {%- set relation = this.incorporate(type='table') -%}
    {%- set types = config.get('column_types', {}) -%}
    {%- set printed = model.alias ~ '_as_printed' -%}
    {{ run_hooks(pre_hooks) }}
    {% call statement('file') %}
        {{ view_of_csv(printed, model.root_path ~ '/' ~ model.original_file_path) }}
    {% endcall %}
    {%- set first_rows = run_query('select * from ' ~ printed ~ ' limit 10') %}
    {%- do store_result('agate_table', response='OK', agate_table=first_rows) %}
    {% call statement('main') %}
        create or replace table {{ relation }} as
        select
            {%- for column in first_rows.column_names %}
            cast({{ column }} as {{ types.get(column, 'varchar') }}) as {{ column }}
            {{- ',' if not loop.last }}
            {%- endfor %}
        from {{ printed }}
    {% endcall %}
    {% do adapter.commit() %}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}

{#- A view of a CSV file whose columns are all text, named for this session. -#}
{% macro view_of_csv(name, path) -%}
    create or replace temporary view {{ name }} as
    select * from read_csv(
        '{{ path | replace("'", "''") }}', header = true, all_varchar = true, delim = ',', quote = '"', escape = '"',
        new_line = '\n'
    )
{%- endmacro %}
