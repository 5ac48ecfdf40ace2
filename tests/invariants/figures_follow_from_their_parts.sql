-- A derived figure is suppressed (Q) if a part that counts in it is, an estimate (E) if one counts
-- by a share, rebuilt (I) if it is one rebuilt figure and no more, not given (O) if it has none and
-- is not zero, and exact (A) otherwise. It is printed if and only if it is one printed figure and
-- no more. It says how many parts it has, and without parts it is zero. Its value is what they add
-- up to, rounded half away from zero; the bounds of what is suppressed or estimated are no
-- narrower, by less than a tenth.
{%- set marts = [
    ('participants_by_series', 'obs_value', 'a figure', ['part_count', 'suppressed_count']),
    ('participants_by_county_harmonized', 'obs_value', 'a figure', ['part_count', 'suppressed_count']),
    ('headline', 'obs_value', 'a figure', []),
    ('annual_means', 'obs_value', 'a mean', ['suppressed_count']),
    ('same_month_changes', 'change', 'a change', []),
] %}
with parts as (

    select
        figure_parts.figure_id,
        max(figure_parts.divisor) as divisor,
        count(*) as part_count,
        count(case when observations.obs_value is null then 1 end) as suppressed_count,
        count(case when abs(figure_parts.weight) <> 1 then 1 end) as share_count,
        count(
            case when figure_parts.weight = 1 and observations.printed_text is not null then 1 end
        ) as printed_count,
        sum(
            greatest(figure_parts.weight, 0) * observations.obs_value_min
            + least(figure_parts.weight, 0) * {{ bound('observations.obs_value_max', 'max') }}
        ) as lowest,
        sum(
            greatest(figure_parts.weight, 0) * {{ bound('observations.obs_value_max', 'max') }}
            + least(figure_parts.weight, 0) * observations.obs_value_min
        ) as highest
    from {{ ref('int_figure_parts') }} as figure_parts
    inner join {{ ref('participants') }} as observations using (observation_id)
    where figure_parts.weight <> 0
    group by all

),

figures as (

    {% for mart, value, kind, counts in marts %}
    select
        '{{ mart }}' as mart,
        '{{ kind }}' as kind,
        {% for count in ['part_count', 'suppressed_count'] %}
        {{ 'figures.' ~ count if count in counts else 'cast(null as bigint)' }} as {{ count }},
        {% endfor %}
        figures.figure_id,
        figures.obs_status,
        {{ 'figures.is_printed' if kind == 'a figure' else 'false' }} as is_printed,
        cast(figures.{{ value }} as decimal(18, 1)) as shown,
        figures.{{ value }}_min as lowest,
        figures.{{ value }}_max as highest
    from {{ ref(mart) }} as figures
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

expected as (

    select
        figures.*,
        coalesce(parts.part_count, 0) as expected_parts,
        coalesce(parts.suppressed_count, 0) as expected_suppressed,
        coalesce(parts.lowest, 0) as expected_lowest,
        coalesce(parts.highest, 0) as expected_highest,
        coalesce(parts.divisor, 1) as divisor,
        case
            when parts.suppressed_count > 0 then 'Q'
            when parts.share_count > 0 then 'E'
            when parts.part_count = 1 and parts.printed_count = 0 and figures.kind = 'a figure'
                then 'I'
            when parts.figure_id is null and figures.lowest is null then 'O'
            else 'A'
        end as expected_status,
        coalesce(
            parts.part_count = 1 and parts.printed_count = 1 and figures.kind = 'a figure', false
        ) as is_one_print
    from figures
    left join parts on figures.figure_id = parts.figure_id

)

select
    mart,
    figure_id,
    concat_ws(
        ' ', expected_status, case when is_one_print then 'printed,' end,
        expected_lowest, 'to', expected_highest, 'divided by', divisor,
        'of', expected_parts, 'parts,', expected_suppressed, 'suppressed'
    ) as expected,
    concat_ws(
        ' ', obs_status, case when is_printed then 'printed,' end,
        lowest, 'to', highest, 'of', part_count,
        'parts,', suppressed_count, 'suppressed'
    ) as found
from expected
where
    obs_status <> expected_status
    or is_printed <> is_one_print
    or part_count <> expected_parts
    or suppressed_count <> expected_suppressed
    -- A bound is open where that of a part is.
    {% for bound in ['lowest', 'highest'] %}
    or ({{ bound }} is null) <> (obs_status = 'O' or {{ known_bound('expected_' ~ bound) }} is null)
    {% endfor %}
    or case
        when obs_status in ('Q', 'E')
            then
                -- Multiplied by the divisor, for that is exact.
                expected_lowest - divisor * lowest not between 0 and divisor * 0.0999999999
                or divisor * highest - expected_highest not between 0 and divisor * 0.0999999999
        else false
    end
    or case
        when abs(divisor * shown - expected_lowest) = divisor * 0.05
            then abs(divisor * shown) < abs(expected_lowest)
        when obs_status <> 'Q' then abs(divisor * shown - expected_lowest) > divisor * 0.05
    end
