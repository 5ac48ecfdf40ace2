-- One row per document x identity x verdict: how many checks came out so.
select
    document_id,
    identity,
    verdict,
    count(*) as check_count,
    count(case when suppressed_count > 0 then 1 end) as with_suppressed_count,
    count(case when is_by_construction then 1 end) as by_construction_count
from {{ ref('int_identity_checks') }}
group by all
