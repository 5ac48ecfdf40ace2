-- One row per printed table: where it stands and the words above it, as printed.
-- Assumes the parser's order: title, section and period above a page's first table.
with headers as (

    select
        document_id,
        table_no,
        page_no,
        line_no
    from {{ ref('stg_lines') }}
    where line_kind = 'table_header'

),

page_words as (

    select
        document_id,
        page_no,
        {{ join_text("case when line_kind = 'title' then line_words end", ' ', 'line_no') }}
            as printed_title,
        {{ join_text("case when line_kind = 'section' then line_words end", ' ', 'line_no') }}
            as printed_section
    from {{ ref('stg_lines') }}
    where line_kind in ('title', 'section')
    group by all

),

contexts as (

    select
        document_id,
        table_no,
        {{ join_text('line_words', ' ', 'line_no') }} as printed_context
    from {{ ref('stg_lines') }}
    where line_kind = 'context'
    group by all

),

-- A page can print its period more than once: the nearest one above the table holds.
periods as (

    select
        headers.document_id,
        headers.table_no,
        max_by(stg_lines.line_words, stg_lines.line_no) as printed_period
    from headers
    inner join {{ ref('stg_lines') }} as stg_lines
        on
            headers.document_id = stg_lines.document_id
            and headers.page_no = stg_lines.page_no
            and headers.line_no > stg_lines.line_no
            and stg_lines.line_kind = 'period'
    group by all

)

select
    headers.document_id,
    headers.table_no,
    headers.page_no,
    headers.line_no,
    page_words.printed_title,
    page_words.printed_section,
    periods.printed_period,
    coalesce(contexts.printed_context, '') as printed_context
from headers
left join page_words using (document_id, page_no)
left join periods using (document_id, table_no)
left join contexts using (document_id, table_no)
