-- One row per erratum: how many printed things it corrects. A guard that finds nothing fails.
-- Every place that an erratum can speak of: of which kind, in which relation, what is printed
-- there, and (of cells and headings) in which column.
{%- set places = [
    ('label', ref('stg_rows'), 'printed_label', none),
    ('lost_row', ref('stg_rows'), 'printed_label', none),
    ('shift', ref('stg_rows'), 'printed_label', none),
    ('shift', ref('stg_columns'), 'case when column_no = 1 then printed_column end', none),
    ('section', ref('stg_tables'), 'printed_section', none),
    ('context', ref('stg_tables'), 'printed_context', none),
    ('header', ref('int_table_columns'), 'printed_column', 'column_no'),
    ('cell', ref('stg_cells'), 'printed_text', 'column_no'),
] %}
with places as (

    {% for kind, relation, printed, column_no in places %}
    select
        '{{ kind }}' as kind,
        document_id,
        line_no,
        {{ column_no or 'cast(null as integer)' }} as column_no,
        {{ printed }} as printed
    from {{ relation }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

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
