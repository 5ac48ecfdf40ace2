-- One row per month x measure x status x sex, as published.
with participants as (

    select * from {{ ref('participants') }}
    where
        {{ participants_by(['measure_group', 'measure', 'status', 'sex']) }}
        and measure_code <> '_T'

),

measures as (

    select * from {{ ref('dim_measure') }}

)

select
    participants.period,
    participants.measure_group_code,
    participants.measure_code,
    measures.name_nb as measure_name_nb,
    measures.name_en as measure_name_en,
    participants.status_code,
    participants.sex_code,
    participants.obs_value,
    participants.obs_value_min,
    participants.obs_value_max,
    participants.obs_status,
    participants.is_suppressed,
    participants.observation_id
from participants
inner join measures on participants.measure_code = measures.measure_code
