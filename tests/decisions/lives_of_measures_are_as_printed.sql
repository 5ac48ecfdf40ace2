-- The life of a measure in a year is what the mart of measures prints of it and what the register
-- and the successions say; a succession leads from the older measure to one that outlives it; and
-- the measures of a series and of a policy category are those of the seeds.
with

-- Months in which a measure is printed, and the years in which documents cover its group.
printed as (

    select
        measure_code,
        year(period) as calendar_year,
        min(period) as first_printed,
        max(period) as last_printed,
        count(distinct period) as month_count
    from {{ ref('participants_by_measure') }}
    group by all

),

covered as (

    select distinct
        measures.measure_code,
        year(participants.period) as calendar_year
    from {{ ref('dim_measure') }} as measures
    inner join {{ ref('dim_document') }} as documents
        on
            measures.measure_group_code
            = coalesce(documents.measure_group_code, measures.measure_group_code)
    inner join {{ ref('participants') }} as participants
        on
            documents.document_id = participants.document_id
            and participants.measure_code <> '_T'
    where measures.measure_code <> '_T'

),

years as (

    select distinct calendar_year
    from printed

),

first_years as (

    select
        measure_code,
        min(covered.calendar_year) as covered_year,
        min(printed.calendar_year) as printed_year
    from covered
    left join printed using (measure_code)
    group by all

),

ends as (

    select
        from_measure_code as measure_code,
        min(changed_to) as changed_to
    from {{ ref('measure_succession') }}
    where relation <> 'form_of'
    group by all

),

lives as (

    select
        measures.measure_code,
        years.calendar_year,
        measures.measure_group_code,
        measures.registered_from,
        coalesce(ends.changed_to, measures.registered_to) as ended_on,
        printed.first_printed,
        printed.last_printed,
        coalesce(printed.month_count, 0) as month_count,
        covered.measure_code is not null as is_covered,
        coalesce(first_years.printed_year < years.calendar_year, false) as was_printed,
        coalesce(first_years.covered_year < years.calendar_year, false) as was_covered
    from {{ ref('dim_measure') }} as measures
    cross join years
    left join ends using (measure_code)
    left join first_years using (measure_code)
    left join printed using (measure_code, calendar_year)
    left join covered using (measure_code, calendar_year)
    where measures.measure_code <> '_T'

),

dated as (

    select
        *,
        coalesce(
            12 * year(first_printed) + month(first_printed)
            < 12 * year(registered_from) + month(registered_from),
            false
        ) as is_early,
        coalesce(first_printed >= ended_on, false) as is_late
    from lives

),

