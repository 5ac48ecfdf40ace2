-- One row per figure x publication whose print of it is not adopted: beside what is quoted of other
-- publications, an identity would not hold with it. Every figure is quoted of its first publication
-- (quoted_no 1). Each round looks at the sums: where one of several publications does not hold,
-- what the first of them prints of it is given up for the next: figures that are tied are taken
-- over together or not at all. Beside a mark, numbers that are revised must balance: whether its
-- bounds leave room for what is left would tell what it hides. The last round gives up nothing more
-- (is_settled).
-- A round reads the former one once: what Spark plans grows with the number of rounds, no faster.
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

-- By how much each print differs from the oldest one of its figure, too, and whether one of the two
-- is a mark.
numbered as (

    select
        *,
        obs_value_min < obs_value_max as is_mark,
        obs_value_min - max_by(obs_value_min, publication_rank) over of_figure as revision,
        (obs_value_min < obs_value_max)
        <> max_by(obs_value_min < obs_value_max, publication_rank) over of_figure as is_exchanged,
        row_number() over (partition by observation_id order by publication_rank) as print_no,
        count(*) over of_figure as print_count
    from prints
    window of_figure as (partition by observation_id)

),

-- A sum of figures that every publication prints alike holds whichever of them is quoted.
open_sums as (

    select distinct
        members.identity,
        members.total_id
    from members
    inner join numbered on members.observation_id = numbered.observation_id
    where members.kind <> 'partition' or numbered.revision <> 0 or numbered.is_exchanged

),

quoted_0 as (

    select
        members.identity,
        members.kind,
        members.total_id,
        members.side,
        numbered.*,
        1 as quoted_no
    from members
    inner join open_sums using (identity, total_id)
    inner join numbered on members.observation_id = numbered.observation_id

),

{% for round in range(rounds) %}
sums_{{ round }} as (

    select
        *,
        quoted_no = print_no as is_quoted,
        bool_or(quoted_no > print_count) over of_sum as has_gap,
        min(case when quoted_no = print_no then publication_rank end) over of_sum as first_rank,
        max(case when quoted_no = print_no then publication_rank end) over of_sum as last_rank,
        {% for end in ['min', 'max'] %}
        sum(case when quoted_no = print_no and side = 'total' then obs_value_{{ end }} end)
            over of_sum as total_{{ end }},
        sum(case when quoted_no = print_no and side <> 'total' then obs_value_{{ end }} end)
            over of_sum as parts_{{ end }},
        {% endfor %}
        bool_or(quoted_no = print_no and is_mark) over of_sum as has_mark,
        -- Beside marks it balances with nothing: what the mark hides would tell.
        bool_or(quoted_no = print_no and is_exchanged) over of_sum as has_exchange,
        -- Of a sum what does not balance, of a mean any revision.
        case
            when kind = 'partition'
                then
                    sum(
                        case
                            when quoted_no <> print_no then 0 when side = 'total' then -1 else 1
                        end * revision
                    ) over of_sum
            else sum(case when quoted_no = print_no then abs(revision) end) over of_sum
        end as balance,
        max(case when quoted_no = print_no and side = 'total' then month_count end)
            over of_sum as months,
        -- Rounded figures may be off by half a unit each.
        0.5 * count(case when quoted_no = print_no and is_rounded then 1 end) over of_sum
            as tolerance
    from quoted_{{ round }}
    window of_sum as (partition by identity, total_id)

),

quoted_{{ round + 1 }} as (

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
        is_mark,
        revision,
        is_exchanged,
        month_count,
        is_rounded,
        print_no,
        print_count,
        max(
            quoted_no
            + case
                when
                    is_quoted
                    and publication_rank = first_rank
                    and first_rank < last_rank
                    and not has_gap
                    and case
                        when has_mark and (has_exchange or balance <> 0) then true
                        when kind = 'partition'
                            then
                                total_min > parts_max + tolerance
                                or total_max < parts_min - tolerance
                        when kind = 'mean'
                            then
                                total_min > {{ rounded_ratio('parts_max', 'months') }}
                                or total_max < {{ rounded_ratio('parts_min', 'months') }}
                        else true
                    end
                    then 1
                else 0
            end
        ) over (partition by observation_id) as quoted_no,
        quoted_no as former_no
    from sums_{{ round }}

){{ ',' if not loop.last }}

{% endfor %}
select distinct
    observation_id,
    publication,
    print_no < former_no as is_settled
from quoted_{{ rounds }}
where print_no < quoted_no
