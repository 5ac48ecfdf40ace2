-- Every model of checks has the key that its YAML states: complete, and in one row only. Lists of
-- findings have none: two may say the same of one place.
{{ unique_keys('checks', [
    'int_check_members', 'int_document_pairs', 'int_errata_matches', 'int_identity_checks',
    'int_unadopted_prints', 'problems', 'problems_in_checks', 'problems_in_documents',
    'problems_in_publications', 'problems_in_reading', 'problems_in_seeds',
]) }}
