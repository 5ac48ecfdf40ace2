-- One row per identity that the documents must fulfil, in words.
select
    identity,
    kind,
    dimension,
    statement_nb,
    statement_en,
    reason
from {{ ref('identities') }}
