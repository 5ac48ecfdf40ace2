-- Wherever a mart writes a name beside a code, it is the name that the seeds give to that code; no
-- two codes of one list share a name; and no column of names of any mart is left out of this test.
{#- Mart, list, code, what the names' columns begin with, and their languages. -#}
{%- set both = ['_nb', '_en'] %}
{%- set sets = ['measure_set_kind', 'measure_set_code', 'measure_set_name', both] %}
{%- set measures = ["'measure'", 'measure_code', 'measure_name', both] %}
{%- set groups = ["'measure_group'", 'measure_group_code', 'measure_group_name', both] %}
{%- set counties = ["'county'", 'county_code', 'county_name', ['_nb']] %}
{%- set series = ["'series'", 'series_code', 'series_name', both] %}
{%- set written = [
    ['annual_means'] + sets,
    ['area_counties'] + counties,
    ['comparability'] + sets,
    ['content_changes'] + sets,
    ['dim_code', 'dimension', 'code', 'code_name', both],
    ['dim_county'] + counties,
    ['dim_county', "'county_short'", 'county_code', 'county_name_short', ['_nb']],
    [
        'dim_geography_method',
        "'geography_method'", 'geography_method', 'geography_method_name', both,
    ],
    ['dim_measure'] + measures,
    ['dim_measure_group'] + groups,
    ['dim_measure_set'] + sets,
    ['dim_municipality_transfer', "'county_short'", 'from_county_code', 'from_county_name', ['_nb']],
    ['dim_municipality_transfer', "'county_short'", 'to_county_code', 'to_county_name', ['_nb']],
    ['dim_municipality_transfer', "'piece'", 'piece_code', 'piece_name', ['_nb']],
    ['dim_municipality_transfer', "'municipality'", 'municipality_code', 'municipality_name', ['']],
    [
        'dim_municipality_transfer',
        "'later municipality'", 'to_municipality_code', 'to_municipality_name', [''],
    ],
    ['dim_series'] + series,
    ['headline'] + groups,
    ['lmp_bridge'] + measures,
    ['lmp_bridge', "'lmp_category'", 'lmp_category', 'lmp_category_name', both],
    ['measure_succession', "'measure'", 'from_measure_code', 'from_measure_name', both],
    ['measure_succession', "'measure'", 'to_measure_code', 'to_measure_name', both],
    ['measure_years'] + measures,
    ['participants_by_background', 'dimension', 'category_code', 'category_name', both],
    ['participants_by_county'] + counties,
    ['participants_by_measure'] + measures,
    ['participants_by_measure_group'] + groups,
    ['participants_by_series'] + series,
    ['same_month_changes'] + sets,
] %}
{#- Names of areas are those of their counties, joined. -#}
{%- set areas = ['area_counties', 'participants_by_county_harmonized'] %}
{%- set covered = [] %}
{%- for mart in areas %}
{%- do covered.append(mart ~ '.area_name_nb') %}
{%- endfor %}
{%- for mart, list, code, name, languages in written %}
{%- for language in languages %}
{%- do covered.append(mart ~ '.' ~ name ~ language) %}
{%- endfor %}
{%- endfor %}
with said as (

    {% for mart, list, code, name, languages in written %}
    {% for language in languages %}
    select distinct
        '{{ mart }}.{{ name }}{{ language }}' as column_name,
        '{{ language or '_nb' }}' as language,
        {{ list }} as list_name,
        {{ code }} as code,
        {{ name }}{{ language }} as name
    from {{ ref(mart) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

given as (

    {% for list, seed, code, name_nb, name_en in [
        ('measure', 'measures', 'measure_code', 'name_nb', 'name_en'),
        ('measure_group', 'measure_groups', 'measure_group_code', 'name_nb', 'name_en'),
        ('series', 'series', 'series_code', 'name_nb', 'name_en'),
        ('lmp_category', 'lmp_categories', 'lmp_category', 'name_nb', 'name_en'),
        ('geography_method', 'geography_methods', 'geography_method', 'name_nb', 'name_en'),
        ('indicator', 'indicators', 'indicator', 'name_nb', 'name_en'),
        ('county_short', 'counties', 'county_code', 'name_nb', 'name_nb'),
        ('piece', 'area_pieces', 'piece_code', 'name_nb', 'name_nb'),
        (
            'municipality',
            'municipality_transfers', 'municipality_code', 'municipality_name', 'municipality_name',
        ),
        (
            'later municipality',
            'municipality_transfers',
            'to_municipality_code', 'to_municipality_name', 'to_municipality_name',
        ),
    ] %}
    select distinct
        '{{ list }}' as list_name,
        {{ code }} as code,
        {{ name_nb }} as name_nb,
        {{ name_en }} as name_en
    from {{ ref(seed) }}
    union all
    {% endfor %}
    select
        case when listed.dimension = 'county' then 'county_short' else listed.dimension end
            as list_name,
        listed.code,
        listed.name_nb,
        listed.name_en
    from {{ ref('codes') }} as listed

),

-- The years of a county's code stand behind a name that another code bears too.
counties as (

    select
        short.code,
        short.name_nb,
        coalesce(cast(year(counties.valid_from) as string), '') || '-'
        || coalesce(cast(year(counties.valid_to) - 1 as string), '') as years,
        count(*) over (partition by short.name_nb) > 1 as is_shared
    from given as short
    left join {{ ref('counties') }} as counties on short.code = counties.county_code
    where short.list_name = 'county_short'

),

named as (

    select
        list_name,
        code,
        '_nb' as language,
        name_nb as name
    from given
    union all
    select
        list_name,
        code,
        '_en' as language,
        name_en as name
    from given
    union all
    select
        'county' as list_name,
        code,
        '_nb' as language,
        name_nb || case when is_shared then ' (' || years || ')' else '' end as name
    from counties
    union all
    select
        'county' as list_name,
        code,
        '_en' as language,
        name_en as name
    from given
    where list_name = 'county_short'

),

areas as (

    {% for mart in areas %}
    select distinct
        '{{ mart }}.area_name_nb' as column_name,
        area_code,
        area_name_nb
    from {{ ref(mart) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

-- The names of the counties that an area's code names, with as many plus signs as the code has.
area_parts as (

    select
        areas.column_name,
        areas.area_code,
        areas.area_name_nb,
        count(*) as part_count,
        count(
            case
                when ' + ' || areas.area_name_nb || ' + ' like '% + ' || counties.name_nb || ' + %'
                    then 1
            end
        ) as named_count
    from areas
    inner join counties
        on '+' || areas.area_code || '+' like '%+' || counties.code || '+%'
    group by all

)

select
    said.column_name as what,
    said.list_name || ' ' || said.code as code,
    named.name as expected,
    said.name as found
from said
left join named using (list_name, code, language)
where said.name is distinct from named.name
union all
select
    'codes of one list that share a name' as what,
    list_name || ' ' || min(code) || ' and ' || max(code) as code,
    'two names' as expected,
    name as found
from said
where list_name <> 'county_short' and name is not null
group by list_name, language, name
having count(distinct code) > 1
union all
select
    column_name as what,
    area_code as code,
    'the names of its counties' as expected,
    area_name_nb as found
from area_parts
where
    named_count <> part_count
    or length(area_name_nb) - length(replace(area_name_nb, ' + ', '')) <> 3 * (part_count - 1)
union all
select
    areas.column_name as what,
    areas.area_code as code,
    'counties that are listed' as expected,
    areas.area_name_nb as found
from areas
left join area_parts using (column_name, area_code)
where area_parts.area_code is null
{%- if execute %}
{%- for node in graph.nodes.values() if node.resource_type == 'model' and node.schema == 'marts' %}
{%- for column in node.columns if node.name ~ '.' ~ column not in covered
    and (column.endswith('_name_nb') or column.endswith('_name_en')) %}
union all
select
    '{{ node.name }}.{{ column }}' as what,
    'all' as code,
    'a row of this test' as expected,
    'none' as found
{%- endfor %}
{%- endfor %}
{%- endif %}
