-- One row per subject with its names.
select
    'measure' as subject_kind,
    measure_code as subject_code,
    name_nb,
    name_en
from {{ ref('measures') }}
union all
select
    'measure_group' as subject_kind,
    measure_group_code as subject_code,
    name_nb,
    name_en
from {{ ref('measure_groups') }}
union all
select
    'measure_group' as subject_kind,
    code as subject_code,
    name_nb,
    name_en
from {{ ref('codes') }}
where dimension = 'measure_group'
union all
select
    'series' as subject_kind,
    series_code as subject_code,
    name_nb,
    name_en
from {{ ref('series') }}
union all
select
    'lmp_category' as subject_kind,
    lmp_category as subject_code,
    name_nb,
    name_en
from {{ ref('lmp_categories') }}
