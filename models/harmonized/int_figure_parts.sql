-- One row per derived figure x published figure that it is made from, with the weight by which that
-- figure counts; a weight of zero for one that is only beside it, in a bound or under a share.
{%- set areas %}
    select
        {{ figure_id('area', [
            'area_counties.geography_method',
            'area_counties.target_division',
            'area_counties.area_code',
            'county_parts.period',
            'county_parts.measure_group_code',
            'county_parts.measure_code',
            'county_parts.status_code',
        ]) }}
            as figure_id,
        county_parts.observation_id,
        area_counties.weight
    from {{ ref('int_county_parts') }} as county_parts
    inner join {{ ref('int_area_counties') }} as area_counties using (county_division, county_code)
{%- endset %}
with measure_set_parts as (

    select
        {{ figure_id('subject', [
            'measure_set_kind',
            'measure_set_code',
            'period',
            'status_code',
            'sex_code',
        ]) }}
            as measure_set_figure_id,
        *
    from {{ ref('int_measure_set_parts') }}

),

annual as (

    select
        annual_means.figure_id,
        measure_set_parts.observation_id,
        cast(1 as decimal(18, 10)) / annual_means.month_count as weight
    from {{ ref('int_annual_means') }} as annual_means
    inner join measure_set_parts
        on
            {{ same_measure_set('annual_means', 'measure_set_parts') }}
            and annual_means.calendar_year = measure_set_parts.calendar_year
            and annual_means.status_code = measure_set_parts.status_code
            and annual_means.sex_code = measure_set_parts.sex_code
    where annual_means.obs_status <> 'O'

),

-- The end less the beginning. Joined one by one: a join to either would compare all with all.
changes as (

    select
        ends.figure_id,
        measure_set_parts.observation_id,
        ends.weight
    from (
        select
            figure_id,
            to_figure_id as measure_set_figure_id,
            1 as weight
        from {{ ref('int_same_month_changes') }}
        where obs_status <> 'O'
        union all
        select
            figure_id,
            from_figure_id as measure_set_figure_id,
            -1 as weight
        from {{ ref('int_same_month_changes') }}
        where obs_status <> 'O'
    ) as ends
    inner join measure_set_parts on ends.measure_set_figure_id = measure_set_parts.measure_set_figure_id

),

headlines as (

    select
        ends.figure_id,
        measure_set_parts.observation_id,
        max(ends.weight) as weight
    from (
        select
            figure_id,
            part_figure_id as measure_set_figure_id,
            1 as weight
        from {{ ref('int_headline') }}
        union all
        select
            figure_id,
            whole_figure_id as measure_set_figure_id,
            0 as weight
        from {{ ref('int_headline') }}
    ) as ends
    inner join measure_set_parts on ends.measure_set_figure_id = measure_set_parts.measure_set_figure_id
    group by all

),

every as (

    select
        measure_set_figure_id as figure_id,
        observation_id,
        1 as weight
    from measure_set_parts
    where measure_set_kind = 'series'
    union all
    select * from annual
    union all
    select * from changes
    union all
    select * from headlines
    union all
    select
        implied.figure_id,
        implied.observation_id,
        1 as weight
    from {{ ref('int_participants_implied') }} as implied
    union all
    select
        implied.figure_id,
        implied.change_observation_id as observation_id,
        -1 as weight
    from {{ ref('int_participants_implied') }} as implied
    union all
    {{ areas | trim }}
    where area_counties.weight > 0
    union all
    -- Beside the sum: only where there is one.
    select areas.*
    from (
        {{ areas | trim }}
        where area_counties.weight <= 0
    ) as areas
    inner join {{ ref('int_area_figures') }} as area_figures on areas.figure_id = area_figures.figure_id

)

select
    figure_id,
    observation_id,
    cast(weight as decimal(18, 10)) as weight
from every
