-- What cannot be compared offers those series of its measures that can, and nothing else does:
-- found again measure by measure, each in its leaf, or in the parent where the leaf cannot be
-- compared. And a verdict is comparable exactly where its kind is.
{%- set slice = compared_slice_columns() + ['geography_method'] %}
with verdicts as (

    select
        comparability.*,
        kinds.is_comparable as is_kind_comparable,
        kinds.instead_en is not null as is_asked
    from {{ ref('comparability') }} as comparability
    left join {{ ref('comparability_verdicts') }} as kinds
        on comparability.verdict = kinds.verdict

),

candidates as (

    select
        {{ compared_slice('verdicts') }},
        verdicts.geography_method,
        memberships.measure_code,
        series.measure_set_code as series_code,
        series.measure_set_code = memberships.series_code as is_leaf
    from verdicts
    inner join {{ ref('measure_series') }} as memberships
        on
            ' ' || coalesce(verdicts.from_measure_codes, '') || ' '
            || coalesce(verdicts.to_measure_codes, '') || ' '
            like '% ' || memberships.measure_code || ' %'
    left join {{ ref('series') }} as leaves on memberships.series_code = leaves.series_code
    inner join verdicts as series
        on
            series.measure_set_kind = 'series'
            and series.measure_set_code in (memberships.series_code, leaves.parent_series_code)
            and series.is_comparable
            and {{ same(slice[2:], 'verdicts', 'series') }}
    where verdicts.is_asked

),

expected as (

    select distinct
        {{ compared_slice() }},
        geography_method,
        series_code
    from candidates
    where
        is_leaf
        or not exists (
            select 1 from candidates as leaves
            where
                leaves.is_leaf
                and leaves.measure_code = candidates.measure_code
                and {{ same(slice, 'leaves', 'candidates') }}
        )

),

offers as (

    select
        {{ compared_slice('verdicts') }},
        verdicts.geography_method,
        verdicts.alternative_series_codes as found,
        {{ join_text('series.series_code', ' ', 'series.order_no') }} as expected
    from verdicts
    left join expected
        on {{ same(slice, 'verdicts', 'expected') }}
    left join {{ ref('series') }} as series on expected.series_code = series.series_code
    group by all

)

select
    concat_ws(' ', {{ compared_slice() }}, geography_method) as what,
    coalesce(expected, 'nothing') || ' offered' as expected,
    coalesce(found, 'nothing') || ' offered' as found
from offers
where coalesce(expected, '') <> coalesce(found, '')
union all
select
    concat_ws(' ', {{ compared_slice() }}, geography_method) as what,
    'comparable as a pair that is ' || verdict as expected,
    case when is_comparable then 'comparable' else 'not comparable' end as found
from verdicts
where is_comparable is distinct from is_kind_comparable
