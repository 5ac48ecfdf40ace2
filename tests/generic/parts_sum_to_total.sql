{#- Fails with every total (_T) along a dimension that lies outside the sum of the bounds of its
    parts, stands twice, or is missing where the publication prints others of its breakdown: a total
    that it prints nowhere is not published. The parts are all rows that agree in the other keys,
    by default the key of a published figure; where they are not all of one `within` (a publication,
    say) they need not add up, nor where it prints fewer parts than all codes, if it needs them. Says
    where, not by how much: a part may be
    suppressed. -#}
{% test parts_sum_to_total(model, along, keys=none, within=none, needs_all_codes=false) %}
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
        count(*) as part_count,
        sum(obs_value_min) as parts_min,
        sum({{ bound('obs_value_max', 'max') }}) as parts_max,
        min(document_id) as part_document_id,
        min(line_no) as part_line_no
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
        max({{ bound('totals.obs_value_max', 'max') }}) as total_max,
        min(parts.part_count) as part_count,
        min(parts.parts_min) as parts_min,
        min(parts.parts_max) as parts_max,
        coalesce(min(totals.document_id), min(parts.part_document_id)) as document_id,
        coalesce(min(totals.line_no), min(parts.part_line_no)) as line_no
    from parts
    left join figures as totals
        on
            {% for key in keys %}
            parts.{{ key }} is not distinct from totals.{{ key }} and
            {% endfor %}
            totals.{{ along }} = '_T'
    group by all

),

breakdowns as (

    select
        *,
        max(total_count) over of_breakdown as most_totals,
        max(part_count) over of_breakdown as most_parts
    from sums
    window
        of_breakdown as (
            partition by
                within_min,
                {% for key in keys if key.endswith('_code') %}
                {{ key }} = '_T',
                {% endfor %}
                within_max
        )

)

select
    document_id,
    line_no,
    case
        when total_count = 0 then 'parts without their total along {{ along }}'
        when total_count > 1 then 'a total along {{ along }} that stands more than once'
        else 'a total along {{ along }} that is not the sum of its parts'
    end as found
from breakdowns
where
    within_min = within_max
    and most_totals > 0
    {% if needs_all_codes %}
    and most_parts = (
        select count(*) from {{ ref('codes') }}
        where dimension = '{{ along.removesuffix('_code') }}' and code <> '_T'
    )
    {% endif %}
    and (total_count <> 1 or total_min > parts_max or total_max < parts_min)
group by all

{% endtest %}
