-- One row per measure set x year x breakdown: whether its figures can be compared with those of the
-- year before in which they are published in the same breakdown, and what must be said. In the
-- first year there is nothing to compare with, and only what always holds is said.
with breakdowns as (

    select
        *,
        lag(calendar_year) over (
            partition by measure_set_kind, measure_set_code, is_by_status, is_by_sex, is_by_county
            order by calendar_year
        ) as former_year
    from {{ ref('int_published_breakdowns') }}

),

steps as (

    select
        breakdowns.*,
        comparability.is_comparable,
        comparability.comparability_codes
    from breakdowns
    left join {{ ref('int_comparability') }} as comparability
        on
            {{ same_measure_set('breakdowns', 'comparability') }}
            and breakdowns.former_year = comparability.from_year
            and breakdowns.calendar_year = comparability.to_year
            and (
                (comparability.dimension = '_T' and not breakdowns.is_by_county)
                or (comparability.dimension = 'county' and breakdowns.is_by_county)
                or (comparability.dimension = 'status' and breakdowns.is_by_status)
                or (comparability.dimension = 'sex' and breakdowns.is_by_sex)
            )

),

verdicts as (

    select
        measure_set_kind,
        measure_set_code,
        calendar_year,
        is_by_status,
        is_by_sex,
        is_by_county,
        former_year,
        coalesce(bool_and(is_comparable), true) as is_comparable
    from steps
    group by all

),

said as (

    select distinct
        steps.measure_set_kind,
        steps.measure_set_code,
        steps.calendar_year,
        steps.is_by_status,
        steps.is_by_sex,
        steps.is_by_county,
        comparability_notes.order_no,
        comparability_notes.note_code
    from steps
    inner join {{ ref('comparability_notes') }} as comparability_notes
        on
            comparability_notes.applies = 'always'
            or ' ' || steps.comparability_codes || ' ' like '% ' || comparability_notes.note_code || ' %'

),

codes as (

    select
        measure_set_kind,
        measure_set_code,
        calendar_year,
        is_by_status,
        is_by_sex,
        is_by_county,
        {{ join_text('note_code', ' ', 'order_no') }} as comparability_codes
    from said
    group by all

)

select
    verdicts.*,
    codes.comparability_codes
from verdicts
inner join codes
    on
        {{ same_measure_set('verdicts', 'codes') }}
        and verdicts.calendar_year = codes.calendar_year
        and verdicts.is_by_status = codes.is_by_status
        and verdicts.is_by_sex = codes.is_by_sex
        and verdicts.is_by_county = codes.is_by_county
