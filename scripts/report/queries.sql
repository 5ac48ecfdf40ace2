-- What the report page asks the marts, each query by its name, with the mart and the column that its
-- figures are of: the page names them, and the columns of the mart's key, beside every figure. In
-- braces stand the language of the page, the other one, and the month in which years are compared.

-- name: month
-- The month that most years have a grand total for.
select month(period) as month
from marts.participants_by_measure_group
where measure_group_code = '_T' and status_code = '_T' and sex_code = '_T'
group by all
order by count(*) desc, month
limit 1;

-- name: others
-- What a measure, group or series is besides its name: its code, its short form, and its name in the
-- other language.
select
    measure_set_name_{language} as name,
    string_agg(
        concat_ws(' ', measure_set_code, abbreviation, measure_set_name_{other}),
        ' ' order by measure_set_code
    ) as also
from marts.dim_measure_set
left join marts.dim_measure as measures
    on measure_set_kind = 'measure' and measure_set_code = measures.measure_code
group by measure_set_name_{language};

-- name: years
-- The years that have figures, the last first: a year looks the same in all panels.
select distinct year(period) as year
from marts.participants
order by year desc;

-- name: changes
-- of: same_month_changes.change_pct
-- From a year to every later one, in the month in which years are compared, with what of the content
-- changed.
select
    measure_set_kind, measure_set_code, status_code, sex_code,
    cast(from_period as varchar) as from_period, cast(period as varchar) as period,
    year(from_period) as from_year, year(period) as year,
    change_pct, is_comparable, content.sentence_{language} as content
from marts.same_month_changes
left join content using (figure_id)
where month(period) = {month};

-- name: findings
-- of: same_month_changes.change_pct
-- What the figures say first. Of all together the means of the last year of twelve months and of the
-- one before it, where they can be compared: they rest on no choice of a month. Of what can be
-- compared from the first year of a group or series to its last: all together; what more than doubled, and what more than halved, by the most
-- participants. And of what is broken from one year to the next the largest, with the first of its dated
-- notes.
with figures as (

    select
        'measure_group' as measure_set_kind, measure_group_code as measure_set_code, period, obs_value
    from marts.participants_by_measure_group
    where status_code = '_T' and sex_code = '_T'
    union all
    select 'series', series_code, period, obs_value
    from marts.participants_by_series
    where status_code = '_T' and sex_code = '_T'

),

changes as (

    select
        changes.*,
        year(changes.from_period) as from_year,
        year(changes.period) as to_year,
        former.obs_value as from_value,
        later.obs_value as to_value,
        changes.from_period = min(changes.from_period) over measure_set
        and changes.period = max(changes.period) over measure_set as is_whole,
        changes.from_period = max(changes.from_period) over (
            partition by changes.measure_set_kind, changes.measure_set_code, changes.period
        ) as is_next
    from marts.same_month_changes as changes
    inner join figures as former
        on
            changes.measure_set_kind = former.measure_set_kind
            and changes.measure_set_code = former.measure_set_code
            and changes.from_period = former.period
    inner join figures as later
        on
            changes.measure_set_kind = later.measure_set_kind
            and changes.measure_set_code = later.measure_set_code
            and changes.period = later.period
    where changes.status_code = '_T' and changes.sex_code = '_T' and month(changes.period) = {month}
    window measure_set as (partition by changes.measure_set_kind, changes.measure_set_code)

),

found as (

    select 1 as order_no, 'total' as finding, *
    from changes
    where is_whole and is_comparable and measure_set_code = '_T'
    union all
    select 2, 'doubled', *
    from changes
    where is_whole and is_comparable and measure_set_code <> '_T' and to_value > 2 * from_value and from_value > 0
    union all
    select 3, 'halved', *
    from changes
    where is_whole and is_comparable and measure_set_code <> '_T' and 2 * to_value < from_value
    union all
    select 4, 'broken', changes.*
    from changes
    inner join marts.comparability as pairs
        using (measure_set_kind, measure_set_code, from_year, to_year, status_code, sex_code)
    where changes.is_next and pairs.dimension = '_T' and pairs.verdict = 'broken'

),

first_of_each as (

    select *
    from found
    qualify
        row_number() over (
            partition by finding
            order by coalesce(abs(change), from_value) desc, measure_set_kind, measure_set_code
        ) = 1

),

means as (

    select
        *,
        lag(period) over (order by period) as from_period,
        lag(obs_value) over (order by period) as from_value
    from marts.annual_means
    where
        measure_set_kind = 'measure_group' and measure_set_code = '_T'
        and status_code = '_T' and sex_code = '_T' and obs_value is not null
    qualify from_period is not null and is_comparable
    order by period desc
    limit 1

)

