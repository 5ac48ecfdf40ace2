-- One row per measure set x pair of years: what each of the two prints of its measures, and
-- whether what took the place of what (successions) makes it a renaming or a division.
with suppression as (

    select
        year(observations.period) as calendar_year,
        bool_or(documents.suppressed_below is not null) as is_suppressing
    from {{ ref('int_observations') }} as observations
    inner join {{ ref('documents') }} as documents using (document_id)
    group by all

),

years as (

    select
        years.*,
        suppression.is_suppressing
    from {{ ref('int_measure_set_years') }} as years
    inner join suppression using (calendar_year)

),

-- The measures of each side that the other side does not print.
measures as (

    select
        {{ measure_set('measure_sets') }},
        former.calendar_year as from_year,
        later.calendar_year as to_year,
        measure_sets.measure_code,
        former.is_printed and not later.is_printed as is_lost,
        later.is_printed and not former.is_printed as is_gained,
        later.is_printed as is_to_printed
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
        count(*) as successor_count,
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
        bool_or(coalesce(became.successor_count, 0) > 1) as is_split,
        count(case when measures.is_lost then 1 end)
        = count(case when became.successor_count = 1 and became.replaced_count = 1 then 1 end)
        and count(case when measures.is_lost then 1 end)
        = count(case when measures.is_gained then 1 end) as is_renamed
    from measures
    left join became using ({{ year_pair() }}, measure_code)
    group by all

)

select
    {{ year_pair('changes') }},
    former.first_period as from_period,
    later.last_period as to_period,
    former.is_printed as is_from_printed,
    later.is_printed as is_to_printed,
    former.is_covered and later.is_covered as is_covered,
    former.measure_codes as from_measure_codes,
    later.measure_codes as to_measure_codes,
    former.is_suppressing <> later.is_suppressing as suppression_differs,
    changes.is_split,
    changes.is_renamed
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
