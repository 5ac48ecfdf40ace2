-- One row per figure x publication whose print of it is not adopted: beside what is quoted of other
-- publications, an identity would not hold with it. Each round quotes of every figure the first
-- publication that is not given up. Where a sum of several publications does not hold, what the
-- first of them prints of it is given up: figures that are tied are taken over together or not at
-- all. Beside a mark, numbers that are revised must balance: whether its bounds leave room for what
-- is left would tell what it hides. The last round gives up nothing more (is_settled).
{%- set rounds = 10 %}
-- Few figures are in two documents: looking at those only keeps the joins small.
with contested as (

    select document_observations.observation_id
    from {{ ref('int_document_observations') }} as document_observations
    inner join {{ ref('int_publications') }} as publications using (document_id)
    where document_observations.document_count > 1
    group by document_observations.observation_id
    having count(distinct publications.publication) > 1

),

members as (

    select distinct
        members.identity,
        identities.kind,
        members.total_id,
        members.side,
        members.observation_id
    from {{ ref('int_check_members') }} as members
    inner join {{ ref('identities') }} as identities using (identity)
    where
        identities.kind <> 'print'
        and (members.identity, members.total_id) in (
            select
                tied.identity,
                tied.total_id
            from {{ ref('int_check_members') }} as tied
            inner join contested using (observation_id)
        )
        -- What does not add up in print need not add up when it is quoted.
        and (members.identity, members.total_id) not in (
            select
                accepted.identity,
                accepted.total_id
            from {{ ref('int_check_members') }} as accepted
            where
                accepted.check_id in (
                    select discrepancies.check_id
                    from {{ ref('accepted_discrepancies') }} as discrepancies
                )
        )

),

prints as (

    select
        document_observations.observation_id,
        indicators.is_rounded,
        publications.publication,
        publications.publication_rank,
        min(document_observations.obs_value_min) as obs_value_min,
        max(document_observations.obs_value_max) as obs_value_max,
        max({{ months_between('documents.period_from', 'documents.period_to') }} + 1)
            as month_count
    from {{ ref('int_document_observations') }} as document_observations
    inner join {{ ref('int_publications') }} as publications using (document_id)
    inner join {{ ref('documents') }} as documents using (document_id)
    inner join {{ ref('indicators') }} as indicators using (indicator)
    where
        document_observations.observation_id in (
            select members.observation_id from members
        )
    group by all

),

-- By how much each print differs from the oldest one of its figure.
revised as (

    select
        *,
        obs_value_min - max_by(obs_value_min, publication_rank) over (partition by observation_id)
            as revision
    from prints

),

state_0 as (

    select
        members.identity,
        members.kind,
        members.total_id,
        members.side,
        members.observation_id,
        revised.publication,
        revised.publication_rank,
        revised.obs_value_min,
        revised.obs_value_max,
        revised.revision,
        revised.month_count,
        revised.is_rounded,
        false as is_given_up
    from members
    inner join revised using (observation_id)

),

{% for round in range(rounds) %}
quoted_{{ round }} as (

    select
        *,
        coalesce(
            not is_given_up
            and publication_rank = min(case when not is_given_up then publication_rank end)
                over of_figure,
            false
        ) as is_quoted,
        bool_and(is_given_up) over of_figure as is_left_out
    from state_{{ round }}
    window of_figure as (partition by identity, total_id, observation_id)

),

sums_{{ round }} as (

    select
        *,
        min(case when is_quoted then publication_rank end) over of_sum as first_rank,
        max(case when is_quoted then publication_rank end) over of_sum as last_rank,
        bool_or(is_left_out) over of_sum as has_gap,
        {% for end in ['min', 'max'] %}
        sum(case when is_quoted and side = 'total' then obs_value_{{ end }} end) over of_sum
            as total_{{ end }},
        sum(case when is_quoted and side <> 'total' then obs_value_{{ end }} end) over of_sum
            as parts_{{ end }},
        {% endfor %}
        bool_or(is_quoted and obs_value_min < obs_value_max) over of_sum as has_mark,
        -- Of a sum what does not balance, of a mean any revision.
        case
            when kind = 'partition'
                then
                    sum(
                        case when not is_quoted then 0 when side = 'total' then -1 else 1 end
                        * revision
                    ) over of_sum
            else sum(case when is_quoted then abs(revision) end) over of_sum
        end as balance,
        max(case when is_quoted and side = 'total' then month_count end) over of_sum as months,
        -- Rounded figures may be off by half a unit each.
        case
            when kind = 'partition' and is_rounded
                then 0.5 * count(case when is_quoted then 1 end) over of_sum
            else 0
        end as tolerance
    from quoted_{{ round }}
    window of_sum as (partition by identity, total_id)

),

state_{{ round + 1 }} as (

    select
        identity,
        kind,
        total_id,
        side,
        observation_id,
        publication,
        publication_rank,
        obs_value_min,
        obs_value_max,
        revision,
        month_count,
        is_rounded,
        is_given_up
        or coalesce(
            bool_or(
                is_quoted
                and publication_rank = first_rank
                and first_rank < last_rank
                and not has_gap
                and case
                    when has_mark and balance <> 0 then true
                    when kind = 'partition'
                        then total_min > parts_max + tolerance or total_max < parts_min - tolerance
                    when kind = 'mean'
                        then
                            total_min > {{ rounded_ratio('parts_max', 'months') }}
                            or total_max < {{ rounded_ratio('parts_min', 'months') }}
                    else true
                end
            ) over (partition by observation_id, publication),
            false
        ) as is_given_up{{ ',\n        is_given_up as was_given_up' if loop.last }}
    from sums_{{ round }}

){{ ',' if not loop.last }}

{% endfor %}
select
    observation_id,
    publication,
    bool_and(was_given_up) as is_settled
from state_{{ rounds }}
where is_given_up
group by all
