-- Every reference of a seed or a mart has the row that it refers to. (Codes that documents need
-- are closed by codes_are_known and checks.problems.)
{%- set references = [
    ['measure_series', ['series_code'], 'series', none],
    ['measure_series', ['measure_code'], 'measures', none],
    ['successions', ['from_measure_code'], 'measures', ['measure_code']],
    ['successions', ['to_measure_code'], 'measures', ['measure_code']],
    ['breaks', ['note_code'], 'comparability_notes', none],
    ['breaks', ['measure_set_kind', 'measure_set_code'], 'int_measure_sets', none],
    ['measure_lmp', ['lmp_category'], 'lmp_categories', none],
    ['measure_lmp', ['alternative_category'], 'lmp_categories', ['lmp_category']],
    ['measure_lmp', ['measure_code'], 'measures', none],
    ['other_labels', ['measure_code'], 'measures', none],
    ['county_pieces', ['piece_code'], 'area_pieces', none],
    ['county_pieces', ['county_division', 'county_code'], 'dim_county', none],
    ['county_tiles', ['county_division', 'county_code'], 'dim_county', none],
    ['municipality_transfers', ['piece_code'], 'area_pieces', none],
    ['participants', ['document_id'], 'dim_document', none],
    ['participants', ['erratum_id'], 'dim_erratum', none],
    ['participants', ['county_division', 'county_code'], 'dim_county', none],
    ['figure_parts', ['observation_id'], 'participants', none],
] %}
{%- for relation, columns, to, to_columns in references %}
select
    '{{ relation }}' as relation,
    '{{ to }}' as referred,
    reference_values,
    row_count
from ({{ dangling_references(ref(relation), columns, ref(to), to_columns) }}) as dangling
{{ 'union all' if not loop.last }}
{%- endfor %}
