-- One row per published figure that a row of outliers marks: it is printed at that place, and its
-- value is still that one, in whichever document it is quoted.
select
    observations.observation_id,
    max(outliers.reason) as reason
from {{ ref('outliers') }} as outliers
inner join {{ ref('int_document_observations') }} as prints
    on
        outliers.document_id = prints.document_id
        and outliers.line_no = prints.line_no
        and outliers.column_no = prints.column_no
        and outliers.printed = prints.printed_text
inner join {{ ref('int_observations') }} as observations
    on
        prints.observation_id = observations.observation_id
        and prints.obs_value = observations.obs_value
group by observations.observation_id
