-- One row per data row of a table, printed or lost, with its label corrected.
-- A correction for one line goes before one for every such label of the document. A lost row
-- carries the line number of the printed row above it.
with label_errata as (

    select * from {{ ref('errata') }}
    where kind = 'label'

),

corrected as (

    select
        stg_rows.document_id,
        stg_rows.table_no,
        stg_rows.line_no,
        false as is_lost,
        stg_rows.printed_label,
        coalesce(
            line_errata.corrected, document_errata.corrected, stg_rows.printed_label
        ) as row_label,
        coalesce(line_errata.erratum_id, document_errata.erratum_id) as erratum_id
    from {{ ref('stg_rows') }} as stg_rows
    left join label_errata as line_errata
        on
            stg_rows.document_id = line_errata.document_id
            and stg_rows.line_no = line_errata.line_no
            and stg_rows.printed_label = line_errata.printed
    left join label_errata as document_errata
        on
            stg_rows.document_id = document_errata.document_id
            and stg_rows.printed_label = document_errata.printed
            and document_errata.line_no is null

),

lost as (

    select
        stg_rows.document_id,
        stg_rows.table_no,
        stg_rows.line_no,
        true as is_lost,
        cast(null as string) as printed_label,
        errata.corrected as row_label,
        errata.erratum_id
    from {{ ref('errata') }} as errata
    inner join {{ ref('stg_rows') }} as stg_rows
        on
            errata.document_id = stg_rows.document_id
            and errata.line_no = stg_rows.line_no
            and errata.printed = stg_rows.printed_label
    where errata.kind = 'lost_row'

)

select * from corrected
union all
select * from lost
