-- One row per row of a table that could explain violated identities in several columns at once:
-- two rows that changed places, a row moved by one column, a row that repeats another, a row that
-- is wrong throughout, or a row that is lost. Of the suspects that share a violated check only
-- those are kept that heal the most. It proposes; a person decides by an erratum.
-- Averages and per cents, which all columns of a row share, are left out here.
with constraints as (

    select * from {{ ref('cell_constraints') }}
    where kind not in ('mean', 'percent')

),

violated as (

    select * from {{ ref('int_identity_checks') }}
    where verdict = 'violated' and kind = 'partition'

),

-- Only of documents in which something is wrong.
document_observations as (

    select * from {{ ref('int_document_observations') }}
    where document_id in (select violated.document_id from violated)

),

printed_cells as (

    select * from {{ ref('int_cells') }}
    where
        document_id in (
            select constraints.document_id from constraints
            union all
            select violated.document_id from violated
        )

),

cells as (

    select * from printed_cells
    where is_figure

),

-- What all checks together leave to each cell of the accused rows.
allowed as (

    select
        document_id,
        line_no,
        column_no,
        max(lowest) as lowest,
        min(highest) as highest,
        count(case when is_violated then 1 end) as violated_count
    from constraints
    group by all

),

-- Rows with several violated columns in which some figures would satisfy every check.
wrong_rows as (

    select
        cells.document_id,
        cells.line_no,
        cells.table_no,
        min(cells.printed_label) as printed_label,
        count(*) as column_count,
        count(case when allowed.violated_count > 0 then 1 end) as violated_columns
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
        constraints.document_id,
        constraints.line_no,
        others.line_no as other_line_no,
        bool_and(
            others.obs_value_max >= constraints.lowest
            and others.obs_value_min <= constraints.highest
        ) as is_right,
        count(case when constraints.is_violated then 1 end) as violated_count,
        count(distinct case when constraints.is_violated then constraints.column_no end)
            as violated_columns
    from constraints
    inner join cells using (document_id, line_no, column_no)
    inner join cells as others
        on
            cells.document_id = others.document_id
            and cells.table_no = others.table_no
            and cells.table_column_no = others.table_column_no
            and cells.line_no <> others.line_no
    left join constraints as shared
        on
            constraints.check_id = shared.check_id
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

),

-- The violated checks that a printed suspect heals; of swapped rows, those of both.
printed_healing as (

    select
        suspects.document_id,
        suspects.slip,
        suspects.line_no,
        suspects.other_line_no,
        constraints.check_id,
        min(constraints.identity) as identity
    from printed_suspects as suspects
    inner join constraints
        on
            suspects.document_id = constraints.document_id
            and (
                suspects.line_no = constraints.line_no
                or (suspects.slip = 'swapped rows' and suspects.other_line_no = constraints.line_no)
            )
    where constraints.is_violated
    group by all
    having suspects.slip <> 'swapped rows' or count(*) = 1

),

-- A row that cannot be read (checks.problems) is not lost.
unread as (

    select document_id
    from printed_cells
    where reading = 'not_coded'
    group by all

),

-- What could be missing: a part with any code that the document prints elsewhere, where a total is
-- greater than its parts; or a total that is not printed.
known_codes as (

    {% for dimension in var('dimensions') %}
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
        {% for dimension in var('dimensions') %}
        case
            when identities.dimension = '{{ dimension }}' then known_codes.code
            else violated.{{ dimension }}_code
        end as {{ dimension }}_code,
        {% endfor %}
        case
            when identities.dimension = 'county' then known_codes.county_division
            else violated.county_division
        end as county_division,
        violated.suppressed_count,
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
        suppressed_count,
        parts_min as lowest,
        parts_max as highest
    from violated
    where total_count = 0

),

missing_figures as (

    select
        missing.*,
        {{ code_words('missing') }} as slice,
        max(missing.lowest) over of_figure <= min(missing.highest) over of_figure as is_possible,
        -- Only unsuppressed figures may say what is lost.
        min(case when missing.suppressed_count = 0 then missing.lowest end) over of_figure
            as residual
    from missing
    left join document_observations
        on
            missing.document_id = document_observations.document_id
            and {{ same_key('missing', 'document_observations') }}
    left join unread on missing.document_id = unread.document_id
    where document_observations.document_id is null and unread.document_id is null
    window of_figure as (partition by missing.document_id, {{ observation_key('missing') }})

),

