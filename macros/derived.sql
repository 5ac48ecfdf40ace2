{#- Figures that are made from published ones: weighted sums of intervals. -#}

{#- A short name for a derived figure, the same in every build: its kind and its key. -#}
{% macro figure_id(kind, keys) -%}
    {{ short_name("'" ~ kind ~ "', " ~ keys | join(', ')) }}
{%- endmacro %}

{#- A ratio as it is published, with one decimal: a value is rounded half away from zero as NAV does, a
    lower bound (`min`) down and an upper one (`max`) up; NULL over zero. -#}
{% macro published(numerator, denominator, end='value') -%}
    cast(
        {{ {'value': 'round', 'min': 'floor', 'max': 'ceil'}[end] }}(
            cast(10 * {{ numerator }} as decimal(28, 10)) / nullif({{ denominator }}, 0)
        ) * 0.1 as decimal(18, 1)
    )
{%- endmacro %}

{#- A bound of a figure as per cent of a whole: of a figure that is known, the value itself. -#}
{% macro per_cent_bound(end, figure, whole) -%}
    case
        when {{ figure }}.obs_value is not null then {{ per_cent(figure ~ '.obs_value', whole) }}
        else {{ per_cent(figure ~ '.obs_value_' ~ end, whole, end) }}
    end
{%- endmacro %}

{#- A part as per cent of a whole, as it is published. -#}
{% macro per_cent(part, whole, end='value') -%}
    {{ published('100 * ' ~ part, whole, end) }}
{%- endmacro %}
