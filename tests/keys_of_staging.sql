-- Every staging model has the key that its YAML states: complete, and in one row only.
{{ unique_keys('staging', [
    'stg_cells', 'stg_columns', 'stg_lines', 'stg_rows', 'stg_tables',
]) }}
