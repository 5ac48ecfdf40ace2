-- One row per published figure over all documents. Where several documents print a figure, one
-- that suppresses it goes first (the stricter print wins), then the lowest precedence number, then
-- the latest publication. Documents of one publication agree (checks.int_identity_checks); how a
-- later publication differs stands in marts.revisions.
with ranked as (

    select
        document_observations.*,
        {{ publication('documents') }} as publication,
        row_number() over (
            partition by document_observations.observation_id
            order by
                case when document_observations.obs_value is null then 0 else 1 end,
                documents.precedence asc nulls last,
                {{ publication('documents') }} desc,
                documents.document_id
        ) as document_rank
    from {{ ref('int_document_observations') }} as document_observations
    inner join {{ ref('documents') }} as documents using (document_id)
    where document_observations.document_count > 1

),

quoted as (

    select
        document_observations.*,
        {{ publication('documents') }} as publication,
        1 as document_rank
    from {{ ref('int_document_observations') }} as document_observations
    inner join {{ ref('documents') }} as documents using (document_id)
    where document_observations.document_count = 1
    union all
    select * from ranked
    where document_rank = 1

)

select
    observation_id,
    {{ observation_key() }},
    {{ interval() }},
    obs_status,
    document_id,
    publication,
    print_count,
    line_no,
    column_no,
    printed_label,
    printed_text,
    erratum_id
from quoted
