-- One row per published or derived figure that is compared over time: whether its year can be
-- compared with the former one in which its measure set is published in the same breakdown, and
-- what must be said of it. In the first year there is nothing to compare with, and only what
-- always holds is said.
with slices as (

    select
        *,
        lag(calendar_year) over (
            partition by {{ measure_set() }}, status_code, sex_code, dimension
            order by calendar_year
        ) as former_year
    from {{ ref('int_published_slices') }}

),

steps as (

    select
        {{ measure_set('slices') }},
        slices.calendar_year,
        slices.status_code,
        slices.sex_code,
        slices.dimension,
        slices.former_year,
        -- What nothing is said of is not compared.
        case
            when slices.former_year is not null then coalesce(comparability.is_comparable, false)
        end as is_comparable,
        comparability.comparability_codes
    from slices
    left join {{ ref('int_comparability') }} as comparability
        on
            slices.measure_set_kind = comparability.measure_set_kind
            and slices.measure_set_code = comparability.measure_set_code
            and slices.former_year = comparability.from_year
            and slices.calendar_year = comparability.to_year
            and slices.status_code = comparability.status_code
            and slices.sex_code = comparability.sex_code
            and slices.dimension = comparability.dimension

),

noted as (

    select
        {{ measure_set('steps') }},
        steps.calendar_year,
        steps.status_code,
        steps.sex_code,
        steps.dimension,
        steps.former_year,
        steps.is_comparable,
        {{ join_text('notes.note_code', ' ', 'notes.order_no') }} as comparability_codes
    from steps
    inner join {{ ref('comparability_notes') }} as notes
        on
            notes.applies = 'always'
            or ' ' || steps.comparability_codes || ' ' like '% ' || notes.note_code || ' %'
    group by all

),

-- The division of counties in which a year has figures of them.
divisions as (

    select
        year(period) as calendar_year,
        max(county_division) as county_division
    from {{ ref('int_observations') }}
    where county_code <> '_T'
    group by all

),

used_divisions as (

    select distinct county_division
    from divisions

),

residuals as (

    select distinct
        observations.county_division,
        observations.county_code
    from {{ ref('int_observations') }} as observations
    inner join {{ ref('codes') }} as codes
        on observations.county_code = codes.code and codes.dimension = 'county'
    where observations.county_code <> '_T'

),

-- Counties that are a whole county of the other division too; residual categories always are.
same_areas as (

    select
        county_division,
        county_code,
        other_division
    from {{ ref('int_county_overlaps') }}
    where population_18_66 = county_population and population_18_66 = other_population
    union all
    select
        counties.county_division,
        counties.county_code,
        used_divisions.county_division as other_division
    from residuals as counties
    cross join used_divisions

),

figures as (

    {% for relation, figure_id in [
        (ref('int_observations'), 'observation_id as figure_id'),
        (ref('int_derived_figures'), 'figure_id'),
    ] %}
    select
        {{ figure_id }},
        {{ measure_set_of() }},
        year(period) as calendar_year,
        status_code,
        sex_code,
        {{ broken_down_by() }} as dimension,
        county_division,
        county_code,
        cast(null as boolean) as is_same_area,
        cast(null as string) as area_note_code
    from {{ relation }}
    where indicator = 'participants' and freq = 'M'
    {{ 'union all' if not loop.last }}
    {% endfor %}
    {% for relation in [
        ref('int_measure_set_figures'), ref('int_annual_means'), ref('int_headline')
    ] %}
    union all
    select
        figure_id,
        {{ measure_set() }},
        calendar_year,
        status_code,
        sex_code,
        '_T' as dimension,
        '_T' as county_division,
        '_T' as county_code,
        true as is_same_area,
        cast(null as string) as area_note_code
    from {{ relation }}
    {% endfor %}
    union all
    select distinct
        parts.figure_id,
        {{ measure_set_of('parts') }},
        year(parts.period) as calendar_year,
        parts.status_code,
        '_T' as sex_code,
        'county' as dimension,
        '_T' as county_division,
        '_T' as county_code,
        transfers.is_within_tolerance as is_same_area,
        transfers.note_code as area_note_code
    from {{ ref('int_area_parts') }} as parts
    inner join {{ ref('int_area_transfers') }} as transfers
        using ({{ area_key() }}, county_division)

),

strange as (

    select observation_id as figure_id from {{ ref('int_outliers') }}
    union
    select parts.figure_id
    from {{ ref('int_figure_parts') }} as parts
    inner join {{ ref('int_outliers') }} using (observation_id)
    where parts.weight <> 0

),

judged as (

    select
        figures.figure_id,
        {{ measure_set('figures') }},
        figures.calendar_year,
        figures.status_code,
        figures.sex_code,
        noted.former_year,
        case
            when noted.former_year is not null
                then
                    noted.is_comparable
                    and (
                        coalesce(figures.is_same_area, figures.county_code = '_T')
                        or same_areas.county_code is not null
                    )
        end as is_comparable,
        noted.comparability_codes || coalesce(' ' || figures.area_note_code, '')
            as comparability_codes
    from figures
    inner join noted
        using ({{ measure_set() }}, calendar_year, status_code, sex_code, dimension)
    left join divisions on noted.former_year = divisions.calendar_year
    left join same_areas
        on
            figures.county_division = same_areas.county_division
            and figures.county_code = same_areas.county_code
            and divisions.county_division = same_areas.other_division
    union all
    select
        figure_id,
        {{ measure_set() }},
        to_year as calendar_year,
        status_code,
        sex_code,
        from_year as former_year,
        is_comparable,
        comparability_codes
    from {{ ref('int_same_month_changes') }}

)

select
    judged.figure_id,
    {{ measure_set('judged') }},
    judged.calendar_year,
    judged.status_code,
    judged.sex_code,
    judged.former_year,
    judged.is_comparable,
    judged.comparability_codes
    || case when strange.figure_id is null then '' else ' SOURCE_OUTLIER' end
        as comparability_codes
from judged
left join strange using (figure_id)
