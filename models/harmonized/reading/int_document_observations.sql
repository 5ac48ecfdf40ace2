-- One row per figure of a document: repeated prints collapsed to the first (lowest line, then
-- column), rebuilt figures added. That the prints agree is proved in checks.int_identity_checks.
with cells as (

    select
        *,
        cast(line_no as bigint) * 10000 + column_no as place_no
    from {{ ref('int_cells') }}
    where is_figure

),

rebuilt as (

    select
        *,
        {{ observation_id() }} as observation_id
    from {{ ref('int_rebuilt_observations') }}
    where obs_value_min is not null

),

-- Most figures are printed once: only the others are compared.
repeated as (

    select observation_id
    from (
        select observation_id from cells
        union all
        select observation_id from rebuilt
    ) as prints
    group by all
    having count(*) > 1

),

first_places as (

    select
        cells.document_id,
        cells.observation_id,
        min(cells.place_no) as place_no,
        count(*) as print_count
    from cells
    inner join repeated using (observation_id)
    group by all

),

figures as (

    select
        observation_id,
        count(*) as document_count,
        cast(sum(print_count) as bigint) as print_count
    from (
        select
            observation_id,
            print_count
        from first_places
        union all
        select
            observation_id,
            1 as print_count
        from rebuilt
    ) as documents
    group by all

),

first_prints as (

    select
        cells.document_id,
        cells.observation_id,
        {{ observation_key('cells') }},
        {{ interval('cells') }},
        case when cells.obs_value is null then 'Q' else 'A' end as obs_status,
        cast(null as string) as rebuilt_along,
        cells.line_no,
        cells.column_no,
        cells.printed_label,
        cells.printed_text,
        cells.erratum_id
    from cells
    left join first_places using (document_id, observation_id)
    where first_places.place_no is null or cells.place_no = first_places.place_no

),

observations as (

    select * from first_prints
    union all
    select
        document_id,
        observation_id,
        {{ observation_key() }},
        {{ interval() }},
        case when obs_value is null then 'Q' else 'I' end as obs_status,
        rebuild_along as rebuilt_along,
        line_no,
        column_no,
        cast(null as string) as printed_label,
        cast(null as string) as printed_text,
        erratum_id
    from rebuilt

)

select
    observations.document_id,
    observations.observation_id,
    {{ observation_key('observations') }},
    {{ interval('observations') }},
    observations.obs_status,
    observations.obs_value is null as is_suppressed,
    coalesce(figures.document_count, 1) as document_count,
    coalesce(figures.print_count, 1) as print_count,
    observations.rebuilt_along,
    observations.line_no,
    observations.column_no,
    observations.printed_label,
    observations.printed_text,
    observations.erratum_id
from observations
left join figures using (observation_id)
