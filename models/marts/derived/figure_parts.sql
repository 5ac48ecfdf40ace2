-- One row per derived figure x observation behind it, with its weight. A measure or a measure
-- group is published as what it is, an observation: its figures are no derived ones.
select
    figure_id,
    observation_id,
    cast(weight / divisor as decimal(18, 10)) as weight
from {{ ref('int_figure_parts') }}
where figure_kind not in ('measure', 'measure_group')
