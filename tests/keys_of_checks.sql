-- Every model of checks has its key: complete, and in one row only. Lists of findings have none:
-- two may say the same of one place.
{{ unique_keys('checks', {
    'int_check_members': ['check_id', 'observation_id', 'document_id', 'line_no', 'column_no'],
    'int_document_pairs': ['document_id', 'first_document_id'],
    'int_errata_matches': ['erratum_id'],
    'int_identity_checks': ['check_id'],
}, without=['problems', 'problems_in_reading', 'problems_in_checks', 'problems_in_seeds']) }}
