-- One row per identity that the documents must fulfil, with the bounds of both sides.
-- Stays in the working database: bounds on parts can give away suppressed counts.
with cells as (

    select * from {{ ref('int_cells') }}
    where is_figure

),

-- An average so far this year can be checked where its document begins with January.
month_counts as (

    select
        document_id,
        {{ months_between('period_from', 'period_to') }} + 1 as month_count
    from {{ ref('documents') }}
    where month(period_from) = 1

),

-- Totals and parts. What is not printed is zero; a missing total shows in total_count.
sums as (

    select
        check_id,
        identity,
        document_id,
        -- The member that says what the check counts: the total, or any part where it is missing.
        coalesce(
            max(case when is_total then {{ place_no() }} end), min({{ place_no() }})
        ) as place_no,
        max(case when is_total then line_no end) as line_no,
        max(case when is_total then column_no end) as column_no,
        min(case when not is_total then line_no end) as first_part_line_no,
        max(case when not is_total then line_no end) as last_part_line_no,
        count(case when is_total then 1 end) as total_count,
        count(case when not is_total then 1 end) as part_count,
        count(case when is_suppressed then 1 end) as suppressed_count,
        coalesce(max(case when is_total then obs_value_min end), 0) as total_min,
        coalesce(max(case when is_total then obs_value_max end), 0) as total_max,
        cast(coalesce(sum(case when not is_total then obs_value_min end), 0) as bigint)
            as parts_min,
        cast(coalesce(sum(case when not is_total then obs_value_max end), 0) as bigint)
            as parts_max,
        bool_or(is_rebuilt_here) as is_by_construction
    from {{ ref('int_identity_members') }}
    group by check_id, identity, document_id

),

partitions as (

    select
        sums.check_id,
        sums.identity,
        sums.document_id,
        figures.period,
        figures.freq,
        figures.indicator,
        {% for dimension in var('dimensions') %}
        case
            when identities.dimension = '{{ dimension }}' then '_T'
            else figures.{{ dimension }}_code
        end as {{ dimension }}_code,
        {% endfor %}
        case when identities.dimension = 'county' then '_T' else figures.county_division end
            as county_division,
        sums.line_no,
        sums.column_no,
        case when sums.total_count > 0 then figures.printed_label end as printed_label,
        case when sums.total_count > 0 then figures.printed_text end as printed_text,
        cast(null as string) as first_document_id,
        cast(null as integer) as first_line_no,
        cast(null as integer) as first_column_no,
        sums.first_part_line_no,
        sums.last_part_line_no,
        sums.total_count,
        sums.part_count,
        sums.suppressed_count,
        sums.total_min,
        sums.total_max,
        sums.parts_min,
        sums.parts_max,
        sums.is_by_construction
    from sums
    inner join {{ ref('identities') }} as identities using (identity)
    inner join {{ ref('int_document_observations') }} as figures
        on
            sums.document_id = figures.document_id
            and sums.place_no = {{ place_no('figures') }}

),

-- What is printed again: the prints of a figure but the first.
repeated_prints as (

    select
        {{ check_id(
            "'repeated_print'", 'repeats.document_id',
            observation_key('repeats') ~ ', repeats.line_no, repeats.column_no'
        ) }} as check_id,
        'repeated_print' as identity,
        repeats.document_id,
        {{ observation_key('repeats') }},
        repeats.line_no,
        repeats.column_no,
        repeats.printed_label,
        case when first.is_suppressed then '*' else repeats.printed_text end as printed_text,
        first.document_id as first_document_id,
        first.line_no as first_line_no,
        first.column_no as first_column_no,
        first.line_no as first_part_line_no,
        first.line_no as last_part_line_no,
        1 as total_count,
        1 as part_count,
        case when first.is_suppressed then 2 else 0 end as suppressed_count,
        first.obs_value_min as total_min,
        first.obs_value_max as total_max,
        repeats.obs_value_min as parts_min,
        repeats.obs_value_max as parts_max,
        false as is_by_construction
    from cells as repeats
    inner join {{ ref('int_document_observations') }} as first
        on
            repeats.document_id = first.document_id
            and repeats.observation_id = first.observation_id
            and not (repeats.line_no = first.line_no and repeats.column_no = first.column_no)
    where first.print_count > 1 and first.printed_text is not null

),

two_documents as (

    select
        {{ check_id(
            "'two_documents'", 'later.document_id',
            observation_key('later') ~ ', first.document_id'
        ) }} as check_id,
        'two_documents' as identity,
        later.document_id,
        {{ observation_key('later') }},
        later.line_no,
        later.column_no,
        later.printed_label,
        later.printed_text,
        first.document_id as first_document_id,
        first.line_no as first_line_no,
        first.column_no as first_column_no,
        first.line_no as first_part_line_no,
        first.line_no as last_part_line_no,
        1 as total_count,
        1 as part_count,
        case when first.is_suppressed then 2 else 0 end as suppressed_count,
        first.obs_value_min as total_min,
        first.obs_value_max as total_max,
        later.obs_value_min as parts_min,
        later.obs_value_max as parts_max,
        false as is_by_construction
    from {{ ref('int_document_pairs') }} as document_pairs
    inner join {{ ref('int_document_observations') }} as later using (document_id)
    inner join {{ ref('int_document_observations') }} as first
        on
            document_pairs.first_document_id = first.document_id
            and later.observation_id = first.observation_id
    -- Few figures are in two documents: looking at those only keeps the join small.
    where later.document_count > 1 and first.document_count > 1

),

