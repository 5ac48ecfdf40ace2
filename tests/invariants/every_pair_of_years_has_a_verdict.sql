-- Each measure set has a verdict on every two years of which one has figures of it or prints a
-- measure of it: for totals, and for whomever else either year has figures of.
with figures as (

    {{ steps() }}

),

years as (

    select
        {{ measure_set() }},
        to_year as calendar_year,
        status_code,
        sex_code,
        dimension
    from figures
    group by all
    union
    select
        {{ measure_set('measure_sets') }},
        lives.calendar_year,
        '_T' as status_code,
        '_T' as sex_code,
        '_T' as dimension
    from {{ ref('int_measure_sets') }} as measure_sets
    inner join {{ ref('measure_years') }} as lives using (measure_code)
    where lives.month_count > 0

),

every_year as (

    select distinct calendar_year
    from {{ ref('measure_years') }}

),

pairs as (

    select distinct
        {{ measure_set('years') }},
        least(years.calendar_year, every_year.calendar_year) as from_year,
        greatest(years.calendar_year, every_year.calendar_year) as to_year,
        years.status_code,
        years.sex_code,
        years.dimension
    from years
    inner join every_year on years.calendar_year <> every_year.calendar_year

)

select
    concat_ws(' ', {{ compared_slice() }}) as what,
    'a verdict' as expected,
    'none' as found
from pairs
left join {{ ref('comparability') }} as verdicts using ({{ compared_slice() }})
where verdicts.verdict is null
