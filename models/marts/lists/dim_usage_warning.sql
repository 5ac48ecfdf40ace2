-- One row per thing that the figures do not say, with what can be said instead.
select
    warning_code,
    order_no,
    may_not_nb,
    may_not_en,
    may_nb,
    may_en
from {{ ref('usage_warnings') }}
