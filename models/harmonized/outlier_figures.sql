-- One row per derived figure that is made from a printed figure marked as strange.
select distinct
    derived_sources.figure_id,
    'SOURCE_OUTLIER' as note_code
from {{ ref('derived_sources') }} as derived_sources
inner join {{ ref('observations') }} as observations using (observation_id)
inner join {{ ref('source_outliers') }} as outliers
    on
        observations.document_id = outliers.document_id
        and observations.line_no = outliers.line_no
        and observations.column_no = outliers.column_no
where derived_sources.weight <> 0
