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

)

select
    changes.*,
    comparability.is_comparable,
    comparability.comparability_codes
from changes
inner join {{ ref('int_comparability') }} as comparability
    on
        {{ same(year_pair_columns() + ['status_code', 'sex_code'], 'changes', 'comparability') }}
        and comparability.dimension = '_T'
