-- One row per measure set x pair of years x content change x measure by which the content of the
-- set differs between the two years: whose figures of which year say how much, and whether that is
-- certain or at most so much. What began, ended or became another (successions) decides; what
-- nobody judged is said to be so. A measure that has closed counts as what it became, whatever is
-- printed.
with members as (

    select
        {{ measure_set('measure_sets') }},
        former.calendar_year as from_year,
        later.calendar_year as to_year,
        measure_sets.measure_code,
        former.is_printed as is_from_printed,
        later.is_printed as is_to_printed,
        former.is_covered as is_from_covered,
        later.is_covered as is_to_covered,
        former.ended_on,
        last_day(former.last_period) as from_ends_on,
        last_day(later.first_period) as to_begins_on,
        last_day(later.last_period) as to_ends_on
    from {{ ref('int_measure_sets') }} as measure_sets
    inner join {{ ref('int_measure_years') }} as former using (measure_code)
    inner join {{ ref('int_measure_years') }} as later using (measure_code)
    where former.calendar_year < later.calendar_year

),

facts as (

    select
        *,
        coalesce(from_measure_code, '') as former_code,
        coalesce(to_measure_code, '') as later_code
    from {{ ref('successions') }}

),

-- A measure of the set became another, ended or went away.
left_over as (

    select
        {{ year_pair('members') }},
        members.measure_code,
        case
            when bool_or(facts.relation = 'ended') then 'ended'
            when bool_or(others.measure_code is null) then 'moved_out'
            else 'inside'
        end as content_change,
        bool_and(others.measure_code is null and facts.changed_to <= members.to_begins_on)
            as is_certain
    from members
    inner join facts
        on
            members.measure_code = facts.former_code
            and facts.relation <> 'form_of'
            and members.to_ends_on >= facts.changed_from
    left join {{ ref('int_measure_sets') }} as others
        on
            {{ same(measure_set_columns(), 'members', 'others') }}
            and facts.later_code = others.measure_code
    group by all

),

-- What was in no measure of the set became one of its measures.
come_in as (

    select
        {{ year_pair('members') }},
        facts.former_code as measure_code,
        'moved_in' as content_change,
        bool_or(facts.relation <> 'divided' and facts.changed_to <= members.to_begins_on)
            as is_certain
    from members
    inner join facts
        on
            members.measure_code = facts.later_code
            and facts.relation in ('replaced', 'joined', 'divided')
            and members.to_ends_on >= facts.changed_from
    left join {{ ref('int_measure_sets') }} as others
        on
            {{ same(measure_set_columns(), 'members', 'others') }}
            and facts.former_code = others.measure_code
    where others.measure_code is null
    group by all

),

-- How a measure that only the later year prints came about, as far as it is known.
origins as (

    select
        {{ year_pair('members') }},
        members.measure_code,
        count(case when facts.relation = 'began' then 1 end) > 0 as has_begun,
        count(
            case
                when facts.relation in ('replaced', 'joined', 'divided') then 1
                when facts.relation = 'form_of' and others.measure_code is not null then 1
            end
        ) > 0 as has_come_from_others
    from members
    left join facts
        on members.measure_code = facts.later_code and members.to_ends_on >= facts.changed_from
    left join {{ ref('int_measure_sets') }} as others
        on
            {{ same(measure_set_columns(), 'members', 'others') }}
            and facts.former_code = others.measure_code
    where members.is_to_printed and not members.is_from_printed and members.is_from_covered
    group by all

),

-- Of a measure that began and is printed in the later year, where the earlier prints no measures.
unseen as (

    select
        {{ year_pair('members') }},
        members.measure_code,
        facts.changed_from > members.from_ends_on as is_certain
    from members
    inner join facts
        on members.measure_code = facts.later_code and facts.relation = 'began'
    where
        members.is_to_printed
        and not members.is_from_covered
        and facts.changed_to > members.from_ends_on

),

changes as (

    select
        {{ year_pair() }},
        measure_code,
        content_change,
        from_year as figure_year,
        is_certain
    from left_over
    where content_change <> 'inside'
    union all
    select
        {{ year_pair() }},
        measure_code,
        content_change,
        from_year as figure_year,
        is_certain
    from come_in
    union all
    select
        {{ year_pair() }},
        measure_code,
        case when has_begun then 'begun' else 'unjudged' end as content_change,
        to_year as figure_year,
        has_begun as is_certain
    from origins
    where has_begun or not has_come_from_others
    union all
    select
        {{ year_pair() }},
        measure_code,
        'begun' as content_change,
        to_year as figure_year,
        is_certain
    from unseen
    union all
    -- Gone without a word.
    select
        {{ year_pair('members') }},
        members.measure_code,
        'unjudged' as content_change,
        members.from_year as figure_year,
        false as is_certain
    from members
    left join left_over using ({{ year_pair() }}, measure_code)
    where
        members.is_from_printed
        and members.is_to_covered
        and not members.is_to_printed
        and left_over.measure_code is null
    union all
    -- Printed in one year, and not covered by the other.
    select
        {{ year_pair('members') }},
        members.measure_code,
        'not_covered' as content_change,
        case when members.is_from_printed then members.from_year else members.to_year end
            as figure_year,
        true as is_certain
    from members
    left join unseen as first_seen using ({{ year_pair() }}, measure_code)
    where
        -- What had closed counts as what it became; what began later was not there to cover.
        (
            members.is_from_printed
            and not members.is_to_covered
            and not coalesce(members.ended_on <= members.to_begins_on, false)
        )
        or (
            members.is_to_printed
            and not members.is_from_covered
            and not coalesce(first_seen.is_certain, false)
        )

)

select * from changes
