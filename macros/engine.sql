{#- Where the SQL of engines differs: one macro each, so that models stay portable. -#}

{#- A character by its number. Spark's chr() stops at 255. -#}
{% macro character(number) -%}
    {{ adapter.dispatch('character', 'nav_tiltak')(number) }}
{%- endmacro %}

{% macro default__character(number) -%}chr({{ number }}){%- endmacro %}

{% macro spark__character(number) -%}'\u{{ '%04x' % number }}'{%- endmacro %}

{#- A text without the spaces around it, of whatever width. Spark's trim() knows the plain one. -#}
{% macro trim_spaces(expression) -%}
    {{ adapter.dispatch('trim_spaces', 'nav_tiltak')(expression) }}
{%- endmacro %}

{% macro default__trim_spaces(expression) -%}trim({{ expression }}){%- endmacro %}

{% macro spark__trim_spaces(expression) -%}
    regexp_replace({{ expression }}, r'^\p{Zs}+|\p{Zs}+\z', '')
{%- endmacro %}

{#- A text in composed letters (NFC): 'å' is one sign, however it was written. Spark has the function in
    a library that it brings. -#}
{% macro composed(expression) -%}
    {{ adapter.dispatch('composed', 'nav_tiltak')(expression) }}
{%- endmacro %}

{% macro default__composed(expression) -%}nfc_normalize({{ expression }}){%- endmacro %}

{% macro spark__composed(expression) -%}
    reflect('com.ibm.icu.text.Normalizer', 'compose', {{ expression }}, false)
{%- endmacro %}

{#- Replace every match of a regular expression; \1 is what its first group matched, which Spark calls
    $1. DuckDB replaces the first match unless told 'g'; in Spark's plain literals a backslash
    escapes. -#}
{% macro replace_all(expression, pattern, replacement) -%}
    {{ adapter.dispatch('replace_all', 'nav_tiltak')(expression, pattern, replacement) }}
{%- endmacro %}

{% macro default__replace_all(expression, pattern, replacement) -%}
    regexp_replace({{ expression }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{% macro spark__replace_all(expression, pattern, replacement) -%}
    regexp_replace({{ expression }}, r'{{ pattern }}', '{{ replacement | replace('\\', '$') }}')
{%- endmacro %}

{#- Join clause: one row per tab-separated part of a text, as part.part_no (from 1), part_text. Each
    engine numbers the parts of a list in its own way. -#}
{% macro split_at_tabs(expression) -%}
    {{ adapter.dispatch('split_at_tabs', 'nav_tiltak')(expression) }}
{%- endmacro %}

{% macro default__split_at_tabs(expression) -%}
    cross join unnest(string_split({{ expression }}, chr(9))) with ordinality
        as part (part_text, part_no)
{%- endmacro %}

{% macro spark__split_at_tabs(expression) -%}
    cross join lateral (
        select pos + 1 as part_no, col as part_text from posexplode(split({{ expression }}, chr(9)))
    ) as part
{%- endmacro %}

{#- Aggregate: texts joined by a separator in a stated order, which each engine states in its own
    place. -#}
{% macro join_text(expression, separator, order_by) -%}
    {{ adapter.dispatch('join_text', 'nav_tiltak')(expression, separator, order_by) }}
{%- endmacro %}

{% macro default__join_text(expression, separator, order_by) -%}
    string_agg({{ expression }}, '{{ separator }}' order by {{ order_by }})
{%- endmacro %}

{% macro spark__join_text(expression, separator, order_by) -%}
    listagg({{ expression }}, '{{ separator }}') within group (order by {{ order_by }})
{%- endmacro %}

{#- Aggregate: the different texts, joined by a separator in their own order. Spark can sort only one
    set of different values in a query by listagg. -#}
{% macro join_distinct(expression, separator) -%}
    {{ adapter.dispatch('join_distinct', 'nav_tiltak')(expression, separator) }}
{%- endmacro %}

{% macro default__join_distinct(expression, separator) -%}
    string_agg(distinct {{ expression }}, '{{ separator }}' order by {{ expression }})
{%- endmacro %}

{% macro spark__join_distinct(expression, separator) -%}
    nullif(array_join(sort_array(collect_set({{ expression }})), '{{ separator }}'), '')
{%- endmacro %}

{#- Join clause: one row per whole number from one bound to the other, at most so many. The caller
    names it: ... as alias (column). No number where the bounds are crossed; Spark would count down. -#}
{% macro each_number_between(lowest, highest, at_most) -%}
    {{ adapter.dispatch('each_number_between', 'nav_tiltak')(lowest, highest, at_most) }}
{%- endmacro %}

{% macro default__each_number_between(lowest, highest, at_most) -%}
    cross join unnest(generate_series(
        {{ lowest }}, least({{ highest }}, {{ lowest }} + {{ at_most }} - 1)
    ))
{%- endmacro %}

{% macro spark__each_number_between(lowest, highest, at_most) -%}
    cross join lateral explode(case when {{ lowest }} <= {{ highest }} then sequence(
        {{ lowest }}, least({{ highest }}, {{ lowest }} + {{ at_most }} - 1)
    ) end)
{%- endmacro %}

{#- The bits that two whole numbers have in common. -#}
{% macro common_bits(left, right) -%}
    ({{ left }} & {{ right }})
{%- endmacro %}
