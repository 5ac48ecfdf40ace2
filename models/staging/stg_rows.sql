-- One row per printed data row of a table, with its label as printed.
select
    document_id,
    line_no,
    page_no,
    table_no,
    {{ words_of("split_part(line_text, chr(9), 1)") }} as printed_label
from {{ ref('stg_lines') }}
where line_kind = 'data_row'
