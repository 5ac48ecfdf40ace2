-- One row per identity check of a partition and figure that takes part in it, as total or part.
-- A check is a total and its parts along one dimension, all else equal. A dimension is a partition
-- in a document wherever the document prints both totals and parts of a breakdown; within such a
-- breakdown a figure that is not printed is zero, for NAV leaves out rows and months without
-- participants.
with document_observations as (

    select * from {{ ref('document_observations') }}

),

indicators as (

    select * from {{ ref('indicators') }}

),

identities as (

    select * from {{ ref('identities') }}
    where kind = 'partition'

),

additive as (

    select document_observations.*
    from document_observations
    inner join indicators on document_observations.indicator = indicators.indicator
    where indicators.is_additive

),

-- Every figure under every identity: as a total, or as a part of the total of its dimension. The
-- breakdown is the total's: the dimensions that it does not sum over.
candidates as (

    {% for partition in var('dimensions') %}
    select
        identities.identity,
        additive.document_id,
        additive.period,
        additive.freq,
        additive.indicator,
        {{ dimension_codes_summed_over(partition, 'additive') }},
        {{ breakdown(without=partition) }} as breakdown,
        additive.{{ partition }}_code = '_T' as is_total,
        additive.{{ partition }}_code as part_code,
        additive.obs_value,
        additive.obs_value_min,
        additive.obs_value_max,
        additive.rebuilt_along = identities.dimension as is_rebuilt_here,
        additive.line_no,
        additive.column_no,
        additive.printed_label,
        additive.printed_text
    from additive
    inner join identities on identities.dimension = '{{ partition }}'
    {% if partition == 'measure' %}
    where additive.measure_group_code <> '_T'
    {% elif partition == 'measure_group' %}
    where additive.measure_code = '_T'
    {% endif %}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

partitions as (

    select
        identity,
        document_id,
        freq,
        indicator,
        breakdown
    from candidates
    group by identity, document_id, freq, indicator, breakdown
    having bool_or(is_total) and not bool_and(is_total)

)

select
    {{ check_id('candidates.identity', 'candidates.document_id', observation_key('candidates')) }}
        as check_id,
    candidates.identity,
    candidates.document_id,
    {{ observation_key('candidates') }},
    candidates.is_total,
    candidates.part_code,
    candidates.obs_value,
    candidates.obs_value_min,
    candidates.obs_value_max,
    coalesce(candidates.is_rebuilt_here, false) as is_rebuilt_here,
    candidates.line_no,
    candidates.column_no,
    candidates.printed_label,
    candidates.printed_text
from candidates
inner join partitions
    on
        candidates.identity = partitions.identity
        and candidates.document_id = partitions.document_id
        and candidates.freq = partitions.freq
        and candidates.indicator = partitions.indicator
        and candidates.breakdown = partitions.breakdown
