-- One row per measure group (_T: all) x year x status or sex in the month that the most years
-- have, with its share and what must be said: the table for who writes about the figures.
with names as (

    select * from {{ ref('int_measure_set_names') }}
    where measure_set_kind = 'measure_group'

),

steps as (

    select * from {{ ref('int_comparability_steps') }}
    where measure_set_kind = 'measure_group' and not is_by_county

),

coded as (

    select
        headline.*,
        names.name_nb,
        names.name_en,
        steps.former_year,
        steps.is_comparable,
        steps.comparability_codes || coalesce(' ' || outlier_figures.note_code, '')
            as comparability_codes
    from {{ ref('int_headline') }} as headline
    inner join names on headline.measure_group_code = names.measure_set_code
    inner join steps
        on
            headline.measure_group_code = steps.measure_set_code
            and headline.calendar_year = steps.calendar_year
            and (headline.status_code <> '_T') = steps.is_by_status
            and (headline.sex_code <> '_T') = steps.is_by_sex
    left join {{ ref('int_outlier_figures') }} as outlier_figures using (figure_id)

),

said as (

    select
        coded.figure_id,
        {{ join_text('comparability_notes.sentence_nb', ' ', 'comparability_notes.order_no') }} as notes_nb,
        {{ join_text('comparability_notes.sentence_en', ' ', 'comparability_notes.order_no') }} as notes_en
    from coded
    inner join {{ ref('comparability_notes') }} as comparability_notes
        on ' ' || coded.comparability_codes || ' ' like '% ' || comparability_notes.note_code || ' %'
    group by all

)

select
    coded.period,
    coded.measure_group_code,
    coded.name_nb as measure_group_name_nb,
    coded.name_en as measure_group_name_en,
    coded.status_code,
    coded.sex_code,
    coded.obs_value,
    coded.obs_value_min,
    coded.obs_value_max,
    coded.obs_status,
    coded.share_of_group_code,
    coded.share_pct,
    coded.share_min_pct,
    coded.share_max_pct,
    cast(coded.former_year as bigint) as former_year,
    coded.is_comparable,
    coded.comparability_codes,
    said.notes_nb,
    said.notes_en,
    coded.figure_id
from coded
inner join said using (figure_id)
