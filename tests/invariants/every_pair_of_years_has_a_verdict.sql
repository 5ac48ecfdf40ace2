-- Each measure set has a verdict on every two years of which one prints a measure of it, for totals
-- and for each dimension.
with years as (

    select
        {{ measure_set('measure_sets') }},
        lives.calendar_year,
        max(lives.month_count) > 0 as is_printed
    from {{ ref('int_measure_sets') }} as measure_sets
    inner join {{ ref('measure_years') }} as lives using (measure_code)
    where measure_sets.measure_set_kind <> 'measure'
    group by all

),

pairs as (

    select
        {{ measure_set('former') }},
        former.calendar_year as from_year,
        later.calendar_year as to_year,
        dimensions.dimension
    from years as former
    inner join years as later using ({{ measure_set() }})
    cross join (values ('_T'), ('status'), ('sex'), ('county')) as dimensions (dimension)
    where
        former.calendar_year < later.calendar_year
        and (former.is_printed or later.is_printed)

)

select
    concat_ws(' ', {{ year_pair() }}, pairs.dimension) as what,
    'a verdict' as expected,
    'none' as found
from pairs
left join {{ ref('comparability') }} as verdicts using ({{ year_pair() }}, dimension)
where verdicts.verdict is null
