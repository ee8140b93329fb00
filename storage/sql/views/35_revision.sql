-- What changed in out_incident between two times, and why.
CREATE OR REPLACE MACRO out_revision(since, until) AS TABLE
WITH before AS (
    SELECT * FROM out_incident_asof(since)
),
after AS (
    SELECT * FROM out_incident_asof(until)
),
told_before AS (
    SELECT anchor_id, incident_id, article_id, version_id, extraction_id FROM out_claim_asof(since) WHERE incident_id IS NOT NULL
),
told_after AS (
    SELECT anchor_id, incident_id, article_id, version_id, extraction_id FROM out_claim_asof(until) WHERE incident_id IS NOT NULL
),
-- Each reason that an incident has to have changed; the smallest rank says most.
cause AS (
    SELECT
        unnest([incident_id, CASE decision WHEN 'merge' THEN new WHEN 'split' THEN old END]) AS incident_id,
        1 AS rank,
        'review' AS why
    FROM core_review
    WHERE recorded_at > since AND recorded_at <= until
    UNION ALL
    SELECT told_after.incident_id, 1, 'review'
    FROM core_review
    INNER JOIN told_after USING (anchor_id)
    WHERE recorded_at > since AND recorded_at <= until
    UNION ALL
    SELECT told_before.incident_id, 1, 'review'
    FROM core_review
    INNER JOIN told_before USING (anchor_id)
    WHERE recorded_at > since AND recorded_at <= until
    UNION ALL
    -- Its claims are told of another incident now, or another's of it.
    SELECT unnest([told_before.incident_id, told_after.incident_id]), 2, 'merge or split'
    FROM told_before
    INNER JOIN told_after USING (anchor_id)
    WHERE told_before.incident_id <> told_after.incident_id
    UNION ALL
    SELECT told_before.incident_id, 3, 'deleted'
    FROM told_before
    INNER JOIN out_article_asof(until) AS article USING (article_id)
    LEFT JOIN out_article_asof(since) AS earlier USING (article_id)
    WHERE article.deleted_at IS NOT NULL AND earlier.deleted_at IS NULL
    UNION ALL
    SELECT told_before.incident_id, CASE WHEN article.version_id <> told_before.version_id THEN 4 ELSE 5 END,
        CASE WHEN article.version_id <> told_before.version_id THEN 'edit' ELSE 'new extractor' END
    FROM told_before
    INNER JOIN out_article_asof(until) AS article USING (article_id)
    WHERE article.extraction_id IS DISTINCT FROM told_before.extraction_id
    UNION ALL
    SELECT DISTINCT told_after.incident_id, 6, 'follow-up'
    FROM told_after
    SEMI JOIN told_before ON told_after.incident_id = told_before.incident_id
    ANTI JOIN told_before ON told_after.article_id = told_before.article_id
),
reason AS (
    SELECT incident_id, arg_min(why, rank) AS why FROM cause GROUP BY incident_id
),
value AS (
    SELECT incident_id, field, before_value, after_value
    FROM (
        SELECT
            before.incident_id,
            unnest([
                'status', 'realis', 'event_type', 'sub_event_type', 'date_start', 'date_end', 'place_name', 'place_admin1',
                'place_country', 'killed_low', 'killed_best', 'killed_high', 'injured_low', 'injured_best', 'injured_high',
                'perpetrators'
            ]) AS field,
            unnest([
                before.status, before.realis, before.event_type, before.sub_event_type, before.date_start::VARCHAR,
                before.date_end::VARCHAR, before.place_name, before.place_admin1, before.place_country,
                before.killed_low::VARCHAR, before.killed_best::VARCHAR, before.killed_high::VARCHAR,
                before.injured_low::VARCHAR, before.injured_best::VARCHAR, before.injured_high::VARCHAR,
                array_to_string(before.perpetrators, '; ')
            ]) AS before_value,
            unnest([
                after.status, after.realis, after.event_type, after.sub_event_type, after.date_start::VARCHAR,
                after.date_end::VARCHAR, after.place_name, after.place_admin1, after.place_country,
                after.killed_low::VARCHAR, after.killed_best::VARCHAR, after.killed_high::VARCHAR,
                after.injured_low::VARCHAR, after.injured_best::VARCHAR, after.injured_high::VARCHAR,
                array_to_string(after.perpetrators, '; ')
            ]) AS after_value
        FROM before
        INNER JOIN after USING (incident_id)
    )
    WHERE before_value IS DISTINCT FROM after_value
)
SELECT
    'new' AS kind,
    incident_id,
    NULL::VARCHAR AS field,
    NULL::VARCHAR AS old,
    NULL::VARCHAR AS new,
    CASE WHEN why IN ('review', 'merge or split') THEN why ELSE 'new report' END AS why,
    date_start,
    date_end
FROM after
ANTI JOIN before USING (incident_id)
LEFT JOIN reason USING (incident_id)
UNION ALL
SELECT 'withdrawn', incident_id, NULL, NULL, NULL, coalesce(why, 'new extractor'), date_start, date_end
FROM before
ANTI JOIN after USING (incident_id)
LEFT JOIN reason USING (incident_id)
UNION ALL
SELECT
    CASE WHEN field = 'status' AND after_value IN ('retracted', 'denied', 'unsure') THEN 'withdrawn' ELSE 'corrected' END,
    incident_id,
    field,
    before_value,
    after_value,
    coalesce(why, 'follow-up'),
    after.date_start,
    after.date_end
FROM value
INNER JOIN after USING (incident_id)
LEFT JOIN reason USING (incident_id);
COMMENT ON MACRO TABLE out_revision IS 'What changed in out_incident between two times (UTC): kind (new, corrected, withdrawn), incident_id, field, old, new, why (new report, follow-up, edit, deleted, new extractor, merge or split, review), and its days at the later time.';
