-- What the report page asks the marts, each query by its name, with the mart and the column that its
-- figures are of: the page names them, and the columns of the mart's key, beside every figure. In
-- braces stand the language of the page and the month in which years are compared.

-- name: month
-- The month that most years have a grand total for.
select month(period) as month
from marts.participants_by_measure_group
where measure_group_code = '_T' and status_code = '_T' and sex_code = '_T'
group by all
order by count(*) desc, month
limit 1;

-- name: everyone
-- of: participants_by_measure_group.obs_value
select
    cast(period as varchar) as period, year(period) as year, month(period) as month,
    measure_group_code, status_code, sex_code,
    obs_value, obs_value_min as low, obs_value_max as high
from marts.participants_by_measure_group
where measure_group_code = '_T' and status_code = '_T' and sex_code = '_T'
order by period;

-- name: groups
-- of: participants_by_measure_group.obs_value
select
    cast(period as varchar) as period,
    measure_group_name_{language} as panel,
    measure_group_code, status_code, sex_code,
    obs_value, obs_value_min as low, obs_value_max as high
from marts.participants_by_measure_group
where measure_group_code <> '_T' and status_code = '_T' and sex_code = '_T'
order by
    max(obs_value_max) over (partition by measure_group_code) desc, measure_group_code, period;

-- name: series
-- of: participants_by_series.obs_value
-- `on` is the first month of a year that cannot be compared with the one before.
select
    cast(period as varchar) as period,
    figures.series_name_{language} as panel,
    series_code, status_code, sex_code,
    obs_value, obs_value_min as low, obs_value_max as high,
    case
        when
            period = min(period) filter (where not is_comparable)
                over (partition by series_code, year(period))
            then cast(period as varchar)
    end as "on"
from marts.participants_by_series as figures
inner join marts.dim_series as series using (series_code)
where status_code = '_T' and sex_code = '_T'
order by series.order_no, period;

-- name: measures
-- of: participants_by_measure.obs_value
select
    groups.measure_group_name_{language} as grp,
    measure_name_{language} as measure,
    measure_code as code,
    cast(year(period) as varchar) as year,
    cast(period as varchar) as period, measure_code, status_code, sex_code,
    obs_value, obs_value_min as low, obs_value_max as high
from marts.participants_by_measure
inner join marts.dim_measure_group as groups using (measure_group_code)
where status_code = '_T' and sex_code = '_T' and month(period) = {month}
order by grp, measure, year;

-- name: statuses
-- of: participants_by_measure_group.obs_value
select
    cast(period as varchar) as period,
    code_name_{language} as panel,
    measure_group_code, status_code, sex_code,
    obs_value, obs_value_min as low, obs_value_max as high
from marts.participants_by_measure_group
inner join marts.dim_code on dimension = 'status' and status_code = code
where measure_group_code = '_T' and status_code <> '_T' and sex_code = '_T'
order by max(obs_value_max) over (partition by status_code) desc, panel, period;

-- name: sexes
-- of: participants_by_measure_group.obs_value
-- Of a year that tells them apart for all measures.
select
    'sexes' as figure,
    measure_group_name_{language} as category,
    code_name_{language} as sex,
    max(year(period)) over () as year,
    cast(period as varchar) as period, measure_group_code, status_code, sex_code,
    obs_value, obs_value_min as low, obs_value_max as high
from marts.participants_by_measure_group
inner join marts.dim_code on dimension = 'sex' and sex_code = code
where
    sex_code <> '_T' and status_code = '_T' and measure_group_code <> '_T' and month(period) = {month}
    and period in (
        select totals.period from marts.participants_by_measure_group as totals
        where totals.measure_group_code = '_T' and totals.sex_code <> '_T'
    )
order by max(obs_value_max) over (partition by measure_group_code) desc, category, sex_code;

-- name: counties
-- of: participants_by_county.obs_value
-- The measure group that every division of counties has, by measure where no total is printed.
select
    'counties-' || county_division as figure,
    county_division as year,
    coalesce(code_name_{language}, county_code || ' ' || county_name_nb) as category,
    obs_value, obs_value_min as low, obs_value_max as high,
    measure_group_name_{language} as grp,
    cast(period as varchar) as period,
    county_division, county_code, figures.measure_group_code, measure_code, status_code,
    if(measure_code = '_T', measure_group_name_{language}, measure_name_{language}) as panel
