{#- The steps that published figures are compared over, for tests: one row per mart x measure set x
    year and former year x breakdown x area, with what the mart says of figures that are alike. The
    former year is the nearest earlier one in which any mart has the measure set so broken down;
    a change states its own. -#}
{% macro steps() -%}
{%- set sets = {
    'measure': "'measure' as measure_set_kind, measure_code as measure_set_code",
    'group': "'measure_group' as measure_set_kind, measure_group_code as measure_set_code",
    'series': "'series' as measure_set_kind, series_code as measure_set_code",
    'any': 'measure_set_kind, measure_set_code',
    'county': measure_set_of(),
} -%}
{#- Mart, measure set, area, dimensions besides, and the former year where the mart states it. -#}
{%- set marts = [
    ('participants_by_measure', 'measure', none, ['status', 'sex'], none),
    ('participants_by_measure_group', 'group', none, ['status', 'sex'], none),
    ('participants_by_background', 'measure', none, [], none),
    ('participants_by_series', 'series', none, ['status', 'sex'], none),
    ('annual_means', 'any', none, ['status', 'sex'], none),
    ('headline', 'group', none, ['status', 'sex'], 'former_year'),
    ('same_month_changes', 'any', none, ['status', 'sex'], 'year(from_period)'),
    ('participants_by_county', 'county', ['county_division', 'county_code'], ['status'], none),
    (
        'participants_by_county_harmonized', 'county',
        ['geography_method', 'target_division', 'area_code'], ['status'], none,
    ),
] -%}
with figures as (

    {% for mart, measure_set, area, dimensions, stated_year in marts %}
    select
        '{{ mart }}' as mart,
        {{ sets[measure_set] }},
        year(period) as to_year,
        {{ stated_year or 'cast(null as integer)' }} as stated_year,
        {% for dimension in ['status', 'sex'] -%}
        {{ dimension ~ "_code <> '_T'" if dimension in dimensions else 'false' }}
            as is_by_{{ dimension }},
        {% endfor -%}
        {{ "true" if area else 'false' }} as is_by_county,
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
            partition by {{ measure_set() }}, is_by_status, is_by_sex, is_by_county
            order by to_year
        ) as former_year
    from (
        select distinct
            {{ measure_set() }},
            is_by_status,
            is_by_sex,
            is_by_county,
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
    figures.is_by_status,
    figures.is_by_sex,
    figures.is_by_county,
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
        and figures.is_by_status = years.is_by_status
        and figures.is_by_sex = years.is_by_sex
        and figures.is_by_county = years.is_by_county
        and figures.to_year = years.to_year
{%- endmacro %}

{#- Condition: what is said of a dimension (_T: of totals) is said of a step. -#}
{% macro is_step_along(dimension, steps) -%}
    case {{ dimension }}
        when 'status' then {{ steps }}.is_by_status
        when 'sex' then {{ steps }}.is_by_sex
        when 'county' then {{ steps }}.is_by_county
        else not {{ steps }}.is_by_county
    end
{%- endmacro %}

{#- A step in words. -#}
{% macro step_words() -%}
    concat_ws(
        ' ',
        {{ year_pair() }},
        case when is_by_status then 'status' end,
        case when is_by_sex then 'sex' end,
        area
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
        obs_value_max
    from {{ ref('participants_by_' ~ kind) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
