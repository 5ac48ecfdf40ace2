{#- How one number can be misread as another: conditions on their digits, up to seven. -#}

{% macro digit(number, position) -%}
    substr(cast({{ number }} as string), {{ position }}, 1)
{%- endmacro %}

{% macro differs_in_one_digit(printed, proposed) -%}
    length(cast({{ printed }} as string)) = length(cast({{ proposed }} as string))
    and 1 = (
        {%- for position in range(1, 8) %}
        {{ '+ ' if not loop.first }}case
            when {{ digit(printed, position) }} <> {{ digit(proposed, position) }} then 1 else 0
        end
        {%- endfor %}
    )
{%- endmacro %}

{#- The shorter number is the longer one without one of its digits. -#}
{% macro lacks_one_digit(shorter, longer) -%}
    cast({{ shorter }} as string) in (
        {%- for position in range(1, 8) %}
        substr(cast({{ longer }} as string), 1, {{ position - 1 }})
        || substr(cast({{ longer }} as string), {{ position + 1 }}){{ ',' if not loop.last }}
        {%- endfor %}
    )
    and length(cast({{ shorter }} as string)) + 1 = length(cast({{ longer }} as string))
{%- endmacro %}

{% macro has_swapped_digits(printed, proposed) -%}
    cast({{ printed }} as string) in (
        {%- for position in range(1, 7) %}
        substr(cast({{ proposed }} as string), 1, {{ position - 1 }})
        || {{ digit(proposed, position + 1) }} || {{ digit(proposed, position) }}
        || substr(cast({{ proposed }} as string), {{ position + 2 }}){{ ',' if not loop.last }}
        {%- endfor %}
    )
    and {{ printed }} <> {{ proposed }}
{%- endmacro %}

{#- Which slips to believe first: those of digits, then a neighbour's number, then none. -#}
{% macro slip_rank(slip) -%}
    case when {{ slip }} in ('other', 'suppression') then 3 when {{ slip }} = 'neighbour' then 2 else 1 end
{%- endmacro %}
