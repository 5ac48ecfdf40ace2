-- Every code of a published figure stands in the code lists, and every code of the lists that the
-- documents give is used: the lists are closed both ways.
{%- set columns = {
    'freq': 'freq', 'indicator': 'indicator', 'obs_status': 'obs_status', 'status_code': 'status',
    'sex_code': 'sex', 'age_code': 'age', 'immigrant_background_code': 'immigrant_background',
    'country_background_code': 'country_background', 'education_code': 'education',
} %}
with used as (

    {% for column, dimension in columns.items() %}
    select
        '{{ dimension }}' as dimension,
        {{ column }} as code,
        count(*) as row_count
    from {{ ref('participants') }}
    group by all
    union all
    {% endfor %}
    {% for mart in [
        'participants_by_series', 'annual_means', 'same_month_changes',
        'participants_by_county_harmonized',
    ] %}
    select
        'obs_status' as dimension,
        obs_status as code,
        count(*) as row_count
    from {{ ref(mart) }}
    group by all
    union all
    {% endfor %}
    select
        'indicator' as dimension,
        indicator as code,
        count(*) as row_count
    from {{ ref('participants_implied') }}
    group by all
    union all
    select
        'measure' as dimension,
        measure_code as code,
        count(*) as row_count
    from {{ ref('participants') }}
    group by all
    union all
    select
        'measure_group' as dimension,
        measure_group_code as code,
        count(*) as row_count
    from {{ ref('participants') }}
    group by all

),

listed as (

    select
        dimension,
        code
    from {{ ref('dim_code') }}
    where dimension not in ('measure', 'measure_group', 'county', 'geography_method')
    union all
    select
        'measure' as dimension,
        measure_code as code
    from {{ ref('dim_measure') }}
    union all
    select
        'measure_group' as dimension,
        measure_group_code as code
    from {{ ref('dim_measure_group') }}

)

select
    coalesce(used.dimension, listed.dimension) as dimension,
    coalesce(used.code, listed.code) as code,
    case when listed.code is null then 'used but not listed' else 'listed but not used' end
        as found
from used
full outer join listed using (dimension, code)
where listed.code is null or used.code is null
