-- One row per code of a small dimension, of a frequency, an indicator or an observation status.
select
    dimension,
    code,
    order_no,
    name_nb as code_name_nb,
    name_en as code_name_en,
    cast(null as string) as unit,
    cast(null as string) as definition,
    cast(null as string) as definition_nb,
    source
from {{ ref('codes') }}
union all
select
    'indicator' as dimension,
    indicators.indicator as code,
    indicators.order_no,
    indicators.name_nb as code_name_nb,
    indicators.name_en as code_name_en,
    indicators.unit,
    indicators.definition,
    texts.text_nb as definition_nb,
    indicators.source
from {{ ref('indicators') }} as indicators
left join {{ ref('norwegian_texts') }} as texts on indicators.definition = texts.text_en
