-- One row per month x county (of the division printed) x measure group x measure x status, as
-- published or derived from what is.
with participants as (

    {{ published_and_derived() }}

)

select
    participants.period,
    participants.county_division,
    participants.county_code,
    counties.county_name_nb,
    participants.measure_group_code,
    participants.measure_code,
    participants.status_code,
    {{ interval('participants') }},
    participants.obs_status,
    participants.is_printed,
    participants.is_suppressed,
    {{ is_leaf('participants', ['measure_group', 'measure'], ['status']) }} as is_leaf,
    comparability.is_comparable,
    comparability.comparability_codes,
    participants.observation_id,
    participants.figure_id
from participants
inner join {{ ref('dim_county') }} as counties using (county_division, county_code)
inner join {{ ref('int_figure_comparability') }} as comparability
    on participants.figure_id = comparability.figure_id
where
    {{ participants_by(['county', 'measure_group', 'measure', 'status'], 'participants') }}
    and county_code <> '_T'
