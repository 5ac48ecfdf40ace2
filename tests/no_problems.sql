-- The documents and the reference seeds fit together: nothing unmapped, unused, lost or violated.
select
    rule,
    document_id,
    line_no,
    column_no,
    sheet_place,
    found,
    expected,
    next_step
from {{ ref('problems') }}
order by rule_no, document_id, line_no, column_no
