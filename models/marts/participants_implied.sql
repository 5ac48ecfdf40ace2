-- One row per slice whose change from the year before is printed: the figure that it implies.
select
    period,
    indicator,
    measure_group_code,
    measure_code,
    status_code,
    obs_value,
    obs_value_min,
    obs_value_max,
    obs_status,
    figure_id
from {{ ref('int_participants_implied') }}
