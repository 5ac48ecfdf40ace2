-- One row per check that could lack what cannot be read: rows or columns of its own tables, or of
-- any table of the document, if it sums several. Where it fails it says nothing of what is read.
-- For finding errors only: made in memory and forgotten.
with unread as (

    select distinct
        document_id,
        table_no
    from {{ ref('int_cells') }}
    where reading = 'not_coded'

),

-- A rebuilt figure stands where its parts do, as a total where its row was lost.
places as (

    select
        members.check_id,
        members.document_id,
        members.identity,
        members.side,
        members.line_no
    from {{ ref('int_check_members') }} as members
    where members.document_id in (select unread.document_id from unread)
    union
    select
        members.check_id,
        members.document_id,
        members.identity,
        'part' as side,
        rebuilt_parts.part_line_no as line_no
    from {{ ref('int_check_members') }} as members
    inner join {{ ref('int_rebuilt_parts') }} as rebuilt_parts
        on
            members.document_id = rebuilt_parts.document_id
            and members.line_no = rebuilt_parts.line_no
            and members.column_no = rebuilt_parts.column_no
    where members.printed_text is null

),

-- The tables of each check, and the one with its total: none where no total is read.
check_tables as (

    select
        places.check_id,
        places.document_id,
        identities.kind,
        stg_rows.table_no,
        max(max(case when places.side = 'total' then stg_rows.table_no end))
            over (partition by places.check_id) as total_table_no
    from places
    inner join {{ ref('identities') }} as identities using (identity)
    inner join {{ ref('stg_rows') }} as stg_rows
        on places.document_id = stg_rows.document_id and places.line_no = stg_rows.line_no
    group by places.check_id, places.document_id, identities.kind, stg_rows.table_no

)

select check_tables.check_id
from check_tables
inner join unread using (document_id, table_no)
union
-- Two prints of a figure are compared whatever other tables hold.
select check_tables.check_id
from check_tables
inner join unread using (document_id)
where
    check_tables.kind <> 'print'
    and check_tables.table_no is distinct from check_tables.total_table_no
