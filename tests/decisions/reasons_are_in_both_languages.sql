-- Every reason that the page prints has its Norwegian words, and no Norwegian words stand there for
-- a text that is printed no more.
with printed as (

    {% for mart, key, column in [
        ('dim_erratum', 'erratum_id', 'reason'),
        ('dim_erratum', 'erratum_id', 'evidence'),
        ('measure_succession', "concat_ws(' ', from_measure_code, to_measure_code)", 'reason'),
    ] %}
    select
        '{{ mart }}.{{ column }}' as place,
        {{ key }} as row_key,
        {{ column }} as text_en,
        {{ column }}_nb as text_nb
    from {{ ref(mart) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    printed.place,
    printed.row_key,
    printed.text_en,
    'no Norwegian words, or others than those of norwegian_texts' as found
from printed
left join {{ ref('norwegian_texts') }} as listed on printed.text_en = listed.text_en
where listed.text_nb is null or listed.text_nb is distinct from printed.text_nb
union all
select
    'norwegian_texts' as place,
    text_nb as row_key,
    text_en,
    'words for a text that is not printed' as found
from {{ ref('norwegian_texts') }}
where text_en not in (select printed.text_en from printed)
