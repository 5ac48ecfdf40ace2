-- One table for one chart: what people ask, each query by the name of its file, with the key of its
-- rows and what a value is where it is no person. Newest first. In braces stand the language, the note
-- on a figure, what dimensions are called, and the sentence that says why there is one year only.

-- name: groups
-- key: period code
select
    period,
    measure_group_code as code,
    measure_group_name_{language} as name,
    obs_value as "value",
    obs_value_min as low,
    obs_value_max as high,
    is_comparable as may_compare,
    {note} as note
from marts.participants_by_measure_group as figures
where status_code = '_T' and sex_code = '_T'
order by period desc, code <> '_T', code;

-- name: series
-- key: period code
select
    period,
    series_code as code,
    series_name_{language} as name,
    obs_value as "value",
    obs_value_min as low,
    obs_value_max as high,
    is_comparable as may_compare,
    {note} as note
from marts.participants_by_series as figures
where status_code = '_T' and sex_code = '_T'
order by period desc, code;

-- name: counties
-- key: period measure_group code
-- By the safest method, from the oldest division to the newest.
select
    period,
    area_code as code,
    coalesce(residuals.code_name_{language}, area_name_nb) as name,
    measure_group_name_{language} as measure_group,
    cast(obs_value as integer) as "value",
    cast(obs_value_min as integer) as low,
    cast(obs_value_max as integer) as high,
    is_comparable as may_compare,
    {note} as note
from marts.participants_by_county_harmonized as figures
inner join marts.dim_measure_group as groups using (measure_group_code)
inner join marts.dim_geography_method as methods using (geography_method)
left join marts.dim_code as residuals
    on residuals.dimension = 'county' and figures.area_code = residuals.code
where measure_code = '_T' and status_code = '_T'
qualify
    methods.order_no = min(methods.order_no) over ()
    and target_division = max(target_division) over ()
    and linked_division = min(linked_division) over ()
order by period desc, measure_group_code, code;

-- name: women_and_men
-- key: period code sex
select
    period,
    measure_group_code as code,
    measure_group_name_{language} as name,
    code_name_{language} as sex,
    obs_value as "value",
    obs_value_min as low,
    obs_value_max as high,
    is_comparable as may_compare,
    {note} as note
from marts.participants_by_measure_group as figures
inner join marts.dim_code as sexes on sexes.dimension = 'sex' and figures.sex_code = sexes.code
where status_code = '_T' and sex_code <> '_T'
order by period desc, measure_group_code <> '_T', measure_group_code, sex_code;

-- name: background
-- key: period measure breakdown code
-- Categories as printed: ages from the youngest, education from the shortest.
select
    figures.period,
    measures.measure_name_{language} as measure,
    {headings}[figures.dimension] as breakdown,
    figures.category_code as code,
    figures.category_name_{language} as name,
    figures.obs_value as "value",
    figures.obs_value_min as low,
    figures.obs_value_max as high,
    {note} as note
from marts.participants_by_background as figures
inner join marts.dim_measure as measures using (measure_code)
inner join marts.participants as places using (observation_id)
order by figures.period desc, figures.measure_code, places.line_no;

-- name: per_1000_inhabitants
-- key: period measure_group name
-- unit: per_1000
-- Of the counties of the year whose people are known, aged 18 to 66 on 1 January.
with people as (

    select distinct county_division, county_code, county_population as inhabitants
    from marts.area_counties
    where county_population > 0

)

select
    period,
    county_name_short_nb as name,
    measure_group_name_{language} as measure_group,
    cast(round(obs_value * 10000 / inhabitants) / 10 as decimal(9, 1)) as "value",
    cast(
        if(obs_value is null, floor(obs_value_min * 10000 / inhabitants),
            round(obs_value * 10000 / inhabitants)) / 10 as decimal(9, 1)
    ) as low,
    cast(
        if(obs_value is null, ceil(obs_value_max * 10000 / inhabitants),
            round(obs_value * 10000 / inhabitants)) / 10 as decimal(9, 1)
    ) as high,
    inhabitants,
    concat_ws(' ', {note}, '{only_year}') as note
from marts.participants_by_county as figures
inner join marts.dim_county as counties using (county_division, county_code)
inner join marts.dim_measure_group as groups using (measure_group_code)
inner join people using (county_division, county_code)
where
    status_code = '_T'
    and measure_code = '_T'
    and year(period) = (select max(year(population_on)) from reference.area_pieces)
order by period desc, measure_group_code, county_code;
