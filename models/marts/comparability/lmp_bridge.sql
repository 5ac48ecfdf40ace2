-- One row per measure: the category of labour market policy that this project reads it into.
select
    measure_lmp.measure_code,
    measures.name_nb as measure_name_nb,
    measures.name_en as measure_name_en,
    measure_lmp.lmp_category,
    categories.name_nb as lmp_category_name_nb,
    categories.name_en as lmp_category_name_en,
    measure_lmp.confidence,
    measure_lmp.alternative_category,
    measure_lmp.reason,
    texts.text_nb as reason_nb,
    categories.source
from {{ ref('measure_lmp') }} as measure_lmp
inner join {{ ref('measures') }} as measures using (measure_code)
inner join {{ ref('lmp_categories') }} as categories using (lmp_category)
left join {{ ref('norwegian_texts') }} as texts on measure_lmp.reason = texts.text_en
