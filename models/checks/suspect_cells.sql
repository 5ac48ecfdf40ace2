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

tables as (

    select * from {{ ref('tables') }}

),

documents as (

    select * from {{ ref('documents') }}

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

tight_members as (

    select * from {{ ref('tightened_members') }}

),

tight_sums as (

    select
        check_id,
        sum(case when is_total then tight_min else 0 end) as total_min,
        sum(case when is_total then tight_max else 0 end) as total_max,
        sum(case when is_total then 0 else tight_min end) as parts_min,
        sum(case when is_total then 0 else tight_max end) as parts_max
    from tight_members
    group by check_id

),

-- The bounds of a check and of its member: tightened for partitions, else as printed.
sides as (

    select
        memberships.document_id,
        memberships.line_no,
        memberships.column_no,
        memberships.check_id,
        memberships.side,
        coalesce(tight_members.tight_min, memberships.obs_value_min) as own_min,
        coalesce(tight_members.tight_max, memberships.obs_value_max) as own_max,
        identity_checks.identity,
        identity_checks.kind,
        identity_checks.tolerance,
        identity_checks.verdict = 'violated' as is_violated,
        coalesce(tight_sums.total_min, identity_checks.total_min) as total_min,
        coalesce(tight_sums.total_max, identity_checks.total_max) as total_max,
        coalesce(tight_sums.parts_min, identity_checks.parts_min) as parts_min,
        coalesce(tight_sums.parts_max, identity_checks.parts_max) as parts_max
    from memberships
    inner join identity_checks on memberships.check_id = identity_checks.check_id
    left join tight_sums on memberships.check_id = tight_sums.check_id
    left join tight_members
        on
            memberships.check_id = tight_members.check_id
            and memberships.document_id = tight_members.document_id
            and memberships.line_no = tight_members.line_no
            and memberships.column_no = tight_members.column_no

),

-- What each check leaves to each of its cells, all others as printed.
constraints as (

    select
        sides.document_id,
        sides.line_no,
        sides.column_no,
        sides.check_id,
        sides.identity,
        sides.is_violated,
        case
            when sides.kind in ('partition', 'print') and sides.side = 'total'
                then sides.parts_min - sides.tolerance
            when sides.kind in ('partition', 'print')
                then sides.total_min - sides.tolerance - (sides.parts_max - sides.own_max)
            when sides.side = 'total' then sides.parts_min
            -- A rounded mean leaves the sum of the months half a unit to each side.
            when sides.side = 'part'
                then
                    ceil((sides.total_min - 0.5) * month_sums.month_count)
                    - (month_sums.sum_max - sides.own_max)
        end as lowest,
        case
            when sides.kind in ('partition', 'print') and sides.side = 'total'
                then sides.parts_max + sides.tolerance
            when sides.kind in ('partition', 'print')
                then sides.total_max + sides.tolerance - (sides.parts_min - sides.own_min)
            when sides.side = 'total' then sides.parts_max
            when sides.side = 'part'
                then
                    ceil((sides.total_max + 0.5) * month_sums.month_count) - 1
                    - (month_sums.sum_min - sides.own_min)
        end as highest
    from sides
    left join month_sums on sides.check_id = month_sums.check_id

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
        -- What a check leaves open are its suppressed parts: each is as likely to be 0 as 3, so a
        -- sum of them lies near the middle of its bounds, with 5 / 12 of their width as variance.
        sum(1.2 / nullif(highest - lowest, 0)) as slack_weight,
        sum(0.6 * (highest + lowest) / nullif(highest - lowest, 0)) as slack_middle,
        {{ join_text("case when is_violated then identity end", ', ', 'identity, check_id') }}
            as healed_identities
    from constraints
    group by document_id, line_no, column_no

),

-- A printed cell whose every healing value differs from what it prints.
candidates as (

    select
        healing.document_id,
        healing.line_no,
        healing.column_no,
        healing.check_count,
        healing.healed_count,
        healing.first_check_id,
        healing.healed_identities,
        coalesce(healing.slack_weight, 0) as slack_weight,
        coalesce(healing.slack_middle, 0) as slack_middle,
        case
            when cells.indicator = 'participants_change' then healing.lowest
            else greatest(healing.lowest, 0)
        end as lowest,
        healing.highest,
        cells.obs_value,
        cells.printed_label,
        cells.printed_text,
        coalesce(documents.suppressed_below, 0) as suppressed_below
    from healing
    inner join cells
        on
            healing.document_id = cells.document_id
            and healing.line_no = cells.line_no
            and healing.column_no = cells.column_no
    inner join documents on healing.document_id = documents.document_id
    where
        healing.lowest <= healing.highest
        and (healing.highest >= 0 or cells.indicator = 'participants_change')
        and (cells.obs_value is not null or healing.lowest >= documents.suppressed_below)

),

-- The months before and after in the same row, and what the table's total row did meanwhile.
neighbours as (

    select
        candidates.document_id,
        candidates.line_no,
        candidates.column_no,
        max(case when cells.column_no < candidates.column_no then cells.obs_value end) as before,
        max(case when cells.column_no > candidates.column_no then cells.obs_value end) as after,
        avg(
            cells.obs_value
            * case
                when cells.line_no = tables.total_line_no then 1
                else coalesce(totals_now.obs_value * 1.0 / nullif(totals_then.obs_value, 0), 1)
            end
        ) as course_value
    from candidates
    inner join cells
        on
            candidates.document_id = cells.document_id
            and candidates.line_no = cells.line_no
            and abs(candidates.column_no - cells.column_no) = 1
    inner join tables
        on cells.document_id = tables.document_id and cells.table_no = tables.table_no
    left join cells as totals_now
        on
            tables.document_id = totals_now.document_id
            and tables.total_line_no = totals_now.line_no
            and candidates.column_no = totals_now.column_no
    left join cells as totals_then
        on
            tables.document_id = totals_then.document_id
            and tables.total_line_no = totals_then.line_no
            and cells.column_no = totals_then.column_no
    where cells.freq = 'M' and cells.indicator = 'participants'
    group by candidates.document_id, candidates.line_no, candidates.column_no

),

-- The values that would heal a printed number; a suppressed cell and a count that should be
-- suppressed get none (NULL).
proposals as (

    select
        candidates.*,
        neighbours.before,
        neighbours.after,
        neighbours.course_value,
        proposed.proposed_value
    from candidates
    left join neighbours
        on
            candidates.document_id = neighbours.document_id
            and candidates.line_no = neighbours.line_no
            and candidates.column_no = neighbours.column_no
    {{ each_number_between(
        'greatest(candidates.lowest, candidates.suppressed_below)', 'candidates.highest', 60
    ) }} as proposed (proposed_value)
    where candidates.obs_value is not null
    union all
    select
        candidates.*,
        cast(null as integer) as before,
        cast(null as integer) as after,
        cast(null as double) as course_value,
        cast(null as bigint) as proposed_value
    from candidates
    where candidates.obs_value is null or candidates.lowest < candidates.suppressed_below

),

judged as (

    select
        *,
        case
            when proposed_value is null then 'suppression'
            when {{ differs_in_one_digit('obs_value', 'proposed_value') }} then 'wrong digit'
            when {{ lacks_one_digit('obs_value', 'proposed_value') }} then 'lost digit'
            when {{ lacks_one_digit('proposed_value', 'obs_value') }} then 'added digit'
            when {{ has_swapped_digits('obs_value', 'proposed_value') }} then 'swapped digits'
            when proposed_value in (before, after) then 'neighbour'
            else 'other'
        end as slip,
        -- How much likelier the proposed value is than the printed one (log likelihood): by the
        -- row's course, with the scatter that counts of this size have (Student's t with three
        -- degrees of freedom: rows jump), and by what it makes of suppressed parts of its checks.
        coalesce(
            2 * ln(1 + power(obs_value - course_value, 2) / (1.5 + 0.75 * course_value))
            - 2 * ln(1 + power(proposed_value - course_value, 2) / (1.5 + 0.75 * course_value)),
            0
        )
        + coalesce(
            (power(obs_value, 2) - power(proposed_value, 2)) * slack_weight
            - 2 * (obs_value - proposed_value) * slack_middle,
            0
        ) as evidence
    from proposals

),

