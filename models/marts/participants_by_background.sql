-- One row per month x measure x category of one background dimension, as published.
{%- set backgrounds = ['age', 'immigrant_background', 'country_background', 'education'] %}
with participants as (

    {% for background in backgrounds %}
    select
        *,
        '{{ background }}' as dimension,
        {{ background }}_code as category_code
    from {{ ref('participants') }}
    where
        {{ participants_by(['measure_group', 'measure', background]) }}
        and {{ background }}_code <> '_T'
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

steps as (

    select * from {{ ref('int_comparability_steps') }}
    where measure_set_kind = 'measure' and not is_by_status and not is_by_sex and not is_by_county

)

select
    participants.period,
    participants.measure_group_code,
    participants.measure_code,
    participants.dimension,
    participants.category_code,
    dim_code.name_nb as category_name_nb,
    dim_code.name_en as category_name_en,
    participants.obs_value,
    participants.obs_value_min,
    participants.obs_value_max,
    participants.obs_status,
    participants.is_suppressed,
    steps.is_comparable,
    steps.comparability_codes,
    participants.observation_id
from participants
inner join {{ ref('dim_code') }} as dim_code
    on participants.dimension = dim_code.dimension and participants.category_code = dim_code.code
inner join steps
    on
        participants.measure_code = steps.measure_set_code
        and year(participants.period) = steps.calendar_year
