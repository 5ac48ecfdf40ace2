-- One row per figure that a published breakdown gives when it is summed over a dimension x
-- observation that it is the sum of; derivations says which, each by one route.
-- Where NAV prints any such figure of the month and measure group its print stands. Only beside
-- printed totals over the dimension, of the same document and month, is an absent row zero; those
-- of all groups may be in another document of the publication, if every group is broken down so.
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

checked as (

    select distinct
        checks.document_id,
        documents.publication,
        checks.period,
        identities.dimension as summed_over
    from {{ ref('int_identity_checks') }} as checks
    inner join {{ ref('int_publications') }} as documents using (document_id)
    inner join {{ ref('identities') }} as identities using (identity)
    where identities.kind = 'partition' and checks.verdict in ('exact', 'within_bounds')

),

groups as (

    select distinct
        period,
        breakdown,
        measure_group_code
    from observations
    where measure_group_code <> '_T'

),

proved_publications as (

    select distinct
        publication,
        period
    from checked
    where summed_over = 'measure_group'

),

whole_publications as (

    select
        proved_publications.publication,
        proved_publications.period,
        derivations.from_breakdown
    from proved_publications
    inner join {{ ref('derivations') }} as derivations
        on derivations.summed_over = 'measure_group'
    inner join groups
        on proved_publications.period = groups.period and groups.breakdown = 'measure_group'
    left join groups as finer
        on
            groups.period = finer.period
            and groups.measure_group_code = finer.measure_group_code
            and derivations.from_breakdown = finer.breakdown
    group by
        proved_publications.publication, proved_publications.period, derivations.from_breakdown
    having count(*) = count(finer.measure_group_code)

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
    left join checked
        on
            observations.document_id = checked.document_id
            and observations.period = checked.period
            and derivations.summed_over = checked.summed_over
    left join whole_publications
        on
            observations.publication = whole_publications.publication
            and observations.period = whole_publications.period
            and derivations.from_breakdown = whole_publications.from_breakdown
            and derivations.summed_over = 'measure_group'
    where checked.period is not null or whole_publications.period is not null

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
