-- One row per month x harmonized series x status x sex: the sum of its measures as an interval.
with parents as (

    select distinct parent_series_code as series_code from {{ ref('series') }}

)

select
    measure_set_figures.period,
    measure_set_figures.measure_set_code as series_code,
    series.name_nb as series_name_nb,
    series.name_en as series_name_en,
    series.parent_series_code,
    measure_set_figures.status_code,
    measure_set_figures.sex_code,
    {{ published_interval('figures') }},
    figures.obs_status,
    figures.is_printed,
    figures.part_count,
    figures.suppressed_count,
    parents.series_code is null
    and {{ is_leaf(
        'measure_set_figures', [], ['status', 'sex'], of=['period', 'measure_set_code']
    ) }} as is_leaf,
    measure_set_figures.measure_codes,
    measure_set_figures.is_covered,
    comparability.is_comparable,
    comparability.comparability_codes,
    measure_set_figures.figure_id
from {{ ref('int_measure_set_figures') }} as measure_set_figures
inner join {{ ref('series') }} as series
    on measure_set_figures.measure_set_code = series.series_code
inner join {{ ref('int_figures') }} as figures using (figure_id)
inner join {{ ref('int_figure_comparability') }} as comparability using (figure_id)
left join parents
    on measure_set_figures.measure_set_code = parents.series_code
where measure_set_figures.measure_set_kind = 'series'
