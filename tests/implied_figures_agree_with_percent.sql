-- The figure that a printed change implies gives the printed per cent, rounded as NAV rounds.
select
    implied.figure_id,
    implied.obs_value,
    changes.obs_value as change_value,
    percents.obs_value as printed_percent
from {{ ref('participants_implied') }} as implied
inner join {{ ref('figure_parts') }} as parts
    on implied.figure_id = parts.figure_id and parts.weight < 0
inner join {{ ref('int_observations') }} as changes
    on parts.observation_id = changes.observation_id
inner join {{ ref('int_observations') }} as percents
    on {{ same_slice('changes', 'percents') }} and percents.indicator = 'participants_change_pct'
where
    implied.obs_value is not null
    and percents.obs_value
    is distinct from {{ rounded_ratio('changes.obs_value', 'implied.obs_value', 100) }}
