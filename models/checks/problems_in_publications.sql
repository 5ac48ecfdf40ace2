-- One row per document whose numbers a later publication suppresses and nobody has decided on, per
-- decision that is not carried out or decides nothing, and per publication whose figures cannot be
-- told adopted or not: must be empty.
with prints as (

    select
        document_observations.document_id,
        document_observations.observation_id,
        document_observations.line_no,
        document_observations.column_no,
        document_observations.obs_value,
        publications.publication
    from {{ ref('int_document_observations') }} as document_observations
    inner join {{ ref('int_publications') }} as publications using (document_id)
    where document_observations.document_count > 1

),

-- Where, and of which document, a number became a mark; not which number.
later_marks as (

    select
        former.document_id as former_document_id,
        later.document_id,
        min(later.line_no) as line_no,
        count(*) as mark_count
    from prints as former
    inner join prints as later
        on former.observation_id = later.observation_id and former.publication < later.publication
    where former.obs_value is not null and later.obs_value is null
    group by all

),

undecided as (

    select
        'later_mark' as rule,
        later_marks.document_id,
        later_marks.line_no,
        cast(null as integer) as column_no,
        'a mark where ''' || later_marks.former_document_id || ''' prints a number, in '
        || cast(later_marks.mark_count as string) || ' place'
        || case when later_marks.mark_count > 1 then 's, this the first' else '' end as found,
        'a row of suppression_decisions.csv that says what becomes of '''
        || later_marks.former_document_id || '''' as expected,
        'ask NAV whether the numbers stand; keep the document, or withhold it' as next_step
    from later_marks
    left join {{ ref('suppression_decisions') }} as decisions
        on later_marks.former_document_id = decisions.document_id
    where decisions.document_id is null

),

decided as (

    select
        case
            when decisions.decision = 'withhold' then 'withheld_document' else 'unused_decision'
        end as rule,
        documents.document_id,
        cast(null as integer) as line_no,
        cast(null as integer) as column_no,
        '''' || decisions.document_id || ''': ' || decisions.decision
        || case when documents.document_id is null then ', not registered' else ', registered' end
        || case
            when
                decisions.decision = 'withhold'
                and (decisions.period_from is null or decisions.period_to is null)
                then ', no period'
            else ''
        end as found,
        case
            when decisions.decision = 'withhold'
                then 'a document that is withheld is not registered, and its period is said'
            else 'a registered document whose numbers a later one suppresses: keep; or withhold'
        end as expected,
        case
            when decisions.decision = 'withhold'
                then
                    'say period_from and period_to; delete its text, its row of documents.csv and'
                    || ' the rows of other seeds that name it; then make stage'
            else 'correct the row of suppression_decisions.csv, or delete it'
        end as next_step
    from {{ ref('suppression_decisions') }} as decisions
    left join {{ ref('documents') }} as documents using (document_id)
    where
        case decisions.decision
            when 'withhold'
                then
                    documents.document_id is not null
                    or decisions.period_from is null
                    or decisions.period_to is null
            when 'keep'
                then
                    decisions.document_id not in (
                        select later_marks.former_document_id from later_marks
                    )
            else true
        end

),

unsettled as (

    select
        'unsettled_publication' as rule,
        min(publications.document_id) as document_id,
        cast(null as integer) as line_no,
        cast(null as integer) as column_no,
        'figures of ''' || unadopted.publication || ''' that depend on each other too far'
            as found,
        'figures that are adopted or not' as expected,
        'raise the rounds in models/checks/int_unadopted_prints.sql' as next_step
    from {{ ref('int_unadopted_prints') }} as unadopted
    inner join {{ ref('int_publications') }} as publications using (publication)
    where not unadopted.is_settled
    group by unadopted.publication

)

select * from undecided
union all
select * from decided
union all
select * from unsettled