from marts.participants_by_county as figures
inner join marts.dim_measure_group as groups using (measure_group_code)
inner join marts.dim_measure as measures using (measure_code)
left join marts.dim_code as residuals
    on residuals.dimension = 'county' and figures.county_code = residuals.code
where status_code = '_T' and month(period) = {month}
qualify
    count(distinct county_division) over (partition by figures.measure_group_code)
    = count(distinct county_division) over ()
    and (measure_code = '_T') = bool_or(measure_code = '_T')
        over (partition by county_division, figures.measure_group_code)
order by year, county_code, measure_code;

-- name: areas
-- of: participants_by_county_harmonized.obs_value
-- From the oldest division to the newest: the measure groups that every year of theirs has. Estimates have a decimal that nobody should
-- read; the table of the exports keeps it.
with figures as (

    from marts.participants_by_county_harmonized
    where
        measure_code = '_T'
        and status_code = '_T'
        and month(period) = {month}
        and target_division = (select max(target_division) from marts.area_counties)
        and linked_division = (select min(linked_division) from marts.area_counties)
    qualify
        count(distinct year(period)) over (partition by measure_group_code)
        = count(distinct year(period)) over ()

)

select
    'areas-' || figures.geography_method as figure,
    methods.geography_method_name_{language} as method,
    methods.description_{language} as description,
    coalesce(residuals.code_name_{language}, figures.area_name_nb) as category,
    cast(figures.period as varchar) as period, target_division, linked_division, area_code,
    geography_method, measure_group_code, measure_code, status_code,
    cast(year(figures.period) as varchar) as year,
    cast(round_even(figures.obs_value, 0) as bigint) as obs_value,
    cast(round_even(figures.obs_value_min, 0) as bigint) as low,
    cast(round_even(figures.obs_value_max, 0) as bigint) as high,
    groups.measure_group_name_{language} as grp,
    bool_and(coalesce(figures.is_comparable, true))
        over (partition by figures.geography_method, figures.area_code) as is_comparable
from figures
inner join marts.dim_geography_method as methods using (geography_method)
inner join marts.dim_measure_group as groups using (measure_group_code)
left join marts.dim_code as residuals
    on residuals.dimension = 'county' and figures.area_code = residuals.code
order by methods.order_no, figures.area_code, year;

-- name: transfers
-- of: dim_municipality_transfer.*
select
    municipality_name as municipality,
    from_county_name_nb as "left",
    to_county_name_nb as came_to,
    cast(moved_on as varchar) as moved_on,
    population
from marts.dim_municipality_transfer
order by municipality_code;

-- name: background
-- of: participants_by_background.obs_value
-- As printed: ages from the youngest, education from the shortest.
select
    figures.dimension as figure,
    figures.category_name_{language} as category,
    measures.measure_name_{language} as panel,
    year(figures.period) as year,
    cast(figures.period as varchar) as period, measure_code, figures.dimension, category_code,
    figures.obs_value, figures.obs_value_min as low, figures.obs_value_max as high
from marts.participants_by_background as figures
inner join marts.dim_measure as measures using (measure_code)
inner join marts.participants as places using (observation_id)
where month(figures.period) = {month}
order by places.document_id, places.line_no;

-- name: coverage
-- of: coverage.month_count
select
    breakdown,
    calendar_year,
    calendar_year as year,
    month_count as obs_value
from marts.coverage
where month_count > 0;

-- name: comparability
-- of: comparability.verdict
select
    pairs.measure_set_name_{language} as subject,
    pairs.measure_set_kind as kind,
    codes.code_name_{language} as status,
    cast(pairs.from_year as varchar) || '–' || cast(pairs.to_year as varchar) as years,
    pairs.measure_set_kind, pairs.measure_set_code, pairs.from_year, pairs.to_year,
    pairs.status_code, pairs.sex_code, pairs.dimension, pairs.geography_method,
    pairs.verdict,
    pairs.changed_pct_max as changed
