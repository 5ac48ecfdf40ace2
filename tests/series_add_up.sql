-- Nothing is lost: in every month, status and sex that is printed by measure the leaf series add up
-- to the grand total as intervals, and exactly where nothing is suppressed; parents are the sum of
-- their leaves. A whole is there wherever one of its leaves is and the year covers all of them.
with figures as (

    select
        measure_sets.*,
        figures.obs_value_min,
        figures.obs_value_max
    from {{ ref('int_measure_set_figures') }} as measure_sets
    inner join {{ ref('int_figures') }} as figures using (figure_id)

),

-- The leaves are parts of the grand total, and those with a parent of that.
wholes as (

    select
        'measure_group' as measure_set_kind,
        '_T' as measure_set_code,
        series_code
    from {{ ref('series') }}
    where
        series_code not in (
            select parents.parent_series_code from {{ ref('series') }} as parents
            where parents.parent_series_code is not null
        )
    union all
    select
        'series' as measure_set_kind,
        parent_series_code as measure_set_code,
        series_code
    from {{ ref('series') }}
    where parent_series_code is not null

),

sums as (

    select
        wholes.measure_set_kind,
        wholes.measure_set_code,
        figures.period,
        figures.status_code,
        figures.sex_code,
        sum(figures.obs_value_min) as parts_min,
        sum(figures.obs_value_max) as parts_max
    from figures
    inner join wholes on figures.measure_set_code = wholes.series_code
    where figures.measure_set_kind = 'series'
    group by all

),

-- A measure that is not covered is missed, unless it had ended.
uncovered as (

    select distinct
        {{ measure_set('measure_sets') }},
        lives.calendar_year
    from {{ ref('int_measure_sets') }} as measure_sets
    inner join {{ ref('measure_years') }} as lives using (measure_code)
    where
        lives.life_state = 'not_covered'
        and not coalesce(year(lives.ended_on) <= lives.calendar_year, false)

),

totals as (

    select * from figures
    where
        (measure_set_kind, measure_set_code) in (
            select
                wholes.measure_set_kind,
                wholes.measure_set_code
            from wholes
        )

)

select
    measure_set_kind,
    measure_set_code,
    period,
    status_code,
    sex_code,
    totals.obs_value_min,
    totals.obs_value_max,
    sums.parts_min,
    sums.parts_max
from totals
full outer join sums using (measure_set_kind, measure_set_code, period, status_code, sex_code)
where
    not coalesce(
        totals.obs_value_min >= sums.parts_min and totals.obs_value_max <= sums.parts_max, false
    )
    and (measure_set_kind, measure_set_code, year(period)) not in (
        select
            uncovered.measure_set_kind,
            uncovered.measure_set_code,
            uncovered.calendar_year
        from uncovered
    )
    -- Group totals by sex alone are printed without their measures.
    and (status_code, sex_code, period) in (
        select
            measures.status_code,
            measures.sex_code,
            measures.period
        from figures as measures
        where measures.measure_set_kind = 'measure'
    )
