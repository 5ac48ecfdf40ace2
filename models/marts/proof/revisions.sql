-- One row per figure that a publication prints otherwise than the publication before it, and
-- whether its print was adopted. Where a mark took the place of a number it is not told.
with prints as (

    select
        document_observations.*,
        publications.publication,
        row_number() over (
            partition by {{ observation_key('document_observations') }}
            order by publications.publication, document_observations.document_id
        ) as print_no
    from {{ ref('int_document_observations') }} as document_observations
    inner join {{ ref('int_publications') }} as publications using (document_id)
    where document_observations.document_count > 1

),

revised as (

    select
        prints.*,
        former.publication as former_publication,
        former.document_id as former_document_id,
        former.line_no as former_line_no,
        former.column_no as former_column_no,
        former.is_suppressed as was_suppressed,
        case when not prints.is_suppressed then former.obs_value end as former_value,
        case
            when prints.is_suppressed
                then
                    coalesce(
                        cast({{ known_bound('prints.obs_value_max') }} + 1 as string) || ' or more',
                        'a number'
                    )
                    || ' → ' || coalesce(prints.printed_text, '*')
            else
                coalesce(cast(former.obs_value as string), former.printed_text, '*') || ' → '
                || cast(prints.obs_value as string)
        end as printed_change
    from prints
    inner join prints as former
        on {{ same_key('prints', 'former') }} and prints.print_no = former.print_no + 1
    where
        prints.publication <> former.publication
        and prints.obs_value is distinct from former.obs_value

)

select
    observations.observation_id,
    {{ observation_key('revised') }},
    revised.document_id,
    revised.publication,
    revised.line_no,
    revised.column_no,
    revised.former_document_id,
    revised.former_publication,
    revised.former_line_no,
    revised.former_column_no,
    revised.obs_value,
    revised.former_value,
    revised.obs_value - revised.former_value as revision,
    revised.printed_change,
    case
        when revised.publication = observations.publication then 'adopted'
        when unadopted.publication is not null then 'rest_not_revised'
        else 'another_goes_first'
    end as adoption,
    revised.is_suppressed or revised.was_suppressed as is_suppressed
from revised
inner join {{ ref('int_observations') }} as observations
    on {{ same_key('revised', 'observations') }}
left join {{ ref('int_unadopted_prints') }} as unadopted
    on
        revised.observation_id = unadopted.observation_id
        and revised.publication = unadopted.publication
