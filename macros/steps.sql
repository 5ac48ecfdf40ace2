{#- The steps that published figures are compared over, for tests: one row per mart x measure set x
    year and former year x status x sex x dimension x area, with what the mart says of figures that are
    alike. The
    former year is the nearest earlier one in which any mart has the measure set so broken down;
    a change states its own. -#}
{% macro steps() -%}
{%- set sets = {
    'measure': "'measure' as measure_set_kind, measure_code as measure_set_code",
    'group': "'measure_group' as measure_set_kind, measure_group_code as measure_set_code",
    'series': "'series' as measure_set_kind, series_code as measure_set_code",
    'any': 'measure_set_kind, measure_set_code',
    'any_of': measure_set_of(),
} -%}
{#- Mart, measure set, dimension and area, the codes that it has, and the former year where it says it. -#}
{%- set marts = [
    ('participants_by_measure', 'measure', '_T', [], ['status', 'sex'], none),
    ('participants_by_measure_group', 'group', '_T', [], ['status', 'sex'], none),
    ('participants_by_background', 'any_of', 'background', [], [], none),
    ('participants_by_series', 'series', '_T', [], ['status', 'sex'], none),
    ('annual_means', 'any', '_T', [], ['status', 'sex'], none),
    ('headline', 'group', '_T', [], ['status', 'sex'], 'former_year'),
    ('same_month_changes', 'any', '_T', [], ['status', 'sex'], 'year(from_period)'),
    ('participants_by_county', 'any_of', 'county', ['county_division', 'county_code'], ['status'], none),
    (
        'participants_by_county_harmonized', 'any_of', 'county',
        area_key().split(', '), ['status'], none,
    ),
] -%}
with figures as (

    {% for mart, measure_set, dimension, area, codes, stated_year in marts %}
    select
        '{{ mart }}' as mart,
        {{ sets[measure_set] }},
        year(period) as to_year,
        {{ stated_year or 'cast(null as integer)' }} as stated_year,
        {% for name in ['status', 'sex'] -%}
        {{ name ~ '_code' if name in codes else "'_T' as " ~ name ~ '_code' }},
        {% endfor -%}
        '{{ dimension }}' as dimension,
        {{ "concat_ws(' ', " ~ area | join(', ') ~ ')' if area else "''" }} as area,
        is_comparable,
        {{ "obs_status <> 'O'" if mart == 'same_month_changes' else 'is_comparable' }} as is_given,
        comparability_codes,
        count(*) as figure_count
    from {{ ref(mart) }}
    group by all
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

years as (

    select
        *,
        lag(to_year) over (
            partition by {{ measure_set() }}, status_code, sex_code, dimension
            order by to_year
        ) as former_year
    from (
        select distinct
            {{ measure_set() }},
            status_code,
            sex_code,
            dimension,
            to_year
        from figures
    ) as every_year

)

select
    figures.mart,
    {{ measure_set('figures') }},
    case
        when figures.mart = 'same_month_changes' then figures.stated_year
        else years.former_year
    end as from_year,
    figures.to_year,
    coalesce(
        figures.mart <> 'headline' or figures.stated_year = years.former_year,
        figures.stated_year is null and years.former_year is null
    ) as is_former_year_right,
    figures.status_code,
    figures.sex_code,
    figures.dimension,
    figures.area,
    figures.is_comparable,
    figures.is_given,
    figures.comparability_codes,
    figures.figure_count
from figures
inner join years
    on
        figures.measure_set_kind = years.measure_set_kind
        and figures.measure_set_code = years.measure_set_code
        and figures.status_code = years.status_code
        and figures.sex_code = years.sex_code
        and figures.dimension = years.dimension
        and figures.to_year = years.to_year
{%- endmacro %}

{#- A step in words. -#}
{% macro step_words() -%}
    concat_ws(
        ' ',
        {{ year_pair() }},
        nullif(status_code, '_T'),
        nullif(sex_code, '_T'),
        nullif(dimension, '_T'),
        nullif(area, '')
    )
{%- endmacro %}

{#- What the marts of figures publish of measure sets of these kinds, month by month. -#}
{% macro published_months(kinds) -%}
    {%- for kind in kinds %}
    select
        '{{ kind }}' as measure_set_kind,
        {{ kind }}_code as measure_set_code,
        period,
        status_code,
        sex_code,
        obs_value_min,
        {{ bound('obs_value_max', 'max') }} as obs_value_max
    from {{ ref('participants_by_' ~ kind) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
