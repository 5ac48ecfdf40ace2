-- A title belongs to one statistic: each example has the form of its own row and of no other, and
-- just the statistics that are read say whom their totals count.
select
    forms.statistic,
    examples.title_example as title,
    'a form that its own title lacks, or that another statistic''s has' as found
from {{ ref('statistics') }} as forms
cross join {{ ref('statistics') }} as examples
where
    ({{ matches_whole('examples.title_example', 'forms.title_form') }})
    <> (forms.statistic = examples.statistic)
union all
select
    statistic,
    title_form as title,
    'a total that counts nobody known, or somebody where nothing is read' as found
from {{ ref('statistics') }}
where is_read <> coalesce(total_counts in ('all_measures', 'measure_group'), false)
