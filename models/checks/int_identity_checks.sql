-- One row per check (an identity that a document must fulfil), with its verdict. The sum of its
-- parts and by how much it is off are told where no suppressed figure can be in them. Of a check
-- that does not hold that is so in a document without marks: elsewhere a lost or misread mark can
-- hide behind another error, and two sizes would tell it.
{%- set is_told = "not is_guarded and (verdict <> 'violated' or marks_max = 0)" %}
select
    check_id,
    identity,
    kind,
    document_id,
    {{ observation_key() }},
    line_no,
    column_no,
    printed_label,
    printed_text,
    first_document_id,
    first_line_no,
    first_column_no,
    first_part_line_no,
    last_part_line_no,
    total_count,
    part_count,
    suppressed_count,
    case when {{ is_told }} then parts_min end as parts_sum,
    case when {{ is_told }} then deviation end as deviation,
    tolerance,
    is_by_construction,
    is_guarded,
    verdict,
    not_checkable_reason
from {{ ref('check_sums') }}
