-- The last round narrows nothing: else more cells can be recovered than are counted, and
-- suppressed_bounds needs more rounds. Says how many, never which.
select count(*) as unsettled_count
from {{ ref('suppressed_bounds') }}
where not is_settled
having count(*) > 0
