-- One row per derived figure x observation that it is made from: by what weight it counts, and
-- what the sum is divided by. A weight of zero for an observation that is only beside the sum, in
-- a bound or under a share.
with -- The parts of figures that are made from figures of measure sets.
ends as (

    select
        'change' as figure_kind,
        figure_id,
        to_figure_id as end_figure_id,
        1 as weight
    from {{ ref('int_same_month_changes') }}
    where is_comparable
    union all
    select
        'change' as figure_kind,
        figure_id,
        from_figure_id as end_figure_id,
        -1 as weight
    from {{ ref('int_same_month_changes') }}
    where is_comparable
    union all
    select
        'headline' as figure_kind,
        figure_id,
        part_figure_id as end_figure_id,
        1 as weight
    from {{ ref('int_headline') }}
    union all
    select
        'headline' as figure_kind,
        figure_id,
        whole_figure_id as end_figure_id,
        0 as weight
    from {{ ref('int_headline') }}

),

-- The figure of last year, where the change from it is printed: the count less the change.
changed as (

    select
        counts.observation_id as count_id,
        changes.observation_id as change_id
    from {{ ref('int_observations') }} as counts
    inner join {{ ref('int_observations') }} as changes
        on
            {{ same_slice('counts', 'changes') }}
            and changes.indicator = 'participants_change'
    where counts.indicator = 'participants'

),

implied as (

    select
        {{ figure_id('implied', ['count_id']) }} as figure_id,
        count_id as observation_id,
        1 as weight
    from changed
    union all
    select
        {{ figure_id('implied', ['count_id']) }} as figure_id,
        change_id as observation_id,
        -1 as weight
    from changed

),

parts as (

    select
        measure_set_kind as figure_kind,
        figure_id,
        observation_id,
        1 as weight,
        1 as divisor
    from {{ ref('int_measure_set_parts') }}
    union all
    select
        'annual_mean' as figure_kind,
        means.figure_id,
        measure_set_parts.observation_id,
        1 as weight,
        means.month_count as divisor
    from {{ ref('int_annual_means') }} as means
    inner join {{ ref('int_measure_set_parts') }} as measure_set_parts
        using ({{ measure_set() }}, calendar_year, status_code, sex_code)
    where means.month_count = 12
    union all
    select
        ends.figure_kind,
        ends.figure_id,
        measure_set_parts.observation_id,
        sum(ends.weight) as weight,
        1 as divisor
    from ends
    inner join {{ ref('int_measure_set_parts') }} as measure_set_parts
        on ends.end_figure_id = measure_set_parts.figure_id
    group by all
    union all
    select
        'implied' as figure_kind,
        figure_id,
        observation_id,
        weight,
        1 as divisor
    from implied
    union all
    select
        'derived' as figure_kind,
        figure_id,
        observation_id,
        1 as weight,
        1 as divisor
    from {{ ref('int_derived_parts') }}
    union all
    select
        'area' as figure_kind,
        figure_id,
        observation_id,
        weight,
        1 as divisor
    from {{ ref('int_area_parts') }}
    where
        weight > 0
        or figure_id in (
            select counted.figure_id from {{ ref('int_area_parts') }} as counted
            where counted.weight > 0
        )

)

select
    figure_kind,
    figure_id,
    observation_id,
    cast(weight as decimal(18, 10)) as weight,
    cast(divisor as integer) as divisor
from parts
