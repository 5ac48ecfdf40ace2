-- A change is the later figure less that of the same month of an earlier year, and is listed, given
-- or not, wherever both have the series or the measure group by that status and sex. Headlines are
-- all of one month, the one that most years have, and say what is printed in it.
with figures as (

    {{ published_months(['series', 'measure_group']) }}

),

months as (

    select
        month(period) as month_no,
        count(distinct year(period)) as year_count
    from figures
    group by all

),

most as (

    select max(year_count) as year_count from months

),

pairs as (

    select
        {{ measure_set('later') }},
        former.period as from_period,
        later.period,
        later.status_code,
        later.sex_code,
        {{ known_bound('later.obs_value_min - former.obs_value_max') }} as lowest,
        {{ known_bound('later.obs_value_max - former.obs_value_min') }} as highest
    from figures as former
    inner join figures as later using ({{ measure_set() }}, status_code, sex_code)
    where year(former.period) < year(later.period) and month(former.period) = month(later.period)

)

select
    'same_month_changes' as mart,
    concat_ws(' ', {{ measure_set() }}, from_period, period, status_code, sex_code) as what,
    'the same month of an earlier year' as expected,
    'another month or year' as found
from {{ ref('same_month_changes') }}
where month(from_period) <> month(period) or from_period >= period
union all
select
    'same_month_changes' as mart,
    concat_ws(
        ' ',
        {{ measure_set('pairs') }},
        pairs.from_period,
        pairs.period,
        pairs.status_code,
        pairs.sex_code
    ) as what,
    concat_ws(' to ', pairs.lowest, pairs.highest) || ', or its refusal' as expected,
    concat_ws(' to ', changes.change_min, changes.change_max) as found
from pairs
left join {{ ref('same_month_changes') }} as changes
    using ({{ measure_set() }}, from_period, period, status_code, sex_code)
where
    changes.figure_id is null
    or changes.change_min <> pairs.lowest
    or changes.change_max <> pairs.highest
union all
select distinct
    'headline' as mart,
    'headlines of ' || headline.period as what,
    'a month of ' || most.year_count || ' years' as expected,
    'a month of ' || months.year_count || ' years' as found
from {{ ref('headline') }} as headline
inner join months on month(headline.period) = months.month_no
cross join most
where months.year_count < most.year_count
union all
select
    'headline' as mart,
    concat_ws(
        ' ', printed.measure_group_code, printed.period, printed.status_code, printed.sex_code
    ) as what,
    concat_ws(' to ', printed.obs_value_min, printed.obs_value_max) as expected,
    concat_ws(' to ', headline.obs_value_min, headline.obs_value_max) as found
from {{ ref('participants_by_measure_group') }} as printed
left join {{ ref('headline') }} as headline
    using (measure_group_code, period, status_code, sex_code)
where
    month(printed.period) = (select min(month(shown.period)) from {{ ref('headline') }} as shown)
    and '_T' in (printed.status_code, printed.sex_code)
    and (
        printed.obs_value_min is distinct from headline.obs_value_min
        or printed.obs_value_max is distinct from headline.obs_value_max
    )
