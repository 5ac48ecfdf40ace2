-- Nothing is lost: in every month, status and sex with a published grand total the leaf series add
-- up to it as intervals, and exactly where nothing is suppressed; parents are the sum of their
-- leaves.
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

)

select
    measure_set_kind,
    measure_set_code,
    period,
    status_code,
    sex_code,
    figures.obs_value_min,
    figures.obs_value_max,
    sums.parts_min,
    sums.parts_max
from figures
left join sums using (measure_set_kind, measure_set_code, period, status_code, sex_code)
where
    (measure_set_kind, measure_set_code) in (
        select
            wholes.measure_set_kind,
            wholes.measure_set_code
        from wholes
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
    and not coalesce(
        figures.obs_value_min >= sums.parts_min and figures.obs_value_max <= sums.parts_max, false
    )
