-- A year and breakdown is published where participants holds such figures, derived where only the
-- marts by measure, group or county do, and says of how many months, groups and documents; nothing
-- else is, and no year or breakdown is left out.
with

-- A derived figure stands for each document of its parts.
figures as (

    select
        period,
        document_id,
        {{ breakdown() }} as breakdown,
        false as is_derived
    from {{ ref('participants') }}
    where indicator = 'participants' and freq = 'M'
    {% for mart, held in {
        'participants_by_measure': ['measure_group', 'measure', 'status', 'sex'],
        'participants_by_measure_group': ['measure_group', 'status', 'sex'],
        'participants_by_county': ['measure_group', 'measure', 'status', 'county'],
    }.items() %}
    union all
    select
        derived.period,
        parts.document_id,
        {{ breakdown('derived', held) }} as breakdown,
        true as is_derived
    from {{ ref(mart) }} as derived
    inner join {{ ref('figure_parts') }} as figure_parts using (figure_id)
    inner join {{ ref('participants') }} as parts
        on figure_parts.observation_id = parts.observation_id
    where derived.observation_id is null
    {% endfor %}

),

-- Each row of coverage beside the figures that are broken down by its dimensions and no others.
held as (

    select
        coverage.calendar_year,
        coverage.breakdown,
        coverage.coverage_state,
        bool_or(coverage.withheld_by_decision is not null) as is_withheld,
        count(distinct figures.period) as month_count,
        count(
            case
                when documents.measure_group_code is null and not figures.is_derived
                    then figures.period
            end
        ) > 0 as has_all_groups,
        bool_and(figures.is_derived) as is_derived,
        count(distinct documents.document_id) as document_count,
        count(
            distinct case
                when
                    ' ' || coverage.document_ids || ' ' like '% ' || documents.document_id || ' %'
                    then documents.document_id
            end
        ) as named_count,
        count(distinct documents.measure_group_code) as group_count,
        count(
            distinct case
                when
                    ' ' || coverage.measure_group_codes || ' '
                    like '% ' || documents.measure_group_code || ' %'
                    then documents.measure_group_code
            end
        ) as named_group_count
    from {{ ref('coverage') }} as coverage
    left join figures
        on
            coverage.calendar_year = year(figures.period)
            and coverage.breakdown = coalesce(nullif(figures.breakdown, ''), '_T')
    left join {{ ref('dim_document') }} as documents
        on figures.document_id = documents.document_id
    group by coverage.calendar_year, coverage.breakdown, coverage.coverage_state

),

editions as (

    select distinct year(period) as calendar_year
    from {{ ref('participants') }}
    where indicator = 'participants' and freq = 'M'

),

-- What the figures of a row, and the editions of its year, make of it.
states as (

    select
        held.*,
        case
            when held.is_derived then 'derived'
            when held.has_all_groups then 'published'
            when held.month_count > 0 then 'published_in_part'
            when held.is_withheld then 'withheld'
            when editions.calendar_year is not null then 'not_crossed'
            else 'no_edition'
        end as state
    from held
    left join editions using (calendar_year)

),

wrong as (

    select
        'coverage_state' as what,
        calendar_year,
        breakdown,
        state as expected,
        coverage_state as found
    from states
    where state <> coverage_state
    union all
    {% for column in ['is_published', 'sentence_nb', 'sentence_en'] %}
    select
        '{{ column }}' as what,
        said.calendar_year,
        said.breakdown,
        cast(words.{{ column }} as string) as expected,
        cast(said.{{ column }} as string) as found
    from states
    inner join {{ ref('coverage') }} as said using (calendar_year, breakdown)
    left join {{ ref('coverage_states') }} as words on states.state = words.coverage_state
    where words.{{ column }} is distinct from said.{{ column }}
    union all
    {% endfor %}
    select
        'month_count' as what,
        said.calendar_year,
        said.breakdown,
        cast(states.month_count as string) as expected,
        cast(said.month_count as string) as found
    from states
    inner join {{ ref('coverage') }} as said using (calendar_year, breakdown)
    where states.month_count <> said.month_count
    union all
    -- As many words as documents (groups), and each of them among the words.
    {% for column, number, named, is_said in [
        ('document_ids', 'document_count', 'named_count', 'true'),
        ('measure_group_codes', 'group_count', 'named_group_count', 'not states.has_all_groups'),
    ] %}
    select
        '{{ column }}' as what,
        said.calendar_year,
        said.breakdown,
        states.{{ number }} || ' in participants' as expected,
        said.{{ column }} as found
    from states
    inner join {{ ref('coverage') }} as said using (calendar_year, breakdown)
    where
        case
            when {{ is_said }} and states.{{ number }} > 0
                then
                    states.{{ named }} <> states.{{ number }}
                    or length(said.{{ column }}) - length(replace(said.{{ column }}, ' ', '')) + 1
                    <> states.{{ number }}
            else said.{{ column }} is not null
        end
    union all
    {% endfor %}
    select
        'figures that no row covers' as what,
        year(figures.period) as calendar_year,
        figures.breakdown,
        'a row of coverage' as expected,
        'none' as found
    from figures
    left join {{ ref('coverage') }} as coverage
        on
            year(figures.period) = coverage.calendar_year
            and coalesce(nullif(figures.breakdown, ''), '_T') = coverage.breakdown
    where coverage.breakdown is null
    group by all
    union all
    -- Each year from the first edition to the last, each with every breakdown.
    select
        'years and breakdowns' as what,
        max(calendar_year) as calendar_year,
        'all' as breakdown,
        cast(
            (max(calendar_year) - min(calendar_year) + 1) * count(distinct breakdown) as string
        ) as expected,
        cast(count(*) as string) as found
    from {{ ref('coverage') }}
    having
        count(*) <> (max(calendar_year) - min(calendar_year) + 1) * count(distinct breakdown)
        or min(calendar_year) <> (select min(editions.calendar_year) from editions)
        or max(calendar_year) <> (select max(editions.calendar_year) from editions)

)

select
    what,
    calendar_year,
    breakdown,
    expected,
    found
from wrong
