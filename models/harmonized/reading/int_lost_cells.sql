-- One row per place of a row that the extraction lost (row x column): which figure belongs there,
-- and from which dimension it is rebuilt. What is rounded is not: rounded parts do not give it; nor
-- is what another table of the document prints.
with table_rows as (

    select * from {{ ref('int_table_rows') }}
    where is_lost

),

printed as (

    select
        document_id,
        table_no,
        observation_id
    from {{ ref('int_cells') }}
    where is_figure and document_id in (select table_rows.document_id from table_rows)
    group by all

),

coded as (

    select
        table_rows.document_id,
        table_rows.line_no,
        table_columns.column_no,
        table_rows.table_no,
        table_columns.period,
        table_columns.freq,
        table_columns.indicator,
        {% for dimension in dimensions() %}
        {{ place_code(dimension) }} as {{ dimension }}_code,
        {% endfor %}
        documents.county_division,
        table_rows.row_label,
        errata.rebuild_along,
        table_rows.erratum_id
    from table_rows
    inner join {{ ref('int_tables') }} as tables using (document_id, table_no)
    inner join {{ ref('int_table_columns') }} as table_columns using (document_id, table_no)
    inner join {{ ref('documents') }} as documents using (document_id)
    inner join {{ ref('errata') }} as errata on table_rows.erratum_id = errata.erratum_id
    inner join {{ ref('indicators') }} as indicators
        on table_columns.indicator = indicators.indicator
    where {{ is_coded_place() }} and not indicators.is_rounded

),

lost as (

    select
        {{ place() }},
        table_no,
        period,
        freq,
        indicator,
        {{ dimension_codes() }},
        case when county_code = '_T' then '_T' else county_division end as county_division,
        row_label,
        rebuild_along,
        erratum_id
    from coded

)

select lost.* from lost
left join printed
    on
        lost.document_id = printed.document_id
        and lost.table_no <> printed.table_no
        and {{ observation_id('lost') }} = printed.observation_id
where printed.observation_id is null
