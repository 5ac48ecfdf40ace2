-- One row per printed row of a table that could explain violated identities in several columns at
-- once, and violated check that it heals: two rows that changed places, a row moved by one column,
-- a row that repeats another, or a row that is wrong throughout.
-- Averages and per cents, which all columns of a row share, are left out here.
with cell_constraints as (

    select * from {{ ref('cell_constraints') }}
    where kind not in ('mean', 'percent')

),

cells as (

    select * from {{ ref('int_cells') }}
    where is_figure and document_id in (select cell_constraints.document_id from cell_constraints)

),

-- What all checks together leave to each cell of the accused rows.
allowed as (

    select
        {{ place() }},
        max(lowest) as lowest,
        min(highest) as highest,
        count(case when is_violated then 1 end) as violated_count
    from cell_constraints
    group by all

),

-- Rows with several violated columns in which some figures would satisfy every check.
wrong_rows as (

    select
        cells.document_id,
        cells.line_no,
        cells.table_no,
        count(*) as column_count
    from cells
    inner join allowed using (document_id, line_no, column_no)
    group by all
    having
        bool_and(allowed.lowest <= allowed.highest and allowed.highest >= 0)
        and count(case when allowed.violated_count > 0 then 1 end) >= 2

),

-- The row would be right if each of its figures stood one column further right, or left.
shifted as (

    select
        wrong_rows.document_id,
        wrong_rows.line_no,
        case when cells.column_no < allowed.column_no then 'shifted left' else 'shifted right' end
            as slip,
        cast(null as integer) as other_line_no
    from wrong_rows
    inner join allowed using (document_id, line_no)
    inner join cells
        on
            allowed.document_id = cells.document_id
            and allowed.line_no = cells.line_no
            and abs(allowed.column_no - cells.column_no) = 1
    group by
        wrong_rows.document_id, wrong_rows.line_no, cells.column_no < allowed.column_no
    having
        bool_and(
            cells.obs_value_max >= allowed.lowest and cells.obs_value_min <= allowed.highest
        )

),

-- The row prints the same figures as another row of its table.
repeated as (

    select
        wrong_rows.document_id,
        wrong_rows.line_no,
        'repeated row' as slip,
        others.line_no as other_line_no
    from wrong_rows
    inner join cells using (document_id, line_no)
    inner join cells as others
        on
            wrong_rows.document_id = others.document_id
            and wrong_rows.table_no = others.table_no
            and wrong_rows.line_no <> others.line_no
            and cells.table_column_no = others.table_column_no
            and cells.obs_value_min = others.obs_value_min
            and cells.obs_value_max = others.obs_value_max
    group by wrong_rows.document_id, wrong_rows.line_no, others.line_no, wrong_rows.column_count
    having count(*) = wrong_rows.column_count and count(cells.obs_value) > 0

),

-- Cells of two rows of a table, one above the other, and the checks that only the first is in.
exchanged as (

    select
        cell_constraints.document_id,
        cell_constraints.line_no,
        others.line_no as other_line_no,
        bool_and(
            others.obs_value_max >= cell_constraints.lowest
            and others.obs_value_min <= cell_constraints.highest
        ) as is_right,
        count(distinct case when cell_constraints.is_violated then cell_constraints.column_no end)
            as violated_columns
    from cell_constraints
    inner join cells using (document_id, line_no, column_no)
    inner join cells as others
        on
            cells.document_id = others.document_id
            and cells.table_no = others.table_no
            and cells.table_column_no = others.table_column_no
            and cells.line_no <> others.line_no
    left join cell_constraints as shared
        on
            cell_constraints.check_id = shared.check_id
            and others.document_id = shared.document_id
            and others.line_no = shared.line_no
            and others.column_no = shared.column_no
    where shared.check_id is null
    group by all

),

swapped as (

    select
        upper_rows.document_id,
        upper_rows.line_no,
        'swapped rows' as slip,
        upper_rows.other_line_no
    from exchanged as upper_rows
    inner join exchanged as lower_rows
        on
            upper_rows.document_id = lower_rows.document_id
            and upper_rows.line_no = lower_rows.other_line_no
            and upper_rows.other_line_no = lower_rows.line_no
    where
        upper_rows.line_no < lower_rows.line_no
        and upper_rows.is_right
        and lower_rows.is_right
        and upper_rows.violated_columns >= 2
        and lower_rows.violated_columns >= 2

),

printed_suspects as (

    select * from shifted
    union all
    select * from repeated
    union all
    select * from swapped
    union all
    select
        document_id,
        line_no,
        'wrong row' as slip,
        cast(null as integer) as other_line_no
    from wrong_rows

)

-- The violated checks that a printed suspect heals; of swapped rows, those of both.
select
    suspects.document_id,
    suspects.slip,
    suspects.line_no,
    suspects.other_line_no,
    cell_constraints.check_id,
    min(cell_constraints.identity) as identity
from printed_suspects as suspects
inner join cell_constraints
    on
        suspects.document_id = cell_constraints.document_id
        and (
            suspects.line_no = cell_constraints.line_no
            or (
                suspects.slip = 'swapped rows'
                and suspects.other_line_no = cell_constraints.line_no
            )
        )
where cell_constraints.is_violated
group by all
having suspects.slip <> 'swapped rows' or count(*) = 1
