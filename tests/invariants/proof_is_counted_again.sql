-- Every count of the proof is what one counts in the tables that it is about: checks by verdict and
-- document, checks of a printed number, matches of an erratum, cells of a document, prints of a
-- figure.
with

summed as (

    select
        checks.document_id,
        checks.identity,
        checks.verdict,
        count(*) as check_count,
        count(case when checks.suppressed_count > 0 then 1 end) as with_suppressed_count,
        count(case when checks.is_by_construction then 1 end) as by_construction_count
    from {{ ref('identity_checks') }} as checks
    group by all

),

-- The same print in the same cell: a rebuilt figure has the place of another row's cell.
protections as (

    select
        cells.document_id,
        cells.observation_id,
        cells.line_no,
        cells.column_no,
        count(checks.check_id) as check_count
    from {{ ref('printed_cells') }} as cells
    left join {{ ref('check_members') }} as check_members
        using (document_id, line_no, column_no, observation_id)
    left join {{ ref('identity_checks') }} as checks
        on check_members.check_id = checks.check_id and not checks.is_by_construction
    where cells.reading = 'number'
    group by all

),

-- A figure has the checks of each of its prints, without those of its prints with each other.
comparisons as (

    select
        check_members.document_id,
        check_members.observation_id,
        count(*) as check_count
    from {{ ref('check_members') }} as check_members
    inner join {{ ref('identity_checks') }} as checks using (check_id)
    where checks.identity = 'repeated_print'
    group by all

),

prints as (

    select
        document_id,
        observation_id,
        sum(check_count) as check_count
    from protections
    group by all

),

protected as (

    select
        document_id,
        'printed_cells' as counted,
        check_count
    from protections
    union all
    select
        prints.document_id,
        'figures' as counted,
        prints.check_count - coalesce(comparisons.check_count, 0) as check_count
    from prints
    left join comparisons using (document_id, observation_id)

),

covered as (

    select
        document_id,
        counted,
        count(*) as number_count,
        count(case when check_count < 1 then 1 end) as in_none_count,
        count(case when check_count between 1 and 1 then 1 end) as in_one_count,
        count(case when check_count between 2 and 2 then 1 end) as in_two_count,
        count(case when check_count >= 3 then 1 end) as in_more_count
    from protected
    group by all

),

texts as (

    select distinct printed_text
    from {{ ref('printed_cells') }}

),

-- A mark is a text without a digit. (Asked of each text once; a filter would ask each cell.)
signs as (

    select
        printed_text,
        printed_text <> '' and printed_text = translate(printed_text, '0123456789', '') as is_mark
    from texts

),

-- What is printed in a document: cells say what stands in them, lines on which pages they stand.
documents as (

    select
        cells.document_id,
        count(distinct cells.table_no) as table_count,
        count(distinct cells.line_no) as row_count,
        count(*) as cell_count,
        count(case when signs.is_mark then 1 end) as suppressed_count,
        count(case when cells.printed_text = '' then 1 end) as blank_count
    from {{ ref('printed_cells') }} as cells
    left join signs using (printed_text)
    group by all

),

pages as (

    select
        document_id,
        max(page_no) as page_count
    from {{ ref('stg_lines') }}
    group by all

),

