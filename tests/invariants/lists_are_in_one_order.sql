-- The rows of a list that is shown in an order stand one after the other: no two have one place,
-- and no place between them is empty.
{%- set lists = {
    'dim_series': 'series_code',
    'dim_geography_method': 'geography_method',
    'dim_comparability_note': 'note_code',
    'dim_usage_warning': 'warning_code',
} %}
with places as (

    {% for mart, code in lists.items() %}
    select
        '{{ mart }}' as mart,
        {{ code }} as code,
        order_no,
        min(order_no) over () + row_number() over (order by order_no, {{ code }}) - 1 as place
    from {{ ref(mart) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    mart,
    code,
    place as expected,
    order_no as found
from places
where order_no <> place
