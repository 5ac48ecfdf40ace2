-- One row per figure of a lost row, rebuilt from printed figures of the same document.
-- Along the erratum's dimension a total is the sum of its parts, and a part the total less the
-- other parts. Only unsuppressed figures are used (else the bounds stay empty, checks.problems),
-- and a result below the document's threshold is published as the document would: suppressed.
with lost as (

    select
        coordinates.*,
        errata.rebuild_along
    from {{ ref('coordinates') }} as coordinates
    inner join {{ ref('errata') }} as errata
        on coordinates.correction_id = errata.correction_id
    where coordinates.is_lost

),

documents as (

    select * from {{ ref('documents') }}

),

printed as (

    select
        document_id,
        {{ observation_key() }},
        min(obs_value) as obs_value
    from {{ ref('cells') }}
    where is_figure
    group by document_id, {{ observation_key() }}

),

sources as (

    select
        lost.document_id,
        lost.line_no,
        lost.column_no,
        printed.obs_value,
        -- 1 for the parts of a lost total and the total of a lost part, -1 for the other parts.
        case when {{ one_is_total_along('lost.rebuild_along', 'lost', 'printed') }} then 1 else -1
        end as sign
    from lost
    inner join printed
        on
            lost.document_id = printed.document_id
            and lost.period = printed.period
            and lost.freq = printed.freq
            and lost.indicator = printed.indicator
            and {{ differ_only_along('lost.rebuild_along', 'lost', 'printed') }}

),

sums as (

    select
        document_id,
        line_no,
        column_no,
        case when count(obs_value) = count(*) then cast(sum(sign * obs_value) as integer) end
            as obs_value
    from sources
    group by document_id, line_no, column_no

)

select
    lost.document_id,
    lost.line_no,
    lost.column_no,
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
    lost.correction_id
from lost
inner join documents on lost.document_id = documents.document_id
left join sums
    on
        lost.document_id = sums.document_id
        and lost.line_no = sums.line_no
        and lost.column_no = sums.column_no
