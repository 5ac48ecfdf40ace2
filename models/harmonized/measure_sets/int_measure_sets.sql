-- One row per measure set x measure that it counts. A measure set is a measure, a measure group
-- (_T: all) or a harmonized series (a leaf, or a parent of leaves).
with memberships as (

    select
        measures.measure_code,
        measures.measure_group_code,
        measure_series.series_code,
        series.parent_series_code
    from {{ ref('measures') }} as measures
    left join {{ ref('measure_series') }} as measure_series using (measure_code)
    left join {{ ref('series') }} as series using (series_code)

)

{% for kind, code in [
    ('measure', 'measure_code'),
    ('measure_group', 'measure_group_code'),
    ('measure_group', "'_T'"),
    ('series', 'series_code'),
    ('series', 'parent_series_code'),
] %}
select
    '{{ kind }}' as measure_set_kind,
    {{ code }} as measure_set_code,
    measure_code,
    measure_group_code
from memberships
where {{ code }} is not null
{{ 'union all' if not loop.last }}
{% endfor %}
