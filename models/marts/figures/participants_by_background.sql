-- One row per month x measure x category of one background dimension, as published, with its share
-- of all on the measure.
with participants as (

    {% for background in backgrounds() %}
    select
        *,
        '{{ background }}' as dimension,
        {{ background }}_code as category_code
    from {{ ref('participants') }}
    where
        {{ participants_by(['measure_group', 'measure', background], 'participants') }}
        and {{ background }}_code <> '_T'
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

wholes as (

    select
        period,
        measure_group_code,
        measure_code,
        obs_value
    from {{ ref('participants') }}
    where {{ participants_by(['measure_group', 'measure']) }}

)

select
    participants.period,
    participants.measure_group_code,
    participants.measure_code,
    participants.dimension,
    participants.category_code,
    codes.code_name_nb as category_name_nb,
    codes.code_name_en as category_name_en,
    {{ interval('participants') }},
    participants.obs_status,
    participants.is_printed,
    participants.is_suppressed,
    {{ is_leaf('participants', ['measure_group', 'measure'], backgrounds()) }} as is_leaf,
    {{ per_cent('participants.obs_value', 'wholes.obs_value') }} as measure_share_pct,
    comparability.is_comparable,
    comparability.comparability_codes,
    participants.observation_id
from participants
inner join {{ ref('dim_code') }} as codes
    on participants.dimension = codes.dimension and participants.category_code = codes.code
inner join {{ ref('int_figure_comparability') }} as comparability
    on participants.observation_id = comparability.figure_id
left join wholes using (period, measure_group_code, measure_code)
