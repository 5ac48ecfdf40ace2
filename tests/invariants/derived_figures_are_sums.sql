-- A figure that is derived is the sum of what is printed more finely; it is there if and only if
-- NAV prints such sums of the month elsewhere in the document, or sums of all groups in another one
-- of the publication, and none of this breakdown for the group. Beside printed totals it adds up:
-- women and men to both, counties to the country.
{#- Mart, what is summed over, the codes of a figure, and what it adds up to its total along. -#}
{%- set margins = [
    ('participants_by_measure', 'status', ['measure_group', 'measure', 'sex'], 'sex'),
    ('participants_by_measure_group', 'measure', ['measure_group', 'sex'], 'sex'),
    ('participants_by_county', 'measure', ['measure_group', 'county'], 'county'),
    ('participants_by_county', 'measure_group', ['county'], 'county'),
    ('participants_by_county', 'measure_group', ['status', 'county'], 'county'),
] %}
{#- By what the figures of a mart can be broken down. -#}
{%- set held = {
    'participants_by_measure': ['measure_group', 'measure', 'status', 'sex'],
    'participants_by_measure_group': ['measure_group', 'status', 'sex'],
    'participants_by_county': ['measure_group', 'measure', 'status', 'county'],
} %}
with participants as (

    select
        *,
        {{ breakdown() }} as breakdown
    from {{ ref('participants') }}
    where indicator = 'participants' and freq = 'M'

),

proved as (

    -- The sums of all groups prove every document of the publication.
    select distinct
        beside.document_id,
        checks.period,
        identities.dimension
    from {{ ref('identity_checks') }} as checks
    inner join {{ ref('dim_identity') }} as identities using (identity)
    inner join {{ ref('dim_document') }} as documents using (document_id)
    inner join {{ ref('dim_document') }} as beside
        on
            documents.document_id = beside.document_id
            or (
                identities.dimension = 'measure_group'
                and documents.publication = beside.publication
            )
    where identities.kind = 'partition' and checks.verdict in ('exact', 'within_bounds')

),

{% for mart, over, codes, along in margins %}
expected_{{ loop.index }} as (

    select
        parts.period,
        {% for code in codes %}
        parts.{{ code }}_code,
        {% endfor %}
        sum(parts.obs_value_min) as sum_min,
        {{ known_bound('sum(' ~ bound('parts.obs_value_max', 'max') ~ ')') }} as sum_max,
        bool_or(parts.obs_value is null) as is_hidden
    from participants as parts
    inner join proved
        on
            parts.document_id = proved.document_id
            and parts.period = proved.period
            and proved.dimension = '{{ over }}'
    where
        parts.breakdown = '{{ dimensions() | select('in', codes + [over]) | join(' ') }}'
        and not exists (
            select 1 from participants as printed
            where
                printed.period = parts.period
                and printed.measure_group_code
                = {{ "parts.measure_group_code" if 'measure_group' in codes else "'_T'" }}
                and printed.breakdown
                = '{{ dimensions() | select('in', codes) | join(' ') }}'
        )
    group by all

),

found_{{ loop.index }} as (

    select * from {{ ref(mart) }}
    where
        observation_id is null
        and {{ breakdown('', held[mart]) }}
        = '{{ dimensions() | select('in', codes) | join(' ') }}'

),

totals_{{ loop.index }} as (

    select
        period,
        {% for code in codes if code != along %}
        {{ code }}_code,
        {% endfor %}
        sum(obs_value_min) as sum_min,
        sum({{ bound('obs_value_max', 'max') }}) as sum_max
    from found_{{ loop.index }}
    group by all

),

{% endfor %}
wrong as (

    {% for mart, over, codes, along in margins %}
    {%- set key = codes | join('_code, ') ~ '_code' %}
    select
        '{{ mart }}' as mart,
        concat_ws(' ', period, {{ key }}) as what,
        concat_ws(' to ', expected.sum_min, expected.sum_max) as expected,
        concat_ws(' to ', found.obs_value_min, found.obs_value_max) as found
    from expected_{{ loop.index }} as expected
    full outer join found_{{ loop.index }} as found using (period, {{ key }})
    where
        expected.sum_min is distinct from found.obs_value_min
        or expected.sum_max is distinct from found.obs_value_max
        or expected.is_hidden <> (found.obs_value is null)
    union all
    {%- set whole = codes | reject('equalto', along) | list %}
    {%- set of_whole = dimensions() | select('in', whole) | join(' ') %}
    select
        '{{ mart }}' as mart,
        concat_ws(
            ' ', totals.period
            {%- for code in whole %}, totals.{{ code }}_code{% endfor %}

        ) as what,
        concat_ws(' to ', printed.obs_value_min, printed.obs_value_max) as expected,
        concat_ws(' to ', totals.sum_min, totals.sum_max) as found
    from totals_{{ loop.index }} as totals
    inner join participants as printed
        on
            totals.period = printed.period
            {%- for code in whole %}
            and totals.{{ code }}_code = printed.{{ code }}_code
            {%- endfor %}
            and printed.breakdown = '{{ of_whole }}'
    where printed.obs_value_max < totals.sum_min or printed.obs_value_min > totals.sum_max
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    mart,
    what,
    expected,
    found
from wrong
