-- What the explore page asks the marts, each query by its name, in their order; a later one may ask
-- an earlier one. In braces stands the language. What a query gives is packed as it comes.

-- name: all_figures
-- Every monthly figure by the key of its mart, which has no other columns of these; the sentence on
-- its year and the former one that it is compared with; the mean of the twelve months of its year, and
-- of a part by background all of its measure. Bounds are empty where they are the figure, those of an
-- area where they are the figure's.
with figures as (

    select 'participants_by_measure_group' as mart, 1 as mart_no, *
    from marts.participants_by_measure_group
    union all by name
    select 'participants_by_series' as mart, 2 as mart_no, * from marts.participants_by_series
    union all by name
    select 'participants_by_measure' as mart, 3 as mart_no, * exclude (measure_group_code)
    from marts.participants_by_measure
    union all by name
    select 'participants_by_county_harmonized' as mart, 4 as mart_no, * exclude (county_division)
    from marts.participants_by_county_harmonized
    union all by name
    select 'participants_by_county' as mart, 5 as mart_no, * from marts.participants_by_county
    union all by name
    select
        'participants_by_background' as mart, 6 as mart_no,
        * exclude (measure_group_code), observation_id as figure_id
    from marts.participants_by_background

),

dated as (

    select
        *,
        case
            when category_code is not null then null
            when series_code is not null then 'series'
            when coalesce(measure_code, '_T') <> '_T' then 'measure'
            else 'measure_group'
        end as measure_set_kind,
        coalesce(series_code, nullif(measure_code, '_T'), measure_group_code) as measure_set_code,
        if(coalesce(area_code, county_code) is null, '_T', 'county') as dimension_of_pair,
        year(period) as calendar_year,
        area_min is not null
        and (area_min, area_max) is distinct from (obs_value_min, obs_value_max) as is_of_area,
        concat_ws(
            ' ', geography_method, target_division, linked_division, area_code, county_division,
            county_code, measure_group_code, series_code, measure_code, dimension, category_code,
            status_code, sex_code
        ) as slice,
        coalesce(bool_or(is_estimated) over (partition by mart, slice), false)
        or coalesce(area_code, county_code) in (
            select code from marts.dim_code where marts.dim_code.dimension = 'county'
        ) as is_no_counted_area,
        row_number() over (order by mart_no, slice, period) as figure_no
    from figures

),

-- What must be said of two years where the area is the same.
of_same_areas as (

    select
        verdicts.measure_set_kind, verdicts.measure_set_code, verdicts.status_code,
        verdicts.sex_code, verdicts.from_year, verdicts.to_year,
        arg_min(verdicts.sentence_{language}, methods.order_no) as sentence
    from marts.comparability as verdicts
    inner join marts.dim_geography_method as methods using (geography_method)
    where verdicts.is_comparable and verdicts.dimension = 'county'
    group by all

)

select
    dated.figure_no, dated.figure_id, dated.mart, dated.geography_method, dated.target_division,
    dated.linked_division, dated.area_code, dated.county_division, dated.county_code,
    dated.measure_group_code, dated.series_code, dated.measure_code, dated.dimension,
    dated.category_code, dated.status_code, dated.sex_code, dated.period, dated.obs_value,
    nullif(dated.obs_value_min, dated.obs_value) as obs_value_min,
    nullif(dated.obs_value_max, dated.obs_value) as obs_value_max,
    if(is_of_area, dated.area_min, null) as area_min,
    if(is_of_area, dated.area_max, null) as area_max,
    if(is_of_area, dated.moved_out_pct, null) as moved_out_pct,
    if(is_of_area, dated.moved_in_pct, null) as moved_in_pct,
    coalesce(dated.is_estimated, false) as is_estimated,
    means.obs_value as mean_value, means.obs_value_min as mean_min, means.obs_value_max as mean_max,
    -- The months that the mean is of: a change is rounded once.
    if(means.obs_value is null, null, sum(dated.obs_value) over of_year) as mean_total,
    if(means.obs_value_min is null, null, sum(dated.obs_value_min) over of_year) as mean_total_min,
    if(means.obs_value_max is null, null, sum(dated.obs_value_max) over of_year) as mean_total_max,
    totals.obs_value as total,
    dated.obs_status, dated.is_printed, dated.is_comparable, judged.former_year,
    dated.comparability_codes,
    -- Of an area that can be compared it is said whether it is the same, not of all of the method;
    -- of one that is not, that it is another, before what is said of all.
    case
        when dated.dimension_of_pair = 'county' and dated.is_comparable
            then concat_ws(
                ' ',
                case
                    when dated.is_no_counted_area then null
                    when notes.note_code is not null then '{nearly_same_area}'
                    else '{same_area}'
                end,
                whole.sentence,
                notes.sentence_{language}
            )
        when dated.dimension_of_pair = 'county' and not dated.is_comparable
            and not dated.is_no_counted_area and whole.sentence is not null
            then '{not_same_area} ' || pairs.sentence_{language}
        else pairs.sentence_{language}
    end as sentence,
    dated.slice,
    dated.measure_set_kind, dated.measure_set_code, dated.calendar_year
