-- One row per document: the publication that it is of, and how publications and the documents of
-- one go before each other. A precedence number goes first, then the latest.
with documents as (

    select
        *,
        {{ publication() }} as publication
    from {{ ref('documents') }}

),

publications as (

    select
        publication,
        row_number() over (order by min(precedence) asc nulls last, publication desc)
            as publication_rank
    from documents
    group by publication

)

select
    documents.document_id,
    documents.publication,
    publications.publication_rank,
    row_number() over (order by documents.precedence asc nulls last, documents.document_id asc)
        as document_rank
from documents
inner join publications using (publication)
