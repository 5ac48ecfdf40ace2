-- One row per measure set x pair of years x dimension (_T: totals; status, sex, county: the figures
-- broken down by it): whether the two years can be compared, and what must be said.
-- The verdict follows from the measures that are printed, from what took the place of what
-- (successions) and from the breaks; a pair that is not published is never compared.
with suppression as (

    select
        year(observations.period) as calendar_year,
        bool_or(documents.suppressed_below is not null) as is_suppressing
    from {{ ref('int_observations') }} as observations
    inner join {{ ref('documents') }} as documents using (document_id)
    group by all

),

dimensions as (

    select names.dimension
    from (values ('_T'), ('status'), ('sex'), ('county')) as names (dimension)

),

pairs as (

    select
        former.measure_set_kind,
        former.measure_set_code,
        former.calendar_year as from_year,
        later.calendar_year as to_year,
        former.first_period as from_period,
        later.last_period as to_period,
        former.is_printed as is_from_printed,
        later.is_printed as is_to_printed,
        former.is_covered and later.is_covered as is_covered,
        former.measure_codes as from_measure_codes,
        later.measure_codes as to_measure_codes,
        from_suppression.is_suppressing <> to_suppression.is_suppressing as suppression_differs
    from {{ ref('int_measure_set_years') }} as former
    inner join {{ ref('int_measure_set_years') }} as later
        on
            {{ same_measure_set('former', 'later') }}
            and former.calendar_year < later.calendar_year
    inner join suppression as from_suppression
        on former.calendar_year = from_suppression.calendar_year
    inner join suppression as to_suppression
        on later.calendar_year = to_suppression.calendar_year

),

-- The measures of each side that the other side does not print.
members as (

    select
        pairs.measure_set_kind,
        pairs.measure_set_code,
        pairs.from_year,
        pairs.to_year,
        measure_sets.measure_code,
        former.is_printed and not later.is_printed as is_lost,
        later.is_printed and not former.is_printed as is_gained,
        later.is_printed as is_to_printed
    from pairs
    inner join {{ ref('int_measure_sets') }} as measure_sets
        on {{ same_measure_set('pairs', 'measure_sets') }}
    inner join {{ ref('int_measure_years') }} as former
        on
            measure_sets.measure_code = former.measure_code
            and pairs.from_year = former.calendar_year
    inner join {{ ref('int_measure_years') }} as later
        on
            measure_sets.measure_code = later.measure_code
            and pairs.to_year = later.calendar_year

),

-- What they became, within the measure set.
became as (

    select
        former.measure_set_kind,
        former.measure_set_code,
        former.from_year,
        former.to_year,
        former.measure_code,
        count(*) as successor_count,
        count(case when later.is_gained and successions.relation = 'replaced' then 1 end)
            as replaced_count
    from members as former
    inner join {{ ref('successions') }} as successions on former.measure_code = successions.from_measure_code
    inner join members as later
        on
            {{ same_pair('former', 'later') }}
            and successions.to_measure_code = later.measure_code
    where former.is_lost and later.is_to_printed
    group by all

),

-- Renamed where one gained measure replaced each lost one and none is left over.
changes as (

    select
        members.measure_set_kind,
        members.measure_set_code,
        members.from_year,
        members.to_year,
        bool_or(coalesce(became.successor_count, 0) > 1) as is_split,
        count(case when members.is_lost then 1 end)
        = count(case when became.successor_count = 1 and became.replaced_count = 1 then 1 end)
        and count(case when members.is_lost then 1 end)
        = count(case when members.is_gained then 1 end) as is_renamed
    from members
    left join became
        on
            {{ same_pair('members', 'became') }}
            and members.measure_code = became.measure_code
    group by all

),

-- A measure that has ended before the later year only runs out in it.
tails as (

    select
        measure_code,
        calendar_year
    from {{ ref('int_measure_years') }}
    where life_state = 'tail'

),

-- Both years print figures broken down by the dimension, in the same breakdown.
published as (

    select distinct
        former.measure_set_kind,
        former.measure_set_code,
        former.calendar_year as from_year,
        later.calendar_year as to_year,
        dimensions.dimension
    from {{ ref('int_published_breakdowns') }} as former
    inner join {{ ref('int_published_breakdowns') }} as later
        on
            {{ same_measure_set('former', 'later') }}
            and former.is_by_status = later.is_by_status
            and former.is_by_sex = later.is_by_sex
            and former.is_by_county = later.is_by_county
    inner join dimensions
        on
            (
                dimensions.dimension = '_T'
                and not former.is_by_status
                and not former.is_by_sex
                and not former.is_by_county
            )
            or (
                dimensions.dimension = 'status'
                and former.is_by_status
                and not former.is_by_county
            )
            or (dimensions.dimension = 'sex' and former.is_by_sex)
            or (dimensions.dimension = 'county' and former.is_by_county)

),

