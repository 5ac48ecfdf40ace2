-- One row per measure set x month x status x sex that has a figure, zero included.
-- NAV leaves out rows that are zero: where the month has measures for this status and sex, a
-- measure set that its year prints anywhere has a figure, zero where it has no part. Where the
-- month prints group totals only, those that are printed have one; NAV's total covers its measures.
with slices as (

    {% for relation in [ref('int_observations'), ref('int_derived_parts')] %}
    select
        year(period) as calendar_year,
        period,
        status_code,
        sex_code
    from {{ relation }}
    where
        {{ participants_by(['measure_group', 'measure', 'status', 'sex']) }}
        and measure_code <> '_T'
    {{ 'union' if not loop.last }}
    {% endfor %}

),

figures as (

    select
        {{ measure_set('offered') }},
        slices.calendar_year,
        slices.period,
        slices.status_code,
        slices.sex_code
    from {{ ref('int_measure_set_years') }} as offered
    inner join slices using (calendar_year)
    where offered.is_offered
    union
    select
        {{ measure_set() }},
        calendar_year,
        period,
        status_code,
        sex_code
    from {{ ref('int_measure_set_parts') }}

)

select
    {{ figure_id('subject', [measure_set('figures'), 'period', 'status_code', 'sex_code']) }}
        as figure_id,
    {{ measure_set('figures') }},
    figures.calendar_year,
    figures.period,
    figures.status_code,
    figures.sex_code,
    {{ breakdown('figures', ['status', 'sex']) }} as breakdown,
    years.is_covered or years.measure_codes is null as is_covered,
    years.measure_codes
from figures
inner join {{ ref('int_measure_set_years') }} as years using ({{ measure_set() }}, calendar_year)
