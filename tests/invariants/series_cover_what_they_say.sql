-- A measure set has a figure in every month, status and sex that there is by measure, zero or
-- not, in each year that prints one of its measures and either covers the others or comes after
-- their end; a whole group has one wherever its total is printed. A series names the measures that
-- its year prints, and is covered if and only if the year prints all measures, or those of its
-- groups, or the total that it is. A mean counts the months.
with counts as (

    select
        *,
        year(period) as calendar_year
    from {{ ref('participants') }}
    where {{ participants_by(['measure_group', 'measure', 'status', 'sex']) }}

),

printed_measures as (

    select distinct
        calendar_year,
        measure_code
    from counts
    where measure_code <> '_T'

),

years as (

    select
        calendar_year,
        min(period) as first_period,
        bool_or(measure_group_code = '_T') as has_all_groups,
        bool_or(measure_code <> '_T') as has_measures
    from counts
    group by all

),

printed_groups as (

    select distinct
        calendar_year,
        measure_group_code
    from counts
    where measure_code <> '_T'

),

members as (

    select
        {{ measure_set('measure_sets') }},
        measure_sets.measure_code,
        measure_sets.measure_group_code,
        years.calendar_year,
        printed_measures.measure_code is not null as is_printed,
        years.has_measures
        and (years.has_all_groups or printed_groups.measure_group_code is not null) as is_covered,
        coalesce(lives.ended_on <= years.first_period, false) as has_ended
    from {{ ref('int_measure_sets') }} as measure_sets
    cross join years
    left join printed_measures using (measure_code, calendar_year)
    left join printed_groups using (measure_group_code, calendar_year)
    left join {{ ref('measure_years') }} as lives using (measure_code, calendar_year)

),

measure_sets as (

    select
        {{ measure_set() }},
        calendar_year,
        {{ join_text("case when is_printed then measure_code end", ' ', 'measure_code') }}
            as measure_codes,
        {{ join_text('measure_code', ' ', 'measure_code') }} as all_codes,
        bool_and(is_covered) as is_covered,
        bool_or(is_printed) and bool_and(is_covered or has_ended) as is_offered
    from members
    group by all

),

months as (

    select distinct
        year(period) as calendar_year,
        period,
        status_code,
        sex_code
    from {{ ref('participants_by_measure') }}

),

-- Months are given by measure, or as the total of a group: which may be a series too.
figures as (

    select
        {{ measure_set('measure_sets') }},
        months.calendar_year,
        months.period,
        months.status_code,
        months.sex_code,
        measure_sets.measure_codes,
        measure_sets.is_covered
    from measure_sets
    inner join months using (calendar_year)
    where measure_sets.is_offered
    union
    select
        {{ measure_set('measure_sets') }},
        counts.calendar_year,
        counts.period,
        counts.status_code,
        counts.sex_code,
        measure_sets.measure_codes,
        measure_sets.measure_codes is null or measure_sets.is_covered as is_covered
    from measure_sets
    inner join measure_sets as measure_groups
        on
            measure_groups.measure_set_kind = 'measure_group'
            and measure_sets.calendar_year = measure_groups.calendar_year
            and measure_sets.all_codes = measure_groups.all_codes
    inner join counts
        on
            measure_groups.calendar_year = counts.calendar_year
            and measure_groups.measure_set_code = counts.measure_group_code
            and counts.measure_code = '_T'
    where measure_sets.measure_set_kind <> 'measure'

),

series as (

    select
        measure_set_code as series_code,
        period,
        status_code,
        sex_code,
        measure_codes,
        is_covered
    from figures
    where measure_set_kind = 'series'

),

means as (

    select
        {{ measure_set() }},
        make_date(calendar_year, 1, 1) as period,
        status_code,
        sex_code,
        count(*) as month_count
    from figures
    group by all

)

select
    'participants_by_series' as mart,
    concat_ws(' ', series_code, period, status_code, sex_code) as what,
    case series.is_covered
        when true then coalesce(series.measure_codes, 'its total')
        when false then series.measure_codes || ', in part'
        else 'no figure'
    end as expected,
    case figures.is_covered
        when true then coalesce(figures.measure_codes, 'its total')
        when false then figures.measure_codes || ', in part'
        else 'no figure'
    end as found
from series
full outer join {{ ref('participants_by_series') }} as figures
    using (series_code, period, status_code, sex_code)
where
    series.measure_codes is distinct from figures.measure_codes
    or series.is_covered is distinct from figures.is_covered
union all
select
    'annual_means' as mart,
    concat_ws(' ', {{ measure_set() }}, year(period), status_code, sex_code) as what,
    coalesce(means.month_count, 0) || ' months' as expected,
    coalesce(figures.month_count, 0) || ' months' as found
from means
full outer join {{ ref('annual_means') }} as figures
    using ({{ measure_set() }}, period, status_code, sex_code)
where
    means.month_count is distinct from figures.month_count
    or (figures.month_count = 12) <> (figures.obs_status <> 'O')
