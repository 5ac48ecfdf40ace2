-- One row per printed cell of every document: where it stands, what it says, what became of it.
with

-- A figure that is printed once is quoted from where it stands.
observations as (

    select * from {{ ref('int_observations') }}
    where print_count > 1

),

-- What only prints that are not adopted hold is no figure of participants.
left_out as (

    select
        publications.document_id,
        unadopted.observation_id
    from {{ ref('int_unadopted_prints') }} as unadopted
    inner join {{ ref('int_publications') }} as publications using (publication)
    where
        not exists (
            select 1 from {{ ref('int_observations') }} as observations
            where observations.observation_id = unadopted.observation_id
        )

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
    cells.printed_text,
    cells.is_bold,
    cells.reading,
    {{ published_interval('cells') }},
    case
        when not cells.is_figure then cells.reading
        when left_out.observation_id is not null then 'not_adopted'
        when observations.document_id <> cells.document_id then 'other_document'
        when
            observations.line_no <> cells.line_no or observations.column_no <> cells.column_no
            then 'repeated'
        else 'quoted'
    end as fate,
    case when left_out.observation_id is null then cells.observation_id end as observation_id,
    cells.erratum_id
from {{ ref('int_cells') }} as cells
inner join {{ ref('stg_tables') }} as stg_tables using (document_id, table_no)
left join {{ ref('stg_columns') }} as stg_columns using (document_id, table_no, column_no)
left join workbook_lines
    on
        cells.document_id = workbook_lines.document_id
        and cells.line_no = workbook_lines.line_no
left join observations using (observation_id)
left join left_out
    on cells.document_id = left_out.document_id and cells.observation_id = left_out.observation_id
