-- One row per month x harmonized series x status x sex: the sum of its measures as an interval.
select
    measure_sets.period,
    measure_sets.measure_set_code as series_code,
    series.name_nb as series_name_nb,
    series.name_en as series_name_en,
    series.parent_series_code,
    measure_sets.status_code,
    measure_sets.sex_code,
    cast(figures.obs_value as integer) as obs_value,
    cast(figures.obs_value_min as integer) as obs_value_min,
    cast(figures.obs_value_max as integer) as obs_value_max,
    figures.obs_status,
    figures.part_count,
    figures.suppressed_count,
    measure_sets.measure_codes,
    measure_sets.is_covered,
    comparability.is_comparable,
    comparability.comparability_codes,
    measure_sets.figure_id
from {{ ref('int_measure_set_figures') }} as measure_sets
inner join {{ ref('series') }} as series on measure_sets.measure_set_code = series.series_code
inner join {{ ref('int_figures') }} as figures using (figure_id)
inner join {{ ref('int_figure_comparability') }} as comparability using (figure_id)
where measure_sets.measure_set_kind = 'series'
