{#- Fails with every total (_T) along a dimension that is missing beside its parts, or that lies
    outside the sum of their bounds. The parts are all rows that agree in the other keys: by default
    the key of a published figure. Where they are not all of one `within` (a publication, say) they
    need not add up. -#}
{% test parts_sum_to_total(model, along, keys=none, within=none) %}
{%- if keys is none -%}
    {%- set keys = ['period', 'freq', 'indicator'] -%}
    {%- for dimension in dimensions() if dimension ~ '_code' != along -%}
        {%- do keys.append(dimension ~ '_code') -%}
    {%- endfor -%}
{%- endif %}

with figures as (

    select
        *,
        {{ within or "''" }} as within_value
    from {{ model }}

),

parts as (

    select
        {{ keys | join(', ') }},
        min(within_value) as within_min,
        max(within_value) as within_max,
        sum(obs_value_min) as parts_min,
        sum(obs_value_max) as parts_max
    from figures
    where {{ along }} <> '_T'
    group by all

),

-- Joined to the parts before they are grouped: most figures are broken down no further.
sums as (

    select
        {% for key in keys %}
        parts.{{ key }},
        {% endfor %}
        least(min(totals.within_value), min(parts.within_min)) as within_min,
        greatest(max(totals.within_value), max(parts.within_max)) as within_max,
        count(totals.{{ along }}) as total_count,
        max(totals.obs_value_min) as total_min,
        max(totals.obs_value_max) as total_max,
        min(parts.parts_min) as parts_min,
        min(parts.parts_max) as parts_max
    from parts
    left join figures as totals
        on
            {% for key in keys %}
            parts.{{ key }} is not distinct from totals.{{ key }} and
            {% endfor %}
            totals.{{ along }} = '_T'
    group by all

)

select * from sums
where
    within_min = within_max
    and (total_count <> 1 or total_min > parts_max or total_max < parts_min)

{% endtest %}
