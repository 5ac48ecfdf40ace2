-- One row per printed cell of every document: where it stands, what it says, what became of it.
-- A number that another document suppresses is masked: the stricter print wins.
{%- set is_withheld =
    "coalesce(observations.obs_status = 'Q' and cells.obs_value is not null, false)" %}
with

-- A figure that is printed once is quoted from where it stands.
observations as (

    select * from {{ ref('int_observations') }}
    where print_count > 1

),

workbook_lines as (

    select
        document_id,
        line_no,
        sheet_name,
        sheet_cell
    from {{ ref('stg_lines') }}
    where sheet_name is not null

)

select
    {{ place('cells') }},
    workbook_lines.sheet_name,
    cast({{ sheet_cell('workbook_lines', 'cells.column_no') }} as string) as sheet_cell,
    stg_tables.page_no,
    cells.table_no,
    stg_tables.printed_section,
    stg_tables.printed_context,
    cells.printed_label,
    stg_columns.printed_column,
    case when {{ is_withheld }} then '*' else cells.printed_text end as printed_text,
    cells.is_bold,
    case when {{ is_withheld }} then 'withheld' else cells.reading end as reading,
    case when not {{ is_withheld }} then cells.obs_value end as obs_value,
    case when {{ is_withheld }} then observations.obs_value_min else cells.obs_value_min end
        as obs_value_min,
    case when {{ is_withheld }} then observations.obs_value_max else cells.obs_value_max end
        as obs_value_max,
    case
        when not cells.is_figure then cells.reading
        when observations.document_id <> cells.document_id then 'other_document'
        when
            observations.line_no <> cells.line_no or observations.column_no <> cells.column_no
            then 'repeated'
        else 'quoted'
    end as fate,
    cells.observation_id,
    cells.erratum_id
from {{ ref('int_cells') }} as cells
inner join {{ ref('stg_tables') }} as stg_tables using (document_id, table_no)
left join {{ ref('stg_columns') }} as stg_columns using (document_id, table_no, column_no)
left join workbook_lines
    on
        cells.document_id = workbook_lines.document_id
        and cells.line_no = workbook_lines.line_no
left join observations using (observation_id)
