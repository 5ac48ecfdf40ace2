-- One row per printed line of a document, its words told apart from its markup.
-- Letters are composed here, once for all that compares them.
select
    document_id,
    line_no,
    line_kind,
    page_no,
    table_no,
    {{ composed("coalesce(line_text, '')") }} as line_text,
    {{ words_of(composed("coalesce(line_text, '')")) }} as line_words,
    sheet_name,
    sheet_cell
from {{ ref('lines') }}
