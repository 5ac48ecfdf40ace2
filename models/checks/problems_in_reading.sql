-- One row per thing in a document that cannot be read as the reference seeds say: must be empty.
-- Each row says which rule, where (document, line, column), what was found, what was expected and
-- what to do next.
with unknown_sections as (

    select
        {{ problem('unknown_section', 'tables.document_id', 'tables.line_no') }},
        tables.section as found,
        'a heading of sections.csv, which says what the rows of its tables are' as expected,
        'add the heading to sections.csv, or an erratum of kind section if it is misread'
            as next_step
    from {{ ref('int_tables') }} as tables
    where tables.row_dimension is null

),

missing_totals as (

    select
        {{ problem('missing_total', 'tables.document_id', 'tables.line_no') }},
        'a table (' || tables.section || ') without a total row' as found,
        'one row whose label is in populations.csv' as expected,
        'add the label of its total row to populations.csv, or an erratum if it is misread or lost'
            as next_step
    from {{ ref('int_tables') }} as tables
    where tables.total_line_no is null and tables.row_dimension is not null

),

wrong_contexts as (

    select
        {{ problem('wrong_context', 'tables.document_id', 'tables.line_no') }},
        tables.context || ' above a table of ' || tables.total_label as found,
        'a context of populations.csv that names the same people as the total row' as expected,
        'add it to populations.csv, or an erratum of kind context (or label) for the wrong one'
            as next_step
    from {{ ref('int_tables') }} as tables
    left join {{ ref('populations') }} as contexts on tables.context = contexts.printed_text
    left join {{ ref('populations') }} as totals on tables.total_label = totals.printed_text
    where
        tables.context <> ''
        and tables.total_label is not null
        and (
            contexts.printed_text is null
            or coalesce(contexts.age_code, totals.age_code, '')
            <> coalesce(totals.age_code, contexts.age_code, '')
            -- A context that names everybody, or an age, leaves the rest to the total row.
            or {{ named_people('contexts') }} not in ('', {{ named_people('totals') }})
        )

),

unknown_columns as (

    select
        'unknown_column' as rule,
        {{ place('table_columns') }},
        '''' || table_columns.column_label || '''' as found,
        'a heading of column_labels.csv' as expected,
        'add the heading to column_labels.csv, or an erratum of kind header if it is misread'
            as next_step
    from {{ ref('int_table_columns') }} as table_columns
    where table_columns.indicator is null

),

wrong_periods as (

    select
        'wrong_period' as rule,
        {{ place('table_columns') }},
        table_columns.column_label || coalesce(
            ' (read as ' || cast(table_columns.period as string) || ')',
            ', a month that stands in the header again, out of order'
        ) as found,
        'a month from ' || cast(documents.period_from as string)
        || ' to ' || cast(documents.period_to as string)
        || '; one that stands in a header again is of the year after' as expected,
        'correct the period in documents.csv, or the heading by an erratum' as next_step
    from {{ ref('int_table_columns') }} as table_columns
    inner join {{ ref('documents') }} as documents using (document_id)
    where
        table_columns.freq = 'M'
        and (
            table_columns.period is null
            or table_columns.period < documents.period_from
            or table_columns.period > documents.period_to
        )

),

known_labels as (

    select
        printed_label,
        {{ join_distinct('row_dimension', ' and ') }} as row_dimensions
    from {{ ref('row_labels') }}
    group by all

),

unknown_rows as (

    select
        {{ problem('unknown_row', 'table_rows.document_id', 'table_rows.line_no') }},
        '''' || table_rows.row_label || '''' as found,
        'a label of row_labels.csv for rows of ' || coalesce(tables.row_dimension, '(unknown)')
        || coalesce('; the label is known for rows of ' || known.row_dimensions, '') as expected,
        'add the label to row_labels.csv; if it is misread, add an erratum of kind label; '
        || 'if the table stands under a wrong heading, one of kind section' as next_step
    from {{ ref('int_table_rows') }} as table_rows
    inner join {{ ref('int_tables') }} as tables using (document_id, table_no)
    left join known_labels as known on table_rows.row_label = known.printed_label
    where table_rows.code is null and not table_rows.is_total

),

