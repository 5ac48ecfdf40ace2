-- The days on which a measure was in force have a source, stand in their order, and agree with the
-- successions: it went out of force on the day before another took its place, which was in force
-- by then. No measure is printed before it was in force.
with lives as (

    select
        measures.*,
        min(figures.period) as first_printed
    from {{ ref('dim_measure') }} as measures
    left join {{ ref('participants_by_measure') }} as figures using (measure_code)
    group by all

)

select
    measure_code,
    'a day in force without its source, or a source without a day' as found
from lives
where (in_force_source is null) <> (in_force_from is null and in_force_to is null)
union all
select
    measure_code,
    'a last day in force before the first' as found
from lives
where in_force_to < in_force_from
union all
select
    measure_code,
    'a print before the month in which it came into force' as found
from lives
where first_printed < date_trunc('month', in_force_from)
union all
select
    successions.from_measure_code as measure_code,
    'a last day in force that is not the one before another took its place' as found
from {{ ref('successions') }} as successions
inner join lives as former on successions.from_measure_code = former.measure_code
where
    successions.relation <> 'form_of'
    and former.in_force_to + interval 1 day
    not between successions.changed_from and successions.changed_to
union all
select
    successions.to_measure_code as measure_code,
    'it took the place of another before it was in force' as found
from {{ ref('successions') }} as successions
inner join lives as later on successions.to_measure_code = later.measure_code
where later.in_force_from > successions.changed_to
