-- One row per check and figure that takes part in it: on which side it stands, where it is
-- printed, and its bounds. A check holds a total against its parts (or a print against the first
-- one, a mean against its months, a per cent against the count and the change that it comes from).
-- A dimension is a partition in a document wherever the document prints both totals and parts of a
-- breakdown; within such a breakdown a figure that is not printed is zero, for NAV leaves out rows
-- and months without participants. Stays in the working database: it holds values.
-- (Over 250 lines, as all kinds of members stand together.)
{%- set places = ['document_id', 'observation_id', 'line_no', 'column_no'] %}
{%- set bounds = ['obs_value', 'obs_value_min', 'obs_value_max', 'is_suppressed'] %}
{%- set figure = places + ['printed_label', 'printed_text'] + bounds %}
{#- What the total of a figure along a dimension is known by. -#}
{%- set key_of_total %}
            observations.period, observations.freq, observations.indicator,
            {% for dimension in dimensions() %}
            case
                when sides.dimension = '{{ dimension }}' then '_T'
                else observations.{{ dimension }}_code
            end,
            {% endfor %}
            case sides.dimension when 'county' then '_T' else observations.county_division end
{%- endset %}
with breakdowns as (

    select
        document_id,
        freq,
        indicator,
        {% for dimension in dimensions() %}
        count(distinct {{ dimension }}_code) as {{ dimension }}_count,
        {% endfor %}
        {{ breakdown() }} as breakdown
    from {{ ref('int_document_observations') }}
    where
        indicator in (
            select indicators.indicator from {{ ref('indicators') }} as indicators
            where indicators.is_additive
        )
    group by all

),

code_counts as (

    select
        dimension,
        count(*) as code_count
    from {{ ref('codes') }}
    where code <> '_T'
    group by all

),

-- The totals of a breakdown are broken down by one dimension less. A document that prints one
-- status only, of three, prints no partition.
partitions as (

    select
        identities.identity,
        identities.dimension,
        parts.document_id,
        parts.freq,
        parts.indicator,
        parts.breakdown as parts_breakdown,
        totals.breakdown as total_breakdown
    from breakdowns as parts
    inner join {{ ref('identities') }} as identities on identities.kind = 'partition'
    inner join breakdowns as totals
        on
            parts.document_id = totals.document_id
            and parts.freq = totals.freq
            and parts.indicator = totals.indicator
            and parts.breakdown <> totals.breakdown
            and totals.breakdown
            = trim(replace(' ' || parts.breakdown || ' ', ' ' || identities.dimension || ' ', ' '))
    left join code_counts using (dimension)
    where
        not identities.needs_all_codes
        or code_counts.code_count = case identities.dimension
            {% for dimension in dimensions() %}
            when '{{ dimension }}' then parts.{{ dimension }}_count
            {% endfor %}
        end

),

sides as (

    {% for side, breakdown in {'part': 'parts_breakdown', 'total': 'total_breakdown'}.items() %}
    select
        *,
        {{ breakdown }} as breakdown,
        '{{ side }}' as side
    from partitions
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

of_partitions as (

    select
        {{ check_id('sides.identity', 'observations.document_id', key_of_total) }} as check_id,
        sides.identity,
        {{ short_name(key_of_total) }} as total_id,
        sides.side,
        {% for column in figure %}
        observations.{{ column }},
        {% endfor %}
        coalesce(observations.rebuilt_along = sides.dimension, false) as is_rebuilt_here
    from {{ ref('int_document_observations') }} as observations
    inner join sides
        on
            observations.document_id = sides.document_id
            and observations.freq = sides.freq
            and observations.indicator = sides.indicator
            and {{ breakdown('observations') }} = sides.breakdown

),

-- What is printed again in the same document, and its first print.
repeats as (

    select
        {{ check_id("'repeated_print'", 'cells.document_id',
            observation_key('cells') ~ ', cells.line_no, cells.column_no') }} as check_id,
        'repeated_print' as identity,
        cells.observation_id as total_id,
        {% for column in places %}
        cells.{{ column }},
        {% endfor %}
        cells.printed_label,
        cells.printed_text,
        {{ interval('cells') }},
        cells.obs_value is null as is_suppressed,
        observations.document_id as first_document_id
    from {{ ref('int_cells') }} as cells
    inner join {{ ref('int_document_observations') }} as observations
        on
            cells.document_id = observations.document_id
            and cells.observation_id = observations.observation_id
            and not (
                cells.line_no = observations.line_no and cells.column_no = observations.column_no
            )
    where
        cells.is_figure
        and observations.print_count > 1
        and observations.printed_text is not null

),

-- What two documents of one publication print.
doubles as (

    select
        {{ check_id("'two_documents'", 'later.document_id',
            observation_key('later') ~ ', document_pairs.first_document_id') }} as check_id,
        'two_documents' as identity,
        later.observation_id as total_id,
        {% for column in figure %}
        later.{{ column }},
        {% endfor %}
        first.document_id as first_document_id
    from {{ ref('int_document_pairs') }} as document_pairs
    inner join {{ ref('int_document_observations') }} as later using (document_id)
    inner join {{ ref('int_document_observations') }} as first
        on
            document_pairs.first_document_id = first.document_id
            and later.observation_id = first.observation_id
    -- Few figures are in two documents: looking at those only keeps the join small.
    where later.document_count > 1 and first.document_count > 1

),

prints as (

    select * from repeats
    union all
    select * from doubles

),

of_prints as (

    select
        check_id,
        identity,
        total_id,
        'part' as side,
        {% for column in figure %}
        {{ column }},
        {% endfor %}
        false as is_rebuilt_here
    from prints
    union all
    select
        prints.check_id,
        prints.identity,
        prints.total_id,
        'total' as side,
        {% for column in figure %}
        first.{{ column }},
        {% endfor %}
        false as is_rebuilt_here
    from prints
    inner join {{ ref('int_document_observations') }} as first
        on
            prints.first_document_id = first.document_id
            and prints.observation_id = first.observation_id

),

-- An average so far this year is that of the document's months: it begins with January.
results as (

    select
        {{ check_id('identities.identity', 'observations.document_id',
            observation_key('observations')) }} as check_id,
        identities.identity,
        observations.*
    from {{ ref('int_document_observations') }} as observations
    inner join {{ ref('documents') }} as documents using (document_id)
    inner join {{ ref('identities') }} as identities
        on
            (
                identities.kind = 'mean'
                and observations.indicator = 'participants_avg'
                and month(documents.period_from) = 1
            )
            or (
                identities.kind = 'percent'
                and observations.indicator = 'participants_change_pct'
            )

),

-- A result that nothing is printed of is no check.
of_results as (

    select
        results.check_id,
        results.identity,
        results.observation_id as total_id,
        case
            when bases.observation_id = results.observation_id then 'total'
            when results.indicator = 'participants_avg' then 'part'
            when bases.indicator = 'participants' then 'count'
            else 'change'
        end as side,
        {% for column in figure %}
        bases.{{ column }},
        {% endfor %}
        false as is_rebuilt_here,
        count(*) over (partition by results.check_id) > 1 as is_check
    from results
    inner join {{ ref('int_document_observations') }} as bases
        on
            results.document_id = bases.document_id
            and {{ same_codes('results', 'bases') }}
            and year(results.period) = year(bases.period)
            and (
                results.observation_id = bases.observation_id
                or (
                    results.indicator = 'participants_avg'
                    and bases.indicator = 'participants'
                    and bases.freq = 'M'
                )
                or (
                    results.indicator = 'participants_change_pct'
                    and bases.indicator in ('participants', 'participants_change')
                    and results.period = bases.period
                    and results.freq = bases.freq
                )
            )

)

select * from of_partitions
union all
select * from of_prints
union all
select
    check_id,
    identity,
    total_id,
    side,
    {% for column in figure %}
    {{ column }},
    {% endfor %}
    is_rebuilt_here
from of_results
where is_check
