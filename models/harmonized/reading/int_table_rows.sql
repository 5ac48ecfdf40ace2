-- One row per data row of a table, printed or lost, with the category that its label stands for.
-- The label of the table's total row stands for the whole population; any other label means what
-- it means for rows of this dimension (a county name: in the document's county publication).
select
    corrected_rows.document_id,
    corrected_rows.table_no,
    corrected_rows.line_no,
    corrected_rows.is_lost,
    corrected_rows.row_label,
    coalesce(
        corrected_rows.line_no = tables.total_line_no
        and corrected_rows.is_lost = tables.is_total_lost,
        false
    ) as is_total,
    row_labels.dimension,
    row_labels.code,
    measures.measure_group_code,
    corrected_rows.printed_label,
    corrected_rows.erratum_id
from {{ ref('int_corrected_rows') }} as corrected_rows
inner join {{ ref('int_tables') }} as tables using (document_id, table_no)
inner join {{ ref('documents') }} as documents using (document_id)
left join {{ ref('row_labels') }} as row_labels
    on
        tables.row_dimension = row_labels.row_dimension
        and corrected_rows.row_label = row_labels.printed_label
        and coalesce(row_labels.county_division, documents.county_division, '')
        = coalesce(documents.county_division, '')
        and (
            corrected_rows.line_no <> coalesce(tables.total_line_no, 0)
            or corrected_rows.is_lost <> tables.is_total_lost
        )
left join {{ ref('measures') }} as measures
    on row_labels.dimension = 'measure' and row_labels.code = measures.measure_code
