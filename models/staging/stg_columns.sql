-- One row per printed column heading of a table; column 1 is the first after the row labels.
-- A tab behind the last heading is no column, unless a row has a figure there.
with headings as (

    select
        headers.document_id,
        headers.table_no,
        headers.line_no,
        cast(part.part_no - 1 as integer) as column_no,
        {{ words_of('part.part_text') }} as printed_column
    from {{ ref('stg_lines') }} as headers
    {{ split_at_tabs('headers.line_text') }}
    where headers.line_kind = 'table_header' and part.part_no > 1

),

last_figures as (

    select
        document_id,
        table_no,
        max(column_no) as column_no
    from {{ ref('stg_cells') }}
    where cell_kind <> 'blank'
    group by all

)

select
    headings.document_id,
    headings.table_no,
    headings.line_no,
    headings.column_no,
    headings.printed_column,
    max(headings.column_no) over (partition by headings.document_id, headings.table_no)
        as column_count
from headings
left join last_figures
    on headings.document_id = last_figures.document_id and headings.table_no = last_figures.table_no
where headings.printed_column <> '' or headings.column_no <= last_figures.column_no
