-- One row per month x measure group (_T: all measures) x status x sex, as published.
with participants as (

    select * from {{ ref('participants') }}
    where {{ participants_by(['measure_group', 'status', 'sex']) }}

),

measure_groups as (

    select * from {{ ref('dim_measure_group') }}

)

select
    participants.period,
    participants.measure_group_code,
    measure_groups.name_nb as measure_group_name_nb,
    measure_groups.name_en as measure_group_name_en,
    participants.status_code,
    participants.sex_code,
    participants.obs_value,
    participants.obs_value_min,
    participants.obs_value_max,
    participants.obs_status,
    participants.is_suppressed,
    participants.observation_id
from participants
inner join measure_groups
    on participants.measure_group_code = measure_groups.measure_group_code
