-- One row per fact about the whole build.
select
    'recoverable_cells' as fact,
    count(*) as fact_count
from {{ ref('suppressed_bounds') }}
where bound_min = bound_max
