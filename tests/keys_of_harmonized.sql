-- Every harmonized model has the key that its YAML states: complete, and in one row only.
{{ unique_keys('harmonized', [
    'int_alternative_series',
    'int_annual_means', 'int_area_counties', 'int_area_parts', 'int_area_transfers', 'int_areas',
    'int_cells', 'int_comparability', 'int_content_changes', 'int_content_measures',
    'int_corrected_rows', 'int_county_overlaps', 'int_derived_figures', 'int_derived_parts',
    'int_document_observations', 'int_figure_comparability', 'int_figure_parts', 'int_figures',
    'int_headline', 'int_lost_cells', 'int_measure_set_figures',
    'int_measure_set_parts', 'int_measure_set_year_pairs', 'int_measure_set_sums',
    'int_measure_set_years',
    'int_measure_sets', 'int_measure_years', 'int_observations', 'int_outliers',
    'int_publications', 'int_published_slices', 'int_rebuilt_observations', 'int_rebuilt_parts',
    'int_same_month_changes', 'int_suppression_marks', 'int_table_columns', 'int_table_rows', 'int_tables',
]) }}
