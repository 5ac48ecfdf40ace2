-- One row per two documents that cover a common period: what both print must agree.
with documents as (

    select * from {{ ref('documents') }}

)

select
    later.document_id,
    first.document_id as first_document_id
from documents as later
inner join documents as first
    on
        later.precedence > first.precedence
        and later.period_from <= first.period_to
        and later.period_to >= first.period_from
