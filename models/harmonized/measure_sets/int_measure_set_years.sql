-- One row per measure set x year with figures by measure or measure group: whether documents that
-- print measures cover all of it. Where measures are not covered, the rest stands for the measure
-- set only if they had ended.
select
    {{ measure_set('measure_sets') }},
    years.calendar_year,
    any_value(years.first_period) as first_period,
    any_value(years.last_period) as last_period,
    bool_or(years.is_printed) as is_printed,
    bool_and(years.is_covered) as is_covered,
    bool_or(years.is_printed)
    and bool_and(years.is_covered or coalesce(years.ended_on <= years.first_period, false))
        as is_offered,
    {{ join_text('case when years.is_printed then years.measure_code end', ' ',
        'years.measure_code') }} as measure_codes
from {{ ref('int_measure_sets') }} as measure_sets
inner join {{ ref('int_measure_years') }} as years using (measure_code)
group by all
