-- One row per month x area x measure group (_T: all) x measure (_T: the group) x status x
-- observation of a county with land in the area, with the weight by which it counts. What is not
-- printed of a county has the parts that it is derived from.
with county_figures as (

    {% for relation in [ref('int_observations'), ref('int_derived_parts')] %}
    select
        period,
        county_division,
        county_code,
        measure_group_code,
        measure_code,
        status_code,
        observation_id
    from {{ relation }}
    where
        {{ participants_by(['county', 'measure_group', 'measure', 'status']) }}
        and county_code <> '_T'
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    {{ figure_id('area', [
        area_key('area_counties'),
        'county_figures.period',
        'county_figures.measure_group_code',
        'county_figures.measure_code',
        'county_figures.status_code',
    ]) }}
        as figure_id,
    county_figures.period,
    {{ area_key('area_counties') }},
    county_figures.county_division,
    county_figures.measure_group_code,
    county_figures.measure_code,
    county_figures.status_code,
    county_figures.observation_id,
    area_counties.weight,
    area_counties.is_whole
from county_figures
inner join {{ ref('int_area_counties') }} as area_counties using (county_division, county_code)
