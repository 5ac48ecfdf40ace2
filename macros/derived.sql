{#- Figures that are made from published ones: weighted sums of intervals. -#}

{#- A short name for a derived figure, the same in every build: its table and its key. -#}
{% macro figure_id(table, keys) -%}
    substr(md5(concat_ws('|', '{{ table }}', {{ keys | join(', ') }})), 1, 16)
{%- endmacro %}

{#- The lowest and the highest value of a weighted sum; a negative weight turns an interval round. -#}
{% macro lowest_sum(figure, weight='1') -%}
    sum({{ weight }} * case when {{ weight }} < 0 then {{ figure }}.obs_value_max else {{ figure }}.obs_value_min end)
{%- endmacro %}
{% macro highest_sum(figure, weight='1') -%}
    sum({{ weight }} * case when {{ weight }} < 0 then {{ figure }}.obs_value_min else {{ figure }}.obs_value_max end)
{%- endmacro %}

{#- The status of a sum: Q where a part is suppressed, the part's own where it is the only one, I
    otherwise. Parts of no weight are beside the sum. -#}
{% macro status_of_sum(figure, weight='1') -%}
    case
        when bool_or({{ figure }}.obs_status = 'Q' and {{ weight }} <> 0) then 'Q'
        when count(case when {{ weight }} <> 0 then 1 end) = 1 and max({{ weight }}) = 1
            then max(case when {{ weight }} <> 0 then {{ figure }}.obs_status end)
        else 'I'
    end
{%- endmacro %}

{#- Join condition: two relations speak of the same measure set. -#}
{% macro same_measure_set(left, right) -%}
    {{ left }}.measure_set_kind = {{ right }}.measure_set_kind
    and {{ left }}.measure_set_code = {{ right }}.measure_set_code
{%- endmacro %}

{#- Join condition: two relations speak of the same measure set in the same two years. -#}
{% macro same_pair(left, right) -%}
    {{ same_measure_set(left, right) }}
    and {{ left }}.from_year = {{ right }}.from_year
    and {{ left }}.to_year = {{ right }}.to_year
{%- endmacro %}
