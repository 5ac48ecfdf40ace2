-- One row per published figure: period x indicator x slice. Nothing is summed or filled in here.
select
    period,
    freq,
    indicator,
    {{ dimension_codes() }},
    county_vintage,
    obs_value,
    obs_value_min,
    obs_value_max,
    obs_status,
    obs_status = 'Q' as is_suppressed,
    observation_id,
    document_id,
    vintage,
    line_no,
    column_no,
    printed_label,
    printed_text,
    correction_id
from {{ ref('observations') }}
