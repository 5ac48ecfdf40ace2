-- A note on comparing stands on a figure, and on a pair of years in the list, if and only if it
-- holds: always; where a dated break of the measure set, or of what the figure is broken down by,
-- lies between the two years; where one of them suppresses, has measures that the other has not, or
-- does not cover the measure set; and where the area was not the same. What a break breaks is not
-- comparable.
with steps as (

    {{ steps() }}

),

said as (

    select
        mart,
        {{ compared_slice() }},
        area,
        comparability_codes,
        true as is_published,
        is_comparable,
        figure_count
    from steps
    union all
    select
        'comparability' as mart,
        {{ compared_slice() }},
        geography_method as area,
        comparability_codes,
        moved_pct_min is not null as is_published,
        is_comparable,
        1 as figure_count
    from {{ ref('comparability') }}

),

pairs as (

    select distinct
        {{ compared_slice() }},
        is_published
    from said
    where from_year is not null

),

counts as (

    select
        *,
        year(period) as calendar_year
    from {{ ref('participants') }}
    where {{ participants_by(['measure_group', 'measure', 'status', 'sex']) }}

),

years as (

    select
        counts.calendar_year,
        min(counts.period) + interval 1 month - interval 1 day as ends_on,
        max(counts.period) + interval 1 month - interval 1 day as last_ends_on,
        max(documents.suppressed_below) is not null as is_suppressing
    from counts
    inner join {{ ref('documents') }} as documents using (document_id)
    group by all

),

printed_measures as (

    select distinct
        calendar_year,
        measure_code
    from counts
    where measure_code <> '_T'

),

-- The measures of a set that one year prints or does not cover.
members as (

    select
        {{ measure_set('measure_sets') }},
        lives.measure_code,
        lives.calendar_year,
        lives.life_state = 'not_covered' as is_uncovered,
        printed_measures.measure_code is not null as is_printed
    from {{ ref('int_measure_sets') }} as measure_sets
    inner join {{ ref('measure_years') }} as lives using (measure_code)
    left join printed_measures using (measure_code, calendar_year)

),

differences as (

    select
        {{ measure_set('former') }},
        former.calendar_year as from_year,
        later.calendar_year as to_year,
        -- Where one year has none of them, that is what the verdict says.
        bool_or(former.is_printed)
        and bool_or(later.is_printed)
        and bool_or(former.is_printed <> later.is_printed) as do_measures_differ,
        bool_or(former.is_uncovered or later.is_uncovered) as is_uncovered
    from members as former
    inner join members as later using ({{ measure_set() }}, measure_code)
    group by all

),

dated as (

    select
        {{ compared_slice('pairs') }},
        pairs.is_published,
        breaks.note_code,
        breaks.is_break
    from pairs
    inner join years as former on pairs.from_year = former.calendar_year
    inner join years as later on pairs.to_year = later.calendar_year
    inner join {{ ref('breaks') }} as breaks
        on
            pairs.measure_set_kind = coalesce(breaks.measure_set_kind, pairs.measure_set_kind)
            and pairs.measure_set_code = coalesce(breaks.measure_set_code, pairs.measure_set_code)
            and (
                breaks.dimension is null
                or (breaks.dimension = 'status' and pairs.status_code <> '_T')
                or (breaks.dimension = 'sex' and pairs.sex_code <> '_T')
                or pairs.dimension = breaks.dimension
            )
            -- The step goes from a month's end before the end of the break to one at its beginning.
            and (breaks.breaks_to is null or former.ends_on < breaks.breaks_to)
            and (breaks.breaks_from is null or later.last_ends_on >= breaks.breaks_from)

),

broken as (

    select
        {{ compared_slice() }},
        is_published,
        {{ join_text('note_code', ' ', 'note_code') }} as note_codes
    from dated
    where is_break
    group by all

),

held as (

    select distinct
        {{ compared_slice() }},
        is_published,
        note_code
    from dated
    {% for note_code, condition in {
        'SUPPRESSION_DIFFERS':
            'pairs.is_published and former.is_suppressing <> later.is_suppressing',
        'NOT_COVERED': 'differences.is_uncovered',
        'MEASURES_DIFFER': 'differences.do_measures_differ',
    }.items() %}
    union
    select
        {{ compared_slice('pairs') }},
        pairs.is_published,
        '{{ note_code }}' as note_code
    from pairs
    inner join years as former on pairs.from_year = former.calendar_year
    inner join years as later on pairs.to_year = later.calendar_year
    inner join differences using ({{ year_pair() }})
    where {{ condition }}
    {% endfor %}

),

-- Joined by note, all that is said with every note would be held in memory.
held_of_pair as (

    select
        {{ compared_slice() }},
        is_published,
        {{ join_text('note_code', ' ', 'note_code') }} as note_codes
    from held
    group by all

),

-- The area's counties are not all wholly in it; in the list the method says so of them all.
area_notes as (

    select
        concat_ws(' ', {{ area_key('areas') }}) as area,
        methods.note_code
    from {{ ref('area_counties') }} as areas
    inner join {{ ref('geography_methods') }} as methods using (geography_method)
    where areas.population_inside <> areas.county_population
    union
    select
        geography_method as area,
        note_code
    from {{ ref('geography_methods') }}

),

compared as (

    select
        said.mart,
        {{ compared_slice('said') }},
        said.area,
        said.figure_count,
        notes.note_code,
        ' ' || said.comparability_codes || ' ' like '% ' || notes.note_code || ' %' as is_said,
        notes.applies = 'always'
        or coalesce(' ' || held.note_codes || ' ' like '% ' || notes.note_code || ' %', false)
        or area_notes.note_code is not null as is_held
    from said
    left join held_of_pair as held
        on
            {{ same(compared_slice_columns(), 'said', 'held') }}
            and said.is_published = held.is_published
    cross join {{ ref('comparability_notes') }} as notes
    left join area_notes
        on
            said.area = area_notes.area
            and said.is_published
            and notes.note_code = area_notes.note_code
    -- What is strange about a single figure is not said of a step.
    where notes.note_code <> 'SOURCE_OUTLIER'

)

select
    mart,
    {{ step_words() }} as what,
    note_code,
    case when is_held then 'said' else 'not said' end as expected,
    case when is_said then 'said' else 'not said' end as found,
    figure_count
from compared
where is_said <> is_held
union all
select
    said.mart,
    {{ step_words() }} as what,
    broken.note_codes as note_code,
    'broken' as expected,
    'comparable' as found,
    said.figure_count
from said
inner join broken using ({{ compared_slice() }}, is_published)
where said.is_comparable
