-- One row per subject x year x breakdown: whether its figures can be compared with those of the
-- year before in which they are published in the same breakdown, and what must be said. In the
-- first year there is nothing to compare with, and only what always holds is said.
with breakdowns as (

    select
        *,
        lag(calendar_year) over (
            partition by subject_kind, subject_code, is_by_status, is_by_sex, is_by_county
            order by calendar_year
        ) as former_year
    from {{ ref('published_breakdowns') }}

),

pairs as (

    select * from {{ ref('comparability_pairs') }}

),

notes as (

    select * from {{ ref('comparability_notes') }}

),

steps as (

    select
        breakdowns.*,
        pairs.is_comparable,
        pairs.comparability_codes
    from breakdowns
    left join pairs
        on
            {{ same_subject('breakdowns', 'pairs') }}
            and breakdowns.former_year = pairs.from_year
            and breakdowns.calendar_year = pairs.to_year
            and (
                (pairs.dimension = '_T' and not breakdowns.is_by_county)
                or (pairs.dimension = 'county' and breakdowns.is_by_county)
                or (pairs.dimension = 'status' and breakdowns.is_by_status)
                or (pairs.dimension = 'sex' and breakdowns.is_by_sex)
            )

),

verdicts as (

    select
        subject_kind,
        subject_code,
        calendar_year,
        is_by_status,
        is_by_sex,
        is_by_county,
        former_year,
        coalesce(bool_and(is_comparable), true) as is_comparable
    from steps
    group by
        subject_kind,
        subject_code,
        calendar_year,
        is_by_status,
        is_by_sex,
        is_by_county,
        former_year

),

said as (

    select distinct
        steps.subject_kind,
        steps.subject_code,
        steps.calendar_year,
        steps.is_by_status,
        steps.is_by_sex,
        steps.is_by_county,
        notes.order_no,
        notes.note_code
    from steps
    inner join notes
        on
            notes.applies = 'always'
            or ' ' || steps.comparability_codes || ' ' like '% ' || notes.note_code || ' %'

),

codes as (

    select
        subject_kind,
        subject_code,
        calendar_year,
        is_by_status,
        is_by_sex,
        is_by_county,
        {{ join_text('note_code', ' ', 'order_no') }} as comparability_codes
    from said
    group by
        subject_kind, subject_code, calendar_year, is_by_status, is_by_sex, is_by_county

)

select
    verdicts.*,
    codes.comparability_codes
from verdicts
inner join codes
    on
        {{ same_subject('verdicts', 'codes') }}
        and verdicts.calendar_year = codes.calendar_year
        and verdicts.is_by_status = codes.is_by_status
        and verdicts.is_by_sex = codes.is_by_sex
        and verdicts.is_by_county = codes.is_by_county
