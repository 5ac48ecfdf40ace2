-- One row per thing in the documents or the reference seeds that is wrong: must be empty. The
-- rules stand in the order in which a person should read them.
{%- set rules = [
    'foreign_statistic', 'document_population', 'document_title', 'document_period', 'doubled_page',
    'unknown_section', 'unknown_column', 'wrong_period', 'missing_total', 'wrong_context',
    'unknown_row', 'doubled_figure', 'unread_cell', 'small_number', 'suppression_mark', 'not_rebuilt',
    'violated_identity', 'later_mark', 'withheld_document', 'unsettled_publication',
    'unused_erratum', 'document_count', 'check_count', 'unused_mapping', 'unused_acceptance',
    'unused_outlier', 'unused_decision',
] %}
with problems as (

    select * from {{ ref('problems_in_documents') }}
    union all
    select * from {{ ref('problems_in_reading') }}
    union all
    select * from {{ ref('problems_in_checks') }}
    union all
    select * from {{ ref('problems_in_publications') }}
    union all
    select * from {{ ref('problems_in_seeds') }}

)

select
    case problems.rule
        {% for rule in rules %}
        when '{{ rule }}' then {{ loop.index }}
        {% endfor %}
    end as rule_no,
    problems.rule,
    {{ place('problems') }},
    'sheet ''' || stg_lines.sheet_name
    || ''', cell ' || {{ sheet_cell('stg_lines', 'problems.column_no') }} as sheet_place,
    problems.found,
    problems.expected,
    problems.next_step
from problems
left join {{ ref('stg_lines') }} as stg_lines
    on
        problems.document_id = stg_lines.document_id
        and problems.line_no = stg_lines.line_no
