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
        measure_codes,
        is_comparable,
        comparability_codes,
        figure_id
    from (
        select
            *, measure_code as code, measure_name_nb as name_nb, measure_name_en as name_en,
            measure_code as measure_codes, observation_id as figure_id
        from marts.participants_by_measure
        union all by name
        select
            *, measure_group_code as code, measure_group_name_nb as name_nb,
            measure_group_name_en as name_en, observation_id as figure_id
        from marts.participants_by_measure_group
        union all by name
        select *, series_code as code, series_name_nb as name_nb, series_name_en as name_en
        from marts.participants_by_series
    )
    where code = wanted and status_code = status and sex_code = sex
    order by period;

-- One row per month of a measure or measure group in an area: the one with this code, or the region
-- that this county belongs to. `method` is one of dim_geography_method, `target` the division that
-- the area is of: the newest that the method gives unless chosen.
create macro area_series(wanted, area, method := 'same_area', target := null, status := '_T') as table
    select
        period,
        geography_method,
        target_division,
        area_code,
        area_name_nb,
        county_division,
        obs_value,
        obs_value_min,
        obs_value_max,
        obs_status,
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
        and target_division = coalesce(
            target,
            (
                select max(newest.target_division)
                from marts.area_counties as newest
                where newest.geography_method = method
            )
        )
        and status_code = status
    order by period;

-- One row per printed cell that a figure rests on, for the observation_id of a published or the
-- figure_id of a derived figure: with what weight, where it is printed, how it is read, the
-- correction behind it, and the checks that it stands in.
create macro explain(figure) as table
    with sources as (

        select
            figure as observation_id,
            cast(1 as decimal(18, 10)) as weight
        union all
        select
            observation_id,
            weight
        from marts.figure_parts
        where figure_id = figure

    ),

    figures as (

        select
            participants.*,
            sources.weight
        from sources
        inner join marts.participants as participants
            on sources.observation_id = participants.observation_id

    ),

    -- As a part: the total has the same codes but in the dimension along which it adds up.
    part_of as (

        select
            figures.observation_id,
            string_agg(
                distinct checks.identity || ': ' || checks.verdict, '; '
                order by checks.identity || ': ' || checks.verdict
            ) as words
        from figures
        inner join marts.identity_checks as checks
            on
                figures.period = checks.period
                and figures.freq = checks.freq
                and figures.indicator = checks.indicator
        inner join marts.dim_identity as identities
            on checks.identity = identities.identity
        where
            identities.kind = 'partition'
            and checks.measure_group_code
            = case identities.dimension when 'measure_group' then '_T' else figures.measure_group_code end
            and checks.measure_code
            = case identities.dimension when 'measure' then '_T' else figures.measure_code end
            and checks.status_code
            = case identities.dimension when 'status' then '_T' else figures.status_code end
            and checks.sex_code
            = case identities.dimension when 'sex' then '_T' else figures.sex_code end
            and checks.county_code
            = case identities.dimension when 'county' then '_T' else figures.county_code end
            and checks.age_code
            = case identities.dimension when 'age' then '_T' else figures.age_code end
            and checks.immigrant_background_code
            = case identities.dimension when 'immigrant_background' then '_T' else figures.immigrant_background_code end
            and checks.country_background_code
            = case identities.dimension when 'country_background' then '_T' else figures.country_background_code end
            and checks.education_code
            = case identities.dimension when 'education' then '_T' else figures.education_code end
            -- It is the part, not the total itself.
            and case identities.dimension
                when 'measure_group' then figures.measure_group_code
                when 'measure' then figures.measure_code
                when 'status' then figures.status_code
                when 'sex' then figures.sex_code
                when 'county' then figures.county_code
                when 'age' then figures.age_code
                when 'immigrant_background' then figures.immigrant_background_code
                when 'country_background' then figures.country_background_code
                when 'education' then figures.education_code
            end <> '_T'
        group by figures.observation_id

    )

    select
        figures.observation_id,
        figures.weight,
        figures.obs_value,
        figures.obs_value_min,
        figures.obs_value_max,
        figures.obs_status,
        documents.title as document_title,
        documents.edition,
        documents.file_name,
        coalesce(cells.line_no, figures.line_no) as line_no,
        coalesce(cells.column_no, figures.column_no) as column_no,
        cells.printed_section,
        cells.printed_context,
        cells.printed_label,
        cells.printed_column,
        cells.printed_text,
        cells.reading,
        cells.fate,
        corrections.erratum_id,
        corrections.printed as correction_of,
        corrections.corrected as corrected_to,
        corrections.reason as correction_reason,
        corrections.evidence as correction_evidence,
        (
            select string_agg(
                checks.identity || ': ' || checks.verdict, '; ' order by checks.identity
            )
            from marts.identity_checks as checks
            where
                checks.document_id = documents.document_id
                and checks.line_no = coalesce(cells.line_no, figures.line_no)
                and checks.column_no = coalesce(cells.column_no, figures.column_no)
                and (checks.printed_total is null) = (cells.document_id is null)
        ) as is_total_in,
        part_of.words as is_part_in
    from figures
    left join part_of on figures.observation_id = part_of.observation_id
    left join marts.printed_cells as cells
        on figures.observation_id = cells.observation_id
    inner join marts.dim_document as documents
        on coalesce(cells.document_id, figures.document_id) = documents.document_id
    left join marts.dim_erratum as corrections
        on coalesce(cells.erratum_id, figures.erratum_id) = corrections.erratum_id
    order by figures.weight desc, figures.observation_id, documents.precedence, line_no, column_no;
