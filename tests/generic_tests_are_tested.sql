-- Each generic test, and each rule that several tests share, fails on just the cases that it must:
-- one fixture, named cases, and a row here for every case where a verdict is not the expected one.
with figures as (

    select
        cases.*,
        coalesce(cases.fixture, 'no fixture') as document_id,
        1 as line_no,
        cases.part_code as sex_code,
        case when cases.fixture = 'total nowhere' then 'x' else '_T' end as county_code,
        case when cases.fixture = 'one code of two' then 'x' else '_T' end as age_code
    from (
        values
        -- case, part, value, min, max, status, suppressed, reference
        ('adds up', '_T', 10, 10, 10, 'A', false, 'known'),
        ('adds up', 'a', 6, 6, 6, 'A', false, 'known'),
        ('adds up', 'b', 4, 4, 4, 'A', false, 'known'),
        ('one more than the parts', '_T', 11, 11, 11, 'A', false, 'known'),
        ('one more than the parts', 'a', 6, 6, 6, 'A', false, 'known'),
        ('one more than the parts', 'b', 4, 4, 4, 'A', false, 'known'),
        ('just inside the bounds', '_T', 9, 9, 9, 'A', false, 'known'),
        ('just inside the bounds', 'a', 6, 6, 6, 'A', false, 'known'),
        ('just inside the bounds', 'b', null, 0, 3, 'Q', true, 'known'),
        ('just outside the bounds', '_T', 10, 10, 10, 'A', false, 'known'),
        ('just outside the bounds', 'a', 6, 6, 6, 'A', false, 'known'),
        ('just outside the bounds', 'b', null, 0, 3, 'Q', true, 'known'),
        ('total missing', 'a', 6, 6, 6, 'A', false, 'known'),
        ('total nowhere', 'a', 6, 6, 6, 'A', false, 'known'),
        ('total twice', '_T', 6, 6, 6, 'A', false, 'known'),
        ('total twice', '_T', 6, 6, 6, 'A', false, 'known'),
        ('total twice', 'a', 6, 6, 6, 'A', false, 'known'),
        ('one code of two', '_T', 10, 10, 10, 'A', false, 'known'),
        ('one code of two', 'a', 6, 6, 6, 'A', false, 'known'),
        ('no parts', '_T', 6, 6, 6, 'A', false, 'known'),
        ('suppressed as zero', '_T', 0, 0, 0, 'Q', true, 'known'),
        ('suppressed not marked', '_T', null, 0, 3, 'Q', false, 'known'),
        ('value out of bounds', '_T', 7, 6, 6, 'A', false, 'known'),
        ('no value', '_T', null, 0, 3, 'A', false, 'known'),
        ('a tenth about its value', '_T', 6.1, 6.0, 6.1, 'E', false, 'known'),
        ('two tenths about its value', '_T', 6.1, 6.0, 6.2, 'E', false, 'known'),
        ('a tenth off its value', '_T', 6.2, 6.0, 6.1, 'E', false, 'known'),
        ('reference unknown', '_T', 6, 6, 6, 'A', false, 'unknown'),
        ('reference empty', '_T', 6, 6, 6, 'A', false, null),
        (null, '_T', 6, 6, 6, 'A', false, 'known')
    ) as cases (
        fixture,
        part_code,
        obs_value,
        obs_value_min,
        obs_value_max,
        obs_status,
        is_suppressed,
        reference
    )

),

known as (

    select 'known' as reference

),

failing as (

    {% for test, needs_all_codes in [
        ('parts_sum_to_total', false),
        ('parts_sum_to_total of all codes', true),
    ] %}
    select
        '{{ test }}' as test,
        document_id as fixture
    from ({{ test_parts_sum_to_total(
        'figures', along='sex_code', keys=['fixture', 'county_code', 'age_code'],
        needs_all_codes=needs_all_codes
    ) }}) as rows_found
    union all
    {% endfor %}
    select
        'doubled_keys' as test,
        key_values as fixture
    from ({{ doubled_keys('figures', ['fixture', 'part_code']) }}) as rows_found
    {% for test, rows, marks in [
        ('consistent_bounds', test_consistent_bounds('figures'), ['obs_status', 'is_suppressed']),
        ('sound_interval', test_sound_interval('figures'), ['obs_status']),
    ] %}
    union all
    select
        '{{ test }}' as test,
        cases.fixture
    from ({{ rows }}) as rows_found
    inner join figures as cases
        on
            rows_found.obs_value is not distinct from cases.obs_value
            {% for column in ['obs_value_min', 'obs_value_max'] + marks %}
            and rows_found.{{ column }} = cases.{{ column }}
            {% endfor %}
    {% endfor %}
    union all
    select
        'dangling_references' as test,
        cases.fixture
    from ({{ dangling_references('figures', ['reference'], 'known') }}) as rows_found
    inner join figures as cases on rows_found.reference_values = cases.reference

),

expected as (

    select cases.*
    from (
        values
        ('parts_sum_to_total', 'one more than the parts'),
        ('parts_sum_to_total', 'just outside the bounds'),
        ('parts_sum_to_total', 'total missing'),
        ('parts_sum_to_total', 'total twice'),
        ('parts_sum_to_total', 'one code of two'),
        ('parts_sum_to_total of all codes', 'one more than the parts'),
        ('parts_sum_to_total of all codes', 'just outside the bounds'),
        ('parts_sum_to_total of all codes', 'total missing'),
        ('parts_sum_to_total of all codes', 'total twice'),
        ('doubled_keys', 'total twice, _T'),
        ('doubled_keys', '_T'),
        ('consistent_bounds', 'suppressed as zero'),
        ('consistent_bounds', 'suppressed not marked'),
        ('consistent_bounds', 'value out of bounds'),
        ('consistent_bounds', 'no value'),
        ('consistent_bounds', 'a tenth about its value'),
        ('consistent_bounds', 'two tenths about its value'),
        ('consistent_bounds', 'a tenth off its value'),
        ('sound_interval', 'suppressed as zero'),
        ('sound_interval', 'value out of bounds'),
        ('sound_interval', 'no value'),
        ('sound_interval', 'two tenths about its value'),
        ('sound_interval', 'a tenth off its value'),
        ('dangling_references', 'reference unknown')
    ) as cases (test, fixture)

)

select
    coalesce(expected.test, failing.test) as test,
    coalesce(expected.fixture, failing.fixture) as fixture,
    case when failing.test is null then 'passes and should fail' else 'fails and should pass' end
        as found
from expected
full outer join failing
    on
        expected.test = failing.test
        and expected.fixture is not distinct from failing.fixture
where expected.test is null or failing.test is null
