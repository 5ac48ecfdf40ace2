-- One row per check and printed cell that takes part in it, on either side.
-- A cell takes part itself: what is printed again shares a check with its first print only. A
-- check that a lost row was rebuilt from holds by construction and protects nothing.
with identity_checks as (

    select * from {{ ref('identity_checks') }}
    where not is_by_construction

),

identity_members as (

    select * from {{ ref('identity_members') }}

),

document_observations as (

    select * from {{ ref('document_observations') }}
    where printed_text is not null

),

cells as (

    select * from {{ ref('cells') }}
    where is_figure

),

partition_cells as (

    select
        identity_checks.check_id,
        identity_members.document_id,
        identity_members.line_no,
        identity_members.column_no
    from identity_checks
    inner join identity_members on identity_checks.check_id = identity_members.check_id
    where identity_members.printed_text is not null

),

-- A rebuilt figure has its neighbour's place and another key: it is no printed cell.
print_cells as (

    select
        identity_checks.check_id,
        cells.document_id,
        cells.line_no,
        cells.column_no
    from identity_checks
    inner join cells
        on
            {{ same_key('identity_checks', 'cells') }}
            and (
                (cells.document_id, cells.line_no, cells.column_no)
                = (
                    identity_checks.document_id,
                    identity_checks.line_no,
                    identity_checks.column_no
                )
                or (cells.document_id, cells.line_no, cells.column_no)
                = (
                    identity_checks.first_document_id,
                    identity_checks.first_line_no,
                    identity_checks.first_column_no
                )
            )
    where identity_checks.kind = 'print'

),

mean_cells as (

    select
        identity_checks.check_id,
        document_observations.document_id,
        document_observations.line_no,
        document_observations.column_no
    from identity_checks
    inner join document_observations
        on
            identity_checks.document_id = document_observations.document_id
            and year(identity_checks.period) = year(document_observations.period)
            and identity_checks.county_vintage = document_observations.county_vintage
            {% for dimension in var('dimensions') %}
            and identity_checks.{{ dimension }}_code
            = document_observations.{{ dimension }}_code
            {% endfor %}
            and document_observations.indicator in ('participants', 'participants_avg')
    where identity_checks.kind = 'mean'

),

percent_cells as (

    select
        identity_checks.check_id,
        document_observations.document_id,
        document_observations.line_no,
        document_observations.column_no
    from identity_checks
    inner join document_observations
        on
            identity_checks.document_id = document_observations.document_id
            and {{ same_slice('identity_checks', 'document_observations') }}
            and document_observations.indicator
            in ('participants', 'participants_change', 'participants_change_pct')
    where identity_checks.kind = 'percent'

)

select * from partition_cells
union all
select * from print_cells
union all
select * from mean_cells
union all
select * from percent_cells
