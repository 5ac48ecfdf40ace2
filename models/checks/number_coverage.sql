-- One row per printed number: how many identities protect it, and the figure that it prints.
-- check_count counts the checks that the cell itself takes part in; figure_check_count those
-- of its figure, all prints together, without the checks that a print equals the first.
with cells as (

    select * from {{ ref('cells') }}
    where reading = 'number'

),

check_cells as (

    select
        check_cells.*,
        identity_checks.identity
    from {{ ref('check_cells') }} as check_cells
    inner join {{ ref('identity_checks') }} as identity_checks
        on check_cells.check_id = identity_checks.check_id

),

counted as (

    select
        cells.document_id,
        cells.line_no,
        cells.column_no,
        {{ observation_key('cells') }},
        count(check_cells.check_id) as check_count,
        count(case when check_cells.identity <> 'repeated_print' then 1 end) as own_count
    from cells
    left join check_cells
        on
            cells.document_id = check_cells.document_id
            and cells.line_no = check_cells.line_no
            and cells.column_no = check_cells.column_no
    group by
        cells.document_id,
        cells.line_no,
        cells.column_no,
        {{ observation_key('cells') }}

)

select
    document_id,
    line_no,
    column_no,
    check_count,
    -- Totals and parts are checked at the first print.
    sum(own_count) over figure_prints as figure_check_count,
    row_number() over (figure_prints order by line_no, column_no) as print_no
from counted
window figure_prints as (partition by document_id, {{ observation_key() }})
