{#- Write the rows of queries as Parquet, each into a folder (queries by it): the workers write the
    files, whose rows are in the order of the query where files are read in the order of their names. -#}
{% macro write_parquet(queries) %}
    {%- for folder, query in queries.items() %}
        {%- do run_query(
            "insert overwrite directory '" ~ folder ~ "' using parquet options (compression 'zstd') " ~ query
        ) %}
    {%- endfor %}
{% endmacro %}
