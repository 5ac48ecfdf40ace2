-- One row per check of a printed total with suppressed parts: how many there are, and what they
-- are likely to sum up to, judged by all such checks and by the same check a month before and
-- after.
-- For ranking suspects only: must never leave the working database.
with checks as (

    select
        *,
        total_min - parts_min as hidden_sum
    from {{ ref('check_sums') }}
    where
        kind = 'partition'
        and total_count = 1
        and total_min = total_max
        and tolerance = 0
        and suppressed_count > 0

),

-- A check that fails, or that has no suppressed part, says nothing.
telling as (

    select
        *,
        case when verdict = 'within_bounds' then suppressed_count else 0 end as telling_count,
        case when verdict = 'within_bounds' then hidden_sum else 0 end as telling_sum
    from checks

),

neighbours as (

    select
        check_id,
        verdict,
        suppressed_count,
        hidden_sum,
        (sum(telling_count) over beside) - telling_count as neighbour_count,
        (sum(telling_sum) over beside) - telling_sum as neighbour_sum
    from telling
    window beside as (
        partition by document_id, identity, freq, indicator, {{ dimension_codes() }}
        order by period
        range between interval 1 month preceding and interval 1 month following
    )

),

usual as (

    select cast(sum(hidden_sum) as double) / sum(suppressed_count) as share
    from neighbours
    where verdict = 'within_bounds'

),

expected as (

    select
        neighbours.*,
        neighbours.suppressed_count * (usual.share + neighbours.neighbour_sum)
        / (1 + neighbours.neighbour_count) as expected_sum
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
