-- One row per way of carrying county figures over to other divisions, in words.
select
    geography_method,
    order_no,
    name_nb as geography_method_name_nb,
    name_en as geography_method_name_en,
    description_nb,
    description_en,
    tolerance_share,
    note_code
from {{ ref('geography_methods') }}
union all
select
    code as geography_method,
    0 as order_no,
    name_nb as geography_method_name_nb,
    name_en as geography_method_name_en,
    name_nb as description_nb,
    name_en as description_en,
    cast(0 as decimal(9, 8)) as tolerance_share,
    cast(null as string) as note_code
from {{ ref('codes') }}
where dimension = 'geography_method'
