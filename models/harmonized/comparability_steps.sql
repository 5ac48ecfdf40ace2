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

steps as (

    select
        breakdowns.*,
        comparability_pairs.is_comparable,
        comparability_pairs.comparability_codes
    from breakdowns
    left join {{ ref('comparability_pairs') }} as comparability_pairs
        on
            {{ same_subject('breakdowns', 'comparability_pairs') }}
            and breakdowns.former_year = comparability_pairs.from_year
            and breakdowns.calendar_year = comparability_pairs.to_year
            and (
                (comparability_pairs.dimension = '_T' and not breakdowns.is_by_county)
                or (comparability_pairs.dimension = 'county' and breakdowns.is_by_county)
                or (comparability_pairs.dimension = 'status' and breakdowns.is_by_status)
                or (comparability_pairs.dimension = 'sex' and breakdowns.is_by_sex)
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
    group by all

),

said as (

    select distinct
        steps.subject_kind,
        steps.subject_code,
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
        subject_kind,
        subject_code,
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
        {{ same_subject('verdicts', 'codes') }}
        and verdicts.calendar_year = codes.calendar_year
        and verdicts.is_by_status = codes.is_by_status
        and verdicts.is_by_sex = codes.is_by_sex
        and verdicts.is_by_county = codes.is_by_county
