-- What somebody else printed of the same people and period is what the marts say, but for the
-- rounding of the print; and the mart that shows both says how far they agree.
with ours as (

    select
        printed.external_figure_id,
        max(case when figures.period = printed.period then figures.obs_value end) as later_value,
        max(case when figures.period = printed.from_period then figures.obs_value end)
            as former_value
    from {{ ref('external_figures') }} as printed
    inner join {{ ref('participants') }} as figures
        on
            printed.indicator = figures.indicator
            and figures.freq = 'M'
            and printed.measure_set_code = case printed.measure_set_kind
                when 'measure_group' then figures.measure_group_code else figures.measure_code
            end
            and (printed.measure_set_kind = 'measure') = (figures.measure_code <> '_T')
            and printed.status_code = figures.status_code
            and printed.sex_code = figures.sex_code
            and figures.county_code = '_T'
            and figures.age_code = '_T'
            and figures.immigrant_background_code = '_T'
            and figures.country_background_code = '_T'
            and figures.education_code = '_T'
    group by printed.external_figure_id

),

compared as (

    select
        printed.*,
        said.agreement,
        said.obs_value,
        ours.later_value - case when printed.from_period is null then 0 else ours.former_value end
            as expected_value
    from {{ ref('external_figures') }} as printed
    left join {{ ref('external_agreement') }} as said using (external_figure_id)
    left join ours using (external_figure_id)

)

select
    external_figure_id,
    printed,
    expected_value,
    obs_value,
    agreement,
    'other than the marts, or another agreement' as found
from compared
where
    case
        when printed_value is null then agreement is distinct from 'context'
        else
            not coalesce(abs(printed_value - expected_value) <= off_at_most, false)
            or obs_value is distinct from expected_value
            or agreement is distinct from case
                when printed_value = expected_value then 'exact' else 'within_rounding'
            end
    end
