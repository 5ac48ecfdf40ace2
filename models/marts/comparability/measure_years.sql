-- One row per measure x year that prints measures: where the measure is in its life.
select
    years.measure_code,
    cast(years.calendar_year as bigint) as calendar_year,
    measures.name_nb as measure_name_nb,
    measures.name_en as measure_name_en,
    measures.measure_group_code,
    measure_series.series_code,
    years.life_state,
    years.first_printed,
    years.last_printed,
    years.month_count,
    years.registered_from,
    years.ended_on
from {{ ref('int_measure_years') }} as years
inner join {{ ref('measures') }} as measures using (measure_code)
inner join {{ ref('measure_series') }} as measure_series using (measure_code)
