{#- The columns that say which areas are meant: by which method they are made, of which division's
    counties, to link them with which other division (_T: with all that are in use). -#}
{% macro area_link(prefix='') -%}
    {{ prefixed(['geography_method', 'target_division', 'linked_division'], prefix) }}
{%- endmacro %}

{#- The columns that identify an area. -#}
{% macro area_key(prefix='') -%}
    {{ area_link(prefix) }}, {{ prefixed(['area_code'], prefix) }}
{%- endmacro %}

{#- Condition: the counties of this division count in areas of this link. -#}
{% macro is_linked(division, links) -%}
    (
        {{ links }}.target_division = {{ division }}
        or {{ links }}.linked_division in ('_T', {{ division }})
    )
{%- endmacro %}
