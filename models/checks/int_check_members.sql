-- One row per identity check and printed cell that takes part in it, for every kind of identity,
-- and on which side of the check it stands. What is printed again shares a check with its first
-- print only; a rebuilt figure is no printed cell.
with partitions as (

    select
        check_id,
        document_id,
        line_no,
        column_no,
        case when is_total then 'total' else 'part' end as side,
        obs_value_min,
        obs_value_max
    from {{ ref('int_identity_members') }}
    where printed_text is not null

),

repeats as (

    select
        check_id,
        document_id,
        line_no,
        column_no,
        'part' as side,
        parts_min as obs_value_min,
        parts_max as obs_value_max
    from {{ ref('int_identity_checks') }}
    where kind = 'print'

),

first_prints as (

    select
        check_id,
        first_document_id as document_id,
        first_line_no as line_no,
        first_column_no as column_no,
        'total' as side,
        total_min as obs_value_min,
        total_max as obs_value_max
    from {{ ref('int_identity_checks') }}
    where kind = 'print'

),

results as (

    select
        check_id,
        document_id,
        line_no,
        column_no,
        'total' as side,
        total_min as obs_value_min,
        total_max as obs_value_max
    from {{ ref('int_identity_checks') }}
    where kind in ('mean', 'percent')

),

months as (

    select
        identity_checks.check_id,
        months.document_id,
        months.line_no,
        months.column_no,
        'part' as side,
        months.obs_value_min,
        months.obs_value_max
    from {{ ref('int_identity_checks') }} as identity_checks
    inner join {{ ref('int_document_observations') }} as months
        on
            identity_checks.document_id = months.document_id
            and months.indicator = 'participants'
            and months.freq = 'M'
            and year(identity_checks.period) = year(months.period)
            and {{ same_codes('identity_checks', 'months') }}
    where identity_checks.kind = 'mean'

),

bases as (

    select
        identity_checks.check_id,
        bases.document_id,
        bases.line_no,
        bases.column_no,
        case bases.indicator when 'participants' then 'count' else 'change' end as side,
        bases.obs_value_min,
        bases.obs_value_max
    from {{ ref('int_identity_checks') }} as identity_checks
    inner join {{ ref('int_document_observations') }} as bases
        on
            identity_checks.document_id = bases.document_id
            and bases.indicator in ('participants', 'participants_change')
            and {{ same_slice('identity_checks', 'bases') }}
    where identity_checks.kind = 'percent'

)

select * from partitions
union all
select * from repeats
union all
select * from first_prints
union all
select * from results
union all
select * from months
union all
select * from bases
