{#- A seed on Spark is its file, read by the engine: dbt-spark would write NULL as the text 'None'.
    Nothing between two commas is NULL; a column has the type that the seed's YAML states. On a
    cluster the file must be where all workers can read it: NAV_TILTAK_SPARK_SEEDS names a folder like
    the project's seeds/. -#}
{% materialization seed, adapter='spark' %}
    {%- set relation = this.incorporate(type='table') -%}
    {%- set seeds = env_var('NAV_TILTAK_SPARK_SEEDS', model.root_path ~ '/seeds') -%}
    {%- set printed = model.alias ~ '_as_printed' -%}
    {{ run_hooks(pre_hooks) }}
    {% call statement('file') %}
        create or replace temporary view {{ printed }} using csv options (
            path '{{ model.original_file_path | replace('seeds', seeds, 1) }}',
            header 'true', multiLine 'true', lineSep '\n', quote '"', escape '"', mode 'FAILFAST'
        )
    {% endcall %}
    {#- dbt shows how many rows it has read of what stands here. -#}
    {%- do store_result('agate_table', response='OK',
        agate_table=run_query('select * from ' ~ printed ~ ' limit 10')) %}
    {% do adapter.drop_relation(relation) %}
    {% call statement('main') %}
        create table {{ relation }} as
        select
            {%- for column, type in config.require('column_types').items() %}
            cast(nullif({{ column }}, '') as {{ type }}) as {{ column }}{{ ',' if not loop.last }}
            {%- endfor %}
        from {{ printed }}
    {% endcall %}
    {% do adapter.commit() %}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}
