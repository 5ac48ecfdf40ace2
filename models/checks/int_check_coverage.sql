-- One row per printed number: how many identities protect it, and the figure that it prints.
-- check_count counts the checks that the cell itself takes part in; figure_check_count those
-- of its figure, all prints together, without the checks that a print equals the first.
with cells as (

    select * from {{ ref('int_cells') }}
    where reading = 'number'

),

-- A check that a lost row was rebuilt from holds by construction and protects nothing.
protecting as (

    select
        check_members.document_id,
        check_members.line_no,
        check_members.column_no,
        count(*) as check_count,
        count(case when identity_checks.identity <> 'repeated_print' then 1 end) as own_count
    from {{ ref('int_check_members') }} as check_members
    inner join {{ ref('int_identity_checks') }} as identity_checks using (check_id)
    where not identity_checks.is_by_construction
    group by all

),

repeated as (

    select
        document_id,
        observation_id
    from {{ ref('int_document_observations') }}
    where print_count > 1

),

counted as (

    select
        cells.document_id,
        cells.line_no,
        cells.column_no,
        coalesce(protecting.check_count, 0) as check_count,
        coalesce(protecting.own_count, 0) as own_count,
        repeated.observation_id as repeated_id
    from cells
    left join protecting using (document_id, line_no, column_no)
    left join repeated using (document_id, observation_id)

)

select
    document_id,
    line_no,
    column_no,
    check_count,
    own_count as figure_check_count,
    1 as print_no
from counted
where repeated_id is null
union all
select
    document_id,
    line_no,
    column_no,
    check_count,
    -- Totals and parts are checked at the first print.
    sum(own_count) over (partition by document_id, repeated_id) as figure_check_count,
    row_number() over (
        partition by document_id, repeated_id order by line_no, column_no
    ) as print_no
from counted
where repeated_id is not null
