-- Who adds up the rows that are leaves counts everybody once: in every mart that marks them, month
-- and measure group they hold the total that is printed, and there are some wherever the mart has
-- the group. A series is of several groups: all leaf series hold those that are printed by measure.
with figures as (

    {% for mart in [
        'participants', 'participants_by_measure_group', 'participants_by_measure',
        'participants_by_county', 'participants_by_county_harmonized', 'participants_by_background',
    ] %}
    select
        '{{ mart }}' as mart,
        period,
        measure_group_code,
        is_leaf,
        obs_value_min,
        {{ bound('obs_value_max', 'max') }} as obs_value_max
    from {{ ref(mart) }}
    where measure_group_code <> '_T' {{ "and indicator = 'participants'" if loop.first }}
    union all
    {% endfor %}
    select
        'participants_by_series' as mart,
        period,
        '_T' as measure_group_code,
        is_leaf,
        obs_value_min,
        {{ bound('obs_value_max', 'max') }} as obs_value_max
    from {{ ref('participants_by_series') }}

),

sums as (

    select
        mart,
        period,
        measure_group_code,
        sum(case when is_leaf then obs_value_min end) as leaves_min,
        sum(case when is_leaf then obs_value_max end) as leaves_max
    from figures
    group by all

),

printed as (

    select
        period,
        measure_group_code,
        obs_value_min as total_min,
        {{ bound('obs_value_max', 'max') }} as total_max
    from {{ ref('participants') }}
    where {{ participants_by(['measure_group']) }}

),

totals as (

    select * from printed
    where measure_group_code <> '_T'
    union all
    select
        period,
        '_T' as measure_group_code,
        sum(total_min) as total_min,
        sum(total_max) as total_max
    from printed
    where
        (period, measure_group_code) in (
            select
                measures.period,
                measures.measure_group_code
            from {{ ref('participants_by_measure') }} as measures
        )
    group by period

)

select
    sums.mart,
    sums.period,
    sums.measure_group_code
from sums
left join totals using (period, measure_group_code)
where
    sums.leaves_min is null
    or totals.total_min > sums.leaves_max
    or totals.total_max < sums.leaves_min
