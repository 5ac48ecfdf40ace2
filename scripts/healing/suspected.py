"""Queries: what the diagnosis suspects of figures, each with what it asks them to be.

They are of a database in which the models of the diagnosis were made; $document is the document.
"""

# Another print tells a figure only where a sum holds with it, or what it is the average or per cent
# of, or others agree with it: else it could be the wrong one.
IS_TOLD = """(
                checks.kind <> 'print'
                or constraints.line_no = checks.first_line_no
                or (checks.first_document_id, checks.first_line_no, checks.first_column_no) in (
                    select (document_id, line_no, column_no) from diagnosis.supported_prints
                )
            )"""
# The cells that could be wrong, the likeliest of each case first. A figure is the only one where a
# check that touches no suppressed figure names it: what is known of those must name none.
CELLS = f"""
    select
        case_id, suspect_rank, line_no, column_no, printed_label, printed_text, slip, is_unique,
        coalesce(replace(format('{{:,}}', proposed_value), ',', ' '), proposed_text) as corrected,
        -- Of many figures one is a slip of any other.
        slip_count = 1 and value_count <= 2 as is_only_slip,
        -- An average is worked out from figures that can be wrong themselves.
        (document_id, line_no, column_no) in (
            select (cells.document_id, cells.line_no, cells.column_no)
            from harmonized.int_cells as cells
            inner join reference.indicators as indicators using (indicator)
            where indicators.is_rounded and indicators.is_additive
        ) as is_average,
        value_count = 1 and (document_id, line_no, column_no) in (
            select (constraints.document_id, constraints.line_no, constraints.column_no)
            from diagnosis.cell_constraints as constraints
            inner join checks.int_identity_checks as checks using (check_id)
            where is_violated and not checks.is_guarded and {IS_TOLD}
        ) as is_only_value
    from diagnosis.suspect_cells
    where document_id = $document and proposed_text <> 'not suppressed'
    order by healed_count desc, case_id, suspect_rank
"""
# With several errors at once no figure of a cell satisfies all its checks: what a check that
# touches no suppressed figure leaves to a printed number, if it satisfies every check that holds.
OF_ONE_CHECK = """
    with constraints as (
        select * from diagnosis.cell_constraints
        where document_id = $document and is_accused
    ),

    pinned as (
        select distinct
            constraints.line_no, constraints.column_no,
            cast(ceil(lowest) as bigint) as proposed_value
        from constraints
        inner join checks.int_identity_checks as checks using (check_id)
        where is_violated and not checks.is_guarded and ceil(lowest) = floor(highest)
    )

    select
        pinned.line_no, pinned.column_no, cells.printed_label, cells.printed_text,
        indicators.is_rounded and indicators.is_additive as is_average,
        replace(format('{:,}', proposed_value), ',', ' ') as corrected,
        damerau_levenshtein(
            cast(cells.obs_value as varchar), cast(proposed_value as varchar)
        ) = 1 as is_slip,
        count(*) filter (is_violated and proposed_value between lowest and highest) as healed_count
    from pinned
    inner join constraints using (line_no, column_no)
    inner join harmonized.int_cells as cells
        on
            cells.document_id = $document
            and pinned.line_no = cells.line_no
            and pinned.column_no = cells.column_no
    inner join reference.documents as documents on cells.document_id = documents.document_id
    inner join reference.indicators as indicators using (indicator)
    where
        cells.obs_value <> proposed_value
        and proposed_value >= coalesce(documents.suppressed_below, 0)
    group by all
    having bool_and(is_violated or proposed_value between lowest and coalesce(highest, lowest))
    order by healed_count desc, is_slip desc, line_no, column_no, corrected
"""
# Where the average of a row fails that prints no mark, and no number that could be one: the figure
# of a month that lost a digit and for which the course of the row asks. (The average leaves a dozen
# figures to a month: one digit changed leads from many a wrong print to one of them, one digit more
# from few.) Of several it must be by so much the likeliest (log likelihood, as in suspect_cells,
# but without the total row, which depends on what marks hide: counts vary by their root). If the
# course speaks for none of them it is the average, where a slip explains it and none of its months
# is as small, or great.
OF_COURSE = """
    with slips as (
        select
            constraints.line_no, constraints.column_no, constraints.check_id,
            unnest(range(cast(ceil(lowest) as bigint), cast(floor(highest) as bigint) + 1))
                as proposed_value,
            coalesce(suppressed_below, 0) as least_value, cells.obs_value,
            (coalesce(value_before, value_after) + coalesce(value_after, value_before)) / 2
                as trend_value,
            constraints.column_no = checks.column_no as is_average
        from diagnosis.cell_constraints as constraints
        inner join checks.int_identity_checks as checks using (check_id)
        inner join harmonized.int_cells as cells
            on
                constraints.document_id = cells.document_id
                and constraints.line_no = cells.line_no
                and constraints.column_no = cells.column_no
        left join diagnosis.row_trends as trends
            on
                constraints.document_id = trends.document_id
                and constraints.line_no = trends.line_no
                and constraints.column_no = trends.column_no
        inner join reference.documents as documents
            on constraints.document_id = documents.document_id
        where
            constraints.document_id = $document
            and is_accused
            and is_violated
            and checks.kind = 'mean'
            and constraints.line_no = checks.line_no
            and constraints.line_no = checks.first_part_line_no
            and constraints.line_no = checks.last_part_line_no
            and highest - lowest < 16
            and constraints.line_no in (
                select line_no from harmonized.int_cells
                where document_id = $document and is_figure
                group by line_no
                having count(obs_value) = count(*) and min(obs_value) >= 10
            )
    ),

    -- A figure is none of these if a check that holds would fail with it.
    judged as (
        select
            slips.*,
            if(
                is_average, 0,
                2 * ln(1 + power(obs_value - trend_value, 2) / (3 * (1 + trend_value)))
                - 2 * ln(1 + power(proposed_value - trend_value, 2) / (3 * (1 + trend_value)))
            ) as evidence
        from slips
        left join diagnosis.cell_constraints as others
            on
                others.document_id = $document
                and slips.line_no = others.line_no
                and slips.column_no = others.column_no
                and not others.is_violated
                and proposed_value not between others.lowest and others.highest
        left join (
            select line_no, min(obs_value) as least_month, max(obs_value) as most_month
            from diagnosis.row_trends
            where document_id = $document
            group by line_no
        ) as months on slips.line_no = months.line_no
        where
            proposed_value >= least_value
            and not (is_average and obs_value between least_month and most_month)
            and damerau_levenshtein(obs_value::varchar, proposed_value::varchar) = 1
            and others.check_id is null
    )

    select
        line_no, column_no, printed_text, likeliest.is_average,
        replace(format('{:,}', proposed_value), ',', ' ') as corrected
    from (
        select *, lead(evidence, 1, 0) over of_check as next_evidence
        from judged
        window of_check as (partition by check_id order by evidence desc)
        qualify 1 = row_number() over of_check
    ) as likeliest
    inner join harmonized.int_cells using (line_no, column_no)
    where
        document_id = $document
        and (
            likeliest.is_average
            or (
                evidence - greatest(next_evidence, 0) > 5
                and len(likeliest.obs_value::varchar) < len(proposed_value::varchar)
            )
        )
    order by line_no, column_no
"""
# Neighbours in a row of which one prints what a check that fails leaves to the other. Where more of
# a row is asked for, each does so to the number: in a row that moved every other figure would.
NEIGHBOURS = """
    with asked as (
        select
            constraints.line_no, constraints.column_no, lowest, highest,
            not checks.is_guarded and ceil(lowest) = floor(highest) as is_exact,
            -- The average of a row touches all of it.
            count(distinct if(checks.kind = 'mean', null, constraints.column_no))
                over (partition by constraints.line_no, constraints.identity) as column_count
        from diagnosis.cell_constraints as constraints
        inner join checks.int_identity_checks as checks using (check_id)
        where constraints.document_id = $document and is_accused and is_violated
    ),

    cells as (
        select line_no, column_no, printed_label, printed_text, obs_value
        from harmonized.int_cells
        where document_id = $document and is_figure and obs_value is not null
    ),

    fits as (
        select
            cells.*, others.printed_text as next_text, min(here.column_count) as column_count,
            bool_or(others.obs_value between here.lowest and here.highest) as is_first,
            bool_or(cells.obs_value between beside.lowest and beside.highest) as is_second,
            bool_or(here.is_exact and others.obs_value = here.lowest)
            and bool_or(beside.is_exact and cells.obs_value = beside.lowest) as is_exact
        from cells
        inner join cells as others
            on cells.line_no = others.line_no and cells.column_no + 1 = others.column_no
        inner join asked as here
            on cells.line_no = here.line_no and cells.column_no = here.column_no
        inner join asked as beside
            on others.line_no = beside.line_no and others.column_no = beside.column_no
        where cells.obs_value <> others.obs_value
        group by all
    )

    select line_no, column_no, printed_label, printed_text, next_text
    from fits
    where is_exact or (column_count <= 3 and (is_first or is_second))
    order by line_no, column_no
"""
SUSPECT_ROWS = """
    select slip, line_no, other_line_no, slice, is_unique, healed_identities, false as is_sole
    from diagnosis.suspect_rows
    where document_id = $document
    order by healed_count desc, line_no, slip, other_line_no, slice
"""
# The one measure of a group that was in force and stands nowhere in the document, where the group
# is greater than its measures in two statuses or more that one table prints. Of rows that print the
# same figures one has lost its own.
LOST_IN_FORCE = """
    with missing as (
        select measures.measure_group_code, any_value(measure_code) as measure_code
        from reference.measures as measures
        inner join reference.documents as documents
            on
                documents.document_id = $document
                and registered_from <= period_to
                and coalesce(registered_to >= period_from, true)
        where
            measure_code not in (
                select measure_code from harmonized.int_document_observations
                where document_id = $document
            )
        group by measures.measure_group_code
        having count(*) = 1
    ),

    repeated as (
        select line_no
        from (
            select table_no, line_no, list(obs_value order by column_no) as figures
            from harmonized.int_cells
            where document_id = $document and is_figure
            group by all
            having max(obs_value) > 0
        ) as printed
        qualify count(*) over (partition by table_no, figures) > 1
    )

    select
        'lost row' as slip, min(members.line_no) as line_no, max(members.line_no) as other_line_no,
        any_value(missing.measure_code) as slice, false as is_unique,
        any_value(checks.identity) as healed_identities, true as is_sole
    from missing
    inner join checks.int_identity_checks as checks using (measure_group_code)
    inner join reference.identities as identities using (identity)
    inner join checks.int_check_members as members using (check_id)
    inner join harmonized.int_cells as cells
        on
            members.document_id = cells.document_id
            and members.line_no = cells.line_no
            and members.column_no = cells.column_no
    where
        checks.document_id = $document
        and checks.verdict = 'violated'
        and checks.kind = 'partition'
        and identities.dimension = 'measure'
        and members.side = 'part'
    group by measure_group_code
    having
        min(deviation) > 0
        and count(distinct checks.status_code) > 1
        and count(distinct cells.table_no) = 1
        and bool_and(cells.line_no not in (from repeated))
"""
# Lost rows on whose figures the checks do not agree: their own table has other errors, or lost
# another row.
LOST_BESIDE = """
    select
        slip, line_no, other_line_no, slice, false as is_unique,
        identity as healed_identities, false as is_sole
    from diagnosis.suspect_lost_rows
    where document_id = $document and not is_agreed
    group by all
    order by count(*) desc, line_no, other_line_no, slice, identity
    limit 40
"""
# With several errors at once few rows explain all that fails: rows of which one has the figures, or
# its own next column has, that checks ask of the other in two columns or more; or that end open.
ROWS_OF_SOME = """
    with asked as (
        select line_no, column_no, lowest, highest
        from diagnosis.cell_constraints
        where document_id = $document and is_accused and is_violated
    ),

    cells as (
        select
            table_no, line_no, column_no, obs_value, obs_value_min as lowest,
            obs_value_max as highest
        from harmonized.int_cells
        where document_id = $document and is_figure
    ),

    -- Of each row, the other cells of its table that print what is asked of its own.
    fits as (
        select
            mine.line_no, others.line_no as other_line_no,
            others.column_no - mine.column_no as shift,
            count(distinct mine.column_no) as column_count
        from asked
        inner join cells as mine using (line_no, column_no)
        inner join cells as others using (table_no)
        where
            others.lowest <= asked.highest and others.highest >= asked.lowest
            and others.obs_value is distinct from mine.obs_value
            and if(
                mine.line_no = others.line_no,
                abs(others.column_no - mine.column_no) = 1,
                others.column_no = mine.column_no
            )
        group by all
    )

    select
        'swapped rows' as slip, least(line_no, other_line_no) as line_no,
        greatest(line_no, other_line_no) as other_line_no, null as slice,
        false as is_unique, sum(column_count) as fit_count
    from fits
    where line_no <> other_line_no
    group by all
    having fit_count > 1
    union all
    select
        if(shift = 1, 'shifted right', 'shifted left'), line_no, null, null, false, column_count
    from fits
    where line_no = other_line_no and column_count > 1
    union all
    select 'shifted left', line_no, null, null, false, 99
    from harmonized.int_cells
    where document_id = $document and line_no in (select asked.line_no from asked)
    group by line_no
    having
        max_by(printed_text, column_no) = ''
        or max_by(printed_text, column_no, 2)[1] = max_by(printed_text, column_no, 2)[2]
    order by fit_count desc, line_no, slip, other_line_no
    limit 200
"""
# What checks of printed figures leave to the first and the last cell of a row, and what these
# print: a row that moved has lost the one, and the other stands where it was pushed out. It is weak
# where of three checks that fail more than one asks for another figure, unless two exact ones ask
# for it, or the row itself.
ENDS = f"""
    with ends as (
        select
            line_no, max(column_no) as last_column_no,
            min_by(printed_text, column_no, 2) as first_texts,
            max_by(printed_text, column_no, 2) as last_texts,
            -- Blanks that many rows end in are none that a shift left.
            10 * count(*) filter (last_texts[1] = '') over () < count(*) over () as is_telling
        from harmonized.int_cells
        where document_id = $document
        group by all
    ),

    -- Rows that print no mark, and no number that could be one, of which no figure lies off the
    -- course (as in OF_COURSE), but the last.
    on_course as (
        select line_no
        from (
            select
                *,
                (
                    coalesce(lag(obs_value) over of_row, lead(obs_value) over of_row)
                    + coalesce(lead(obs_value) over of_row, lag(obs_value) over of_row)
                ) / 2 as trend_value
            from harmonized.int_cells
            inner join ends using (line_no)
            where document_id = $document and column_no < last_column_no
            window of_row as (partition by line_no order by column_no)
        ) as placed
        group by line_no
        having
            bool_and(is_figure)
            and count(obs_value) = count(*)
            and min(obs_value) >= 10
            and 2 * ln(1 + max(power(obs_value - trend_value, 2) / (3 * (1 + trend_value)))) < 5
    ),

    -- The end that a row lost, and by how many columns the others stand beside their places.
    moves as (
        select line_no, unnest([1, last_column_no]) as end_no, unnest([-1, 1]) as step from ends
    ),

    -- Rounded sums leave a few numbers.
    asked as (
        select
            constraints.line_no, constraints.column_no,
            unnest(range(cast(ceil(lowest) as bigint), cast(floor(highest) as bigint) + 1))
                as proposed_value,
            false as is_of_row
        from diagnosis.cell_constraints as constraints
        inner join checks.int_identity_checks as checks using (check_id)
        inner join reference.documents as documents
            on constraints.document_id = documents.document_id
        where
            constraints.document_id = $document
            and is_violated
            and not checks.is_guarded
            and highest - lowest < 16
            and lowest >= coalesce(suppressed_below, 0)
            and {IS_TOLD}
        union all
        -- The average of the months, where it is the first figure.
        select line_no, 1, cast(floor(avg(obs_value) + 0.5) as bigint), true
        from harmonized.int_cells
        inner join ends using (line_no)
        inner join reference.indicators using (indicator)
        where document_id = $document and column_no < last_column_no
        group by line_no
        having bool_or(column_no = 1 and is_rounded and is_count) and count(obs_value) = count(*)
        union all
        -- What a sum of the row leaves to it, once its other figures stand in their places.
        select
            members.line_no, moves.end_no,
            -sum(if(side = 'total', 1, -1) * beside.obs_value)
            // max(if(side = 'total', 1, -1)) filter (members.column_no = end_no) as proposed_value,
            true
        from checks.int_identity_checks as checks
        inner join checks.int_check_members as members using (check_id)
        inner join moves on members.line_no = moves.line_no
        inner join reference.documents as documents
            on checks.document_id = documents.document_id
        left join harmonized.int_cells as beside
            on
                members.document_id = beside.document_id
                and members.line_no = beside.line_no
                and members.column_no + moves.step = beside.column_no
        where
            checks.document_id = $document
            and checks.kind = 'partition'
            and not (checks.is_guarded or checks.is_by_construction)
            and checks.line_no = first_part_line_no
            and checks.line_no = last_part_line_no
        group by members.check_id, members.line_no, moves.end_no, suppressed_below
        having
            bool_or(members.column_no = end_no)
            and count(beside.obs_value) = count(*) - 1
            and proposed_value >= coalesce(suppressed_below, 0)
        union all
        -- What is printed there, where nothing fails and a sum would: it is as its neighbour is.
        select line_no, column_no, obs_value, false
        from harmonized.int_cells
        inner join ends using (line_no)
        where
            document_id = $document
            and column_no in (1, last_column_no)
            and obs_value is not null
            and (line_no, column_no) not in (
                select (line_no, column_no) from diagnosis.cell_constraints
                where document_id = $document and is_violated
            )
            and (line_no, column_no) in (
                select (members.line_no, members.column_no)
                from checks.int_check_members as members
                inner join checks.int_identity_checks as checks using (check_id)
                where
                    members.document_id = $document
                    and checks.kind in ('partition', 'print')
                    and not (checks.is_guarded or checks.is_by_construction)
            )
    )

    select
        line_no, column_no = 1 as is_first, if(is_first, last_column_no, 1) as column_no,
        if(is_first, last_texts, first_texts)[1] as printed_text,
        replace(format('{{:,}}', proposed_value), ',', ' ') as corrected,
        (is_telling and printed_text = '')
        or (
            printed_text = if(is_first, last_texts, first_texts)[2]
            -- Marks and blanks stand side by side in their own places, too.
            and regexp_matches(printed_text, '[0-9]')
        ) as is_open,
        count(distinct check_id) filter (
            is_exact and proposed_value between lowest and highest
        ) > 1 as is_told_twice,
        is_first and bool_or(asked.is_of_row) and line_no in (from on_course) as is_course,
        bool_and(asked.is_of_row) as is_told_by_row,
        not (bool_or(asked.is_of_row) or is_told_twice)
        and 2 * count(*) filter (proposed_value not between lowest and highest)
        > count(*) filter (proposed_value between lowest and highest) as is_weak
    from asked
    inner join ends using (line_no)
    left join (
        select
            constraints.*,
            not checks.is_guarded and ceil(lowest) = floor(highest) as is_exact
        from diagnosis.cell_constraints as constraints
        inner join checks.int_identity_checks as checks using (check_id)
        where
            constraints.document_id = $document
            and is_violated
            and checks.kind in ('partition', 'print')
    ) as constraints using (line_no, column_no)
    where column_no in (1, last_column_no)
    group by
        line_no, column_no, last_column_no, first_texts, last_texts, is_telling, proposed_value
    order by line_no, is_first, count(*) desc, proposed_value
"""
# Rows that print, in all of their columns but one, the numbers of another row of their table, and
# what all checks that fail leave to a cell: of those that touch no suppressed figure, or of all. By
# themselves such rows add up.
REPEATED = f"""
    with cells as (
        select table_no, line_no, column_no, obs_value
        from harmonized.int_cells
        where document_id = $document and is_figure
    ),

    repeated as (
        select
            cells.line_no, others.line_no as other_line_no,
            count(*) filter (
                cells.obs_value is not distinct from others.obs_value
            ) as alike_count
        from cells
        inner join cells as others using (table_no, column_no)
        where
            cells.line_no <> others.line_no
            and cells.line_no not in (
                select line_no from checks.int_identity_checks
                where
                    document_id = $document
                    and verdict = 'violated'
                    and line_no is not null
                    and line_no = first_part_line_no
                    and line_no = last_part_line_no
            )
        group by cells.line_no, others.line_no
        having alike_count >= count(*) - 1 and count(cells.obs_value) > 1
        qualify 1 = row_number() over (
            partition by cells.line_no order by alike_count desc, others.line_no
        )
    ),

    -- Sums of two such rows: they leave to each what the other lacks.
    shared as (
        select check_id
        from checks.int_check_members as members
        inner join checks.int_identity_checks as checks using (check_id)
        inner join repeated on members.line_no = repeated.line_no
        where
            members.document_id = $document
            and checks.kind = 'partition'
            and members.obs_value >= 10
        group by check_id
        having count(distinct least(repeated.line_no, other_line_no)) > 1
    ),

    asked as (
        select
            constraints.line_no, constraints.column_no, other_line_no,
            not checks.is_guarded
            and ceil(lowest) = floor(highest)
            and check_id not in (from shared) as is_told,
            greatest(cast(ceil(lowest) as bigint), 0) as proposed_value, lowest, highest
        from diagnosis.cell_constraints as constraints
        inner join repeated using (line_no)
        inner join checks.int_identity_checks as checks using (check_id)
        where
            constraints.document_id = $document
            and is_violated and checks.kind in ('partition', 'print')
            and ceil(lowest) <= floor(highest)
            and {IS_TOLD}
    ),

    agreed as (
        select
            proposals.line_no, proposals.column_no, other_line_no, is_told, proposed_value,
            max(lowest) as least, min(highest) as most
        from (
            select line_no, column_no, other_line_no, proposed_value, bool_or(is_told) as is_told
            from asked
            group by all
        ) as proposals
        inner join (select line_no, column_no, lowest, highest from asked) as others
            using (line_no, column_no)
        group by proposals.line_no, proposals.column_no, other_line_no, is_told, proposed_value
        having bool_and(proposed_value between lowest and highest)
    )

    select
        line_no, column_no, other_line_no, cells.printed_label, cells.printed_text,
        indicators.is_rounded, is_told or indicators.is_rounded as is_told, least, most,
        replace(format('{{:,}}', proposed_value), ',', ' ') as corrected
    from agreed
    inner join harmonized.int_cells as cells using (line_no, column_no)
    inner join reference.indicators as indicators using (indicator)
    where cells.document_id = $document
    qualify 1 = row_number() over (
        partition by line_no, column_no order by is_told desc, proposed_value
    )
    order by line_no, column_no
"""
# Rows with a cell that is no figure: before it is read, none of their cells is surely wrong.
UNREAD = """
    select distinct line_no from harmonized.int_cells
    where document_id = $document and reading = 'not_readable'
"""
# Blocks of which checks fail, and their lines; while something is unread, those where all checks
# that fail touch suppressed figures.
BLOCKS = """
    with failing as (
        select check_id, identity, coalesce(line_no, first_part_line_no) as block_no, is_guarded
        from checks.int_identity_checks
        where document_id = $document and verdict = 'violated'
    )

    select
        statement_en,
        list(distinct members.line_no order by members.line_no) as line_nos,
        any_value(members.printed_label) filter (members.line_no = block_no) as printed_label
    from failing
    inner join checks.int_check_members as members using (check_id)
    inner join reference.identities on failing.identity = identities.identity
    where members.document_id = $document
    group by block_no, failing.identity, statement_en
    having
        count(members.line_no) > 0
        and (
            bool_and(is_guarded)
            or $document not in (
                select document_id from harmonized.int_cells where reading = 'not_coded'
            )
        )
    order by block_no, failing.identity
"""
