-- One row per figure that a published breakdown gives when it is summed over a dimension x
-- observation that it is the sum of; derivations says which, each by one route.
-- Where NAV prints any such figure of the month and measure group its print stands. Only beside
-- printed totals over the dimension, of the same document and month, is an absent row zero.
with observations as (

    select
        *,
        {{ breakdown() }} as breakdown
    from {{ ref('int_observations') }}
    where indicator = 'participants' and freq = 'M'

),

printed as (

    select distinct
        period,
        measure_group_code,
        breakdown
    from observations

),

complete as (

    select distinct
        checks.document_id,
        checks.period,
        identities.dimension as summed_over
    from {{ ref('int_identity_checks') }} as checks
    inner join {{ ref('identities') }} as identities using (identity)
    where identities.kind = 'partition' and checks.verdict in ('exact', 'within_bounds')

),

summed as (

    select
        observations.observation_id,
        observations.document_id,
        observations.period,
        observations.freq,
        observations.indicator,
        {% for dimension in dimensions() %}
        case
            when derivations.summed_over = '{{ dimension }}' then '_T'
            else observations.{{ dimension }}_code
        end as {{ dimension }}_code,
        {% endfor %}
        case when derivations.summed_over = 'county' then '_T' else observations.county_division end
            as county_division,
        derivations.breakdown
    from observations
    inner join {{ ref('derivations') }} as derivations
        on observations.breakdown = derivations.from_breakdown
    inner join complete
        on
            observations.document_id = complete.document_id
            and observations.period = complete.period
            and derivations.summed_over = complete.summed_over

)

select
    {{ figure_id('derived', [observation_key('summed')]) }} as figure_id,
    {{ observation_key('summed') }},
    summed.breakdown,
    summed.document_id,
    summed.observation_id
from summed
left join printed using (period, measure_group_code, breakdown)
where printed.period is null
