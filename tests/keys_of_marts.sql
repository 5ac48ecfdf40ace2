-- Every mart has the key that its contract states, complete and in one row only; an archive's
-- tables have no other guard (macros/keys.sql). The short name of a figure is as good as its key.
{{ unique_keys('marts', [
    'annual_means', 'area_counties', 'check_coverage', 'check_members', 'check_summary',
    'comparability', 'content_changes', 'coverage', 'detection_power', 'dim_code', 'dim_comparability_note',
    'dim_county', 'dim_document', 'dim_erratum', 'dim_geography_method', 'dim_identity',
    'dim_measure', 'dim_measure_group', 'dim_measure_set', 'dim_municipality_transfer', 'dim_series',
    'dim_usage_warning', 'exposure', 'external_agreement', 'figure_parts', 'headline', 'identity_checks', 'lmp_bridge',
    'measure_succession', 'measure_years', 'participants', 'participants_by_background',
    'participants_by_county', 'participants_by_county_harmonized', 'participants_by_measure',
    'participants_by_measure_group', 'participants_by_series', 'participants_implied',
    'printed_cells', 'revisions', 'same_month_changes',
]) }}
