-- One row per derived figure that is made from a printed figure marked as strange.
select distinct
    figure_parts.figure_id,
    'SOURCE_OUTLIER' as note_code
from {{ ref('int_figure_parts') }} as figure_parts
inner join {{ ref('int_observations') }} as observations using (observation_id)
inner join {{ ref('outliers') }} as outliers
    on
        observations.document_id = outliers.document_id
        and observations.line_no = outliers.line_no
        and observations.column_no = outliers.column_no
where figure_parts.weight <> 0
