-- One row per check (an identity that a document must fulfil), with the bounds of both sides and
-- the verdict. What is not printed is zero; a missing total shows in total_count.
-- Sums beside a total give suppressed counts away: a build makes them in passing and stores none,
-- diagnosis in memory.
{{ config(
    enabled=true,
    materialized='table' if var('with_diagnosis', false) else 'ephemeral',
) }}
{%- set places = ['document_id', 'observation_id', 'line_no', 'column_no'] %}
-- Lines of the tables in which a row that cannot be read prints a mark.
with lines_beside_unread as (

    select distinct
        cells.document_id,
        cells.line_no
    from {{ ref('int_cells') }} as cells
    inner join {{ ref('int_cells') }} as unread using (document_id, table_no)
    where
        unread.reading = 'not_coded'
        and {{ cell_kind('unread.printed_text') }} = 'mark'

),

members as (

    select
        members.*,
        lines_beside_unread.line_no is not null as is_beside_unread,
        identities.kind,
        members.side = 'total' as is_total,
        -- A print that is compared with the first one speaks for its check, otherwise the total.
        (members.side = 'total') = (identities.kind <> 'print') as is_speaker
    from {{ ref('int_check_members') }} as members
    inner join {{ ref('identities') }} as identities using (identity)
    left join lines_beside_unread
        on
            members.document_id = lines_beside_unread.document_id
            and members.line_no = lines_beside_unread.line_no

),

-- The highest count that any mark of a document covers.
marks as (

    select
        document_id,
        max(highest) as highest
    from {{ ref('int_suppression_marks') }}
    group by all

),

-- Documents that print fewer marks than their rows say.
with_lost_marks as (

    select documents.document_id
    from {{ ref('documents') }} as documents
    left join {{ ref('stg_cells') }} as cells
        on documents.document_id = cells.document_id and cells.cell_kind = 'mark'
    group by documents.document_id, documents.suppressed_count
    having count(cells.document_id) < documents.suppressed_count

),

sides as (

    select
        check_id,
        identity,
        kind,
        {% for column in places %}
        max(case when is_speaker then {{ column }} end) as {{ column }},
        {% endfor %}
        max(case when is_speaker then printed_label end) as printed_label,
        max(case when is_speaker then printed_text end) as printed_text,
        -- Where the total is missing any part says what the check counts.
        min(document_id) as part_document_id,
        min(observation_id) as part_observation_id,
        {% for column in places if column != 'observation_id' %}
        max(case when is_total and kind = 'print' then {{ column }} end) as first_{{ column }},
        {% endfor %}
        min(case when is_total = (kind = 'print') then line_no end) as first_part_line_no,
        max(case when is_total = (kind = 'print') then line_no end) as last_part_line_no,
        count(case when is_total then 1 end) as total_count,
        count(case when not is_total then 1 end) as part_count,
        count(case when is_suppressed then 1 end) as suppressed_count,
        min(case when not is_total then obs_value_min end) as least_part,
        coalesce(max(case when is_total then obs_value_min end), 0) as total_min,
        coalesce(max(case when is_total then obs_value_max end), 0) as total_max,
        cast(coalesce(sum(case when side = 'part' then obs_value_min end), 0) as bigint) as sum_min,
        cast(coalesce(sum(case when side = 'part' then obs_value_max end), 0) as bigint) as sum_max,
        max(case when side = 'count' then obs_value end) as count_value,
        max(case when side = 'change' then obs_value end) as change_value,
        bool_or(is_rebuilt_here) as is_by_construction,
        bool_or(is_beside_unread) as is_beside_unread
    from members
    group by all

),

