{#- Fails with every total (_T) along a dimension that is missing beside its parts, or that lies
    outside the sum of their bounds. The parts are all rows that agree in the other keys: by default
    the key of a published figure. Where they are not all of one `within` (a publication, say) they
    need not add up. -#}
{% test parts_sum_to_total(model, along, keys=none, within=none) %}
{%- if keys is none -%}
    {%- set keys = ['period', 'freq', 'indicator'] -%}
    {%- for dimension in var('dimensions') if dimension ~ '_code' != along -%}
        {%- do keys.append(dimension ~ '_code') -%}
    {%- endfor -%}
{%- endif %}

with sums as (

    select
        {{ keys | join(', ') }},
        {{ 'count(distinct ' ~ within ~ ')' if within else 1 }} as within_count,
        count(case when {{ along }} = '_T' then 1 end) as total_count,
        count(case when {{ along }} <> '_T' then 1 end) as part_count,
        max(case when {{ along }} = '_T' then obs_value_min end) as total_min,
        max(case when {{ along }} = '_T' then obs_value_max end) as total_max,
        sum(case when {{ along }} <> '_T' then obs_value_min end) as parts_min,
        sum(case when {{ along }} <> '_T' then obs_value_max end) as parts_max
    from {{ model }}
    group by {{ keys | join(', ') }}

)

select * from sums
where
    part_count > 0
    and within_count = 1
    and (total_count <> 1 or total_min > parts_max or total_max < parts_min)

{% endtest %}
