-- One row per measure set x pair of years: what each of the two prints of its measures, and what
-- became of those that only one of them prints (successions).
with suppression as (

    select
        year(observations.period) as calendar_year,
        bool_or(documents.suppressed_below is not null) as is_suppressing
    from {{ ref('int_observations') }} as observations
    inner join {{ ref('documents') }} as documents using (document_id)
    group by all

),

published as (

    select distinct
        {{ measure_set() }},
        calendar_year
    from {{ ref('int_published_slices') }}

),

years as (

    select
        {{ measure_set('years') }},
        years.calendar_year,
        years.first_period,
        years.last_period,
        years.is_covered,
        years.measure_codes,
        suppression.is_suppressing,
        published.calendar_year is not null as is_published
    from {{ ref('int_measure_set_years') }} as years
    inner join suppression using (calendar_year)
    left join published using ({{ measure_set() }}, calendar_year)

),

-- The measures of each side, and those that the other side has not: what only runs out is gone.
measures as (

    select
        {{ measure_set('measure_sets') }},
        former.calendar_year as from_year,
        later.calendar_year as to_year,
        measure_sets.measure_code,
        former.is_printed
        and former.life_state <> 'tail'
        and (not later.is_printed or later.life_state = 'tail') as is_lost,
        later.is_printed and later.life_state <> 'tail' and not former.is_printed as is_gained,
        later.is_printed as is_to_printed,
        later.life_state = 'tail' as is_to_tail
    from {{ ref('int_measure_sets') }} as measure_sets
    inner join {{ ref('int_measure_years') }} as former using (measure_code)
    inner join {{ ref('int_measure_years') }} as later using (measure_code)
    where former.calendar_year < later.calendar_year

),

-- What the lost ones became, within the measure set.
became as (

    select
        {{ year_pair('former') }},
        former.measure_code,
        count(case when successions.relation = 'divided' then 1 end) as divided_count,
        count(case when successions.relation = 'joined' then 1 end) as joined_count,
        count(case when later.is_gained and successions.relation = 'replaced' then 1 end)
            as replaced_count
    from measures as former
    inner join {{ ref('successions') }} as successions
        on former.measure_code = successions.from_measure_code
    inner join measures as later
        on
            former.measure_set_kind = later.measure_set_kind
            and former.measure_set_code = later.measure_set_code
            and former.from_year = later.from_year
            and former.to_year = later.to_year
            and successions.to_measure_code = later.measure_code
    where former.is_lost and later.is_to_printed
    group by all

),

-- Renamed where one gained measure replaced each lost one and none is left over.
changes as (

    select
        {{ year_pair('measures') }},
        bool_or(coalesce(became.divided_count, 0) > 0) as is_divided,
        bool_or(coalesce(became.joined_count, 0) > 0) as is_joined,
        count(case when measures.is_lost then 1 end)
        = count(case when became.replaced_count = 1 then 1 end)
        and count(case when measures.is_lost then 1 end)
        = count(case when measures.is_gained then 1 end)
        and bool_or(measures.is_lost) as is_renamed,
        bool_or(measures.is_to_printed)
        and not bool_or(measures.is_to_printed and not measures.is_to_tail) as is_to_tail
    from measures
    left join became using ({{ year_pair() }}, measure_code)
    group by all

)

select
    {{ year_pair('changes') }},
    former.first_period as from_period,
    later.last_period as to_period,
    former.is_published as is_from_published,
    later.is_published as is_to_published,
    former.is_covered and later.is_covered as is_covered,
    former.measure_codes as from_measure_codes,
    later.measure_codes as to_measure_codes,
    former.is_suppressing <> later.is_suppressing as suppression_differs,
    changes.is_divided,
    changes.is_joined,
    changes.is_renamed,
    changes.is_to_tail
from changes
inner join years as former
    on
        changes.measure_set_kind = former.measure_set_kind
        and changes.measure_set_code = former.measure_set_code
        and changes.from_year = former.calendar_year
inner join years as later
    on
        changes.measure_set_kind = later.measure_set_kind
        and changes.measure_set_code = later.measure_set_code
        and changes.to_year = later.calendar_year
