-- Every code of a published figure stands in the code lists, and every code of the lists that the
-- documents give is used: the lists are closed both ways.
{%- set used = [
    ['participants', 'freq', 'freq'],
    ['participants', 'indicator', 'indicator'],
    ['participants', 'obs_status', 'obs_status'],
    ['participants', 'status_code', 'status'],
    ['participants', 'sex_code', 'sex'],
    ['participants', 'age_code', 'age'],
    ['participants', 'immigrant_background_code', 'immigrant_background'],
    ['participants', 'country_background_code', 'country_background'],
    ['participants', 'education_code', 'education'],
    ['participants', 'measure_code', 'measure'],
    ['participants', 'measure_group_code', 'measure_group'],
    ['participants_by_series', 'obs_status', 'obs_status'],
    ['annual_means', 'obs_status', 'obs_status'],
    ['same_month_changes', 'obs_status', 'obs_status'],
    ['participants_by_county_harmonized', 'obs_status', 'obs_status'],
    ['participants_implied', 'indicator', 'indicator'],
    ['participants_by_county_harmonized', 'geography_method', 'geography_method'],
] %}
with used as (

    {% for mart, column, dimension in used %}
    select distinct
        '{{ dimension }}' as dimension,
        {{ column }} as code
    from {{ ref(mart) }}
    union all
    {% endfor %}
    -- What is not by area is by no method.
    select
        'geography_method' as dimension,
        '_T' as code

),

listed as (

    select
        dimension,
        code
    from {{ ref('dim_code') }}
    where dimension not in ('measure', 'measure_group', 'county', 'geography_method')
    {% for dimension in ['measure', 'measure_group'] %}
    union all
    select
        '{{ dimension }}' as dimension,
        {{ dimension }}_code as code
    from {{ ref('dim_' ~ dimension) }}
    {% endfor %}
    union all
    select
        'geography_method' as dimension,
        geography_method as code
    from {{ ref('dim_geography_method') }}

)

select
    dimension,
    code,
    case when listed.code is null then 'used but not listed' else 'listed but not used' end
        as found
from used
full outer join listed using (dimension, code)
where listed.code is null or used.code is null
