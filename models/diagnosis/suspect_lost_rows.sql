-- One row per row that a table seems to have lost, and violated check that it heals: a part with a
-- code that the document prints elsewhere, where a total is greater than its parts, or a total
-- that is not printed. Checks agree on its figures, or one identity alone tells them.
with violated as (

    select * from {{ ref('check_sums') }}
    where
        verdict = 'violated'
        and kind = 'partition'
        and check_id not in (
            select incomplete_checks.check_id
            from {{ ref('incomplete_checks') }} as incomplete_checks
        )

),

document_observations as (

    select * from {{ ref('int_document_observations') }}
    where document_id in (select violated.document_id from violated)

),

cells_of_documents as (

    select * from {{ ref('int_cells') }}
    where document_id in (select violated.document_id from violated)

),

cells as (

    select * from cells_of_documents
    where is_figure

),

-- A row that cannot be read (checks.problems) is not lost.
unread as (

    select
        document_id,
        table_no
    from cells_of_documents
    where reading = 'not_coded'
    group by all

),

-- What could be missing: a part with any code that the document prints elsewhere, where a total is
-- greater than its parts; or a total that is not printed.
known_codes as (

    {% for dimension in dimensions() %}
    select distinct
        document_id,
        '{{ dimension }}' as dimension,
        {{ 'measure_group_code' if dimension == 'measure' else "'_T'" }} as measure_group_code,
        {{ dimension }}_code as code,
        {{ 'county_division' if dimension == 'county' else "'_T'" }} as county_division
    from document_observations
    where {{ dimension }}_code <> '_T'
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

missing as (

    select
        violated.check_id,
        violated.document_id,
        violated.identity,
        violated.period,
        violated.freq,
        violated.indicator,
        {% for dimension in dimensions() %}
        case
            when identities.dimension = '{{ dimension }}' then known_codes.code
            else violated.{{ dimension }}_code
        end as {{ dimension }}_code,
        {% endfor %}
        case
            when identities.dimension = 'county' then known_codes.county_division
            else violated.county_division
        end as county_division,
        violated.total_min - violated.parts_max as lowest,
        violated.total_max - violated.parts_min as highest
    from violated
    inner join {{ ref('identities') }} as identities using (identity)
    inner join known_codes
        on
            violated.document_id = known_codes.document_id
            and identities.dimension = known_codes.dimension
            and known_codes.measure_group_code in ('_T', violated.measure_group_code)
    where violated.total_count = 1 and violated.deviation > 0
    union all
    select
        check_id,
        document_id,
        identity,
        {{ observation_key() }},
        parts_min as lowest,
        parts_max as highest
    from violated
    where total_count = 0

),

lost_figures as (

    select
        missing.*,
        {{ code_words('missing') }} as slice,
        max(missing.lowest) over of_figure <= min(missing.highest) over of_figure as is_agreed
    from missing
    left join document_observations
        on
            missing.document_id = document_observations.document_id
            and {{ same_key('missing', 'document_observations') }}
    where document_observations.document_id is null
    window of_figure as (partition by missing.document_id, {{ observation_key('missing') }})

),

-- A row is lost among the rows that differ from it in nothing but what the rows of their table
-- are.
places as (

    select
        lost.document_id,
        lost.slice,
        cells.table_no,
        min(cells.line_no) as line_no,
        max(cells.line_no) as other_line_no
    from lost_figures as lost
    inner join cells using (document_id, period, freq, indicator)
    inner join {{ ref('int_tables') }} as tables
        on
            cells.document_id = tables.document_id
            and cells.table_no = tables.table_no
            and {{ differ_only_along('tables.row_dimension', 'lost', 'cells') }}
    left join unread
        on cells.document_id = unread.document_id and cells.table_no = unread.table_no
    group by lost.document_id, lost.slice, cells.table_no
    qualify
        row_number() over (partition by lost.document_id, lost.slice order by cells.table_no) = 1
        and max(max(unread.table_no)) over (partition by lost.document_id, lost.slice) is null

),

lost_months as (

    select
        document_id,
        slice,
        is_agreed,
        case when not is_agreed then identity end as sole_identity,
        count(distinct period) as lost_count
    from lost_figures
    group by all

),

month_counts as (

    select
        document_id,
        count(distinct period) as month_count
    from document_observations
    where freq = 'M'
    group by all

)

select
    lost.document_id,
    'lost row' as slip,
    places.line_no,
    places.other_line_no,
    lost.slice,
    lost.check_id,
    lost.identity,
    lost.is_agreed
from lost_figures as lost
inner join lost_months
    on
        lost.document_id = lost_months.document_id
        and lost.slice = lost_months.slice
        and lost.is_agreed = lost_months.is_agreed
        and (lost.is_agreed or lost.identity = lost_months.sole_identity)
inner join places on lost.document_id = places.document_id and lost.slice = places.slice
inner join month_counts on lost.document_id = month_counts.document_id
where lost_months.lost_count >= least(month_counts.month_count, 3)
