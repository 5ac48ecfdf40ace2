-- One row per source document, and what its file has around its lines and in its figures besides
-- plain text: all of it is accepted and kept in the staged lines, and recorded here.
with file_marks as (

    select
        document_id,
        bool_or(line_text like {{ character(65279) }} || '%') as has_byte_order_mark,
        count(*) as line_count,
        count(case when line_text like '%' || chr(13) then 1 end) as carriage_return_count
    from {{ ref('stg_lines') }}
    group by all

),

figures as (

    select
        document_id,
        count(
            case
                when
                    printed_text
                    <> translate(
                        printed_text,
                        {{ character(160) }} || {{ character(8201) }} || {{ character(8239) }},
                        ''
                    )
                    then 1
            end
        ) as other_space_count,
        count(case when printed_text <> translate(printed_text, '−–', '') then 1 end)
            as other_minus_count
    from {{ ref('stg_cells') }}
    group by all

),

files as (

    select
        file_marks.document_id,
        file_marks.has_byte_order_mark,
        -- The last line of a file ends with the file.
        case
            when file_marks.carriage_return_count = 0 then 'LF'
            when file_marks.carriage_return_count >= file_marks.line_count - 1 then 'CRLF'
            else 'mixed'
        end as line_end,
        figures.other_space_count,
        figures.other_minus_count
    from file_marks
    inner join figures using (document_id)

)

select
    documents.document_id,
    documents.title,
    documents.publisher,
    documents.report_code,
    documents.edition,
    documents.period_from,
    documents.period_to,
    documents.updated_on,
    {{ publication('documents') }} as publication,
    documents.law_printed,
    documents.suppressed_below,
    documents.licence,
    documents.county_division,
    documents.measure_group_code,
    documents.precedence,
    documents.file_name,
    documents.found_name,
    documents.sha256,
    files.has_byte_order_mark,
    files.line_end,
    files.other_space_count,
    files.other_minus_count,
    documents.page_count,
    documents.table_count,
    documents.row_count,
    documents.cell_count,
    documents.number_count,
    documents.suppressed_count,
    documents.blank_count,
    documents.note,
    texts.text_nb as note_nb
from {{ ref('documents') }} as documents
inner join files using (document_id)
left join {{ ref('norwegian_texts') }} as texts on documents.note = texts.text_en
