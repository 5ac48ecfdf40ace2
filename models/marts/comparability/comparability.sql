-- One row per series, measure group or policy category x pair of years x status x sex x dimension x
-- geography method: whether the two can be compared, and what must be said.
with comparability as (

    select * from {{ ref('int_comparability') }}
    where measure_set_kind <> 'measure'

),

judged as (

    select
        {{ compared_slice('comparability') }},
        comparability.moved_pct_min,
        comparability.moved_pct_max,
        comparability.changed_pct_min,
        comparability.changed_pct_max,
        comparability.from_measure_codes,
        comparability.to_measure_codes,
        comparability.comparability_codes
        || case
            when comparability.verdict = 'not_published' then ''
            else coalesce(' ' || methods.note_code, '')
        end as comparability_codes,
        coalesce(methods.geography_method, '_T') as geography_method,
        case
            when methods.is_comparable or not comparability.is_comparable
                then comparability.verdict
            else coalesce(
                case when methods.geography_method is not null then 'in_part' end,
                comparability.verdict
            )
        end as verdict
    from comparability
    left join {{ ref('geography_methods') }} as methods on comparability.dimension = 'county'

),

-- What moved, ended, began: said where it is anything at all.
shared as (

    select
        {{ year_pair('changes') }},
        changes.status_code,
        changes.sex_code,
    {% for language in ['nb', 'en'] %}
    {{ join_text('changes.sentence_' ~ language, ' ', 'kinds.order_no') }}
        as shares_{{ language }}{{ ',' if not loop.last }}
    {% endfor %}
    from {{ ref('content_changes') }} as changes
    inner join {{ ref('content_change_kinds') }} as kinds using (content_change)
    where changes.pct_max > 0
    group by all

),

said as (

    select
        {{ compared_slice('judged') }},
        judged.geography_method,
    {% for language in ['nb', 'en'] %}
    {{ join_text('notes.sentence_' ~ language, ' ', 'notes.order_no') }}
        as notes_{{ language }}{{ ',' if not loop.last }}
    {% endfor %}
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
    judged.status_code,
    judged.sex_code,
    judged.dimension,
    judged.geography_method,
    judged.verdict,
    verdicts.is_comparable,
    judged.moved_pct_min,
    judged.moved_pct_max,
    judged.changed_pct_min,
    judged.changed_pct_max,
    judged.from_measure_codes,
    judged.to_measure_codes,
    judged.comparability_codes,
    case
        when judged.verdict in ('broken', 'not_judged') and parents.is_comparable
            then parents.measure_set_code
    end as alternative_series_code,
{% for language in ['nb', 'en'] %}
concat_ws(
    ' ',
        {{ filled('verdicts.sentence_' ~ language, {
            'changed': range_words('judged.changed_pct_min', 'judged.changed_pct_max', language),
        }) }},
    shared.shares_{{ language }},
    said.notes_{{ language }}
) as sentence_{{ language }}{{ ',' if not loop.last }}
{% endfor %}
from judged
inner join {{ ref('comparability_verdicts') }} as verdicts using (verdict)
inner join {{ ref('dim_measure_set') }} as names using ({{ measure_set() }})
left join said using ({{ compared_slice() }}, geography_method)
-- What is not published is not weighed.
left join shared
    on
        {{ same(year_pair_columns() + ['status_code', 'sex_code'], 'judged', 'shared') }}
        and judged.moved_pct_min is not null
left join {{ ref('series') }} as series
    on judged.measure_set_kind = 'series' and judged.measure_set_code = series.series_code
left join comparability as parents
    on
        judged.measure_set_kind = parents.measure_set_kind
        and series.parent_series_code = parents.measure_set_code
        and judged.from_year = parents.from_year
        and judged.to_year = parents.to_year
        and judged.status_code = parents.status_code
        and judged.sex_code = parents.sex_code
        and judged.dimension = parents.dimension
