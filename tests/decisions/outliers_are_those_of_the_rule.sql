-- Every month that stands out by the rule of outlier_rule stands in outliers as found by it, and
-- no other does: what a person marked beyond the rule says so. The month and both its neighbours
-- are printed numbers.
with months as (

    select
        observation_id,
        document_id,
        line_no,
        column_no,
        period,
        obs_value,
        {% for neighbour in ['lag', 'lead'] %}
        {{ neighbour }}(obs_value) over of_figure as {{ neighbour }}_value,
        {{ neighbour }}(period) over of_figure as {{ neighbour }}_period,
        {% endfor %}
        is_printed
    from {{ ref('participants') }}
    where freq = 'M' and indicator = 'participants'
    window
        of_figure as (
            partition by {{ dimension_codes() }}, county_division
            order by period
        )

),

hits as (

    select
        months.observation_id,
        months.document_id,
        months.line_no,
        months.column_no
    from months
    cross join {{ ref('outlier_rule') }} as outlier_rule
    where
        months.is_printed
        and {{ months_between('months.lag_period', 'months.period') }} = 1
        and {{ months_between('months.period', 'months.lead_period') }} = 1
        and month(months.period) <> outlier_rule.middle_month_not
        and abs(months.obs_value - (months.lag_value + months.lead_value) / 2)
        >= outlier_rule.least_distance
        and (
            months.obs_value
            > outlier_rule.above_larger * greatest(months.lag_value, months.lead_value)
            or months.obs_value
            < outlier_rule.below_smaller * least(months.lag_value, months.lead_value)
        )

),

found_by_rule as (

    select
        outliers.*,
        cells.observation_id
    from {{ ref('outliers') }} as outliers
    left join {{ ref('printed_cells') }} as cells
        on
            outliers.document_id = cells.document_id
            and outliers.line_no = cells.line_no
            and outliers.column_no = cells.column_no
    where outliers.found_by = 'rule'

)

select
    coalesce(hits.document_id, found_by_rule.document_id) as document_id,
    coalesce(hits.line_no, found_by_rule.line_no) as line_no,
    coalesce(hits.column_no, found_by_rule.column_no) as column_no,
    case
        when hits.document_id is null then 'a row of outliers that the rule does not find'
        else 'a month that stands out, and no row of outliers that says what is known of it'
    end as found
from hits
full outer join found_by_rule on hits.observation_id = found_by_rule.observation_id
where hits.document_id is null or found_by_rule.document_id is null
union all
select
    document_id,
    line_no,
    column_no,
    'neither the rule nor a hand' as found
from {{ ref('outliers') }}
where found_by not in ('rule', 'hand')
