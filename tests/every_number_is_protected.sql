-- Every printed number takes part in a check: one that does not could be misread unseen.
select
    document_id,
    line_no,
    column_no
from {{ ref('int_check_coverage') }}
where check_count = 0
