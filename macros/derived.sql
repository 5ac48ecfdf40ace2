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
        else {{ per_cent(known_bound(figure ~ '.obs_value_' ~ end), whole, end) }}
    end
{%- endmacro %}

{#- A part as per cent of a whole, as it is published. -#}
{% macro per_cent(part, whole, end='value') -%}
    {{ published('100 * ' ~ part, whole, end) }}
{%- endmacro %}

{#- A bound of a share in hundredths of per cent: outwards where part or whole is an interval, else as NAV
    rounds; all of the whole where the part is not known. -#}
{% macro hundredths_of_share(end, part, whole) -%}
    case
        when {{ part }}_max is null then {{ {'min': 0, 'max': 10000}[end] }}
        when {{ part }}_min = {{ part }}_max and {{ whole }}_min = {{ whole }}_max
            then {{ rounded_ratio('10000 * ' ~ part ~ '_' ~ end, whole ~ '_max') }}
        {% if end == 'min' -%}
        else floor(10000 * {{ part }}_min / {{ whole }}_max)
        {%- else -%}
        else least(10000, ceil(10000 * {{ part }}_max / nullif({{ whole }}_min, 0)))
        {%- endif %}
    end
{%- endmacro %}

{#- Monthly counts as published, and those that are derived from them, with the columns that a mart of
    figures has; a derived one is no observation. -#}
{% macro published_and_derived() -%}
    {%- set codes -%}
        period, freq, indicator, {{ dimension_codes() }}, county_division
    {%- endset -%}
    select
        {{ codes }},
        {{ interval() }},
        obs_status,
        is_printed,
        is_suppressed,
        observation_id,
        observation_id as figure_id
    from {{ ref('participants') }}
    union all
    select
        {{ codes }},
        {{ published_interval('figures') }},
        obs_status,
        false as is_printed,
        false as is_suppressed,
        cast(null as string) as observation_id,
        figure_id
    from {{ ref('int_derived_figures') }} as figures
{%- endmacro %}
