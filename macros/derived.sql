{#- Figures that are made from published ones: weighted sums of intervals. -#}

{#- A short name for a derived figure, the same in every build: its kind and its key. -#}
{% macro figure_id(kind, keys) -%}
    substr(md5(concat_ws('|', '{{ kind }}', {{ keys | join(', ') }})), 1, 16)
{%- endmacro %}

{#- Per cent with one decimal, rounded half away from zero as NAV does; NULL over zero. -#}
{% macro per_cent(part, whole) -%}
    cast({{ rounded_ratio(part, whole, 1000) }} * 0.1 as decimal(18, 1))
{%- endmacro %}
