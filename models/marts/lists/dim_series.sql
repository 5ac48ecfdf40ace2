-- One row per harmonized series, with the measures behind it.
select
    series.series_code,
    series.parent_series_code,
    series.order_no,
    series.name_nb as series_name_nb,
    series.name_en as series_name_en,
    {{ join_text('measure_sets.measure_code', ' ', 'measure_sets.measure_code') }} as measure_codes,
    series.reason,
    texts.text_nb as reason_nb,
    series.source
from {{ ref('series') }} as series
inner join {{ ref('int_measure_sets') }} as measure_sets
    on
        series.series_code = measure_sets.measure_set_code
        and measure_sets.measure_set_kind = 'series'
left join {{ ref('norwegian_texts') }} as texts on series.reason = texts.text_en
group by all
