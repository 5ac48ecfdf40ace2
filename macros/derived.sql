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

{#- A bound of a share in tenths of per cent: outwards where part or whole is an interval, else as NAV
    rounds; all of the whole where the part is not known. -#}
{% macro tenths_of_share(end, part, whole) -%}
    case
        when {{ part }}_max is null then {{ {'min': 0, 'max': 1000}[end] }}
        when {{ part }}_min = {{ part }}_max and {{ whole }}_min = {{ whole }}_max
            then {{ rounded_ratio('1000 * ' ~ part ~ '_' ~ end, whole ~ '_max') }}
        {% if end == 'min' -%}
        else floor(1000 * {{ part }}_min / {{ whole }}_max)
        {%- else -%}
        else least(1000, ceil(1000 * {{ part }}_max / nullif({{ whole }}_min, 0)))
        {%- endif %}
    end
{%- endmacro %}

{#- Monthly counts as published, and those that are derived from them, with the columns that a mart of
    figures has; a derived one is no observation. -#}
{% macro published_and_derived() -%}
    {%- set columns -%}
        period, freq, indicator, {{ dimension_codes() }}, county_division, {{ interval() }}, obs_status
    {%- endset -%}
    select
        {{ columns }},
        is_printed,
        is_suppressed,
        observation_id,
        observation_id as figure_id
    from {{ ref('participants') }}
    union all
    select
        {{ columns }},
        false as is_printed,
        false as is_suppressed,
        cast(null as string) as observation_id,
        figure_id
    from {{ ref('int_derived_figures') }}
{%- endmacro %}
