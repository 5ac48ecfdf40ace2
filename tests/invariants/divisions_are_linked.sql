-- Each two county divisions in use are linked by each geography method: the newer with the older,
-- and where single counties are areas the older with the newer too. All in use are linked at once,
-- if they are not just two. Whole counties cannot always be carried over; nothing else is linked.
with divisions as (

    select
        county_division,
        row_number() over (order by valid_from desc nulls last) as newest_no,
        count(*) over () as division_count
    from {{ ref('county_divisions') }}
    where
        county_division in (
            select documents.county_division from {{ ref('dim_document') }} as documents
        )

),

due as (

    select
        methods.geography_method,
        targets.county_division as target_division,
        linked.county_division as linked_division,
        methods.area_is = 'region' or methods.counts = 'share' as is_always_there
    from divisions as targets
    inner join divisions as linked on targets.newest_no <> linked.newest_no
    inner join {{ ref('geography_methods') }} as methods
        on methods.area_is = 'county' or targets.newest_no < linked.newest_no
    union all
    select
        methods.geography_method,
        targets.county_division as target_division,
        '_T' as linked_division,
        true as is_always_there
    from divisions as targets
    inner join {{ ref('geography_methods') }} as methods
        on methods.area_is = 'region' and targets.newest_no = 1 and targets.division_count <> 2

),

given as (

    select distinct
        {{ area_link() }},
        true as is_given
    from {{ ref('area_counties') }}

)

select
    concat_ws(' ', {{ area_link() }}) as link,
    cast(due.is_always_there as string) as expected,
    cast(given.is_given as string) as found
from due
full outer join given using ({{ area_link() }})
where due.is_always_there is null or (due.is_always_there and given.is_given is null)
