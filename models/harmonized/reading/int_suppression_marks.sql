-- One row per document and mark that it can print in place of a count: the highest count behind it.
-- A mark of small counts (primary) ends below the document's threshold; one that also withholds
-- counts to protect others (secondary) can be any. What is said of one document goes before what
-- holds for all.
with ranked as (

    select
        documents.document_id,
        marks.mark,
        marks.kind,
        case marks.kind
            when 'primary' then documents.suppressed_below - 1
            else {{ open_bound() }}
        end as highest,
        row_number() over (
            partition by documents.document_id, marks.mark
            order by case marks.document_id when '_T' then 1 else 0 end
        ) as mark_rank
    from {{ ref('documents') }} as documents
    inner join {{ ref('suppression_marks') }} as marks
        on marks.document_id in ('_T', documents.document_id)

)

select
    document_id,
    mark,
    kind,
    highest
from ranked
where mark_rank = 1 and highest is not null
