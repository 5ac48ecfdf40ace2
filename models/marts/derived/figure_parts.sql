-- One row per derived figure x observation behind it, with its weight. A measure or a measure
-- group is published as what it is, an observation: its figures are no derived ones. A figure of a
-- lost row is an observation, and has the printed figures that it is rebuilt from.
select
    figure_id,
    observation_id,
    cast(weight / divisor as decimal(18, 10)) as weight
from {{ ref('int_figure_parts') }}
where figure_kind not in ('measure', 'measure_group')
union all
select
    {{ observation_id('rebuilt') }} as figure_id,
    parts.observation_id,
    cast(rebuilt_parts.sign as decimal(18, 10)) as weight
from {{ ref('int_rebuilt_parts') }} as rebuilt_parts
inner join {{ ref('int_rebuilt_observations') }} as rebuilt
    using (document_id, line_no, column_no)
inner join {{ ref('int_observations') }} as quoted
    on
        {{ observation_id('rebuilt') }} = quoted.observation_id
        and rebuilt_parts.document_id = quoted.document_id
inner join {{ ref('int_document_observations') }} as parts
    on
        rebuilt_parts.document_id = parts.document_id
        and rebuilt_parts.part_line_no = parts.line_no
        and rebuilt_parts.part_column_no = parts.column_no
        and parts.rebuilt_along is null
