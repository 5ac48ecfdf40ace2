-- Every figure quotes what is printed at its document, line and column, of the publication of that
-- document, with the erratum of that cell; what is not printed was rebuilt by the erratum of a lost
-- row, and marts say so. A cell says what became of it, a mark of an outlier names its place, and a
-- revision quotes both of its cells.
with cells as (

    select
        cells.*,
        split_part(lines.line_text, chr(9), cells.column_no + 1) as line_part
    from {{ ref('printed_cells') }} as cells
    inner join {{ ref('lines') }} as lines using (document_id, line_no)

),

figures as (

    select
        participants.*,
        cells.printed_text as cell_text,
        cells.printed_label as cell_label,
        cells.observation_id as cell_observation_id,
        cells.erratum_id as cell_erratum_id,
        cells.obs_value as cell_value,
        cells.reading,
        cells.fate,
        documents.blank_means,
        documents.suppressed_below,
        errata.kind as erratum_kind,
        errata.document_id as erratum_document_id,
        errata.line_no as erratum_line_no,
        participants.document_id || ', line ' || participants.line_no || ', column '
        || participants.column_no as place
    from {{ ref('participants') }} as participants
    inner join {{ ref('documents') }} as documents
        on participants.document_id = documents.document_id
    left join cells
        on
            participants.document_id = cells.document_id
            and participants.line_no = cells.line_no
            and participants.column_no = cells.column_no
            and participants.printed_text is not null
    left join {{ ref('dim_erratum') }} as errata
        on participants.erratum_id = errata.erratum_id

),

-- What a text says as a number, read sign by sign: spaces divide thousands, and a sign with no
-- digit after it is no number.
texts as (

    select
        printed_text,
        cast(
            nullif({{ replace_all("translate(printed_text, '−–', '--')", '[^0-9-]|-+$', '') }}, '')
            as integer
        ) as number_read
    from (select distinct printed_text from {{ ref('participants') }}) as printed

),

read as (

    select
        figures.*,
        texts.number_read
    from figures
    left join texts using (printed_text)

),

-- Different texts are few beside cells.
line_texts as (

    select
        line_part,
        {{ without_markup('line_part') }} as line_text
    from (select distinct line_part from cells) as parts

),

publications as (

    select
        cells.observation_id,
        min(documents.publication) <> max(documents.publication) as is_of_several,
        (
            min(cells.obs_value) <> max(cells.obs_value)
            or count(cells.obs_value) between 1 and count(*) - 1
        ) as is_printed_otherwise
    from {{ ref('printed_cells') }} as cells
    inner join {{ ref('dim_document') }} as documents using (document_id)
    -- What is printed once is quoted from there.
    where
        cells.observation_id in (
            select others.observation_id from {{ ref('printed_cells') }} as others
            where others.fate <> 'quoted'
        )
    group by all

),

revised as (

    select distinct observation_id
    from {{ ref('revisions') }}

),

-- A mark stays with its figure, whichever document it is quoted from, while the value is the same.
marked as (

    select
        cells.observation_id,
        max(outliers.reason) as reason
    from {{ ref('printed_cells') }} as cells
    inner join {{ ref('outliers') }} as outliers using (document_id, line_no, column_no)
    inner join {{ ref('participants') }} as participants using (observation_id)
    where cells.obs_value = participants.obs_value
    group by cells.observation_id

),

