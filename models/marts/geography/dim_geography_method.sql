-- One row per way of carrying county figures over to other divisions, in words.
select
    geography_method,
    order_no,
    name_nb as geography_method_name_nb,
    name_en as geography_method_name_en,
    description_nb,
    description_en,
    tolerance_share
from {{ ref('geography_methods') }}
