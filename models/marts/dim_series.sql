-- One row per harmonized series, with the measures behind it.
select
    series.series_code,
    series.parent_series_code,
    series.order_no,
    series.name_nb,
    series.name_en,
    {{ join_text('subjects.measure_code', ' ', 'subjects.measure_code') }} as measure_codes,
    series.reason,
    series.source
from {{ ref('series') }} as series
inner join {{ ref('subjects') }} as subjects
    on series.series_code = subjects.subject_code and subjects.subject_kind = 'series'
group by all
