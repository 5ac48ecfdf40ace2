-- One row per measure (tiltak), and _T for all measures of a group.
select
    measures.measure_code,
    measures.name_nb as measure_name_nb,
    measures.name_en as measure_name_en,
    measures.name_en_source as measure_name_en_source,
    measures.abbreviation,
    measures.measure_group_code,
    measures.is_nav_code,
    measures.in_force_from,
    measures.in_force_to,
    measures.in_force_source,
    measures.registered_from,
    measures.registered_to,
    measures.note,
    texts.text_nb as note_nb,
    measures.source
from {{ ref('measures') }} as measures
left join {{ ref('norwegian_texts') }} as texts on measures.note = texts.text_en
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
    cast(null as string) as note_nb,
    source
from {{ ref('codes') }}
where dimension = 'measure'
