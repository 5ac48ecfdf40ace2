{#- The first columns of a row of problems: which rule, and where. -#}
{% macro problem(rule, document_id='cast(null as string)', line_no='cast(null as integer)', column_no='cast(null as integer)') -%}
    '{{ rule }}' as rule,
    {{ document_id }} as document_id,
    {{ line_no }} as line_no,
    {{ column_no }} as column_no
{%- endmacro %}
