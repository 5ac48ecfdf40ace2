{#- Where the SQL of engines differs: one macro each, so that models stay portable. -#}

{#- Replace every match of a regular expression. -#}
{% macro replace_all(expression, pattern, replacement) -%}
    regexp_replace({{ expression }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{#- Join clause: one row per tab-separated part of a text, as part.part_no (from 1), part_text. -#}
{% macro split_at_tabs(expression) -%}
    cross join unnest(string_split({{ expression }}, chr(9))) with ordinality
        as part (part_text, part_no)
{%- endmacro %}

{#- Aggregate: texts joined by a separator in a stated order. -#}
{% macro join_text(expression, separator, order_by) -%}
    string_agg({{ expression }}, '{{ separator }}' order by {{ order_by }})
{%- endmacro %}

{#- Join clause: one row per whole number from one bound to the other, at most so many. The caller
    names it: ... as alias (column). No number where the bounds are crossed. -#}
{% macro each_number_between(lowest, highest, at_most) -%}
    cross join unnest(generate_series(
        {{ lowest }}, least({{ highest }}, {{ lowest }} + {{ at_most }} - 1)
    ))
{%- endmacro %}
