-- One row per derived figure x published figure that it is made from, with the weight by which that
-- figure counts; a weight of zero for one that is only beside it, in a bound or under a share.
{%- set areas %}
    select
        {{ figure_id('area', [
            'area_counties.geography_method',
            'area_counties.target_vintage',
            'area_counties.area_code',
            'county_sources.period',
            'county_sources.measure_group_code',
            'county_sources.measure_code',
            'county_sources.status_code',
        ]) }}
            as figure_id,
        county_sources.observation_id,
        area_counties.weight
    from {{ ref('county_sources') }} as county_sources
    inner join {{ ref('county_weights') }} as area_counties using (county_vintage, county_code)
{%- endset %}
with subject_sources as (

    select
        {{ figure_id('subject', [
            'subject_kind',
            'subject_code',
            'period',
            'status_code',
            'sex_code',
        ]) }}
            as subject_figure_id,
        *
    from {{ ref('subject_sources') }}

),

annual as (

    select
        annual_figures.figure_id,
        subject_sources.observation_id,
        cast(1 as decimal(18, 10)) / annual_figures.month_count as weight
    from {{ ref('annual_figures') }} as annual_figures
    inner join subject_sources
        on
            {{ same_subject('annual_figures', 'subject_sources') }}
            and annual_figures.calendar_year = subject_sources.calendar_year
            and annual_figures.status_code = subject_sources.status_code
            and annual_figures.sex_code = subject_sources.sex_code
    where annual_figures.obs_status <> 'O'

),

-- The end less the beginning. Joined one by one: a join to either would compare all with all.
changes as (

    select
        ends.figure_id,
        subject_sources.observation_id,
        ends.weight
    from (
        select
            figure_id,
            to_figure_id as subject_figure_id,
            1 as weight
        from {{ ref('change_figures') }}
        where obs_status <> 'O'
        union all
        select
            figure_id,
            from_figure_id as subject_figure_id,
            -1 as weight
        from {{ ref('change_figures') }}
        where obs_status <> 'O'
    ) as ends
    inner join subject_sources on ends.subject_figure_id = subject_sources.subject_figure_id

),

headlines as (

    select
        ends.figure_id,
        subject_sources.observation_id,
        max(ends.weight) as weight
    from (
        select
            figure_id,
            part_figure_id as subject_figure_id,
            1 as weight
        from {{ ref('headline_figures') }}
        union all
        select
            figure_id,
            whole_figure_id as subject_figure_id,
            0 as weight
        from {{ ref('headline_figures') }}
    ) as ends
    inner join subject_sources on ends.subject_figure_id = subject_sources.subject_figure_id
    group by all

),

every as (

    select
        subject_figure_id as figure_id,
        observation_id,
        1 as weight
    from subject_sources
    where subject_kind = 'series'
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
    from {{ ref('implied_figures') }} as implied
    union all
    select
        implied.figure_id,
        implied.change_observation_id as observation_id,
        -1 as weight
    from {{ ref('implied_figures') }} as implied
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
    inner join {{ ref('area_figures') }} as area_figures on areas.figure_id = area_figures.figure_id

)

select
    figure_id,
    observation_id,
    cast(weight as decimal(18, 10)) as weight
from every
