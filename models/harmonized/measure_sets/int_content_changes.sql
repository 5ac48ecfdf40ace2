-- One row per measure set x pair of years x status x sex x content change: what share of the
-- participants it concerns, as an interval. The share is of the mean over the months that both
-- years have; least and most are those of single months. What comes in is a share of the set and
-- itself together. Where a year prints no measures, one that had closed is no larger than it was
-- when last printed, and of any other nothing is known.
with measure_figures as (

    select
        *,
        measure_set_code as measure_code
    from {{ ref('int_measure_set_sums') }}
    where measure_set_kind = 'measure'

),

-- Months in which measures are printed by this status and sex.
slices as (

    select distinct
        period,
        status_code,
        sex_code
    from measure_figures

),

pairs as (

    select distinct {{ year_pair() }} from {{ ref('int_content_measures') }}

),

-- The figures of the set in the months that both years have.
lines as (

    select
        {{ year_pair('pairs') }},
        former.status_code,
        former.sex_code,
        former.period as from_period,
        later.period as to_period,
        former.is_covered and later.is_covered as is_covered,
        former.obs_value_min as from_min,
        former.obs_value_max as from_max,
        later.obs_value_min as to_min,
        later.obs_value_max as to_max
    from pairs
    inner join {{ ref('int_measure_set_sums') }} as former
        on
            {{ same(measure_set_columns(), 'pairs', 'former') }}
            and pairs.from_year = former.calendar_year
    inner join {{ ref('int_measure_set_sums') }} as later
        on
            {{ same(measure_set_columns(), 'pairs', 'later') }}
            and pairs.to_year = later.calendar_year
            and month(former.period) = month(later.period)
            and {{ same(['status_code', 'sex_code'], 'former', 'later') }}

),

parts as (

    select
        {{ year_pair('changes') }},
        changes.measure_code,
        changes.content_change,
        changes.figure_year,
        changes.is_certain,
        lines.status_code,
        lines.sex_code,
        month(lines.from_period) as month_no,
        case
            when changes.figure_year = changes.from_year then lines.from_period else lines.to_period
        end as period,
        case when changes.figure_year = changes.from_year then lines.from_min else lines.to_min end
            as line_min,
        case when changes.figure_year = changes.from_year then lines.from_max else lines.to_max end
            as line_max
    from {{ ref('int_content_measures') }} as changes
    inner join lines using ({{ year_pair() }})
    -- NAV's total of a group covers its measures, also where they are not printed.
    where changes.content_change <> 'not_covered' or not lines.is_covered

),

-- What a closed measure had in the last month before that was printed.
tails as (

    select
        years.measure_code,
        years.calendar_year,
        max_by(coalesce(last_figures.obs_value_max, 0), earlier.calendar_year) as most
    from {{ ref('int_measure_years') }} as years
    inner join {{ ref('int_measure_years') }} as earlier
        on
            years.measure_code = earlier.measure_code
            and years.calendar_year > earlier.calendar_year
            and earlier.is_covered
            and years.ended_on <= last_day(earlier.last_period)
    inner join slices
        on
            earlier.last_period = slices.period
            and slices.status_code = '_T'
            and slices.sex_code = '_T'
    left join measure_figures as last_figures
        on
            earlier.measure_code = last_figures.measure_code
            and earlier.last_period = last_figures.period
            and last_figures.status_code = '_T'
            and last_figures.sex_code = '_T'
    where not years.is_covered
    group by all

),

sized as (

    select
        parts.*,
        case when parts.is_certain then coalesce(measure_figures.obs_value_min, 0) else 0 end
            as part_min,
        case
            when measure_figures.period is not null then measure_figures.obs_value_max
            when slices.period is not null and years.is_covered then 0
            else tails.most
        end as part_max
    from parts
    inner join {{ ref('int_measure_years') }} as years
        on
            parts.measure_code = years.measure_code
            and parts.figure_year = years.calendar_year
    left join measure_figures
        on
            parts.measure_code = measure_figures.measure_code
            and {{ same(['period', 'status_code', 'sex_code'], 'parts', 'measure_figures') }}
    left join slices on {{ same(['period', 'status_code', 'sex_code'], 'parts', 'slices') }}
    left join tails
        on
            parts.measure_code = tails.measure_code
            and parts.figure_year = tails.calendar_year

),

months as (

    select
        {{ year_pair() }},
        status_code,
        sex_code,
        content_change,
        figure_year,
        month_no,
        any_value(line_min) as line_min,
        any_value(line_max) as line_max,
        sum(part_min) as part_min,
        case when count(part_max) = count(*) then sum(part_max) end as part_max
    from sized
    group by all

),

wholes as (

    select
        *,
        line_max + case content_change when 'moved_in' then part_min else 0 end as whole_max,
        line_min + case content_change when 'moved_in' then part_max else 0 end as whole_min
    from months

),

hundredths as (

    select
        {{ year_pair() }},
        status_code,
        sex_code,
        content_change,
        figure_year,
        min({{ hundredths_of_share('min', 'part', 'whole') }}) as least_hundredths,
        max({{ hundredths_of_share('max', 'part', 'whole') }}) as most_hundredths,
        sum(part_min) as part_min,
        case when count(part_max) = count(*) then sum(part_max) end as part_max,
        sum(whole_min) as whole_min,
        sum(whole_max) as whole_max,
        count(*) as month_count,
        {{ join_text("lpad(cast(month_no as string), 2, '0')", ' ', 'month_no') }} as months
    from wholes
    group by all

),

years as (

    select
        *,
        {{ hundredths_of_share('min', 'part', 'whole') }} as min_hundredths,
        {{ hundredths_of_share('max', 'part', 'whole') }} as max_hundredths
    from hundredths
    where whole_max > 0 and coalesce(part_max, 1) > 0

)

select
    {{ year_pair() }},
    status_code,
    sex_code,
    content_change,
    {% for column, end, bound in [
        ('pct_min', 'max', 'min_hundredths'),
        ('pct_max', 'max', 'max_hundredths'),
        ('least_pct', 'min', 'least_hundredths'),
        ('most_pct', 'max', 'most_hundredths'),
    ] %}
    cast({{ end }}({{ bound }}) * 0.01 as decimal(9, 2)) as {{ column }},
    {% endfor %}
    cast(max(floor(part_min / month_count)) as integer) as persons_min,
    cast({{ known_bound('max(ceil(part_max / month_count))') }} as integer) as persons_max,
    cast(max(month_count) as integer) as month_count,
    max_by(months, month_count) as months
from years
group by all