from dated
left join harmonized.int_figure_comparability as judged using (figure_id)
left join marts.comparability as pairs
    on
        dated.measure_set_kind = pairs.measure_set_kind
        and dated.measure_set_code = pairs.measure_set_code
        and judged.former_year = pairs.from_year
        and dated.calendar_year = pairs.to_year
        and dated.status_code = pairs.status_code
        and coalesce(dated.sex_code, '_T') = pairs.sex_code
        and dated.dimension_of_pair = pairs.dimension
        and coalesce(dated.geography_method, '_T') = pairs.geography_method
left join marts.annual_means as means
    on
        dated.measure_set_kind = means.measure_set_kind
        and dated.measure_set_code = means.measure_set_code
        and dated.calendar_year = year(means.period)
        and dated.status_code = means.status_code
        and dated.sex_code = means.sex_code
        and means.obs_status <> 'O'
left join marts.participants_by_measure as totals
    on
        dated.category_code is not null
        and dated.measure_code = totals.measure_code
        and dated.period = totals.period
        and totals.status_code = '_T'
        and totals.sex_code = '_T'
left join of_same_areas as whole
    on
        dated.measure_set_kind = whole.measure_set_kind
        and dated.measure_set_code = whole.measure_set_code
        and judged.former_year = whole.from_year
        and dated.calendar_year = whole.to_year
        and dated.status_code = whole.status_code
        and coalesce(dated.sex_code, '_T') = whole.sex_code
left join marts.dim_geography_method as methods on dated.geography_method = methods.geography_method
left join marts.dim_comparability_note as notes
    on
        methods.note_code = notes.note_code
        and list_contains(string_split(dated.comparability_codes, ' '), notes.note_code)
window of_year as (partition by dated.mart, dated.slice, dated.calendar_year)

-- name: all_cells
-- Every printed cell of a figure, and the measure, or the group, that it counts.
select
    row_number() over (order by cells.document_id, cells.line_no, cells.column_no) - 1 as cell_no,
    cells.observation_id, cells.document_id, cells.line_no, cells.column_no, cells.sheet_name,
    cells.sheet_cell,
    -- What is a torn heading is not what the table is of.
    if(torn.printed is null, cells.printed_context, '') as printed_context,
    cells.printed_section, cells.printed_label,
    cells.printed_column, cells.printed_text, cells.page_no, cells.erratum_id, cells.fate,
    coalesce(measures.measure_name_{language}, groups.measure_group_name_{language}) as counted
from marts.printed_cells as cells
inner join marts.participants as figures using (observation_id)
left join (
    select distinct document_id, printed
    from marts.dim_erratum
    where kind = 'context' and corrected is null
) as torn
    on cells.document_id = torn.document_id and cells.printed_context = torn.printed
left join marts.dim_measure as measures
    on figures.measure_code = measures.measure_code and measures.measure_code <> '_T'
left join marts.dim_measure_group as groups
    on figures.measure_group_code = groups.measure_group_code

-- name: all_sources
-- The cells behind each figure, with what they count in it. A figure of a lost row has those that it
-- is rebuilt from, and the erratum that says so.
with parts as (

    select figure_no, figure_id as observation_id, cast(1 as decimal(18, 10)) as weight
    from all_figures
    where figure_id in (select observation_id from marts.participants)
    union all
    select figures.figure_no, parts.observation_id, parts.weight
    from all_figures as figures
    inner join marts.figure_parts as parts using (figure_id)
    where figures.figure_id not in (select observation_id from marts.participants)

),

