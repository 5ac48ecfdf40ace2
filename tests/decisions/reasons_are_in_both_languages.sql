-- Every reason, note and definition of a mart has its Norwegian words, with the same numbers, and
-- none stand there for a text that is in no mart.
with printed as (

    {% for mart, key, column in [
        ('dim_erratum', 'erratum_id', 'reason'),
        ('dim_erratum', 'erratum_id', 'evidence'),
        ('measure_succession', "concat_ws(' ', from_measure_code, to_measure_code)", 'reason'),
        ('dim_code', "concat_ws(' ', dimension, code)", 'definition'),
        ('dim_comparability_note', 'note_code', 'reason'),
        ('dim_county', "concat_ws(' ', county_division, county_code)", 'note'),
        ('dim_document', 'document_id', 'note'),
        ('dim_identity', 'identity', 'reason'),
        ('dim_measure', 'measure_code', 'note'),
        ('dim_series', 'series_code', 'reason'),
        ('lmp_bridge', 'measure_code', 'reason'),
    ] %}
    select
        '{{ mart }}.{{ column }}' as place,
        {{ key }} as row_key,
        {{ column }} as text_en,
        {{ column }}_nb as text_nb
    from {{ ref(mart) }}
    where {{ column }} is not null
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
    'words for a text that is in no mart' as found
from {{ ref('norwegian_texts') }}
where text_en not in (select printed.text_en from printed)
union all
select
    'norwegian_texts' as place,
    text_nb as row_key,
    text_en,
    'other numbers in Norwegian' as found
from {{ ref('norwegian_texts') }}
where
    list_sort(regexp_extract_all(text_nb, '\d+')) <> list_sort(regexp_extract_all(text_en, '\d+'))
