-- A printed mark (a text without a digit) is a suppressed figure and nothing else is: it never
-- becomes zero, and no number becomes a mark, whatever path the cell took. (What is not quoted may
-- differ.)
select
    cells.document_id,
    cells.line_no,
    cells.column_no,
    cells.printed_text,
    participants.obs_value,
    participants.obs_status
from {{ ref('printed_cells') }} as cells
inner join {{ ref('participants') }} as participants using (observation_id)
where
    cells.fate in ('quoted', 'repeated')
    and (
        cells.printed_text <> ''
        and cells.printed_text = translate(cells.printed_text, '0123456789', '')
    )
    <> (participants.obs_status = 'Q' and participants.obs_value is null)
