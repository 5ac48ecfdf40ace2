-- One row per measure set x year x breakdown (by status, sex or county; empty for totals) that its
-- figures are published in.
with by_county as (

    select distinct
        year(period) as calendar_year,
        measure_group_code,
        measure_code,
        {{ breakdown(among=['status', 'county']) }} as breakdown
    from {{ ref('int_observations') }}
    where
        {{ participants_by(['county', 'measure_group', 'measure', 'status']) }}
        and county_code <> '_T'

)

select distinct
    {{ measure_set() }},
    calendar_year,
    breakdown
from {{ ref('int_measure_set_figures') }}
union all
-- A group that is not printed by county is the sum of its measures.
select distinct
    'measure_group' as measure_set_kind,
    measure_group_code as measure_set_code,
    calendar_year,
    breakdown
from by_county
union all
select
    'measure' as measure_set_kind,
    measure_code as measure_set_code,
    calendar_year,
    breakdown
from by_county
where measure_code <> '_T'