-- The rows with the printed label of an erratum, and the tables with its heading or context. Rows
-- are shifted, and headers, which have no label.
matches as (

    {% for column, condition in [
        ('printed_section', "errata.kind = 'section'"),
        ('printed_context', "errata.kind = 'context'"),
        ('printed_column', "errata.kind = 'header'"),
        ('printed_column', "errata.kind = 'shift' and errata.line_no <> cells.line_no"),
        ('printed_text', "errata.kind = 'cell' and errata.line_no = cells.line_no "
            "and errata.column_no = cells.column_no"),
        ('printed_label', "errata.kind not in ('section', 'context', 'header') "
            "and coalesce(errata.line_no, cells.line_no) = cells.line_no "
            "and (errata.kind <> 'cell' or errata.column_no is distinct from cells.column_no)"),
    ] %}
    select
        errata.erratum_id,
        cells.line_no,
        cells.table_no
    from {{ ref('dim_erratum') }} as errata
    inner join {{ ref('printed_cells') }} as cells
        on
            errata.document_id = cells.document_id
            and coalesce(errata.printed, '') = cells.{{ column }}
            and {{ condition }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

matched as (

    select
        erratum_id,
        count(distinct line_no) as row_count,
        count(distinct table_no) as table_count
    from matches
    group by all

),

judged as (

    select
        document_id,
        identity,
        sum(check_count) as check_count
    from {{ ref('check_summary') }}
    group by all

),

counted as (

    {% for column in ['check_count', 'with_suppressed_count', 'by_construction_count'] %}
    select
        'check_summary.{{ column }}' as what,
        concat_ws(' ', document_id, identity, verdict) as place,
        summed.{{ column }} as expected,
        said.{{ column }} as found
    from summed
    full outer join {{ ref('check_summary') }} as said using (document_id, identity, verdict)
    union all
    {% endfor %}
    select
        'expected_checks.check_count' as what,
        concat_ws(' ', document_id, identity) as place,
        expected.check_count as expected,
        said.check_count as found
    from {{ ref('expected_checks') }} as expected
    full outer join judged as said using (document_id, identity)
    {% for column in [
        'number_count', 'in_none_count', 'in_one_count', 'in_two_count', 'in_more_count',
    ] %}
    union all
    select
        'check_coverage.{{ column }}' as what,
        concat_ws(' ', document_id, counted) as place,
        covered.{{ column }} as expected,
        said.{{ column }} as found
    from covered
    full outer join {{ ref('check_coverage') }} as said using (document_id, counted)
    {% endfor %}
    {% for column in [
        'table_count', 'row_count', 'cell_count', 'suppressed_count', 'blank_count',
    ] %}
    union all
    select
        'dim_document.{{ column }}' as what,
        document_id as place,
        documents.{{ column }} as expected,
        said.{{ column }} as found
    from documents
    full outer join {{ ref('dim_document') }} as said using (document_id)
    {% endfor %}
    union all
    select
        'dim_document.page_count' as what,
        document_id as place,
        pages.page_count as expected,
        said.page_count as found
    from pages
    full outer join {{ ref('dim_document') }} as said using (document_id)
    union all
    select
        'dim_document: numbers, marks and blanks' as what,
        document_id as place,
        cell_count as expected,
        number_count + suppressed_count + blank_count as found
    from {{ ref('dim_document') }}
    union all
    -- An erratum of one line speaks of that line; one of no line of every row with its label.
    select
        'dim_erratum.match_count' as what,
        errata.erratum_id as place,
        case
            when errata.line_no is null then matched.row_count
            else least(coalesce(matched.table_count, 0), 1)
        end as expected,
        errata.match_count as found
    from {{ ref('dim_erratum') }} as errata
    left join matched using (erratum_id)
    union all
    select
        'int_observations.print_count' as what,
        observations.observation_id as place,
        count(cells.line_no) + max(case when observations.printed_text is null then 1 else 0 end)
            as expected,
        max(observations.print_count) as found
    from {{ ref('int_observations') }} as observations
    left join {{ ref('printed_cells') }} as cells
        on observations.observation_id = cells.observation_id
    group by observations.observation_id
    union all
    -- What was named first was named in three, what was named was found, what was found was made.
    select
        'detection_power' as what,
        concat_ws(' ', error_kind, document_id) as place,
        error_count as expected,
        greatest(
            visible_count,
            found_count,
            named_in_three_count,
            named_first_count,
            named_uniquely_count + wrongly_unique_count,
            right_value_count
        ) as found
    from {{ ref('detection_power') }}
    where
        visible_count > error_count
        or found_count > visible_count
        or named_in_three_count > found_count
        or named_first_count > named_in_three_count
        or named_uniquely_count > named_first_count
        or right_value_count > found_count
        or named_uniquely_count + wrongly_unique_count > found_count

)

select
    what,
    place,
    expected,
    found
from counted
where expected is distinct from found
