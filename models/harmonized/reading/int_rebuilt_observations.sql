-- One row per figure of a lost row, rebuilt from printed figures of the same document.
-- Only unsuppressed figures are used (else the bounds stay empty, checks.problems), and a result
-- below the document's threshold is published as the document would: suppressed. Where marks
-- withhold counts to protect others, nothing is rebuilt by subtraction.
with sums as (

    select
        {{ place() }},
        case
            when
                count(obs_value) = count(*)
                and bool_and(
                    sign > 0
                    or document_id not in (
                        select marks.document_id from {{ ref('int_suppression_marks') }} as marks
                        where marks.kind = 'secondary'
                    )
                )
                then cast(sum(sign * obs_value) as integer)
        end as obs_value
    from {{ ref('int_rebuilt_parts') }}
    group by all

)

select
    {{ place('lost') }},
    {{ observation_key('lost') }},
    case when sums.obs_value >= coalesce(documents.suppressed_below, 0) then sums.obs_value end
        as obs_value,
    case
        when sums.obs_value >= coalesce(documents.suppressed_below, 0) then sums.obs_value
        when sums.obs_value is not null then 0
    end as obs_value_min,
    case
        when sums.obs_value >= coalesce(documents.suppressed_below, 0) then sums.obs_value
        when sums.obs_value is not null then documents.suppressed_below - 1
    end as obs_value_max,
    lost.rebuild_along,
    lost.erratum_id
from {{ ref('int_lost_cells') }} as lost
inner join {{ ref('documents') }} as documents using (document_id)
left join sums using (document_id, line_no, column_no)
