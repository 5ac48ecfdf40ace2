-- A derived figure is suppressed (Q) if a part that counts in it is, an estimate (E) if one counts
-- by a share, rebuilt (I) if it is one rebuilt figure and no more, not given (O) if it has none and
-- is not zero, and exact (A) otherwise. It is printed if and only if it is one printed figure and
-- no more. It says how many parts it has, its bounds are what they add up to, to one decimal, and
-- without parts it is zero.
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
        count(*) as part_count,
        count(case when observations.obs_value is null then 1 end) as suppressed_count,
        count(case when abs(figure_parts.weight) <> 1 then 1 end) as share_count,
        count(
            case when figure_parts.weight = 1 and observations.printed_text is not null then 1 end
        ) as printed_count,
        sum(
            greatest(figure_parts.weight, 0) * observations.obs_value_min
            + least(figure_parts.weight, 0) * observations.obs_value_max
        ) as lowest,
        sum(
            greatest(figure_parts.weight, 0) * observations.obs_value_max
            + least(figure_parts.weight, 0) * observations.obs_value_min
        ) as highest
    from {{ ref('figure_parts') }} as figure_parts
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
        case
            when parts.suppressed_count > 0 then 'Q'
            -- A mean is worked out and not estimated, though each month counts by a share.
            when parts.share_count > 0 and figures.kind <> 'a mean' then 'E'
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
        expected_lowest, 'to', expected_highest, 'of', expected_parts,
        'parts,', expected_suppressed, 'suppressed'
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
    or abs(lowest - expected_lowest) >= 0.1
    or abs(highest - expected_highest) >= 0.1
