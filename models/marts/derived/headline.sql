-- One row per measure group (_T: all) x year x status or sex in the month that the most years
-- have, with its share and what must be said: the table for who writes about the figures.
with headline as (

    select
        headline.*,
        names.measure_set_name_nb,
        names.measure_set_name_en,
        comparability.former_year,
        comparability.is_comparable,
        comparability.comparability_codes
    from {{ ref('int_headline') }} as headline
    inner join {{ ref('dim_measure_set') }} as names using ({{ measure_set() }})
    inner join {{ ref('int_figure_comparability') }} as comparability using (figure_id)

),

said as (

    select
        headline.figure_id,
        {{ join_text('notes.sentence_nb', ' ', 'notes.order_no') }} as notes_nb,
        {{ join_text('notes.sentence_en', ' ', 'notes.order_no') }} as notes_en
    from headline
    inner join {{ ref('comparability_notes') }} as notes
        on ' ' || headline.comparability_codes || ' ' like '% ' || notes.note_code || ' %'
    group by all

)

select
    headline.period,
    headline.measure_set_code as measure_group_code,
    headline.measure_set_name_nb as measure_group_name_nb,
    headline.measure_set_name_en as measure_group_name_en,
    headline.status_code,
    headline.sex_code,
    {{ published_interval('figures') }},
    figures.obs_status,
    figures.is_printed,
    headline.share_of_group_code,
    {{ per_cent('figures.obs_value', 'wholes.obs_value') }} as share_pct,
    {% for end in ['min', 'max'] %}
    {{ per_cent_bound(end, 'figures', 'wholes.obs_value') }} as share_{{ end }}_pct,
    {% endfor %}
    cast(headline.former_year as bigint) as former_year,
    headline.is_comparable,
    headline.comparability_codes,
    said.notes_nb,
    said.notes_en,
    headline.figure_id
from headline
inner join said using (figure_id)
inner join {{ ref('int_figures') }} as figures using (figure_id)
left join {{ ref('int_figures') }} as wholes on headline.whole_figure_id = wholes.figure_id
