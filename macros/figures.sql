{#- A line without the marks of its file: byte order mark, carriage return, form feed. -#}
{% macro without_file_marks(expression) -%}
    translate({{ expression }}, {{ character(65279) }} || chr(13) || chr(12), '')
{%- endmacro %}

{#- A text without markup (<b>, **, heading marks, rules, the escape before an asterisk) and outer
    white space. -#}
{% macro without_markup(expression) -%}
    {%- set markup = '^#+ |^-{3,}$|</?b>|[*]{2}|\\\\|\\s+$' -%}
    {{ trim_spaces(replace_all(without_file_marks(expression), markup, '')) }}
{%- endmacro %}

{#- The words of a line, label or heading: without markup, and without quotes around them. -#}
{% macro words_of(expression) -%}
    {{ replace_all(without_markup(expression), '^"([^"]*)"$', '\\1') }}
{%- endmacro %}

{#- What a cell holds: nothing, a mark in place of a number, or a number. -#}
{% macro cell_kind(expression) -%}
    case
        when {{ expression }} = '' then 'blank'
        when {{ expression }} = translate({{ expression }}, '0123456789', '') then 'mark'
        else 'number'
    end
{%- endmacro %}

{#- The number in a cell's text: spaces (plain, no-break, thin) divide thousands. -#}
{% macro cell_number(expression) -%}
    case
        when {{ cell_kind(expression) }} = 'number'
            then cast(
                translate(
                    {{ expression }},
                    '−–' || ' ' || {{ character(160) }} || {{ character(8201) }} || {{ character(8239) }},
                    '--'
                ) as integer
            )
    end
{%- endmacro %}

{#- A short name for a row that is the same in every build: a digest of what identifies it. -#}
{% macro check_id(identity, document_id, key) -%}
    {{ short_name(identity ~ ', ' ~ document_id ~ ', ' ~ key) }}
{%- endmacro %}

{#- A digest of a key: one column to sort and join by. -#}
{% macro short_name(key) -%}
    substr(md5(concat_ws('|', {{ key }})), 1, 16)
{%- endmacro %}

{#- A ratio of whole numbers, in parts of a whole of so many, rounded half away from zero as NAV
    does; NULL over zero. -#}
{% macro rounded_ratio(numerator, denominator, whole=1) -%}
    {%- set parts = 'cast(' ~ numerator ~ ' as bigint) * ' ~ whole if whole > 1 else numerator -%}
    cast(
        round(cast({{ parts }} as decimal(18, 4)) / nullif({{ denominator }}, 0)) as bigint
    )
{%- endmacro %}

{#- Where something is printed: document, line and cell. -#}
{% macro place(prefix='') -%}
    {{ prefixed(['document_id', 'line_no', 'column_no'], prefix) }}
{%- endmacro %}

{#- The cell of a workbook in which a cell of a line stands, as Excel writes it: no line goes beyond
    column Z. -#}
{% macro sheet_cell(lines, column_no) -%}
    chr(ascii({{ lines }}.sheet_cell) + coalesce({{ column_no }}, 1) - 1) || substr({{ lines }}.sheet_cell, 2)
{%- endmacro %}

{#- A figure (NULL where it is not known) and its bounds. -#}
{% macro interval(prefix='') -%}
    {{ prefixed(['obs_value', 'obs_value_min', 'obs_value_max'], prefix) }}
{%- endmacro %}

{#- A bound that nothing is known of (the highest count behind some marks) is a number inside the models,
    so that sums and comparisons hold as they are. It is beyond every count, even as a ten-thousandth. -#}
{% macro open_bound() -%} 1000000000000 {%- endmacro %}

{#- A bound as marts have it: NULL where it is open, or made of one that is. -#}
{% macro known_bound(bound) -%}
    case when abs({{ bound }}) < 100000000 then {{ bound }} end
{%- endmacro %}

{#- The mark that a document prints in place of a small count. -#}
{% macro mark_of(document_id) -%}
    (
        select min_by(marks.mark, marks.kind) from {{ ref('int_suppression_marks') }} as marks
        where marks.document_id = {{ document_id }}
    )
{%- endmacro %}

{#- A figure and its bounds as marts have them. -#}
{% macro published_interval(prefix, type='integer') -%}
    {%- for column in ['obs_value', 'obs_value_min', 'obs_value_max'] %}
    cast({{ known_bound(prefix ~ '.' ~ column) }} as {{ type }}) as {{ column }}
    {{- ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- A bound of a mart as a number again, for tests that add bounds up. -#}
{% macro bound(column, end) -%}
    coalesce({{ column }}, {{ '-' if end == 'min' }}{{ open_bound() }})
{%- endmacro %}

{#- A sentence with its words in braces filled in: {share} by the text of that name. -#}
{% macro filled(sentence, words) -%}
    {%- set text = namespace(sql=sentence) -%}
    {%- for word, value in words.items() -%}
        {%- set text.sql = "replace(" ~ text.sql ~ ", '{" ~ word ~ "}', coalesce(" ~ value ~ ", ''))" -%}
    {%- endfor -%}
    {{ text.sql }}
{%- endmacro %}

{#- Two bounds in words: one number where they are the same, with the language's decimal mark. -#}
{% macro range_words(lowest, highest, language) -%}
    replace(
        case when {{ lowest }} = {{ highest }} then cast({{ lowest }} as string)
        else cast({{ lowest }} as string) || '–' || cast({{ highest }} as string) end,
        '.', '{{ {'nb': ',', 'en': '.'}[language] }}'
    )
{%- endmacro %}
