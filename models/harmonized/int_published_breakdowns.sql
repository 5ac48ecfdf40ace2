-- One row per measure set x year x breakdown that its figures are published in: by status or not, by
-- sex or not, for the country or by county.
with by_county as (

    select distinct
        year(period) as calendar_year,
        case when measure_code = '_T' then 'measure_group' else 'measure' end as measure_set_kind,
        case when measure_code = '_T' then measure_group_code else measure_code end
            as measure_set_code,
        status_code <> '_T' as is_by_status
    from {{ ref('int_county_parts') }}

)

select distinct
    measure_set_kind,
    measure_set_code,
    calendar_year,
    status_code <> '_T' as is_by_status,
    sex_code <> '_T' as is_by_sex,
    false as is_by_county
from {{ ref('int_measure_set_figures') }}
union all
select
    measure_set_kind,
    measure_set_code,
    calendar_year,
    is_by_status,
    false as is_by_sex,
    true as is_by_county
from by_county
