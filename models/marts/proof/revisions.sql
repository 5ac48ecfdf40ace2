-- One row per figure that a publication prints otherwise than the publication before it.
-- Where any document suppresses the figure, neither value is shown.
with prints as (

    select
        document_observations.*,
        {{ publication('documents') }} as publication,
        row_number() over (
            partition by {{ observation_key('document_observations') }}
            order by {{ publication('documents') }}, documents.document_id
        ) as print_no
    from {{ ref('int_document_observations') }} as document_observations
    inner join {{ ref('documents') }} as documents using (document_id)
    where document_observations.document_count > 1

),

revised as (

    select
        prints.*,
        former.publication as former_publication,
        former.document_id as former_document_id,
        former.line_no as former_line_no,
        former.column_no as former_column_no,
        former.obs_value as former_value
    from prints
    inner join prints as former
        on {{ same_key('prints', 'former') }} and prints.print_no = former.print_no + 1
    where
        prints.publication <> former.publication
        and prints.obs_value is distinct from former.obs_value

)

select
    observations.observation_id,
    {{ observation_key('revised') }},
    revised.document_id,
    revised.publication,
    revised.line_no,
    revised.column_no,
    revised.former_document_id,
    revised.former_publication,
    revised.former_line_no,
    revised.former_column_no,
    case when not revised.is_suppressed then revised.obs_value end as obs_value,
    case when not revised.is_suppressed then revised.former_value end as former_value,
    case when not revised.is_suppressed then revised.obs_value - revised.former_value end
        as revision,
    revised.is_suppressed
from revised
inner join {{ ref('int_observations') }} as observations
    on {{ same_key('revised', 'observations') }}
