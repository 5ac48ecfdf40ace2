-- One row per document: what its file has around its lines and in its figures besides plain text.
-- All of it is accepted and kept in the staged lines; here it is recorded.
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

)

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
