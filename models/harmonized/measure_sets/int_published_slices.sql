-- One row per measure set x year x status x sex x dimension that figures are published in: _T for
-- the country, county for figures of counties, background for those by a background. The months are
-- the bits of a number, January the lowest.
with broken_down as (

    select
        *,
        {{ broken_down_by() }} as dimension
    from {{ ref('int_observations') }}
    where indicator = 'participants' and freq = 'M'

),

slices as (

    select distinct
        {{ measure_set() }},
        period,
        status_code,
        sex_code,
        '_T' as dimension
    from {{ ref('int_measure_set_figures') }}
    union
    select distinct
        {{ measure_set_of() }},
        period,
        status_code,
        sex_code,
        dimension
    from broken_down
    where dimension <> '_T'
    union
    select distinct
        {{ measure_set_of() }},
        period,
        status_code,
        sex_code,
        'county' as dimension
    from {{ ref('int_derived_parts') }}
    where county_code <> '_T'

)

select
    {{ measure_set() }},
    year(period) as calendar_year,
    status_code,
    sex_code,
    dimension,
    cast(sum(power(2, month(period) - 1)) as integer) as months
from slices
group by all