-- What the parts give: their sum, the mean of the document's months, or the change in per cent of
-- the year before (the count less the change); averages and per cents are rounded as NAV does.
-- Only sums of figures that the publisher rounded may be off, by half a unit for each of them.
checks as (

    select
        sides.check_id,
        sides.identity,
        sides.kind,
        figures.document_id,
        figures.period,
        figures.freq,
        figures.indicator,
        {% for dimension in dimensions() %}
        case
            when identities.dimension = '{{ dimension }}' then '_T'
            else figures.{{ dimension }}_code
        end as {{ dimension }}_code,
        {% endfor %}
        case when identities.dimension = 'county' then '_T' else figures.county_division end
            as county_division,
        sides.line_no,
        sides.column_no,
        sides.printed_label,
        sides.printed_text,
        sides.first_document_id,
        sides.first_line_no,
        sides.first_column_no,
        sides.first_part_line_no,
        sides.last_part_line_no,
        sides.total_count,
        sides.part_count,
        sides.suppressed_count,
        sides.least_part,
        sides.total_min,
        sides.total_max,
        {% for end in ['min', 'max'] %}
        case sides.kind
            when 'mean'
                then {{ rounded_ratio(
                    'sides.sum_' ~ end,
                    months_between('documents.period_from', 'documents.period_to') ~ ' + 1'
                ) }}
            when 'percent'
                then {{ rounded_ratio(
                    'sides.change_value', '(sides.count_value - sides.change_value)', 100
                ) }}
            else sides.sum_{{ end }}
        end as parts_{{ end }},
        {% endfor %}
        case
            when sides.kind = 'partition' and indicators.is_rounded
                then cast((sides.part_count + 1) * 0.5 as decimal(12, 1))
            else cast(0 as decimal(12, 1))
        end as tolerance,
        sides.is_by_construction,
        sides.is_beside_unread,
        with_lost_marks.document_id is not null as may_lack_marks,
        -- The most that marks could add up to where every part, and one row more, were one.
        coalesce(marks.highest * (sides.part_count + 1), 0) as marks_max
    from sides
    inner join {{ ref('identities') }} as identities using (identity)
    inner join {{ ref('int_document_observations') }} as figures
        on
            coalesce(sides.document_id, sides.part_document_id) = figures.document_id
            and coalesce(sides.observation_id, sides.part_observation_id) = figures.observation_id
    inner join {{ ref('indicators') }} as indicators on figures.indicator = indicators.indicator
    inner join {{ ref('documents') }} as documents on figures.document_id = documents.document_id
    left join marks on figures.document_id = marks.document_id
    left join with_lost_marks on figures.document_id = with_lost_marks.document_id

),

deviations as (

    select
        *,
        -- How far the printed total lies outside what its parts allow; 0 when it does not.
        case
            when total_min > parts_max then total_min - parts_max
            when total_max < parts_min then total_max - parts_min
            else 0
        end as deviation
    from checks

),

-- Only the very discrepancy that was accepted passes.
verdicts as (

    select
        deviations.*,
        case
            when
                deviations.total_count <> 1
                or deviations.part_count = 0
                or abs(deviations.deviation) > deviations.tolerance
                then case when accepted.check_id is null then 'violated' else 'accepted' end
            when deviations.parts_min is null then 'not_checkable'
            -- Of a sum with a mark it is not told whether rounding made it hold.
            when deviations.suppressed_count > 0 and deviations.kind <> 'print' then 'within_bounds'
            when abs(deviations.deviation) > 0 then 'within_rounding'
            when
                deviations.total_min = deviations.parts_min
                and deviations.total_max = deviations.parts_max
                then 'exact'
            else 'within_bounds'
        end as verdict
    from deviations
    left join {{ ref('accepted_discrepancies') }} as accepted
        on
            deviations.document_id = accepted.document_id
            and deviations.check_id = accepted.check_id
            and deviations.deviation = accepted.deviation

)

select
    *,
    case
        when verdict = 'not_checkable' and suppressed_count > 0 then 'suppressed'
        when verdict = 'not_checkable' then 'zero_base'
    end as not_checkable_reason,
    -- A mark stands in it; or, where it does not hold, marks could be what is missing (some of it,
    -- where a row beside it cannot be read, or marks are lost), or what a part is misread from: one
    -- of a digit, whatever else is wrong.
    suppressed_count > 0
    or (
        verdict in ('violated', 'accepted')
        and marks_max > 0
        and (
            kind = 'mean'
            or is_beside_unread
            or may_lack_marks
            or least_part < 10
            or deviation between 1 and marks_max
            or (deviation < 0 and least_part <= marks_max - deviation)
        )
    ) as is_guarded
from verdicts
