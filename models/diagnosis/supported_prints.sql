-- One row per first print of a figure and document of which another print contradicts it, where
-- something speaks for the first one in which nothing is suppressed: a sum holds with it, it is the
-- average or per cent of what is printed, or other prints of that document agree with it, as many
-- as contradict it, in rows of which no print is contradicted. Such prints confirm it, and so does
-- all else if nothing else fails: it is the other print that is wrong.
-- For finding errors only: made in memory and forgotten.
with prints as (

    select
        *,
        bool_or(verdict = 'violated') over (partition by document_id, line_no) as is_in_doubt
    from {{ ref('int_identity_checks') }}
    where kind = 'print'

),

contradicted as (

    select
        first_document_id as document_id,
        first_line_no as line_no,
        first_column_no as column_no,
        document_id as other_document_id,
        count(*) filter (verdict = 'violated') as print_count,
        count(*) filter (verdict = 'exact' and not is_guarded and not is_in_doubt)
        >= print_count as is_repeated
    from prints
    group by all
    having print_count > 0

)

select
    {{ place('contradicted') }},
    contradicted.other_document_id,
    contradicted.is_repeated or bool_and(checks.verdict <> 'violated') as is_confirmed
from contradicted
inner join {{ ref('int_check_members') }} as members using (document_id, line_no, column_no)
inner join {{ ref('int_identity_checks') }} as checks on members.check_id = checks.check_id
where
    contradicted.is_repeated
    or (
        (checks.kind = 'partition' or (checks.kind <> 'print' and members.side = 'total'))
        and not checks.is_by_construction
    )
group by
    {{ place('contradicted') }},
    contradicted.other_document_id, contradicted.print_count, contradicted.is_repeated
-- Of several other prints one sum is not enough: it can hold by two errors.
having
    contradicted.is_repeated
    or (
        bool_or(checks.verdict <> 'violated' and not checks.is_guarded)
        and (is_confirmed or contradicted.print_count = 1)
    )
