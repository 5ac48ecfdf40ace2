-- One row per month x county (as printed, in its vintage) x measure group x measure x status.
with participants as (

    select * from {{ ref('participants') }}
    where
        {{ participants_by(['county', 'measure_group', 'measure', 'status']) }}
        and county_code <> '_T'

),

counties as (

    select * from {{ ref('dim_county') }}

)

select
    participants.period,
    participants.county_vintage,
    participants.county_code,
    counties.name_nb as county_name_nb,
    participants.measure_group_code,
    participants.measure_code,
    participants.status_code,
    participants.obs_value,
    participants.obs_value_min,
    participants.obs_value_max,
    participants.obs_status,
    participants.is_suppressed,
    participants.observation_id
from participants
inner join counties
    on
        participants.county_vintage = counties.county_vintage
        and participants.county_code = counties.county_code
