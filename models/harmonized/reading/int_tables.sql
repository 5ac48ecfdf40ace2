-- One row per printed table: what its rows are and whom it counts.
-- The corrected heading says what the rows are; the total row says whom the table counts, and the
-- context above the table must say the same (checks.problems), or their age alone. A report on one
-- measure group counts that group unless the table says more.
with corrected_rows as (

    -- What is printed goes before what is lost.
    select
        *,
        line_no + case when is_lost then 1000000000 else 0 end as row_no
    from {{ ref('int_corrected_rows') }}

),

corrected as (

    select
        stg_tables.*,
        documents.county_division,
        documents.measure_group_code as report_measure_group_code,
        coalesce(section_errata.corrected, stg_tables.printed_section) as section,
        case
            when context_errata.erratum_id is null then stg_tables.printed_context
            else coalesce(context_errata.corrected, '')
        end as context,
        coalesce(section_errata.erratum_id, context_errata.erratum_id) as erratum_id
    from {{ ref('stg_tables') }} as stg_tables
    inner join {{ ref('documents') }} as documents using (document_id)
    left join {{ ref('errata') }} as section_errata
        on
            section_errata.kind = 'section'
            and stg_tables.document_id = section_errata.document_id
            and stg_tables.line_no = section_errata.line_no
            and stg_tables.printed_section = section_errata.printed
    left join {{ ref('errata') }} as context_errata
        on
            context_errata.kind = 'context'
            and stg_tables.document_id = context_errata.document_id
            and stg_tables.line_no = context_errata.line_no
            and stg_tables.printed_context = context_errata.printed

),

-- The total row is the first row that names a population and is no row label of such a table; a
-- lost one where none is printed.
total_rows as (

    select
        corrected.document_id,
        corrected.table_no,
        min_by(corrected_rows.line_no, corrected_rows.row_no) as line_no,
        min_by(corrected_rows.is_lost, corrected_rows.row_no) as is_lost,
        min_by(corrected_rows.row_label, corrected_rows.row_no) as row_label
    from corrected
    inner join {{ ref('sections') }} as sections using (section)
    inner join corrected_rows using (document_id, table_no)
    inner join {{ ref('populations') }} as populations
        on corrected_rows.row_label = populations.printed_text
    left join {{ ref('row_labels') }} as row_labels
        on
            sections.row_dimension = row_labels.row_dimension
            and corrected_rows.row_label = row_labels.printed_label
            and coalesce(row_labels.county_division, corrected.county_division, '')
            = coalesce(corrected.county_division, '')
    where row_labels.printed_label is null
    group by all

)

select
    corrected.document_id,
    corrected.table_no,
    corrected.page_no,
    corrected.line_no,
    corrected.section,
    corrected.context,
    sections.row_dimension,
    total_rows.line_no as total_line_no,
    total_rows.is_lost as is_total_lost,
    coalesce(
        measures.measure_group_code,
        populations.measure_group_code,
        corrected.report_measure_group_code,
        '_T'
    ) as measure_group_code,
    coalesce(populations.measure_code, '_T') as measure_code,
    coalesce(populations.status_code, '_T') as status_code,
    coalesce(populations.sex_code, '_T') as sex_code,
    coalesce(populations.age_code, contexts.age_code, '_T') as age_code,
    corrected.printed_title,
    corrected.printed_section,
    corrected.printed_period,
    corrected.printed_context,
    total_rows.row_label as total_label,
    corrected.erratum_id
from corrected
left join {{ ref('sections') }} as sections using (section)
left join total_rows using (document_id, table_no)
left join {{ ref('populations') }} as populations on total_rows.row_label = populations.printed_text
left join {{ ref('populations') }} as contexts on corrected.context = contexts.printed_text
left join {{ ref('measures') }} as measures on populations.measure_code = measures.measure_code
