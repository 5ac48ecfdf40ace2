-- One row per printed monthly count: the figures to its left and right, and the figure that they
-- let expect there: their mean, moved as the table's total row moved meanwhile if one is printed.
with cells as (

    select * from {{ ref('int_cells') }}
    where is_figure and freq = 'M' and indicator = 'participants'

),

placed as (

    select
        {{ place('cells') }},
        cells.obs_value,
        -- A total row is its own measure.
        case
            when
                cells.line_no = totals.line_no
                or tables.total_line_no is null
                or tables.is_total_lost
                then 1
            else totals.obs_value
        end as total_value
    from cells
    inner join {{ ref('int_tables') }} as tables using (document_id, table_no)
    left join cells as totals
        on
            tables.document_id = totals.document_id
            and tables.total_line_no = totals.line_no
            and not tables.is_total_lost
            and cells.table_column_no = totals.table_column_no

),

neighbours as (

    select
        *,
        lag(obs_value) over of_row as value_before,
        lead(obs_value) over of_row as value_after,
        (lag(cast(obs_value as double) / nullif(total_value, 0)) over of_row) * total_value
            as from_before,
        (lead(cast(obs_value as double) / nullif(total_value, 0)) over of_row) * total_value
            as from_after
    from placed
    window of_row as (partition by document_id, line_no order by column_no)

)

select
    {{ place() }},
    obs_value,
    value_before,
    value_after,
    (coalesce(from_before, from_after) + coalesce(from_after, from_before)) / 2 as trend_value
from neighbours
