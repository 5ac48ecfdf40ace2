-- One row per measure group (_T: all) x year x status or sex, in the month that the most years
-- have: the figure, and the figure that it is a share of: a group of all participants, a status or
-- a sex of its group.
with measure_set_figures as (

    select * from {{ ref('int_measure_set_figures') }}
    where measure_set_kind = 'measure_group' and (status_code = '_T' or sex_code = '_T')

),

months as (

    select
        month(period) as month_no,
        row_number() over (order by count(distinct calendar_year) desc, month(period)) as rank_no
    from measure_set_figures
    group by month(period)

),

shown as (

    select
        measure_set_figures.*,
        measure_set_figures.status_code = '_T' and measure_set_figures.sex_code = '_T' as is_total
    from measure_set_figures
    inner join months on month(measure_set_figures.period) = months.month_no and months.rank_no = 1

)

select
    {{ figure_id('headline', ['shown.figure_id']) }} as figure_id,
    shown.figure_id as part_figure_id,
    wholes.figure_id as whole_figure_id,
    shown.period,
    shown.calendar_year,
    {{ measure_set('shown') }},
    shown.status_code,
    shown.sex_code,
    shown.breakdown,
    wholes.measure_set_code as share_of_group_code
from shown
left join shown as wholes
    on
        shown.period = wholes.period
        and wholes.is_total
        and case when shown.is_total then '_T' else shown.measure_set_code end
        = wholes.measure_set_code
        and shown.figure_id <> wholes.figure_id
