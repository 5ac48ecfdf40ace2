-- One row per identity that the documents must fulfil, in words.
select
    identities.identity,
    identities.kind,
    identities.dimension,
    identities.statement_nb,
    identities.statement_en,
    identities.reason,
    texts.text_nb as reason_nb
from {{ ref('identities') }} as identities
left join {{ ref('norwegian_texts') }} as texts on identities.reason = texts.text_en
