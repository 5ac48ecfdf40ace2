-- One row per printed line of a document, its words told apart from its markup.
select
    document_id,
    line_no,
    line_kind,
    page_no,
    table_no,
    coalesce(line_text, '') as line_text,
    {{ without_markup("coalesce(line_text, '')") }} as line_words
from {{ ref('lines') }}
