-- One row per measure set x year x status x sex: the mean of its twelve months as an interval. Where
-- months are missing there is no mean.
with sums as (

    select
        measure_set_kind,
        measure_set_code,
        calendar_year,
        status_code,
        sex_code,
        count(*) as month_count,
        cast(sum(obs_value) as decimal(18, 1)) as sum_value,
        cast(sum(obs_value_min) as decimal(18, 1)) as sum_min,
        cast(sum(obs_value_max) as decimal(18, 1)) as sum_max,
        bool_or(obs_value is null) as is_suppressed,
        cast(sum(suppressed_count) as bigint) as suppressed_count
    from {{ ref('int_measure_set_figures') }}
    group by all

),

means as (

    select
        *,
        -- Tenths, rounded half away from zero as NAV rounds its averages.
        {{ rounded_ratio('10 * sum_value', 'month_count') }} as mean_tenths,
        {{ rounded_ratio('10 * sum_min', 'month_count') }} as min_tenths,
        {{ rounded_ratio('10 * sum_max', 'month_count') }} as max_tenths,
        month_count = 12 as is_whole_year
    from sums

)

select
    {{ figure_id('annual', [
        'measure_set_kind',
        'measure_set_code',
        'calendar_year',
        'status_code',
        'sex_code',
    ]) }}
        as figure_id,
    measure_set_kind,
    measure_set_code,
    calendar_year,
    make_date(calendar_year, 1, 1) as period,
    status_code,
    sex_code,
    case when is_whole_year and not is_suppressed then cast(mean_tenths * 0.1 as decimal(18, 1)) end
        as obs_value,
    case when is_whole_year then cast(min_tenths * 0.1 as decimal(18, 1)) end as obs_value_min,
    case when is_whole_year then cast(max_tenths * 0.1 as decimal(18, 1)) end as obs_value_max,
    case when not is_whole_year then 'O' when is_suppressed then 'Q' else 'I' end as obs_status,
    month_count,
    suppressed_count
from means
