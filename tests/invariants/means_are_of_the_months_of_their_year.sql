-- A mean over a year is a twelfth of what the marts of figures publish of its twelve months, lowest
-- and highest, with one decimal: bounds of what is hidden outwards. A month without a row is one of
-- nobody, and a group whose total is not printed the sum of its measures.
with months as (

    {{ published_months(['series', 'measure', 'measure_group']) }}
    union all
    select
        'measure_group' as measure_set_kind,
        measure_group_code as measure_set_code,
        period,
        status_code,
        sex_code,
        obs_value_min,
        {{ bound('obs_value_max', 'max') }} as obs_value_max
    from {{ ref('participants_by_measure') }} as measures
    where
        not exists (
            select 1 from {{ ref('participants_by_measure_group') }} as totals
            where
                totals.measure_group_code = measures.measure_group_code
                and totals.period = measures.period
                and totals.status_code = measures.status_code
                and totals.sex_code = measures.sex_code
        )

),

years as (

    select
        {{ measure_set() }},
        make_date(year(period), 1, 1) as period,
        status_code,
        sex_code,
        sum(obs_value_min) / 12.0 as lowest,
        {{ known_bound('sum(obs_value_max) / 12.0') }} as highest
    from months
    group by all

)

select
    concat_ws(' ', {{ measure_set() }}, year(period), status_code, sex_code) as what,
    round(coalesce(years.lowest, 0), 3) as lowest_expected,
    means.obs_value_min as lowest_found,
    round(coalesce(years.highest, 0), 3) as highest_expected,
    means.obs_value_max as highest_found
from {{ ref('annual_means') }} as means
left join years using ({{ measure_set() }}, period, status_code, sex_code)
where
    means.month_count = 12
    and not coalesce(
        case
            when means.obs_value is null
                then
                    years.lowest - means.obs_value_min between -0.000001 and 0.099999
                    and case
                        when years.highest is null then means.obs_value_max is null
                        else means.obs_value_max - years.highest between -0.000001 and 0.099999
                    end
            else
                abs(coalesce(years.lowest, 0) - means.obs_value_min) < 0.0500001
                and abs(coalesce(years.highest, 0) - means.obs_value_max) < 0.0500001
        end,
        false
    )
