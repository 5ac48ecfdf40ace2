-- Every mart has the key that its contract states, complete and in one row only; an archive's
-- tables have no other guard (macros/keys.sql). The short name of a figure is as good as its key.
{{ unique_keys('marts', {
    'participants': ['observation_id'],
}, of_contract=[
    'annual_means', 'area_counties', 'exposure', 'check_members', 'check_coverage', 'check_summary',
    'comparability', 'dim_erratum', 'coverage', 'detection_power', 'dim_code',
    'dim_comparability_note', 'dim_county', 'dim_document', 'dim_geography_method',
    'dim_identity', 'dim_measure', 'dim_measure_group', 'dim_series', 'dim_usage_warning',
    'figure_parts', 'headline', 'lmp_bridge', 'measure_years', 'measure_succession',
    'dim_municipality_transfer', 'participants', 'participants_by_background',
    'participants_by_county', 'participants_by_county_harmonized', 'participants_by_measure',
    'participants_by_measure_group', 'participants_by_series', 'participants_implied',
    'printed_cells', 'revisions', 'same_month_changes', 'identity_checks',
]) }}