pair_dimensions as (

    select
        pairs.*,
        dimensions.dimension,
        published.dimension is not null as is_published
    from pairs
    cross join dimensions
    left join published
        on
            {{ same_pair('pairs', 'published') }}
            and dimensions.dimension = published.dimension

),

noted as (

    select
        pair_dimensions.measure_set_kind,
        pair_dimensions.measure_set_code,
        pair_dimensions.from_year,
        pair_dimensions.to_year,
        pair_dimensions.dimension,
        breaks.note_code,
        breaks.is_break
    from pair_dimensions
    inner join {{ ref('breaks') }} as breaks
        on
            coalesce(breaks.measure_set_kind, pair_dimensions.measure_set_kind)
            = pair_dimensions.measure_set_kind
            and coalesce(breaks.measure_set_code, pair_dimensions.measure_set_code)
            = pair_dimensions.measure_set_code
            and coalesce(breaks.dimension, pair_dimensions.dimension) = pair_dimensions.dimension
            and pair_dimensions.from_period < coalesce(breaks.breaks_to, pair_dimensions.to_period)
            and pair_dimensions.to_period
            >= coalesce(breaks.breaks_from, pair_dimensions.to_period)

),

broken as (

    select distinct
        measure_set_kind,
        measure_set_code,
        from_year,
        to_year,
        dimension
    from noted
    where is_break

),

judged as (

    select
        pair_dimensions.*,
        case
            -- One side is covered and empty: the measure set began or ended in between.
            when
                pair_dimensions.dimension = '_T' and pair_dimensions.is_covered
                and pair_dimensions.is_to_printed and not pair_dimensions.is_from_printed
                then 'new'
            when
                pair_dimensions.dimension = '_T' and pair_dimensions.is_covered
                and pair_dimensions.is_from_printed and not pair_dimensions.is_to_printed
                then 'ended'
            when not pair_dimensions.is_published then 'not_published'
            when
                pair_dimensions.measure_set_kind = 'measure'
                and tails.measure_code is not null
                then 'ended'
            when broken.dimension is not null then 'broken'
            when pair_dimensions.from_measure_codes = pair_dimensions.to_measure_codes
                then 'identical'
            when changes.is_split then 'split'
            when changes.is_renamed then 'renamed'
            else 'merged'
        end as verdict
    from pair_dimensions
    left join changes
        on {{ same_pair('pair_dimensions', 'changes') }}
    left join broken
        on
            {{ same_pair('pair_dimensions', 'broken') }}
            and pair_dimensions.dimension = broken.dimension
    left join tails
        on
            pair_dimensions.measure_set_code = tails.measure_code
            and pair_dimensions.to_year = tails.calendar_year

),

computed as (

    select
        measure_set_kind,
        measure_set_code,
        from_year,
        to_year,
        dimension,
        'SUPPRESSION_DIFFERS' as note_code
    from judged
    where suppression_differs and is_published
    union all
    select
        measure_set_kind,
        measure_set_code,
        from_year,
        to_year,
        dimension,
        'NOT_COVERED' as note_code
    from judged
    where not is_covered
    union all
    select
        measure_set_kind,
        measure_set_code,
        from_year,
        to_year,
        dimension,
        'MEASURES_DIFFER' as note_code
    from judged
    where from_measure_codes <> to_measure_codes

),

notes as (

    select
        every.measure_set_kind,
        every.measure_set_code,
        every.from_year,
        every.to_year,
        every.dimension,
        {{ join_text('every.note_code', ' ', 'listed.order_no') }} as comparability_codes
    from (
        select
            measure_set_kind,
            measure_set_code,
            from_year,
            to_year,
            dimension,
            note_code
        from noted
        union
        select * from computed
    ) as every
    inner join {{ ref('comparability_notes') }} as listed on every.note_code = listed.note_code
    group by all

)

select
    judged.measure_set_kind,
    judged.measure_set_code,
    judged.from_year,
    judged.to_year,
    judged.dimension,
    judged.verdict,
    verdicts.is_comparable,
    judged.from_measure_codes,
    judged.to_measure_codes,
    notes.comparability_codes
from judged
inner join {{ ref('comparability_verdicts') }} as verdicts using (verdict)
left join notes
    on
        {{ same_pair('judged', 'notes') }}
        and judged.dimension = notes.dimension
-- Neither year has the measure set: nothing to compare, and nothing to say.
where judged.is_from_printed or judged.is_to_printed
