-- One row per erratum, a correction of the extraction's damage: what is printed, how it is read,
-- and why.
select
    errata.erratum_id,
    {{ place('errata') }},
    errata.kind,
    errata.printed,
    errata.corrected,
    errata.rebuild_along,
    matches.match_count,
    errata.reason,
    reasons.text_nb as reason_nb,
    errata.evidence,
    evidence.text_nb as evidence_nb
from {{ ref('errata') }} as errata
inner join {{ ref('int_errata_matches') }} as matches using (erratum_id)
left join {{ ref('norwegian_texts') }} as reasons on errata.reason = reasons.text_en
left join {{ ref('norwegian_texts') }} as evidence on errata.evidence = evidence.text_en
