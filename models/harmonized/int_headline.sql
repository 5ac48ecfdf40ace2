-- One row per measure group (_T: all) x year x status or sex, in the month that the most years
-- have: the figure, and what it is a share of: a group of all participants, a status or a sex of
-- its group.
with figures as (

    select * from {{ ref('int_measure_set_figures') }}
    where measure_set_kind = 'measure_group' and (status_code = '_T' or sex_code = '_T')

),

months as (

    select
        month(period) as month_no,
        row_number() over (order by count(distinct calendar_year) desc, month(period)) as place_no
    from figures
    group by month(period)

),

shown as (

    select figures.*
    from figures
    inner join months on month(figures.period) = months.month_no and months.place_no = 1

)

select
    {{ figure_id('headline', ['shown.figure_id']) }} as figure_id,
    shown.figure_id as part_figure_id,
    wholes.figure_id as whole_figure_id,
    shown.period,
    shown.calendar_year,
    shown.measure_set_code as measure_group_code,
    shown.status_code,
    shown.sex_code,
    shown.obs_value,
    shown.obs_value_min,
    shown.obs_value_max,
    shown.obs_status,
    wholes.measure_set_code as share_of_group_code,
    cast({{ rounded_ratio('shown.obs_value', 'wholes.obs_value', 1000) }} * 0.1 as decimal(18, 1))
        as share_pct,
    cast(
        {{ rounded_ratio('shown.obs_value_min', 'wholes.obs_value', 1000) }} * 0.1
        as decimal(18, 1)
    ) as share_min_pct,
    cast(
        {{ rounded_ratio('shown.obs_value_max', 'wholes.obs_value', 1000) }} * 0.1
        as decimal(18, 1)
    ) as share_max_pct
from shown
left join shown as wholes
    on
        shown.period = wholes.period
        and wholes.status_code = '_T'
        and wholes.sex_code = '_T'
        and wholes.measure_set_code
        = case
            when shown.status_code = '_T' and shown.sex_code = '_T' then '_T'
            else shown.measure_set_code
        end
        and shown.figure_id <> wholes.figure_id
