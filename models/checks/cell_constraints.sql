-- One row per printed cell of a row with an accused cell, and check that it stands in: which values
-- of the cell would satisfy the check, all else as printed. Accused are the cells of violated
-- checks and counts that should have been suppressed.
-- For finding errors only: must never leave the working database.
with cells as (

    select * from {{ ref('int_cells') }}
    where is_figure

),

-- Where rows or columns cannot be read (checks.problems), the others are not to blame.
unread as (

    select document_id
    from {{ ref('int_cells') }}
    where reading = 'not_coded'
    group by all

),

-- A count that the document should have suppressed is wrong by itself.
small_numbers as (

    select
        cells.document_id,
        cells.line_no,
        cells.column_no
    from cells
    inner join {{ ref('documents') }} as documents using (document_id)
    inner join {{ ref('indicators') }} as indicators using (indicator)
    where indicators.is_count and cells.obs_value < documents.suppressed_below

),

-- Documents in which something is wrong: only their checks are looked at.
accused_documents as (

    select document_id
    from {{ ref('int_identity_checks') }}
    where verdict = 'violated'
    union
    select first_document_id as document_id
    from {{ ref('int_identity_checks') }}
    where verdict = 'violated' and first_document_id is not null
    union
    select document_id
    from small_numbers

),

check_members as (

    select * from {{ ref('int_check_members') }}
    where document_id in (select accused_documents.document_id from accused_documents)

),

identity_members as (

    select
        *,
        printed_text is null as is_rebuilt
    from {{ ref('int_identity_members') }}
    where document_id in (select accused_documents.document_id from accused_documents)

),

-- A printed figure stands on one side of a check, or on the side of the rebuilt figure that it was
-- added to (or on the other one, if it was subtracted).
members as (

    select
        check_id,
        document_id,
        line_no,
        column_no,
        side,
        case side when 'total' then 1 else -1 end as sign,
        obs_value_min,
        obs_value_max
    from check_members
    union all
    select
        identity_members.check_id,
        rebuilt_parts.document_id,
        rebuilt_parts.part_line_no as line_no,
        rebuilt_parts.part_column_no as column_no,
        'rebuilt' as side,
        case when identity_members.is_total then 1 else -1 end * rebuilt_parts.sign as sign,
        rebuilt_parts.obs_value as obs_value_min,
        rebuilt_parts.obs_value as obs_value_max
    from {{ ref('int_rebuilt_parts') }} as rebuilt_parts
    inner join identity_members
        on
            identity_members.is_rebuilt
            and rebuilt_parts.document_id = identity_members.document_id
            and rebuilt_parts.line_no = identity_members.line_no
            and rebuilt_parts.column_no = identity_members.column_no
    where identity_members.obs_value is not null

),

-- Cells of violated checks, and every check that they stand in; but one that a lost row was
-- rebuilt from holds whatever they print.
accused as (

    select
        members.document_id,
        members.line_no,
        members.column_no
    from members
    inner join {{ ref('int_identity_checks') }} as identity_checks using (check_id)
    left join unread on members.document_id = unread.document_id
    where
        identity_checks.verdict = 'violated'
        and identity_checks.total_count = 1
        and unread.document_id is null
    union
    select * from small_numbers

),

accused_rows as (

    select
        document_id,
        line_no
    from accused
    group by all

),

memberships as (

    select
        members.check_id,
        members.document_id,
        members.line_no,
        members.column_no,
        members.side,
        members.sign,
        members.obs_value_min = members.obs_value_max as is_number,
        members.obs_value_min as own_min,
        members.obs_value_max as own_max
    from members
    inner join accused_rows using (document_id, line_no)

),

checks as (

    select
        *,
        verdict = 'violated' as is_violated
    from {{ ref('int_identity_checks') }}
    where
        not is_by_construction
        and check_id in (select memberships.check_id from memberships)

),

-- The bounds of both sides, with what other checks leave to the suppressed members.
partition_members as (

    select
        identity_members.check_id,
        identity_members.is_total,
        coalesce(suppressed_bounds.bound_min, identity_members.obs_value_min) as bound_min,
        coalesce(suppressed_bounds.bound_max, identity_members.obs_value_max) as bound_max
    from identity_members
    inner join checks using (check_id)
    left join {{ ref('suppressed_bounds') }} as suppressed_bounds
        on
            identity_members.document_id = suppressed_bounds.document_id
            and identity_members.line_no = suppressed_bounds.line_no
            and identity_members.column_no = suppressed_bounds.column_no
            and identity_members.is_rebuilt = suppressed_bounds.is_rebuilt
            and identity_members.obs_value is null

),

partition_sums as (

    select
        check_id,
        sum(case when is_total then bound_min else 0 end) as total_min,
        sum(case when is_total then bound_max else 0 end) as total_max,
        sum(case when is_total then 0 else bound_min end) as parts_min,
        sum(case when is_total then 0 else bound_max end) as parts_max
    from partition_members
    group by all

),

