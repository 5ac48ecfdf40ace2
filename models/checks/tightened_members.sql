-- One row per member of a partition check, the bounds of suppressed figures tightened by what the
-- other checks leave them. For finding errors only: must never leave the working database.
-- A violated check tightens nothing, and neither does another check of the numbers in it: one of
-- them is wrong.
{%- set rounds = 3 %}
with members as (

    select * from {{ ref('identity_members') }}

),

checks as (

    select * from {{ ref('identity_checks') }}
    where kind = 'partition' and total_count = 1

),

accused as (

    select
        members.document_id,
        members.line_no,
        members.column_no
    from members
    inner join checks on members.check_id = checks.check_id
    where checks.verdict = 'violated' and members.obs_value is not null
    group by members.document_id, members.line_no, members.column_no

),

untrusted as (

    select members.check_id
    from members
    inner join accused
        on
            members.document_id = accused.document_id
            and members.line_no = accused.line_no
            and members.column_no = accused.column_no
    group by members.check_id

),

bounds_0 as (

    select
        members.check_id,
        members.document_id,
        members.line_no,
        members.column_no,
        members.is_total,
        checks.tolerance,
        untrusted.check_id is null as is_trusted,
        members.obs_value is null as is_suppressed,
        members.obs_value_min as tight_min,
        members.obs_value_max as tight_max
    from members
    inner join checks on members.check_id = checks.check_id
    left join untrusted on members.check_id = untrusted.check_id

),

{% for round in range(rounds) %}
sums_{{ round }} as (

    select
        check_id,
        sum(case when is_total then tight_min else 0 end) as total_min,
        sum(case when is_total then tight_max else 0 end) as total_max,
        sum(case when is_total then 0 else tight_min end) as parts_min,
        sum(case when is_total then 0 else tight_max end) as parts_max
    from bounds_{{ round }}
    group by check_id

),

allowed_{{ round }} as (

    select
        bounds.document_id,
        bounds.line_no,
        bounds.column_no,
        max(
            case
                when bounds.is_total then sums.parts_min
                else sums.total_min - sums.parts_max + bounds.tight_max
            end - bounds.tolerance
        ) as allowed_min,
        min(
            case
                when bounds.is_total then sums.parts_max
                else sums.total_max - sums.parts_min + bounds.tight_min
            end + bounds.tolerance
        ) as allowed_max
    from bounds_{{ round }} as bounds
    inner join sums_{{ round }} as sums on bounds.check_id = sums.check_id
    where bounds.is_suppressed and bounds.is_trusted
    group by bounds.document_id, bounds.line_no, bounds.column_no

),

bounds_{{ round + 1 }} as (

    select
        bounds.check_id,
        bounds.document_id,
        bounds.line_no,
        bounds.column_no,
        bounds.is_total,
        bounds.tolerance,
        bounds.is_trusted,
        bounds.is_suppressed,
        case
            when
                greatest(bounds.tight_min, allowed.allowed_min)
                <= least(bounds.tight_max, allowed.allowed_max)
                then greatest(bounds.tight_min, allowed.allowed_min)
            else bounds.tight_min
        end as tight_min,
        case
            when
                greatest(bounds.tight_min, allowed.allowed_min)
                <= least(bounds.tight_max, allowed.allowed_max)
                then least(bounds.tight_max, allowed.allowed_max)
            else bounds.tight_max
        end as tight_max
    from bounds_{{ round }} as bounds
    left join allowed_{{ round }} as allowed
        on
            bounds.is_suppressed
            and bounds.document_id = allowed.document_id
            and bounds.line_no = allowed.line_no
            and bounds.column_no = allowed.column_no

),

{% endfor %}
final as (

    select * from bounds_{{ rounds }}

)

select
    check_id,
    document_id,
    line_no,
    column_no,
    is_total,
    is_suppressed,
    tight_min,
    tight_max
from final
