-- One row per kind of error and document: how well the checks found and named errors made there.
select
    error_kind,
    document_id,
    error_count,
    visible_count,
    found_count,
    named_uniquely_count,
    named_first_count,
    named_in_three_count,
    right_value_count,
    wrongly_unique_count,
    seed_no,
    measured_on
from {{ ref('measured_detection') }}
