-- The measure groups add up to all measures, wherever a document of all groups prints the grand
-- total.
with covered as (

    select participants.*
    from {{ ref('participants') }} as participants
    inner join {{ ref('dim_document') }} as documents using (document_id)
    where
        participants.freq = 'M'
        and participants.indicator <> 'participants_change_pct'
        and participants.measure_code = '_T'
        and participants.county_code = '_T'
        and documents.measure_group_code is null
        and participants.period in (
            select totals.period from {{ ref('participants') }} as totals
            where totals.measure_group_code = '_T'
        )

)

select failing.period
from (
    {{ test_parts_sum_to_total('covered', along='measure_group_code', within='publication') }}
) as failing
