-- One row per printed column heading of a table; column 1 is the first after the row labels.
select
    headers.document_id,
    headers.table_no,
    headers.line_no,
    cast(part.part_no - 1 as integer) as column_no,
    {{ without_markup('part.part_text') }} as printed_column,
    cast(count(*) over (partition by headers.document_id, headers.table_no) as integer)
        as column_count
from {{ ref('stg_lines') }} as headers
{{ split_at_tabs('headers.line_text') }}
where headers.line_kind = 'table_header' and part.part_no > 1
