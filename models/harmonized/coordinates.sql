-- One row per place of a table (row x column), printed or lost: which figure belongs there.
-- Each dimension is said by the row, else by the column, else by the population of the table; a
-- measure brings its group.
with tables as (

    select * from {{ ref('tables') }}

),

table_rows as (

    select * from {{ ref('table_rows') }}

),

table_columns as (

    select * from {{ ref('table_columns') }}

),

documents as (

    select * from {{ ref('documents') }}

),

coded as (

    select
        table_rows.document_id,
        table_rows.line_no,
        table_columns.column_no,
        table_rows.table_no,
        table_rows.is_lost,
        table_columns.period,
        table_columns.freq,
        table_columns.indicator,
        {% for dimension in var('dimensions') %}
        case
            when table_rows.dimension = '{{ dimension }}' then table_rows.code
            when table_columns.dimension = '{{ dimension }}' then table_columns.code
            {% if dimension == 'measure_group' %}
            else coalesce(table_rows.measure_group_code, tables.measure_group_code)
            {% elif dimension in ('measure', 'status', 'sex') %}
            else tables.{{ dimension }}_code
            {% else %}
            else '_T'
            {% endif %}
        end as {{ dimension }}_code,
        {% endfor %}
        documents.county_vintage,
        table_rows.row_label,
        table_rows.printed_label,
        coalesce(
            table_rows.correction_id, table_columns.correction_id, tables.correction_id
        ) as correction_id
    from table_rows
    inner join tables
        on table_rows.document_id = tables.document_id and table_rows.table_no = tables.table_no
    inner join table_columns
        on
            table_rows.document_id = table_columns.document_id
            and table_rows.table_no = table_columns.table_no
    inner join documents on table_rows.document_id = documents.document_id
    where
        tables.total_line_no is not null
        and table_columns.indicator is not null
        and (table_rows.is_total or table_rows.code is not null)

)

select
    document_id,
    line_no,
    column_no,
    table_no,
    is_lost,
    period,
    freq,
    indicator,
    {{ dimension_codes() }},
    case when county_code = '_T' then '_T' else county_vintage end as county_vintage,
    row_label,
    printed_label,
    correction_id
from coded
