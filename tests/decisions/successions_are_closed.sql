-- How measures came and went agrees with when they are printed and registered: a measure that is
-- gone has its row, and so has one that is new; none is followed by what is not there yet or no
-- more, nor after it was gone itself; what began did so after it was missing and before it is
-- printed; a relation says what its rows show; and what is still printed after it was replaced is
-- the smaller part.
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
        successions.changed_from,
        successions.changed_to,
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
        later.absent_until as later_absent_until,
        count(*) over (
            partition by successions.from_measure_code, successions.relation = 'form_of'
        ) as successor_count,
        count(*) over (partition by successions.to_measure_code) as predecessor_count,
        min(successions.changed_from) over (
            partition by successions.from_measure_code, successions.relation = 'form_of'
        ) as first_changed_from
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
            where pairs.from_measure_code is not null and pairs.relation <> 'form_of'
        )
    union all
    select
        'a measure that is new, without a row' as found,
        measure_code as code,
        'printed from ' || cast(first_printed as string) as because
    from measures
    where
        absent_until is not null
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
    concat_ws(' to ', from_measure_code, to_measure_code) as code,
    'printed from ' || cast(later_first as string) || ', registered from '
    || cast(later_registered_from as string) as because
from pairs
where
    to_measure_code is not null
    and (
        later_first is null
        or later_registered_from > changed_to
        or later_last < changed_from
        or year(later_first) > year(former_absent_from)
    )
union all
select
    'a measure that began before it was missing, or after it is printed' as found,
    to_measure_code as code,
    'between ' || cast(changed_from as string) || ' and ' || cast(changed_to as string) as because
from pairs
where
    relation in ('began', 'form_of', 'moved_in')
    and (later_absent_until >= changed_from or later_first < date_trunc('month', changed_to))
union all
select
    'a succession from a measure before it is there, or after it was gone' as found,
    concat_ws(' to ', from_measure_code, to_measure_code) as code,
    'changed from ' || cast(changed_from as string) as because
from pairs
where
    from_measure_code is not null
    and relation <> 'form_of'
    and (
        former_first is null
        or former_first > changed_from
        or former_absent_from < changed_from
        or former_registered_to < changed_from - interval 1 day
        or first_changed_from < changed_from
    )
union all
select
    'days in the wrong order' as found,
    concat_ws(' to ', from_measure_code, to_measure_code) as code,
    cast(changed_from as string) || ' to ' || cast(changed_to as string) as because
from pairs
where changed_from > changed_to
union all
select
    'a relation that its rows do not show' as found,
    concat_ws(' to ', from_measure_code, to_measure_code) as code,
    relation as because
from pairs
where
    not case
        when relation in ('ended', 'moved_out') then to_measure_code is null and successor_count = 1
        when relation in ('began', 'moved_in')
            then from_measure_code is null and predecessor_count = 1
        when from_measure_code is null or to_measure_code is null then false
        when relation = 'divided' then successor_count > 1
        -- A form of what was there before it.
        when relation = 'form_of' then predecessor_count = 1 and former_first <= later_first
        -- By a measure that was not there before.
        when relation = 'replaced' then successor_count = 1 and later_first > changed_from
        -- To a measure that was there before, or with others.
        when relation = 'joined'
            then successor_count = 1 and (predecessor_count > 1 or later_first <= changed_to)
        else false
    end
union all
select
    'a former measure that is still printed and no smaller than its successor' as found,
    concat_ws(' to ', from_measure_code, to_measure_code) as code,
    cast(later_most as string) || ' beside ' || cast(former_most as string) as because
from pairs
where relation <> 'form_of' and former_last >= changed_to and former_most >= later_most
