-- One row per month x measure group (_T: all measures) x status x sex, as published or derived from
-- what is.
with participants as (

    {{ published_and_derived() }}

)

select
    participants.period,
    participants.measure_group_code,
    measure_groups.measure_group_name_nb,
    measure_groups.measure_group_name_en,
    participants.status_code,
    participants.sex_code,
    {{ interval('participants') }},
    participants.obs_status,
    participants.is_printed,
    participants.is_suppressed,
    {{ is_leaf('participants', ['measure_group'], ['status', 'sex']) }} as is_leaf,
    comparability.is_comparable,
    comparability.comparability_codes,
    participants.observation_id,
    participants.figure_id
from participants
inner join {{ ref('dim_measure_group') }} as measure_groups using (measure_group_code)
inner join {{ ref('int_figure_comparability') }} as comparability
    on participants.figure_id = comparability.figure_id
where {{ participants_by(['measure_group', 'status', 'sex'], 'participants') }}
