-- One row per column of a table, where it belongs: what it counts and when.
-- A shifted header is moved to its place and a lost heading put back; a blank heading that a
-- shift pushes over the table's edge goes.
with shifts as (

    select
        errata.document_id,
        errata.line_no,
        errata.erratum_id,
        cast(errata.corrected as integer) as column_shift
    from {{ ref('errata') }} as errata
    inner join {{ ref('stg_columns') }} as stg_columns
        on
            errata.document_id = stg_columns.document_id
            and errata.line_no = stg_columns.line_no
            and errata.printed = stg_columns.printed_column
            and stg_columns.column_no = 1
    where errata.kind = 'shift'

),

shifted as (

    select
        stg_columns.document_id,
        stg_columns.table_no,
        stg_columns.line_no,
        stg_columns.column_no + coalesce(shifts.column_shift, 0) as column_no,
        stg_columns.printed_column,
        shifts.erratum_id
    from {{ ref('stg_columns') }} as stg_columns
    left join shifts
        on
            stg_columns.document_id = shifts.document_id
            and stg_columns.line_no = shifts.line_no
    where
        stg_columns.column_no + coalesce(shifts.column_shift, 0) <= stg_columns.column_count
        or stg_columns.printed_column <> ''

),

header_errata as (

    select
        errata.document_id,
        stg_tables.table_no,
        errata.line_no,
        errata.column_no,
        errata.corrected,
        errata.erratum_id,
        coalesce(errata.printed, '') as printed_column
    from {{ ref('errata') }} as errata
    inner join {{ ref('stg_tables') }} as stg_tables using (document_id, line_no)
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
        regexp_extract(
            coalesce(header_errata.corrected, shifted.printed_column), '[0-9]{4}$', 0
        ) as printed_year,
        coalesce(header_errata.erratum_id, shifted.erratum_id) as erratum_id
    from shifted
    full outer join header_errata using (document_id, line_no, column_no, printed_column)
    -- A heading is put back where a shift left none, and nowhere else: it would add a column.
    left join shifts as vacated
        on
            header_errata.document_id = vacated.document_id
            and header_errata.line_no = vacated.line_no
            and header_errata.column_no between 1 and vacated.column_shift
    where shifted.document_id is not null or vacated.erratum_id is not null

),

-- What a heading means; that of a month can name its year too. A month that stands in a table
-- again is of the year after.
meant as (

    select
        corrected.*,
        documents.period_from,
        documents.period_to,
        {{ covers_whole_year('documents') }} as is_of_whole_year,
        column_labels.indicator,
        column_labels.freq,
        column_labels.month_no,
        column_labels.dimension,
        column_labels.code,
        corrected.column_label <> column_labels.printed_label as has_year,
        row_number() over (
            partition by corrected.document_id, corrected.table_no, corrected.column_label
            order by corrected.column_no
        ) - 1 as years_after
    from corrected
    inner join {{ ref('documents') }} as documents
        on corrected.document_id = documents.document_id
    left join {{ ref('column_labels') }} as column_labels
        on
            (
                corrected.column_label = column_labels.printed_label
                or column_labels.month_no is not null
                and corrected.column_label
                = column_labels.printed_label || ' ' || corrected.printed_year
            )
            and coalesce(column_labels.county_division, documents.county_division, '')
            = coalesce(documents.county_division, '')

),

-- A month by its number, the first such month that the document covers; a year by its first day; a
-- year so far, and a column that names no month, by the document's last month.
dated as (

    select
        *,
        case
            when month_no is not null
                then make_date(
                    cast(
                        case
                            when has_year then cast(printed_year as integer)
                            when month_no < month(period_from)
                                then year(period_from) + 1 + years_after
                            else year(period_from) + years_after
                        end as integer
                    ),
                    month_no,
                    1
                )
            when freq = 'A' and is_of_whole_year then period_from
            else period_to
        end as period
    from meant

),

-- Which year a month is of that stands in a table again is known where the months are in order.
in_order as (

    select
        *,
        row_number() over (
            partition by document_id, table_no, month_no is null
            order by column_no
        ) as column_order,
        row_number() over (
            partition by document_id, table_no, month_no is null
            order by period, column_no
        ) as period_order,
        count(*) over (partition by document_id, table_no, column_label) as month_count
    from dated

)

select
    document_id,
    table_no,
    line_no,
    column_no,
    column_label,
    indicator,
    freq,
    case
        when month_no is null or month_count = 1 or column_order = period_order then period
    end as period,
    dimension,
    code,
    printed_column,
    erratum_id
from in_order
