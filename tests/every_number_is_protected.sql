-- Every printed number takes part in a check that could fail: one that does not could be misread
-- unseen.
select
    cells.document_id,
    cells.line_no,
    cells.column_no
from {{ ref('int_cells') }} as cells
where
    cells.reading = 'number'
    and not exists (
        select 1 from {{ ref('int_check_members') }} as members
        inner join {{ ref('int_identity_checks') }} as checks using (check_id)
        where
            members.document_id = cells.document_id
            and members.line_no = cells.line_no
            and members.column_no = cells.column_no
            and members.printed_text is not null
            and not checks.is_by_construction
    )
