-- One row per document and way of counting: how many printed numbers how many identities protect.
-- Of a printed cell all checks count that it takes part in; of a figure those of all its prints,
-- without the checks that a print equals the first.
-- A check that a lost row was rebuilt from holds by construction and protects nothing.
with protecting as (

    select members.*
    from {{ ref('int_check_members') }} as members
    inner join {{ ref('int_identity_checks') }} as checks using (check_id)
    where members.printed_text is not null and not checks.is_by_construction

),

numbers as (

    select * from {{ ref('int_cells') }}
    where reading = 'number'

),

cells as (

    select
        {{ place() }},
        count(protecting.check_id) as check_count
    from numbers
    left join protecting using (document_id, line_no, column_no)
    group by all

),

printed as (

    select distinct
        document_id,
        observation_id
    from numbers

),

figures as (

    select
        document_id,
        observation_id,
        count(case when protecting.identity <> 'repeated_print' then 1 end) as check_count
    from printed
    left join protecting using (document_id, observation_id)
    group by all

),

counted as (

    select
        document_id,
        'printed_cells' as counted,
        check_count
    from cells
    union all
    select
        document_id,
        'figures' as counted,
        check_count
    from figures

)

select
    document_id,
    counted,
    count(*) as number_count,
    count(case when check_count = 0 then 1 end) as in_none_count,
    count(case when check_count = 1 then 1 end) as in_one_count,
    count(case when check_count = 2 then 1 end) as in_two_count,
    count(case when check_count > 2 then 1 end) as in_more_count
from counted
group by all