doubled_figures as (

    select
        {{ problem('doubled_figure', 'document_id', 'max(line_no)') }},
        'a row that stands in its table twice: '
        || {{ join_text("'''' || printed_label || ''' in line ' || cast(line_no as string)",
            ' and ', 'line_no') }} as found,
        'each category once in a table' as expected,
        'one of the labels is misread (add an erratum of kind label), or a line stands twice'
            as next_step
    from {{ ref('int_cells') }}
    where is_figure and table_column_no = 1
    group by document_id, table_no, observation_id
    having count(*) > 1

),

unread_cells as (

    select
        {{ problem('unread_cell', 'cells.document_id', 'cells.line_no', 'cells.column_no') }},
        '''' || cells.printed_text || '''' as found,
        case
            when cells.reading = 'not_coded' then 'a column heading above the figure'
            when stg_cells.cell_kind = 'mark'
                then 'a count, or a mark that suppression_marks.csv has for the document'
            else
                'a figure: documents.csv and indicators.csv do not say what '
                || stg_cells.cell_kind || ' cells mean in this column'
        end as expected,
        'compare the line with its header, documents.csv (suppressed_below, blank_means) and '
        || 'suppression_marks.csv; a suppressed change has no bounds and cannot be read'
            as next_step
    from {{ ref('int_cells') }} as cells
    inner join {{ ref('stg_cells') }} as stg_cells using (document_id, line_no, column_no)
    left join {{ ref('int_table_columns') }} as table_columns
        on
            cells.document_id = table_columns.document_id
            and cells.table_no = table_columns.table_no
            and cells.table_column_no = table_columns.column_no
    where
        cells.reading = 'not_readable'
        or (cells.reading = 'not_coded' and table_columns.column_no is null)

),

-- Where small counts are suppressed none is printed: a digit is lost, or the document's row wrong.
small_numbers as (

    select
        {{ problem('small_number', 'cells.document_id', 'cells.line_no', 'cells.column_no') }},
        '''' || cells.printed_text || ''' in the row ''' || cells.printed_label || '''' as found,
        'no count below ' || cast(documents.suppressed_below as string)
        || ', as documents.csv (suppressed_below) says' as expected,
        'compare the cell with its source; correct it by an erratum of kind cell' as next_step
    from {{ ref('int_cells') }} as cells
    inner join {{ ref('documents') }} as documents using (document_id)
    where cells.reading = 'small_number'

),

-- A page of tables that stands twice adds up as well as one that stands once.
page_texts as (

    select
        document_id,
        page_no,
        max(case when line_kind = 'title' then line_no end) as line_no,
        {{ join_text('line_words', '|', 'line_no') }} as page_words
    from {{ ref('stg_lines') }}
    where line_kind not in ('blank', 'ignored', 'continued')
    group by all
    having max(table_no) is not null

),

doubled_pages as (

    select
        {{ problem('doubled_page', 'document_id', 'max(line_no)') }},
        'a page that stands twice: ' || {{ join_text(
            "'page ' || cast(page_no as string)", ' and ', 'page_no'
        ) }} as found,
        'each page once' as expected,
        'delete one of them from the text, and register the text again' as next_step
    from page_texts
    group by document_id, page_words
    having count(*) > 1

),

not_rebuilt as (

    select
        {{ problem('not_rebuilt', 'document_id', 'line_no', 'column_no') }},
        'a figure of the lost row of ' || erratum_id || ' cannot be rebuilt' as found,
        'unsuppressed printed figures along ' || rebuild_along as expected,
        'rebuild the row along another dimension, or leave it lost' as next_step
    from {{ ref('int_rebuilt_observations') }}
    where obs_value_min is null

)

select * from doubled_pages
union all
select * from unknown_sections
union all
select * from unknown_columns
union all
select * from wrong_periods
union all
select * from missing_totals
union all
select * from wrong_contexts
union all
select * from unknown_rows
union all
select * from doubled_figures
union all
select * from unread_cells
union all
select * from small_numbers
union all
select * from not_rebuilt
