-- One row per month x geography method x area x measure group x measure x status: the weighted sum
-- of the county figures as an interval, and what the area itself can hold: all counties wholly in
-- it at their lowest, all counties with land in it at their highest.
with areas as (

    select
        parts.figure_id,
        parts.period,
        {{ area_key('parts') }},
        parts.county_division,
        parts.measure_group_code,
        parts.measure_code,
        parts.status_code,
        cast(sum(case when parts.is_whole then observations.obs_value_min else 0 end) as integer)
            as area_min,
        cast({{ known_bound('sum(observations.obs_value_max)') }} as integer) as area_max
    from {{ ref('int_area_parts') }} as parts
    inner join {{ ref('int_observations') }} as observations using (observation_id)
    group by all

)

select
    areas.period,
    {{ area_key('areas') }},
    transfers.area_name_nb,
    areas.county_division,
    areas.measure_group_code,
    areas.measure_code,
    areas.status_code,
    {{ published_interval('figures', 'decimal(18, 1)') }},
    figures.obs_status,
    figures.is_printed,
    figures.is_estimated,
    areas.area_min,
    areas.area_max,
    figures.part_count,
    figures.suppressed_count,
    dense_rank() over (
        partition by areas.period
        order by methods.order_no asc, areas.target_division desc, areas.linked_division asc
    ) = 1
    and {{ is_leaf(
        'areas', ['measure_group', 'measure'], ['status'],
        of=['period', 'geography_method', 'target_division', 'linked_division'],
    ) }} as is_leaf,
    transfers.moved_out_pct,
    transfers.moved_in_pct,
    transfers.moved_net_pct,
    comparability.is_comparable,
    comparability.comparability_codes,
    areas.figure_id
from areas
inner join {{ ref('int_area_transfers') }} as transfers
    using ({{ area_key() }}, county_division)
inner join {{ ref('geography_methods') }} as methods
    on areas.geography_method = methods.geography_method
inner join {{ ref('int_figures') }} as figures using (figure_id)
inner join {{ ref('int_figure_comparability') }} as comparability using (figure_id)
