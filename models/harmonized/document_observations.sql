-- One row per figure of a document: repeated prints collapsed to the first (lowest line, then
-- column), rebuilt figures added. That the prints agree is proved in checks.identities.
-- A figure that any document suppresses counts as suppressed in all of them: it keeps its value
-- here, for the checks, but its print is masked and no mart shows it.
with cells as (

    select * from {{ ref('cells') }}
    where is_figure

),

rebuilt as (

    select * from {{ ref('rebuilt_observations') }}
    where obs_value_min is not null

),

prints as (

    select
        document_id,
        {{ observation_key() }},
        obs_value,
        obs_value_min,
        obs_value_max,
        line_no,
        column_no,
        printed_label,
        printed_text,
        correction_id,
        row_number() over (
            partition by document_id, {{ observation_key() }}
            order by line_no, column_no
        ) as print_no
    from cells

),

first_prints as (

    select
        document_id,
        {{ observation_key() }},
        obs_value,
        obs_value_min,
        obs_value_max,
        case when obs_value is null then 'Q' else 'A' end as obs_status,
        cast(null as varchar) as rebuilt_along,
        line_no,
        column_no,
        printed_label,
        printed_text,
        correction_id
    from prints
    where print_no = 1

),

observations as (

    select * from first_prints
    union all
    select
        document_id,
        {{ observation_key() }},
        obs_value,
        obs_value_min,
        obs_value_max,
        case when obs_value is null then 'Q' else 'I' end as obs_status,
        rebuild_along as rebuilt_along,
        line_no,
        column_no,
        cast(null as varchar) as printed_label,
        cast(null as varchar) as printed_text,
        correction_id
    from rebuilt

),

strictest as (

    select
        *,
        bool_or(obs_value is null) over of_figure as is_suppressed,
        count(*) over of_figure as document_count
    from observations
    window of_figure as (partition by {{ observation_key() }})

)

select
    document_id,
    {{ observation_key() }},
    obs_value,
    obs_value_min,
    obs_value_max,
    obs_status,
    is_suppressed,
    document_count,
    rebuilt_along,
    line_no,
    column_no,
    printed_label,
    case when is_suppressed and printed_text is not null then '*' else printed_text end
        as printed_text,
    correction_id
from strictest
