-- One row per way in which suppressed figures were counted that NAV's own tables give away.
select
    method,
    suppressed_count,
    recoverable_count,
    documents_sha256,
    measured_on
from {{ ref('measured_exposure') }}
