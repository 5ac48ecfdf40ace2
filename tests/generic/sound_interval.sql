{#- Fails with every derived figure whose value, bounds and status contradict each other: a figure
    with a suppressed part (Q) has bounds and no value, one that cannot be given (O) has neither, and
    any other is its own bounds. -#}
{% test sound_interval(model) %}

select
    obs_value,
    obs_value_min,
    obs_value_max,
    obs_status
from {{ model }}
where
    not coalesce(
        case
            when obs_status = 'Q' then obs_value is null and obs_value_min < obs_value_max
            when obs_status = 'O'
                then
                    obs_value is null
                    and obs_value_min is null
                    and obs_value_max is null
            else obs_value = obs_value_min and obs_value = obs_value_max
        end,
        false
    )

{% endtest %}
