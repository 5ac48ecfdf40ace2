-- One row per subject x year x breakdown that its figures are published in: by status or not, by
-- sex or not, for the country or by county.
with by_county as (

    select distinct
        year(period) as calendar_year,
        case when measure_code = '_T' then 'measure_group' else 'measure' end as subject_kind,
        case when measure_code = '_T' then measure_group_code else measure_code end
            as subject_code,
        status_code <> '_T' as is_by_status
    from {{ ref('county_sources') }}

)

select distinct
    subject_kind,
    subject_code,
    calendar_year,
    status_code <> '_T' as is_by_status,
    sex_code <> '_T' as is_by_sex,
    false as is_by_county
from {{ ref('subject_figures') }}
union all
select
    subject_kind,
    subject_code,
    calendar_year,
    is_by_status,
    false as is_by_sex,
    true as is_by_county
from by_county
