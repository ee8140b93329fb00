-- Incidents of the window that are told otherwise than in report_before: new, withdrawn (nothing tells them any more, or only to
-- deny them), or corrected in what a report shows. `cause` is one of: new report, follow-up, edit, deleted, new extractor, merge
-- or split, review.
WITH before AS (
    SELECT * FROM report_before WHERE status NOT IN ('denied', 'retracted', 'unsure')
),
after AS (
    SELECT * FROM report_incident WHERE status NOT IN ('denied', 'retracted', 'unsure')
),
gone AS (
    SELECT incident_id, status FROM report_incident WHERE status IN ('denied', 'retracted', 'unsure')
),
shown AS (
    SELECT
        incident_id,
        coalesce(after.date_start, after.date_end, before.date_start, before.date_end) AS first_day,
        coalesce(after.date_end, before.date_end) AS last_day,
        coalesce(after.place_name, before.place_name, after.place_country, before.place_country, 'place not stated') AS place,
        coalesce(after.sub_event_type, before.sub_event_type, 'type not stated') AS type,
        CASE WHEN before.incident_id IS NULL THEN 'new' WHEN after.incident_id IS NULL THEN 'withdrawn' ELSE 'corrected' END
            AS kind,
        CASE
            WHEN after.incident_id IS NULL THEN coalesce('now ' || gone.status, 'no article tells of it any more, or it is part of another')
            WHEN before.incident_id IS NULL THEN concat('told by ', after.n_articles, CASE after.n_articles WHEN 1 THEN ' article' ELSE ' articles' END)
            ELSE concat_ws(
                '; ',
                CASE
                    WHEN (before.date_start, before.date_end) IS DISTINCT FROM (after.date_start, after.date_end)
                        THEN concat('date, was ', coalesce(before.date_start, before.date_end))
                END,
                CASE
                    WHEN before.place_name IS DISTINCT FROM after.place_name
                        THEN concat('place, was ', coalesce(before.place_name, 'not stated'))
                END,
                CASE
                    WHEN before.sub_event_type IS DISTINCT FROM after.sub_event_type
                        THEN concat('type, was ', coalesce(before.sub_event_type, 'not stated'))
                END,
                CASE
                    WHEN (before.killed_low, before.killed_best, before.killed_high)
                        IS DISTINCT FROM (after.killed_low, after.killed_best, after.killed_high)
                        THEN concat(
                            'killed, was ', report_bound_words(before.killed_low, before.killed_best, before.killed_high),
                            ' and is ', report_bound_words(after.killed_low, after.killed_best, after.killed_high)
                        )
                END,
                CASE
                    WHEN (before.injured_low, before.injured_best, before.injured_high)
                        IS DISTINCT FROM (after.injured_low, after.injured_best, after.injured_high)
                        THEN concat(
                            'injured, was ', report_bound_words(before.injured_low, before.injured_best, before.injured_high),
                            ' and is ', report_bound_words(after.injured_low, after.injured_best, after.injured_high)
                        )
                END,
                CASE
                    WHEN before.perpetrators <> after.perpetrators
                        THEN concat('perpetrators, were ', coalesce(nullif(array_to_string(before.perpetrators, '; '), ''), 'not stated'))
                END,
                CASE WHEN before.status <> after.status THEN concat('was ', before.status, ', is ', after.status) END
            )
        END AS why
    FROM after
    FULL JOIN before USING (incident_id)
    LEFT JOIN gone USING (incident_id)
),
changed AS (
    SELECT * FROM shown WHERE why <> '' AND first_day <= $date_to::DATE AND last_day >= $date_from::DATE
),
told AS (
    SELECT anchor_id, incident_id, article_id, version_id, extraction_id FROM out_claim WHERE incident_id IS NOT NULL
),
decision AS (
    SELECT * FROM core_review WHERE recorded_at > $since::TIMESTAMP AND recorded_at <= $as_of::TIMESTAMP
),
-- Each reason that an incident has to have changed; the smallest rank says most.
cause AS (
    SELECT
        unnest([incident_id, CASE decision WHEN 'merge' THEN new WHEN 'split' THEN old END]) AS incident_id,
        1 AS rank,
        'review' AS cause
    FROM decision
    UNION ALL
    SELECT told.incident_id, 1, 'review' FROM decision INNER JOIN told USING (anchor_id)
    UNION ALL
    SELECT told_before.incident_id, 1, 'review' FROM decision INNER JOIN report_before_claim AS told_before USING (anchor_id)
    UNION ALL
    -- Its claims are told of another incident now, or another's of it.
    SELECT unnest([told_before.incident_id, told.incident_id]), 2, 'merge or split'
    FROM report_before_claim AS told_before
    INNER JOIN told USING (anchor_id)
    WHERE told_before.incident_id <> told.incident_id
    UNION ALL
    SELECT
        told_before.incident_id,
        CASE
            WHEN article.deleted_at IS NOT NULL AND NOT told_before.is_deleted THEN 3
            WHEN article.version_id <> told_before.version_id THEN 4
            ELSE 5
        END AS rank,
        CASE rank WHEN 3 THEN 'deleted' WHEN 4 THEN 'edit' ELSE 'new extractor' END
    FROM report_before_claim AS told_before
    INNER JOIN out_article AS article USING (article_id)
    WHERE
        (article.deleted_at IS NOT NULL AND NOT told_before.is_deleted)
        OR article.extraction_id IS DISTINCT FROM told_before.extraction_id
    UNION ALL
    SELECT incident_id, 6, 'follow-up'
    FROM told
    SEMI JOIN report_before ON told.incident_id = report_before.incident_id
    ANTI JOIN report_before_claim AS told_before ON told.article_id = told_before.article_id
),
reason AS (
    SELECT incident_id, arg_min(cause, rank) AS cause FROM cause SEMI JOIN changed USING (incident_id) GROUP BY incident_id
)
SELECT
    incident_id,
    kind,
    concat(strftime(first_day, '%-d %b %Y'), ', ', place, ', ', type) AS what,
    why,
    CASE
        WHEN kind = 'new' AND coalesce(cause, '') NOT IN ('review', 'merge or split') THEN 'new report'
        ELSE coalesce(cause, 'follow-up')
    END AS cause
FROM changed
LEFT JOIN reason USING (incident_id)
ORDER BY list_position(['new', 'corrected', 'withdrawn'], kind), first_day, place, incident_id;