select
    order_no, finding, measure_set_kind, measure_set_code, status_code, sex_code,
    first_of_each.measure_set_name_{language} as name,
    cast(from_period as varchar) as from_period, cast(period as varchar) as period,
    from_year, to_year, from_value, to_value as value,
    if(is_comparable, change_pct, null) as change_pct,
    (
        select notes.sentence_{language}
        from marts.dim_comparability_note as notes
        where
            notes.applies = 'dated'
            and list_contains(
                string_split(first_of_each.comparability_codes, ' '), notes.note_code
            )
        order by notes.order_no
        limit 1
    ) as reason,
    content.sentence_{language} as content
from first_of_each
left join content using (figure_id)
union all
select
    0, 'mean', means.measure_set_kind, means.measure_set_code, means.status_code, means.sex_code,
    means.measure_set_name_{language}, cast(means.from_period as varchar),
    cast(means.period as varchar), year(means.from_period), year(means.period),
    means.from_value, means.obs_value, null, null, content.sentence_{language}
from means
left join content using (figure_id)
order by order_no;

-- name: described
select
    strftime(min(period_from), '%Y-%m') as begins,
    strftime(max(period_to), '%Y-%m') as ends,
    (
        select list(code_name_{language} order by code)
        from marts.dim_code
        where dimension = 'indicator'
    ) as variables,
    list(
        struct_pack(
            name := title || ' (' || edition || ')',
            publisher := struct_pack("@type" := 'Organization', name := publisher)
        )
        order by period_from, precedence
    ) as documents
from marts.dim_document;

-- name: everyone
-- of: participants_by_measure_group.obs_value
-- warned: STOCK_EOM SAME_MONTH
select
    cast(period as varchar) as period, year(period) as year, month(period) as month,
    measure_group_name_{language} as panel,
    measure_group_code, status_code, sex_code,
    obs_value, obs_value_min as low, obs_value_max as high
from marts.participants_by_measure_group
where measure_group_code = '_T' and status_code = '_T' and sex_code = '_T'
order by period;

-- name: groups
-- of: participants_by_measure_group.obs_value
-- warned: GROUPS_CHANGED
select
    cast(period as varchar) as period, year(period) as year, month(period) as month,
    measure_group_name_{language} as panel,
    measure_group_code, status_code, sex_code,
    obs_value, obs_value_min as low, obs_value_max as high
from marts.participants_by_measure_group
where measure_group_code <> '_T' and status_code = '_T' and sex_code = '_T'
order by
    max(obs_value_max) over (partition by measure_group_code) desc, measure_group_code, period;

-- name: series
-- of: participants_by_series.obs_value
-- warned: SUPPRESSED_NOT_ZERO
select
    cast(period as varchar) as period, year(period) as year, month(period) as month,
    figures.series_name_{language} as panel,
    series_code, status_code, sex_code,
    obs_value, obs_value_min as low, obs_value_max as high
from marts.participants_by_series as figures
inner join marts.dim_series as series using (series_code)
where status_code = '_T' and sex_code = '_T'
order by series.order_no, period;

-- name: measures
-- of: participants_by_measure.obs_value
-- warned: MEASURES_CHANGED ABSENT
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

-- name: means
-- of: annual_means.obs_value
-- warned: STOCK_EOM
-- Of the years that have all twelve months, with the verdict on each and the one before it.
with means as (

    select *, year(lag(period) over measure_set) as from_year, year(period) as to_year
    from marts.annual_means
    where
        measure_set_kind in ('series', 'measure_group')
        and status_code = '_T' and sex_code = '_T' and obs_status <> 'O'
    window measure_set as (partition by measure_set_kind, measure_set_code order by period)

)

select
    means.measure_set_name_{language} as subject,
    measure_set_kind as kind,
    measure_set_code as code,
    cast(to_year as varchar) as year,
    cast(means.period as varchar) as period, measure_set_kind, measure_set_code, status_code, sex_code,
    means.obs_value, means.obs_value_min as low, means.obs_value_max as high,
    from_year || '–' || to_year as years,
    pairs.verdict,
    pairs.changed_pct_min as changed_min, pairs.changed_pct_max as changed_max
from means
left join (select * from marts.comparability where dimension = '_T') as pairs
    using (measure_set_kind, measure_set_code, from_year, to_year, status_code, sex_code)
order by kind, code <> '_T', subject, year;

-- name: statuses
-- of: participants_by_measure_group.obs_value
-- warned: COUNT_UNIT
select
    cast(period as varchar) as period, year(period) as year, month(period) as month,
    code_name_{language} as panel,
    measure_group_code, status_code, sex_code,
    obs_value, obs_value_min as low, obs_value_max as high
from marts.participants_by_measure_group
inner join marts.dim_code on dimension = 'status' and status_code = code
where measure_group_code = '_T' and status_code <> '_T' and sex_code = '_T'
order by max(obs_value_max) over (partition by status_code) desc, panel, period;

