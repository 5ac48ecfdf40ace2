-- What ended and what is new in the measures behind a figure, where it is enough that the content
-- changed since the former year that the figure can be compared with. One row per such figure.
create or replace temp table content as
select
    judged.figure_id,
    judged.former_year,
    string_agg(changes.sentence_nb, ' ' order by kinds.order_no) as sentence_nb,
    string_agg(changes.sentence_en, ' ' order by kinds.order_no) as sentence_en
from harmonized.int_figure_comparability as judged
inner join marts.content_changes as changes
    on
        judged.measure_set_kind = changes.measure_set_kind
        and judged.measure_set_code = changes.measure_set_code
        and judged.former_year = changes.from_year
        and judged.calendar_year = changes.to_year
        and judged.status_code = changes.status_code
        and judged.sex_code = changes.sex_code
inner join reference.content_change_kinds as kinds using (content_change)
where
    judged.is_comparable
    and kinds.verdict = 'changed'
    and changes.pct_max >= kinds.least_pct
    and coalesce(changes.persons_max >= kinds.least_persons, true)
group by all;
