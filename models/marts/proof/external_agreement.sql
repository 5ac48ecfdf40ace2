-- One row per figure that somebody else printed: beside ours where it is of the same people and
-- period, with how far both agree. A change is the later figure less the former.
with ours as (

    select
        {{ measure_set_of() }},
        indicator,
        status_code,
        sex_code,
        period,
        obs_value
    from {{ ref('int_observations') }}
    where
        freq = 'M'
        {% for dimension in dimensions()[4:] %}
        and {{ dimension }}_code = '_T'
        {% endfor %}

),

compared as (

    select
        printed.external_figure_id,
        printed.printed_value is not null as is_compared,
        later.obs_value - case when printed.from_period is null then 0 else former.obs_value end
            as obs_value
    from {{ ref('external_figures') }} as printed
    {% for role, period in {'later': 'period', 'former': 'from_period'}.items() %}
    left join ours as {{ role }}
        on
            printed.{{ period }} = {{ role }}.period
            {% for column in [
                'measure_set_kind', 'measure_set_code', 'indicator', 'status_code', 'sex_code'
            ] %}
            and printed.{{ column }} = {{ role }}.{{ column }}
            {% endfor %}
    {% endfor %}

)

select
    printed.external_figure_id,
    printed.order_no,
    printed.publisher,
    printed.title,
    printed.url,
    printed.seen,
    printed.counts_nb,
    printed.counts_en,
    printed.printed,
    printed.printed_value,
    printed.off_at_most,
    {{ measure_set('printed') }},
    printed.indicator,
    printed.status_code,
    printed.sex_code,
    printed.from_period,
    printed.period,
    compared.obs_value,
    case
        when not compared.is_compared then 'context'
        when compared.obs_value is null then 'no_figure'
        when printed.printed_value = compared.obs_value then 'exact'
        when abs(printed.printed_value - compared.obs_value) <= printed.off_at_most
            then 'within_rounding'
        else 'differs'
    end as agreement,
    printed.reason_nb,
    printed.reason_en
from {{ ref('external_figures') }} as printed
inner join compared using (external_figure_id)
