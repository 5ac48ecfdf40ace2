{#- Fails with every derived figure whose value, bounds and status contradict each other: a figure
    with a suppressed part (Q) has bounds (an open one is NULL) and no value, one that cannot be given (O) has neither, an
    estimate (E) lies between its bounds, a tenth apart at most, and any other is its own bounds. -#}
{% test sound_interval(model, figure='obs_value') %}

select
    {{ figure }},
    {{ figure }}_min,
    {{ figure }}_max,
    obs_status
from {{ model }}
where
    not coalesce(
        case
            when obs_status = 'Q'
                then {{ figure }} is null and coalesce({{ figure }}_min < {{ figure }}_max, true)
            when obs_status = 'O'
                then
                    {{ figure }} is null
                    and {{ figure }}_min is null
                    and {{ figure }}_max is null
            when obs_status = 'E'
                then
                    {{ figure }} between {{ figure }}_min and {{ figure }}_max
                    and {{ figure }}_max - {{ figure }}_min <= 0.1
            else {{ figure }} = {{ figure }}_min and {{ figure }} = {{ figure }}_max
        end,
        false
    )

{% endtest %}
