-- One row per check, an identity that a document must fulfil, with its verdict.
select
    check_id,
    identity,
    document_id,
    {{ observation_key() }},
    line_no,
    column_no,
    printed_label,
    printed_text as printed_total,
    first_document_id,
    first_line_no,
    first_column_no,
    part_count,
    suppressed_count,
    parts_sum,
    tolerance,
    verdict,
    not_checkable_reason,
    case when verdict in ('violated', 'accepted') then deviation end as deviation,
    is_by_construction
from {{ ref('int_identity_checks') }}
