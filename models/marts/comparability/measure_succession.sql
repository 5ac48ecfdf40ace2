-- One row per measure that began, ended or became another (_U: nothing before, or nothing after).
select
    coalesce(successions.from_measure_code, '_U') as from_measure_code,
    coalesce(successions.to_measure_code, '_U') as to_measure_code,
    former.name_nb as from_measure_name_nb,
    former.name_en as from_measure_name_en,
    later.name_nb as to_measure_name_nb,
    later.name_en as to_measure_name_en,
    successions.changed_from,
    successions.changed_to,
    successions.relation,
    successions.reason,
    reasons.text_nb as reason_nb,
    successions.source
from {{ ref('successions') }} as successions
left join {{ ref('measures') }} as former
    on successions.from_measure_code = former.measure_code
left join {{ ref('measures') }} as later on successions.to_measure_code = later.measure_code
left join {{ ref('norwegian_texts') }} as reasons on successions.reason = reasons.text_en
