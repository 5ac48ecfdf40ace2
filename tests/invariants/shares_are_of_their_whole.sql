-- A headline figure is given as a share of its group in the same month, and the group's total as
-- one of all participants; a part by background as one of all on its measure. Where no whole is
-- published there is no share. A change is given in per
-- cent of the figures of the former month that it is made from. Each is rounded to one decimal;
-- bounds of what is hidden outwards.
{%- set shares = {
    'share_pct': 'obs_value', 'share_min_pct': 'obs_value_min', 'share_max_pct': 'obs_value_max'
} %}
{%- set outwards = {'share_pct': 0, 'share_min_pct': -1, 'share_max_pct': 1} %}
with headline as (

    select
        *,
        status_code = '_T' and sex_code = '_T' as is_total
    from {{ ref('headline') }}

),

shares as (

    select
        'headline' as mart,
        concat_ws(
            ' ', parts.period, parts.measure_group_code, parts.status_code, parts.sex_code
        ) as what,
        {% for share, figure in shares.items() %}
        cast(parts.{{ figure }} as double) / nullif(wholes.obs_value, 0) * 100 as {{ share }},
        parts.{{ share }} as stated_{{ share }},
        {% endfor %}
        parts.obs_value is null as is_hidden,
        wholes.measure_group_code as whole,
        parts.share_of_group_code as stated_whole
    from headline as parts
    left join headline as wholes
        on
            parts.period = wholes.period
            and wholes.is_total
            and (
                (not parts.is_total and parts.measure_group_code = wholes.measure_group_code)
                or (
                    parts.is_total
                    and parts.measure_group_code <> '_T'
                    and wholes.measure_group_code = '_T'
                )
            )

),

former as (

    select
        figure_parts.figure_id,
        -sum(figure_parts.weight * observations.obs_value) as people,
        count(*) > count(observations.obs_value) as is_hidden
    from {{ ref('figure_parts') }} as figure_parts
    inner join {{ ref('participants') }} as observations using (observation_id)
    where figure_parts.weight < 0
    group by all

),

per_cents as (

    {% for share in shares %}
    select
        mart,
        what,
        '{{ share }}' as share,
        case when is_hidden then {{ outwards[share] }} else 0 end as outwards,
        {{ share }} as expected,
        stated_{{ share }} as found
    from shares
    union all
    {% endfor %}
    select
        'participants_by_background' as mart,
        concat_ws(' ', parts.period, parts.measure_code, parts.category_code) as what,
        'measure_share_pct' as share,
        0 as outwards,
        cast(parts.obs_value as double) / nullif(wholes.obs_value, 0) * 100 as expected,
        parts.measure_share_pct as found
    from {{ ref('participants_by_background') }} as parts
    left join {{ ref('participants_by_measure') }} as wholes
        on
            parts.period = wholes.period
            and parts.measure_code = wholes.measure_code
            and wholes.status_code = '_T'
            and wholes.sex_code = '_T'
    union all
    select
        'same_month_changes' as mart,
        concat_ws(
            ' ',
            changes.measure_set_code,
            changes.from_period,
            changes.period,
            changes.status_code,
            changes.sex_code
        ) as what,
        'change_pct' as share,
        0 as outwards,
        case
            when not former.is_hidden
                then cast(changes.change as double) / nullif(former.people, 0) * 100
        end as expected,
        changes.change_pct as found
    from {{ ref('same_month_changes') }} as changes
    left join former using (figure_id)

)

select
    mart,
    what,
    share,
    cast(round(expected, 3) as string) as expected,
    cast(found as string) as found
from per_cents
where
    (expected is null) <> (found is null)
    or case
        when outwards = 0 then abs(expected - found) > 0.0500001
        else outwards * (found - expected) not between -0.000001 and 0.099999
    end
union all
select
    mart,
    what,
    'share_of_group_code' as share,
    whole as expected,
    stated_whole as found
from shares
where whole is distinct from stated_whole
