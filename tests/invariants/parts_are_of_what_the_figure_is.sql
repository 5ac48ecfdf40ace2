-- The parts of a derived figure speak of what it speaks of: a measure of its measure set or the
-- total of the one group that the set is, the status (each of them, where all are not printed) and
-- the sex, and its month; those of a mean
-- the months of its year, each by a twelfth; those of a change its two months, with the former
-- taken away; those of an area a county, by the weight that the area counts it; those of a figure
-- that a change implies the same month of the next year. A share has its whole beside it.
{#- Mart, measure set, months from and to, the month taken away, and the weight of a part. -#}
{%- set none_taken = 'cast(null as date)' %}
{%- set group = "'measure_group' as measure_set_kind, measure_group_code as measure_set_code" %}
{%- set marts = [
    (
        'participants_by_series', "'series' as measure_set_kind, series_code as measure_set_code",
        'period', 'period', none_taken, '1',
    ),
    (
        'annual_means', measure_set(),
        'make_date(year(period), 1, 1)', 'make_date(year(period), 12, 1)', none_taken, '1 / 12.0',
    ),
    ('headline', group, 'period', 'period', none_taken, '1'),
    ('same_month_changes', measure_set(), 'period', 'period', 'from_period', '1'),
] %}
with members as (

    select
        measure_set_kind,
        measure_set_code,
        measure_group_code,
        measure_code
    from {{ ref('int_measure_sets') }}

),

totals as (

    select
        {{ measure_set() }},
        {{ join_text('measure_code', ' ', 'measure_code') }} as all_codes
    from members
    group by all

),

-- What may be a part of a set: its measures, and the total of a group that has just these.
counted as (

    select * from members
    union all
    select
        {{ measure_set('totals') }},
        measure_groups.measure_set_code as measure_group_code,
        '_T' as measure_code
    from totals
    inner join totals as measure_groups using (all_codes)
    where measure_groups.measure_set_kind = 'measure_group' and totals.measure_set_kind <> 'measure'

),

figures as (

    {% for mart, measure_set, first_period, last_period, former_period, weight in marts %}
    select
        '{{ mart }}' as mart,
        figure_id,
        {{ measure_set }},
        status_code,
        sex_code,
        {{ first_period }} as first_period,
        {{ last_period }} as last_period,
        {{ former_period }} as former_period,
        {{ weight }} as weight
    from {{ ref(mart) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

parts as (

    select
        figure_parts.figure_id,
        figure_parts.weight,
        observations.period,
        observations.freq,
        observations.indicator,
        observations.obs_value,
        observations.county_division,
        {{ dimension_codes('observations') }}
    from {{ ref('figure_parts') }} as figure_parts
    inner join {{ ref('participants') }} as observations
        on figure_parts.observation_id = observations.observation_id
    where figure_parts.weight <> 0

)

select
    figures.mart,
    concat_ws(
        ' ',
        figures.measure_set_kind,
        figures.measure_set_code,
        figures.former_period,
        figures.first_period,
        figures.status_code,
        figures.sex_code
    ) as what,
    concat_ws(
        ' ', parts.period, {{ code_words('parts') }}, 'by', cast(parts.weight as string)
    ) as found
from figures
inner join parts using (figure_id)
left join counted
    using (measure_set_kind, measure_set_code, measure_group_code, measure_code)
where
    counted.measure_code is null
    or not ({{ participants_by(['measure_group', 'measure', 'status', 'sex']) }})
    or (
        parts.status_code <> figures.status_code
        and (figures.status_code <> '_T' or figures.sex_code = '_T' or parts.measure_code = '_T')
    )
    or parts.sex_code <> figures.sex_code
    or (parts.weight > 0 and parts.period not between figures.first_period and figures.last_period)
    or (parts.weight < 0 and parts.period is distinct from figures.former_period)
    or abs(abs(parts.weight) - figures.weight) > 0.000001
union all
select
    'participants_by_county_harmonized' as mart,
    concat_ws(
        ' ',
        figures.geography_method,
        figures.area_code,
        figures.period,
        figures.measure_group_code,
        figures.measure_code,
        figures.status_code
    ) as what,
    concat_ws(
        ' ', parts.period, {{ code_words('parts') }}, 'by', cast(parts.weight as string)
    ) as found
from {{ ref('participants_by_county_harmonized') }} as figures
inner join parts on figures.figure_id = parts.figure_id
left join {{ ref('area_counties') }} as listed
    on
        figures.geography_method = listed.geography_method
        and figures.target_division = listed.target_division
        and figures.linked_division = listed.linked_division
        and figures.area_code = listed.area_code
        and parts.county_division = listed.county_division
        and parts.county_code = listed.county_code
where
    parts.period <> figures.period
    or (
        figures.measure_group_code <> '_T'
        and parts.measure_group_code <> figures.measure_group_code
    )
    or (figures.measure_group_code = '_T' and parts.measure_code <> '_T')
    or (figures.measure_code <> '_T' and parts.measure_code <> figures.measure_code)
    or parts.status_code <> figures.status_code
    or parts.weight is distinct from listed.weight
union all
select
    'participants_implied' as mart,
    concat_ws(
        ' ', figures.period, figures.measure_group_code, figures.measure_code, figures.status_code
    ) as what,
    concat_ws(' ', parts.period, {{ code_words('parts') }}) as found
from {{ ref('participants_implied') }} as figures
inner join parts on figures.figure_id = parts.figure_id
where
    year(parts.period) <> year(figures.period) + 1
    or month(parts.period) <> month(figures.period)
    or parts.measure_group_code <> figures.measure_group_code
    or parts.measure_code <> figures.measure_code
    or parts.status_code <> figures.status_code
union all
select
    'headline' as mart,
    concat_ws(' ', period, measure_group_code, status_code, sex_code) as what,
    'a share without its whole' as found
from {{ ref('headline') }}
where
    share_of_group_code is not null
    and (figure_id, period, share_of_group_code) not in (
        select
            beside.figure_id,
            wholes.period,
            wholes.measure_group_code
        from {{ ref('figure_parts') }} as beside
        inner join {{ ref('participants') }} as wholes using (observation_id)
        where beside.weight = 0 and wholes.status_code = '_T' and wholes.sex_code = '_T'
    )
union all
-- A figure that is printed nowhere is what its parts give.
select
    'participants' as mart,
    rebuilt.observation_id as what,
    'rebuilt from ' || coalesce(cast(sum(parts.weight * parts.obs_value) as string), 'nothing')
        as found
from {{ ref('participants') }} as rebuilt
left join parts on rebuilt.observation_id = parts.figure_id
where rebuilt.printed_text is null
group by rebuilt.observation_id, rebuilt.obs_value
having
    case
        when rebuilt.obs_value is null then count(parts.figure_id) = 0
        else rebuilt.obs_value is distinct from sum(parts.weight * parts.obs_value)
    end
union all
select distinct
    'figure_parts' as mart,
    figure_id as what,
    'parts of no published figure' as found
from parts
where
    figure_id not in (select figures.figure_id from figures)
    and figure_id not in (
        select areas.figure_id from {{ ref('participants_by_county_harmonized') }} as areas
    )
    and figure_id not in (
        select implied.figure_id from {{ ref('participants_implied') }} as implied
    )
    and figure_id not in (
        select rebuilt.observation_id from {{ ref('participants') }} as rebuilt
        where rebuilt.printed_text is null
    )
    {% for mart in ['measure', 'measure_group', 'county'] %}
    and figure_id not in (
        select derived.figure_id from {{ ref('participants_by_' ~ mart) }} as derived
        where derived.observation_id is null
    )
    {% endfor %}
