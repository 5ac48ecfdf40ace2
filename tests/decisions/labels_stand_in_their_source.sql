-- A label, heading or text of a table that names a document as its source stands there, once the
-- damage of the extraction is undone.
with printed as (

    select
        'row_labels' as seed,
        tables.document_id,
        tables.row_dimension || ' ' || table_rows.row_label as printed
    from {{ ref('int_table_rows') }} as table_rows
    inner join {{ ref('int_tables') }} as tables using (document_id, table_no)
    union all
    select
        'column_labels' as seed,
        document_id,
        column_label as printed
    from {{ ref('int_table_columns') }}
    union all
    select
        'sections' as seed,
        document_id,
        section as printed
    from {{ ref('int_tables') }}
    {% for column in ['context', 'total_label'] %}
    union all
    select
        'populations' as seed,
        document_id,
        {{ column }} as printed
    from {{ ref('int_tables') }}
    {% endfor %}

),

listed as (

    {% for seed, label in [
        ('row_labels', "row_dimension || ' ' || printed_label"),
        ('column_labels', 'printed_label'),
        ('sections', 'section'),
        ('populations', 'printed_text'),
    ] %}
    select
        '{{ seed }}' as seed,
        {{ label }} as printed,
        source
    from {{ ref(seed) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    listed.seed,
    listed.printed,
    listed.source as document_id,
    'a document that does not print it' as found
from listed
inner join {{ ref('documents') }} as documents on listed.source = documents.document_id
where
    (listed.seed, listed.printed, listed.source) not in (
        select
            printed.seed,
            printed.printed,
            printed.document_id
        from printed
        where printed.printed is not null
    )
