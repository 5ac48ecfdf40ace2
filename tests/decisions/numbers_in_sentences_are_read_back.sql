-- Every number in a sentence that is published stands in quoted_numbers, which says what it was
-- read from: it is read there again. A sentence that is joined of others holds them and no more.
{#- Relation, key of a row, and the columns of its sentences. -#}
{%- set sentences = [
    ['breaks', "concat_ws(' ', note_code, measure_set_code, breaks_from)", ['reason']],
    [
        'comparability_verdicts',
        'verdict', ['sentence_nb', 'sentence_en', 'instead_nb', 'instead_en'],
    ],
    ['coverage_states', 'coverage_state', ['sentence_nb', 'sentence_en']],
    ['dim_comparability_note', 'note_code', ['sentence_nb', 'sentence_en', 'reason']],
    ['dim_geography_method', 'geography_method', ['description_nb', 'description_en']],
    ['dim_measure', 'measure_code', ['note']],
    ['dim_series', 'series_code', ['reason']],
    ['dim_usage_warning', 'warning_code', ['may_not_nb', 'may_not_en', 'may_nb', 'may_en']],
    ['measure_succession', "concat_ws(' ', from_measure_code, to_measure_code)", ['reason']],
    ['outliers', "concat_ws(' ', document_id, line_no, column_no)", ['reason']],
] %}
{%- set month = 'substr(cast(period as string), 1, 7)' %}
{#- What a number is read from: of what, where, and the value. -#}
{%- set single_facts = [
    ['start of a break', 'note_code', 'year(breaks_from)', 'breaks', 'true'],
    ['day of a break', 'note_code', 'day(breaks_from)', 'breaks', 'true'],
    ['end of a break', 'note_code', 'year(breaks_to)', 'breaks', 'true'],
    [
        'year of a succession',
        "concat_ws(' ', from_measure_code, to_measure_code)",
        'year(changed_from)', 'measure_succession', 'true',
    ],
    [
        'day of a succession',
        "concat_ws(' ', from_measure_code, to_measure_code)",
        'day(changed_from)', 'measure_succession', 'true',
    ],
    [
        'year that prints a measure',
        'measure_code', 'calendar_year', 'measure_years', 'month_count > 0',
    ],
    [
        'year without a measure',
        'measure_code', 'calendar_year', 'measure_years', "life_state = 'not_printed'",
    ],
    ['year of the register', 'measure_code', 'year(registered_from)', 'dim_measure', 'true'],
    ['edition', 'document_id', 'year(period_from)', 'dim_document', 'true'],
    ['threshold', "'all'", 'suppressed_below', 'dim_document', 'true'],
    [
        'lowest count behind a mark',
        "'all'", 'obs_value_min', 'printed_cells', "reading = 'suppressed'",
    ],
    [
        'highest count behind a mark',
        "'all'", 'obs_value_max', 'printed_cells', "reading = 'suppressed'",
    ],
    [
        'printed cell',
        "concat_ws(' ', document_id, line_no, column_no)", 'obs_value', 'printed_cells', 'true',
    ],
    [
        'line of an outlier',
        "concat_ws(' ', document_id, line_no, column_no)", 'line_no', 'outliers', 'true',
    ],
    ['year of the population', "'all'", 'year(population_on)', 'area_pieces', 'true'],
    ['day of the population', "'all'", 'day(population_on)', 'area_pieces', 'true'],
    [
        'tolerance in per cent',
        'geography_method', '100 * tolerance_share', 'dim_geography_method', 'true',
    ],
] %}
with sentences as (

    {% for relation, key, columns in sentences %}
    {% for column in columns %}
    select
        '{{ relation }}' as relation,
        {{ key }} as row_key,
        '{{ column }}' as column_name,
        {{ column }} as sentence
    from {{ ref(relation) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

shared_names as (

    select name_nb
    from {{ ref('counties') }}
    group by all
    having count(*) > 1

),

facts as (

    {% for fact, read_of, number, relation, condition in single_facts %}
    select distinct
        '{{ fact }}' as read_from,
        {{ read_of }} as read_of,
        cast({{ number }} as bigint) as lowest,
        cast({{ number }} as bigint) as highest
    from {{ ref(relation) }}
    where {{ condition }} and {{ number }} is not null
    union all
    {% endfor %}
    {% for kind, relation, condition in [
        ('measure', 'participants_by_measure', 'true'),
        ('measure_group', 'participants_by_measure_group', 'true'),
        ('series', 'participants_by_series', 'true'),
    ] %}
    select
        'figure' as read_from,
        concat_ws(' ', '{{ kind }}', {{ kind }}_code, status_code, {{ month }}) as read_of,
        obs_value_min as lowest,
        obs_value_max as highest
    from {{ ref(relation) }}
    where sex_code = '_T'
    union all
    {% endfor %}
    select
        'lowest count in print' as read_from,
        document_id as read_of,
        min(obs_value) as lowest,
        min(obs_value) as highest
    from {{ ref('participants') }}
    where indicator = 'participants' and obs_value > 0
    group by document_id
    union all
    select
        'counties divided' as read_from,
        cast(year(valid_to) as string) as read_of,
        count(*) as lowest,
        count(*) as highest
    from {{ ref('counties') }}
    where valid_to is not null
    group by year(valid_to)
    union all
    select
        'county names of several codes' as read_from,
        'all' as read_of,
        count(*) as lowest,
        count(*) as highest
    from shared_names

),

quoted as (

    select
        relation,
        row_key,
        column_name,
        listed.phrase,
        listed.quoted_number,
        listed.rounded_to,
        listed.read_from,
        listed.read_of,
        sentences.sentence,
        length(sentences.sentence) - length(replace(sentences.sentence, listed.phrase, ''))
            as phrase_length,
        {{ replace_all('listed.phrase', '[^0-9]', '') }} as digits
    from {{ ref('quoted_numbers') }} as listed
    left join sentences using (relation, row_key, column_name)

),

read as (

    select
        quoted.relation,
        quoted.row_key,
        quoted.column_name,
        quoted.phrase,
        quoted.quoted_number,
        read_from,
        read_of,
        {{ join_text("concat_ws(' to ', facts.lowest, facts.highest)", ', ', 'facts.lowest') }}
            as held,
        coalesce(
            bool_or(
                round(facts.lowest / quoted.rounded_to) * quoted.rounded_to = quoted.quoted_number
                and round(facts.highest / quoted.rounded_to) * quoted.rounded_to
                = quoted.quoted_number
            ),
            false
        ) as is_held
    from quoted
    left join facts using (read_from, read_of)
    where read_from <> 'outside'
    group by all

),

covered as (

    select
        relation,
        row_key,
        column_name,
        sum(length(digits)) as digit_count
    from quoted
    group by all

),

-- The series that are offered instead, by their names.
offered as (

    select
        {{ compared_slice('comparability') }},
        comparability.geography_method,
        comparability.verdict,
    {% for language in ['nb', 'en'] %}
    {{ join_text('series.name_' ~ language, '; ', 'series.order_no') }}
        as names_{{ language }}{{ ',' if not loop.last }}
    {% endfor %}
    from {{ ref('comparability') }} as comparability
    inner join {{ ref('series') }} as series
        on
            ' ' || comparability.alternative_series_codes || ' '
            like '% ' || series.series_code || ' %'
    group by all

),

-- The sentences that others are joined of.
pieces as (

    select
        {{ compared_slice('comparability') }},
        comparability.geography_method,
        notes.sentence_nb,
        notes.sentence_en
    from {{ ref('comparability') }} as comparability
    inner join {{ ref('dim_comparability_note') }} as notes
        on
            notes.applies <> 'always'
            and ' ' || comparability.comparability_codes || ' ' like '% ' || notes.note_code || ' %'
    union all
    select
        {{ compared_slice('comparability') }},
        comparability.geography_method,
        shares.sentence_nb,
        shares.sentence_en
    from {{ ref('comparability') }} as comparability
    inner join {{ ref('content_changes') }} as shares
        on {{ same(year_pair_columns() + ['status_code', 'sex_code'], 'comparability', 'shares') }}
    where shares.pct_max > 0 and comparability.changed_pct_min is not null
    union all
    select distinct
        {{ compared_slice('comparability') }},
        comparability.geography_method,
        'Prosentene er av deltakerne i hele landet, ikke i fylket.' as sentence_nb,
        'The percentages are of the participants in the whole country, not in the county.'
            as sentence_en
    from {{ ref('comparability') }} as comparability
    inner join {{ ref('content_changes') }} as shares
        on {{ same(year_pair_columns() + ['status_code', 'sex_code'], 'comparability', 'shares') }}
    where
        comparability.dimension = 'county'
        and shares.pct_max > 0
        and comparability.changed_pct_min is not null
    union all
    select
        {{ compared_slice('offered') }},
        offered.geography_method,
        replace(verdicts.instead_nb, '{series}', offered.names_nb) as sentence_nb,
        replace(verdicts.instead_en, '{series}', offered.names_en) as sentence_en
    from offered
    inner join {{ ref('comparability_verdicts') }} as verdicts using (verdict)

),

-- The ways of which all areas can be compared.
methods as (

    select
        {{ join_text('name_nb', ', ', 'order_no') }} as names_nb,
        {{ join_text('name_en', ', ', 'order_no') }} as names_en
    from {{ ref('geography_methods') }}
    where is_comparable

),

beginnings as (

    select
        comparability.*,
    {% for language, mark in {'nb': ',', 'en': '.'}.items() %}
    replace(
        replace(verdicts.sentence_{{ language }}, '{methods}', methods.names_{{ language }}),
        '{changed}',
        replace(
            concat_ws(
                '–',
                cast(comparability.changed_pct_min as string),
                case
                    when comparability.changed_pct_min < comparability.changed_pct_max
                        then cast(comparability.changed_pct_max as string)
                end
            ),
            '.',
            '{{ mark }}'
        )
    ) as beginning_{{ language }}{{ ',' if not loop.last }}
    {% endfor %}
    from {{ ref('comparability') }} as comparability
    inner join {{ ref('comparability_verdicts') }} as verdicts
        on comparability.verdict = verdicts.verdict
    cross join methods

),

joined as (

    {% for language in ['nb', 'en'] %}
    select
        'comparability.sentence_{{ language }}' as column_name,
        beginnings.sentence_{{ language }} as sentence,
        beginnings.beginning_{{ language }} as beginning,
        length(beginnings.beginning_{{ language }})
        + coalesce(sum(length(pieces.sentence_{{ language }}) + 1), 0) as expected_length,
        count(pieces.sentence_{{ language }}) as note_count,
        count(
            case
                when
                    beginnings.sentence_{{ language }}
                    like '% ' || pieces.sentence_{{ language }} || '%'
                    then 1
            end
        ) as held_count
    from beginnings
    left join pieces
        on {{ same(compared_slice_columns() + ['geography_method'], 'beginnings', 'pieces') }}
    group by
        {{ compared_slice('beginnings') }},
        beginnings.geography_method,
        beginnings.sentence_{{ language }},
        beginnings.beginning_{{ language }}
    union all
    select
        'headline.notes_{{ language }}' as column_name,
        headline.notes_{{ language }} as sentence,
        '' as beginning,
        sum(length(notes.sentence_{{ language }}) + 1) - 1 as expected_length,
        count(notes.note_code) as note_count,
        count(
            case
                when
                    headline.notes_{{ language }} like '%' || notes.sentence_{{ language }} || '%'
                    then 1
            end
        ) as held_count
    from {{ ref('headline') }} as headline
    left join {{ ref('dim_comparability_note') }} as notes
        on ' ' || headline.comparability_codes || ' ' like '% ' || notes.note_code || ' %'
    group by headline.figure_id, headline.notes_{{ language }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    concat_ws(' ', relation, row_key, column_name) as place,
    'number of a sentence' as what,
    concat_ws(' ', read_from, read_of, held) as expected,
    phrase || ': ' || quoted_number as found
from read
where not is_held
union all
select
    concat_ws(' ', relation, row_key, column_name) as place,
    'phrase of a sentence' as what,
    phrase || ', once, with its number' as expected,
    sentence as found
from quoted
where
    coalesce(phrase_length, 0) <> length(phrase)
    or (digits <> '' and digits <> cast(quoted_number as string))
union all
select
    concat_ws(' ', relation, row_key, column_name) as place,
    'number that nothing is said of' as what,
    'a row of quoted_numbers' as expected,
    sentences.sentence as found
from sentences
left join covered using (relation, row_key, column_name)
where
    length({{ replace_all('sentences.sentence', '[^0-9]', '') }})
    > coalesce(covered.digit_count, 0)
union all
select distinct
    column_name as place,
    'sentence of other sentences' as what,
    beginning || ' and ' || note_count || ' notes, ' || expected_length || ' letters' as expected,
    sentence as found
from joined
where
    note_count <> held_count
    or expected_length is distinct from length(sentence)
    or sentence not like beginning || '%'
