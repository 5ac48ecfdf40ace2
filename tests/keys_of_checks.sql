-- Every model of checks has its key: complete, and in one row only. Lists of findings have none:
-- two may say the same of one place.
{{ unique_keys('checks', {
    'cell_constraints': ['check_id', 'document_id', 'line_no', 'column_no'],
    'int_check_members': ['check_id', 'document_id', 'line_no', 'column_no'],
    'int_document_pairs': ['document_id', 'first_document_id'],
    'int_errata_matches': ['erratum_id'],
    'hidden_sums': ['check_id'],
    'int_identity_checks': ['check_id'],
    'int_check_coverage': ['document_id', 'line_no', 'column_no'],
    'row_trends': ['document_id', 'line_no', 'column_no'],
    'suppressed_bounds': ['document_id', 'line_no', 'column_no', 'is_rebuilt'],
    'suspect_cells': ['document_id', 'line_no', 'column_no'],
}, without=['int_identity_members', 'problems', 'suspect_rows']) }}
