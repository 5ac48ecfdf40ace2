-- One row per month x measure group (_T: all measures) x status x sex, as published.
with participants as (

    select * from {{ ref('participants') }}
    where {{ participants_by(['measure_group', 'status', 'sex']) }}

),

steps as (

    select * from {{ ref('int_comparability_steps') }}
    where measure_set_kind = 'measure_group' and not is_by_county

)

select
    participants.period,
    participants.measure_group_code,
    dim_measure_group.name_nb as measure_group_name_nb,
    dim_measure_group.name_en as measure_group_name_en,
    participants.status_code,
    participants.sex_code,
    participants.obs_value,
    participants.obs_value_min,
    participants.obs_value_max,
    participants.obs_status,
    participants.is_suppressed,
    steps.is_comparable,
    steps.comparability_codes
    || case when participants.outlier_reason is null then '' else ' SOURCE_OUTLIER' end
        as comparability_codes,
    participants.observation_id
from participants
inner join {{ ref('dim_measure_group') }} as dim_measure_group using (measure_group_code)
inner join steps
    on
        participants.measure_group_code = steps.measure_set_code
        and year(participants.period) = steps.calendar_year
        and (participants.status_code <> '_T') = steps.is_by_status
        and (participants.sex_code <> '_T') = steps.is_by_sex
