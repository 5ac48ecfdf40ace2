-- A check of prints or of parts says their sum if and only if no print of it is a mark, and its
-- verdict is what one sees in them: exact where the total is that sum, within rounding where it is
-- near, within bounds where a mark stands among them. No check has another verdict. It says how
-- many parts it has, how many marks, and whether it holds by construction: whether one of its
-- figures was rebuilt along its dimension.
with prints as (

    select
        check_members.check_id,
        check_members.side,
        coalesce(cells.obs_value, rebuilt.obs_value) as obs_value,
        coalesce(cells.reading = 'suppressed', rebuilt.is_suppressed) as is_suppressed
    from {{ ref('check_members') }} as check_members
    left join {{ ref('printed_cells') }} as cells
        using (document_id, line_no, column_no, observation_id)
    -- What is not printed was rebuilt.
    left join {{ ref('participants') }} as rebuilt
        on
            check_members.observation_id = rebuilt.observation_id
            and rebuilt.printed_text is null

),

members as (

    select
        check_id,
        count(case when side <> 'total' then 1 end) as part_count,
        count(case when is_suppressed then 1 end) as suppressed_count,
        count(*) - count(obs_value) as mark_count,
        sum(case when side = 'total' then obs_value end) as total,
        sum(case when side = 'part' then obs_value end) as parts
    from prints
    group by all

),

constructed as (

    select distinct checks.check_id
    from {{ ref('participants') }} as rebuilt
    inner join {{ ref('dim_erratum') }} as errata using (erratum_id)
    inner join {{ ref('check_members') }} as check_members
        on rebuilt.observation_id = check_members.observation_id
    inner join {{ ref('identity_checks') }} as checks on check_members.check_id = checks.check_id
    inner join {{ ref('dim_identity') }} as identities on checks.identity = identities.identity
    where rebuilt.printed_text is null and errata.rebuild_along = identities.dimension

),

seen as (

    select
        checks.check_id,
        checks.identity,
        checks.part_count,
        checks.suppressed_count,
        checks.is_by_construction,
        checks.parts_sum,
        checks.verdict,
        coalesce(members.part_count, 0) as expected_parts,
        coalesce(members.suppressed_count, 0) as expected_suppressed,
        constructed.check_id is not null as expected_by_construction,
        checks.verdict not in ('accepted', 'not_checkable') as is_judged,
        case
            when members.mark_count = 0 and identities.kind in ('partition', 'print')
                then members.parts
            when members.mark_count = 0 then checks.parts_sum
        end as expected_sum,
        case
            when members.mark_count > 0 and identities.kind = 'print' then 'exact'
            -- A mark among rounded figures: bounds that are near may still not meet.
            when
                members.mark_count > 0 and checks.tolerance > 0
                and checks.verdict = 'within_rounding'
                then 'within_rounding'
            when members.mark_count > 0 then 'within_bounds'
            when identities.kind in ('mean', 'percent') then 'exact'
            when members.total = members.parts then 'exact'
            when abs(members.total - members.parts) <= checks.tolerance then 'within_rounding'
            else 'violated'
        end as expected_verdict
    from {{ ref('identity_checks') }} as checks
    inner join {{ ref('dim_identity') }} as identities using (identity)
    left join members using (check_id)
    left join constructed using (check_id)

)

select
    identity,
    check_id,
    concat_ws(
        ' ', expected_verdict, expected_sum, 'of', expected_parts, 'parts,', expected_suppressed,
        'suppressed', case when expected_by_construction then 'by construction' end
    ) as expected,
    concat_ws(
        ' ', verdict, parts_sum, 'of', part_count, 'parts,', suppressed_count,
        'suppressed', case when is_by_construction then 'by construction' end
    ) as found
from seen
where
    part_count is distinct from expected_parts
    or suppressed_count is distinct from expected_suppressed
    or is_by_construction is distinct from expected_by_construction
    or (
        is_judged
        and (
            verdict is distinct from expected_verdict
            or (parts_sum is null) <> (expected_sum is null)
            or parts_sum <> expected_sum
        )
    )
