-- One row per measure set, with its names: a measure, a measure group (_T: all) or a harmonized
-- series.
select
    'measure' as measure_set_kind,
    measure_code as measure_set_code,
    name_nb as measure_set_name_nb,
    name_en as measure_set_name_en
from {{ ref('measures') }}
union all
select
    'measure_group' as measure_set_kind,
    measure_group_code as measure_set_code,
    name_nb as measure_set_name_nb,
    name_en as measure_set_name_en
from {{ ref('measure_groups') }}
union all
select
    'measure_group' as measure_set_kind,
    code as measure_set_code,
    name_nb as measure_set_name_nb,
    name_en as measure_set_name_en
from {{ ref('codes') }}
where dimension = 'measure_group'
union all
select
    'series' as measure_set_kind,
    series_code as measure_set_code,
    name_nb as measure_set_name_nb,
    name_en as measure_set_name_en
from {{ ref('series') }}
