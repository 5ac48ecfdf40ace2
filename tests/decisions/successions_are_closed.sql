-- What took the place of what agrees with when measures are printed and registered: a measure that
-- is gone has its row, one that is new has a predecessor or begins in NAV's register at that time;
-- none is followed by what is not there yet or no more, nor after it was gone itself; a relation
-- says what its rows show; and what is still printed after it was replaced is the smaller part.
with printed as (

    select
        measure_code,
        measure_group_code,
        document_id,
        period,
        obs_value_min,
        obs_value_max
    from {{ ref('participants') }}
    where
        {{ participants_by(['measure_group', 'measure']) }}
        and measure_code <> '_T'

),

-- The years in which documents print measures: of all groups, or of one.
years as (

    select
        documents.measure_group_code,
        min(printed.period) as first_period,
        max(printed.period) as last_period
    from printed
    inner join {{ ref('documents') }} as documents using (document_id)
    group by documents.measure_group_code, year(printed.period)

),

lives as (

    select
        measure_code,
        measure_group_code,
        min(period) as first_printed,
        max(period) as last_printed
    from printed
    group by all

),

-- The last month before a measure is printed in which it could have been, and the first after.
measures as (

    select
        lives.measure_code,
        lives.first_printed,
        lives.last_printed,
        registered.registered_from,
        registered.registered_to,
        max(case when years.last_period < lives.first_printed then years.last_period end)
            as absent_until,
        min(case when years.first_period > lives.last_printed then years.first_period end)
            as absent_from
    from lives
    inner join {{ ref('measures') }} as registered using (measure_code)
    inner join years
        on coalesce(years.measure_group_code, lives.measure_group_code) = lives.measure_group_code
    group by all

),

pairs as (

    select
        successions.from_measure_code,
        successions.to_measure_code,
        successions.changed_on,
        successions.relation,
        former.first_printed as former_first,
        former.last_printed as former_last,
        former.absent_from as former_absent_from,
        former.registered_to as former_registered_to,
        later.first_printed as later_first,
        later.last_printed as later_last,
        later.registered_from as later_registered_from,
        last_of_former.obs_value_max as former_most,
        beside_it.obs_value_max as later_most,
        count(*) over (partition by successions.from_measure_code) as successor_count,
        count(*) over (partition by successions.to_measure_code) as predecessor_count,
        min(successions.changed_on) over (partition by successions.from_measure_code)
            as first_changed_on
    from {{ ref('successions') }} as successions
    left join measures as former on successions.from_measure_code = former.measure_code
    left join measures as later on successions.to_measure_code = later.measure_code
    left join printed as last_of_former
        on
            former.measure_code = last_of_former.measure_code
            and former.last_printed = last_of_former.period
    left join printed as beside_it
        on
            later.measure_code = beside_it.measure_code
            and former.last_printed = beside_it.period

),

found as (

    select
        'a measure that is gone, without a row' as found,
        measure_code as code,
        'printed to ' || cast(last_printed as string) as because
    from measures
    where
        absent_from is not null
        and measure_code not in (
            select pairs.from_measure_code from pairs
            where pairs.from_measure_code is not null
        )
    union all
    select
        'a measure that is new, but neither in the register nor in the place of another' as found,
        measure_code as code,
        'printed from ' || cast(first_printed as string) as because
    from measures
    where
        absent_until is not null
        and coalesce(year(registered_from) < year(absent_until), true)
        and measure_code not in (
            select pairs.to_measure_code from pairs
            where pairs.to_measure_code is not null
        )
    union all
    select
        'a measure that is printed before the register begins it' as found,
        measure_code as code,
        'printed from ' || cast(first_printed as string) as because
    from measures
    where first_printed < registered_from or registered_to < registered_from

)

select * from found
union all
select
    'a succession to a measure that is not there yet, or no more' as found,
    from_measure_code || ' to ' || to_measure_code as code,
    'printed from ' || cast(later_first as string) || ', registered from '
    || cast(later_registered_from as string) as because
from pairs
where
    to_measure_code is not null
    and (
        later_first is null
        or later_registered_from > changed_on
        or later_last < coalesce(changed_on, former_absent_from)
        or year(later_first) > year(former_absent_from)
    )
union all
select
    'a succession from a measure before it is there, or after it was gone' as found,
    from_measure_code || coalesce(' to ' || to_measure_code, '') as code,
    'changed on ' || cast(changed_on as string) as because
from pairs
where
    former_first is null
    or former_first > changed_on
    or former_absent_from < changed_on
    or former_registered_to < changed_on - interval 1 day
    or first_changed_on < changed_on
union all
select
    'a relation that its rows do not show' as found,
    from_measure_code || coalesce(' to ' || to_measure_code, '') as code,
    relation as because
from pairs
where
    not case relation
        when 'ended' then to_measure_code is null and successor_count = 1
        when 'split' then to_measure_code is not null and successor_count > 1
        -- By a measure that was not there before.
        when 'replaced'
            then
                successor_count = 1 and to_measure_code is not null
                and later_first > coalesce(changed_on, former_first)
        -- Into a measure that was there before, or with others.
        when 'merged'
            then
                successor_count = 1 and to_measure_code is not null
                and (
                    predecessor_count > 1 or later_first <= coalesce(changed_on, former_absent_from)
                )
        else false
    end
union all
select
    'a former measure that is still printed and no smaller than its successor' as found,
    from_measure_code || ' to ' || to_measure_code as code,
    cast(later_most as string) || ' beside ' || cast(former_most as string) as because
from pairs
where former_last >= changed_on and former_most >= later_most
