-- One row per month x county (as printed, in its division) x measure group x measure x status.
with participants as (

    select * from {{ ref('participants') }}
    where
        {{ participants_by(['county', 'measure_group', 'measure', 'status']) }}
        and county_code <> '_T'

),

steps as (

    select * from {{ ref('int_comparability_steps') }}
    where is_by_county and not is_by_sex

),

-- Counties that are a whole county of each other division too.
unchanged as (

    select
        county_division,
        county_code
    from {{ ref('int_county_overlaps') }}
    group by all
    having
        bool_and(
            population_18_66 = county_population
            and population_18_66 = other_population
        )

)

select
    participants.period,
    participants.county_division,
    participants.county_code,
    dim_county.name_unique_nb as county_name_nb,
    participants.measure_group_code,
    participants.measure_code,
    participants.status_code,
    participants.obs_value,
    participants.obs_value_min,
    participants.obs_value_max,
    participants.obs_status,
    participants.is_suppressed,
    steps.former_year is null
    or (
        steps.is_comparable
        and (unchanged.county_code is not null or participants.county_code in (
            select codes.code from {{ ref('codes') }} as codes
            where codes.dimension = 'county'
        ))
    ) as is_comparable,
    steps.comparability_codes
    || case when participants.outlier_reason is null then '' else ' SOURCE_OUTLIER' end
        as comparability_codes,
    participants.observation_id
from participants
inner join {{ ref('dim_county') }} as dim_county using (county_division, county_code)
inner join steps
    on
        steps.measure_set_kind
        = case when participants.measure_code = '_T' then 'measure_group' else 'measure' end
        and steps.measure_set_code
        = case
            when participants.measure_code = '_T' then participants.measure_group_code
            else participants.measure_code
        end
        and year(participants.period) = steps.calendar_year
        and (participants.status_code <> '_T') = steps.is_by_status
left join unchanged using (county_division, county_code)
