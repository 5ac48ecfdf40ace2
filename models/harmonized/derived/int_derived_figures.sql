-- One row per figure that is derived from a published breakdown, with what its parts give.
with slices as (

    select distinct
        figure_id,
        {{ observation_key() }},
        breakdown
    from {{ ref('int_derived_parts') }}

)

select
    slices.figure_id,
    {{ observation_key('slices') }},
    slices.breakdown,
    cast(figures.obs_value as integer) as obs_value,
    cast(figures.obs_value_min as integer) as obs_value_min,
    cast(figures.obs_value_max as bigint) as obs_value_max,
    figures.obs_status
from slices
inner join {{ ref('int_figures') }} as figures using (figure_id)
