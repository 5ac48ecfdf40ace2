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

documents as (

    select * from {{ ref('documents') }}

),

identity_members as (

    select
        *,
        printed_text is null as is_rebuilt
    from {{ ref('identity_members') }}

),

suppressed_bounds as (

    select * from {{ ref('suppressed_bounds') }}

),

rebuilt_sources as (

    select * from {{ ref('rebuilt_sources') }}

),

hidden_sums as (

    select * from {{ ref('hidden_sums') }}

),

row_courses as (

    select * from {{ ref('row_courses') }}

),

-- By how much counts usually miss their course, as a share of their size (squared).
usual_scatter as (

    select median(power(obs_value - course_value, 2) / (1 + course_value)) as scatter
    from row_courses

),

-- A count that the document should have suppressed is wrong by itself.
small_numbers as (

    select
        cells.document_id,
        cells.line_no,
        cells.column_no
    from cells
    inner join documents on cells.document_id = documents.document_id
    inner join indicators on cells.indicator = indicators.indicator
    where indicators.is_count and cells.obs_value < documents.suppressed_below

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
        rebuilt_sources.document_id,
        rebuilt_sources.source_line_no as line_no,
        rebuilt_sources.source_column_no as column_no,
        'rebuilt' as side,
        case when identity_members.is_total then 1 else -1 end * rebuilt_sources.sign as sign,
        rebuilt_sources.obs_value as obs_value_min,
        rebuilt_sources.obs_value as obs_value_max
    from rebuilt_sources
    inner join identity_members
        on
            identity_members.is_rebuilt
            and rebuilt_sources.document_id = identity_members.document_id
            and rebuilt_sources.line_no = identity_members.line_no
            and rebuilt_sources.column_no = identity_members.column_no
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
    inner join identity_checks on members.check_id = identity_checks.check_id
    where identity_checks.verdict = 'violated' and identity_checks.total_count = 1
    union
    select * from small_numbers

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
    inner join accused
        on
            members.document_id = accused.document_id
            and members.line_no = accused.line_no
            and members.column_no = accused.column_no

),

checks as (

    select
        *,
        verdict = 'violated' as is_violated
    from identity_checks
    where
        not is_by_construction
        and check_id in (select memberships.check_id from memberships)

),

-- The bounds of both sides, with what other checks leave to the suppressed members.
partition_sums as (

    select
        identity_members.check_id,
        sum(
            case when identity_members.is_total
                then coalesce(suppressed_bounds.bound_min, identity_members.obs_value_min) else 0
            end
        ) as total_min,
        sum(
            case when identity_members.is_total
                then coalesce(suppressed_bounds.bound_max, identity_members.obs_value_max) else 0
            end
        ) as total_max,
        sum(
            case when identity_members.is_total then 0
                else coalesce(suppressed_bounds.bound_min, identity_members.obs_value_min)
            end
        ) as parts_min,
        sum(
            case when identity_members.is_total then 0
                else coalesce(suppressed_bounds.bound_max, identity_members.obs_value_max)
            end
        ) as parts_max
    from identity_members
    inner join checks on identity_members.check_id = checks.check_id
    left join suppressed_bounds
        on
            identity_members.document_id = suppressed_bounds.document_id
            and identity_members.line_no = suppressed_bounds.line_no
            and identity_members.column_no = suppressed_bounds.column_no
            and identity_members.is_rebuilt = suppressed_bounds.is_rebuilt
            and identity_members.obs_value is null
    group by identity_members.check_id

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
    inner join checks on check_members.check_id = checks.check_id
    where checks.kind in ('mean', 'percent')
    group by check_members.check_id

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
        (greatest(checks.total_min, -99) - 0.5) / 100 as ratio_min,
        (checks.total_max + 0.5) / 100 as ratio_max,
        -- The value that the likeliest sum of the suppressed parts leaves to the cell.
        memberships.own_min
        + memberships.sign * (checks.parts_min + hidden_sums.expected_sum - checks.total_min)
            as expected_value,
        hidden_sums.variance
    from memberships
    inner join checks on memberships.check_id = checks.check_id
    left join partition_sums on memberships.check_id = partition_sums.check_id
    left join result_bases on memberships.check_id = result_bases.check_id
    left join hidden_sums
        on memberships.check_id = hidden_sums.check_id and memberships.is_number
    left join suppressed_bounds
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
        true as is_violated,
        null as expected_value,
        null as variance,
        0 as lowest,
        null as highest
    from small_numbers

),

