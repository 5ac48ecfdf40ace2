-- One row per row of a reference seed that does not fit the documents, or that nothing uses: must
-- be empty.
with unused_errata as (

    select
        {{ problem('unused_erratum', 'errata.document_id', 'errata.line_no', 'errata.column_no') }},
        'erratum ' || errata.erratum_id || ' (' || errata.kind || ') matches nothing' as found,
        '''' || coalesce(errata.printed, '') || ''' printed there' as expected,
        'correct its line_no, column_no or printed text in errata.csv, or delete the row'
            as next_step
    from {{ ref('errata') }} as errata
    inner join {{ ref('int_errata_matches') }} as errata_matches using (erratum_id)
    where errata_matches.match_count = 0

),

used_column_labels as (

    select
        table_columns.column_label,
        documents.county_division
    from {{ ref('int_table_columns') }} as table_columns
    inner join {{ ref('documents') }} as documents using (document_id)
    where table_columns.indicator is not null
    group by all

),

used_row_labels as (

    select
        tables.row_dimension,
        table_rows.row_label,
        documents.county_division
    from {{ ref('int_table_rows') }} as table_rows
    inner join {{ ref('int_tables') }} as tables using (document_id, table_no)
    inner join {{ ref('documents') }} as documents using (document_id)
    where table_rows.code is not null
    group by all

),

unused_mappings as (

    select
        {{ problem('unused_mapping') }},
        'statistics.csv: ' || statistics.statistic as found,
        'a document with such a title' as expected,
        'delete the row, or look for the document that should use it' as next_step
    from {{ ref('statistics') }} as statistics
    left join {{ ref('documents') }} as documents
        on {{ matches_whole('documents.title', 'statistics.title_form') }}
    where statistics.is_read and documents.document_id is null
    union all
    select
        {{ problem('unused_mapping') }},
        'sections.csv: ''' || section || '''' as found,
        'a table under this heading' as expected,
        'delete the row, or look for the table that should use it' as next_step
    from {{ ref('sections') }}
    where section not in (select tables.section from {{ ref('int_tables') }} as tables)
    union all
    select
        {{ problem('unused_mapping') }},
        'populations.csv: ''' || printed_text || '''' as found,
        'a table with this context or total row' as expected,
        'delete the row, or look for the table that should use it' as next_step
    from {{ ref('populations') }}
    where
        printed_text not in (
            select tables.context from {{ ref('int_tables') }} as tables
            union all
            select tables.total_label from {{ ref('int_tables') }} as tables
            where tables.total_label is not null
        )
    union all
    select
        {{ problem('unused_mapping') }},
        'column_labels.csv: ''' || column_labels.printed_label || ''''
        || coalesce(' of ' || column_labels.county_division, '') as found,
        'a table with this column' as expected,
        'delete the row, or look for the table that should use it' as next_step
    from {{ ref('column_labels') }} as column_labels
    left join used_column_labels as used
        on
            column_labels.printed_label = used.column_label
            and coalesce(column_labels.county_division, used.county_division, '')
            = coalesce(used.county_division, '')
    where used.column_label is null
    union all
    select
        {{ problem('unused_mapping') }},
        'row_labels.csv: ''' || row_labels.printed_label || ''' as ' || row_labels.row_dimension
        || coalesce(' of ' || row_labels.county_division, '') as found,
        'a row with this label' as expected,
        'delete the row, or look for the table that should use it' as next_step
    from {{ ref('row_labels') }} as row_labels
    left join used_row_labels as used
        on
            row_labels.row_dimension = used.row_dimension
            and row_labels.printed_label = used.row_label
            and coalesce(row_labels.county_division, used.county_division, '')
            = coalesce(used.county_division, '')
    where used.row_label is null

),

unused_outliers as (

    select
        'unused_outlier' as rule,
        {{ place('outliers') }},
        'no first print of a figure there says ''' || outliers.printed || '''' as found,
        'the outlier that outliers.csv marks' as expected,
        'correct its line_no, column_no or printed text in outliers.csv, or delete the row'
            as next_step
    from {{ ref('outliers') }} as outliers
    left join {{ ref('int_document_observations') }} as document_observations
        on
            outliers.document_id = document_observations.document_id
            and outliers.line_no = document_observations.line_no
            and outliers.column_no = document_observations.column_no
            and outliers.printed = document_observations.printed_text
    where document_observations.document_id is null

),

-- Marks are closed both ways: one that is printed and not listed is an unread cell.
wrong_marks as (

    select
        {{ problem('suppression_mark', "nullif(marks.document_id, '_T')") }},
        '''' || marks.mark || ''' of ' || marks.kind || ' suppression in suppression_marks.csv'
            as found,
        'primary (counts below the threshold of documents.csv) or secondary (any count), and a mark'
        || ' that a document prints' as expected,
        'correct the row, or delete it' as next_step
    from {{ ref('suppression_marks') }} as marks
    where
        marks.kind not in ('primary', 'secondary')
        or not exists (
            select cells.printed_text
            from {{ ref('stg_cells') }} as cells
            inner join {{ ref('int_suppression_marks') }} as held
                on cells.document_id = held.document_id and cells.printed_text = held.mark
            where marks.mark = held.mark and marks.document_id in ('_T', held.document_id)
        )

)

select * from unused_errata
union all
select * from unused_mappings
union all
select * from unused_outliers
union all
select * from wrong_marks
