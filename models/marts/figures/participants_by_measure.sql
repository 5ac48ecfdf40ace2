-- One row per month x measure x status x sex, as published or derived from
-- what is.
with participants as (

    {{ published_and_derived() }}

)

select
    participants.period,
    participants.measure_group_code,
    participants.measure_code,
    measures.measure_name_nb,
    measures.measure_name_en,
    participants.status_code,
    participants.sex_code,
    {{ interval('participants') }},
    participants.obs_status,
    participants.is_printed,
    participants.is_suppressed,
    {{ is_leaf('participants', ['measure_group', 'measure'], ['status', 'sex']) }} as is_leaf,
    comparability.is_comparable,
    comparability.comparability_codes,
    participants.observation_id,
    participants.figure_id
from participants
inner join {{ ref('dim_measure') }} as measures using (measure_code)
inner join {{ ref('int_figure_comparability') }} as comparability
    on participants.figure_id = comparability.figure_id
where
    {{ participants_by(['measure_group', 'measure', 'status', 'sex'], 'participants') }}
    and measure_code <> '_T'
