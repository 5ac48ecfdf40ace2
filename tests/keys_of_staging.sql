-- Every staging model has its key: complete, and in one row only.
{{ unique_keys('staging', {
    'stg_cells': ['document_id', 'line_no', 'column_no'],
    'stg_columns': ['document_id', 'table_no', 'column_no'],
    'stg_files': ['document_id'],
    'stg_lines': ['document_id', 'line_no'],
    'stg_rows': ['document_id', 'line_no'],
    'stg_tables': ['document_id', 'table_no'],
}) }}
