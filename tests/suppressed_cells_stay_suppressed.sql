-- A printed mark (a text without a digit) is a suppressed figure and nothing else is: it never
-- becomes zero, and no number becomes a mark, whatever path the cell took. (What is not quoted may
-- differ.)
with marks as (

    select distinct printed_text
    from {{ ref('printed_cells') }}
    where printed_text <> '' and printed_text = translate(printed_text, '0123456789', '')

)

select
    cells.document_id,
    cells.line_no,
    cells.column_no,
    cells.printed_text,
    participants.obs_value,
    participants.obs_status
from {{ ref('printed_cells') }} as cells
inner join {{ ref('participants') }} as participants using (observation_id)
left join marks on cells.printed_text = marks.printed_text
where
    cells.fate in ('quoted', 'repeated')
    and (marks.printed_text is not null)
    <> (participants.obs_status = 'Q' and participants.obs_value is null)
