-- One row per identity check of a partition and figure that takes part in it, as total or part.
-- A check is a total and its parts along one dimension, all else equal. A dimension is a partition
-- in a document wherever the document prints both totals and parts of a breakdown; within such a
-- breakdown a figure that is not printed is zero, for NAV leaves out rows and months without
-- participants. Members are many: what they count stands in document_observations.
with identities as (

    select * from {{ ref('identities') }}
    where kind = 'partition'

),

-- A breakdown names the dimensions that a figure does not sum over.
breakdowns as (

    select
        document_id,
        freq,
        indicator,
        {{ breakdown() }} as breakdown
    from {{ ref('int_document_observations') }}
    where
        indicator in (
            select indicators.indicator from {{ ref('indicators') }} as indicators
            where indicators.is_additive
        )
    group by all

),

-- The totals of a breakdown are broken down by one dimension less.
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
    cross join identities
    inner join breakdowns as totals
        on
            parts.document_id = totals.document_id
            and parts.freq = totals.freq
            and parts.indicator = totals.indicator
            and parts.breakdown <> totals.breakdown
            and totals.breakdown
            = trim(replace(' ' || parts.breakdown || ' ', ' ' || identities.dimension || ' ', ' '))

),

sides as (

    select
        *,
        parts_breakdown as breakdown,
        false as is_total
    from partitions
    union all
    select
        *,
        total_breakdown as breakdown,
        true as is_total
    from partitions

),

members as (

    select
        sides.identity,
        observations.document_id,
        observations.period,
        observations.freq,
        observations.indicator,
        {% for dimension in var('dimensions') %}
        case
            when sides.dimension = '{{ dimension }}' then '_T'
            else observations.{{ dimension }}_code
        end as {{ dimension }}_code,
        {% endfor %}
        case sides.dimension when 'county' then '_T' else observations.county_division end
            as county_division,
        sides.is_total,
        observations.obs_value,
        observations.obs_value_min,
        observations.obs_value_max,
        observations.is_suppressed,
        coalesce(observations.rebuilt_along = sides.dimension, false) as is_rebuilt_here,
        observations.line_no,
        observations.column_no,
        observations.printed_text
    from {{ ref('int_document_observations') }} as observations
    inner join sides
        on
            observations.document_id = sides.document_id
            and observations.freq = sides.freq
            and observations.indicator = sides.indicator
            and {{ breakdown('observations') }} = sides.breakdown

)

select
    {{ check_id('identity', 'document_id', observation_key()) }} as check_id,
    identity,
    document_id,
    is_total,
    obs_value,
    obs_value_min,
    obs_value_max,
    is_suppressed,
    is_rebuilt_here,
    line_no,
    column_no,
    printed_text
from members
