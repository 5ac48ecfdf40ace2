-- One row per check of a printed total with suppressed parts: how many there are, and what they are
-- likely to sum up to, judged by all such checks and by the same check a month before and after.
-- For ranking suspects only: must never leave the working database.
with checks as (

    select
        *,
        total_min - parts_min as hidden_sum
    from {{ ref('identity_checks') }}
    where
        kind = 'partition'
        and total_count = 1
        and total_min = total_max
        and tolerance = 0
        and suppressed_count > 0

),

-- A check that fails, or that has no suppressed part, says nothing.
neighbours as (

    select
        check_id,
        verdict,
        suppressed_count,
        hidden_sum,
        {% for side, function in {'before': 'lag', 'after': 'lead'}.items() %}
        case
            when
                abs(datediff('month', period, {{ function }}(period) over of_series)) = 1
                and {{ function }}(verdict) over of_series = 'within_bounds'
                then {{ function }}(suppressed_count) over of_series
            else 0
        end as count_{{ side }},
        {{ function }}(hidden_sum) over of_series as sum_{{ side }}{{ ',' if not loop.last }}
        {% endfor %}
    from checks
    window of_series as (
        partition by document_id, identity, freq, indicator, {{ dimension_codes() }}
        order by period
    )

),

usual as (

    select sum(hidden_sum) * 1.0 / sum(suppressed_count) as share
    from neighbours
    where verdict = 'within_bounds'

),

expected as (

    select
        neighbours.*,
        neighbours.suppressed_count
        * (
            usual.share
            + case when neighbours.count_before > 0 then neighbours.sum_before else 0 end
            + case when neighbours.count_after > 0 then neighbours.sum_after else 0 end
        )
        / (1 + neighbours.count_before + neighbours.count_after) as expected_sum
    from neighbours
    cross join usual

),

errors as (

    select sum(power(hidden_sum - expected_sum, 2)) / sum(suppressed_count) as variance
    from expected
    where verdict = 'within_bounds'

)

select
    expected.check_id,
    expected.suppressed_count,
    expected.expected_sum,
    expected.suppressed_count * errors.variance as variance
from expected
cross join errors
