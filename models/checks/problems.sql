-- One row per thing in the documents or the reference seeds that is wrong: must be empty.
-- Each row says which rule, where (document, line, column), what was found, what was expected and
-- what to do next. The rules stand in the order in which a person should read them.
{%- set ints = ['tables', 'table_columns', 'table_rows', 'rebuilt_observations', 'errata_matches'] %}
{%- set imports = [
    'documents', 'stg_lines', 'tables', 'table_columns', 'table_rows', 'rebuilt_observations',
    'identities', 'expected_checks', 'indicators', 'errata', 'errata_matches',
    'accepted_discrepancies', 'outliers', 'sections', 'populations', 'column_labels',
    'row_labels',
] %}
with
{% for import in imports %}
{{ import }} as (

    select * from {{ ref(('int_' if import in ints else '') ~ import) }}

),

{% endfor %}
-- What a document's row in documents.csv says that the text holds.
counted as (

    select
        document_id,
        max(page_no) as page_count,
        max(table_no) as table_count,
        count(case when line_kind = 'data_row' then 1 end) as row_count
    from stg_lines
    group by all

),

counted_cells as (

    select
        document_id,
        count(*) as cell_count,
        count(case when cell_kind = 'number' then 1 end) as number_count,
        count(case when cell_kind = 'suppressed' then 1 end) as suppressed_count,
        count(case when cell_kind = 'blank' then 1 end) as blank_count
    from {{ ref('stg_cells') }}
    group by all

),

