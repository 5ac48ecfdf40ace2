-- One row per measure set x pair of years x status x sex x dimension (_T: the country; county,
-- background: figures broken down by it) that either year publishes, and totals always: whether the
-- two years can be compared, and what must be said. Shares of the participants and dated facts
-- decide; what nobody judged is not compared.
{%- set whom = ['status_code', 'sex_code', 'dimension'] %}
with pairs as (

    select * from {{ ref('int_measure_set_year_pairs') }}
    -- Neither year has the measure set: nothing to compare, and nothing to say.
    where
        is_from_published
        or is_to_published
        or from_measure_codes is not null
        or to_measure_codes is not null

),

slices as (

    {% for year in ['from_year', 'to_year'] %}
    select
        {{ year_pair('pairs') }},
        published.status_code,
        published.sex_code,
        published.dimension
    from pairs
    inner join {{ ref('int_published_slices') }} as published
        on
            {{ same(measure_set_columns(), 'pairs', 'published') }}
            and pairs.{{ year }} = published.calendar_year
    union
    {% endfor %}
    select
        {{ year_pair() }},
        '_T' as status_code,
        '_T' as sex_code,
        '_T' as dimension
    from pairs

),

-- Nobody takes part in any month of the year.
empty_years as (

    select
        {{ measure_set() }},
        calendar_year,
        status_code,
        sex_code
    from {{ ref('int_measure_set_sums') }}
    group by all
    having max(obs_value_max) = 0

),

sliced as (

    select
        pairs.*,
        slices.status_code,
        slices.sex_code,
        slices.dimension,
        former.months is not null and later.months is not null as is_published,
        empty_before.calendar_year is not null as is_empty_before,
        empty_after.calendar_year is not null as is_empty_after,
        coalesce({{ common_bits('former.months', 'later.months') }}, 0) > 0 as has_common_month
    from pairs
    inner join slices on {{ same(year_pair_columns(), 'pairs', 'slices') }}
    left join {{ ref('int_published_slices') }} as former
        on
            {{ same(measure_set_columns() + whom, 'slices', 'former') }}
            and slices.from_year = former.calendar_year
    left join {{ ref('int_published_slices') }} as later
        on
            {{ same(measure_set_columns() + whom, 'slices', 'later') }}
            and slices.to_year = later.calendar_year
    {% for year, empty in {'from_year': 'empty_before', 'to_year': 'empty_after'}.items() %}
    left join empty_years as {{ empty }}
        on
            slices.dimension = '_T'
            and {{ same(measure_set_columns() + ['status_code', 'sex_code'], 'slices', empty) }}
            and slices.{{ year }} = {{ empty }}.calendar_year
    {% endfor %}

),

noted as (

    select
        {{ compared_slice('sliced') }},
        breaks.note_code,
        breaks.is_break
    from sliced
    inner join {{ ref('breaks') }} as breaks
        on
            coalesce(breaks.measure_set_kind, sliced.measure_set_kind) = sliced.measure_set_kind
            and coalesce(breaks.measure_set_code, sliced.measure_set_code) = sliced.measure_set_code
            and case breaks.dimension
                when 'status' then sliced.status_code <> '_T'
                when 'sex' then sliced.sex_code <> '_T'
                when 'county' then sliced.dimension = 'county'
                else true
            end
            and last_day(sliced.from_period) < coalesce(breaks.breaks_to, sliced.to_period)
            and last_day(sliced.to_period) >= coalesce(breaks.breaks_from, sliced.to_period)

),

broken as (

    select distinct {{ compared_slice() }} from noted
    where is_break

),

-- What moved is added up; of what ended and what began the larger share counts.
changed as (

    select
        {{ year_pair('shares') }},
        shares.status_code,
        shares.sex_code,
        {% for verdict, total in {'broken': 'sum', 'changed': 'max', 'not_judged': 'max'}.items() %}
        {% for column in ['pct_min', 'pct_max', 'persons_min', 'persons_max'] %}
        coalesce({{ total }}(
            case when kinds.verdict = '{{ verdict }}' then shares.{{ column }} end
        ), 0) as {{ verdict }}_{{ column }},
        {% endfor %}
        bool_or(kinds.verdict = '{{ verdict }}' and shares.persons_max is null)
            as is_{{ verdict }}_unknown,
        {% endfor %}
        any_value(kinds.least_pct) as least_pct,
        any_value(kinds.least_persons) as least_persons
    from {{ ref('int_content_changes') }} as shares
    inner join {{ ref('content_change_kinds') }} as kinds using (content_change)
    group by all

),

