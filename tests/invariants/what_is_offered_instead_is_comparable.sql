-- Of a series that is broken or not judged its parent is offered instead, if and only if the parent
-- is itself comparable in the same years, for the same people and way of carrying counties over;
-- nothing else is offered. And a verdict is comparable exactly where its kind is.
with verdicts as (

    select
        comparability.*,
        kinds.is_comparable as is_kind_comparable,
        series.parent_series_code
    from {{ ref('comparability') }} as comparability
    left join {{ ref('comparability_verdicts') }} as kinds
        on comparability.verdict = kinds.verdict
    left join {{ ref('series') }} as series
        on
            comparability.measure_set_kind = 'series'
            and comparability.measure_set_code = series.series_code

),

offers as (

    select
        {{ compared_slice('verdicts') }},
        verdicts.geography_method,
        verdicts.alternative_series_code as found,
        case
            when verdicts.verdict in ('broken', 'not_judged') then parents.measure_set_code
        end as expected
    from verdicts
    left join verdicts as parents
        on
            parents.measure_set_kind = 'series'
            and verdicts.parent_series_code = parents.measure_set_code
            and verdicts.from_year = parents.from_year
            and verdicts.to_year = parents.to_year
            and verdicts.status_code = parents.status_code
            and verdicts.sex_code = parents.sex_code
            and verdicts.dimension = parents.dimension
            and verdicts.geography_method = parents.geography_method
            and parents.is_comparable

)

select
    concat_ws(' ', {{ compared_slice() }}, geography_method) as what,
    coalesce(expected, 'nothing') || ' offered' as expected,
    coalesce(found, 'nothing') || ' offered' as found
from offers
where expected is distinct from found
union all
select
    concat_ws(' ', {{ compared_slice() }}, geography_method) as what,
    'comparable as a pair that is ' || verdict as expected,
    case when is_comparable then 'comparable' else 'not comparable' end as found
from verdicts
where is_comparable is distinct from is_kind_comparable
