-- Each mart holds every row of participants that its slice selects, with the same figure: by
-- measure, measure group, background and county; headline, means and changes those of group totals.
with participants as (

    select * from {{ ref('participants') }}
    where indicator = 'participants' and freq = 'M'

),

group_totals as (

    select * from participants
    where {{ participants_by(['measure_group', 'status', 'sex']) }}

),

quoted as (

    {% for mart, dimensions, condition in [
        ('participants_by_measure', ['measure_group', 'measure', 'status', 'sex'], "measure_code <> '_T'"),
        ('participants_by_measure_group', ['measure_group', 'status', 'sex'], 'true'),
        ('participants_by_county', ['measure_group', 'measure', 'status', 'county'], "county_code <> '_T'"),
    ] %}
    select
        '{{ mart }}' as mart,
        observation_id,
        {{ interval() }},
        obs_status
    from participants
    where {{ participants_by(dimensions) }} and {{ condition }}
    union all
    {% endfor %}
    {% for background in ['age', 'immigrant_background', 'country_background', 'education'] %}
    select
        'participants_by_background' as mart,
        observation_id,
        {{ interval() }},
        obs_status
    from participants
    where
        {{ participants_by(['measure_group', 'measure', background]) }}
        and {{ background }}_code <> '_T'
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

held as (

    {% for mart in [
        'participants_by_measure', 'participants_by_measure_group', 'participants_by_county',
        'participants_by_background',
    ] %}
    select
        '{{ mart }}' as mart,
        observation_id,
        {{ interval() }},
        obs_status
    from {{ ref(mart) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

-- The month that the headline is of.
months as (

    select distinct month(period) as month_no
    from {{ ref('headline') }}

),

wrong as (

    select
        quoted.mart,
        quoted.observation_id as what
    from quoted
    left join held using (mart, observation_id)
    where
        held.observation_id is null
        or quoted.obs_value is distinct from held.obs_value
        or quoted.obs_value_min is distinct from held.obs_value_min
        or quoted.obs_value_max is distinct from held.obs_value_max
        or quoted.obs_status is distinct from held.obs_status
    union all
    select
        'headline' as mart,
        group_totals.observation_id as what
    from group_totals
    inner join months on month(group_totals.period) = months.month_no
    left join {{ ref('headline') }} as headline
        using (period, measure_group_code, status_code, sex_code)
    where
        (group_totals.status_code = '_T' or group_totals.sex_code = '_T')
        and (
            headline.figure_id is null
            or group_totals.obs_value is distinct from headline.obs_value
            or group_totals.obs_value_min is distinct from headline.obs_value_min
            or group_totals.obs_value_max is distinct from headline.obs_value_max
        )
    union all
    select
        'annual_means' as mart,
        group_totals.observation_id as what
    from group_totals
    left join {{ ref('annual_means') }} as means
        on
            means.measure_set_kind = 'measure_group'
            and group_totals.measure_group_code = means.measure_set_code
            and group_totals.status_code = means.status_code
            and group_totals.sex_code = means.sex_code
            and year(group_totals.period) = year(means.period)
    where means.figure_id is null
    union all
    select
        'same_month_changes' as mart,
        later.observation_id as what
    from group_totals as former
    inner join group_totals as later
        on
            former.measure_group_code = later.measure_group_code
            and former.status_code = later.status_code
            and former.sex_code = later.sex_code
            and month(former.period) = month(later.period)
            and former.period < later.period
    left join {{ ref('same_month_changes') }} as changes
        on
            changes.measure_set_kind = 'measure_group'
            and later.measure_group_code = changes.measure_set_code
            and later.status_code = changes.status_code
            and later.sex_code = changes.sex_code
            and former.period = changes.from_period
            and later.period = changes.period
    where changes.figure_id is null

)

select
    wrong.mart,
    count(*) as missing_count,
    min(wrong.what) as first_of_them
from wrong
group by all
