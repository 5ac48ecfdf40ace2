-- One row per printed cell that could explain why identities are violated, best explanation first.
-- A suspect stands in a violated check, and some other value of it would satisfy every check that
-- it stands in, all else as printed. It is ranked, among the suspects of the same violated checks,
-- by how many violated checks it heals, whether a slip of one digit (or a neighbour's value) leads
-- from a healing value to the printed one, and how much closer to its neighbours in the row the
-- healing value lies. It proposes; a person decides by an erratum. A suppressed cell gets no
-- value.
{%- set printed = 'cast(proposals.obs_value as string)' %}
{%- set proposed = 'cast(proposals.proposed_value as string)' %}
{#- Which slips to believe first: those of digits, then a neighbour's number, then none. -#}
{%- set slip_rank %}
case when slip in ('other', 'suppression') then 3 when slip = 'neighbour' then 2 else 1 end
{%- endset %}
with cell_constraints as (

    select * from {{ ref('cell_constraints') }}
    where is_accused

),

-- By how much counts usually miss their course, as a share of their size (squared).
usual_scatter as (

    select median(power(obs_value - trend_value, 2) / (1 + trend_value)) as scatter
    from {{ ref('row_trends') }}

),

healing as (

    select
        {{ place() }},
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
    from cell_constraints
    group by document_id, line_no, column_no

),

-- A printed cell whose every healing value differs from what it prints.
candidates as (

    select
        {{ place('healing') }},
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
    inner join {{ ref('int_cells') }} as cells using (document_id, line_no, column_no)
    inner join {{ ref('documents') }} as documents using (document_id)
    inner join {{ ref('indicators') }} as indicators on cells.indicator = indicators.indicator
    where
        cells.is_figure
        and healing.lowest <= healing.highest
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
            when levenshtein({{ printed }}, {{ proposed }}) = 1
                then case sign(length({{ proposed }}) - length({{ printed }}))
                    when 0 then 'wrong digit' when 1 then 'lost digit' else 'added digit'
                end
            when damerau_levenshtein({{ printed }}, {{ proposed }}) = 1 then 'swapped digits'
            when proposals.obs_value in (row_trends.value_before, row_trends.value_after)
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
                    1 + power(proposals.{{ number }} - row_trends.trend_value, 2)
                    / (3 * usual_scatter.scatter * (1 + row_trends.trend_value))
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
            - coalesce(ln(length(cast(proposals.proposed_value as string))), 0),
            3
        ) as evidence
    from proposals
    left join {{ ref('row_trends') }} as row_trends using (document_id, line_no, column_no)
    cross join usual_scatter

),

best_values as (

    select
        *,
        row_number() over (
            partition by document_id, line_no, column_no
            order by
                {{ slip_rank }} asc,
                evidence desc,
                proposed_value asc
        ) as value_rank,
        count(*) over (partition by document_id, line_no, column_no) as value_count,
        count(*) over (
            partition by document_id, line_no, column_no, {{ slip_rank }}
        ) as slip_count
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
        {{ place('cell_constraints') }},
        min({{ 'cell_constraints.check_id' if round == 0 else 'checks.case_id' }}) as case_id
    from cell_constraints
    inner join suspects using (document_id, line_no, column_no)
    {% if round > 0 %}
    inner join check_labels_{{ round - 1 }} as checks
        on cell_constraints.check_id = checks.check_id
    {% endif %}
    where cell_constraints.is_violated
    group by all

),

check_labels_{{ round }} as (

    select
        cell_constraints.check_id,
        min(labels.case_id) as case_id
    from cell_constraints
    inner join labels_{{ round }} as labels
        on
            cell_constraints.document_id = labels.document_id
            and cell_constraints.line_no = labels.line_no
            and cell_constraints.column_no = labels.column_no
    where cell_constraints.is_violated
    group by all

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
                {{ slip_rank }} asc,
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
    inner join labels_2 as labels using (document_id, line_no, column_no)

)

select
    case_id,
    suspect_rank,
    {{ place() }},
    printed_label,
    printed_text,
    -- A suppressed cell gets no value, and neither does a count that should be suppressed.
    case
        when obs_value is null then 'not suppressed'
        when proposed_value is null then {{ mark_of('ranked.document_id') }}
        else cast(proposed_value as string)
    end as proposed_text,
    proposed_value,
    slip,
    value_count,
    slip_count,
    evidence,
    healed_count,
    check_count,
    healed_identities,
    healed_count = most_healed and rival_count = 1 as is_unique
from ranked