-- The average of the year so far: the sum of the document's months over their number, rounded.
means as (

    select
        {{ check_id("'mean_of_months'", 'averages.document_id', observation_key('averages')) }}
            as check_id,
        'mean_of_months' as identity,
        averages.document_id,
        {{ observation_key('averages') }},
        averages.line_no,
        averages.column_no,
        averages.printed_label,
        averages.printed_text,
        cast(null as string) as first_document_id,
        cast(null as integer) as first_line_no,
        cast(null as integer) as first_column_no,
        min(months.line_no) as first_part_line_no,
        max(months.line_no) as last_part_line_no,
        1 as total_count,
        count(*) as part_count,
        count(case when months.is_suppressed then 1 end)
        + case when averages.is_suppressed then 1 else 0 end as suppressed_count,
        averages.obs_value_min as total_min,
        averages.obs_value_max as total_max,
        {{ rounded_ratio('sum(months.obs_value_min)', 'max(month_counts.month_count)') }}
            as parts_min,
        {{ rounded_ratio('sum(months.obs_value_max)', 'max(month_counts.month_count)') }}
            as parts_max,
        false as is_by_construction
    from {{ ref('int_document_observations') }} as averages
    inner join month_counts using (document_id)
    inner join {{ ref('int_document_observations') }} as months
        on
            averages.document_id = months.document_id
            and months.indicator = 'participants'
            and months.freq = 'M'
            and year(months.period) = year(averages.period)
            and {{ same_codes('averages', 'months') }}
    where averages.indicator = 'participants_avg'
    group by
        averages.document_id,
        {{ observation_key('averages') }},
        averages.line_no,
        averages.column_no,
        averages.printed_label,
        averages.printed_text,
        averages.is_suppressed,
        averages.obs_value_min,
        averages.obs_value_max

),

-- The change in per cent: the change over the figure of the year before (value less change).
percents as (

    select
        {{ check_id("'percent_of_change'", 'percents.document_id', observation_key('percents')) }}
            as check_id,
        'percent_of_change' as identity,
        percents.document_id,
        {{ observation_key('percents') }},
        percents.line_no,
        percents.column_no,
        percents.printed_label,
        percents.printed_text,
        cast(null as string) as first_document_id,
        cast(null as integer) as first_line_no,
        cast(null as integer) as first_column_no,
        least(counts.line_no, changes.line_no) as first_part_line_no,
        greatest(counts.line_no, changes.line_no) as last_part_line_no,
        1 as total_count,
        2 as part_count,
        case when counts.is_suppressed then 1 else 0 end
        + case when changes.is_suppressed then 1 else 0 end
        + case when percents.is_suppressed then 1 else 0 end as suppressed_count,
        percents.obs_value_min as total_min,
        percents.obs_value_max as total_max,
        {{ rounded_ratio('changes.obs_value', '(counts.obs_value - changes.obs_value)', 100) }}
            as parts_min,
        {{ rounded_ratio('changes.obs_value', '(counts.obs_value - changes.obs_value)', 100) }}
            as parts_max,
        false as is_by_construction
    from {{ ref('int_document_observations') }} as percents
    inner join {{ ref('int_document_observations') }} as changes
        on
            percents.document_id = changes.document_id
            and changes.indicator = 'participants_change'
            and {{ same_slice('percents', 'changes') }}
    inner join {{ ref('int_document_observations') }} as counts
        on
            percents.document_id = counts.document_id
            and counts.indicator = 'participants'
            and {{ same_slice('percents', 'counts') }}
    where percents.indicator = 'participants_change_pct'

),

checks as (

    select * from partitions
    union all
    select * from repeated_prints
    union all
    select * from two_documents
    union all
    select * from means
    union all
    select * from percents

),

-- Only sums of figures that the publisher rounded may be off, by half a unit for each of them.
tolerances as (

    select
        checks.*,
        identities.kind,
        case
            when identities.kind = 'partition' and indicators.is_rounded
                then cast((checks.part_count + 1) * 0.5 as decimal(12, 1))
            else cast(0 as decimal(12, 1))
        end as tolerance
    from checks
    inner join {{ ref('identities') }} as identities using (identity)
    inner join {{ ref('indicators') }} as indicators using (indicator)

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
    from tolerances

),

verdicts as (

    select
        *,
        case
            when total_count <> 1 or part_count = 0 then 'violated'
            when parts_min is null then 'not_checkable'
            when abs(deviation) > tolerance then 'violated'
            when abs(deviation) > 0 then 'within_rounding'
            when suppressed_count > 0 and kind <> 'print' then 'within_bounds'
            when total_min = parts_min and total_max = parts_max then 'exact'
            else 'within_bounds'
        end as verdict
    from deviations

)

select
    check_id,
    identity,
    kind,
    document_id,
    {{ observation_key() }},
    line_no,
    column_no,
    printed_label,
    printed_text,
    first_document_id,
    first_line_no,
    first_column_no,
    first_part_line_no,
    last_part_line_no,
    total_count,
    part_count,
    suppressed_count,
    total_min,
    total_max,
    parts_min,
    parts_max,
    tolerance,
    deviation,
    is_by_construction,
    -- Only the very discrepancy that was accepted passes.
    case
        when
            verdict = 'violated'
            and (document_id, check_id, deviation) in (
                select
                    accepted.document_id,
                    accepted.check_id,
                    accepted.deviation
                from {{ ref('accepted_discrepancies') }} as accepted
            )
            then 'accepted'
        else verdict
    end as verdict,
    case
        when verdict = 'not_checkable' and suppressed_count > 0 then 'suppressed'
        when verdict = 'not_checkable' then 'zero_base'
    end as not_checkable_reason
from verdicts
