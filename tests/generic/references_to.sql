{#- Fails with every reference (one column or several) that has no row in the other table.
    A reference with a NULL in it refers to nothing and passes. -#}
{% test references_to(model, columns, to, to_columns) %}

with referring as (

    select {{ columns | join(', ') }}
    from {{ model }}
    where {{ columns | join(' is not null and ') }} is not null

),

referred as (

    select {{ to_columns | join(', ') }}
    from {{ to }}

)

select
    {{ columns | join(', ') }},
    count(*) as row_count
from referring
where ({{ columns | join(', ') }}) not in (select {{ to_columns | join(', ') }} from referred)
group by {{ columns | join(', ') }}

{% endtest %}
