-- One row per printed cell: its text read, its place corrected, and the figure it prints.
-- A suppressed count is an interval from 0 to the highest that its mark covers; so is a number
-- below the threshold (checks.problems), lest a check be judged with what should be hidden. A
-- blank count is zero where the document's row says so; a blank per cent does not apply. A cell
-- that cannot be read or whose row or column has no meaning is no figure (checks.problems).
{%- set figures = "('number', 'zero', 'suppressed', 'small_number')" %}
with table_rows as (

    select * from {{ ref('int_table_rows') }}
    where not is_lost

),

widths as (

    select distinct
        document_id,
        table_no,
        column_count
    from {{ ref('stg_columns') }}

),

shifts as (

    select
        errata.document_id,
        errata.line_no,
        errata.erratum_id,
        cast(errata.corrected as integer) as column_shift
    from {{ ref('errata') }} as errata
    inner join {{ ref('stg_rows') }} as stg_rows
        on
            errata.document_id = stg_rows.document_id
            and errata.line_no = stg_rows.line_no
            and errata.printed = stg_rows.printed_label
    where errata.kind = 'shift'

),

corrected as (

    select
        {{ place('stg_cells') }},
        stg_cells.table_no,
        stg_cells.printed_text,
        stg_cells.is_bold,
        stg_rows.printed_label,
        widths.column_count,
        -- A cell that a shift pushes out and an erratum corrects is the one lost on the other side.
        case
            when cell_errata.erratum_id is null
                then stg_cells.column_no + coalesce(shifts.column_shift, 0)
            else 1 + (
                stg_cells.column_no - 1 + coalesce(shifts.column_shift, 0) + widths.column_count
            ) % widths.column_count
        end as table_column_no,
        coalesce(cell_errata.corrected, stg_cells.printed_text) as cell_text,
        coalesce(cell_errata.erratum_id, shifts.erratum_id) as erratum_id
    from {{ ref('stg_cells') }} as stg_cells
    inner join {{ ref('stg_rows') }} as stg_rows using (document_id, table_no, line_no)
    inner join widths using (document_id, table_no)
    left join shifts using (document_id, line_no)
    left join {{ ref('errata') }} as cell_errata
        on
            cell_errata.kind = 'cell'
            and stg_cells.document_id = cell_errata.document_id
            and stg_cells.line_no = cell_errata.line_no
            and stg_cells.column_no = cell_errata.column_no
            and stg_cells.printed_text = coalesce(cell_errata.printed, '')

),

typed as (

    select
        corrected.*,
        {{ cell_kind('corrected.cell_text') }} as cell_kind,
        {{ cell_number('corrected.cell_text') }} as cell_number,
        marks.highest
    from corrected
    left join {{ ref('int_suppression_marks') }} as marks
        on corrected.document_id = marks.document_id and corrected.cell_text = marks.mark

),

-- The figure that belongs in the cell's place, where table, row and column say it.
placed as (

    select
        typed.*,
        coalesce({{ is_coded_place() }}, false) as is_coded,
        table_columns.period,
        table_columns.freq,
        table_columns.indicator,
        {% for dimension in dimensions() %}
        {{ place_code(dimension) }} as {{ dimension }}_code,
        {% endfor %}
        coalesce(
            table_rows.erratum_id, table_columns.erratum_id, tables.erratum_id
        ) as place_erratum_id
    from typed
    left join {{ ref('int_tables') }} as tables using (document_id, table_no)
    left join table_rows
        on typed.document_id = table_rows.document_id and typed.line_no = table_rows.line_no
    left join {{ ref('int_table_columns') }} as table_columns
        on
            typed.document_id = table_columns.document_id
            and typed.table_no = table_columns.table_no
            and typed.table_column_no = table_columns.column_no

),

readings as (

    select
        {{ place('placed') }},
        placed.table_no,
        placed.table_column_no,
        {% for column in ['period', 'freq', 'indicator'] %}
        case when placed.is_coded then placed.{{ column }} end as {{ column }},
        {% endfor %}
        {% for dimension in dimensions() %}
        case when placed.is_coded then placed.{{ dimension }}_code end as {{ dimension }}_code,
        {% endfor %}
        case
            when placed.is_coded and placed.county_code = '_T' then '_T'
            when placed.is_coded then documents.county_division
        end as county_division,
        case
            when placed.table_column_no > placed.column_count and placed.cell_kind = 'blank'
                then 'pushed_out'
            when not placed.is_coded then 'not_coded'
            when
                placed.cell_kind = 'number'
                and indicators.is_count
                and placed.cell_number < documents.suppressed_below
                then 'small_number'
            when placed.cell_kind = 'number' then 'number'
            when placed.highest is not null and indicators.is_count then 'suppressed'
            when placed.cell_kind = 'blank' and documents.blank_means = 'zero'
                then case when indicators.is_additive then 'zero' else 'not_applicable' end
            else 'not_readable'
        end as reading,
        placed.cell_number,
        coalesce(placed.highest, documents.suppressed_below - 1) as highest,
        placed.printed_label,
        placed.printed_text,
        placed.is_bold,
        coalesce(
            placed.erratum_id, case when placed.is_coded then placed.place_erratum_id end
        ) as erratum_id
    from placed
    inner join {{ ref('documents') }} as documents using (document_id)
    left join {{ ref('indicators') }} as indicators using (indicator)

)

select
    {{ place() }},
    table_no,
    table_column_no,
    {{ observation_key() }},
    reading,
    reading in {{ figures }} as is_figure,
    case when reading in {{ figures }} then {{ observation_id() }} end as observation_id,
    case reading when 'number' then cell_number when 'zero' then 0 end as obs_value,
    case when reading = 'number' then cell_number when reading in {{ figures }} then 0 end
        as obs_value_min,
    case
        when reading = 'number' then cell_number
        when reading = 'zero' then 0
        when reading in {{ figures }} then highest
    end as obs_value_max,
    printed_label,
    printed_text,
    is_bold,
    erratum_id
from readings
