-- Every seed of facts and decisions has the key that its YAML states: complete, and in one row
-- only.
{{ unique_keys('reference', [
    'accepted_discrepancies', 'area_pieces', 'breaks', 'codes', 'column_labels',
    'comparability_notes', 'comparability_verdicts', 'confusions', 'content_change_kinds',
    'counties', 'county_divisions', 'county_pieces', 'county_tiles', 'coverage_states', 'derivations',
    'document_forms', 'documents', 'errata', 'expected_checks', 'external_figures',
    'geography_methods', 'identities', 'indicators', 'line_forms', 'lmp_categories',
    'measure_groups', 'measure_lmp', 'measure_series', 'measured_detection', 'measured_exposure',
    'measures', 'municipality_transfers', 'norwegian_texts', 'other_labels', 'outlier_rule', 'outliers', 'populations',
    'quoted_numbers', 'row_labels', 'sections', 'series', 'statistics', 'successions',
    'suppression_decisions', 'suppression_marks', 'usage_warnings', 'workbook_sheets',
]) }}
