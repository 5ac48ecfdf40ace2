-- One row per measure x year with figures by measure or measure group: whether documents that print
-- measures cover its group in the year, and where the measure is in its life.
with group_figures as (

    select
        *,
        year(period) as calendar_year
    from {{ ref('int_observations') }}
    where {{ participants_by(['measure_group', 'measure', 'status', 'sex']) }}

),

observations as (

    select * from group_figures
    where measure_code <> '_T'

),

years as (

    select
        calendar_year,
        min(period) as first_period,
        max(period) as last_period
    from group_figures
    group by all

),

covered as (

    select distinct
        observations.calendar_year,
        measures.measure_code
    from observations
    inner join {{ ref('documents') }} as documents using (document_id)
    inner join {{ ref('measures') }} as measures
        on
            documents.measure_group_code is null
            or documents.measure_group_code = measures.measure_group_code

),

printed as (

    select
        calendar_year,
        measure_code,
        min(period) as first_printed,
        max(period) as last_printed,
        count(distinct period) as month_count
    from observations
    group by all

),

-- A measure ends when another takes its place, else when the register says so.
ended as (

    select
        measures.measure_code,
        coalesce(min(successions.changed_to), any_value(measures.registered_to)) as ended_on
    from {{ ref('measures') }} as measures
    left join {{ ref('successions') }} as successions
        on
            measures.measure_code = successions.from_measure_code
            and successions.relation <> 'form_of'
    group by all

),

joined as (

    select
        measures.measure_code,
        measures.measure_group_code,
        measures.registered_from,
        years.calendar_year,
        years.first_period,
        years.last_period,
        covered.measure_code is not null as is_covered,
        printed.first_printed,
        printed.last_printed,
        coalesce(printed.month_count, 0) as month_count,
        ended.ended_on,
        max(case when printed.measure_code is not null then years.last_period end) over (
            partition by measures.measure_code
            order by years.calendar_year
            rows between unbounded preceding and 1 preceding
        ) as printed_before,
        max(case when covered.measure_code is not null then years.last_period end) over (
            partition by measures.measure_code
            order by years.calendar_year
            rows between unbounded preceding and 1 preceding
        ) as covered_before
    from {{ ref('measures') }} as measures
    cross join years
    inner join ended using (measure_code)
    left join covered using (measure_code, calendar_year)
    left join printed using (measure_code, calendar_year)

)

select
    measure_code,
    measure_group_code,
    calendar_year,
    first_period,
    last_period,
    is_covered,
    first_printed is not null as is_printed,
    first_printed,
    last_printed,
    month_count,
    registered_from,
    ended_on,
    case
        when not is_covered then 'not_covered'
        when first_printed is null then 'not_printed'
        when first_printed < date_trunc('month', registered_from) then 'early'
        when ended_on <= first_printed then 'tail'
        when printed_before is null and covered_before is not null then 'new'
        else 'current'
    end as life_state
from joined
