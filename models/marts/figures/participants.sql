-- One row per published figure: period x indicator x slice. Nothing is summed or filled in here.
select
    observations.period,
    observations.freq,
    observations.indicator,
    {{ dimension_codes('observations') }},
    observations.county_division,
    {{ published_interval('observations') }},
    observations.obs_status,
    observations.printed_text is not null as is_printed,
    observations.obs_status = 'Q' as is_suppressed,
    observations.indicator = 'participants' and observations.freq = 'M'
    and {{ is_leaf(
        'observations', dimensions()[:2], dimensions()[2:], of=['period', 'freq', 'indicator']
    ) }} as is_leaf,
    observations.observation_id,
    observations.document_id,
    observations.publication,
    observations.line_no,
    observations.column_no,
    observations.printed_label,
    observations.printed_text,
    observations.erratum_id,
    outliers.reason as outlier_reason
from {{ ref('int_observations') }} as observations
left join {{ ref('int_outliers') }} as outliers using (observation_id)
