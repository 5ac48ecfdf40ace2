-- One row per measure set x year that prints any of its measures: whether the documents cover all
-- of it. Where measures are not covered, the rest stands for the measure set only if they had
-- ended.
with members as (

    select
        measure_sets.measure_set_kind,
        measure_sets.measure_set_code,
        measure_years.*
    from {{ ref('int_measure_sets') }} as measure_sets
    inner join {{ ref('int_measure_years') }} as measure_years using (measure_code)

)

select
    measure_set_kind,
    measure_set_code,
    calendar_year,
    any_value(first_period) as first_period,
    any_value(last_period) as last_period,
    bool_or(is_printed) as is_printed,
    bool_and(is_covered) as is_covered,
    bool_or(is_printed)
    and bool_and(is_covered or coalesce(ended_on <= first_period, false)) as is_offered,
    {{ join_text('case when is_printed then measure_code end', ' ', 'measure_code') }}
        as measure_codes
from members
group by all
