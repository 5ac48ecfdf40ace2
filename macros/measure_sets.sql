{#- A measure set is what one figure counts: a measure, a measure group, a harmonized series or a
    category of labour market policy. -#}

{#- The columns that identify a measure set. -#}
{% macro measure_set(prefix='') -%}
    {{ prefixed(measure_set_columns(), prefix) }}
{%- endmacro %}

{% macro measure_set_columns() -%}
    {{ return(['measure_set_kind', 'measure_set_code']) }}
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
    {{ prefixed(year_pair_columns(), prefix) }}
{%- endmacro %}

{% macro year_pair_columns() -%}
    {{ return(measure_set_columns() + ['from_year', 'to_year']) }}
{%- endmacro %}

{#- The columns that identify what is compared: a measure set in two years, of whom, and how far figures
    are broken down besides. -#}
{% macro compared_slice(prefix='') -%}
    {{ prefixed(compared_slice_columns(), prefix) }}
{%- endmacro %}

{% macro compared_slice_columns() -%}
    {{ return(year_pair_columns() + ['status_code', 'sex_code', 'dimension']) }}
{%- endmacro %}

{#- Join condition: two relations have the same in these columns. -#}
{% macro same(columns, left, right) -%}
    {%- for column in columns -%}
        {{ left }}.{{ column }} = {{ right }}.{{ column }}{{ ' and ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{% macro prefixed(columns, prefix) -%}
    {%- for column in columns -%}
        {{ prefix ~ '.' if prefix }}{{ column }}{{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
