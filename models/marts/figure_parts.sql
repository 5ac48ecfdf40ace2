-- One row per derived figure x published figure behind it, with its weight.
select
    figure_id,
    observation_id,
    weight
from {{ ref('int_figure_parts') }}
