-- One row per erratum: how many printed things it corrects. A guard that finds nothing fails.
with

-- Every place an erratum can speak of, with what is printed there.
places as (

    select
        'label' as kind,
        document_id,
        line_no,
        cast(null as integer) as column_no,
        printed_label as printed
    from {{ ref('stg_rows') }}
    union all
    select
        'lost_row' as kind,
        document_id,
        line_no,
        cast(null as integer) as column_no,
        printed_label as printed
    from {{ ref('stg_rows') }}
    union all
    select
        'shift' as kind,
        document_id,
        line_no,
        cast(null as integer) as column_no,
        printed_label as printed
    from {{ ref('stg_rows') }}
    union all
    select
        'shift' as kind,
        document_id,
        line_no,
        cast(null as integer) as column_no,
        printed_column as printed
    from {{ ref('stg_columns') }}
    where column_no = 1
    union all
    select
        'section' as kind,
        document_id,
        line_no,
        cast(null as integer) as column_no,
        printed_section as printed
    from {{ ref('stg_tables') }}
    union all
    select
        'context' as kind,
        document_id,
        line_no,
        cast(null as integer) as column_no,
        printed_context as printed
    from {{ ref('stg_tables') }}
    union all
    select
        'header' as kind,
        document_id,
        line_no,
        column_no,
        printed_column as printed
    from {{ ref('int_table_columns') }}
    union all
    select
        'cell' as kind,
        document_id,
        line_no,
        column_no,
        printed_text as printed
    from {{ ref('stg_cells') }}

)

select
    errata.erratum_id,
    count(places.kind) as match_count
from {{ ref('errata') }} as errata
left join places
    on
        errata.kind = places.kind
        and errata.document_id = places.document_id
        and coalesce(errata.printed, '') = places.printed
        and coalesce(errata.line_no, places.line_no) = places.line_no
        and (errata.column_no is null or errata.column_no = places.column_no)
group by all
