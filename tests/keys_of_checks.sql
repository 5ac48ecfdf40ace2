-- Every model of checks has its key: complete, and in one row only. Lists of findings have none:
-- two may say the same of one place.
{{ unique_keys('checks', {
    'cell_constraints': ['check_id', 'document_id', 'line_no', 'column_no'],
    'check_members': ['check_id', 'document_id', 'line_no', 'column_no'],
    'document_pairs': ['document_id', 'first_document_id'],
    'errata_matches': ['correction_id'],
    'hidden_sums': ['check_id'],
    'identity_checks': ['check_id'],
    'number_coverage': ['document_id', 'line_no', 'column_no'],
    'row_courses': ['document_id', 'line_no', 'column_no'],
    'suppressed_bounds': ['document_id', 'line_no', 'column_no', 'is_rebuilt'],
    'suspect_cells': ['document_id', 'line_no', 'column_no'],
}, without=['identity_members', 'problems', 'suspect_rows']) }}
