-- One row per column of a table, where it belongs: what it counts and when.
-- A shifted header is moved to its place and a lost heading put back; a blank heading that a
-- shift pushes over the table's edge goes.
with headings as (

    select * from {{ ref('stg_columns') }}

),

tables as (

    select * from {{ ref('stg_tables') }}

),

documents as (

    select * from {{ ref('documents') }}

),

column_labels as (

    select * from {{ ref('column_labels') }}

),

errata as (

    select * from {{ ref('errata') }}

),

widths as (

    select
        document_id,
        table_no,
        line_no,
        count(*) as column_count
    from headings
    group by document_id, table_no, line_no

),

shifts as (

    select
        errata.document_id,
        errata.line_no,
        errata.correction_id,
        cast(errata.corrected as integer) as column_shift
    from errata
    inner join headings
        on
            errata.document_id = headings.document_id
            and errata.line_no = headings.line_no
            and errata.printed = headings.printed_column
            and headings.column_no = 1
    where errata.kind = 'shift'

),

shifted as (

    select
        headings.document_id,
        headings.table_no,
        headings.line_no,
        headings.column_no + coalesce(shifts.column_shift, 0) as column_no,
        headings.printed_column,
        shifts.correction_id
    from headings
    inner join widths
        on headings.document_id = widths.document_id and headings.table_no = widths.table_no
    left join shifts
        on headings.document_id = shifts.document_id and headings.line_no = shifts.line_no
    where
        headings.column_no + coalesce(shifts.column_shift, 0) <= widths.column_count
        or headings.printed_column <> ''

),

header_errata as (

    select
        errata.document_id,
        widths.table_no,
        errata.line_no,
        errata.column_no,
        errata.corrected,
        errata.correction_id,
        coalesce(errata.printed, '') as printed_column
    from errata
    inner join widths
        on errata.document_id = widths.document_id and errata.line_no = widths.line_no
    where errata.kind = 'header'

),

corrected as (

    select
        coalesce(shifted.document_id, header_errata.document_id) as document_id,
        coalesce(shifted.table_no, header_errata.table_no) as table_no,
        coalesce(shifted.line_no, header_errata.line_no) as line_no,
        coalesce(shifted.column_no, header_errata.column_no) as column_no,
        coalesce(shifted.printed_column, '') as printed_column,
        coalesce(header_errata.corrected, shifted.printed_column) as column_label,
        coalesce(header_errata.correction_id, shifted.correction_id) as correction_id
    from shifted
    full outer join header_errata
        on
            shifted.document_id = header_errata.document_id
            and shifted.line_no = header_errata.line_no
            and shifted.column_no = header_errata.column_no
            and shifted.printed_column = header_errata.printed_column

)

select
    corrected.document_id,
    corrected.table_no,
    corrected.line_no,
    corrected.column_no,
    corrected.column_label,
    column_labels.indicator,
    column_labels.freq,
    -- A month by its number, the first such month that the document covers; a year by its first
    -- day; a year so far, and a column that names no month, by the document's last month.
    case
        when column_labels.month_no is not null
            then make_date(
                cast(year(documents.period_from) as integer)
                + case
                    when column_labels.month_no < month(documents.period_from) then 1 else 0
                end,
                column_labels.month_no,
                1
            )
        when column_labels.freq = 'A' and {{ covers_whole_year('documents') }}
            then documents.period_from
        else documents.period_to
    end as period,
    column_labels.dimension,
    column_labels.code,
    corrected.printed_column,
    corrected.correction_id
from corrected
inner join tables
    on corrected.document_id = tables.document_id and corrected.table_no = tables.table_no
inner join documents on corrected.document_id = documents.document_id
left join column_labels
    on
        corrected.column_label = column_labels.printed_label
        and coalesce(column_labels.county_vintage, documents.county_vintage, '')
        = coalesce(documents.county_vintage, '')
