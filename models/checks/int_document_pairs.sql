-- One row per two documents of one publication that cover a common period: what both print must
-- agree. A later publication may revise figures (marts.revisions).
with documents as (

    select
        document_id,
        period_from,
        period_to,
        {{ publication() }} as publication,
        row_number() over (order by precedence nulls last, document_id) as document_rank
    from {{ ref('documents') }}

)

select
    later.document_id,
    first.document_id as first_document_id
from documents as later
inner join documents as first
    on
        later.document_rank > first.document_rank
        and later.publication = first.publication
        and later.period_from <= first.period_to
        and later.period_to >= first.period_from
