-- One row per identity that is violated, or that is checked more or less often than expected:
-- must be empty.
-- One problem per line rather than per cell: a damaged row is off in most of its columns. Months
-- and sizes (too much, +, or too little, -) are those of documents without marks: elsewhere the
-- problem says where its checks stand, for in which months one fails can depend on what is hidden.
with violated as (

    select
        *,
        deviation is not null as is_told
    from {{ ref('int_identity_checks') }}
    where verdict = 'violated'

),

violated_identities as (

    select
        'violated_identity' as rule,
        identity_checks.document_id,
        coalesce(identity_checks.line_no, min(identity_checks.first_part_line_no)) as line_no,
        case when identity_checks.is_told then min(identity_checks.column_no) end as column_no,
        case
            when identity_checks.line_no is null then 'there is no row'
            else coalesce('''' || identity_checks.printed_label || '''', 'a rebuilt row')
        end
        || ' (' || {{ slice_words('identity_checks') }} || ') '
        || case
            when identity_checks.line_no is null then 'for the total of what is printed in '
            when min(identity_checks.part_count) = 0 then 'has no parts'
            when identity_checks.kind = 'print'
                then
                    'is not its first print in '
                    || min(identity_checks.first_document_id) || ', '
            else 'does not fit its parts in '
        end
        || coalesce(
            case
                when
                    min(identity_checks.first_part_line_no)
                    < max(identity_checks.last_part_line_no)
                    then
                        'lines ' || cast(min(identity_checks.first_part_line_no) as string)
                        || ' to ' || cast(max(identity_checks.last_part_line_no) as string)
                else 'line ' || cast(min(identity_checks.first_part_line_no) as string)
            end,
            ''
        )
        || case
            when not identity_checks.is_told
                then '; its document suppresses figures: months and sizes are not told'
            else
                '; by month and column: '
                || {{ join_text(
                    "substr(cast(identity_checks.period as string), 1, 7) || '/'"
                    ~ " || coalesce(cast(identity_checks.column_no as string), '?')"
                    ~ " || coalesce("
                    ~ "case when identity_checks.deviation > 0 then ' +' else ' ' end"
                    ~ " || cast(identity_checks.deviation as string), '')",
                    ', ', 'identity_checks.period, identity_checks.column_no'
                ) }}
        end as found,
        identities.statement_en as expected,
        'compare these lines with the document; correct by an erratum' as next_step
    from violated as identity_checks
    inner join {{ ref('identities') }} as identities using (identity)
    group by
        identity_checks.identity,
        identities.statement_en,
        identity_checks.kind,
        identity_checks.document_id,
        identity_checks.line_no,
        identity_checks.printed_label,
        {{ slice_words('identity_checks') }},
        identity_checks.is_told

),

found_checks as (

    select
        document_id,
        identity,
        count(*) as check_count
    from {{ ref('int_identity_checks') }}
    group by all

),

wrong_check_counts as (

    select
        'check_count' as rule,
        coalesce(expected_checks.document_id, found_checks.document_id) as document_id,
        cast(null as integer) as line_no,
        cast(null as integer) as column_no,
        cast(coalesce(found_checks.check_count, 0) as string) || ' checks of '
        || coalesce(expected_checks.identity, found_checks.identity) as found,
        coalesce(cast(expected_checks.check_count as string), '(none)')
        || ', as expected_checks.csv says' as expected,
        'look for lost totals or parts; if the document is right, correct expected_checks.csv'
            as next_step
    from {{ ref('expected_checks') }} as expected_checks
    full outer join found_checks using (document_id, identity)
    where expected_checks.check_count is distinct from found_checks.check_count

),

unused_acceptances as (

    select
        'unused_acceptance' as rule,
        accepted.document_id,
        identity_checks.line_no,
        identity_checks.column_no,
        'accepted discrepancy ' || accepted.check_id || ' does not occur: '
        || coalesce(
            'the check is ' || identity_checks.verdict
            || coalesce(', off by ' || cast(identity_checks.deviation as string), ''),
            'there is no such check'
        ) as found,
        'a violated check that is off by ' || cast(accepted.deviation as string) as expected,
        'correct its check_id or deviation in accepted_discrepancies.csv, or delete the row'
            as next_step
    from {{ ref('accepted_discrepancies') }} as accepted
    left join {{ ref('int_identity_checks') }} as identity_checks using (check_id, document_id)
    where coalesce(identity_checks.verdict, '') <> 'accepted'

)

select * from violated_identities
union all
select * from wrong_check_counts
union all
select * from unused_acceptances
