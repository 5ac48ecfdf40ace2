-- One row per printed cell that could explain why identities are violated, best explanation first.
-- A suspect stands in a violated check, and some other value of it would satisfy every check that
-- it stands in, all else as printed. It is ranked, among the suspects of the same violated checks,
-- by how many violated checks it heals, whether a slip of one digit (or a neighbour's value) leads
-- from a healing value to the printed one, and how much closer to its neighbours in the row the
-- healing value lies. It proposes; a person decides by an erratum. A suppressed cell gets no value.
with identity_checks as (

    select * from {{ ref('identity_checks') }}

),

check_members as (

    select * from {{ ref('check_members') }}

),

cells as (

    select * from {{ ref('cells') }}
    where is_figure

),

indicators as (

    select * from {{ ref('indicators') }}

),

violated as (

    select check_id from identity_checks
    where verdict = 'violated' and total_count = 1

),

-- Cells of violated checks, and every check that they stand in.
accused as (

    select
        check_members.document_id,
        check_members.line_no,
        check_members.column_no
    from check_members
    inner join violated on check_members.check_id = violated.check_id
    group by check_members.document_id, check_members.line_no, check_members.column_no

),

memberships as (

    select check_members.*
    from check_members
    inner join accused
        on
            check_members.document_id = accused.document_id
            and check_members.line_no = accused.line_no
            and check_members.column_no = accused.column_no

),

month_sums as (

    select
        check_members.check_id,
        count(*) as month_count,
        sum(check_members.obs_value_min) as sum_min,
        sum(check_members.obs_value_max) as sum_max
    from check_members
    inner join identity_checks
        on check_members.check_id = identity_checks.check_id and identity_checks.kind = 'mean'
    where
        check_members.side = 'part'
        and check_members.check_id in (select memberships.check_id from memberships)
    group by check_members.check_id

),

-- What each check leaves to each of its cells, all others as printed.
constraints as (

    select
        memberships.document_id,
        memberships.line_no,
        memberships.column_no,
        memberships.check_id,
        identity_checks.identity,
        identity_checks.verdict = 'violated' as is_violated,
        case
            when identity_checks.kind in ('partition', 'print') and memberships.side = 'total'
                then identity_checks.parts_min - identity_checks.tolerance
            when identity_checks.kind in ('partition', 'print')
                then
                    identity_checks.total_min - identity_checks.tolerance
                    - (identity_checks.parts_max - memberships.obs_value_max)
            when memberships.side = 'total' then identity_checks.parts_min
            -- A rounded mean leaves the sum of the months half a unit to each side.
            when memberships.side = 'part'
                then
                    ceil((identity_checks.total_min - 0.5) * month_sums.month_count)
                    - (month_sums.sum_max - memberships.obs_value_max)
        end as lowest,
        case
            when identity_checks.kind in ('partition', 'print') and memberships.side = 'total'
                then identity_checks.parts_max + identity_checks.tolerance
            when identity_checks.kind in ('partition', 'print')
                then
                    identity_checks.total_max + identity_checks.tolerance
                    - (identity_checks.parts_min - memberships.obs_value_min)
            when memberships.side = 'total' then identity_checks.parts_max
            when memberships.side = 'part'
                then
                    ceil((identity_checks.total_max + 0.5) * month_sums.month_count) - 1
                    - (month_sums.sum_min - memberships.obs_value_min)
        end as highest
    from memberships
    inner join identity_checks on memberships.check_id = identity_checks.check_id
    left join month_sums on memberships.check_id = month_sums.check_id

),

healing as (

    select
        document_id,
        line_no,
        column_no,
        count(*) as check_count,
        count(case when is_violated then 1 end) as healed_count,
        min(case when is_violated then check_id end) as first_check_id,
        cast(ceil(max(lowest)) as bigint) as lowest,
        cast(floor(min(highest)) as bigint) as highest,
        {{ join_text("distinct case when is_violated then identity end", ', ', 'identity') }}
            as healed_identities
    from constraints
    group by document_id, line_no, column_no

),

candidates as (

    select
        healing.document_id,
        healing.line_no,
        healing.column_no,
        healing.check_count,
        healing.healed_count,
        healing.first_check_id,
        healing.healed_identities,
        healing.highest,
        cells.indicator,
        cells.freq,
        cells.obs_value,
        cells.printed_label,
        cells.printed_text,
        case
            when indicators.is_additive and cells.indicator <> 'participants_change'
                then greatest(healing.lowest, 0)
            else healing.lowest
        end as lowest
    from healing
    inner join cells
        on
            healing.document_id = cells.document_id
            and healing.line_no = cells.line_no
            and healing.column_no = cells.column_no
    inner join indicators on cells.indicator = indicators.indicator
    where healing.lowest <= healing.highest and healing.highest >= 0

)

select * from candidates
