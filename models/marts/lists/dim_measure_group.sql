-- One row per measure group as NAV's tables print them, and _T for all measures.
select
    measure_group_code,
    name_nb as measure_group_name_nb,
    name_en as measure_group_name_en,
    source
from {{ ref('measure_groups') }}
union all
select
    code as measure_group_code,
    name_nb as measure_group_name_nb,
    name_en as measure_group_name_en,
    source
from {{ ref('codes') }}
where dimension = 'measure_group'