weighed as (

    select
        sliced.*,
        broken.measure_set_code is not null as is_broken,
        coalesce(changed.broken_pct_min, 0) as moved_pct_min,
        coalesce(changed.broken_pct_max, 0) as moved_pct_max,
        coalesce(changed.changed_pct_min, 0) as changed_pct_min,
        coalesce(changed.changed_pct_max, 0) as changed_pct_max,
        changed.least_pct,
        coalesce(
            changed.broken_pct_min >= changed.least_pct
            and changed.broken_persons_min >= changed.least_persons,
            false
        ) as has_moved,
    {% for verdict in ['broken', 'changed', 'not_judged'] %}
    coalesce(
        changed.{{ verdict }}_pct_max >= changed.least_pct
        and (
            changed.{{ verdict }}_persons_max >= changed.least_persons
            or changed.is_{{ verdict }}_unknown
        ),
        false
    ) as may_be_{{ verdict }}{{ ',' if not loop.last }}
    {% endfor %}
    from sliced
    left join broken on {{ same(compared_slice_columns(), 'sliced', 'broken') }}
    left join changed
        on {{ same(year_pair_columns() + ['status_code', 'sex_code'], 'sliced', 'changed') }}

),

judged as (

    select
        *,
        case
            when
                (is_empty_before and is_empty_after)
                or (is_empty_before and is_covered and to_measure_codes is null)
                or (is_empty_after and is_covered and from_measure_codes is null)
                then 'empty'
            -- One side is covered and empty: the measure set began or ended in between.
            when is_covered and from_measure_codes is null and to_measure_codes is not null
                then 'new'
            when is_covered and from_measure_codes is not null and to_measure_codes is null
                then 'ended'
            when not is_published then 'not_published'
            -- What has ended before the later year only runs out in it.
            when is_to_tail then 'ended'
            when not has_common_month then 'no_common_month'
            when is_broken or has_moved then 'broken'
            when may_be_broken or may_be_not_judged then 'not_judged'
            when may_be_changed then 'changed'
            when greatest(moved_pct_max, changed_pct_max) >= least_pct then 'few'
            when from_measure_codes is null or to_measure_codes is null then 'whole_group'
            when from_measure_codes = to_measure_codes then 'identical'
            when is_renamed then 'renamed'
            when is_divided then 'divided'
            when is_joined then 'joined'
            else 'similar'
        end as verdict
    from weighed

),

said as (

    select
        {{ compared_slice() }},
        note_code
    from noted
    {% for note_code, condition in {
        'SUPPRESSION_DIFFERS': 'suppression_differs and is_published',
        'NOT_COVERED': 'not is_covered',
        'MEASURES_DIFFER': 'from_measure_codes <> to_measure_codes',
    }.items() %}
    union
    select
        {{ compared_slice() }},
        '{{ note_code }}' as note_code
    from judged
    where {{ condition }}
    {% endfor %}

),

notes as (

    select
        {{ compared_slice('said') }},
        {{ join_text('said.note_code', ' ', 'listed.order_no') }} as comparability_codes
    from said
    inner join {{ ref('comparability_notes') }} as listed using (note_code)
    group by all

)

select
    {{ compared_slice('judged') }},
    judged.verdict,
    verdicts.is_comparable,
    {% for share in ['moved_pct_min', 'moved_pct_max', 'changed_pct_min', 'changed_pct_max'] %}
    case when judged.is_published then cast(judged.{{ share }} as decimal(9, 2)) end as {{ share }},
    {% endfor %}
    judged.from_measure_codes,
    judged.to_measure_codes,
    notes.comparability_codes
from judged
inner join {{ ref('comparability_verdicts') }} as verdicts using (verdict)
left join notes using ({{ compared_slice() }})
