-- One row per code of a small dimension, of a frequency, an indicator or an observation status.
select
    dimension,
    code,
    order_no,
    name_nb as code_name_nb,
    name_en as code_name_en,
    cast(null as string) as unit,
    cast(null as string) as definition,
    source
from {{ ref('codes') }}
union all
select
    'indicator' as dimension,
    indicator as code,
    order_no,
    name_nb as code_name_nb,
    name_en as code_name_en,
    unit,
    definition,
    source
from {{ ref('indicators') }}
