-- One row per published figure over all documents. Where several publications print it, it is
-- quoted from the first (int_publications) whose print of it is adopted (int_unadopted_prints);
-- within that publication a document that suppresses it goes first. What only prints that are not
-- adopted hold is left out. How a later publication differs stands in marts.revisions.
with adopted as (

    select
        document_observations.*,
        publications.publication,
        publications.publication_rank,
        publications.document_rank
    from {{ ref('int_document_observations') }} as document_observations
    inner join {{ ref('int_publications') }} as publications using (document_id)
    left join {{ ref('int_unadopted_prints') }} as unadopted using (observation_id, publication)
    where unadopted.publication is null

),

-- Most figures stand in one document: only the others are ranked.
ranked as (

    select
        *,
        row_number() over (
            partition by observation_id
            order by
                publication_rank,
                case when obs_value is null then 0 else 1 end,
                document_rank
        ) as print_rank
    from adopted
    where document_count > 1

),

quoted as (

    select
        *,
        1 as print_rank
    from adopted
    where document_count = 1
    union all
    select * from ranked
    where print_rank = 1

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
