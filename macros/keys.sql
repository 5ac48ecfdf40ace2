{#- The columns of a mart's table, and its key. An archive's tables are too large for the index that
    enforces a key while rows are inserted: there tests/keys_are_unique.sql proves it alone. -#}
{% macro duckdb__get_table_columns_and_constraints() -%}
    {%- if not var('staged_file', '') -%}
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
