-- A printed mark (a text without a digit) is a suppressed figure and nothing else is: it never
-- becomes zero, and no number becomes a mark, whatever path the cell took. (What is not quoted may
-- differ.)
with texts as (

    select distinct printed_text
    from {{ ref('printed_cells') }}

),

-- A mark is a text without a digit. (Asked of each text once; a filter would ask each cell.)
signs as (

    select
        printed_text,
        printed_text <> '' and printed_text = translate(printed_text, '0123456789', '') as is_mark
    from texts

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
inner join signs on cells.printed_text = signs.printed_text
where
    cells.fate in ('quoted', 'repeated')
    and signs.is_mark <> (participants.obs_status = 'Q' and participants.obs_value is null)