-- name: sexes
-- of: participants_by_measure_group.obs_value
-- Of each year that tells them apart.
select
    'sexes-' || year(period) as figure, 'measure_group_code' as heading,
    measure_group_name_{language} as category,
    code_name_{language} as sex,
    year(period) as year,
    list_sort(list(distinct year(period)) over ()) as years,
    cast(period as varchar) as period, measure_group_code, status_code, sex_code,
    obs_value, obs_value_min as low, obs_value_max as high
from marts.participants_by_measure_group
inner join marts.dim_code on dimension = 'sex' and sex_code = code
where
    sex_code <> '_T' and status_code = '_T' and measure_group_code <> '_T' and month(period) = {month}
order by
    year, max(obs_value_max) over (partition by year, measure_group_code) desc, category, sex_code;

-- name: counties
-- of: participants_by_county.obs_value
-- warned: COUNTY_DIVISION
-- The measure group that every division of counties has, by measure where no total is printed.
select
    'counties-' || county_division as figure, 'county_code' as heading,
    county_division as year,
    coalesce(code_name_{language}, county_name_short_nb) as category,
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
left join marts.dim_county as counties using (county_division, county_code)
where status_code = '_T' and month(period) = {month}
qualify
    count(distinct county_division) over (partition by figures.measure_group_code)
    = count(distinct county_division) over ()
    and (measure_code = '_T') = bool_or(measure_code = '_T')
        over (partition by county_division, figures.measure_group_code)
order by year, county_code, measure_code;

-- name: tiles
-- of: participants_by_county.per_1000
-- The same group by inhabitants aged 18 to 66, where a county has a tile: they were counted in one
-- year, and say nothing of others. Shades go from the lowest to the highest in five equal steps.
with rates as (

    select distinct
        cast(figures.period as varchar) as period, figures.county_division, figures.county_code,
        figures.measure_group_code, figures.measure_code, figures.status_code,
        counties.tile_row, counties.tile_column,
        counties.county_name_short_nb as county,
        groups.measure_group_name_{language} as grp,
        year(figures.period) as year,
        round(1000 * figures.obs_value / areas.county_population, 1) as obs_value,
        round(1000 * figures.obs_value_min / areas.county_population, 1) as low,
        round(1000 * figures.obs_value_max / areas.county_population, 1) as high
    from marts.participants_by_county as figures
    inner join marts.dim_county as counties using (county_division, county_code)
    inner join marts.area_counties as areas using (county_division, county_code)
    inner join marts.dim_measure_group as groups using (measure_group_code)
    where
        counties.tile_row is not null
        and figures.measure_code = '_T'
        and figures.status_code = '_T'
        and month(figures.period) = {month}
        and year(figures.period) in (
            select year(pieces.population_on) from reference.area_pieces as pieces
        )
        and figures.measure_group_code in (
            select printed.measure_group_code
            from marts.participants_by_county as printed
            group by all
            having
                count(distinct printed.county_division)
                = (select count(distinct every.county_division) from marts.participants_by_county as every)
        )

)

select
    *,
    least(4, cast(floor(5 * (high - min(high) over ()) / (max(high) over () - min(high) over () + 0.01)) as int))
        as shade
from rates
order by tile_row, tile_column;

-- name: areas
-- of: participants_by_county_harmonized.obs_value
-- From the oldest division to the newest: the measure groups that every year of theirs has. Estimates
-- have a decimal that nobody should read; the table of the exports keeps it.
with figures as (

    select *
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
    methods.geography_method_name_{language} as method,
    methods.description_{language} as description,
    coalesce(residuals.code_name_{language}, figures.area_name_nb) as category,
    cast(figures.period as varchar) as period, target_division, linked_division, area_code,
    geography_method, measure_group_code, measure_code, status_code,
    cast(year(figures.period) as varchar) as year,
    figures.is_estimated,
    cast(round_even(figures.obs_value, 0) as bigint) as obs_value,
    -- Of an estimate, what the area itself can have.
    if(is_estimated, area_min, cast(obs_value_min as bigint)) as low,
    if(is_estimated, area_max, cast(obs_value_max as bigint)) as high,
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
-- warned: NOT_CROSSED
-- As printed: ages from the youngest, education from the shortest.
select
    figures.dimension as figure, figures.dimension || '_code' as heading,
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
    pairs.changed_pct_min as changed_min, pairs.changed_pct_max as changed_max
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
    list_sort(list(distinct cast(figures.period as varchar))) as printed,
    list(distinct years.calendar_year) filter (years.life_state = 'not_covered') as uncovered
from marts.dim_measure as measures
inner join marts.dim_measure_group as groups using (measure_group_code)
inner join marts.participants_by_measure as figures using (measure_code)
inner join marts.measure_years as years using (measure_code)
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
    error_kind,
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
