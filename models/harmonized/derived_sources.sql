-- One row per derived figure x published figure that it is made from, with the weight by which that
-- figure counts; a weight of zero for one that is only beside it, in a bound or under a share.
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
            annual_figures.subject_kind = subject_sources.subject_kind
            and annual_figures.subject_code = subject_sources.subject_code
            and annual_figures.calendar_year = subject_sources.calendar_year
            and annual_figures.status_code = subject_sources.status_code
            and annual_figures.sex_code = subject_sources.sex_code
    where annual_figures.obs_status <> 'O'

),

changes as (

    select
        change_figures.figure_id,
        subject_sources.observation_id,
        case
            when subject_sources.subject_figure_id = change_figures.to_figure_id then 1 else -1
        end as weight
    from {{ ref('change_figures') }} as change_figures
    inner join subject_sources
        on
            subject_sources.subject_figure_id
            in (change_figures.from_figure_id, change_figures.to_figure_id)
    where change_figures.obs_status <> 'O'

),

areas as (

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
    inner join {{ ref('county_weights') }} as area_counties
        on
            county_sources.county_vintage = area_counties.county_vintage
            and county_sources.county_code = area_counties.county_code

),

headlines as (

    select
        headline_figures.figure_id,
        subject_sources.observation_id,
        max(
            case
                when subject_sources.subject_figure_id = headline_figures.part_figure_id then 1
                else 0
            end
        ) as weight
    from {{ ref('headline_figures') }} as headline_figures
    inner join subject_sources
        on
            subject_sources.subject_figure_id
            in (headline_figures.part_figure_id, headline_figures.whole_figure_id)
    group by headline_figures.figure_id, subject_sources.observation_id

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
    select areas.*
    from areas
    inner join {{ ref('area_figures') }} as area_figures on areas.figure_id = area_figures.figure_id

)

select
    figure_id,
    observation_id,
    cast(weight as decimal(18, 10)) as weight
from every
