-- One row per month x measure x status x sex, as published.
with participants as (

    select * from {{ ref('participants') }}
    where
        {{ participants_by(['measure_group', 'measure', 'status', 'sex']) }}
        and measure_code <> '_T'

),

steps as (

    select * from {{ ref('int_comparability_steps') }}
    where measure_set_kind = 'measure' and not is_by_county

)

select
    participants.period,
    participants.measure_group_code,
    participants.measure_code,
    dim_measure.name_nb as measure_name_nb,
    dim_measure.name_en as measure_name_en,
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
inner join {{ ref('dim_measure') }} as dim_measure using (measure_code)
inner join steps
    on
        participants.measure_code = steps.measure_set_code
        and year(participants.period) = steps.calendar_year
        and (participants.status_code <> '_T') = steps.is_by_status
        and (participants.sex_code <> '_T') = steps.is_by_sex
