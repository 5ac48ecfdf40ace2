-- One row per series, measure group or policy category x pair of years x dimension x geography
-- method: whether the two can be compared, and what must be said.
with comparability as (

    select * from {{ ref('int_comparability') }}
    where measure_set_kind <> 'measure'

),

judged as (

    select
        {{ year_pair('comparability') }},
        comparability.dimension,
        comparability.from_measure_codes,
        comparability.to_measure_codes,
        comparability.comparability_codes
        || case
            when comparability.verdict = 'not_published' then ''
            else coalesce(' ' || methods.note_code, '')
        end as comparability_codes,
        coalesce(methods.geography_method, '_T') as geography_method,
        case
            when methods.geography_method is null or not comparability.is_comparable
                then comparability.verdict
            else methods.verdict
        end as verdict
    from comparability
    left join {{ ref('geography_methods') }} as methods on comparability.dimension = 'county'

),

said as (

    select
        {{ year_pair('judged') }},
        judged.dimension,
        judged.geography_method,
        {{ join_text('notes.sentence_nb', ' ', 'notes.order_no') }} as notes_nb,
        {{ join_text('notes.sentence_en', ' ', 'notes.order_no') }} as notes_en
    from judged
    inner join {{ ref('comparability_notes') }} as notes
        on
            notes.applies <> 'always'
            and ' ' || judged.comparability_codes || ' ' like '% ' || notes.note_code || ' %'
    group by all

)

select
    {{ measure_set('judged') }},
    names.measure_set_name_nb,
    names.measure_set_name_en,
    cast(judged.from_year as bigint) as from_year,
    cast(judged.to_year as bigint) as to_year,
    judged.dimension,
    judged.geography_method,
    judged.verdict,
    verdicts.is_comparable,
    judged.from_measure_codes,
    judged.to_measure_codes,
    judged.comparability_codes,
    case when judged.verdict = 'broken' and parents.is_comparable then parents.measure_set_code end
        as alternative_series_code,
    verdicts.sentence_nb || coalesce(' ' || said.notes_nb, '') as sentence_nb,
    verdicts.sentence_en || coalesce(' ' || said.notes_en, '') as sentence_en
from judged
inner join {{ ref('comparability_verdicts') }} as verdicts using (verdict)
inner join {{ ref('dim_measure_set') }} as names using ({{ measure_set() }})
left join said using ({{ year_pair() }}, dimension, geography_method)
left join {{ ref('series') }} as series
    on judged.measure_set_kind = 'series' and judged.measure_set_code = series.series_code
left join comparability as parents
    on
        judged.measure_set_kind = parents.measure_set_kind
        and series.parent_series_code = parents.measure_set_code
        and judged.from_year = parents.from_year
        and judged.to_year = parents.to_year
        and judged.dimension = parents.dimension
