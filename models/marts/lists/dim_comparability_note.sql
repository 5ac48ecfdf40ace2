-- One row per note on comparing figures over time, in words.
select
    notes.note_code,
    notes.order_no,
    notes.applies,
    notes.sentence_nb,
    notes.sentence_en,
    notes.reason,
    texts.text_nb as reason_nb
from {{ ref('comparability_notes') }} as notes
left join {{ ref('norwegian_texts') }} as texts on notes.reason = texts.text_en
