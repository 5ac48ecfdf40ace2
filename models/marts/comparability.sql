-- One row per series, measure group or policy category x pair of years x dimension x county
-- method: whether the two can be compared, and what must be said.
with pairs as (

    select * from {{ ref('int_comparability') }}
    where measure_set_kind <> 'measure'

),

judged as (

    select
        pairs.measure_set_kind,
        pairs.measure_set_code,
        pairs.from_year,
        pairs.to_year,
        pairs.dimension,
        pairs.from_measure_codes,
        pairs.to_measure_codes,
        pairs.comparability_codes
        || case
            when pairs.verdict = 'not_published' then '' else coalesce(' ' || geography_methods.note_code, '')
        end
            as comparability_codes,
        coalesce(geography_methods.geography_method, '_T') as county_method,
        case
            when geography_methods.geography_method is null or not pairs.is_comparable then pairs.verdict
            else geography_methods.verdict
        end as verdict
    from pairs
    left join {{ ref('geography_methods') }} as geography_methods on pairs.dimension = 'county'

),

said as (

    select
        judged.measure_set_kind,
        judged.measure_set_code,
        judged.from_year,
        judged.to_year,
        judged.dimension,
        judged.county_method,
        {{ join_text('comparability_notes.sentence_nb', ' ', 'comparability_notes.order_no') }} as notes_nb,
        {{ join_text('comparability_notes.sentence_en', ' ', 'comparability_notes.order_no') }} as notes_en
    from judged
    inner join {{ ref('comparability_notes') }} as comparability_notes
        on
            comparability_notes.applies <> 'always'
            and ' ' || judged.comparability_codes || ' ' like '% ' || comparability_notes.note_code || ' %'
    group by all

)

select
    judged.measure_set_kind,
    judged.measure_set_code,
    names.name_nb as measure_set_name_nb,
    names.name_en as measure_set_name_en,
    cast(judged.from_year as bigint) as from_year,
    cast(judged.to_year as bigint) as to_year,
    judged.dimension,
    judged.county_method,
    judged.verdict,
    comparability_verdicts.is_comparable,
    judged.from_measure_codes as measures_from,
    judged.to_measure_codes as measures_to,
    judged.comparability_codes,
    case when judged.verdict = 'broken' and parents.is_comparable then parents.measure_set_code end
        as alternative_series_code,
    comparability_verdicts.sentence_nb || coalesce(' ' || said.notes_nb, '') as sentence_nb,
    comparability_verdicts.sentence_en || coalesce(' ' || said.notes_en, '') as sentence_en
from judged
inner join {{ ref('comparability_verdicts') }} as comparability_verdicts using (verdict)
inner join {{ ref('int_measure_set_names') }} as names
    on {{ same_measure_set('judged', 'names') }}
left join said
    on
        {{ same_pair('judged', 'said') }}
        and judged.dimension = said.dimension
        and judged.county_method = said.county_method
left join {{ ref('series') }} as series
    on judged.measure_set_kind = 'series' and judged.measure_set_code = series.series_code
left join pairs as parents
    on
        judged.measure_set_kind = parents.measure_set_kind
        and series.parent_series_code = parents.measure_set_code
        and judged.from_year = parents.from_year
        and judged.to_year = parents.to_year
        and judged.dimension = parents.dimension
