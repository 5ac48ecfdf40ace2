{#- Figures that are made from published ones: weighted sums of intervals. -#}

{#- A short name for a derived figure, the same in every build: its kind and its key. -#}
{% macro figure_id(kind, keys) -%}
    substr(md5(concat_ws('|', '{{ kind }}', {{ keys | join(', ') }})), 1, 16)
{%- endmacro %}

{#- A bound of a figure as per cent with one decimal: outwards where the figure is hidden. -#}
{% macro per_cent_bound(end, figure, whole) -%}
    case
        when {{ figure }}.obs_value is not null then {{ per_cent(figure ~ '.obs_value', whole) }}
        else cast(
            {{ {'min': 'floor', 'max': 'ceil'}[end] }}(
                1000 * {{ figure }}.obs_value_{{ end }} / nullif({{ whole }}, 0)
            ) * 0.1 as decimal(18, 1)
        )
    end
{%- endmacro %}

{#- Per cent with one decimal, rounded half away from zero as NAV does; NULL over zero. -#}
{% macro per_cent(part, whole) -%}
    cast({{ rounded_ratio(part, whole, 1000) }} * 0.1 as decimal(18, 1))
{%- endmacro %}