wrong_counts as (

    {% set pinned = {
        'page_count': 'counted', 'table_count': 'counted', 'row_count': 'counted',
        'cell_count': 'counted_cells', 'number_count': 'counted_cells',
        'suppressed_count': 'counted_cells', 'blank_count': 'counted_cells',
    } %}
    {% for column, relation in pinned.items() %}
    select
        'document_count' as rule,
        documents.document_id,
        cast(null as integer) as line_no,
        cast(null as integer) as column_no,
        '{{ column }} ' || cast(coalesce({{ relation }}.{{ column }}, 0) as string) as found,
        '{{ column }} ' || coalesce(cast(documents.{{ column }} as string), '(none)')
        || ', as documents.csv says' as expected,
        'look for a lost or doubled page, table or row; if the document is right, correct its row'
            as next_step
    from documents
    left join {{ relation }} on documents.document_id = {{ relation }}.document_id
    where documents.{{ column }} is distinct from coalesce({{ relation }}.{{ column }}, 0)
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

wrong_words as (

    select
        'document_' || stg_lines.line_kind as rule,
        stg_lines.document_id,
        stg_lines.line_no,
        cast(null as integer) as column_no,
        stg_lines.line_words as found,
        case
            when stg_lines.line_kind = 'title' then documents.title
            else documents.printed_period
        end
        || ', as documents.csv says' as expected,
        'a page of another document, or a misread line: compare it with the other pages'
            as next_step
    from stg_lines
    inner join documents using (document_id)
    where
        (stg_lines.line_kind = 'title' and stg_lines.line_words <> documents.title)
        or (stg_lines.line_kind = 'period' and stg_lines.line_words <> documents.printed_period)

),

unknown_sections as (

    select
        'unknown_section' as rule,
        tables.document_id,
        tables.line_no,
        cast(null as integer) as column_no,
        tables.section as found,
        'a heading of sections.csv, which says what the rows of its tables are' as expected,
        'add the heading to sections.csv, or an erratum of kind section if it is misread'
            as next_step
    from tables
    where tables.row_dimension is null

),

missing_totals as (

    select
        'missing_total' as rule,
        tables.document_id,
        tables.line_no,
        cast(null as integer) as column_no,
        'a table (' || tables.section || ') without a total row' as found,
        'one row whose label is in populations.csv' as expected,
        'add the label of its total row to populations.csv, or an erratum if it is misread or lost'
            as next_step
    from tables
    where tables.total_line_no is null and tables.row_dimension is not null

),

wrong_contexts as (

    select
        'wrong_context' as rule,
        tables.document_id,
        tables.line_no,
        cast(null as integer) as column_no,
        tables.context || ' above a table of ' || tables.total_label as found,
        'a context of populations.csv that names the same people as the total row' as expected,
        'add it to populations.csv, or an erratum of kind context (or label) for the wrong one'
            as next_step
    from tables
    left join populations as contexts on tables.context = contexts.printed_text
    left join populations as totals on tables.total_label = totals.printed_text
    where
        tables.context <> ''
        and tables.total_label is not null
        and (
            contexts.printed_text is null
            or coalesce(contexts.measure_group_code, '') <> coalesce(totals.measure_group_code, '')
            or coalesce(contexts.measure_code, '') <> coalesce(totals.measure_code, '')
            or coalesce(contexts.status_code, '') <> coalesce(totals.status_code, '')
            or coalesce(contexts.sex_code, '') <> coalesce(totals.sex_code, '')
        )

),

unknown_columns as (

    select
        'unknown_column' as rule,
        table_columns.document_id,
        table_columns.line_no,
        table_columns.column_no,
        '''' || table_columns.column_label || '''' as found,
        'a heading of column_labels.csv' as expected,
        'add the heading to column_labels.csv, or an erratum of kind header if it is misread'
            as next_step
    from table_columns
    where table_columns.indicator is null

),

wrong_periods as (

    select
        'wrong_period' as rule,
        table_columns.document_id,
        table_columns.line_no,
        table_columns.column_no,
        table_columns.column_label as found,
        'a month from ' || cast(documents.period_from as string)
        || ' to ' || cast(documents.period_to as string) as expected,
        'correct the period in documents.csv, or the heading by an erratum' as next_step
    from table_columns
    inner join documents using (document_id)
    where
        table_columns.freq = 'M'
        and (
            table_columns.period < documents.period_from
            or table_columns.period > documents.period_to
        )

),

known_labels as (

    select
        printed_label,
        {{ join_distinct('row_dimension', ' and ') }} as row_dimensions
    from row_labels
    group by all

),

unknown_rows as (

    select
        'unknown_row' as rule,
        table_rows.document_id,
        table_rows.line_no,
        cast(null as integer) as column_no,
        '''' || table_rows.row_label || '''' as found,
        'a label of row_labels.csv for rows of ' || coalesce(tables.row_dimension, '(unknown)')
        || coalesce('; the label is known for rows of ' || known.row_dimensions, '') as expected,
        'add the label to row_labels.csv; if it is misread, add an erratum of kind label; '
        || 'if the table stands under a wrong heading, one of kind section' as next_step
    from table_rows
    inner join tables using (document_id, table_no)
    left join known_labels as known on table_rows.row_label = known.printed_label
    where table_rows.code is null and not table_rows.is_total

),

doubled_figures as (

    select
        'doubled_figure' as rule,
        document_id,
        max(line_no) as line_no,
        cast(null as integer) as column_no,
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
        'unread_cell' as rule,
        cells.document_id,
        cells.line_no,
        cells.column_no,
        '''' || cells.printed_text || '''' as found,
        case
            when cells.reading = 'not_coded' then 'a column heading above the figure'
            else
                'a figure: documents.csv and indicators.csv do not say what '
                || stg_cells.cell_kind || ' cells mean in this column'
        end as expected,
        'compare the line with its header and with documents.csv (suppressed_below, blank_means); '
        || 'a suppressed change has no bounds and cannot be read' as next_step
    from {{ ref('int_cells') }} as cells
    inner join {{ ref('stg_cells') }} as stg_cells using (document_id, line_no, column_no)
    left join table_columns
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
        'small_number' as rule,
        cells.document_id,
        cells.line_no,
        cells.column_no,
        '''' || cells.printed_text || ''' in the row ''' || cells.printed_label || '''' as found,
        'no count below ' || cast(documents.suppressed_below as string)
        || ', as documents.csv (suppressed_below) says' as expected,
        'compare the cell with its source; correct it by an erratum of kind cell' as next_step
    from {{ ref('int_cells') }} as cells
    inner join documents using (document_id)
    inner join indicators using (indicator)
    where indicators.is_count and cells.obs_value < documents.suppressed_below

),

-- A page of tables that stands twice adds up as well as one that stands once.
page_texts as (

    select
        document_id,
        page_no,
        max(case when line_kind = 'title' then line_no end) as line_no,
        {{ join_text('line_words', '|', 'line_no') }} as page_words
    from stg_lines
    where line_kind <> 'blank'
    group by all
    having max(table_no) is not null

),

doubled_pages as (

    select
        'doubled_page' as rule,
        document_id,
        max(line_no) as line_no,
        cast(null as integer) as column_no,
        'a page that stands twice: ' || {{ join_text(
            "'page ' || cast(page_no as string)", ' and ', 'page_no'
        ) }} as found,
        'each page once' as expected,
        'delete one of them from the text, and register the text again' as next_step
    from page_texts
    group by document_id, page_words
    having count(*) > 1

),

unused_errata as (

    select
        'unused_erratum' as rule,
        errata.document_id,
        errata.line_no,
        errata.column_no,
        'erratum ' || errata.erratum_id || ' (' || errata.kind || ') matches nothing' as found,
        '''' || coalesce(errata.printed, '') || ''' printed there' as expected,
        'correct its line_no, column_no or printed text in errata.csv, or delete the row'
            as next_step
    from errata
    inner join errata_matches using (erratum_id)
    where errata_matches.match_count = 0

),

not_rebuilt as (

    select
        'not_rebuilt' as rule,
        document_id,
        line_no,
        column_no,
        'a figure of the lost row of ' || erratum_id || ' cannot be rebuilt' as found,
        'unsuppressed printed figures along ' || rebuild_along as expected,
        'rebuild the row along another dimension, or leave it lost' as next_step
    from rebuilt_observations
    where obs_value_min is null

),

used_column_labels as (

    select
        table_columns.column_label,
        documents.county_division
    from table_columns
    inner join documents using (document_id)
    where table_columns.indicator is not null
    group by all

),

used_row_labels as (

    select
        tables.row_dimension,
        table_rows.row_label,
        documents.county_division
    from table_rows
    inner join tables using (document_id, table_no)
    inner join documents using (document_id)
    where table_rows.code is not null
    group by all

),

unused_mappings as (

    select
        'unused_mapping' as rule,
        cast(null as string) as document_id,
        cast(null as integer) as line_no,
        cast(null as integer) as column_no,
        'sections.csv: ''' || section || '''' as found,
        'a table under this heading' as expected,
        'delete the row, or look for the table that should use it' as next_step
    from sections
    where section not in (select tables.section from tables)
    union all
    select
        'unused_mapping' as rule,
        cast(null as string) as document_id,
        cast(null as integer) as line_no,
        cast(null as integer) as column_no,
        'populations.csv: ''' || printed_text || '''' as found,
        'a table with this context or total row' as expected,
        'delete the row, or look for the table that should use it' as next_step
    from populations
    where
        printed_text not in (
            select tables.context from tables
            union all
            select tables.total_label from tables
            where tables.total_label is not null
        )
    union all
    select
        'unused_mapping' as rule,
        cast(null as string) as document_id,
        cast(null as integer) as line_no,
        cast(null as integer) as column_no,
        'column_labels.csv: ''' || column_labels.printed_label || ''''
        || coalesce(' of ' || column_labels.county_division, '') as found,
        'a table with this column' as expected,
        'delete the row, or look for the table that should use it' as next_step
    from column_labels
    left join used_column_labels as used
        on
            column_labels.printed_label = used.column_label
            and coalesce(column_labels.county_division, used.county_division, '')
            = coalesce(used.county_division, '')
    where used.column_label is null
    union all
    select
        'unused_mapping' as rule,
        cast(null as string) as document_id,
        cast(null as integer) as line_no,
        cast(null as integer) as column_no,
        'row_labels.csv: ''' || row_labels.printed_label || ''' as ' || row_labels.row_dimension
        || coalesce(' of ' || row_labels.county_division, '') as found,
        'a row with this label' as expected,
        'delete the row, or look for the table that should use it' as next_step
    from row_labels
    left join used_row_labels as used
        on
            row_labels.row_dimension = used.row_dimension
            and row_labels.printed_label = used.row_label
            and coalesce(row_labels.county_division, used.county_division, '')
            = coalesce(used.county_division, '')
    where used.row_label is null

),

-- One problem per line rather than per cell: a damaged row is off in most of its columns.
violated_identities as (

    select
        'violated_identity' as rule,
        identity_checks.document_id,
        coalesce(identity_checks.line_no, min(identity_checks.first_part_line_no)) as line_no,
        min(identity_checks.column_no) as column_no,
        case
            when identity_checks.line_no is null then 'there is no row'
            else coalesce('''' || identity_checks.printed_label || '''', 'a rebuilt row')
        end
        || ' (' || {{ slice_words('identity_checks') }} || ') '
        || case
            when identity_checks.line_no is null then 'for the total of what is printed in '
            when min(identity_checks.part_count) = 0 then 'has no parts'
            when identity_checks.kind = 'print'
                then
                    'is not its first print in '
                    || min(identity_checks.first_document_id) || ', '
            else 'does not fit its parts in '
        end
        || coalesce(
            case
                when
                    min(identity_checks.first_part_line_no)
                    < max(identity_checks.last_part_line_no)
                    then
                        'lines ' || cast(min(identity_checks.first_part_line_no) as string)
                        || ' to ' || cast(max(identity_checks.last_part_line_no) as string)
                else 'line ' || cast(min(identity_checks.first_part_line_no) as string)
            end,
            ''
        )
        || '; too much (+) or too little (-) by month and column: '
        || {{ join_text(
            "substr(cast(identity_checks.period as string), 1, 7) || '/'"
            ~ " || coalesce(cast(identity_checks.column_no as string), '?')"
            ~ " || case when identity_checks.deviation > 0 then ' +' else ' ' end"
            ~ " || cast(identity_checks.deviation as string)",
            ', ', 'identity_checks.period, identity_checks.column_no'
        ) }} as found,
        identities.statement_en as expected,
        'compare these lines with the document; correct by an erratum' as next_step
    from {{ ref('int_identity_checks') }} as identity_checks
    inner join identities using (identity)
    where identity_checks.verdict = 'violated'
    group by
        identity_checks.identity,
        identities.statement_en,
        identity_checks.kind,
        identity_checks.document_id,
        identity_checks.line_no,
        identity_checks.printed_label,
        {{ slice_words('identity_checks') }}

),

found_checks as (

    select
        document_id,
        identity,
        count(*) as check_count
    from {{ ref('int_identity_checks') }}
    group by all

),

wrong_check_counts as (

    select
        'check_count' as rule,
        coalesce(expected_checks.document_id, found_checks.document_id) as document_id,
        cast(null as integer) as line_no,
        cast(null as integer) as column_no,
        cast(coalesce(found_checks.check_count, 0) as string) || ' checks of '
        || coalesce(expected_checks.identity, found_checks.identity) as found,
        coalesce(cast(expected_checks.check_count as string), '(none)')
        || ', as expected_checks.csv says' as expected,
        'look for lost totals or parts; if the document is right, correct expected_checks.csv'
            as next_step
    from expected_checks
    full outer join found_checks using (document_id, identity)
    where expected_checks.check_count is distinct from found_checks.check_count

),

unused_acceptances as (

    select
        'unused_acceptance' as rule,
        accepted.document_id,
        identity_checks.line_no,
        identity_checks.column_no,
        'accepted discrepancy ' || accepted.check_id || ' does not occur: '
        || coalesce(
            'the check is ' || identity_checks.verdict || ', off by '
            || cast(identity_checks.deviation as string),
            'there is no such check'
        ) as found,
        'a violated check that is off by ' || cast(accepted.deviation as string) as expected,
        'correct its check_id or deviation in accepted_discrepancies.csv, or delete the row'
            as next_step
    from accepted_discrepancies as accepted
    left join {{ ref('int_identity_checks') }} as identity_checks using (check_id, document_id)
    where coalesce(identity_checks.verdict, '') <> 'accepted'

),

unused_outliers as (

    select
        'unused_outlier' as rule,
        outliers.document_id,
        outliers.line_no,
        outliers.column_no,
        'no first print of a figure there says ''' || outliers.printed || '''' as found,
        'the outlier that outliers.csv marks' as expected,
        'correct its line_no, column_no or printed text in outliers.csv, or delete the row'
            as next_step
    from outliers
    left join {{ ref('int_document_observations') }} as document_observations
        on
            outliers.document_id = document_observations.document_id
            and outliers.line_no = document_observations.line_no
            and outliers.column_no = document_observations.column_no
            and outliers.printed = document_observations.printed_text
    where document_observations.document_id is null

),

problems as (

    {% set rules = [
        'wrong_words', 'doubled_pages', 'unknown_sections', 'unknown_columns', 'wrong_periods', 'missing_totals',
        'wrong_contexts', 'unknown_rows', 'doubled_figures', 'unread_cells', 'small_numbers',
        'not_rebuilt',
        'violated_identities', 'unused_errata', 'wrong_counts', 'wrong_check_counts',
        'unused_mappings', 'unused_acceptances', 'unused_outliers',
    ] %}
    {% for rule in rules %}
    select
        {{ loop.index }} as rule_no,
        *
    from {{ rule }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    rule_no,
    rule,
    document_id,
    line_no,
    column_no,
    found,
    expected,
    next_step
from problems
