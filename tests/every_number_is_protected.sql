-- Every printed number takes part in a check that could fail: one that does not could be misread
-- unseen.
with protected as (

    select
        members.document_id,
        members.line_no,
        members.column_no
    from {{ ref('int_check_members') }} as members
    inner join {{ ref('int_identity_checks') }} as checks using (check_id)
    where members.printed_text is not null and not checks.is_by_construction

)

select
    cells.document_id,
    cells.line_no,
    cells.column_no
from {{ ref('int_cells') }} as cells
left join protected using (document_id, line_no, column_no)
where cells.reading = 'number' and protected.line_no is null
