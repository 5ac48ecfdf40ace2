-- One row per year x breakdown that any year has: whether figures of it exist, and if not, why.
-- Of a document that is withheld nothing is known here but its decision.
with withheld as (

    select
        *,
        document_id || ' (' || cast(decided_on as string) || '): ' || reason as decided
    from {{ ref('suppression_decisions') }}
    where decision = 'withhold'

),

observations as (

    select
        period,
        document_id,
        {{ breakdown() }} as breakdown,
        false as is_derived
    from {{ ref('int_observations') }}
    where indicator = 'participants' and freq = 'M'
    group by all
    union all
    select distinct
        period,
        document_id,
        breakdown,
        true as is_derived
    from {{ ref('int_derived_parts') }}

),

figures as (

    select
        observations.period,
        year(observations.period) as calendar_year,
        coalesce(nullif(observations.breakdown, ''), '_T') as breakdown,
        observations.is_derived,
        documents.document_id,
        documents.measure_group_code as covered_group_code
    from observations
    inner join {{ ref('documents') }} as documents using (document_id)

),

known_years as (

    select calendar_year from figures
    union all
    select year(period_from) as calendar_year from withheld
    union all
    select year(period_to) as calendar_year from withheld

),

years as (

    select years.calendar_year
    from (select
        min(calendar_year) as first_year,
        max(calendar_year) as last_year
    from known_years)
        as ends
    {{ each_number_between('ends.first_year', 'ends.last_year', 1000) }} as years (calendar_year)

),

printed as (

    select
        calendar_year,
        breakdown,
        count(distinct period) as month_count,
        bool_or(covered_group_code is null and not is_derived) as covers_all,
        bool_and(is_derived) as is_derived,
        {{ join_distinct('covered_group_code', ' ') }} as group_codes,
        {{ join_distinct('document_id', ' ') }} as document_ids
    from figures
    group by all

),

breakdowns as (

    select distinct breakdown from figures

),

withheld_years as (

    select
        years.calendar_year,
        {{ join_distinct('withheld.decided', ' ') }} as withheld_by_decision
    from years
    inner join withheld
        on years.calendar_year between year(withheld.period_from) and year(withheld.period_to)
    group by all

),

crossed as (

    select
        years.calendar_year,
        breakdowns.breakdown,
        coalesce(printed.month_count, 0) as month_count,
        printed.document_ids,
        case when not printed.covers_all then printed.group_codes end as measure_group_codes,
        case
            when printed.is_derived then 'derived'
            when printed.covers_all then 'published'
            when not printed.covers_all then 'published_in_part'
            when withheld_years.calendar_year is not null then 'withheld'
            when years.calendar_year in (select figures.calendar_year from figures)
                then 'not_crossed'
            else 'no_edition'
        end as coverage_state,
        withheld_years.withheld_by_decision
    from years
    cross join breakdowns
    left join withheld_years on years.calendar_year = withheld_years.calendar_year
    left join printed
        on
            years.calendar_year = printed.calendar_year
            and breakdowns.breakdown = printed.breakdown

)

select
    cast(crossed.calendar_year as bigint) as calendar_year,
    crossed.breakdown,
    states.is_published,
    crossed.coverage_state,
    crossed.month_count,
    crossed.measure_group_codes,
    crossed.document_ids,
    crossed.withheld_by_decision,
    states.sentence_nb,
    states.sentence_en
from crossed
inner join {{ ref('coverage_states') }} as states using (coverage_state)
