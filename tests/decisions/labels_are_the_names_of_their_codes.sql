-- The label that NAV prints for a measure or a measure group, once the damage of the extraction is
-- undone (errata), is the name of its code, in full or behind the words of a total row. A label
-- that is another text of the same measure is a row of other_labels; each such row is in print.
with labels as (

    select distinct
        cells.document_id,
        cells.line_no,
        cells.printed_label,
        participants.measure_group_code,
        participants.measure_code
    from {{ ref('printed_cells') }} as cells
    inner join {{ ref('participants') }} as participants using (observation_id)

),

-- A correction for one line goes before one for every such label of the document.
corrected as (

    select
        labels.document_id,
        labels.line_no,
        labels.measure_group_code,
        labels.measure_code,
        coalesce(
            max(case when errata.line_no is not null then errata.corrected end),
            max(errata.corrected),
            labels.printed_label
        ) as label
    from labels
    left join {{ ref('errata') }} as errata
        on
            errata.kind = 'label'
            and labels.document_id = errata.document_id
            and labels.printed_label = errata.printed
            and coalesce(errata.line_no, labels.line_no) = labels.line_no
    group by
        labels.document_id,
        labels.line_no,
        labels.measure_group_code,
        labels.measure_code,
        labels.printed_label

),

-- The rows whose label speaks of measures: those of counties, ages or sexes name other things, and
-- the total of a report on one group need not name the group.
speaking as (

    select
        corrected.document_id,
        corrected.line_no,
        corrected.label,
        corrected.measure_code,
        case
            when corrected.measure_code = '_T' then corrected.measure_group_code
            else corrected.measure_code
        end as code,
        case when corrected.measure_code = '_T' then 'measure_group' else 'measure' end
            as list_name
    from corrected
    inner join {{ ref('documents') }} as documents using (document_id)
    where
        corrected.label not in (
            select other.printed_label from {{ ref('row_labels') }} as other
            where other.dimension not in ('measure', 'measure_group')
        )
        and not (
            corrected.measure_code = '_T'
            and corrected.measure_group_code in ('_T', documents.measure_group_code)
            and corrected.label in (
                select populations.printed_text from {{ ref('populations') }} as populations
                where coalesce(populations.measure_code, populations.measure_group_code) is null
            )
        )

),

names as (

    select
        'measure' as list_name,
        measure_code as code,
        measure_name_nb as name
    from {{ ref('dim_measure') }}
    union all
    select
        'measure_group' as list_name,
        measure_group_code as code,
        measure_group_name_nb as name
    from {{ ref('dim_measure_group') }}

),

judged as (

    select
        speaking.*,
        names.name,
        other_labels.printed_label is not null as is_other,
        speaking.label = names.name as is_name,
        -- The words of a total row begin as the total of all does, and end in the name.
        lower(speaking.label) like lower(totals.name_nb) || ' %' || lower(names.name)
        and lower(speaking.label) like '% ' || lower(names.name) as is_total
    from speaking
    inner join names using (list_name, code)
    inner join {{ ref('codes') }} as totals
        on speaking.list_name = totals.dimension and totals.code = '_T'
    left join {{ ref('other_labels') }} as other_labels
        on
            speaking.label = other_labels.printed_label
            and speaking.measure_code = other_labels.measure_code

)

select
    document_id || ', line ' || line_no as place,
    list_name || ' ' || code as what,
    name as expected,
    label as found
from judged
where not is_name and not is_total and not is_other
union all
select
    'print' as place,
    'other label of ' || other_labels.measure_code as what,
    other_labels.printed_label as expected,
    case when count(judged.label) = 0 then 'not printed' else 'the name itself' end as found
from {{ ref('other_labels') }} as other_labels
left join judged
    on
        other_labels.printed_label = judged.label
        and other_labels.measure_code = judged.measure_code
group by other_labels.measure_code, other_labels.printed_label
having count(judged.label) = 0 or bool_or(judged.is_name)
union all
select
    'print' as place,
    'measure ' || measures.measure_code as what,
    measures.name_nb as expected,
    'printed nowhere' as found
from {{ ref('measures') }} as measures
where
    measures.measure_code not in (
        select judged.measure_code from judged
        where judged.is_name or judged.is_other
    )
