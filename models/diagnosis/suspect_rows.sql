-- One row per row of a table that could explain violated identities in several columns at once,
-- printed or lost. Of the suspects that share a violated check only those are kept that heal the
-- most. It proposes; a person decides by an erratum.
with healing as (

    select
        document_id,
        slip,
        line_no,
        other_line_no,
        cast(null as string) as slice,
        check_id,
        identity
    from {{ ref('suspect_printed_rows') }}
    union all
    select
        document_id,
        slip,
        line_no,
        other_line_no,
        slice,
        check_id,
        identity
    from {{ ref('suspect_lost_rows') }}
    where is_agreed

),

suspects as (

    select
        document_id,
        slip,
        line_no,
        other_line_no,
        slice,
        count(*) as healed_count,
        {{ join_distinct('identity', ', ') }} as healed_identities
    from healing
    group by all

),

-- For each violated check the suspects that heal most; among those of one row the most special.
rivals as (

    select
        healing.check_id,
        suspects.*,
        rank() over (
            partition by healing.check_id
            order by
                suspects.healed_count desc,
                case
                    when suspects.slip in ('repeated row', 'swapped rows') then 1
                    when suspects.slip = 'wrong row' then 3
                    else 2
                end
        ) as check_rank
    from healing
    inner join suspects
        on
            healing.document_id = suspects.document_id
            and healing.slip = suspects.slip
            and healing.line_no = suspects.line_no
            and healing.other_line_no is not distinct from suspects.other_line_no
            and healing.slice is not distinct from suspects.slice

),

leaders as (

    select
        *,
        count(*) over (partition by check_id) as leader_count
    from rivals
    where check_rank = 1

),

labels as (

    select
        document_id,
        line_no,
        min(printed_label) as printed_label
    from {{ ref('int_cells') }}
    where is_figure
    group by all

),

kept as (

    select
        document_id,
        line_no,
        other_line_no,
        slip,
        slice,
        healed_count,
        healed_identities,
        max(leader_count) = 1 as is_unique
    from leaders
    group by all

)

select
    kept.document_id,
    kept.line_no,
    labels.printed_label,
    kept.slip,
    kept.other_line_no,
    other_labels.printed_label as other_label,
    kept.slice,
    kept.healed_count,
    kept.healed_identities,
    kept.is_unique
from kept
left join labels using (document_id, line_no)
left join labels as other_labels
    on
        kept.document_id = other_labels.document_id
        and kept.other_line_no = other_labels.line_no
-- That any row of a table could make up for a difference says nothing.
where kept.slip <> 'wrong row' or kept.is_unique
