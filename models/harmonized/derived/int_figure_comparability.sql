-- One row per published or derived figure that is compared over time: whether its year can be
-- compared with the former one in which its measure set is published in the same breakdown, and
-- what must be said of it. In the first year there is nothing to compare with, and only what
-- always holds is said.
with breakdowns as (

    select
        *,
        lag(calendar_year) over (
            partition by {{ measure_set() }}, breakdown order by calendar_year
        ) as former_year
    from {{ ref('int_published_breakdowns') }}

),

steps as (

    select
        {{ measure_set('breakdowns') }},
        breakdowns.calendar_year,
        breakdowns.breakdown,
        breakdowns.former_year,
        -- What nothing is said of is not compared.
        bool_and(breakdowns.former_year is null or coalesce(comparability.is_comparable, false))
            as is_comparable,
        {{ join_text('comparability.comparability_codes', ' ', 'comparability.dimension') }}
            as all_codes
    from breakdowns
    left join {{ ref('int_comparability') }} as comparability
        on
            breakdowns.measure_set_kind = comparability.measure_set_kind
            and breakdowns.measure_set_code = comparability.measure_set_code
            and breakdowns.former_year = comparability.from_year
            and breakdowns.calendar_year = comparability.to_year
            and {{ is_judged_by('comparability.dimension', 'breakdowns.breakdown') }}
            -- Figures by status can be compared though a year prints no totals over them.
            and (comparability.dimension <> '_T' or comparability.verdict <> 'not_published')
    group by all

),

noted as (

    select
        {{ measure_set('steps') }},
        steps.calendar_year,
        steps.breakdown,
        steps.former_year,
        steps.is_comparable,
        {{ join_text('notes.note_code', ' ', 'notes.order_no') }} as comparability_codes
    from steps
    inner join {{ ref('comparability_notes') }} as notes
        on
            notes.applies = 'always'
            or ' ' || steps.all_codes || ' ' like '% ' || notes.note_code || ' %'
    group by all

),

residuals as (

    select code from {{ ref('codes') }}
    where dimension = 'county'

),

-- Counties that are a whole county of each other division too; residual categories are compared.
same_areas as (

    select
        county_division,
        county_code
    from {{ ref('int_county_overlaps') }}
    group by all
    having
        bool_and(
            population_18_66 = county_population and population_18_66 = other_population
        )
    union all
    select distinct
        county_division,
        county_code
    from {{ ref('int_observations') }}
    where county_code in (select residuals.code from residuals)

),

figures as (

    select
        observation_id as figure_id,
        {{ measure_set_of() }},
        year(period) as calendar_year,
        {{ breakdown(among=['status', 'sex', 'county']) }} as breakdown,
        (county_division, county_code) in (
            select
                same_areas.county_division,
                same_areas.county_code
            from same_areas
        ) as is_same_area,
        cast(null as string) as area_note_code
    from {{ ref('int_observations') }}
    where indicator = 'participants' and freq = 'M'
    {% for relation in [
        ref('int_measure_set_figures'), ref('int_annual_means'), ref('int_headline')
    ] %}
    union all
    select
        figure_id,
        {{ measure_set() }},
        calendar_year,
        breakdown,
        true as is_same_area,
        cast(null as string) as area_note_code
    from {{ relation }}
    {% endfor %}
    union all
    select distinct
        parts.figure_id,
        {{ measure_set_of('parts') }},
        year(parts.period) as calendar_year,
        case when parts.status_code = '_T' then 'county' else 'status county' end as breakdown,
        transfers.is_within_tolerance as is_same_area,
        transfers.note_code as area_note_code
    from {{ ref('int_area_parts') }} as parts
    inner join {{ ref('int_area_transfers') }} as transfers
        using (geography_method, target_division, area_code, county_division)

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
        noted.former_year,
        noted.former_year is null or (noted.is_comparable and figures.is_same_area)
            as is_comparable,
        noted.comparability_codes || coalesce(' ' || figures.area_note_code, '')
            as comparability_codes
    from figures
    inner join noted using ({{ measure_set() }}, calendar_year, breakdown)
    union all
    select
        figure_id,
        from_year as former_year,
        is_comparable,
        comparability_codes
    from {{ ref('int_same_month_changes') }}

)

select
    judged.figure_id,
    judged.former_year,
    judged.is_comparable,
    judged.comparability_codes
    || case when strange.figure_id is null then '' else ' SOURCE_OUTLIER' end
        as comparability_codes
from judged
left join strange using (figure_id)
