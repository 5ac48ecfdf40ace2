-- One row per fact about the whole build.
select
    'recoverable_cells' as fact,
    count(*) as fact_count
from {{ ref('int_observations') }} as observations
inner join {{ ref('suppressed_bounds') }} as suppressed_bounds
    on
        observations.document_id = suppressed_bounds.document_id
        and observations.line_no = suppressed_bounds.line_no
        and observations.column_no = suppressed_bounds.column_no
        and (observations.printed_text is null) = suppressed_bounds.is_rebuilt
where suppressed_bounds.bound_min = suppressed_bounds.bound_max
