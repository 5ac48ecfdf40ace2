-- A check of prints or of parts says their sum if and only if no print of it is a mark, and its
-- verdict is what one sees in them: exact where the total is that sum, within rounding where it is
-- near, within bounds where a mark stands among them. No check has another verdict.
with prints as (

    select
        check_members.check_id,
        check_members.side,
        coalesce(cells.obs_value, rebuilt.obs_value) as obs_value
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
        count(*) - count(obs_value) as mark_count,
        sum(case when side = 'total' then obs_value end) as total,
        sum(case when side = 'part' then obs_value end) as parts
    from prints
    group by all

),

seen as (

    select
        checks.check_id,
        checks.identity,
        checks.parts_sum,
        checks.verdict,
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
    inner join members using (check_id)
    inner join {{ ref('dim_identity') }} as identities using (identity)
    where checks.verdict not in ('accepted', 'not_checkable')

)

select
    identity,
    check_id,
    concat_ws(' ', expected_verdict, expected_sum) as expected,
    concat_ws(' ', verdict, parts_sum) as found
from seen
where
    verdict <> expected_verdict
    or (parts_sum is null) <> (expected_sum is null)
    or parts_sum <> expected_sum
