{#- A measure set is what one figure counts: a measure, a measure group, a harmonized series or a
    category of labour market policy. -#}

{#- The columns that identify a measure set. -#}
{% macro measure_set(prefix='') -%}
    {{ prefixed(['measure_set_kind', 'measure_set_code'], prefix) }}
{%- endmacro %}

{#- The measure set of a published figure: its measure, or its group where it is of all measures. -#}
{% macro measure_set_of(prefix='') -%}
    {%- set dot = prefix ~ '.' if prefix else '' -%}
    case when {{ dot }}measure_code = '_T' then 'measure_group' else 'measure' end
        as measure_set_kind,
    case when {{ dot }}measure_code = '_T' then {{ dot }}measure_group_code else {{ dot }}measure_code end
        as measure_set_code
{%- endmacro %}

{#- The columns that identify a measure set in two years. -#}
{% macro year_pair(prefix='') -%}
    {{ prefixed(['measure_set_kind', 'measure_set_code', 'from_year', 'to_year'], prefix) }}
{%- endmacro %}

{% macro prefixed(columns, prefix) -%}
    {%- for column in columns -%}
        {{ prefix ~ '.' if prefix }}{{ column }}{{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#- Condition: a breakdown (the names of its dimensions, divided by spaces) has this dimension. -#}
{% macro is_broken_down_by(breakdown, dimension) -%}
    ' ' || {{ breakdown }} || ' ' like '% {{ dimension }} %'
{%- endmacro %}

{#- Condition: what is said of this dimension (_T: of totals) holds for figures in this breakdown.
    Figures by county are judged by what is said of counties, not of totals. -#}
{% macro is_judged_by(dimension, breakdown) -%}
    (
        ({{ dimension }} = '_T' and not {{ is_broken_down_by(breakdown, 'county') }})
        {%- for name in ['status', 'sex', 'county'] %}
        or ({{ dimension }} = '{{ name }}' and {{ is_broken_down_by(breakdown, name) }})
        {%- endfor %}
    )
{%- endmacro %}
