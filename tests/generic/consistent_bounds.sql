{#- Fails with every figure whose value, bounds and status contradict each other: a suppressed
    figure has no value and bounds from zero up (an open one is NULL), any other is its own bounds. -#}
{% test consistent_bounds(model) %}

select
    obs_value,
    obs_value_min,
    obs_value_max,
    obs_status,
    is_suppressed
from {{ model }}
where
    is_suppressed is distinct from (obs_status = 'Q')
    or (
        obs_status = 'Q'
        and not (
            obs_value is null and obs_value_min = 0 and coalesce(obs_value_max > obs_value_min, true)
        )
    )
    or (
        obs_status <> 'Q'
        and not coalesce(obs_value = obs_value_min and obs_value = obs_value_max, false)
    )

{% endtest %}
