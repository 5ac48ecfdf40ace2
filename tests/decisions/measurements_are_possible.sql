-- What was measured can be so: no more is found than was visible, nor named than was found; each
-- kind of error was made in the documents that are here, on one day and with one random seed.
{%- set at_most = [
    ['visible_count', 'error_count'], ['found_count', 'visible_count'],
    ['named_in_three_count', 'found_count'], ['named_first_count', 'named_in_three_count'],
    ['named_uniquely_count', 'named_first_count'], ['right_value_count', 'found_count'],
    ['wrongly_unique_count', 'found_count - named_uniquely_count'],
] %}
{%- for part, whole in at_most %}
select
    '{{ part }} above {{ whole }}' as found,
    error_kind || ' in ' || document_id as place
from {{ ref('measured_detection') }}
where {{ part }} > {{ whole }} or {{ part }} < 0
union all
{%- endfor %}
select
    'measured in a document that is not here' as found,
    error_kind || ' in ' || document_id as place
from {{ ref('measured_detection') }}
where document_id not in (select documents.document_id from {{ ref('documents') }} as documents)
union all
select
    'measured on several days, or with several seeds' as found,
    min(error_kind) || ' to ' || max(error_kind) as place
from {{ ref('measured_detection') }}
having count(distinct measured_on) > 1 or count(distinct seed_no) > 1
union all
select
    'more figures can be recovered than are suppressed' as found,
    method as place
from {{ ref('measured_exposure') }}
where recoverable_count > suppressed_count or recoverable_count < 0
