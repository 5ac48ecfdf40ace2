-- One row per measure set x measure: which measures stand behind a line that can be drawn. A
-- measure set is a measure, a measure group (_T: all), a harmonized series (a leaf, or a parent of
-- leaves) or a category of labour market policy.
select
    'measure' as measure_set_kind,
    measure_code as measure_set_code,
    measure_code,
    measure_group_code
from {{ ref('measures') }}
union all
select
    'measure_group' as measure_set_kind,
    measure_group_code as measure_set_code,
    measure_code,
    measure_group_code
from {{ ref('measures') }}
union all
select
    'measure_group' as measure_set_kind,
    '_T' as measure_set_code,
    measure_code,
    measure_group_code
from {{ ref('measures') }}
union all
select
    'series' as measure_set_kind,
    measure_series.series_code as measure_set_code,
    measure_series.measure_code,
    measures.measure_group_code
from {{ ref('measure_series') }} as measure_series
inner join {{ ref('measures') }} as measures using (measure_code)
union all
select
    'series' as measure_set_kind,
    series.parent_series_code as measure_set_code,
    measure_series.measure_code,
    measures.measure_group_code
from {{ ref('measure_series') }} as measure_series
inner join {{ ref('measures') }} as measures using (measure_code)
inner join {{ ref('series') }} as series using (series_code)
where series.parent_series_code is not null
union all
select
    'lmp_category' as measure_set_kind,
    measure_lmp.lmp_category as measure_set_code,
    measure_lmp.measure_code,
    measures.measure_group_code
from {{ ref('measure_lmp') }} as measure_lmp
inner join {{ ref('measures') }} as measures using (measure_code)
