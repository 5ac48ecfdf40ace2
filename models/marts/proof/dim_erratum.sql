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
    errata.evidence
from {{ ref('errata') }} as errata
inner join {{ ref('int_errata_matches') }} as matches using (erratum_id)
