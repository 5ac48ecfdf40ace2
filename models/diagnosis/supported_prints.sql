-- One row per first print of a figure that another print of it contradicts, where a check holds
-- with the first one in which nothing is suppressed: a sum, or that it is the average or per cent
-- of what is printed. Where all of these hold they confirm it: it is the other print that is wrong.
-- For finding errors only: made in memory and forgotten.
with contradicted as (

    select
        first_document_id as document_id,
        first_line_no as line_no,
        first_column_no as column_no,
        count(*) as print_count
    from {{ ref('int_identity_checks') }}
    where
        kind = 'print'
        and verdict = 'violated'
    group by all

)

select
    {{ place('contradicted') }},
    bool_and(checks.verdict <> 'violated') as is_confirmed
from contradicted
inner join {{ ref('int_check_members') }} as members using (document_id, line_no, column_no)
inner join {{ ref('int_identity_checks') }} as checks on members.check_id = checks.check_id
where
    (checks.kind = 'partition' or (checks.kind <> 'print' and members.side = 'total'))
    and not checks.is_by_construction
group by {{ place('contradicted') }}, contradicted.print_count
-- Of several other prints one sum is not enough: it can hold by two errors.
having
    bool_or(checks.verdict <> 'violated' and not checks.is_guarded)
    and (is_confirmed or contradicted.print_count = 1)