best_values as (

    select
        *,
        row_number() over (
            partition by document_id, line_no, column_no
            order by
                case when slip in ('other', 'suppression') then 1 else 0 end asc,
                evidence desc,
                proposed_value asc
        ) as value_rank
    from judged

),

suspects as (

    select * from best_values
    where value_rank = 1

),

-- Suspects that share a violated check explain the same error: one case.
{% for round in range(3) %}
labels_{{ round }} as (

    select
        constraints.document_id,
        constraints.line_no,
        constraints.column_no,
        min({{ 'constraints.check_id' if round == 0 else 'checks.case_id' }}) as case_id
    from constraints
    inner join suspects
        on
            constraints.document_id = suspects.document_id
            and constraints.line_no = suspects.line_no
            and constraints.column_no = suspects.column_no
    {% if round > 0 %}
    inner join check_labels_{{ round - 1 }} as checks
        on constraints.check_id = checks.check_id
    {% endif %}
    where constraints.is_violated
    group by constraints.document_id, constraints.line_no, constraints.column_no

),

check_labels_{{ round }} as (

    select
        constraints.check_id,
        min(labels.case_id) as case_id
    from constraints
    inner join labels_{{ round }} as labels
        on
            constraints.document_id = labels.document_id
            and constraints.line_no = labels.line_no
            and constraints.column_no = labels.column_no
    where constraints.is_violated
    group by constraints.check_id

),

{% endfor %}
ranked as (

    select
        suspects.*,
        labels.case_id,
        row_number() over (
            partition by labels.case_id
            order by
                suspects.healed_count desc,
                case when suspects.slip in ('other', 'suppression') then 1 else 0 end asc,
                suspects.evidence desc,
                suspects.document_id asc,
                suspects.line_no asc,
                suspects.column_no asc
        ) as suspect_rank,
        count(*) over (
            partition by labels.case_id, suspects.healed_count
        ) as rival_count,
        max(suspects.healed_count) over (partition by labels.case_id) as most_healed
    from suspects
    inner join labels_2 as labels
        on
            suspects.document_id = labels.document_id
            and suspects.line_no = labels.line_no
            and suspects.column_no = labels.column_no

)

select
    case_id,
    suspect_rank,
    document_id,
    line_no,
    column_no,
    printed_label,
    printed_text,
    -- A suppressed cell gets no value, and neither does a count that should be suppressed.
    case
        when obs_value is null then 'not suppressed'
        when proposed_value is null then '*'
        else cast(proposed_value as varchar)
    end as proposed_text,
    proposed_value,
    slip,
    evidence,
    healed_count,
    check_count,
    healed_identities,
    healed_count = most_healed and rival_count = 1 as is_unique
from ranked
