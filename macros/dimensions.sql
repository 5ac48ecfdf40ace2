{#- The dimensions of every figure, in the order in which their columns stand. `_T` is the total. -#}
{% macro dimensions() -%}
    {{ return([
        'measure_group',
        'measure',
        'status',
        'sex',
        'county',
        'age',
        'immigrant_background',
        'country_background',
        'education',
    ]) }}
{%- endmacro %}

{#- The dimensions of where people come from and what they have learnt. -#}
{% macro backgrounds() -%}
    {{ return(['age', 'immigrant_background', 'country_background', 'education']) }}
{%- endmacro %}

{#- What a figure is broken down by beside measure, status and sex: _T for nothing, county, or
    background for any of these. -#}
{% macro broken_down_by(prefix='') -%}
    {%- set dot = prefix ~ '.' if prefix else '' -%}
    case
        when {{ dot }}county_code <> '_T' then 'county'
        when {{ breakdown(prefix, backgrounds()) }} <> '' then 'background'
        else '_T'
    end
{%- endmacro %}

{#- The code columns of all dimensions, comma-separated: [prefix.]measure_group_code, ... -#}
{% macro dimension_codes(prefix='') -%}
    {%- for dimension in dimensions() -%}
        {{ prefix ~ '.' if prefix }}{{ dimension }}_code{{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#- The code that a place of a table has in a dimension: the row says it, else the column, else the
    population of the table; a measure brings its group. -#}
{% macro place_code(dimension) -%}
    case
        when table_rows.dimension = '{{ dimension }}' then table_rows.code
        when table_columns.dimension = '{{ dimension }}' then table_columns.code
        {%- if dimension == 'measure_group' %}
        else coalesce(table_rows.measure_group_code, tables.measure_group_code)
        {%- elif dimension in ('measure', 'status', 'sex', 'age') %}
        else tables.{{ dimension }}_code
        {%- else %}
        else '_T'
        {%- endif %}
    end
{%- endmacro %}

{#- Whom a text of populations.csv names, their age aside; empty for everybody. -#}
{% macro named_people(populations) -%}
    concat_ws(
        ' '
        {%- for dimension in ['measure_group', 'measure', 'status', 'sex'] -%}
        , '{{ dimension }} ' || {{ populations }}.{{ dimension }}_code
        {%- endfor -%}
    )
{%- endmacro %}

{#- Condition: table, row and column of a place say which figure belongs there. -#}
{% macro is_coded_place() -%}
    (
        tables.total_line_no is not null
        and table_columns.indicator is not null
        and table_columns.period is not null
        and (table_rows.is_total or table_rows.code is not null)
    )
{%- endmacro %}

{#- The columns that identify a figure: when, what is counted, and of whom. -#}
{% macro observation_key(prefix='') -%}
    {%- set dot = prefix ~ '.' if prefix else '' -%}
    {{ dot }}period, {{ dot }}freq, {{ dot }}indicator, {{ dimension_codes(prefix) }}, {{ dot }}county_division
{%- endmacro %}

{#- Join condition: two relations speak of the same people (all dimensions). -#}
{% macro same_codes(left, right) -%}
    {{ left }}.county_division = {{ right }}.county_division
    {%- for dimension in dimensions() %}
    and {{ left }}.{{ dimension }}_code = {{ right }}.{{ dimension }}_code
    {%- endfor %}
{%- endmacro %}

{#- Join condition: two relations speak of the same slice (all but the indicator). -#}
{% macro same_slice(left, right) -%}
    {{ left }}.period = {{ right }}.period and {{ left }}.freq = {{ right }}.freq
    and {{ same_codes(left, right) }}
{%- endmacro %}

{#- Join condition: two relations speak of the same figure. -#}
{% macro same_key(left, right) -%}
    {{ left }}.indicator = {{ right }}.indicator and {{ same_slice(left, right) }}
{%- endmacro %}

{#- Condition: the monthly count of participants, broken down by these dimensions at most. -#}
{% macro participants_by(kept, prefix='') -%}
    {%- set dot = prefix ~ '.' if prefix else '' -%}
    {{ dot }}indicator = 'participants' and {{ dot }}freq = 'M'
    {%- for dimension in dimensions() if dimension not in kept %}
    and {{ dot }}{{ dimension }}_code = '_T'
    {%- endfor %}
{%- endmacro %}

{#- Whom a figure counts, in words: the codes that are not totals. -#}
{% macro code_words(relation) -%}
    concat_ws(
        ', ',
        {%- for dimension in dimensions() %}
        nullif({{ relation }}.{{ dimension }}_code, '_T'){{ ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

{#- The slice of a figure in words: indicator and the codes that are not totals. -#}
{% macro slice_words(relation) -%}
    concat_ws(', ', {{ relation }}.indicator, nullif({{ code_words(relation) }}, ''))
{%- endmacro %}

{#- The dimensions, of all or of some, by which a figure is broken down (whose code is not the total),
    divided by spaces. -#}
{% macro breakdown(prefix='', among=none) -%}
    {%- set dot = prefix ~ '.' if prefix else '' -%}
    concat_ws(
        ' '
        {%- for dimension in among or dimensions() -%}
        , case when {{ dot }}{{ dimension }}_code <> '_T' then '{{ dimension }}' end
        {%- endfor -%}
    )
{%- endmacro %}

{#- Condition: two figures differ in the dimension named by a column, and in no other. -#}
{% macro differ_only_along(named, left, right) -%}
    {%- for dimension in dimensions() %}
    {{ 'and ' if not loop.first }}({{ named }} = '{{ dimension }}')
    = ({{ left }}.{{ dimension }}_code <> {{ right }}.{{ dimension }}_code)
    {%- endfor %}
{%- endmacro %}

{#- Condition: in the dimension named by a column, one of two figures is the total. -#}
{% macro one_is_total_along(named, left, right) -%}
    '_T' in (
        {%- for side in (left, right) -%}
        case {{ named }}
            {%- for dimension in dimensions() %}
            when '{{ dimension }}' then {{ side }}.{{ dimension }}_code
            {%- endfor %}
        end{{ ', ' if not loop.last }}
        {%- endfor -%}
    )
{%- endmacro %}

{#- Which publication a document is of: the day it was updated where printed, else its edition. -#}
{% macro publication(documents='') -%}
    {%- set dot = documents ~ '.' if documents else '' -%}
    coalesce(cast({{ dot }}updated_on as string), {{ dot }}edition)
{%- endmacro %}

{#- How many months one first day of a month is after another. -#}
{% macro months_between(first, last) -%}
    12 * (year({{ last }}) - year({{ first }})) + month({{ last }}) - month({{ first }})
{%- endmacro %}

{#- Condition: a document covers one calendar year; otherwise its average is of a year so far. -#}
{% macro covers_whole_year(documents) -%}
    (
        month({{ documents }}.period_from) = 1
        and {{ months_between(documents ~ '.period_from', documents ~ '.period_to') }} = 11
    )
{%- endmacro %}

{#- A short name for a figure, the same in every build: one column to sort and join by. -#}
{% macro observation_id(prefix='') -%}
    {{ short_name(observation_key(prefix)) }}
{%- endmacro %}

{#- Whether a text as a whole has a form, a regular expression from ^ to $. -#}
{% macro matches_whole(text, form) -%}
    regexp_replace({{ text }}, {{ form }}, '') = ''
{%- endmacro %}

{#- Whether a county code holds in a division: on its first day; the oldest has none. -#}
{% macro is_county_of(counties, division) -%}
    ({{ counties }}.valid_from is null or {{ counties }}.valid_from <= {{ division }}.valid_from)
    and (
        {{ counties }}.valid_to is null
        or {{ division }}.valid_from is null
        or {{ division }}.valid_from < {{ counties }}.valid_to
    )
{%- endmacro %}

{#- Whether a figure is one of the parts into which the people of its month are divided once: it is
    broken down by the first dimensions (`whole`) where any figure of the month, and of the code of
    the dimension before, is; and by as many of the others (`finer`) as any is, of as many by the
    first ones. What is added up by it counts nobody twice. -#}
{% macro is_leaf(figures, whole, finer, of=['period']) -%}
    {%- set keys = [] -%}
    {%- for column in of -%}{%- do keys.append(figures ~ '.' ~ column) -%}{%- endfor -%}
    {%- set crossed -%}
        {%- for dimension in finer -%}
        case when {{ figures }}.{{ dimension }}_code = '_T' then 0 else
        {{- ' ' }}{{ 1000 + 2 ** (finer | length - loop.index) }} end{{ ' + ' if not loop.last }}
        {%- endfor -%}
    {%- endset -%}
    {%- for dimension in whole -%}
    ({{ figures }}.{{ dimension }}_code <> '_T')
    = bool_or({{ figures }}.{{ dimension }}_code <> '_T')
    over (partition by {{ keys | join(', ') }})
    and {% do keys.append(figures ~ '.' ~ dimension ~ '_code') -%}
    {%- endfor -%}
    ({{ crossed }}) = max({{ crossed }}) over (partition by {{ keys | join(', ') }})
{%- endmacro %}