wrong as (

    {% for what, expected, found in [
        ('printed text', 'cell_text', 'printed_text'),
        ('printed label', 'cell_label', 'printed_label'),
        ('figure of the cell', 'cell_observation_id', 'observation_id'),
        ('erratum of the cell', 'cell_erratum_id', 'erratum_id'),
        ('fate of the cell that is quoted', "'quoted'", 'fate'),
    ] %}
    select
        '{{ what }}' as what,
        place,
        {{ expected }} as expected,
        {{ found }} as found
    from read
    where printed_text is not null and {{ expected }} is distinct from {{ found }}
    union all
    {% endfor %}
    -- A mark is no number, and a blank is none where the document means zero by it.
    select
        'number in the text' as what,
        place,
        cast(
            case
                when printed_text = '' and blank_means = 'zero' then 0
                else number_read
            end as string
        ) as expected,
        cast(obs_value as string) as found
    from read
    where
        printed_text is not null
        and coalesce(erratum_kind, '') <> 'cell'
        and obs_value is distinct from case
            when printed_text = '' and blank_means = 'zero' then 0 else number_read
        end
    union all
    select
        'highest count behind a mark' as what,
        read.place,
        cast(behind_mark as string) as expected,
        cast(read.obs_value_max as string) as found
    from (
        select
            read.*,
            case coalesce(own.kind, marks.kind) when 'primary' then read.suppressed_below - 1 end
                as behind_mark
        from read
        left join {{ ref('suppression_marks') }} as own
            on read.printed_text = own.mark and read.document_id = own.document_id
        left join {{ ref('suppression_marks') }} as marks
            on read.printed_text = marks.mark and marks.document_id = '_T'
        where read.number_read is null and read.printed_text <> ''
    ) as read
    where read.obs_value_max is distinct from read.behind_mark
    union all
    select
        'figure without a print' as what,
        place,
        'rebuilt from a lost row of its document and line' as expected,
        concat_ws(' ', obs_status, erratum_kind, erratum_document_id, erratum_line_no) as found
    from read
    where
        (printed_text is null or obs_status = 'I' or not is_printed)
        and not coalesce(
            printed_text is null
            and not is_printed
            and printed_label is null
            and obs_status in ('I', 'Q')
            and erratum_kind = 'lost_row'
            and erratum_document_id = document_id
            and erratum_line_no = line_no,
            false
        )
    union all
    {% for mart in ['measure', 'measure_group', 'county', 'background'] %}
    select
        'print of a figure of participants_by_{{ mart }}' as what,
        read.place,
        'is_printed ' || (read.printed_text is not null) as expected,
        'is_printed ' || figures.is_printed as found
    from {{ ref('participants_by_' ~ mart) }} as figures
    inner join read using (observation_id)
    where figures.is_printed <> (read.printed_text is not null)
    union all
    {% endfor %}
    select
        'publication' as what,
        read.place,
        documents.publication as expected,
        read.publication as found
    from read
    inner join {{ ref('dim_document') }} as documents using (document_id)
    where read.publication is distinct from documents.publication
    union all
    select
        'reason of an outlier' as what,
        read.place,
        marked.reason as expected,
        read.outlier_reason as found
    from read
    left join marked using (observation_id)
    where marked.reason is distinct from read.outlier_reason
    union all
    select
        'text of the line' as what,
        cells.document_id || ', line ' || cells.line_no || ', column ' || cells.column_no as place,
        cells.line_part as expected,
        cells.printed_text as found
    from cells
    inner join line_texts on cells.line_part = line_texts.line_part
    where line_texts.line_text <> cells.printed_text
    union all
    select
        'fate of a cell' as what,
        cells.document_id || ', line ' || cells.line_no || ', column ' || cells.column_no as place,
        case
            when cells.fate = 'not_adopted' then 'not_adopted'
            when participants.observation_id is null then 'no figure, and so its reading'
            when participants.document_id <> cells.document_id then 'other_document'
            when
                (participants.line_no, participants.column_no) = (cells.line_no, cells.column_no)
                then 'quoted'
            else 'repeated'
        end as expected,
        cells.fate as found
    from {{ ref('printed_cells') }} as cells
    left join {{ ref('participants') }} as participants using (observation_id)
    where
        cells.fate is distinct from case
            when cells.fate = 'not_adopted' and cells.observation_id is null then 'not_adopted'
            when participants.observation_id is null then cells.reading
            when participants.document_id <> cells.document_id then 'other_document'
            when
                (participants.line_no, participants.column_no) = (cells.line_no, cells.column_no)
                then 'quoted'
            else 'repeated'
        end
        or (
            participants.observation_id is null
            and cells.obs_value is not null
            and cells.fate <> 'not_adopted'
        )
    union all
    -- The first print of the document that is quoted, and no document that yields to another. (What
    -- says of itself that it is quoted, is.)
    select
        'an earlier print of its document' as what,
        figures.place,
        'line ' || cells.line_no || ', column ' || cells.column_no as expected,
        'line ' || figures.line_no || ', column ' || figures.column_no as found
    from figures
    inner join {{ ref('printed_cells') }} as cells
        on
            figures.observation_id = cells.observation_id
            and figures.document_id = cells.document_id
    where
        cells.fate <> 'quoted'
        and figures.printed_text is not null
        and (
            cells.line_no < figures.line_no
            or (cells.line_no = figures.line_no and cells.column_no < figures.column_no)
        )
    union all
    select
        'a print of a document that goes before' as what,
        figures.place,
        cells.document_id as expected,
        figures.document_id as found
    from figures
    inner join {{ ref('printed_cells') }} as cells
        on
            figures.observation_id = cells.observation_id
            and figures.document_id <> cells.document_id
    inner join {{ ref('documents') }} as others on cells.document_id = others.document_id
    inner join {{ ref('documents') }} as quoted on figures.document_id = quoted.document_id
    where
        cells.fate <> 'quoted'
        and not figures.is_suppressed
        and (cells.observation_id, cells.document_id) not in (
            select
                revisions.observation_id,
                revisions.document_id
            from {{ ref('revisions') }} as revisions
            where revisions.adoption = 'rest_not_revised'
        )
        and others.precedence is not null
        and coalesce(quoted.precedence > others.precedence, true)
    union all
    -- What two publications print otherwise is revised, and nothing else is.
    select
        'revision' as what,
        publications.observation_id as place,
        case
            when publications.is_of_several and publications.is_printed_otherwise
                then 'a row of revisions'
            else 'none'
        end as expected,
        case when revised.observation_id is null then 'none' else 'a row of revisions' end
            as found
    from publications
    full outer join revised using (observation_id)
    where
        coalesce(publications.is_of_several and publications.is_printed_otherwise, false)
        <> (revised.observation_id is not null)
    union all
    select
        'revised from and to' as what,
        revisions.observation_id as place,
        concat_ws(
            ' ',
            former.publication,
            case when cells.obs_value is not null then former_cells.obs_value end,
            later.publication, cells.obs_value
        ) as expected,
        concat_ws(
            ' ',
            revisions.former_publication,
            revisions.former_value,
            revisions.publication,
            revisions.obs_value
        ) as found
    from {{ ref('revisions') }} as revisions
    left join {{ ref('printed_cells') }} as cells
        using (observation_id, document_id, line_no, column_no)
    left join {{ ref('printed_cells') }} as former_cells
        on
            revisions.observation_id = former_cells.observation_id
            and revisions.former_document_id = former_cells.document_id
            and revisions.former_line_no = former_cells.line_no
            and revisions.former_column_no = former_cells.column_no
    left join {{ ref('participants') }} as quoted
        on revisions.observation_id = quoted.observation_id
    left join {{ ref('dim_document') }} as later on revisions.document_id = later.document_id
    left join {{ ref('dim_document') }} as former
        on revisions.former_document_id = former.document_id
    where
        cells.line_no is null
        or former_cells.line_no is null
        or revisions.publication is distinct from later.publication
        or revisions.former_publication is distinct from former.publication
        or revisions.revision is distinct from revisions.obs_value - revisions.former_value
        or revisions.is_suppressed
        <> (cells.obs_value is null or former_cells.obs_value is null)
        or revisions.obs_value is distinct from cells.obs_value
        -- A number that became a mark is not told.
        or revisions.former_value is distinct from
        case when cells.obs_value is not null then former_cells.obs_value end
        or revisions.printed_change <> case
            when cells.obs_value is null
                then
                    coalesce(cast(cells.obs_value_max + 1 as string) || ' or more', 'a number')
                    || ' → ' || cells.printed_text
            else concat_ws(
                ' ',
                coalesce(cast(former_cells.obs_value as string), former_cells.printed_text),
                '→',
                cast(cells.obs_value as string)
            )
        end
        or (revisions.adoption = 'adopted')
        <> (quoted.publication is not distinct from revisions.publication)

)

select
    what,
    place,
    expected,
    found
from wrong
