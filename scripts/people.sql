-- Macros of the exported database: `from series('...')`, `from explain('...')`.
-- They name no catalog: open the file itself, or attach it and `use` it.

-- One row per month of a measure or measure group, all editions, with its notes.
-- A measure and its group can share no code; `status` and `sex` are _T, the total, unless chosen.
create macro series(wanted, status := '_T', sex := '_T') as table
    select
        participants.period,
        coalesce(measures.name_nb, measure_groups.name_nb) as name_nb,
        coalesce(measures.name_en, measure_groups.name_en) as name_en,
        participants.status_code,
        participants.sex_code,
        participants.obs_value,
        participants.obs_value_min,
        participants.obs_value_max,
        participants.obs_status,
        measures.note,
        participants.observation_id
    from marts.participants as participants
    left join marts.dim_measure as measures
        on participants.measure_code = measures.measure_code and measures.measure_code <> '_T'
    left join marts.dim_measure_group as measure_groups
        on participants.measure_group_code = measure_groups.measure_group_code
    where
        participants.indicator = 'participants'
        and participants.freq = 'M'
        and wanted in (
            participants.measure_code,
            case when participants.measure_code = '_T' then participants.measure_group_code end
        )
        and (wanted <> '_T' or participants.measure_group_code = '_T')
        and participants.status_code = status
        and participants.sex_code = sex
        and participants.county_code = '_T'
        and participants.age_code = '_T'
        and participants.immigrant_background_code = '_T'
        and participants.country_background_code = '_T'
        and participants.education_code = '_T'
    order by participants.period;

-- One row per printed cell that a figure rests on, for a figure's observation_id: where it is
-- printed, how it is read, the correction behind it, and the checks that it stands in.
create macro explain(figure) as table
    with figures as (

        select * from marts.participants
        where observation_id = figure

    ),

    -- As a part: the total has the same codes but in the dimension along which it adds up.
    part_of as (

        select string_agg(
            distinct checks.identity || ': ' || checks.verdict, '; '
            order by checks.identity || ': ' || checks.verdict
        ) as words
        from figures
        inner join marts.total_checks as checks
            on
                figures.period = checks.period
                and figures.freq = checks.freq
                and figures.indicator = checks.indicator
        inner join marts.dim_identity as identities
            on checks.identity = identities.identity
        where
            identities.kind = 'partition'
            and case
                when identities.dimension = 'measure_group'
                    then checks.measure_group_code = '_T' and figures.measure_group_code <> '_T'
                else checks.measure_group_code = figures.measure_group_code
            end
            and case
                when identities.dimension = 'measure'
                    then checks.measure_code = '_T' and figures.measure_code <> '_T'
                else checks.measure_code = figures.measure_code
            end
            and case
                when identities.dimension = 'status'
                    then checks.status_code = '_T' and figures.status_code <> '_T'
                else checks.status_code = figures.status_code
            end
            and case
                when identities.dimension = 'sex'
                    then checks.sex_code = '_T' and figures.sex_code <> '_T'
                else checks.sex_code = figures.sex_code
            end
            and case
                when identities.dimension = 'county'
                    then checks.county_code = '_T' and figures.county_code <> '_T'
                else checks.county_code = figures.county_code
            end
            and case
                when identities.dimension = 'age'
                    then checks.age_code = '_T' and figures.age_code <> '_T'
                else checks.age_code = figures.age_code
            end
            and case
                when identities.dimension = 'immigrant_background'
                    then checks.immigrant_background_code = '_T' and figures.immigrant_background_code <> '_T'
                else checks.immigrant_background_code = figures.immigrant_background_code
            end
            and case
                when identities.dimension = 'country_background'
                    then checks.country_background_code = '_T' and figures.country_background_code <> '_T'
                else checks.country_background_code = figures.country_background_code
            end
            and case
                when identities.dimension = 'education'
                    then checks.education_code = '_T' and figures.education_code <> '_T'
                else checks.education_code = figures.education_code
            end

    )

    select
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
        corrections.correction_id,
        corrections.printed as correction_of,
        corrections.corrected as corrected_to,
        corrections.reason as correction_reason,
        corrections.evidence as correction_evidence,
        (
            select string_agg(
                checks.identity || ': ' || checks.verdict, '; ' order by checks.identity
            )
            from marts.total_checks as checks
            where
                checks.document_id = documents.document_id
                and checks.line_no = coalesce(cells.line_no, figures.line_no)
                and checks.column_no = coalesce(cells.column_no, figures.column_no)
                and (checks.printed_total is null) = (cells.document_id is null)
        ) as is_total_in,
        part_of.words as is_part_in
    from figures
    cross join part_of
    left join marts.printed_cells as cells
        on figures.observation_id = cells.observation_id
    inner join marts.dim_document as documents
        on coalesce(cells.document_id, figures.document_id) = documents.document_id
    left join marts.corrections as corrections
        on coalesce(cells.correction_id, figures.correction_id) = corrections.correction_id
    order by documents.precedence, line_no, column_no;