from marts.comparability as pairs
inner join marts.dim_code as codes
    on codes.dimension = 'status' and pairs.status_code = codes.code
where
    pairs.measure_set_kind in ('series', 'measure_group')
    and pairs.dimension = '_T'
    and pairs.sex_code = '_T'
order by kind desc, subject, pairs.measure_set_code, pairs.status_code, years;

-- name: notes
-- of: dim_comparability_note.*
select
    note_code as code,
    sentence_{language} as note
from marts.dim_comparability_note
order by order_no;

-- name: lives
-- of: measure_years.month_count
select
    groups.measure_group_name_{language} as measure_group,
    measures.measure_name_{language} as measure,
    measures.measure_code,
    cast(measures.in_force_from as varchar) as "from",
    cast(measures.in_force_to as varchar) as "to",
    list_sort(list(distinct cast(figures.period as varchar))) as printed
from marts.dim_measure as measures
inner join marts.dim_measure_group as groups using (measure_group_code)
inner join marts.participants_by_measure as figures using (measure_code)
group by all
order by measure_group, min(figures.period), max(figures.period), measure;

-- name: successions
-- of: measure_succession.*
select
    coalesce(from_measure_name_{language}, '') as former,
    relation,
    coalesce(to_measure_name_{language}, '') as later,
    cast(changed_from as varchar) as changed_from,
    cast(changed_to as varchar) as changed_to,
    if('{language}' = 'nb', coalesce(reason_nb, reason), reason) as reason
from marts.measure_succession
order by from_measure_code, to_measure_code;

-- name: identities
-- of: identity_checks.*
-- The last row counts the checks of all identities together.
select
    statement_{language} as identity,
    count(*) as checks,
    count_if(verdict = 'exact') as verdict_exact,
    count_if(verdict = 'within_bounds') as verdict_within_bounds,
    count_if(verdict = 'within_rounding') as verdict_within_rounding,
    count_if(verdict = 'not_checkable') as verdict_not_checkable,
    count_if(verdict = 'violated') as verdict_violated
from marts.identity_checks
inner join marts.dim_identity using (identity)
group by rollup (statement_{language})
order by grouping(statement_{language}), count(*) desc, 1;

-- name: detection
-- of: detection_power.*
select
    replace(error_kind, ' ', '_') as error_kind,
    sum(error_count) as errors_made,
    sum(visible_count) as errors_visible,
    sum(found_count) as errors_found,
    sum(named_first_count) as errors_first,
    sum(named_in_three_count) as errors_in_three,
    sum(wrongly_unique_count) as errors_wrong,
    cast(max(measured_on) as varchar) as day
from marts.detection_power
group by detection_power.error_kind
order by errors_made desc, detection_power.error_kind;

-- name: external
-- of: external_agreement.*
select
    publisher || ': ' || title as external_source,
    counts_{language} as external_counts,
    printed,
    obs_value as external_here,
    agreement,
    reason_{language} as external_reason
from marts.external_agreement
order by order_no;

-- name: sources
-- of: dim_document.*
select
    title || ' (' || edition || '), ' || file_name as document,
    coalesce(law_printed, '-') as law,
    table_count as tables,
    row_count as rows,
    cell_count as cells,
    number_count as numbers,
    suppressed_count as suppressed,
    blank_count as blank
from marts.dim_document
order by period_from, precedence;

-- name: errata
-- of: dim_erratum.*
select
    errata.printed,
    coalesce(errata.corrected, '') as read_as,
    documents.file_name || coalesce(', {line} ' || errata.line_no, '') as place,
    errata.kind,
    errata.match_count as places,
    if('{language}' = 'nb', coalesce(errata.reason_nb, errata.reason), errata.reason) as reason,
    if('{language}' = 'nb', coalesce(errata.evidence_nb, errata.evidence), errata.evidence)
        as evidence
from marts.dim_erratum as errata
inner join marts.dim_document as documents using (document_id)
order by errata.erratum_id;
