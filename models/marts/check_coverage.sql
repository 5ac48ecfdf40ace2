-- One row per document and way of counting: how many printed numbers how many identities protect.
with counted as (

    select
        document_id,
        'printed_cells' as counted,
        check_count
    from {{ ref('int_check_coverage') }}
    union all
    select
        document_id,
        'figures' as counted,
        figure_check_count as check_count
    from {{ ref('int_check_coverage') }}
    where print_no = 1

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
