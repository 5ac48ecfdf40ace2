-- One row per document that is not what its row says, or of another statistic: must be empty.
-- The title says whose statistic it is and whom its "I alt" counts: a neighbour of the same form,
-- or one that nobody has judged, is refused by name.
with counted as (

    select
        document_id,
        max(page_no) as page_count,
        max(table_no) as table_count,
        count(case when line_kind = 'data_row' then 1 end) as row_count
    from {{ ref('stg_lines') }}
    group by all

),

counted_cells as (

    select
        document_id,
        count(*) as cell_count,
        count(case when cell_kind = 'number' then 1 end) as number_count,
        count(case when cell_kind = 'mark' then 1 end) as suppressed_count,
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
        {{ problem('document_count', 'documents.document_id') }},
        '{{ column }} ' || cast(coalesce({{ relation }}.{{ column }}, 0) as string) as found,
        '{{ column }} ' || coalesce(cast(documents.{{ column }} as string), '(none)')
        || ', as documents.csv says' as expected,
        'look for a lost or doubled page, table or row; if the document is right, correct its row'
            as next_step
    from {{ ref('documents') }} as documents
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
    from {{ ref('stg_lines') }} as stg_lines
    inner join {{ ref('documents') }} as documents using (document_id)
    where
        (stg_lines.line_kind = 'title' and stg_lines.line_words <> documents.title)
        or (stg_lines.line_kind = 'period' and stg_lines.line_words <> documents.printed_period)

),

described as (

    select
        documents.document_id,
        documents.title,
        documents.measure_group_code,
        statistics.counts,
        statistics.total_counts,
        coalesce(statistics.is_read, false) as is_read
    from {{ ref('documents') }} as documents
    left join {{ ref('statistics') }} as statistics
        on {{ matches_whole('documents.title', 'statistics.title_form') }}

),

foreign_statistics as (

    select
        {{ problem('foreign_statistic', 'document_id') }},
        '"' || title || '", ' || coalesce(
            'a table of ' || counts, 'a title that no row of statistics.csv describes'
        ) as found,
        'a title of a row of statistics.csv that is read' as expected,
        'take the document and its row away; only if its figures are participants in measures, '
        || 'describe its title in statistics.csv' as next_step
    from described
    where not is_read

),

wrong_populations as (

    select
        {{ problem('document_population', 'document_id') }},
        coalesce('the measure group ' || measure_group_code, 'no measure group')
        || ' for "' || title || '"' as found,
        case total_counts
            when 'measure_group' then 'the measure group that its title names'
            else 'none: the title names no measure group'
        end
        || '; statistics.csv says what its "I alt" counts' as expected,
        'correct measure_group_code in documents.csv' as next_step
    from described
    where is_read and (measure_group_code is not null) <> (total_counts = 'measure_group')

)

select * from foreign_statistics
union all
select * from wrong_populations
union all
select * from wrong_words
union all
select * from wrong_counts
