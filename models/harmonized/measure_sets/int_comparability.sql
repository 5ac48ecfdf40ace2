-- One row per measure set x pair of years x dimension (_T: totals; status, sex, county: the
-- figures broken down by it): whether the two years can be compared, and what must be said.
-- The verdict follows from the measures that are printed, from what took the place of what and from
-- the breaks; a pair that is not published is never compared.
with dimensions as (

    select names.dimension
    from (values ('_T'), ('status'), ('sex'), ('county')) as names (dimension)

),

-- Both years print figures broken down by the dimension, in the same breakdown. What is broken
-- down by county says nothing of statuses.
published as (

    select distinct
        {{ measure_set('former') }},
        former.calendar_year as from_year,
        later.calendar_year as to_year,
        dimensions.dimension
    from {{ ref('int_published_breakdowns') }} as former
    inner join {{ ref('int_published_breakdowns') }} as later
        using ({{ measure_set() }}, breakdown)
    inner join dimensions
        on
            (dimensions.dimension = '_T' and former.breakdown = '')
            or (
                dimensions.dimension <> '_T'
                and {{ is_judged_by('dimensions.dimension', 'former.breakdown') }}
                and not (
                    dimensions.dimension = 'status'
                    and {{ is_broken_down_by('former.breakdown', 'county') }}
                )
            )

),

pairs as (

    select
        pairs.*,
        dimensions.dimension,
        published.dimension is not null as is_published
    from {{ ref('int_measure_set_year_pairs') }} as pairs
    cross join dimensions
    left join published using ({{ year_pair() }}, dimension)
    -- Neither year has the measure set: nothing to compare, and nothing to say.
    where pairs.is_from_printed or pairs.is_to_printed

),

noted as (

    select
        {{ year_pair('pairs') }},
        pairs.dimension,
        breaks.note_code,
        breaks.is_break
    from pairs
    inner join {{ ref('breaks') }} as breaks
        on
            coalesce(breaks.measure_set_kind, pairs.measure_set_kind) = pairs.measure_set_kind
            and coalesce(breaks.measure_set_code, pairs.measure_set_code) = pairs.measure_set_code
            and coalesce(breaks.dimension, pairs.dimension) = pairs.dimension
            and pairs.from_period < coalesce(breaks.breaks_to, pairs.to_period)
            and pairs.to_period >= coalesce(breaks.breaks_from, pairs.to_period)

),

broken as (

    select distinct
        {{ year_pair() }},
        dimension
    from noted
    where is_break

),

judged as (

    select
        pairs.*,
        case
            -- One side is covered and empty: the measure set began or ended in between.
            when
                pairs.dimension = '_T' and pairs.is_covered
                and pairs.is_to_printed and not pairs.is_from_printed
                then 'new'
            when
                pairs.dimension = '_T' and pairs.is_covered
                and pairs.is_from_printed and not pairs.is_to_printed
                then 'ended'
            when not pairs.is_published then 'not_published'
            -- A measure that has ended before the later year only runs out in it.
            when pairs.measure_set_kind = 'measure' and tails.life_state = 'tail' then 'ended'
            when broken.dimension is not null then 'broken'
            when pairs.from_measure_codes = pairs.to_measure_codes then 'identical'
            when pairs.is_split then 'split'
            when pairs.is_renamed then 'renamed'
            else 'merged'
        end as verdict
    from pairs
    left join broken using ({{ year_pair() }}, dimension)
    left join {{ ref('int_measure_years') }} as tails
        on
            pairs.measure_set_code = tails.measure_code
            and pairs.to_year = tails.calendar_year

),

said as (

    select
        {{ year_pair() }},
        dimension,
        note_code
    from noted
    {% for note_code, condition in {
        'SUPPRESSION_DIFFERS': 'suppression_differs and is_published',
        'NOT_COVERED': 'not is_covered',
        'MEASURES_DIFFER': 'from_measure_codes <> to_measure_codes',
    }.items() %}
    union
    select
        {{ year_pair() }},
        dimension,
        '{{ note_code }}' as note_code
    from judged
    where {{ condition }}
    {% endfor %}

),

notes as (

    select
        {{ year_pair('said') }},
        said.dimension,
        {{ join_text('said.note_code', ' ', 'listed.order_no') }} as comparability_codes
    from said
    inner join {{ ref('comparability_notes') }} as listed using (note_code)
    group by all

)

select
    {{ year_pair('judged') }},
    judged.dimension,
    judged.verdict,
    verdicts.is_comparable,
    judged.from_measure_codes,
    judged.to_measure_codes,
    notes.comparability_codes
from judged
inner join {{ ref('comparability_verdicts') }} as verdicts using (verdict)
left join notes using ({{ year_pair() }}, dimension)