rebuilt as (

    select figure_no, observation_id, weight, null as lost_erratum_id
    from parts
    union all
    select
        parts.figure_no, rebuilt.observation_id,
        cast(parts.weight * rebuilt.weight as decimal(18, 10)) as weight,
        lost.erratum_id as lost_erratum_id
    from parts
    inner join marts.participants as lost using (observation_id)
    inner join marts.figure_parts as rebuilt on parts.observation_id = rebuilt.figure_id

)

select rebuilt.figure_no, cells.cell_no, rebuilt.weight, rebuilt.lost_erratum_id
from rebuilt
inner join all_cells as cells using (observation_id)
where rebuilt.weight <> 0

-- name: all_gaps
-- Why a line of figures has none of some years: a line of text per reason, the earliest year first.
select mart, slice, string_agg(years || ': ' || reason, chr(10) order by years) as gaps
from (
    select
        mart, slice, reason_{language} as reason,
        string_agg(calendar_year, ', ' order by calendar_year) as years
    from gaps
    group by all
)
group by mart, slice

-- name: all_earlier
-- Of a year of a line, the years of it before the former one, the latest first: each with whether the
-- two can be compared, and its sentence. Of areas that is said by area, and only of the years that
-- follow each other.
with years as (

    select distinct mart, slice, calendar_year
    from all_figures

)

select
    figures.figure_no,
    cast(to_json(list(
        json_array(pairs.from_year, pairs.is_comparable, pairs.sentence_{language})
        order by pairs.from_year desc
    )) as varchar) as earlier
from all_figures as figures
inner join years
    on
        figures.mart = years.mart
        and figures.slice = years.slice
        and years.calendar_year < figures.former_year
inner join marts.comparability as pairs
    on
        figures.measure_set_kind = pairs.measure_set_kind
        and figures.measure_set_code = pairs.measure_set_code
        and years.calendar_year = pairs.from_year
        and figures.calendar_year = pairs.to_year
        and figures.status_code = pairs.status_code
        and figures.sex_code = pairs.sex_code
        and pairs.dimension = '_T'
group by figures.figure_no

-- name: figures
select
    figures.* exclude (
        figure_no, figure_id, slice, measure_set_kind, measure_set_code, calendar_year
    ),
    earlier.earlier, told.gaps,
    coalesce(counted.source_count, 0) as source_count
from all_figures as figures
left join all_gaps as told using (mart, slice)
left join all_earlier as earlier using (figure_no)
left join (select figure_no, count(*) as source_count from all_sources group by all) as counted
    using (figure_no)
order by figure_no

-- name: sources
select * exclude (figure_no) from all_sources
order by figure_no, lost_erratum_id nulls first, cell_no

-- name: cells
select * exclude (cell_no, observation_id) from all_cells
order by cell_no

-- name: month
-- The month that most years have a grand total for: where years are compared first.
select month(period) as month
from marts.participants_by_measure_group
where measure_group_code = '_T' and status_code = '_T' and sex_code = '_T'
group by all
order by count(*) desc, month
limit 1

