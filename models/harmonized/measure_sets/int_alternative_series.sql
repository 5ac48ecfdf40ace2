-- One row per measure set x pair of years x status x sex x dimension that cannot be compared though
-- series of its measures can: these series. A measure stands for its leaf, or for the parent where
-- the leaf cannot be compared.
with asked as (

    select
        {{ compared_slice('judged') }},
        measures.measure_code
    from {{ ref('int_comparability') }} as judged
    inner join {{ ref('comparability_verdicts') }} as verdicts using (verdict)
    inner join {{ ref('int_measure_sets') }} as measures using ({{ measure_set() }})
    where
        verdicts.instead_en is not null
        and concat_ws(' ', '', judged.from_measure_codes, judged.to_measure_codes, '')
        like '% ' || measures.measure_code || ' %'

),

offered as (

    select
        {{ compared_slice('asked') }},
        asked.measure_code,
        series.series_code,
        series.order_no,
        series.name_nb,
        series.name_en,
        row_number() over (
            partition by {{ compared_slice('asked') }}, asked.measure_code
            order by series.parent_series_code is null
        ) as place
    from asked
    inner join {{ ref('int_measure_sets') }} as memberships
        on
            asked.measure_code = memberships.measure_code
            and memberships.measure_set_kind = 'series'
    inner join {{ ref('series') }} as series on memberships.measure_set_code = series.series_code
    inner join {{ ref('int_comparability') }} as judged
        on
            judged.is_comparable
            and {{ same(measure_set_columns(), 'memberships', 'judged') }}
            and {{ same(compared_slice_columns()[2:], 'asked', 'judged') }}

),

named as (

    select distinct
        {{ compared_slice() }},
        series_code,
        order_no,
        name_nb,
        name_en
    from offered
    where place = 1

)

select
    {{ compared_slice() }},
    {{ join_text('series_code', ' ', 'order_no') }} as series_codes,
    {{ join_text('name_nb', '; ', 'order_no') }} as names_nb,
    {{ join_text('name_en', '; ', 'order_no') }} as names_en
from named
group by all
