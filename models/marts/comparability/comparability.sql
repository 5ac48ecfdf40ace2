-- One row per measure, measure group or series x pair of years x status x sex x dimension x
-- geography method: whether the two can be compared, and what must be said.
{%- set of_country = {
    'nb': 'Prosentene er av deltakerne i hele landet, ikke i fylket.',
    'en': 'The percentages are of the participants in the whole country, not in the county.',
} %}
-- The division of counties in which a year has figures of them.
with divisions as (

    select
        year(period) as calendar_year,
        max(county_division) as county_division
    from {{ ref('int_observations') }}
    where county_code <> '_T'
    group by all

),

-- How counties can be read over time, and _T: each as it is printed.
methods as (

    select
        geography_method,
        is_comparable,
        note_code
    from {{ ref('geography_methods') }}
    union all
    select
        '_T' as geography_method,
        false as is_comparable,
        cast(null as string) as note_code

),

-- The methods of which all areas can be compared, in words.
comparable_methods as (

    select
    {% for language in ['nb', 'en'] %}
    {{ join_text('name_' ~ language, ', ', 'order_no') }}
        as methods_{{ language }}{{ ',' if not loop.last }}
    {% endfor %}
    from {{ ref('geography_methods') }}
    where is_comparable

),

carried as (

    select
        {{ compared_slice('comparability') }},
        comparability.is_comparable,
        comparability.verdict,
        comparability.moved_pct_min,
        comparability.moved_pct_max,
        comparability.changed_pct_min,
        comparability.changed_pct_max,
        comparability.from_measure_codes,
        comparability.to_measure_codes,
        comparability.comparability_codes
        || case
            when comparability.moved_pct_min is null then ''
            else coalesce(' ' || methods.note_code, '')
        end as comparability_codes,
        coalesce(methods.geography_method, '_T') as geography_method,
        -- Whether its areas are the same in both years.
        methods.is_comparable
        or methods.geography_method is null
        or (
            methods.geography_method = '_T'
            and former.county_division = later.county_division
        ) as is_same_area
    from {{ ref('int_comparability') }} as comparability
    left join methods on comparability.dimension = 'county'
    left join divisions as former on comparability.from_year = former.calendar_year
    left join divisions as later on comparability.to_year = later.calendar_year

),

judged as (

    select
        {{ compared_slice() }},
        moved_pct_min,
        moved_pct_max,
        changed_pct_min,
        changed_pct_max,
        from_measure_codes,
        to_measure_codes,
        comparability_codes,
        geography_method,
        coalesce(is_same_area, false) as is_same_area,
        case
            when is_comparable and not coalesce(is_same_area, false) then 'in_part'
            else verdict
        end as verdict
    from carried

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
    alternatives.series_codes as alternative_series_codes,
{% for language in ['nb', 'en'] %}
concat_ws(
    ' ',
        {{ filled('verdicts.sentence_' ~ language, {
            'changed': range_words('judged.changed_pct_min', 'judged.changed_pct_max', language),
            'methods': 'comparable_methods.methods_' ~ language,
        }) }},
    shared.shares_{{ language }},
    -- No edition has counties by measure.
    case
        when judged.dimension = 'county' and shared.shares_{{ language }} is not null
            then '{{ of_country[language] }}'
    end,
    case
        when alternatives.series_codes is not null
            then {{ filled('verdicts.instead_' ~ language, {
                'series': 'alternatives.names_' ~ language,
            }) }}
    end,
    said.notes_{{ language }}
) as sentence_{{ language }}{{ ',' if not loop.last }}
{% endfor %}
from judged
inner join {{ ref('comparability_verdicts') }} as verdicts using (verdict)
cross join comparable_methods
inner join {{ ref('dim_measure_set') }} as names using ({{ measure_set() }})
left join said using ({{ compared_slice() }}, geography_method)
-- What is not published is not weighed.
left join shared
    on
        {{ same(year_pair_columns() + ['status_code', 'sex_code'], 'judged', 'shared') }}
        and judged.moved_pct_min is not null
left join {{ ref('int_alternative_series') }} as alternatives
    on {{ same(compared_slice_columns(), 'judged', 'alternatives') }} and judged.is_same_area
