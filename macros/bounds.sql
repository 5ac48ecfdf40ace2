{#- The rounds of checks.suppressed_bounds, each a few CTEs, from bounds_0 (cell_no, bound_min,
    bound_max, has_moved), hidden and known to the bounds of the last. Bounds that cross come from an
    error that no check sees: they narrow nothing. Spark writes a CTE into every place that reads it:
    there a round reads the one before once, and looks at all figures. -#}
{% macro narrowing_rounds(rounds) -%}
    {{ adapter.dispatch('narrowing_rounds', 'nav_tiltak')(rounds) }}
{%- endmacro %}

{% macro default__narrowing_rounds(rounds) -%}
{% for round in range(rounds) %}
-- Figures that share a check with one that moved: what is said of all others has not changed.
touched_{{ round }} as (

    select cell_no
    from hidden
    where
        check_no in (
            select moved.check_no
            from hidden as moved
            inner join bounds_{{ round }} as bounds on moved.cell_no = bounds.cell_no
            where bounds.has_moved
        )
    group by cell_no

),

members_{{ round }} as (

    select
        hidden.check_no,
        hidden.cell_no,
        hidden.is_total,
        bounds.bound_min,
        bounds.bound_max
    from hidden
    inner join bounds_{{ round }} as bounds on hidden.cell_no = bounds.cell_no
    where
        hidden.check_no in (
            select checked.check_no
            from hidden as checked
            inner join touched_{{ round }} as touched on checked.cell_no = touched.cell_no
        )

),

hidden_sums_{{ round }} as (

    select
        check_no,
        sum(case when is_total then bound_min else 0 end) as total_min,
        sum(case when is_total then bound_max else 0 end) as total_max,
        sum(case when is_total then 0 else bound_min end) as parts_min,
        sum(case when is_total then 0 else bound_max end) as parts_max
    from members_{{ round }}
    group by check_no

),

sums_{{ round }} as (

    select
        known.check_no,
        known.total_min + hidden_sums.total_min as total_min,
        known.total_max + hidden_sums.total_max as total_max,
        known.parts_min + hidden_sums.parts_min as parts_min,
        known.parts_max + hidden_sums.parts_max as parts_max
    from known
    inner join hidden_sums_{{ round }} as hidden_sums on known.check_no = hidden_sums.check_no

),

limits_{{ round }} as (

    select
        members.cell_no,
        max(
            case
                when members.is_total then sums.parts_min
                else sums.total_min - sums.parts_max + members.bound_max
            end
        ) as limit_min,
        min(
            case
                when members.is_total then sums.parts_max
                else sums.total_max - sums.parts_min + members.bound_min
            end
        ) as limit_max
    from members_{{ round }} as members
    inner join touched_{{ round }} as touched on members.cell_no = touched.cell_no
    inner join sums_{{ round }} as sums on members.check_no = sums.check_no
    group by members.cell_no

),

-- Bounds that cross come from an error that no check sees: they narrow nothing.
bounds_{{ round + 1 }} as (

    select
        bounds.cell_no,
        cast(greatest(bounds.bound_min, coalesce(limits.limit_min, bounds.bound_min)) as integer)
            as bound_min,
        cast(least(bounds.bound_max, coalesce(limits.limit_max, bounds.bound_max)) as integer)
            as bound_max,
        coalesce(
            bounds.bound_min < limits.limit_min or bounds.bound_max > limits.limit_max, false
        ) as has_moved
    from bounds_{{ round }} as bounds
    left join limits_{{ round }} as limits
        on
            bounds.cell_no = limits.cell_no
            and greatest(bounds.bound_min, limits.limit_min)
            <= least(bounds.bound_max, limits.limit_max)

),

{% endfor %}
{%- endmacro %}

{% macro spark__narrowing_rounds(rounds) -%}
{% for round in range(rounds) %}
members_{{ round }} as (

    select
        bounds.cell_no,
        bounds.bound_min,
        bounds.bound_max,
        hidden.check_no,
        hidden.is_total,
        sum(case when hidden.is_total then bounds.bound_min else 0 end) over of_check as total_min,
        sum(case when hidden.is_total then bounds.bound_max else 0 end) over of_check as total_max,
        sum(case when hidden.is_total then 0 else bounds.bound_min end) over of_check as parts_min,
        sum(case when hidden.is_total then 0 else bounds.bound_max end) over of_check as parts_max
    from bounds_{{ round }} as bounds
    left join hidden on bounds.cell_no = hidden.cell_no
    window of_check as (partition by hidden.check_no)

),

limits_{{ round }} as (

    select
        members.cell_no,
        members.bound_min,
        members.bound_max,
        max(
            case
                when members.is_total then known.parts_min + members.parts_min
                else
                    known.total_min + members.total_min
                    - known.parts_max - members.parts_max + members.bound_max
            end
        ) as limit_min,
        min(
            case
                when members.is_total then known.parts_max + members.parts_max
                else
                    known.total_max + members.total_max
                    - known.parts_min - members.parts_min + members.bound_min
            end
        ) as limit_max
    from members_{{ round }} as members
    left join known on members.check_no = known.check_no
    group by members.cell_no, members.bound_min, members.bound_max

),

bounds_{{ round + 1 }} as (

    select
        cell_no,
        case
            when greatest(bound_min, limit_min) <= least(bound_max, limit_max)
                then cast(greatest(bound_min, limit_min) as integer)
            else bound_min
        end as bound_min,
        case
            when greatest(bound_min, limit_min) <= least(bound_max, limit_max)
                then cast(least(bound_max, limit_max) as integer)
            else bound_max
        end as bound_max,
        coalesce(
            greatest(bound_min, limit_min) <= least(bound_max, limit_max)
            and (bound_min < limit_min or bound_max > limit_max),
            false
        ) as has_moved
    from limits_{{ round }}

),

{% endfor %}
{%- endmacro %}
