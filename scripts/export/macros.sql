-- Macros of the exported database: `from series('...')`, `from area_series('...', '...')`,
-- `from explain('...')`. They name no catalog: open the file itself, or attach it and `use` it.

-- One row per month of a measure, a measure group or a harmonized series, all editions, and whether
-- it can be compared with the year before. `status` and `sex` are _T, the total, unless chosen.
create macro series(wanted, status := '_T', sex := '_T') as table
    select
        period,
        name_nb,
        name_en,
        status_code,
        sex_code,
        obs_value,
        obs_value_min,
        obs_value_max,
        obs_status,
        is_printed,
        measure_codes,
        is_comparable,
        comparability_codes,
        figure_id
    from (
        select
            *, measure_code as code, measure_name_nb as name_nb, measure_name_en as name_en,
            measure_code as measure_codes
        from marts.participants_by_measure
        union all by name
        select
            *, measure_group_code as code, measure_group_name_nb as name_nb,
            measure_group_name_en as name_en
        from marts.participants_by_measure_group
        union all by name
        select *, series_code as code, series_name_nb as name_nb, series_name_en as name_en
        from marts.participants_by_series
    )
    where code = wanted and status_code = status and sex_code = sex
    order by period;

-- One row per month of a measure or measure group in an area: the one with this code, or the region
-- that this county belongs to. `method` is one of dim_geography_method, `target` the division that
-- the area is of, `linked` the one that it links it with: the newest and the oldest that the method
-- gives unless chosen, _T for all in use.
create macro area_series(
    wanted, area, method := 'same_area', target := null, linked := null, status := '_T'
) as table
    select
        period,
        geography_method,
        target_division,
        linked_division,
        area_code,
        area_name_nb,
        county_division,
        obs_value,
        obs_value_min,
        obs_value_max,
        obs_status,
        is_printed,
        area_min,
        area_max,
        moved_out_pct,
        moved_in_pct,
        is_comparable,
        comparability_codes,
        figure_id
    from marts.participants_by_county_harmonized
    where
        wanted in (measure_code, case when measure_code = '_T' then measure_group_code end)
        and '+' || area_code || '+' like '%+' || area || '+%'
        and geography_method = method
        and (target_division, linked_division) = (
            select (links.target_division, links.linked_division)
            from marts.area_counties as links
            where
                links.geography_method = method
                and links.target_division = coalesce(target, links.target_division)
                and links.linked_division = coalesce(linked, links.linked_division)
            order by links.target_division desc, links.linked_division
            limit 1
        )
        and status_code = status
    order by period;

-- One row per printed cell that a figure rests on, for the observation_id of a published or the
-- figure_id of a derived figure: with what weight, where it is printed, how it is read, the erratum
-- behind it, and the checks in which the figure is the total, and those in which it is a part. A
-- figure of a lost row is printed in no cell: beside it stand those that it is rebuilt from, with its
-- observation_id as rebuilt_id, and the sign with which they count in it.
create macro explain(figure) as table
    with summed as (

        select figure as observation_id, cast(1 as decimal(18, 10)) as weight
        union all
        select observation_id, weight
        from marts.figure_parts
        where figure_id = figure and figure_id not in (select observation_id from marts.participants)

    ),

    parts as (

        select observation_id, weight, cast(null as varchar) as rebuilt_id
        from summed
        union all
        select rebuilt.observation_id, rebuilt.weight, rebuilt.figure_id as rebuilt_id
        from summed
        inner join marts.figure_parts as rebuilt on summed.observation_id = rebuilt.figure_id

    ),

    checked as (

        select
            observation_id,
            string_agg(distinct words, '; ' order by words) filter (side = 'total') as is_total_in,
            string_agg(distinct words, '; ' order by words) filter (side <> 'total') as is_part_in
        from (
            select
                observation_id,
                members.side,
                checks.identity || ': ' || checks.verdict as words
            from parts
            inner join marts.check_members as members using (observation_id)
            inner join marts.identity_checks as checks using (check_id)
        )
        group by observation_id

    )

    select
        figures.observation_id,
        parts.weight,
        parts.rebuilt_id,
        figures.obs_value,
        figures.obs_value_min,
        figures.obs_value_max,
        figures.obs_status,
        figures.is_printed,
        documents.title as document_title,
        documents.edition,
        documents.file_name,
        coalesce(cells.line_no, figures.line_no) as line_no,
        coalesce(cells.column_no, figures.column_no) as column_no,
        cells.sheet_name,
        cells.sheet_cell,
        cells.printed_section,
        cells.printed_context,
        cells.printed_label,
        cells.printed_column,
        cells.printed_text,
        cells.reading,
        cells.fate,
        errata.erratum_id,
        errata.printed as erratum_printed,
        errata.corrected as erratum_corrected,
        errata.reason as erratum_reason,
        errata.evidence as erratum_evidence,
        checked.is_total_in,
        checked.is_part_in
    from parts
    inner join marts.participants as figures using (observation_id)
    left join checked using (observation_id)
    left join marts.printed_cells as cells using (observation_id)
    inner join marts.dim_document as documents
        on coalesce(cells.document_id, figures.document_id) = documents.document_id
    -- A cell has its own erratum or none; a figure without cells that of the row that was lost.
    left join marts.dim_erratum as errata
        on errata.erratum_id = case
            when cells.document_id is null then figures.erratum_id else cells.erratum_id
        end
    order by
        parts.rebuilt_id nulls first, parts.weight desc, figures.observation_id,
        documents.precedence, line_no, column_no;
