-- One row per note on comparing figures over time, in words.
select
    note_code,
    order_no,
    applies,
    sentence_nb,
    sentence_en,
    reason
from {{ ref('comparability_notes') }}
