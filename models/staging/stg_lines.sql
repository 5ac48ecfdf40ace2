-- One row per printed line of a document, its words told apart from its markup.
with lines as (

    select * from {{ ref('lines') }}

)

select
    document_id,
    line_no,
    line_kind,
    page_no,
    table_no,
    coalesce(line_text, '') as line_text,
    {{ without_markup("coalesce(line_text, '')") }} as line_words
from lines
