-- One row per figure of a lost row and printed figure (its first print) that it is rebuilt from.
-- Along the erratum's dimension a total is the sum of its parts, and a part the total less the
-- other parts: the sign says whether to add or to subtract.
with prints as (

    select
        *,
        row_number() over (
            partition by document_id, {{ observation_key() }}
            order by line_no, column_no
        ) as print_no
    from {{ ref('int_cells') }}
    where
        is_figure
        and document_id in (select lost.document_id from {{ ref('int_lost_cells') }} as lost)

)

select
    {{ place('lost') }},
    prints.line_no as part_line_no,
    prints.column_no as part_column_no,
    prints.obs_value,
    -- 1 for the parts of a lost total and the total of a lost part, -1 for the other parts.
    case when {{ one_is_total_along('lost.rebuild_along', 'lost', 'prints') }} then 1 else -1
    end as sign
from {{ ref('int_lost_cells') }} as lost
inner join prints
    on
        prints.print_no = 1
        and lost.document_id = prints.document_id
        and lost.period = prints.period
        and lost.freq = prints.freq
        and lost.indicator = prints.indicator
        and {{ differ_only_along('lost.rebuild_along', 'lost', 'prints') }}
