-- A verdict follows from the shares of the participants: what moved adds up to the share that is
-- said, of what ended and began it is the larger; three per cent and ten persons that moved break a
-- pair, and what may be as much, or what nobody judged, is not compared. One figure has one
-- verdict: where both years have the same measures, the measure and every set that holds only it
-- agree.
with shares as (

    select
        {{ year_pair('changes') }},
        changes.status_code,
        changes.sex_code,
        {% for end in ['min', 'max'] %}
        sum(
            case when changes.content_change like 'moved%' then changes.pct_{{ end }} else 0 end
        ) as moved_{{ end }},
        max(
            case
                when changes.content_change in ('ended', 'begun') then changes.pct_{{ end }} else 0
            end
        ) as changed_{{ end }},
        sum(
            case
                when changes.content_change like 'moved%'
                    then coalesce(changes.persons_{{ end }}, 1000000)
                else 0
            end
        ) as persons_moved_{{ end }},
        {% endfor %}
        max(
            case
                when changes.content_change in ('ended', 'begun') then changes.persons_max else 0
            end
        ) as persons_changed,
        max(
            case
                when
                    changes.content_change in ('unjudged', 'not_covered')
                    and coalesce(changes.persons_max, 10) >= 10
                    then changes.pct_max
                else 0
            end
        ) as open_max
    from {{ ref('content_changes') }} as changes
    group by all

),

pairs as (

    select
        verdicts.*,
        coalesce(shares.moved_min, 0) as moved_min,
        coalesce(shares.moved_max, 0) as moved_max,
        coalesce(shares.changed_min, 0) as changed_min,
        coalesce(shares.changed_max, 0) as changed_max,
        coalesce(shares.persons_moved_min, 0) as persons_moved_min,
        coalesce(shares.persons_moved_max, 0) as persons_moved_max,
        coalesce(shares.persons_changed, 0) as persons_changed,
        coalesce(shares.open_max, 0) as open_max
    from {{ ref('comparability') }} as verdicts
    left join shares
        on {{ same(year_pair_columns() + ['status_code', 'sex_code'], 'verdicts', 'shares') }}
    where verdicts.dimension = '_T' and verdicts.moved_pct_min is not null

),

wrong as (

    select
        *,
        'shares that add up' as expected
    from pairs
    where
        moved_pct_min <> moved_min
        or moved_pct_max <> moved_max
        or changed_pct_min <> changed_min
        or changed_pct_max <> changed_max
    union all
    select
        *,
        'broken, as much has moved' as expected
    from pairs
    where
        moved_min >= 3
        and persons_moved_min >= 10
        and verdict not in ('broken', 'new', 'ended', 'no_common_month')
    union all
    select
        *,
        'nothing compared, as it is open what moved' as expected
    from pairs
    where is_comparable and ((moved_max >= 3 and persons_moved_max >= 10) or open_max >= 3)
    union all
    -- What is less than ten persons is not said to be open.
    select
        *,
        'a judgement, as little has moved and nothing is open' as expected
    from pairs
    where verdict = 'not_judged' and moved_max < 3 and open_max < 3
    union all
    select
        *,
        'changed in content where three per cent ended or began' as expected
    from pairs
    where
        (verdict = 'changed' and changed_max < 3)
        or (
            is_comparable
            and changed_min >= 3
            and persons_changed >= 10
            and verdict <> 'changed'
        )
    union all
    select
        *,
        'the same measures' as expected
    from pairs
    where verdict = 'identical' and from_measure_codes is distinct from to_measure_codes

),

-- Sets of one measure in both years.
alike as (

    select
        sets.measure_set_kind || ' ' || sets.measure_set_code as what,
        sets.from_year,
        sets.to_year,
        sets.status_code,
        sets.sex_code,
        sets.dimension,
        sets.verdict as found,
        measures.verdict as expected
    from {{ ref('int_comparability') }} as sets
    inner join {{ ref('int_comparability') }} as measures
        on
            measures.measure_set_kind = 'measure'
            and sets.from_measure_codes = measures.measure_set_code
            and sets.to_measure_codes = measures.measure_set_code
            and sets.from_year = measures.from_year
            and sets.to_year = measures.to_year
            and sets.status_code = measures.status_code
            and sets.sex_code = measures.sex_code
            and sets.dimension = measures.dimension
    where sets.measure_set_kind <> 'measure' and sets.verdict <> measures.verdict

)

select
    concat_ws(' ', {{ compared_slice() }}) as what,
    expected,
    verdict as found
from wrong
union all
select
    concat_ws(' ', what, from_year, to_year, status_code, sex_code, dimension) as what,
    expected,
    found
from alike
