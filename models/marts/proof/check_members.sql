-- One row per check and figure that takes part in it: on which side it stands, without its value.
select
    check_id,
    observation_id,
    {{ place() }},
    side
from {{ ref('int_check_members') }}
