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

series as (

    select
        series.*,
        series.series_code in (
            select parents.parent_series_code from {{ ref('series') }} as parents
            where parents.parent_series_code is not null
        ) as is_parent
    from {{ ref('series') }} as series

),

parts as (

    select
        '_T' as whole_code,
        'measure_group' as whole_kind,
        figures.*
    from figures
    inner join series on figures.measure_set_code = series.series_code and not series.is_parent
    where figures.measure_set_kind = 'series'
    union all
    select
        series.parent_series_code as whole_code,
        'series' as whole_kind,
        figures.*
    from figures
    inner join series on figures.measure_set_code = series.series_code
    where figures.measure_set_kind = 'series' and series.parent_series_code is not null

),

sums as (

    select
        whole_kind,
        whole_code,
        period,
        status_code,
        sex_code,
        sum(obs_value_min) as parts_min,
        sum(obs_value_max) as parts_max
    from parts
    group by all

)

select
    wholes.measure_set_kind,
    wholes.measure_set_code,
    wholes.period,
    wholes.status_code,
    wholes.sex_code,
    wholes.obs_value_min,
    wholes.obs_value_max,
    sums.parts_min,
    sums.parts_max
from figures as wholes
left join sums
    on
        wholes.measure_set_kind = sums.whole_kind
        and wholes.measure_set_code = sums.whole_code
        and wholes.period = sums.period
        and wholes.status_code = sums.status_code
        and wholes.sex_code = sums.sex_code
where
    (
        (wholes.measure_set_kind = 'measure_group' and wholes.measure_set_code = '_T')
        or wholes.measure_set_code in (
            select series.series_code from series
            where series.is_parent
        )
    )
    -- Group totals by sex alone are printed without their measures.
    and (wholes.status_code, wholes.sex_code, wholes.period) in (
        select
            measures.status_code,
            measures.sex_code,
            measures.period
        from figures as measures
        where measures.measure_set_kind = 'measure'
    )
    and not coalesce(
        wholes.obs_value_min >= sums.parts_min and wholes.obs_value_max <= sums.parts_max,
        false
    )
