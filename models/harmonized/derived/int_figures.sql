-- One row per derived figure: the weighted sum of its parts as an interval, with one decimal. A
-- negative weight turns an interval round. A figure of a measure set without parts is zero, as NAV
-- leaves out rows that are. Only one part of weight one is a printed figure, where it is printed.
with sums as (

    select
        figure_parts.figure_kind,
        figure_parts.figure_id,
        figure_parts.divisor,
        {% for end, other in {'min': 'max', 'max': 'min'}.items() %}
        sum(
            figure_parts.weight * case
                when figure_parts.weight < 0 then observations.obs_value_{{ other }}
                else observations.obs_value_{{ end }}
            end
        ) as sum_{{ end }},
        {% endfor %}
        bool_or(observations.obs_value is null and figure_parts.weight <> 0) as is_hidden,
        bool_or(figure_parts.weight not in (-1, 0, 1)) as is_estimated,
        count(case when figure_parts.weight <> 0 then 1 end) as part_count,
        count(case when figure_parts.weight <> 0 and observations.obs_value is null then 1 end)
            as suppressed_count,
        max(figure_parts.weight) as weight_max,
        max(case when figure_parts.weight <> 0 then observations.obs_status end) as part_status,
        bool_and(observations.printed_text is not null or figure_parts.weight = 0)
            as is_of_prints
    from {{ ref('int_figure_parts') }} as figure_parts
    inner join {{ ref('int_observations') }} as observations using (observation_id)
    group by all

),

-- What is hidden or estimated is known by its bounds, anything else by its value.
rounded as (

    select
        *,
        {% for end in ['min', 'max'] %}
        case
            when is_hidden or is_estimated then {{ published('sum_' ~ end, 'divisor', end) }}
            else {{ published('sum_' ~ end, 'divisor') }}
        end as obs_value_{{ end }},
        {% endfor %}
        -- The very figure that is published, not a sum of figures.
        part_count = 1
        and weight_max = 1
        and figure_kind not in ('annual_mean', 'change') as is_one_figure,
        case when not is_hidden then {{ published('sum_min', 'divisor') }} end as obs_value
    from sums

),

zeros as (

    select figure_id
    from (
        select figure_id from {{ ref('int_measure_set_figures') }}
        union all
        select figure_id from {{ ref('int_annual_means') }}
        where month_count = 12
        union all
        select figure_id from {{ ref('int_same_month_changes') }}
        where is_comparable
        union all
        select figure_id from {{ ref('int_headline') }}
    ) as figures
    where
        not exists (
            select 1 from {{ ref('int_figure_parts') }} as figure_parts
            where figure_parts.figure_id = figures.figure_id
        )

)

select
    figure_id,
    {{ interval() }},
    case
        when is_hidden then 'Q'
        when is_estimated then 'E'
        when is_one_figure then part_status
        else 'A'
    end as obs_status,
    is_one_figure and is_of_prints as is_printed,
    is_estimated,
    part_count,
    suppressed_count
from rounded
union all
select
    figure_id,
    0 as obs_value,
    0 as obs_value_min,
    0 as obs_value_max,
    'A' as obs_status,
    false as is_printed,
    false as is_estimated,
    0 as part_count,
    0 as suppressed_count
from zeros
