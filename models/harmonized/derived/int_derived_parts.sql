-- One row per figure that a published breakdown gives when it is summed over a dimension x
-- observation that it is the sum of; derivations says which, each by one route.
-- Where NAV prints any such figure of the month and measure group its print stands. Only beside
-- printed totals over the dimension, of the same document and month, is an absent row zero; those
-- of all groups may be in another document of the publication, if the document has every group.
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
        checks.period,
        identities.dimension as summed_over
    from {{ ref('int_identity_checks') }} as checks
    inner join {{ ref('identities') }} as identities using (identity)
    where identities.kind = 'partition' and checks.verdict in ('exact', 'within_bounds')

),

document_groups as (

    select
        *,
        count(*) over (partition by document_id, period) as group_count
    from (
        select distinct
            document_id,
            publication,
            period,
            measure_group_code
        from observations
        where measure_group_code <> '_T'
    ) as groups

),

complete as (

    select
        document_id,
        period,
        summed_over
    from checked
    union
    select
        others.document_id,
        checked.period,
        checked.summed_over
    from checked
    inner join document_groups as own using (document_id, period)
    inner join document_groups as others
        on
            own.publication = others.publication
            and own.period = others.period
            and own.measure_group_code = others.measure_group_code
    where checked.summed_over = 'measure_group'
    group by others.document_id, checked.document_id, checked.period, checked.summed_over
    having count(*) = max(own.group_count)

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
