-- A figure is compared with its former year if and only if the list says so of the measure set, the
-- two years and whom the figure counts, and its area was the same too; in its first year nothing is
-- said. A change is given if and only if its two years can be compared. A way of carrying counties
-- over is comparable if and only if all its areas are.
with steps as (

    {{ steps() }}

),

verdicts as (

    select
        {{ compared_slice() }},
        -- By county each method has a verdict: whether all its areas are near enough.
        bool_or(is_comparable) as is_comparable
    from {{ ref('comparability') }}
    group by all

),

-- Counties of two divisions are the same area where they are made of the same pieces.
lands as (

    select
        county_pieces.county_division,
        county_pieces.county_code,
        {{ join_text('county_pieces.piece_code', ' ', 'county_pieces.piece_code') }} as pieces
    from {{ ref('county_pieces') }} as county_pieces
    where
        county_pieces.county_division in (
            select documents.county_division from {{ ref('documents') }} as documents
        )
    group by all

),

divisions as (

    select distinct county_division from lands

),

changed_areas as (

    select
        concat_ws(' ', counties.county_division, counties.county_code) as area,
        '_T' as geography_method,
        divisions.county_division as other_division
    from lands as counties
    cross join divisions
    left join lands as others
        on
            divisions.county_division = others.county_division
            and counties.pieces = others.pieces
    where others.pieces is null
    union
    select
        concat_ws(' ', {{ area_key('areas') }}) as area,
        methods.geography_method,
        '_T' as other_division
    from {{ ref('participants_by_county_harmonized') }} as areas
    inner join {{ ref('geography_methods') }} as methods using (geography_method)
    where greatest(areas.moved_out_pct, areas.moved_in_pct) > 100 * methods.tolerance_share

),

years as (

    select distinct
        county_division,
        year(period) as from_year
    from {{ ref('participants_by_county') }}

),

-- The former years in which a county, as it is now, was another area.
changed_since as (

    select
        changed_areas.area,
        years.from_year
    from changed_areas
    inner join years on changed_areas.other_division in ('_T', years.county_division)

),

judged as (

    select
        steps.*,
        case
            when steps.from_year is not null
                then
                    coalesce(verdicts.is_comparable, false)
                    and (steps.area, steps.from_year) not in (
                        select
                            changed_since.area,
                            changed_since.from_year
                        from changed_since
                    )
        end as is_allowed
    from steps
    left join verdicts on {{ same(compared_slice_columns(), 'steps', 'verdicts') }}

)

select
    mart,
    {{ step_words() }} as what,
    case
        when is_allowed is null then 'nothing to compare'
        when is_allowed then 'compared'
        else 'not compared'
    end as expected,
    case
        when not is_former_year_right then 'another former year'
        when is_comparable is null then 'nothing to compare'
        when is_comparable and is_given then 'compared'
        when is_comparable then 'compared, but not given'
        when is_given and mart = 'same_month_changes' then 'not compared, but given'
        else 'not compared'
    end as found,
    figure_count
from judged
where
    not is_former_year_right
    or is_comparable is distinct from is_allowed
    or is_given is distinct from is_allowed
union all
select
    'comparability' as mart,
    concat_ws(' ', {{ compared_slice() }}, geography_method) as what,
    case when is_comparable then 'not compared' else 'compared' end as expected,
    case when is_comparable then 'compared' else 'not compared' end as found,
    1 as figure_count
from {{ ref('comparability') }}
where
    ({{ compared_slice() }}) in (
        select {{ compared_slice('verdicts') }}
        from verdicts
        where verdicts.dimension = 'county' and verdicts.is_comparable
    )
    and is_comparable = case
        -- As printed they are the counties of their own division.
        when geography_method = '_T'
            then (from_year, to_year) in (
                select
                    former.from_year,
                    later.from_year as to_year
                from years as former
                inner join years as later
                    on former.county_division <> later.county_division
            )
        else geography_method in (select changed_areas.geography_method from changed_areas)
    end