-- What averages and per cents are made of.
result_bases as (

    select
        check_members.check_id,
        count(case when check_members.side = 'part' then 1 end) as month_count,
        sum(case when check_members.side = 'part' then check_members.obs_value_min end) as sum_min,
        sum(case when check_members.side = 'part' then check_members.obs_value_max end) as sum_max,
        max(case when check_members.side = 'count' then check_members.obs_value_min end)
            as count_value,
        max(case when check_members.side = 'change' then check_members.obs_value_min end)
            as change_value
    from check_members
    inner join checks using (check_id)
    where checks.kind in ('mean', 'percent')
    group by all

),

sides as (

    select
        memberships.document_id,
        memberships.line_no,
        memberships.column_no,
        memberships.check_id,
        memberships.side,
        memberships.sign,
        checks.identity,
        checks.kind,
        checks.tolerance,
        checks.is_violated,
        coalesce(suppressed_bounds.bound_min, memberships.own_min) as own_min,
        coalesce(suppressed_bounds.bound_max, memberships.own_max) as own_max,
        coalesce(partition_sums.total_min, checks.total_min) as total_min,
        coalesce(partition_sums.total_max, checks.total_max) as total_max,
        coalesce(partition_sums.parts_min, checks.parts_min) as parts_min,
        coalesce(partition_sums.parts_max, checks.parts_max) as parts_max,
        result_bases.month_count,
        result_bases.sum_min,
        result_bases.sum_max,
        result_bases.count_value,
        result_bases.change_value,
        -- The least and the most that rounds to the printed per cent, as shares.
        cast(greatest(checks.total_min, -99) - 0.5 as double) / 100 as ratio_min,
        cast(checks.total_max + 0.5 as double) / 100 as ratio_max,
        -- The value that the likeliest sum of the suppressed parts leaves to the cell.
        memberships.own_min
        + memberships.sign * (checks.parts_min + hidden_sums.expected_sum - checks.total_min)
            as expected_value,
        hidden_sums.variance
    from memberships
    inner join checks using (check_id)
    left join partition_sums using (check_id)
    left join result_bases using (check_id)
    left join {{ ref('hidden_sums') }} as hidden_sums
        on memberships.check_id = hidden_sums.check_id and memberships.is_number
    left join {{ ref('suppressed_bounds') }} as suppressed_bounds
        on
            not memberships.is_number
            and partition_sums.check_id is not null
            and memberships.document_id = suppressed_bounds.document_id
            and memberships.line_no = suppressed_bounds.line_no
            and memberships.column_no = suppressed_bounds.column_no
            and not suppressed_bounds.is_rebuilt

),

-- What each check leaves to each of its cells, all others as printed.
constraints as (

    select
        document_id,
        line_no,
        column_no,
        check_id,
        identity,
        kind,
        is_violated,
        expected_value,
        variance,
        case
            when kind in ('partition', 'print') and sign = 1
                then own_max + parts_min - total_max - tolerance
            when kind in ('partition', 'print')
                then own_max + total_min - parts_max - tolerance
            when side = 'total' then parts_min
            -- A rounded mean leaves the sum of the months half a unit to each side.
            when side = 'part'
                then own_max + ceil((total_min - 0.5) * month_count) - sum_max
            when side = 'change' then count_value * ratio_min / (1 + ratio_min)
            when side = 'count' and change_value < 0 then change_value + change_value / ratio_min
            when side = 'count' then change_value + change_value / ratio_max
        end as lowest,
        case
            when kind in ('partition', 'print') and sign = 1
                then own_min + parts_max - total_min + tolerance
            when kind in ('partition', 'print')
                then own_min + total_max - parts_min + tolerance
            when side = 'total' then parts_max
            when side = 'part'
                then own_min + ceil((total_max + 0.5) * month_count) - 1 - sum_min
            when side = 'change' then count_value * ratio_max / (1 + ratio_max)
            when side = 'count' and change_value < 0 and ratio_max < 0
                then change_value + change_value / ratio_max
            when side = 'count' and change_value > 0 and ratio_min > 0
                then change_value + change_value / ratio_min
        end as highest
    from sides
    union all
    select
        document_id,
        line_no,
        column_no,
        concat_ws(' ', 'small_number', document_id, line_no, column_no) as check_id,
        'small_number' as identity,
        'count' as kind,
        true as is_violated,
        null as expected_value,
        null as variance,
        0 as lowest,
        null as highest
    from small_numbers

)

select
    constraints.document_id,
    constraints.line_no,
    constraints.column_no,
    constraints.check_id,
    constraints.identity,
    constraints.kind,
    constraints.is_violated,
    accused.document_id is not null as is_accused,
    constraints.lowest,
    constraints.highest,
    constraints.expected_value,
    constraints.variance
from constraints
left join accused using (document_id, line_no, column_no)
