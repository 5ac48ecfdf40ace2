-- One row per measure (tiltak), and _T for all measures of a group.
select
    measure_code,
    name_nb as measure_name_nb,
    name_en as measure_name_en,
    name_en_source as measure_name_en_source,
    abbreviation,
    measure_group_code,
    is_nav_code,
    in_force_from,
    in_force_to,
    in_force_source,
    registered_from,
    registered_to,
    note,
    source
from {{ ref('measures') }}
union all
select
    code as measure_code,
    name_nb as measure_name_nb,
    name_en as measure_name_en,
    source as measure_name_en_source,
    cast(null as string) as abbreviation,
    '_T' as measure_group_code,
    false as is_nav_code,
    cast(null as date) as in_force_from,
    cast(null as date) as in_force_to,
    cast(null as string) as in_force_source,
    cast(null as date) as registered_from,
    cast(null as date) as registered_to,
    cast(null as string) as note,
    source
from {{ ref('codes') }}
where dimension = 'measure'
