-- One row per printed cell of a row with an accused cell, and check that it stands in: on which
-- side, and what it prints. Accused are the cells of violated checks and counts that should have
-- been suppressed. For finding errors only: made in memory and forgotten.
with cells as (

    select * from {{ ref('int_cells') }}
    where is_figure

),

-- A count that the document should have suppressed is wrong by itself.
small_numbers as (

    select
        {{ place('cells') }}
    from cells
    where cells.reading = 'small_number'

),

-- Documents in which something is wrong: only their checks are looked at.
accused_documents as (

    select document_id
    from {{ ref('check_sums') }}
    where verdict = 'violated'
    union
    select first_document_id as document_id
    from {{ ref('check_sums') }}
    where verdict = 'violated' and first_document_id is not null
    union
    select document_id
    from small_numbers

),

check_members as (

    select
        *,
        printed_text is null as is_rebuilt,
        case side when 'total' then 1 else -1 end as sign
    from {{ ref('int_check_members') }}
    where document_id in (select accused_documents.document_id from accused_documents)

),

-- A printed figure stands on one side of a check, or on the side of the rebuilt figure that it was
-- added to (or on the other one, if it was subtracted).
members as (

    select
        check_id,
        {{ place() }},
        side,
        sign,
        obs_value_min,
        obs_value_max
    from check_members
    where not is_rebuilt
    union all
    select
        check_members.check_id,
        rebuilt_parts.document_id,
        rebuilt_parts.part_line_no as line_no,
        rebuilt_parts.part_column_no as column_no,
        'rebuilt' as side,
        check_members.sign * rebuilt_parts.sign as sign,
        rebuilt_parts.obs_value as obs_value_min,
        rebuilt_parts.obs_value as obs_value_max
    from {{ ref('int_rebuilt_parts') }} as rebuilt_parts
    inner join check_members using (document_id, line_no, column_no)
    where check_members.is_rebuilt and check_members.obs_value is not null

),

-- A check that fails says nothing where it could lack what cannot be read.
believed as (

    select
        members.*,
        check_sums.verdict = 'violated' and check_sums.total_count = 1 as is_accusing
    from members
    inner join {{ ref('check_sums') }} as check_sums using (check_id)
    where
        check_sums.verdict <> 'violated'
        or members.check_id not in (
            select incomplete_checks.check_id
            from {{ ref('incomplete_checks') }} as incomplete_checks
        )

),

-- Cells of violated checks, and every check that they stand in; but one that a lost row was
-- rebuilt from holds whatever they print.
accused as (

    select {{ place() }}
    from believed
    where is_accusing
    union
    select * from small_numbers

),

-- A count that should be suppressed is under a check of its own.
memberships as (

    select
        check_id,
        {{ place() }},
        side,
        sign,
        obs_value_min,
        obs_value_max
    from believed
    union all
    select
        concat_ws(' ', 'small_number', document_id, line_no, column_no) as check_id,
        {{ place() }},
        'small_number' as side,
        1 as sign,
        null as obs_value_min,
        null as obs_value_max
    from small_numbers

),

accused_rows as (

    select
        document_id,
        line_no
    from accused
    group by all

)

select
    memberships.check_id,
    {{ place('memberships') }},
    memberships.side,
    memberships.sign,
    accused.document_id is not null as is_accused,
    memberships.obs_value_min = memberships.obs_value_max as is_number,
    memberships.obs_value_min as own_min,
    memberships.obs_value_max as own_max
from memberships
inner join accused_rows using (document_id, line_no)
left join accused
    on
        memberships.document_id = accused.document_id
        and memberships.line_no = accused.line_no
        and memberships.column_no = accused.column_no
