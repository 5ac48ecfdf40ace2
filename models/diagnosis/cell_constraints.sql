-- One row per printed cell of a row with an accused cell, and check that it stands in: which
-- values of the cell would satisfy the check, all else as printed.
-- For finding errors only: made in memory and forgotten.
with checks as (

    select
        *,
        verdict = 'violated' as is_violated
    from {{ ref('check_sums') }}
    where
        not is_by_construction
        and check_id in (
            select accused_cells.check_id from {{ ref('accused_cells') }} as accused_cells
        )

),

-- The bounds of both sides, with what other checks leave to the suppressed members of a sum; and
-- what averages and per cents are made of.
sums as (

    select
        members.check_id,
        any_value(checks.kind) = 'partition' as is_narrowed,
        {% for side in ['total', 'part'] %}
        {% for end in ['min', 'max'] %}
        sum(
            case
                when members.side = '{{ side }}'
                    then coalesce(suppressed_bounds.bound_{{ end }}, members.obs_value_{{ end }})
                else 0
            end
        ) as {{ side }}_{{ end }},
        {% endfor %}
        {% endfor %}
        count(case when members.side = 'part' then 1 end) as part_count,
        max(case when members.side = 'count' then members.obs_value_min end) as count_value,
        max(case when members.side = 'change' then members.obs_value_min end) as change_value
    from {{ ref('int_check_members') }} as members
    inner join checks using (check_id)
    left join {{ ref('suppressed_bounds') }} as suppressed_bounds
        on
            members.document_id = suppressed_bounds.document_id
            and members.line_no = suppressed_bounds.line_no
            and members.column_no = suppressed_bounds.column_no
            and (members.printed_text is null) = suppressed_bounds.is_rebuilt
            and members.obs_value is null
            and checks.kind = 'partition'
    group by all

),

sides as (

    select
        {{ place('cells') }},
        cells.check_id,
        cells.is_accused,
        cells.side,
        cells.sign,
        checks.identity,
        checks.kind,
        checks.tolerance,
        checks.is_violated,
        coalesce(suppressed_bounds.bound_min, cells.own_min) as own_min,
        coalesce(suppressed_bounds.bound_max, cells.own_max) as own_max,
        {% for end in ['min', 'max'] %}
        case when sums.is_narrowed then sums.total_{{ end }} else checks.total_{{ end }} end
            as total_{{ end }},
        case when sums.is_narrowed then sums.part_{{ end }} else checks.parts_{{ end }} end
            as parts_{{ end }},
        sums.part_{{ end }} as sum_{{ end }},
        {% endfor %}
        sums.part_count as month_count,
        sums.count_value,
        sums.change_value,
        -- The least and the most that rounds to the printed per cent, as shares.
        cast(greatest(checks.total_min, -99) - 0.5 as double) / 100 as ratio_min,
        cast(checks.total_max + 0.5 as double) / 100 as ratio_max,
        -- The value that the likeliest sum of the suppressed parts leaves to the cell.
        cells.own_min
        + cells.sign * (checks.parts_min + hidden_sums.expected_sum - checks.total_min)
            as expected_value,
        hidden_sums.variance
    from {{ ref('accused_cells') }} as cells
    inner join checks using (check_id)
    inner join sums using (check_id)
    left join {{ ref('hidden_sums') }} as hidden_sums
        on cells.check_id = hidden_sums.check_id and cells.is_number
    left join {{ ref('suppressed_bounds') }} as suppressed_bounds
        on
            not cells.is_number
            and sums.is_narrowed
            and cells.document_id = suppressed_bounds.document_id
            and cells.line_no = suppressed_bounds.line_no
            and cells.column_no = suppressed_bounds.column_no
            and not suppressed_bounds.is_rebuilt

)

-- What each check leaves to each of its cells, all others as printed.
select
    {{ place() }},
    check_id,
    identity,
    kind,
    is_violated,
    is_accused,
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
    {{ place() }},
    check_id,
    side as identity,
    'count' as kind,
    true as is_violated,
    is_accused,
    null as expected_value,
    null as variance,
    0 as lowest,
    null as highest
from {{ ref('accused_cells') }}
where side = 'small_number'
