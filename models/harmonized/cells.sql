-- One row per printed cell: its text read, its place corrected, and the figure it prints.
-- A suppressed count is an interval from 0 to one below the threshold that the document names. A
-- blank count is zero where the document's row says so; a blank per cent does not apply. A cell
-- that cannot be read or whose row or column has no meaning is no figure (checks.problems).
with cells as (

    select * from {{ ref('stg_cells') }}

),

printed_rows as (

    select * from {{ ref('stg_rows') }}

),

coordinates as (

    select * from {{ ref('coordinates') }}
    where not is_lost

),

documents as (

    select * from {{ ref('documents') }}

),

indicators as (

    select * from {{ ref('indicators') }}

),

errata as (

    select * from {{ ref('errata') }}

),

widths as (

    select
        document_id,
        table_no,
        max(column_no) as column_count
    from {{ ref('stg_columns') }}
    group by document_id, table_no

),

shifts as (

    select
        errata.document_id,
        errata.line_no,
        errata.correction_id,
        cast(errata.corrected as integer) as column_shift
    from errata
    inner join printed_rows
        on
            errata.document_id = printed_rows.document_id
            and errata.line_no = printed_rows.line_no
            and errata.printed = printed_rows.printed_label
    where errata.kind = 'shift'

),

corrected as (

    select
        cells.document_id,
        cells.line_no,
        cells.column_no,
        cells.table_no,
        cells.printed_text,
        printed_rows.printed_label,
        widths.column_count,
        cells.column_no + coalesce(shifts.column_shift, 0) as table_column_no,
        coalesce(cell_errata.corrected, cells.printed_text) as cell_text,
        coalesce(cell_errata.correction_id, shifts.correction_id) as correction_id
    from cells
    inner join printed_rows
        on cells.document_id = printed_rows.document_id and cells.line_no = printed_rows.line_no
    inner join widths
        on cells.document_id = widths.document_id and cells.table_no = widths.table_no
    left join shifts
        on cells.document_id = shifts.document_id and cells.line_no = shifts.line_no
    left join errata as cell_errata
        on
            cell_errata.kind = 'cell'
            and cells.document_id = cell_errata.document_id
            and cells.line_no = cell_errata.line_no
            and cells.column_no = cell_errata.column_no
            and cells.printed_text = coalesce(cell_errata.printed, '')

),

typed as (

    select
        *,
        {{ cell_kind('cell_text') }} as cell_kind,
        {{ cell_number('cell_text') }} as cell_number
    from corrected

),

readings as (

    select
        typed.document_id,
        typed.line_no,
        typed.column_no,
        typed.table_no,
        typed.table_column_no,
        coordinates.period,
        coordinates.freq,
        coordinates.indicator,
        {{ dimension_codes('coordinates') }},
        coordinates.county_vintage,
        case
            when typed.table_column_no > typed.column_count and typed.cell_kind = 'blank'
                then 'pushed_out'
            when coordinates.document_id is null then 'not_coded'
            when typed.cell_kind = 'number' then 'number'
            when
                typed.cell_kind = 'suppressed'
                and documents.suppressed_below is not null
                and indicators.is_count
                then 'suppressed'
            when typed.cell_kind = 'blank' and documents.blank_means = 'zero'
                then case when indicators.is_additive then 'zero' else 'not_applicable' end
            else 'not_readable'
        end as reading,
        typed.cell_number,
        documents.suppressed_below,
        typed.printed_label,
        typed.printed_text,
        coalesce(typed.correction_id, coordinates.correction_id) as correction_id
    from typed
    inner join documents on typed.document_id = documents.document_id
    left join coordinates
        on
            typed.document_id = coordinates.document_id
            and typed.line_no = coordinates.line_no
            and typed.table_column_no = coordinates.column_no
    left join indicators on coordinates.indicator = indicators.indicator

)

select
    document_id,
    line_no,
    column_no,
    table_no,
    table_column_no,
    {{ observation_key() }},
    reading,
    reading in ('number', 'zero', 'suppressed') as is_figure,
    case reading when 'number' then cell_number when 'zero' then 0 end as obs_value,
    case reading when 'number' then cell_number when 'zero' then 0 when 'suppressed' then 0 end
        as obs_value_min,
    case reading
        when 'number' then cell_number
        when 'zero' then 0
        when 'suppressed' then suppressed_below - 1
    end as obs_value_max,
    printed_label,
    printed_text,
    correction_id
from readings