healing as (

    select
        document_id,
        line_no,
        column_no,
        count(*) as check_count,
        count(case when is_violated then 1 end) as healed_count,
        cast(ceil(max(lowest)) as bigint) as lowest,
        cast(floor(min(highest)) as bigint) as highest,
        -- Log likelihood of a value by what it leaves to the suppressed parts of the checks:
        -- -(weight * value^2 - 2 * middle * value), and a constant.
        sum(0.5 / variance) as hidden_weight,
        sum(0.5 / variance * least(greatest(expected_value, lowest), highest)) as hidden_middle,
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
        healing.healed_identities,
        coalesce(healing.hidden_weight, 0) as hidden_weight,
        coalesce(healing.hidden_middle, 0) as hidden_middle,
        case when indicators.is_count then greatest(healing.lowest, 0) else healing.lowest end
            as lowest,
        healing.highest,
        cells.obs_value,
        cells.printed_label,
        cells.printed_text,
        case when indicators.is_count then documents.suppressed_below end as suppressed_below
    from healing
    inner join cells
        on
            healing.document_id = cells.document_id
            and healing.line_no = cells.line_no
            and healing.column_no = cells.column_no
    inner join documents on healing.document_id = documents.document_id
    inner join indicators on cells.indicator = indicators.indicator
    where
        healing.lowest <= healing.highest
        and (healing.highest >= 0 or not indicators.is_count)
        and (cells.obs_value is not null or healing.lowest >= documents.suppressed_below)

),

-- The values that would heal a printed number; a suppressed cell and a count that should be
-- suppressed get none (NULL).
proposals as (

    select
        candidates.*,
        proposed.proposed_value
    from candidates
    {{ each_number_between(
        'greatest(candidates.lowest, coalesce(candidates.suppressed_below, candidates.lowest))',
        'candidates.highest', 200
    ) }} as proposed (proposed_value)
    where candidates.obs_value is not null
    union all
    select
        *,
        cast(null as bigint) as proposed_value
    from candidates
    where obs_value is null or lowest < suppressed_below

),

judged as (

    select
        proposals.*,
        case
            when proposals.proposed_value is null then 'suppression'
            when {{ differs_in_one_digit('proposals.obs_value', 'proposals.proposed_value') }}
                then 'wrong digit'
            when {{ lacks_one_digit('proposals.obs_value', 'proposals.proposed_value') }}
                then 'lost digit'
            when {{ lacks_one_digit('proposals.proposed_value', 'proposals.obs_value') }}
                then 'added digit'
            when {{ has_swapped_digits('proposals.obs_value', 'proposals.proposed_value') }}
                then 'swapped digits'
            when proposals.obs_value in (row_courses.value_before, row_courses.value_after)
                then 'neighbour'
            else 'other'
        end as slip,
        -- How much likelier the proposed value is than the printed one (log likelihood): by the
        -- row's course (Student's t with three degrees of freedom: rows jump), by what it makes of
        -- the suppressed parts of its checks, and by how many digits could have been misread.
        round(
            coalesce(
                {% for number, sign in {'obs_value': '', 'proposed_value': '-'}.items() %}
                {{ sign }} 2 * ln(
                    1 + power(proposals.{{ number }} - row_courses.course_value, 2)
                    / (3 * usual_scatter.scatter * (1 + row_courses.course_value))
                )
                {% endfor %},
                0
            )
            + coalesce(
                (power(proposals.obs_value, 2) - power(proposals.proposed_value, 2))
                * proposals.hidden_weight
                - 2 * (proposals.obs_value - proposals.proposed_value) * proposals.hidden_middle,
                0
            )
            - coalesce(ln(length(cast(proposals.proposed_value as varchar))), 0),
            3
        ) as evidence
    from proposals
    left join row_courses
        on
            proposals.document_id = row_courses.document_id
            and proposals.line_no = row_courses.line_no
            and proposals.column_no = row_courses.column_no
    cross join usual_scatter

),

best_values as (

    select
        *,
        row_number() over (
            partition by document_id, line_no, column_no
            order by
                {{ slip_rank('slip') }} asc,
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
                {{ slip_rank('suspects.slip') }} asc,
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