-- What holds of a measure in each state: one state holds of it.
states as (

    {% for state, holds in {
        'not_covered': 'not is_covered',
        'not_printed': 'is_covered and month_count = 0',
        'early': 'is_covered and is_early',
        'tail': 'is_covered and not is_early and is_late',
        'new': 'is_covered and not is_early and not is_late and month_count > 0
        and was_covered and not was_printed',
        'current': 'is_covered and not is_early and not is_late and month_count > 0
        and (was_printed or not was_covered)',
    }.items() %}
    select
        measure_code,
        calendar_year,
        '{{ state }}' as life_state
    from dated
    where {{ holds }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

-- When a measure came and went: registered, printed first and last.
spans as (

    select
        measures.measure_code,
        coalesce(measures.registered_from, min(printed.first_printed)) as began_on,
        max(printed.last_printed) as last_printed
    from {{ ref('dim_measure') }} as measures
    inner join printed using (measure_code)
    group by measures.measure_code, measures.registered_from

),

given as (

    select
        changed_from,
        changed_to,
        relation,
        reason,
        source,
        coalesce(from_measure_code, '_U') as from_measure_code,
        coalesce(to_measure_code, '_U') as to_measure_code
    from {{ ref('successions') }}

),

members as (

    select
        series_code,
        measure_code
    from {{ ref('measure_series') }}
    union all
    select
        series.parent_series_code as series_code,
        leaves.measure_code
    from {{ ref('measure_series') }} as leaves
    inner join {{ ref('series') }} as series using (series_code)
    where series.parent_series_code is not null

),

wrong as (

    {% for column in [
        'measure_group_code', 'registered_from', 'ended_on', 'first_printed', 'last_printed',
        'month_count',
    ] %}
    select
        'measure_years.{{ column }}' as what,
        concat_ws(' ', measure_code, calendar_year) as place,
        cast(lives.{{ column }} as string) as expected,
        cast(said.{{ column }} as string) as found
    from lives
    full outer join {{ ref('measure_years') }} as said using (measure_code, calendar_year)
    where lives.{{ column }} is distinct from said.{{ column }}
    union all
    {% endfor %}
    select
        'measure_years.life_state' as what,
        concat_ws(' ', measure_code, calendar_year) as place,
        states.life_state as expected,
        said.life_state as found
    from states
    full outer join {{ ref('measure_years') }} as said using (measure_code, calendar_year)
    where states.life_state is distinct from said.life_state
    union all
    select
        'measure_years.series_code' as what,
        concat_ws(' ', measure_code, said.calendar_year) as place,
        listed.series_code as expected,
        said.series_code as found
    from {{ ref('measure_years') }} as said
    full outer join {{ ref('measure_series') }} as listed using (measure_code)
    where listed.series_code is distinct from said.series_code
    union all
    {% for column in ['changed_from', 'changed_to', 'relation', 'reason', 'source'] %}
    select
        'measure_succession.{{ column }}' as what,
        concat_ws(' to ', from_measure_code, to_measure_code) as place,
        cast(given.{{ column }} as string) as expected,
        cast(said.{{ column }} as string) as found
    from given
    full outer join {{ ref('measure_succession') }} as said
        using (from_measure_code, to_measure_code)
    where given.{{ column }} is distinct from said.{{ column }}
    union all
    {% endfor %}
    select
        'what was before and came after' as what,
        from_measure_code || ' to ' || to_measure_code as place,
        relation as expected,
        case
            when from_measure_code = '_U' then 'nothing was before'
            when to_measure_code = '_U' then 'nothing came after'
            else 'one became the other'
        end as found
    from {{ ref('measure_succession') }}
    where
        (relation in ('ended', 'moved_out')) <> (to_measure_code = '_U')
        or (relation in ('began', 'moved_in')) <> (from_measure_code = '_U')
    union all
    select
        'division of a measure' as what,
        from_measure_code as place,
        case when count(*) > 1 then 'divided' else 'into several' end as expected,
        min(relation) || ', ' || count(*) || ' rows' as found
    from {{ ref('measure_succession') }}
    where relation <> 'form_of' and from_measure_code <> '_U'
    group by from_measure_code
    having (count(*) > 1) <> bool_and(relation = 'divided')
    union all
    -- The successor is no older, and is printed as long where documents cover it.
    select
        'order of a succession' as what,
        former.measure_code || ' to ' || later.measure_code as place,
        concat_ws(' to ', former.began_on, former.last_printed) as expected,
        concat_ws(' to ', later.began_on, later.last_printed) as found
    from {{ ref('measure_succession') }} as successions
    inner join spans as former on successions.from_measure_code = former.measure_code
    inner join spans as later on successions.to_measure_code = later.measure_code
    left join covered as held
        on
            later.measure_code = held.measure_code
            and year(former.last_printed) = held.calendar_year
    where
        successions.relation <> 'form_of'
        and (
            (later.last_printed < former.last_printed and held.measure_code is not null)
            or (later.last_printed = former.last_printed and later.began_on <= former.began_on)
            or former.began_on > successions.changed_from
        )
    union all
    select
        'dim_series.measure_codes' as what,
        series.series_code as place,
        count(members.measure_code) || ' measures' as expected,
        max(series.measure_codes) as found
    from {{ ref('dim_series') }} as series
    left join members on series.series_code = members.series_code
    group by series.series_code
    -- As many words as measures, and each measure among the words.
    having
        count(members.measure_code)
        <> max(length(series.measure_codes) - length(replace(series.measure_codes, ' ', '')) + 1)
        or not bool_and(
            ' ' || series.measure_codes || ' ' like '% ' || members.measure_code || ' %'
        )
    union all
    {% for column in ['lmp_category', 'confidence', 'alternative_category', 'reason'] %}
    select
        'lmp_bridge.{{ column }}' as what,
        measure_code as place,
        listed.{{ column }} as expected,
        said.{{ column }} as found
    from {{ ref('lmp_bridge') }} as said
    full outer join {{ ref('measure_lmp') }} as listed using (measure_code)
    where listed.{{ column }} is distinct from said.{{ column }}
    union all
    {% endfor %}
    select
        'alternative to a policy category' as what,
        measure_code as place,
        'another category' as expected,
        alternative_category as found
    from {{ ref('lmp_bridge') }}
    where alternative_category = lmp_category

)

select
    what,
    place,
    expected,
    found
from wrong
