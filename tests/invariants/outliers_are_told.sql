-- A figure says that something behind it is strange if and only if it is printed in a place of the
-- list of outliers and has that value still, or a figure that counts in it is and has.
{%- set marts = {
    'participants_by_measure': 'figure_id',
    'participants_by_measure_group': 'figure_id',
    'participants_by_county': 'figure_id',
    'participants_by_background': 'observation_id',
    'participants_by_series': 'figure_id',
    'participants_by_county_harmonized': 'figure_id',
    'annual_means': 'figure_id',
    'same_month_changes': 'figure_id',
    'headline': 'figure_id',
} %}
with strange as (

    select
        cells.observation_id,
        max(outliers.reason) as reason
    from {{ ref('printed_cells') }} as cells
    inner join {{ ref('outliers') }} as outliers using (document_id, line_no, column_no)
    inner join {{ ref('participants') }} as participants using (observation_id)
    where cells.obs_value = participants.obs_value
    group by all

),

behind as (

    select observation_id as figure_id from strange
    union
    select parts.figure_id
    from {{ ref('figure_parts') }} as parts
    inner join strange using (observation_id)
    where parts.weight <> 0

),

told as (

    {% for mart, figure_id in marts.items() %}
    select
        '{{ mart }}' as mart,
        {{ figure_id }} as figure_id,
        comparability_codes like '%SOURCE_OUTLIER%' as is_told
    from {{ ref(mart) }}
    union all
    {% endfor %}
    select
        'participants' as mart,
        figures.observation_id as figure_id,
        figures.outlier_reason is not null as is_told
    from {{ ref('participants') }} as figures

)

select
    told.mart,
    told.figure_id,
    case when behind.figure_id is null then 'not told' else 'told' end as expected,
    case when told.is_told then 'told' else 'not told' end as found
from told
left join behind using (figure_id)
where told.is_told <> (behind.figure_id is not null)
