-- One row per measure set x year x status x sex: the months that its mean is made of. Only twelve
-- months have a mean.
select
    {{ figure_id('annual', [measure_set(), 'calendar_year', 'status_code', 'sex_code']) }}
        as figure_id,
    {{ measure_set() }},
    calendar_year,
    make_date(calendar_year, 1, 1) as period,
    status_code,
    sex_code,
    breakdown,
    count(*) as month_count
from {{ ref('int_measure_set_figures') }}
group by all
