-- One row per series or measure group x month x earlier year with the same month x status x sex:
-- the two figures that a change is between, and whether their years can be compared.
with measure_set_figures as (

    select * from {{ ref('int_measure_set_figures') }}
    where measure_set_kind in ('series', 'measure_group')

),

changes as (

    select
        {{ figure_id('change', ['former.figure_id', 'later.figure_id']) }} as figure_id,
        former.figure_id as from_figure_id,
        later.figure_id as to_figure_id,
        {{ measure_set('later') }},
        former.calendar_year as from_year,
        later.calendar_year as to_year,
        former.period as from_period,
        later.period,
        later.status_code,
        later.sex_code,
        later.breakdown
    from measure_set_figures as former
    inner join measure_set_figures as later
        on
            former.measure_set_kind = later.measure_set_kind
            and former.measure_set_code = later.measure_set_code
            and former.status_code = later.status_code
            and former.sex_code = later.sex_code
            and month(former.period) = month(later.period)
            and former.period < later.period

),

judged as (

    select
        changes.figure_id,
        bool_and(comparability.is_comparable) as is_comparable,
        case
            when bool_or(comparability.dimension = 'status')
                then max(
                    case
                        when comparability.dimension = 'status'
                            then comparability.comparability_codes
                    end
                )
            else max(comparability.comparability_codes)
        end as comparability_codes
    from changes
    inner join {{ ref('int_comparability') }} as comparability using ({{ year_pair() }})
    where
        {{ is_judged_by('comparability.dimension', 'changes.breakdown') }}
        and (comparability.dimension <> '_T' or comparability.verdict <> 'not_published')
    group by all

)

select
    changes.*,
    judged.is_comparable,
    judged.comparability_codes
from changes
inner join judged using (figure_id)