lost_figures as (

    select * from missing_figures
    where is_possible

),

-- A row is lost among the rows that differ from it in nothing but what the rows of their table are.
neighbours as (

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
    group by all

),

places as (

    select
        *,
        row_number() over (partition by document_id, slice order by table_no) as place_no
    from neighbours

),

lost_values as (

    select
        lost.document_id,
        lost.slice,
        lost.freq,
        lost.period,
        lost.indicator,
        case
            when min(lost.residual) >= coalesce(min(documents.suppressed_below), 0)
                then cast(min(lost.residual) as string)
            when min(lost.residual) is not null then '*'
            else '?'
        end as figure
    from lost_figures as lost
    inner join {{ ref('documents') }} as documents using (document_id)
    group by all

),

lost_texts as (

    select
        document_id,
        slice,
        count(distinct period) as period_count,
        {{ join_text('figure', ' ', 'freq, period, indicator') }} as proposed_text
    from lost_values
    group by all

),

month_counts as (

    select
        document_id,
        count(distinct period) as month_count
    from document_observations
    where freq = 'M'
    group by all

),

healing as (

    select
        document_id,
        slip,
        line_no,
        other_line_no,
        cast(null as string) as slice,
        cast(null as string) as proposed_text,
        check_id,
        identity
    from printed_healing
    union all
    select
        lost.document_id,
        'lost row' as slip,
        places.line_no,
        places.other_line_no,
        lost.slice,
        texts.proposed_text,
        lost.check_id,
        lost.identity
    from lost_figures as lost
    inner join lost_texts as texts using (document_id, slice)
    inner join places
        on
            lost.document_id = places.document_id
            and lost.slice = places.slice
            and places.place_no = 1
    inner join month_counts using (document_id)
    where texts.period_count >= least(month_counts.month_count, 3)

),

suspects as (

    select
        document_id,
        slip,
        line_no,
        other_line_no,
        slice,
        proposed_text,
        count(*) as healed_count,
        {{ join_distinct('identity', ', ') }} as healed_identities
    from healing
    group by all

),

-- For each violated check the suspects that heal most; among those of one row the most special.
rivals as (

    select
        healing.check_id,
        suspects.*,
        rank() over (
            partition by healing.check_id
            order by
                suspects.healed_count desc,
                case
                    when suspects.slip in ('repeated row', 'swapped rows') then 1
                    when suspects.slip = 'wrong row' then 3
                    else 2
                end
        ) as check_rank
    from healing
    inner join suspects
        on
            healing.document_id = suspects.document_id
            and healing.slip = suspects.slip
            and healing.line_no = suspects.line_no
            and healing.other_line_no is not distinct from suspects.other_line_no
            and healing.slice is not distinct from suspects.slice

),

leaders as (

    select
        *,
        count(*) over (partition by check_id) as leader_count
    from rivals
    where check_rank = 1

),

labels as (

    select
        document_id,
        line_no,
        min(printed_label) as printed_label
    from cells
    group by all

),

kept as (

    select
        document_id,
        line_no,
        other_line_no,
        slip,
        slice,
        proposed_text,
        healed_count,
        healed_identities,
        max(leader_count) = 1 as is_unique
    from leaders
    group by all

)

select
    kept.document_id,
    kept.line_no,
    labels.printed_label,
    kept.slip,
    kept.other_line_no,
    other_labels.printed_label as other_label,
    kept.slice,
    kept.proposed_text,
    kept.healed_count,
    kept.healed_identities,
    kept.is_unique
from kept
left join labels using (document_id, line_no)
left join labels as other_labels
    on
        kept.document_id = other_labels.document_id
        and kept.other_line_no = other_labels.line_no
-- That any row of a table could make up for a difference says nothing.
where kept.slip <> 'wrong row' or kept.is_unique
