-- One row per printed cell, typed: a number, suppressed (*) or blank; nothing is interpreted.
with cells as (

    select
        stg_lines.document_id,
        stg_lines.line_no,
        cast(part.part_no - 1 as integer) as column_no,
        stg_lines.table_no,
        part.part_text like '<b>%' or part.part_text like '**%' as is_bold,
        {{ without_markup('part.part_text') }} as printed_text
    from {{ ref('stg_lines') }} as stg_lines
    {{ split_at_tabs('stg_lines.line_text') }}
    where stg_lines.line_kind = 'data_row' and part.part_no > 1

)

select
    {{ place() }},
    table_no,
    printed_text,
    {{ cell_kind('printed_text') }} as cell_kind,
    {{ cell_number('printed_text') }} as cell_number,
    is_bold
from cells
