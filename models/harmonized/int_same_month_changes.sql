-- One row per series or measure group x month x earlier year with the same month x status x sex:
-- the change between the two as an interval. Where the two years cannot be compared there is none.
with figures as (

    select * from {{ ref('int_measure_set_figures') }}
    where measure_set_kind in ('series', 'measure_group')

),

changes as (

    select
        former.figure_id as from_figure_id,
        later.figure_id as to_figure_id,
        later.measure_set_kind,
        later.measure_set_code,
        former.period as from_period,
        later.period,
        former.calendar_year as from_year,
        later.calendar_year as to_year,
        later.status_code,
        later.sex_code,
        former.obs_value as from_value,
        later.obs_value - former.obs_value as change_value,
        later.obs_value_min - former.obs_value_max as change_min,
        later.obs_value_max - former.obs_value_min as change_max
    from figures as former
    inner join figures as later
        on
            {{ same_measure_set('former', 'later') }}
            and former.status_code = later.status_code
            and former.sex_code = later.sex_code
            and month(former.period) = month(later.period)
            and former.period < later.period

),

judged as (

    select
        changes.from_figure_id,
        changes.to_figure_id,
        bool_and(comparability.is_comparable) as is_comparable,
        case
            when bool_or(comparability.dimension = 'status')
                then max(case when comparability.dimension = 'status' then comparability.comparability_codes end)
            else max(comparability.comparability_codes)
        end as comparability_codes
    from changes
    inner join {{ ref('int_comparability') }} as comparability
        on
            {{ same_pair('changes', 'comparability') }}
            and (
                (comparability.dimension = '_T' and comparability.verdict <> 'not_published')
                or (comparability.dimension = 'status' and changes.status_code <> '_T')
                or (comparability.dimension = 'sex' and changes.sex_code <> '_T')
            )
    group by all

)

select
    {{ figure_id('change', ['changes.from_figure_id', 'changes.to_figure_id']) }} as figure_id,
    changes.from_figure_id,
    changes.to_figure_id,
    changes.measure_set_kind,
    changes.measure_set_code,
    changes.from_period,
    changes.period,
    changes.status_code,
    changes.sex_code,
    case when judged.is_comparable then changes.change_value end as obs_value,
    case when judged.is_comparable then changes.change_min end as obs_value_min,
    case when judged.is_comparable then changes.change_max end as obs_value_max,
    case
        when not judged.is_comparable then 'O'
        when changes.change_value is null then 'Q'
        else 'I'
    end as obs_status,
    case
        when judged.is_comparable
            then cast(
                {{ rounded_ratio('changes.change_value', 'changes.from_value', 1000) }} * 0.1
                as decimal(18, 1)
            )
    end as change_pct,
    judged.is_comparable,
    judged.comparability_codes
from changes
inner join judged using (from_figure_id, to_figure_id)
