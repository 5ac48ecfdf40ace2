-- One row per two documents of one publication that cover a common period: what both print must
-- agree. A later publication may revise figures (marts.revisions).
with ranked as (

    select
        publications.*,
        documents.period_from,
        documents.period_to
    from {{ ref('int_publications') }} as publications
    inner join {{ ref('documents') }} as documents using (document_id)

)

select
    later.document_id,
    first.document_id as first_document_id
from ranked as later
inner join ranked as first
    on
        later.document_rank > first.document_rank
        and later.publication = first.publication
        and later.period_from <= first.period_to
        and later.period_to >= first.period_from