-- name: choices
-- What each code is called, totals first; what has no name here has the heading of its column. Of a
-- county or an area its name with the years of the county (dated); of what is none, nothing.
with named as (

    select
        'measure_group_code' as column_name, measure_group_code as code,
        measure_group_name_{language} as name
    from marts.dim_measure_group
    union all by name
    select
        'measure_code' as column_name, measure_code as code,
        -- AFT, as people say, where its name does not say so.
        measure_name_{language} || coalesce(
            ' (' || if(contains(measure_name_{language}, abbreviation), null, abbreviation) || ')', ''
        ) as name,
        if(measure_code = '_T', null, groups.measure_group_name_{language}) as within
    from marts.dim_measure
    left join marts.dim_measure_group as groups using (measure_group_code)
    union all by name
    select
        'series_code' as column_name, series_code as code, series_name_{language} as name, order_no
    from marts.dim_series
    union all by name
    select
        dimension || if(dimension in ('status', 'sex'), '_code', '') as column_name, code,
        code_name_{language} as name
    from marts.dim_code
    where dimension in ('status', 'sex', 'obs_status')
    union all by name
    select
        'geography_method' as column_name, geography_method as code,
        geography_method_name_{language} as name, description_{language} as hint, order_no
    from marts.dim_geography_method
    union all by name
    select distinct
        unnest(['target_division', 'linked_division', 'county_division']) as column_name,
        county_division as code, county_division as name, -cast(county_division as integer) as order_no
    from marts.area_counties
    union all by name
    select
        'county_code' as column_name, county_code as code, 0 as order_no,
        string_agg(
            distinct coalesce(code_name_{language}, county_code || ' ' || county_name_nb), ' / '
        ) as name,
        if(any_value(code_name_{language}) is null, name, null) as dated
    from marts.participants_by_county
    left join marts.dim_code as residuals
        on residuals.dimension = 'county' and county_code = residuals.code
    group by county_code
    union all by name
    select
        'area_code' as column_name, area_code as code, 0 as order_no,
        string_agg(distinct coalesce(code_name_{language}, area_name_nb), ' / ') as name,
        if(
            any_value(code_name_{language}) is null,
            coalesce(string_agg(distinct counties.county_name_nb, ' / '), name), null
        ) as dated
    from marts.participants_by_county_harmonized as figures
    left join marts.dim_code as residuals
        on residuals.dimension = 'county' and area_code = residuals.code
    left join marts.dim_county as counties
        on figures.target_division = counties.county_division and area_code = counties.county_code
    group by area_code
    union all by name
    select
        'category_code' as column_name, figures.category_code as code,
        figures.category_name_{language} as name, min(places.line_no) as order_no
    from marts.participants_by_background as figures
    inner join marts.participants as places using (observation_id)
    group by all
    union all by name
    select distinct 'dimension' as column_name, dimension as code
    from marts.participants_by_background

)

select column_name, code, name, within, hint, dated
from named
order by
    column_name, order_no, code <> '_T', within nulls first, if(order_no = 0, code, name), code

-- name: kin
-- Of a county the counties of another division that people of it live in: one of the same name first,
-- then that of most people.
with links as (

    select distinct
        links.county_code as former_code, links.area_code as later_code, links.population_inside,
        former.county_name_short_nb = later.county_name_short_nb as is_namesake
    from marts.area_counties as links
    inner join marts.dim_county as former using (county_division, county_code)
    inner join marts.dim_county as later
        on links.target_division = later.county_division and links.area_code = later.county_code
    where links.county_division <> links.target_division and links.weight > 0

)

select code, other_code
from (
    select former_code as code, later_code as other_code, is_namesake, population_inside from links
    union all
    select later_code as code, former_code as other_code, is_namesake, population_inside from links
)
where code <> other_code
group by code, other_code
order by code, bool_or(is_namesake) desc, max(population_inside) desc, other_code

-- name: alone
-- The areas that give a county alone, by the safest method that does, as functions tell it.
select
    areas.geography_method, areas.target_division, areas.linked_division, areas.area_code,
    counties.county_name_nb as name
from (
    select areas.*, methods.order_no
    from marts.area_counties as areas
    inner join marts.dim_geography_method as methods using (geography_method)
    where areas.is_county
    qualify
        row_number() over (
            partition by areas.county_division, areas.county_code
            order by methods.order_no, areas.target_division desc, areas.linked_division
        ) = 1
) as areas
inner join marts.dim_county as counties
    on
        areas.target_division = counties.county_division
        and areas.area_code = counties.county_code
group by all
order by min(areas.order_no), areas.target_division desc, areas.area_code

-- name: unit
-- What all figures here count.
select code_name_{language} as name
from marts.dim_code where dimension = 'indicator' and code = 'participants'

-- name: notes
select note_code, sentence_{language} as sentence
from marts.dim_comparability_note
order by order_no

-- name: errata
select
    erratum_id, printed, corrected,
    if('{language}' = 'nb', coalesce(reason_nb, reason), reason) as reason
from marts.dim_erratum order by erratum_id

-- name: documents
select document_id, publisher, title, edition, file_name, suppressed_below
from marts.dim_document
order by period_from, precedence

-- name: other_names
-- What codes that can be searched for are called in the other language.
select
    measure_set_kind || '_code' as column_name, measure_set_code as code,
    measure_set_name_{other} as name
from marts.dim_measure_set
where measure_set_code <> '_T'
union all by name
select
    if(dimension in ('status', 'sex'), dimension, 'category') || '_code' as column_name, code,
    code_name_{other} as name
from marts.dim_code
where
    code <> '_T'
    and (
        dimension in ('status', 'sex')
        or dimension in (select background.dimension from marts.participants_by_background as background)
    )
order by all
