-- A printed mean stands at the first day of the year of its months where these end in December, and
-- at the last of them where the year is not over.
with means as (

    select
        checks.check_id,
        min(means.period) as period,
        max(months.period) as last_month
    from {{ ref('identity_checks') }} as checks
    inner join {{ ref('check_members') }} as totals
        on checks.check_id = totals.check_id and totals.side = 'total'
    inner join {{ ref('participants') }} as means
        on totals.observation_id = means.observation_id
    inner join {{ ref('check_members') }} as parts
        on checks.check_id = parts.check_id and parts.side = 'part'
    inner join {{ ref('participants') }} as months
        on parts.observation_id = months.observation_id
    where checks.identity = 'mean_of_months'
    group by checks.check_id

)

select
    check_id,
    case when month(last_month) = 12 then make_date(year(last_month), 1, 1) else last_month end
        as expected,
    period as found
from means
where
    period <> case
        when month(last_month) = 12 then make_date(year(last_month), 1, 1) else last_month
    end
